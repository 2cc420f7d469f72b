package request

import (
	"net/http"
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
)

// group is kinds that stand together on the page.
type group struct {
	Key     string
	Options []page.Option
	Refused []refused
}

// refused is a kind that cannot be had, and why.
type refused struct {
	Name     string
	Refusals []refusal
}

// groups is the kinds by what people look for; what is in none stands at the end.
var groups = []struct {
	key   string
	kinds []certificates.Kind
}{
	{"request.kinds.residence", []certificates.Kind{
		certificates.Residence, certificates.Household, certificates.HouseholdAndStatus, certificates.HouseholdTies, certificates.CommunityResidence, certificates.ResidenceAbroad,
		certificates.HouseholdAbroad, certificates.ResidenceHistory, certificates.ResidenceOnDate, certificates.HouseholdOnDate,
	}},
	{"request.kinds.status", []certificates.Kind{
		certificates.CivilStatus, certificates.FreeStatus, certificates.Marriage, certificates.CivilUnion, certificates.CohabitationContract,
	}},
	{"request.kinds.events", []certificates.Kind{certificates.Birth, certificates.Life, certificates.Death}},
	{"request.kinds.others", nil},
}

func groupOf(k certificates.Kind) int {
	for i, g := range groups {
		if slices.Contains(g.kinds, k) {
			return i
		}
	}
	return len(groups) - 1
}

// kinds is the page with what can be had, and what cannot and why.
func (t *turn) kinds(chosen []certificates.Kind) (*page.Page, error) {
	by, r := t.by, t.draft.Request
	if t.draft.Mandate != nil {
		by = by.With(nil, t.draft.Mandate)
	}
	r.ID = t.request()
	list, err := t.desk.Availability(t.r.Context(), by, r)
	if err != nil {
		return nil, err
	}
	view := make([]group, len(groups))
	p := t.page("kinds", certificates.KindsStep, view)
	for _, a := range list {
		g := &view[groupOf(a.Entry.Kind)]
		name := a.Entry.Name.In(p.Language)
		if a.Possible() {
			g.Options = append(g.Options, page.Option{Value: a.Entry.Slug, Label: name, Chosen: slices.Contains(chosen, a.Entry.Kind)})
			continue
		}
		said := t.refusals(p, a.Refusals)
		for i := range said {
			said[i].Kind = ""
		}
		g.Refused = append(g.Refused, refused{name, said})
	}
	for i := range view {
		view[i].Key = groups[i].key
	}
	return p, nil
}

func (t *turn) showKinds() error {
	p, err := t.kinds(t.draft.Request.Kinds)
	if err != nil {
		return t.instead(err, http.StatusOK, certificates.KindsStep)
	}
	return t.Show(t.w, http.StatusOK, p)
}

func (t *turn) takeKinds() error {
	if err := t.ReadForm(t.w, t.r); err != nil {
		return err
	}
	chosen, known := t.chosen()
	var against []certificates.Refusal
	if known && len(chosen) > 0 {
		then := t.draft.Answers
		then.Want(chosen)
		var err error
		if against, err = t.desk.Objections(t.r.Context(), t.by, then, t.request()); err != nil {
			return t.instead(err, http.StatusUnprocessableEntity, certificates.KindsStep)
		}
		against = slices.DeleteFunc(against, func(r certificates.Refusal) bool { return mends(r.Rule) == certificates.DutyStep })
	}
	if known && len(chosen) > 0 && len(against) == 0 {
		return t.amend(certificates.DutyStep, func(a *certificates.Answers) { a.Want(chosen) })
	}
	p, err := t.kinds(chosen)
	if err != nil {
		return t.instead(err, http.StatusUnprocessableEntity, certificates.KindsStep)
	}
	if !known || len(chosen) == 0 {
		p.Wrong("kind", "request.kinds.missing")
	}
	for _, r := range certificates.Deciding(against) {
		wrong(p, "kind", r)
	}
	return t.Show(t.w, http.StatusUnprocessableEntity, p)
}

// chosen is the kinds that were ticked, in the order of the catalogue, whichever way the
// form was sent; known is false if one of them does not exist.
func (t *turn) chosen() (kinds []certificates.Kind, known bool) {
	for _, slug := range t.r.PostForm["kind"] {
		e, ok := t.desk.Catalogue.Slug(slug)
		if !ok {
			return nil, false
		}
		kinds = append(kinds, e.Kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds), true
}
