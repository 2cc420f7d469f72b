package request

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// listed is a draft that can be gone on with.
type listed struct {
	Address string
	Who     string
	Kinds   string
	Changed time.Time
	Ends    time.Time
}

// opening is the page that begins a request.
type opening struct {
	Drafts    []listed
	For, Kind string // what is known already, handed on
	Stopped   []refusal
	Guest     bool // a lawyer who can ask on a mandate alone
}

// list shows the drafts that are open, and offers a new one.
func (m *Room) list(w http.ResponseWriter, r *http.Request) error {
	p, _, err := m.opening(w, r, r.URL.Query().Get("for"), r.URL.Query().Get("kind"))
	if err != nil {
		return err
	}
	return m.Show(w, http.StatusOK, p)
}

func (m *Room) opening(w http.ResponseWriter, r *http.Request, person, kind string) (*page.Page, *opening, error) {
	t := &turn{Room: m, w: w, r: r, by: page.Of(r.Context()).By}
	people, err := t.askable()
	if err != nil {
		return nil, nil, err
	}
	v := &opening{Guest: people == nil}
	p := m.Page(r, "request-list", v)
	if len(people) > 0 && !t.by.Principal.Lawyer {
		v.Stopped = t.refusals(p, whoAsks(people[0].Refusals))
	}
	if named(people, registry.PersonID(person)) != nil {
		v.For = person
		p.Keep("for", person)
	}
	if e, ok := m.desk.Catalogue.Slug(kind); ok {
		v.Kind = e.Slug
		p.Keep("kind", e.Slug)
	}
	drafts, err := m.desk.OwnDrafts(r.Context(), t.by)
	for _, d := range drafts {
		if d.Certificate == "" {
			v.Drafts = append(v.Drafts, t.listed(p, d, people))
		}
	}
	return p, v, err
}

func (t *turn) listed(p *page.Page, d *certificates.Draft, people []certificates.Askable) listed {
	var kinds []string
	for _, k := range d.Request.Kinds {
		e, _ := t.desk.Catalogue.Entry(k)
		kinds = append(kinds, e.Name.In(p.Language))
	}
	l := listed{
		Address: "/request/" + string(d.ID), Kinds: strings.Join(kinds, ", "),
		Changed: d.UpdatedAt.In(t.Clock().Location()), Ends: d.UpdatedAt.Add(certificates.DraftTime).In(t.Clock().Location()),
	}
	if a := named(people, d.Request.Subject); a != nil {
		l.Who = a.Person.Name.Printed().String()
	}
	if d.Mandate != nil {
		l.Who = d.Mandate.Subject.Name.String()
	}
	return l
}

// askable is whom the visitor may ask about: nobody but on a mandate for a lawyer who
// lives elsewhere.
func (t *turn) askable() ([]certificates.Askable, error) {
	if t.by.Person == nil {
		return nil, nil
	}
	return t.desk.Askable(t.r.Context(), t.by, t.request())
}

// named is the person of that identity, nil if it is not one of them.
func named(people []certificates.Askable, id registry.PersonID) *certificates.Askable {
	i := slices.IndexFunc(people, func(a certificates.Askable) bool { return a.Person.ID == id })
	if i < 0 {
		return nil
	}
	return &people[i]
}

// whoAsks is the refusals that stop whatever the visitor asks for.
func whoAsks(list []certificates.Refusal) []certificates.Refusal {
	return slices.DeleteFunc(slices.Clone(list), func(r certificates.Refusal) bool { return r.Rule.Stage != certificates.WhoAsks })
}

// begin begins a draft.
func (m *Room) begin(w http.ResponseWriter, r *http.Request) error {
	if err := m.ReadForm(w, r); err != nil {
		return err
	}
	p, v, err := m.opening(w, r, r.PostForm.Get("for"), r.PostForm.Get("kind"))
	if err != nil {
		return err
	}
	if len(v.Stopped) > 0 {
		return m.Show(w, http.StatusForbidden, p)
	}
	known := certificates.Answers{Request: certificates.Request{Subject: registry.PersonID(v.For), Language: registry.Italian}}
	if e, ok := m.desk.Catalogue.Slug(v.Kind); ok {
		known.Request.Kinds = []certificates.Kind{e.Kind}
	}
	d, err := m.desk.BeginDraft(r.Context(), page.Of(r.Context()).By, known)
	switch {
	case errors.Is(err, certificates.ErrDrafts):
		p.Wrong("", "request.list.toomany", "Most", certificates.MostDrafts)
		return m.Show(w, http.StatusConflict, p)
	case err != nil:
		return err
	}
	m.See(w, r, "/request/"+string(d.ID)+"/who")
	return nil
}

// back is where a provider of payments sends people back to: the draft that was last paid
// for, or tried to.
func (m *Room) back(w http.ResponseWriter, r *http.Request) error {
	drafts, err := m.desk.OwnDrafts(r.Context(), page.Of(r.Context()).By)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.Payment != "" {
			m.See(w, r, "/request/"+string(d.ID)+"/payment")
			return nil
		}
	}
	m.See(w, r, "/request")
	return nil
}
