package portal

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// unkeyed matches a sign before which French has a space, with one that breaks the line.
var unkeyed = regexp.MustCompile(` [:;?!]`)

// Every language has every text, whole: with the same gaps to fill, and the same end.
func TestWordsAreComplete(t *testing.T) {
	t.Parallel()
	l, err := newLooks()
	if err != nil {
		t.Fatal(err)
	}
	for key := range l.words[registry.Italian] {
		text := certificates.Text{}
		for _, language := range certificates.Languages {
			text[language] = l.words[language][key]
			if text[language] != strings.TrimSpace(text[language]) || strings.Contains(text[language], "  ") || unkeyed.MatchString(text[language]) {
				t.Errorf("%s in %s: %q", key, language, text[language])
			}
		}
		if !text.Whole() {
			t.Errorf("%s: %q", key, text)
		}
	}
	for _, language := range certificates.Languages {
		if n := len(l.words[language]); n != len(l.words[registry.Italian]) || len(strings.Fields(l.words[language]["months"])) != 12 {
			t.Errorf("%s has %d texts", language, n)
		}
	}
}

// Every state of a certificate has its words: what it is, what that means, what to do.
func TestEveryStateHasWords(t *testing.T) {
	t.Parallel()
	l, err := newLooks()
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{
		string(verification.Valid), string(verification.Expired), string(verification.Withdrawn), string(verification.Failed), string(verification.Unknown), "superseded", "demo",
	} {
		for _, language := range certificates.Languages {
			seen := map[string]bool{}
			for _, part := range []string{"", ".means", ".do"} {
				text := l.words[language]["verdict."+state+part]
				if text == "" || seen[text] || strings.HasSuffix(text, ".") != (part != "") {
					t.Errorf("%s%s in %s: %q", state, part, language, text)
				}
				seen[text] = true
			}
		}
	}
}

// A day is written as people write it.
func TestDates(t *testing.T) {
	t.Parallel()
	l, err := newLooks()
	if err != nil {
		t.Fatal(err)
	}
	for language, want := range map[registry.Language][2]string{
		registry.Italian: {"1° marzo 2027", "21 maggio 2027"}, registry.German: {"1. März 2027", "21. Mai 2027"}, registry.Slovene: {"1. marca 2027", "21. maja 2027"},
		registry.French: {"1er mars 2027", "21 mai 2027"}, registry.English: {"1 March 2027", "21 May 2027"},
	} {
		p := &page{words: l.words[language]}
		got := [2]string{p.date(registry.Date{Year: 2027, Month: 3, Day: 1}), p.date(registry.Date{Year: 2027, Month: 5, Day: 21})}
		if got != want || p.date(registry.Date{}) != "" {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
}

// Every page is in the language that was asked for and in no other, says which it is, and
// leads to itself in the others and to the rest of the site in its own.
func TestEveryPageInEveryLanguage(t *testing.T) {
	t.Parallel()
	looks, err := newLooks()
	if err != nil {
		t.Fatal(err)
	}
	a := newArchive()
	s := a.site(t)
	superseded := newArchive()
	superseded.certificate.Superseded = &certificates.Supersession{At: superseded.now}
	old := superseded.site(t)
	for _, l := range certificates.Languages {
		in := "?lang=" + string(l)
		for name, page := range map[string]seen{
			"start": s.get("/" + in), "form": s.get("/verify" + in), "no code": s.post("/verify"+in, url.Values{"code": {" "}}),
			"valid": s.get(here + in), "unknown": s.get("/v/" + never.Compact() + in), "mistyped": s.get("/v/x" + in), "superseded": old.get(here + in),
			"opened": s.post(here+in, right), "not opened": s.post(here+in, factorOf("2026/124", "9", "10", "1985")), "nothing typed": s.post(here+in, url.Values{}),
			"file": s.uploadIn(in, sealed), "changed file": s.uploadIn(in, []byte("%PDF-1.7 other")), "no file": s.uploadIn(in, nil),
			"nowhere": s.get("/nowhere" + in), "by the browser's wish": s.get(here, "Accept-Language", string(l)+", tlh;q=0.9"),
		} {
			if lang, _ := attr(page.one("html"), "lang"); lang != string(l) || page.Header.Get("Content-Language") != string(l) {
				t.Errorf("%s in %s: <html lang=%q>, Content-Language %q", name, l, lang, page.Header.Get("Content-Language"))
			}
			for _, other := range certificates.Languages {
				for _, text := range foreign(page.root, looks.words[l], looks.words[other]) {
					t.Errorf("%s in %s: in %s it says %q", name, l, other, text)
				}
				if other != l && len(foreign(page.root, looks.words[other], looks.words[l])) == 0 {
					t.Errorf("%s in %s: nothing on it is in its language", name, l)
				}
			}
			page.switches(s, name, l)
		}
	}
}

// foreign is the texts of a page that are words of another language and not of its own.
func foreign(n *html.Node, own, other words) (out []string) {
	if lang, ok := attr(n, "lang"); ok && n.Data != "html" && lang != "" || n.Data == "style" {
		return nil // marked as being in another
	}
	if n.Type == html.TextNode {
		text := strings.TrimSpace(n.Data)
		for key, word := range other {
			if word == text && !owns(own, text) && key != "language" {
				return []string{text}
			}
		}
	}
	for child := range n.ChildNodes() {
		out = append(out, foreign(child, own, other)...)
	}
	return out
}

func owns(own words, text string) bool {
	for _, word := range own {
		if word == text {
			return true
		}
	}
	return false
}

// switches follows the links to the page in the other languages.
func (s seen) switches(on site, name string, l registry.Language) {
	s.t.Helper()
	var offered []registry.Language
	for _, a := range s.all("a[hreflang]") {
		code, _ := attr(a, "hreflang")
		href, _ := attr(a, "href")
		lang, _ := attr(a, "lang")
		_, current := attr(a, "aria-current")
		if href != "?lang="+code || lang != code || current != (code == string(l)) {
			s.t.Errorf("%s in %s: a link %s to %s, current %v", name, l, href, code, current)
		}
		offered = append(offered, registry.Language(code))
	}
	if !slices.Equal(offered, certificates.Languages) {
		s.t.Errorf("%s in %s: offers %v", name, l, offered)
	}
	for _, form := range s.all("form") {
		if action, _ := attr(form, "action"); name != "by the browser's wish" && !strings.HasSuffix(action, "?lang="+string(l)) {
			s.t.Errorf("%s in %s: the form leads to %s", name, l, action)
		}
	}
	if len(s.all(`title`)) != 1 || s.text("title") == "" {
		s.t.Errorf("%s in %s has no title", name, l)
	}
}

// The address of a result about a file, asked for anew or in another language, leads to
// the form: nothing of the file was kept.
func TestFileAgain(t *testing.T) {
	t.Parallel()
	s := newArchive().site(t)
	for path, want := range map[string]string{"/verify/file": "/verify", "/verify/file?lang=sl": "/verify?lang=sl", "/verify/file?lang=tlh": "/verify", "/verify/file?lang=//evil.example": "/verify"} {
		if a := s.get(path); a.StatusCode != 303 || a.Header.Get("Location") != want {
			t.Errorf("%s: %d to %s", path, a.StatusCode, a.Header.Get("Location"))
		}
	}
}
