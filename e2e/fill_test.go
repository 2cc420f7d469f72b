package e2e

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// anyText is what is written into fields for any text; it must come out as it is, wherever.
const anyText = `Prova <script>alert("x")</script> & 'apici'`

// plausible is answers to fields for which anyText would not do, by name; "" leaves one as it is.
var plausible = map[string]string{
	"purpose": "Richiesta allo sportello", "email": "prova@example.org", "document-number": "AX1234567", "authority": "Comune di Prova",
	"subject": "nuova.impiegata", "code": "", "surname": "", "given": "", "stamp": "", "stamped": "", "exempt": "", "grounds": "", "to": "", "from": "", "ground": "",
	"force": "", "six": "", "name": "Prova Impiegata", "contact": "", "number": "2026/1", "day": "1", "month": "2", "year": "1980",
	"how": "exempt", "duty": "exemption", "receiver": "private", "exemption": "107", "scope": "",
}

// filled is what a form sends in which every question is answered: as it stands where it
// stands, plausibly otherwise.
func filled(form *html.Node) url.Values {
	values := standing(form)
	for n := range form.Descendants() {
		name, _ := pagetest.Attr(n, "name")
		kind, _ := pagetest.Attr(n, "type")
		if name == "" || n.Data == "button" || kind == "hidden" || kind == "file" {
			continue
		}
		if _, off := pagetest.Attr(n, "disabled"); off {
			continue
		}
		value, _ := pagetest.Attr(n, "value")
		want, known := plausible[name]
		switch {
		case n.Data == "select":
			if options := choices(n); values.Get(name) == "" && len(options) > 0 {
				values.Set(name, options[0])
			}
			if known && slices.Contains(choices(n), want) {
				values.Set(name, want)
			}
		case kind == "checkbox" && !values.Has(name) && !known, kind == "radio" && (!values.Has(name) || value == want):
			values.Set(name, value)
		case kind == "checkbox" || kind == "radio" || values.Get(name) != "" || strings.HasSuffix(name, "-day") || strings.HasSuffix(name, "-month") || strings.HasSuffix(name, "-year") || kind == "date":
		case known:
			values.Set(name, want)
		default:
			values.Set(name, anyText)
		}
	}
	return values
}

// choices is the answers of a list that are some.
func choices(list *html.Node) (out []string) {
	for n := range list.Descendants() {
		if v, _ := pagetest.Attr(n, "value"); n.Data == "option" && v != "" {
			out = append(out, v)
		}
	}
	return out
}

// sending is a form with one of its buttons.
type sending struct {
	page   pagetest.Seen
	form   *html.Node
	action *url.URL
	method string
	values url.Values
	full   bool
}

// sendings is the ways to send the forms of a page: by each button, as they stand and filled in.
func sendings(page pagetest.Seen) (out []sending) {
	for _, form := range page.All("form") {
		action, _ := pagetest.Attr(form, "action")
		method, _ := pagetest.Attr(form, "method")
		for n := range form.Descendants() {
			if n.Data != "button" {
				continue
			}
			name, _ := pagetest.Attr(n, "name")
			value, _ := pagetest.Attr(n, "value")
			to, own := pagetest.Attr(n, "formaction")
			if !own {
				to = action
			}
			u, err := page.Request.URL.Parse(to)
			if kind, _ := pagetest.Attr(n, "type"); err != nil || kind == "button" {
				continue
			}
			u = page.Request.URL.ResolveReference(parse(plain(u)))
			for _, full := range []bool{false, true} {
				values := standing(form)
				if full {
					if values = filled(form); values.Encode() == standing(form).Encode() && !strings.Contains(string(page.Body), "multipart/") {
						continue
					}
				}
				if name != "" {
					values.Set(name, value)
				}
				out = append(out, sending{page, form, u, strings.ToUpper(method), values, full})
			}
		}
	}
	return out
}

// request is what a browser would send.
func (s sending) request(v *visitor) *http.Request {
	v.t.Helper()
	u, body, formType := *s.action, []byte(s.values.Encode()), "application/x-www-form-urlencoded"
	if kind, _ := pagetest.Attr(s.form, "enctype"); kind == "multipart/form-data" {
		body, formType = upload(s.full)
	}
	if s.method != http.MethodPost {
		u.RawQuery, body = s.values.Encode(), nil
	}
	return post(v, s.method, u.RequestURI(), body, formType)
}

// post is a request with a form that one of our pages sends.
func post(v *visitor, method, path string, body []byte, formType string) *http.Request {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, demo.base+path, bytes.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", formType)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return r
}

// upload is a form in which a file was chosen, or none.
func upload(chosen bool) (body []byte, formType string) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	name, file := "", ""
	if chosen {
		name, file = "prova.pdf", "%PDF-1.7\n%%EOF\n"
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(file))
	}
	if err != nil || form.Close() != nil {
		panic("a buffer takes everything")
	}
	return b.Bytes(), form.FormDataContentType()
}
