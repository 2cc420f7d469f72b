package e2e

import (
	"bytes"
	"flag"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/browsertest"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
)

var everyLanguage = flag.Bool("every-language", false, "look at every page in every language, not in Italian and one other")

// languages is those in which the page of a shape is looked at: Italian, and the others in
// turn, since all five together take minutes (make accessibility).
func languages(turn int) []registry.Language {
	if *everyLanguage {
		return certificates.Languages
	}
	others := certificates.Languages[1:]
	return []registry.Language{registry.Italian, others[turn%len(others)]}
}

// look opens a page of every shape that a role has come to and none before it, on a phone.
func look(t *testing.T, r *role, before []*role) {
	b := browse(t)
	switch {
	case r.officer && r.name == "registrar":
		enter(b, "office", registrar)
	case r.officer:
		enter(b, "office", secondAdm)
	case r.name == "lawyer":
		enterAsLawyer(b, lawyerFromElsewhere)
	case r.name != "nobody":
		enter(b, "demo", r.secrets[1])
	}
	b.Width(browsertest.Phone)
	for turn, shape := range slices.Sorted(maps.Keys(r.looks)) {
		path := r.looks[shape]
		if known(shape, before) || strings.HasPrefix(shape, "GET /login") && r.name != "nobody" {
			continue
		}
		for _, l := range languages(turn) {
			b.Open(demo.base + in(path, string(l)))
			seen(b, r, path, string(l))
		}
	}
	for turn, shape := range slices.Sorted(maps.Keys(r.posts)) {
		c := r.posts[shape]
		sent := slices.ContainsFunc(before, func(r *role) bool { return r.posts[shape].method != "" && repeatable(r, c) })
		if sent || !repeatable(r, c) {
			continue
		}
		for _, l := range languages(turn) {
			b.Open(demo.base + in("/help", string(l)))
			sends(b, c, string(l))
			seen(b, r, "POST "+c.path, string(l))
		}
	}
}

// known reports whether one of them has come to a page of the shape.
func known(shape string, of []*role) bool {
	return slices.ContainsFunc(of, func(r *role) bool {
		return r.looks[shape] != "" && r.officer == strings.HasPrefix(shape, "GET /office")
	})
}

// repeatable reports whether a form is answered with the same page again. How often a
// certificate can be opened is limited, and how often the registrar searches, as whom other tests
// search too; and a file is not in the form.
func repeatable(r *role, c call) bool {
	limited := []string{"/v/{code}", "/verify/file", "/login/{provider}", "/logout", "/me/sessions/{id}/end"}
	if r.name == "registrar" {
		limited = append(limited, "/office/search")
	}
	return c.method == http.MethodPost && !slices.Contains(limited, c.route)
}

// in is an address in a language.
func in(path, language string) string {
	u := parse(path)
	q := u.Query()
	q.Set("lang", language)
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// sends sends a form by the browser, which is on a page of ours.
func sends(b *browsertest.Browser, c call, language string) {
	b.T.Helper()
	values, err := url.ParseQuery(c.form)
	if err != nil {
		b.T.Fatal(err)
	}
	browsertest.Value[bool](b, `(() => { window.before = true; const f = document.createElement("form"); f.method = "post"; f.action = %s;
		for (const [name, list] of Object.entries(%s)) for (const value of list) { const i = document.createElement("input"); i.type = "hidden"; i.name = name; i.value = value; f.append(i) }
		document.body.append(f); HTMLFormElement.prototype.submit.call(f); return true })()`, in(c.path, language), values)
	b.Until("window.before === undefined && document.readyState === 'complete'")
}

// seen looks at the page that is open.
func seen(b *browsertest.Browser, r *role, path, language string) {
	b.T.Helper()
	name := r.name + ", " + path + " in " + language
	if wide := browsertest.Value[int](b, "document.documentElement.scrollWidth"); wide > browsertest.Phone {
		b.T.Errorf("%s: %d pixels wide on a screen of %d", name, wide, browsertest.Phone)
	}
	if language == string(registry.Italian) {
		b.Accessible(name)
	} else { // colours are the same in every language, and take the longest to judge
		b.Accessible(name, "color-contrast")
	}
	root, err := html.Parse(bytes.NewReader([]byte(browsertest.Value[string](b, "document.documentElement.outerHTML"))))
	if err != nil {
		b.T.Fatal(err)
	}
	if lang := browsertest.Value[string](b, "document.documentElement.lang"); lang != language {
		b.T.Errorf("%s says that it is in %q", name, lang)
	}
	for _, other := range certificates.Languages {
		if string(other) == language {
			continue
		}
		for _, text := range foreign(root, words(language), words(string(other))) {
			b.T.Errorf("%s: in %s it says %q", name, other, text)
		}
	}
}

// words is the texts of a language.
func words(language string) map[string]bool {
	out := map[string]bool{}
	for _, l := range certificates.Languages {
		if string(l) == language {
			for key, text := range kit().Words(l) {
				if key != "language" && strings.ContainsFunc(text, unicode.IsLetter) {
					out[text] = true
				}
			}
		}
	}
	return out
}

// foreign is the texts of a page that are words of another language and not of its own.
func foreign(n *html.Node, own, other map[string]bool) (out []string) {
	if lang, marked := pagetest.Attr(n, "lang"); marked && n.Data != "html" && lang != "" || slices.Contains([]string{"style", "script", "code"}, n.Data) {
		return nil
	}
	if n.Type == html.TextNode {
		if text := strings.TrimSpace(n.Data); other[text] && !own[text] {
			return []string{text}
		}
	}
	for child := range n.ChildNodes() {
		out = append(out, foreign(child, own, other)...)
	}
	return out
}
