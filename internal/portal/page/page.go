package page

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// Page is what a template is filled from.
type Page struct {
	Language  registry.Language
	Languages []Choice
	PublicURL string
	Path      string   // of this page, as a browser asks for it again
	Visitor   *Visitor // nil if nobody is logged in
	Faults    []Fault
	Body      any // what the room's page shows

	Policy  string   // content security policy; that of pages without scripts if empty
	Permit  string   // permissions policy; nothing is permitted if empty
	LeadsTo []string // origins to which a form of the page may lead, beside our own
	Problem *web.Problem
	Wait    string // after which to try again, in words; "" if waiting does not help
	Demo    bool   // an office of the installation is without legal value

	name    string
	words   *words
	zone    *time.Location // of the offices
	offices map[registry.OfficeID]registry.Office
	kept    url.Values // of the address, for the other languages
	asked   bool       // for this language, in the address
	packs   bool       // it may be packed
	takes   bool       // who asks takes it packed
}

// Choice is one language that the page can be read in.
type Choice struct {
	Code    registry.Language
	Name    string
	Current bool
}

// Fault is what is wrong with a field; Field is "" for the whole.
type Fault struct{ Field, Text string }

// Page begins the page of that name in the language that the address or the browser asks
// for.
func (k *Kit) Page(r *http.Request, name string, body any) *Page {
	p := &Page{
		Language: web.Language(r), PublicURL: k.PublicURL, Path: r.URL.EscapedPath(), Visitor: Of(r.Context()), Body: body, name: name,
		offices: k.Offices, kept: url.Values{}, packs: mayPack(r), takes: takesGzip(r),
	}
	if l := registry.Language(r.URL.Query().Get("lang")); slices.Contains(certificates.Languages, l) {
		p.Language, p.asked = l, true
	}
	p.words, p.zone = k.looks.words[p.Language], k.Clock().Location()
	for _, l := range certificates.Languages {
		p.Languages = append(p.Languages, Choice{l, k.looks.words[l].plain["language"], l == p.Language})
	}
	for _, o := range k.Offices {
		p.Demo = p.Demo || o.Basis == registry.BasisDemo
	}
	return p
}

// Named is the same page under another name, of the room that asked for it.
func (p *Page) Named(name string) *Page {
	p.name = name
	return p
}

// T is a text in the page's language; its arguments are names and values in turn.
func (p *Page) T(key string, args ...any) (string, error) { return p.words.say(key, nil, args) }

// N is a text in the plural form that goes with a count, {{.Count}} in it.
func (p *Page) N(key string, count int, args ...any) (string, error) {
	return p.words.say(key, count, args)
}

// Words is every text in the page's language, by key, as it stands in the file.
func (p *Page) Words() map[string]string { return p.words.plain }

// Has reports whether there are words for a key.
func (p *Page) Has(key string) bool { return p.words.plain[key] != "" }

// Say is T for handlers, whose keys and arguments are known to be there.
func (p *Page) Say(key string, args ...any) string {
	text, err := p.T(key, args...)
	if err != nil {
		panic(err) // a fault of the program; the recoverer logs it
	}
	return text
}

// To is an address of ours that keeps the language that was asked for.
func (p *Page) To(path string) string {
	if !p.asked {
		return path
	}
	path, fragment, _ := strings.Cut(path, "#")
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	path += sign + "lang=" + string(p.Language)
	if fragment != "" {
		path += "#" + fragment
	}
	return path
}

// Wrong adds to what is wrong with a form.
func (p *Page) Wrong(field, key string, args ...any) {
	p.Faults = append(p.Faults, Fault{field, p.Say(key, args...)})
}

// Fault is what is wrong with a field, or "".
func (p *Page) Fault(field string) string {
	for _, f := range p.Faults {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}

// Date is a day in words, "" for none.
func (p *Page) Date(d registry.Date) string {
	months := strings.Fields(p.words.plain["months"])
	if d.IsZero() || d.Month == 0 || d.Day == 0 || len(months) != 12 {
		return d.String()
	}
	day := strconv.Itoa(d.Day)
	if d.Day == 1 {
		day = p.words.plain["first"]
	}
	return p.Say("date", "Day", day, "Month", months[d.Month-1], "Year", d.Year)
}

// Euros is an amount in cents in words.
func (p *Page) Euros(cents int) string { return p.Say("euros", "Amount", p.Amount(cents)) }

// Amount is an amount in cents as a number of euro: "0,52", and "0.52" in English.
func (p *Page) Amount(cents int) string {
	point := ","
	if p.Language == registry.English {
		point = "."
	}
	return fmt.Sprintf("%d%s%02d", cents/100, point, cents%100)
}

// Day is the day of a time in words, where the offices are; "" for none.
func (p *Page) Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.Date(registry.DateOf(t.In(p.zone)))
}

// Moment is a day and the time on it.
func (p *Page) Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.Say("moment", "Date", p.Day(t), "Time", t.In(p.zone).Format("15:04"))
}

// Show sends a page.
func (k *Kit) Show(w http.ResponseWriter, status int, p *Page) error {
	body, err := k.looks.render(p.name, p)
	if err != nil {
		return err
	}
	h := w.Header()
	if p.Policy != "" {
		h.Set("Content-Security-Policy", p.Policy)
	}
	if len(p.LeadsTo) > 0 {
		h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "form-action 'self'", "form-action 'self' "+strings.Join(p.LeadsTo, " "), 1))
	}
	if p.Permit != "" {
		h.Set("Permissions-Policy", p.Permit)
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(p.Language))
	var packed []byte
	if p.packs {
		packed = pack(body)
	}
	send(w, p.takes, status, body, packed)
	return nil
}

// See leads to another page of ours, in the language that was asked for (303).
func (k *Kit) See(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, k.Page(r, "", nil).To(path), http.StatusSeeOther) //nolint:gosec // a path of ours
}

// Hand gives out a file to keep.
func (k *Kit) Hand(w http.ResponseWriter, name, mediaType string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", url.PathEscape(name)))
	h.Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data) // who asked may have gone
}
