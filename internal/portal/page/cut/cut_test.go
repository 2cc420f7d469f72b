package cut

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func names(t testing.TB) *Names {
	t.Helper()
	n, err := Read(fstest.MapFS{
		"room/pages/a.html": {Data: []byte(`{{define "main"}}{{/* classes: told */}}{{- /* <mark class="no"> */ -}}
<a class="btn{{if eq .X "y"}} btn-big{{end}} tone-{{.Tone}} {{.All}}" href="{{.To "/x"}}" {{if .Off}}hidden{{end}}>{{template "icon" "it-star"}}</a>
<input type="{{.Type}}" id="typed"><input type="radio" data-kind='one'><body{{template "more"}}>{{end}}`)},
		"page/assets/s.js":        {Data: []byte(`make("canvas", { class: "drawn" }); x.classList.add("over"); "table btn-small"`)},
		"page/assets/vendor/v.js": {Data: []byte(`make("video", { class: "foreign" })`)},
		"room/words/pages.html":   {Data: []byte(`<blink class="elsewhere">`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMay(t *testing.T) {
	t.Parallel()
	n := names(t)
	for selector, want := range map[string]bool{
		".btn": true, ".btn-big": true, ".told": true, ".drawn": true, ".over": true, "canvas.drawn": true, ".tone-good": true, ".tone": false,
		"a.btn:hover": true, "a:not(.gone)": true, "a > *": true, "#typed": true, "#other": false, "[hidden]": true, "[type=date]": true, "[data-kind=one]": true, "[data-kind=two]": false,
		"[class*=btn-]": true, "[class^=col-]": false, "[data-kind^=o]": true, "[title]": false,
		".btn-small": false, ".no": false, "mark": false, ".foreign": false, "video": false, ".elsewhere": false, "table": false,
		"a .gone": false, ".gone a": false, ":is(.gone,table)": false, ":is(.gone, a)": true, ":has(~.gone)": false, `.w-1\/2`: false, "A": true, "body": true, "::before": true, "*": true,
	} {
		if got := n.May(selector); got != want {
			t.Errorf("%s: %v", selector, got)
		}
	}
}

func TestIcons(t *testing.T) {
	t.Parallel()
	got := names(t).Sprite(`<svg><symbol id="it-star" viewBox="0 0 24 24"><path d="M1"/></symbol><symbol id="it-car"><path/></symbol></svg>`)
	want := `<svg xmlns="http://www.w3.org/2000/svg">` + "\n" + `<symbol id="it-star" viewBox="0 0 24 24"><path d="M1"/></symbol>` + "\n</svg>\n"
	if got != want {
		t.Errorf("%s", got)
	}
}

func TestSheet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, css, want string }{
		{"a rule", `.btn{color:red}.gone{color:red}`, ".btn{color:red}\n"},
		{"one of a list", `.gone,.btn,.gone .btn{color:red;margin:0}`, ".btn{color:red;margin:0}\n"},
		{"comments", `/* .a{ */.btn/* } */{color:/*;*/red}`, ".btn{color:red}\n"},
		{"strings", `.btn::before{content:"};{"}`, `.btn::before{content:"};{"}` + "\n"},
		{"media", `@media print{.btn{top:0}.gone{top:0}}@media screen{.gone{top:0}}`, "@media print{.btn{top:0}}\n"},
		{"faces", `@font-face{font-family:x;src:url(data:font/woff;base64,AA==)}`, ""},
		{"animations", `.btn{animation:turn 1s}@keyframes turn{from{top:0}to{top:1px}}@keyframes turned{to{top:0}}`, ".btn{animation:turn 1s}\n@keyframes turn{from{top:0}to{top:1px}}\n"},
		{"an animation of ours", `@keyframes ours{to{top:0}}`, "@keyframes ours{to{top:0}}\n"},
		{"properties", `.btn{--a:1;--b:var(--a);--c:var(--b);color:var(--d);--ours:1}`, ".btn{color:var(--d);--ours:1}\n"},
		{"nothing left", `.btn{--a:1}`, ""},
		{"a picture", `.btn{background:url("data:image/svg+xml,%3csvg/%3e")}`, ".btn{background:url(picture-d4dc5666.svg)}\n"},
		{"not a picture", `.btn{src:url(data:font/woff;base64,AA==);top:0}`, ".btn{top:0}\n"},
		{"a byte order mark", "\ufeff.btn{top:0}", ".btn{top:0}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, pictures, err := names(t).Sheet(c.css, "a{animation:ours 1s;color:var(--ours)}")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			for name, data := range pictures {
				if string(data) != "<svg/>" || !strings.Contains(got, name) {
					t.Errorf("%s %s", name, data)
				}
			}
		})
	}
}

func TestSheetRefuses(t *testing.T) {
	t.Parallel()
	for _, css := range []string{
		".btn{color:red", ".btn{color:red}}", "}", "@media print{.btn{top:0}",
		`.btn{background:url("data:image/svg+xml;base64,!")}`, `.btn{background:url("data:image/svg+xml")}`,
	} {
		if got, _, err := names(t).Sheet(css, ""); err == nil {
			t.Errorf("%s: %s", css, got)
		}
	}
}

func TestAsked(t *testing.T) {
	t.Parallel()
	got, err := Asked(`@media print{.a>b:not(.c):hover,[d="e"] .a{x:.no}}@keyframes k{from{a:b}50%{a:b}}:is(.f,#g){a:b}`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"#g", ".a", ".f", `[d="e"]`, "b"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRepaint(t *testing.T) {
	t.Parallel()
	got, err := Repaint("a{color:#06c}b{color:#06cc}c{color:#06c}", map[string]string{"#06c": "#004d99"})
	if want := "a{color:#004d99}b{color:#06cc}c{color:#004d99}"; err != nil || got != want {
		t.Errorf("%s %v", got, err)
	}
	if _, err := Repaint("a{}", map[string]string{"#06c": "#004d99"}); err == nil {
		t.Error("a colour that is not there was painted over")
	}
}

// FuzzSheet: whatever the sheet is, it is cut or refused, and what stays was there.
func FuzzSheet(f *testing.F) {
	for _, s := range []string{`.btn{color:red}`, `@media x{a:hover{--a:var(--b)}}`, `.btn::before{content:"\"}"}`, `a{b:url(data:image/svg+xml,x)}`, `\`, `[`, `:is(`, `/*`, `a{"`} {
		f.Add(s)
	}
	n := names(f)
	f.Fuzz(func(t *testing.T, css string) {
		if _, err := parse(css); err != nil {
			return
		}
		rules, _ := parse(css)
		if kept := n.used(rules); size(kept) > size(rules) {
			t.Errorf("%q: %d rules became %d", css, size(rules), size(kept))
		}
		if _, err := Asked(css); err != nil {
			t.Error(err)
		}
	})
}
