package portal

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// unkeyed matches a sign before which French has a space, with one that breaks the line.
var unkeyed = regexp.MustCompile(` [:;?!]`)

// Every language has every text, whole: with the same gaps to fill, and the same end.
func TestWordsAreComplete(t *testing.T) {
	t.Parallel()
	k := newArchive().config(t).Kit
	for key := range k.Words(registry.Italian) {
		text := certificates.Text{}
		for _, language := range certificates.Languages {
			text[language] = k.Words(language)[key]
			if text[language] != strings.TrimSpace(text[language]) || strings.Contains(text[language], "  ") || unkeyed.MatchString(text[language]) {
				t.Errorf("%s in %s: %q", key, language, text[language])
			}
		}
		if !text.Whole() {
			t.Errorf("%s: %q", key, text)
		}
	}
	for _, language := range certificates.Languages {
		if n := len(k.Words(language)); n != len(k.Words(registry.Italian)) || len(strings.Fields(k.Words(language)["months"])) != 12 {
			t.Errorf("%s has %d texts", language, n)
		}
	}
}

// Every state of a certificate has its words: what it is, what that means, what to do.
func TestEveryStateHasWords(t *testing.T) {
	t.Parallel()
	k := newArchive().config(t).Kit
	for _, state := range []string{
		string(verification.Valid), string(verification.Expired), string(verification.Withdrawn), string(verification.Failed), string(verification.Unknown), "superseded", "demo",
	} {
		for _, language := range certificates.Languages {
			seen := map[string]bool{}
			for _, part := range []string{"", ".means", ".do"} {
				text := k.Words(language)["verdict."+state+part]
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
	k := newArchive().config(t).Kit
	for language, want := range map[registry.Language][2]string{
		registry.Italian: {"1° marzo 2027", "21 maggio 2027"}, registry.German: {"1. März 2027", "21. Mai 2027"}, registry.Slovene: {"1. marca 2027", "21. maja 2027"},
		registry.French: {"1er mars 2027", "21 mai 2027"}, registry.English: {"1 March 2027", "21 May 2027"},
	} {
		p := k.Page(httptest.NewRequest("GET", "/?lang="+string(language), nil), "start", nil)
		got := [2]string{p.Date(registry.Date{Year: 2027, Month: 3, Day: 1}), p.Date(registry.Date{Year: 2027, Month: 5, Day: 21})}
		if got != want || p.Date(registry.Date{}) != "" {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
}

// Every page is in the language that was asked for and in no other, says which it is, and
// leads to itself in the others and to the rest of the site in its own.
func TestEveryPageInEveryLanguage(t *testing.T) {
	t.Parallel()
	a := newArchive()
	s, k := a.site(t), a.config(t).Kit
	superseded := newArchive()
	superseded.certificate.Superseded = &certificates.Supersession{At: superseded.now}
	old := superseded.site(t)
	for _, l := range certificates.Languages {
		in := "?lang=" + string(l)
		for name, page := range map[string]seen{
			"start": s.Get("/" + in), "form": s.Get("/verify" + in), "no code": s.Post("/verify"+in, url.Values{"code": {" "}}),
			"valid": s.Get(here + in), "unknown": s.Get("/v/" + never.Compact() + in), "mistyped": s.Get("/v/x" + in), "superseded": old.Get(here + in),
			"opened": s.Post(here+in, right), "not opened": s.Post(here+in, factorOf("2026/124", "9", "10", "1985")), "nothing typed": s.Post(here+in, url.Values{}),
			"file": s.uploadIn(in, sealed), "changed file": s.uploadIn(in, []byte("%PDF-1.7 other")), "no file": s.uploadIn(in, nil),
			"nowhere": s.Get("/nowhere" + in), "by the browser's wish": s.Get(here, "Accept-Language", string(l)+", tlh;q=0.9"),
		} {
			if lang, _ := pagetest.Attr(page.One("html"), "lang"); lang != string(l) || page.Header.Get("Content-Language") != string(l) {
				t.Errorf("%s in %s: <html lang=%q>, Content-Language %q", name, l, lang, page.Header.Get("Content-Language"))
			}
			for _, other := range certificates.Languages {
				for _, text := range foreign(page.Root, k.Words(l), k.Words(other)) {
					t.Errorf("%s in %s: in %s it says %q", name, l, other, text)
				}
				if other != l && len(foreign(page.Root, k.Words(other), k.Words(l))) == 0 {
					t.Errorf("%s in %s: nothing on it is in its language", name, l)
				}
			}
			switches(page, name, l)
		}
	}
}

// foreign is the texts of a page that are words of another language and not of its own.
func foreign(n *html.Node, own, other map[string]string) (out []string) {
	if lang, ok := pagetest.Attr(n, "lang"); ok && n.Data != "html" && lang != "" || n.Data == "style" {
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

func owns(own map[string]string, text string) bool {
	for _, word := range own {
		if word == text {
			return true
		}
	}
	return false
}

// switches follows the links to the page in the other languages.
func switches(s seen, name string, l registry.Language) {
	s.T.Helper()
	var offered []registry.Language
	for _, a := range s.All("a[hreflang]") {
		code, _ := pagetest.Attr(a, "hreflang")
		href, _ := pagetest.Attr(a, "href")
		lang, _ := pagetest.Attr(a, "lang")
		_, current := pagetest.Attr(a, "aria-current")
		if href != "?lang="+code || lang != code || current != (code == string(l)) {
			s.T.Errorf("%s in %s: a link %s to %s, current %v", name, l, href, code, current)
		}
		offered = append(offered, registry.Language(code))
	}
	if !slices.Equal(offered, certificates.Languages) {
		s.T.Errorf("%s in %s: offers %v", name, l, offered)
	}
	for _, form := range s.All("form") {
		if action, _ := pagetest.Attr(form, "action"); name != "by the browser's wish" && !strings.HasSuffix(action, "?lang="+string(l)) {
			s.T.Errorf("%s in %s: the form leads to %s", name, l, action)
		}
	}
	if len(s.All(`title`)) != 1 || s.Text("title") == "" {
		s.T.Errorf("%s in %s has no title", name, l)
	}
}

// The address of a result about a file, asked for anew or in another language, leads to
// the form: nothing of the file was kept.
func TestFileAgain(t *testing.T) {
	t.Parallel()
	s := newArchive().site(t)
	for path, want := range map[string]string{"/verify/file": "/verify", "/verify/file?lang=sl": "/verify?lang=sl", "/verify/file?lang=tlh": "/verify", "/verify/file?lang=//evil.example": "/verify"} {
		if a := s.Get(path); a.StatusCode != 303 || a.Header.Get("Location") != want {
			t.Errorf("%s: %d to %s", path, a.StatusCode, a.Header.Get("Location"))
		}
	}
}
