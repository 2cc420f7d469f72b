package office

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// listing is a page of an office's certificates. It names nobody.
type listing struct {
	Place  place
	Filter filter
	Rows   []listed

	States, Kinds []page.Option // to narrow by

	Paper string // who prints it, when, and what was chosen
	Next  string // address of the page after, or ""
	Table string // address of all of them as a file
}

// filter is what was chosen, as it stands in the address.
type filter struct{ State, Kind, From, To, Number, Before string }

// listed is one certificate in a list.
type listed struct {
	ID        certificates.ID
	Number    certificates.Number
	Kinds     []string
	On        registry.Date
	State     string // key of a word
	Use       certificates.Use
	Channel   certificates.Channel
	Stamped   bool
	Exemption string // in words, "" for none
}

// listAtOnce is how many certificates a page lists.
const listAtOnce = 25

func (s *Room) list(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r, auth.ReadCertificates)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	f := filter{q.Get("state"), q.Get("kind"), q.Get("from"), q.Get("to"), q.Get("number"), q.Get("before")}
	body := &listing{Place: at, Filter: f, Table: "/office/certificates.csv?" + f.query(at.ID).Encode()}
	p := s.page(r, "office-list", at, body)
	for name, values := range f.query(at.ID) {
		p.Keep(name, values[0])
	}
	s.choices(p, body)
	body.Paper = s.paperLine(p, at) + body.chosen(p)
	by, before := by(r), certificates.ID(f.Before)
	narrow := f.read(p, s.Catalogue)
	if len(p.Faults) > 0 {
		return s.Show(w, http.StatusUnprocessableEntity, p)
	}
	list, more, err := s.Desk.InOffice(r.Context(), by, at.ID, narrow, before, listAtOnce, web.RequestID(r.Context()))
	if err != nil {
		return err
	}
	if body.Rows = s.rows(p, list); more {
		next := f.query(at.ID)
		next.Set("before", string(list[len(list)-1].ID))
		body.Next = "/office/certificates?" + next.Encode()
	}
	return s.Show(w, http.StatusOK, p)
}

// choices is what a list can be narrowed by.
func (s *Room) choices(p *page.Page, body *listing) {
	body.States = []page.Option{{Label: p.Say("office.list.any")}}
	for _, st := range standings {
		body.States = append(body.States, page.Option{Value: string(st), Label: p.Say("office.state." + string(st))})
	}
	body.Kinds = []page.Option{{Label: p.Say("office.list.any")}}
	for _, e := range s.Catalogue.Entries() {
		body.Kinds = append(body.Kinds, page.Option{Value: e.Slug, Label: e.Name.In(p.Language)})
	}
}

// chosen is what the list is narrowed by, for paper, on which there is no form.
func (b *listing) chosen(p *page.Page) string {
	label := func(options []page.Option, value string) string {
		if value == "" {
			return ""
		}
		for _, o := range options {
			if o.Value == value {
				return o.Label
			}
		}
		return value
	}
	f, said := b.Filter, []string{""}
	for _, c := range []pair{
		{"state", label(b.States, f.State)}, {"kind", label(b.Kinds, f.Kind)}, {"from", f.From}, {"to", f.To}, {"number", f.Number},
	} {
		if c.Value != "" {
			said = append(said, p.Say("office.list."+c.Name)+": "+c.Value+".")
		}
	}
	return strings.Join(said, " ")
}

// table is what the filter lets through as a file, the same as the API's.
func (s *Room) table(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r, auth.ReadCertificates)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	f := filter{State: q.Get("state"), Kind: q.Get("kind"), From: q.Get("from"), To: q.Get("to"), Number: q.Get("number")}
	p := s.Page(r, "", nil)
	narrow := f.read(p, s.Catalogue)
	if len(p.Faults) > 0 {
		return web.ErrRequest
	}
	e := &web.Export{Catalogue: s.Catalogue, Zone: s.Clock().Location(), Log: s.Log}
	if err := e.Begin(s.Desk.Export(r.Context(), by(r), at.ID, narrow, web.RequestID(r.Context()))); err != nil {
		return err
	}
	e.Send(r.Context(), w, "certificates-"+string(at.ID))
	return nil
}

// standings is how a list can be narrowed by state.
var standings = []certificates.Standing{certificates.StandsCurrent, certificates.StandsSuperseded, certificates.StandsWithdrawn}

// read makes a filter of what was chosen, and notes what cannot be one.
func (f filter) read(p *page.Page, c *certificates.Catalogue) (out certificates.Filter) {
	for _, s := range standings {
		if f.State == string(s) {
			out.Standing = s
		}
	}
	e, ok := c.Slug(f.Kind)
	out.Kind = e.Kind
	if f.State != "" && out.Standing == "" || f.Kind != "" && !ok {
		p.Wrong("", "office.list.wrong")
	}
	var err error
	if out.From, err = whole(f.From); err != nil {
		p.Wrong("from", "office.list.day.wrong")
	}
	if out.To, err = whole(f.To); err != nil {
		p.Wrong("to", "office.list.day.wrong")
	}
	if f.Number != "" {
		if out.Number, err = certificates.ParseNumber(f.Number); err != nil {
			p.Wrong("number", "office.list.number.wrong")
		}
	}
	return out
}

// whole is a whole day, zero for "".
func whole(s string) (registry.Date, error) {
	if s == "" {
		return registry.Date{}, nil
	}
	d, err := registry.ParseDate(s)
	if err == nil && d.Day == 0 {
		return registry.Date{}, errNoDay
	}
	return d, err
}

// query is the filter as it stands in an address, without the place where a page begins.
func (f filter) query(office registry.OfficeID) url.Values {
	q := url.Values{"office": {string(office)}}
	for name, value := range map[string]string{"state": f.State, "kind": f.Kind, "from": f.From, "to": f.To, "number": f.Number} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func (s *Room) rows(p *page.Page, list []*certificates.Listed) []listed {
	out := make([]listed, len(list))
	for i, l := range list {
		out[i] = listed{
			ID: l.ID, Number: l.Number, Kinds: s.names(p, l.Kinds), On: l.IssuedOn, State: s.state(l.Certificate), Use: l.Use, Channel: l.Channel,
			Stamped: l.Stamped, Exemption: exemptionOf(p, l.Exemption),
		}
	}
	return out
}

// names is the kinds in words.
func (s *Room) names(p *page.Page, kinds []certificates.Kind) []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		e, _ := s.Catalogue.Entry(k)
		out[i] = e.Name.In(p.Language)
	}
	return out
}

// tones is how the states look.
var tones = map[string]string{"current": "good", "expired": "note", "superseded": "careful", "withdrawn": "bad"}

// tone is how a state of that word looks.
func tone(state string) string { return tones[strings.TrimPrefix(state, "office.state.")] }

// Tone is how the state looks.
func (l listed) Tone() string { return tone(l.State) }

// Tone is how the state looks.
func (b *record) Tone() string { return tone(b.State) }

// state is the word for how a certificate stands today.
func (s *Room) state(c *certificates.Certificate) string {
	switch {
	case c.State == certificates.Withdrawn:
		return "office.state.withdrawn"
	case c.Superseded != nil:
		return "office.state.superseded"
	case !c.ValidOn(registry.DateOf(s.Clock())):
		return "office.state.expired"
	}
	return "office.state.current"
}
