package registry

import (
	"io"
	"iter"
	"regexp"
	"strings"
)

// peopleColumns is the columns of a file of people; docs/import.md says what each
// holds. What decides whether a certificate may be issued has no default.
var peopleColumns = layout{
	required: []string{
		"number", "surname", "given_name", "sex", "birth_date", "birth_place", "fiscal_code", "fiscal_code_validated",
		"standing", "certifiability", "household_number", "household_certifiable", "household_complete", "relationship",
	},
	optional: []string{
		"surname_latin", "given_name_latin", "birth_place_kind", "birth_place_code", "birth_place_alternative", "birth_province", "birth_state",
		"standing_since", "standing_reason", "procedure_kind", "procedure_opened",
		"household_kind", "community_name", "community_kind", "member_since",
		"residence_since", "street", "house_number", "internal", "hamlet", "postal_code", "municipality", "municipality_alternative", "province", "state", "consulate",
		"civil_status", "civil_status_since", "partner_surname", "partner_given_name", "partner_surname_latin", "partner_given_name_latin", "partner_birth_date", "event_date", "event_place",
		"citizenships", "citizenship_since",
		"birth_act_municipality", "birth_act_year", "birth_act_part", "birth_act_series", "birth_act_number", "birth_act_office",
		"event_act_municipality", "event_act_year", "event_act_part", "event_act_series", "event_act_number", "event_act_office",
		"death_date", "death_place", "death_act_municipality", "death_act_year", "death_act_part", "death_act_series", "death_act_number", "death_act_office",
		"contract_partner_surname", "contract_partner_given_name", "contract_partner_surname_latin", "contract_partner_given_name_latin",
		"contract_partner_birth_date", "contract_partner_fiscal_code", "contract_date", "contract_by",
		"electoral_rights", "electoral_roll", "electoral_since",
		"parent_surname", "parent_given_name", "parent_surname_latin", "parent_given_name_latin",
		"other_parent_surname", "other_parent_given_name", "other_parent_surname_latin", "other_parent_given_name_latin",
		"adopted", "anonymous_birth", "homeless", "occupation", "study", "digital_domicile", "permit",
	},
}

// ReadPeople reads the people of an office from a CSV file in the form of
// docs/import.md, one after the other, without holding them: only the numbers of
// persons and households are kept, to tell a number that stands twice and rows
// that disagree about a household. Entries of the same household share one
// HouseholdEntry, which must not be changed.
//
// A row at fault yields one *RowError for each thing that is wrong, and reading
// goes on; an error that wraps ErrUnreadable is the last, or one of several about
// the header. The sequence can be ranged over once.
func ReadPeople(r io.Reader, office OfficeID) iter.Seq2[Entry, error] {
	p := people{office: office, numbers: map[string]bool{}, households: map[string]*HouseholdEntry{}}
	return readRows(r, func([]string) layout { return peopleColumns }, p.entry)
}

// people is what must be remembered from one row to the next.
type people struct {
	office     OfficeID
	numbers    map[string]bool
	households map[string]*HouseholdEntry
}

func (p *people) entry(r *row) Entry {
	person := Person{
		Office:         p.office,
		Number:         r.needed("number"),
		Name:           r.fullName(),
		Sex:            oneOf(r, "sex", "", Male, Female),
		Birth:          Birth{Date: r.date("birth_date"), Place: r.birthPlace(), Act: r.act("birth_act_", BirthAct)},
		Standing:       r.standing(),
		Certifiability: r.certifiability(),
		Procedures:     r.procedures(),
		Residence:      r.residence(),
		CivilStatus:    r.civilStatus(),
		Citizenships:   r.citizenships(),
		Contract:       r.contract(),
		Electoral:      r.electoral(),
		Withheld:       r.withheld(),
	}
	person.Death = r.death(person.Standing)
	person.FiscalCode, person.CodeValidated = r.fiscalCode()
	household := p.household(r, person.Standing.State)
	person.Membership = r.membership(household)
	if p.numbers[person.Number] {
		r.fail("number", "an earlier row has the same number")
	}
	p.numbers[strings.Clone(person.Number)] = true
	return Entry{Person: person, Household: household}
}

func (r *row) fullName() Name {
	n := r.name("")
	if n.String() == "" {
		r.fail("surname", "surname and given_name are both empty")
	}
	return n
}

// name is the name in the columns that begin with whose, as far as there is one.
func (r *row) name(whose string) Name {
	n := Name{Surname: r.text(whose + "surname"), Given: r.text(whose + "given_name")}
	if latin := (Name{Surname: r.text(whose + "surname_latin"), Given: r.text(whose + "given_name_latin")}); latin != (Name{}) {
		n.Latin = &latin
	}
	return n
}

// birthPlace takes the kind that the other columns speak of where none is given.
func (r *row) birthPlace() BirthPlace {
	p := BirthPlace{
		Code: r.text("birth_place_code"), Name: r.text("birth_place"), Alternative: r.text("birth_place_alternative"),
		Province: r.text("birth_province"), State: r.text("birth_state"),
	}
	foreign := strings.HasPrefix(p.Code, "Z")
	likely := BornInMunicipality
	if foreign || p.State != "" {
		likely = BornAbroad
	}
	p.Kind = oneOf(r, "birth_place_kind", likely, BornInMunicipality, BornAbroad, BornElsewhere)
	switch {
	case p.Code != "" && !OfficeID(p.Code).Valid():
		r.fail("birth_place_code", "not a letter and three digits")
	case p.Kind == BornInMunicipality && foreign:
		r.fail("birth_place_code", "the code of a foreign state, for a birth in a municipality")
	case p.Kind == BornInMunicipality && p.State != "":
		r.fail("birth_state", "a foreign state, for a birth in a municipality")
	case p.Kind == BornAbroad && p.Code != "" && !foreign:
		r.fail("birth_place_code", "the code of a municipality, for a birth abroad")
	}
	return p
}

// fiscalCode takes 9 for "not validated" too, as the official table has it
// (validitaCF).
func (r *row) fiscalCode() (code FiscalCode, validated bool) {
	s := r.text("fiscal_code")
	code = r.code("fiscal_code")
	switch v := r.text("fiscal_code_validated"); {
	case v == "" && s == "", v == "9":
		return code, false
	}
	validated = r.flag("fiscal_code_validated")
	if validated && s == "" {
		r.fail("fiscal_code_validated", "validated, but there is no fiscal code")
	}
	return code, validated
}

func (r *row) standing() Standing {
	return Standing{
		State:  oneOf(r, "standing", "", Resident, Abroad, Dead, Removed, Duplicate),
		Since:  r.date("standing_since"),
		Reason: r.text("standing_reason"),
	}
}

func (r *row) certifiability() Certifiability {
	r.needed("certifiability")
	return Certifiability(r.whole("certifiability", int(NotCertifiable), int(Interdicted)))
}

func (r *row) procedures() []Procedure {
	if !r.has("procedure_kind", "procedure_opened") {
		return nil
	}
	return []Procedure{{Kind: r.needed("procedure_kind"), Opened: r.date("procedure_opened")}}
}

func (r *row) residence() *Residence {
	home := Residence{Since: r.date("residence_since"), Address: r.address()}
	if home.Address == (Address{}) && r.text("residence_since") == "" {
		return nil
	}
	return &home
}

func (r *row) address() Address {
	return Address{
		Street: r.text("street"), Number: r.text("house_number"), Internal: r.text("internal"), Hamlet: r.text("hamlet"), PostalCode: r.text("postal_code"),
		Municipality: r.text("municipality"), Alternative: r.text("municipality_alternative"), Province: r.text("province"),
		State: r.text("state"), Consulate: r.text("consulate"),
	}
}

var stateCode = regexp.MustCompile("^[A-Z]{3}$")

// citizenships reads "ITA=italiana|FRA=francese". Of Italy the name may be left
// out.
func (r *row) citizenships() []Citizenship {
	s := r.text("citizenships")
	if s == "" {
		return nil
	}
	var out []Citizenship
	seen := map[string]bool{}
	for part := range strings.SplitSeq(s, "|") {
		c, reason := citizenship(part)
		switch {
		case reason != "":
			r.fail("citizenships", reason)
		case seen[c.State]:
			r.fail("citizenships", "a state stands twice")
		}
		c.Since = r.date("citizenship_since")
		seen[c.State] = true
		out = append(out, c)
	}
	return out
}

// citizenship reads "FRA=francese", or says why it will not do.
func citizenship(s string) (c Citizenship, reason string) {
	state, name, _ := strings.Cut(s, "=")
	c = Citizenship{State: strings.TrimSpace(state), Name: strings.TrimSpace(name)}
	if c.State == ItalianState && c.Name == "" {
		c.Name = "italiana"
	}
	switch {
	case !stateCode.MatchString(c.State):
		return c, "a state is not three capital letters"
	case c.Name == "":
		return c, "a state is without a name"
	}
	return c, ""
}
