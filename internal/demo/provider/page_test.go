package provider

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// elements are all elements of a page of one name.
func elements(t *testing.T, page, name string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestPage(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	answer, page := d.get(t, "/choose?request="+d.ask(t))
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("page: %s", answer.Status)
	}
	for _, want := range []string{"non è un vero accesso", "not a real login", "Maria Rossi", "Lives alone", "Luigi D&#39;Alò", "&lt;b&gt;Married"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	var codes []string
	for _, b := range elements(t, page, "button") {
		if attribute(b, "name") == "fiscal_code" {
			codes = append(codes, attribute(b, "value"))
		}
	}
	if want := []string{d.People[0].FiscalCode, d.People[1].FiscalCode}; !slices.Equal(codes, want) {
		t.Errorf("buttons for %q, want %q", codes, want)
	}
	if got := attribute(elements(t, page, "html")[0], "lang"); got != "it" {
		t.Errorf("language %q", got)
	}
	if n := len(elements(t, page, "h1")); n != 1 {
		t.Errorf("%d headings of first order", n)
	}
	if label, input := elements(t, page, "label")[0], attribute(elements(t, page, "label")[0], "for"); input != "code" || label == nil {
		t.Errorf("label for %q", input)
	}
}

// The page needs no script and may run none.
func TestPageIsStrict(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	answer, page := d.get(t, "/choose?request="+d.ask(t))
	want := "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' http://127.0.0.1:8080"
	if got := answer.Header.Get("Content-Security-Policy"); got != want {
		t.Errorf("policy %q, want %q", got, want)
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if n := len(elements(t, page, "script")) + strings.Count(page, "style=") + strings.Count(page, "onclick"); n != 0 {
		t.Errorf("%d scripts and inline styles", n)
	}
	if answer, css := d.get(t, "/style.css"); answer.Header.Get("Content-Type") != "text/css; charset=utf-8" || strings.Contains(css, "url(") {
		t.Errorf("style sheet: %v", answer.Header)
	}
}

func TestChooseRefuses(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	for name, test := range map[string]struct {
		edit func(url.Values)
		want int
	}{
		"unknown person":  {func(f url.Values) { f.Set("fiscal_code", `"><script>alert(1)</script>`) }, http.StatusUnprocessableEntity},
		"nobody":          {func(f url.Values) { f.Del("fiscal_code") }, http.StatusUnprocessableEntity},
		"unknown request": {func(f url.Values) { f.Set("request", "AAAA") }, http.StatusBadRequest},
		"no request":      {func(f url.Values) { f.Del("request") }, http.StatusBadRequest},
		"too large":       {func(f url.Values) { f.Set("padding", strings.Repeat("a", 70<<10)) }, http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := url.Values{"request": {d.ask(t)}, "fiscal_code": {maria}}
			test.edit(f)
			answer, page := d.post(t, "/choose", f)
			if answer.StatusCode != test.want || answer.Header.Get("Location") != "" {
				t.Errorf("choose: %s, want %d", answer.Status, test.want)
			}
			if len(elements(t, page, "script")) != 0 {
				t.Errorf("the page has taken over a script:\n%s", page)
			}
			if test.want == http.StatusUnprocessableEntity && !strings.Contains(page, `role="alert"`) {
				t.Errorf("the page does not say what was wrong:\n%s", page)
			}
		})
	}
}

// A login that failed for a typing mistake can go on, and one that is over cannot.
func TestChooseOnce(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	f := url.Values{"request": {d.ask(t)}, "fiscal_code": {"nobody"}}
	for _, step := range []struct {
		code string
		want int
	}{{"nobody", http.StatusUnprocessableEntity}, {maria, http.StatusSeeOther}, {maria, http.StatusBadRequest}} {
		f.Set("fiscal_code", step.code)
		if answer, _ := d.post(t, "/choose", f); answer.StatusCode != step.want {
			t.Errorf("choose %s: %s, want %d", step.code, answer.Status, step.want)
		}
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	f := url.Values{"request": {d.ask(t)}, "cancel": {"1"}}
	answer, _ := d.post(t, "/choose", f)
	at, err := answer.Location()
	if err != nil || at.Query().Get("error") != "access_denied" || at.Query().Get("state") != "the-state" || at.Query().Has("code") {
		t.Errorf("cancel leads to %v, %v", at, err)
	}
	if answer, _ := d.post(t, "/choose", f); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("cancelled again: %s", answer.Status)
	}
}

// Another site cannot log somebody in unseen.
func TestChooseFromAnotherSite(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		answer, _ := d.post(t, "/choose", url.Values{"request": {d.ask(t)}, "fiscal_code": {maria}}, func(r *http.Request) { r.Header.Set(name, value) })
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("choose with %s %s: %s", name, value, answer.Status)
		}
	}
}

// Of many people the page shows some; the others are typed.
func TestPageOfManyPeople(t *testing.T) {
	t.Parallel()
	d := newDemo(t, func(o *Options) {
		for i := range 2000 {
			o.People = append(o.People, Person{FiscalCode: fmt.Sprintf("AAABBB00A01H%03d", i), Name: "Someone"})
		}
	})
	request := d.ask(t)
	_, page := d.get(t, "/choose?request="+request)
	if n := len(elements(t, page, "li")); n != shown || !strings.Contains(page, "Un'altra persona") {
		t.Errorf("%d people on the page, want %d and a way to the others", n, shown)
	}
	if answer, _ := d.post(t, "/choose", url.Values{"request": {request}, "fiscal_code": {"aaabbb00a01h999"}}); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("choose one of the others: %s", answer.Status)
	}
}
