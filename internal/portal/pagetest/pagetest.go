// Package pagetest looks at pages as a browser without scripts does: it asks, parses, and
// finds elements by selectors.
package pagetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Site is pages under test.
type Site struct {
	T *testing.T
	http.Handler
	Context context.Context // of every request, for who is logged in; that of the test if nil
}

// Seen is an answer, parsed.
type Seen struct {
	T *testing.T
	*http.Response
	Body []byte
	Root *html.Node
}

// Get asks for a page; header is names and values in turn.
func (s Site) Get(path string, header ...string) Seen {
	s.T.Helper()
	return s.Do(httptest.NewRequest(http.MethodGet, path, nil), header...)
}

// Post sends a form.
func (s Site) Post(path string, form url.Values, header ...string) Seen {
	s.T.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.Do(r, header...)
}

// Do sends a request.
func (s Site) Do(r *http.Request, header ...string) Seen {
	s.T.Helper()
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if s.Context != nil {
		r = r.WithContext(s.Context)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return Parse(s.T, w.Result())
}

// Parse reads an answer to its end.
func Parse(t *testing.T, answer *http.Response) Seen {
	t.Helper()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return Seen{t, answer, body, root}
}

// All is the elements that a CSS selector names.
func (s Seen) All(selector string) []*html.Node {
	s.T.Helper()
	m, err := cascadia.ParseGroup(selector)
	if err != nil {
		s.T.Fatalf("%s: %v", selector, err)
	}
	return cascadia.QueryAll(s.Root, m)
}

// One is the only element that a selector names.
func (s Seen) One(selector string) *html.Node {
	s.T.Helper()
	found := s.All(selector)
	if len(found) != 1 {
		s.T.Fatalf("%d elements %s in\n%s", len(found), selector, s.Body)
	}
	return found[0]
}

// Text is the words in the only element that a selector names, with single blanks.
func (s Seen) Text(selector string) string {
	s.T.Helper()
	return Text(s.One(selector))
}

// Text is the words in an element, with single blanks.
func Text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Attr is an attribute's value and whether it is there.
func Attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// Faults is what is wrong with single elements: scripts and styles written into it,
// anything from elsewhere, identities twice or missing, fields without a label.
func (s Seen) Faults() (faults []string) {
	ids, labelled := map[string]int{}, map[string]bool{}
	for _, n := range s.All("[id]") {
		id, _ := Attr(n, "id")
		ids[id]++
	}
	for _, n := range s.All("label") {
		id, _ := Attr(n, "for")
		labelled[id] = true
	}
	for n := range s.Root.Descendants() {
		switch n.Data {
		case "script":
			if src, _ := Attr(n, "src"); src == "" || n.FirstChild != nil {
				faults = append(faults, "a script in the page")
			}
		case "style", "iframe", "base":
			faults = append(faults, "<"+n.Data+">")
		case "img":
			src, _ := Attr(n, "src")
			if _, named := Attr(n, "alt"); !named || !strings.HasPrefix(src, "/assets/") {
				faults = append(faults, "a picture that is not ours, or not described")
			}
		case "input":
			id, _ := Attr(n, "id")
			if kind, _ := Attr(n, "type"); kind != "hidden" && !labelled[id] {
				faults = append(faults, "no label for "+id)
			}
		case "svg":
			hidden, _ := Attr(n, "aria-hidden")
			role, _ := Attr(n, "role")
			if hidden != "true" && role != "img" {
				faults = append(faults, "a picture that is read out")
			}
		}
		for _, a := range n.Attr {
			faults = append(faults, attribute(a.Key, a.Val, ids)...)
		}
	}
	for id, n := range ids {
		if n > 1 {
			faults = append(faults, fmt.Sprintf("%d times #%s", n, id))
		}
	}
	return faults
}

func attribute(name, value string, ids map[string]int) (faults []string) {
	switch name {
	case "href", "src", "action":
		if strings.Contains(value, "//") || strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "javascript:") {
			faults = append(faults, name+" leads to "+value)
		}
		if id, ok := strings.CutPrefix(value, "#"); ok && ids[id] == 0 {
			faults = append(faults, "no #"+id)
		}
	case "aria-labelledby", "aria-describedby", "for":
		for id := range strings.FieldsSeq(value) {
			if ids[id] == 0 {
				faults = append(faults, "no #"+id)
			}
		}
	case "style":
		faults = append(faults, "a style")
	}
	if strings.HasPrefix(name, "on") {
		faults = append(faults, name)
	}
	return faults
}
