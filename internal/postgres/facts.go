package postgres

import (
	"slices"
	"strings"

	"github.com/sportello/sportello/registry"
)

// id is a UUID as the driver encodes it without detours.
type id = [16]byte

// subject is an entry of a load with the identities that the store gave it.
type subject struct {
	registry.Entry
	person    id
	household id
	first     bool // the first entry of its household
}

// fact is a table of facts as a load fills it: its columns, and the rows that an
// entry makes in it, in the same order.
type fact struct {
	table   string
	owner   string // whose facts they are
	among   string // tells apart what one owner may have several of at a time, or ""
	columns string // the others, without times
	rows    func(subject) [][]any
}

// all is the columns that a load brings.
func (f fact) all() []string {
	return slices.Concat([]string{f.owner, "valid_from"}, strings.Split(f.columns, ", "))
}

// facts is every table of facts.
var facts = []fact{
	{"person_identity", "person_id", "", "surname, given_name, surname_latin, given_name_latin, sex, birth_date, birth_precision, " +
		"birth_kind, birth_code, birth_place, birth_alternative, birth_province, birth_state, fiscal_code, code_validated", identityRows},
	{"person_standing", "person_id", "", "state, reason, certifiability", standingRows},
	{"person_residence", "person_id", "", "street, house_number, internal, hamlet, postal_code, municipality, alternative, province, state, consulate", residenceRows},
	{"person_civil_status", "person_id", "", "code, partner_surname, partner_given_name, partner_surname_latin, partner_given_latin, " +
		"partner_birth_date, partner_birth_precision, event_date, event_precision, event_place", civilStatusRows},
	{"person_citizenship", "person_id", "state", "state, name", citizenshipRows},
	{"person_procedure", "person_id", "kind, valid_from", "kind", procedureRows},
	{"civil_act", "person_id", "kind", "kind, municipality, year, part, series, number, act_office", actRows},
	{"person_death", "person_id", "", "death_date, death_precision, place", deathRows},
	{"person_contract", "person_id", "", "partner_surname, partner_given_name, partner_surname_latin, partner_given_latin, " +
		"partner_birth_date, partner_birth_precision, partner_code, contract_date, contract_precision, authenticated_by", contractRows},
	{"person_electoral", "person_id", "", "rights, enrolled", electoralRows},
	{"person_withheld", "person_id", "", "parent_surnames, parent_given_names, parent_surnames_latin, parent_given_latin, " +
		"adopted, anonymous_birth, homeless, occupation, study, digital_domicile, permit", withheldRows},
	{"household_state", "household_id", "", "certifiable, complete, name, community_kind", householdRows},
	{"household_member", "person_id", "", "household_id, relationship", memberRows},
}

// identityRows dates a person's identity from birth: loads do not tell when a name
// was changed.
func identityRows(s subject) [][]any {
	p := s.Person
	place, latin := p.Birth.Place, name(p.Name.Latin)
	return [][]any{{
		s.person, since(p.Birth.Date), p.Name.Surname, p.Name.Given, latin.Surname, latin.Given, p.Sex, day(p.Birth.Date), precision(p.Birth.Date),
		place.Kind, place.Code, place.Name, place.Alternative, place.Province, place.State, text(p.FiscalCode), p.CodeValidated,
	}}
}

func name(n *registry.Name) registry.Name {
	if n == nil {
		return registry.Name{}
	}
	return *n
}

func standingRows(s subject) [][]any {
	st := s.Person.Standing
	return [][]any{{s.person, since(st.Since), st.State, st.Reason, s.Person.Certifiability}}
}

func residenceRows(s subject) [][]any {
	r := s.Person.Residence
	if r == nil {
		return nil
	}
	a := r.Address
	return [][]any{{
		s.person, since(r.Since), a.Street, a.Number, a.Internal, a.Hamlet, a.PostalCode, a.Municipality, a.Alternative, a.Province, a.State, a.Consulate,
	}}
}

func civilStatusRows(s subject) [][]any {
	c := s.Person.CivilStatus
	if c == nil {
		return nil
	}
	var e registry.UnionEvent
	if c.Event != nil {
		e = *c.Event
	}
	latin := name(e.Partner.Latin)
	return [][]any{{
		s.person, since(c.Since), c.Code, e.Partner.Surname, e.Partner.Given, latin.Surname, latin.Given,
		day(e.PartnerBirth), precision(e.PartnerBirth), day(e.Date), precision(e.Date), e.Place,
	}}
}

func citizenshipRows(s subject) (rows [][]any) {
	for _, c := range s.Person.Citizenships {
		rows = append(rows, []any{s.person, since(c.Since), c.State, c.Name})
	}
	return rows
}

func procedureRows(s subject) (rows [][]any) {
	for _, p := range s.Person.Procedures {
		rows = append(rows, []any{s.person, since(p.Opened), p.Kind})
	}
	return rows
}

// actRows is the act of birth, that of the marriage or union behind the civil status,
// which is dated like it, and that of death.
func actRows(s subject) (rows [][]any) {
	add := func(a *registry.Act, from registry.Date) {
		if a != nil {
			rows = append(rows, []any{s.person, since(from), a.Kind, a.Municipality, a.Year, a.Part, a.Series, a.Number, a.Office})
		}
	}
	if a := s.Person.Birth.Act; a != nil {
		add(a, registry.Date{Year: a.Year})
	}
	if c := s.Person.CivilStatus; c != nil && c.Event != nil {
		add(c.Event.Act, c.Since)
	}
	if d := s.Person.Death; d != nil {
		add(d.Act, died(s))
	}
	return rows
}

// householdRows dates a household's state from always: loads do not tell when it
// came to be certifiable.
func householdRows(s subject) [][]any {
	if !s.first {
		return nil
	}
	h := s.Household
	return [][]any{{s.household, since(registry.Date{}), h.Certifiable, h.Complete, h.Name, h.CommunityKind}}
}

func memberRows(s subject) [][]any {
	m := s.Person.Membership
	if m == nil {
		return nil
	}
	return [][]any{{s.person, since(m.Since), s.household, m.Relationship}}
}
