package e2e

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// visitor is somebody with a browser without scripts: he follows links, and sends forms as
// they stand.
type visitor struct {
	t      *testing.T
	client *http.Client
	tap    *tap
	page   pagetest.Seen // where he is
}

func newVisitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, tap: newTap(t)}
	v.client = &http.Client{Jar: jar, Transport: v.tap}
	return v
}

// get opens an address of the service, following redirects.
func (v *visitor) get(path string) pagetest.Seen {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), "GET", demo.base+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.do(r)
}

func (v *visitor) do(r *http.Request) pagetest.Seen {
	v.t.Helper()
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	v.page = pagetest.Parse(v.t, answer)
	return v.page
}

// path is where he is.
func (v *visitor) path() string { return v.page.Request.URL.Path }

// want checks that the page is there and has the words.
func (v *visitor) want(status int, words ...string) {
	v.t.Helper()
	text := pagetest.Text(v.page.Root)
	if v.page.StatusCode != status {
		v.t.Fatalf("%s: %d, want %d\n%s", v.path(), v.page.StatusCode, status, text)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			v.t.Fatalf("%s: no %q in\n%s", v.path(), w, text)
		}
	}
}

// send fills in the form that a selector names, in which everything else stays as it stands, and
// sends it with its first button, or the one that is named by its value "name=value".
func (v *visitor) send(selector string, fields url.Values, button ...string) pagetest.Seen {
	v.t.Helper()
	form := v.page.One(selector)
	values := standing(form)
	for name, list := range fields {
		values[name] = list
	}
	for _, b := range button {
		name, value, _ := strings.Cut(b, "=")
		values.Set(name, value)
	}
	return v.submit(form, values)
}

// submit sends values the way that a form says.
func (v *visitor) submit(form *html.Node, values url.Values) pagetest.Seen {
	v.t.Helper()
	action, _ := pagetest.Attr(form, "action")
	target, err := v.page.Request.URL.Parse(action)
	if err != nil {
		v.t.Fatal(err)
	}
	method, _ := pagetest.Attr(form, "method")
	body := strings.NewReader(values.Encode())
	if !strings.EqualFold(method, "post") {
		target.RawQuery, method, body = values.Encode(), "GET", strings.NewReader("")
	}
	r, err := http.NewRequestWithContext(v.t.Context(), strings.ToUpper(method), target.String(), body)
	if err != nil {
		v.t.Fatal(err)
	}
	if r.Method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return v.do(r)
}

// standing is what a form sends as it stands, without a button.
func standing(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name, _ := pagetest.Attr(n, "name")
		if name == "" {
			continue
		}
		if _, off := pagetest.Attr(n, "disabled"); off {
			continue
		}
		value, _ := pagetest.Attr(n, "value")
		switch kind, _ := pagetest.Attr(n, "type"); {
		case n.Data == "textarea":
			values.Add(name, pagetest.Text(n))
		case n.Data == "select":
			values.Add(name, selected(n))
		case n.Data != "input" || kind == "file" || kind == "submit":
		case kind == "radio" || kind == "checkbox":
			if _, on := pagetest.Attr(n, "checked"); on {
				values.Add(name, value)
			}
		default:
			values.Add(name, value)
		}
	}
	return values
}

func selected(list *html.Node) (value string) {
	first := true
	for n := range list.Descendants() {
		if n.Data != "option" {
			continue
		}
		v, _ := pagetest.Attr(n, "value")
		if _, on := pagetest.Attr(n, "selected"); on || first {
			value, first = v, false
		}
	}
	return value
}
