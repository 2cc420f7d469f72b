package people

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"

	"github.com/sportello/sportello/registry"
)

// sheet writes entries in the form of docs/import.md.
func sheet(entries []registry.Entry) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	var columns []string
	for i, e := range entries {
		row := columnsOf(e)
		if i == 0 {
			for _, c := range row {
				columns = append(columns, c[0])
			}
			_ = w.Write(columns)
		}
		var record []string
		for _, c := range row {
			record = append(record, c[1])
		}
		_ = w.Write(record)
	}
	w.Flush()
	return b.Bytes()
}

func columnsOf(e registry.Entry) [][2]string {
	p := e.Person
	var latin registry.Name
	if p.Name.Latin != nil {
		latin = *p.Name.Latin
	}
	var act registry.Act
	if p.Birth.Act != nil {
		act = *p.Birth.Act
	}
	var home registry.Residence
	if p.Residence != nil {
		home = *p.Residence
	}
	var procedure registry.Procedure
	if len(p.Procedures) > 0 {
		procedure = p.Procedures[0]
	}
	var union registry.UnionEvent
	if p.CivilStatus.Event != nil {
		union = *p.CivilStatus.Event
	}
	var unionAct registry.Act
	if union.Act != nil {
		unionAct = *union.Act
	}
	a, born, c := home.Address, p.Birth.Place, p.Citizenships[0]
	out := [][2]string{
		{"number", p.Number},
		{"surname", p.Name.Surname},
		{"given_name", p.Name.Given},
		{"surname_latin", latin.Surname},
		{"given_name_latin", latin.Given},
		{"sex", string(p.Sex)},
		{"birth_date", p.Birth.Date.String()},
		{"birth_place_kind", string(born.Kind)},
		{"birth_place_code", born.Code},
		{"birth_place", born.Name},
		{"birth_place_alternative", born.Alternative},
		{"birth_province", born.Province},
		{"birth_state", born.State},
		{"fiscal_code", string(p.FiscalCode)},
		{"fiscal_code_validated", strconv.FormatBool(p.CodeValidated)},
		{"standing", string(p.Standing.State)},
		{"standing_since", p.Standing.Since.String()},
		{"standing_reason", p.Standing.Reason},
		{"certifiability", strconv.Itoa(int(p.Certifiability))},
		{"procedure_kind", procedure.Kind},
		{"procedure_opened", procedure.Opened.String()},
		{"residence_since", home.Since.String()},
		{"street", a.Street},
		{"house_number", a.Number},
		{"internal", a.Internal},
		{"hamlet", a.Hamlet},
		{"postal_code", a.PostalCode},
		{"municipality", a.Municipality},
		{"municipality_alternative", a.Alternative},
		{"province", a.Province},
		{"state", a.State},
		{"consulate", a.Consulate},
		{"civil_status", strconv.Itoa(int(p.CivilStatus.Code))},
		{"civil_status_since", p.CivilStatus.Since.String()},
		{"partner_surname", union.Partner.Surname},
		{"partner_given_name", union.Partner.Given},
		{"partner_birth_date", union.PartnerBirth.String()},
		{"event_date", union.Date.String()},
		{"event_place", union.Place},
		{"citizenships", c.State + "=" + c.Name},
		{"citizenship_since", c.Since.String()},
	}
	return slices.Concat(out, actOf("birth_act_", act), actOf("event_act_", unionAct), deathOf(p), contractOf(p), electoralOf(p), withheldOf(p), householdOf(e))
}

func actOf(whose string, a registry.Act) [][2]string {
	year := ""
	if a.Year > 0 {
		year = strconv.Itoa(a.Year)
	}
	return [][2]string{{whose + "municipality", a.Municipality}, {whose + "year", year}, {whose + "part", a.Part}, {whose + "series", a.Series}, {whose + "number", a.Number}}
}

func deathOf(p registry.Person) [][2]string {
	var d registry.Death
	var act registry.Act
	if p.Death != nil {
		d = *p.Death
		act = *d.Act
	}
	return append(actOf("death_act_", act), [2]string{"death_date", d.Date.String()}, [2]string{"death_place", d.Place})
}

func contractOf(p registry.Person) [][2]string {
	var c registry.Contract
	if p.Contract != nil {
		c = *p.Contract
	}
	return [][2]string{
		{"contract_partner_surname", c.Partner.Surname},
		{"contract_partner_given_name", c.Partner.Given},
		{"contract_partner_birth_date", c.PartnerBirth.String()},
		{"contract_partner_fiscal_code", string(c.PartnerCode)},
		{"contract_date", c.Date.String()},
		{"contract_by", c.By},
	}
}

func electoralOf(p registry.Person) [][2]string {
	var rights, roll, since string
	if e := p.Electoral; e != nil {
		rights, roll, since = strconv.FormatBool(e.Rights), strconv.FormatBool(e.Enrolled), e.Since.String()
	}
	return [][2]string{{"electoral_rights", rights}, {"electoral_roll", roll}, {"electoral_since", since}}
}

func withheldOf(p registry.Person) [][2]string {
	w := p.Withheld
	parents := append(slices.Clone(w.Parents), registry.Name{}, registry.Name{})
	return [][2]string{
		{"parent_surname", parents[0].Surname},
		{"parent_given_name", parents[0].Given},
		{"other_parent_surname", parents[1].Surname},
		{"other_parent_given_name", parents[1].Given},
		{"adopted", strconv.FormatBool(w.Adopted)},
		{"anonymous_birth", strconv.FormatBool(w.AnonymousBirth)},
		{"homeless", strconv.FormatBool(w.Homeless)},
		{"occupation", w.Occupation},
		{"study", w.Study},
		{"digital_domicile", w.DigitalDomicile},
		{"permit", w.Permit},
	}
}

func householdOf(e registry.Entry) [][2]string {
	var v [8]string
	if h, m := e.Household, e.Person.Membership; h != nil {
		tie, kind := int(m.Relationship), ""
		if h.Kind == registry.Community {
			tie, kind = tie-100, strconv.Itoa(h.CommunityKind)
		}
		v = [8]string{h.Number, string(h.Kind), strconv.FormatBool(h.Certifiable), strconv.FormatBool(h.Complete), h.Name, kind, strconv.Itoa(tie), m.Since.String()}
	}
	names := [8]string{"household_number", "household_kind", "household_certifiable", "household_complete", "community_name", "community_kind", "relationship", "member_since"}
	var out [][2]string
	for i := range names {
		out = append(out, [2]string{names[i], v[i]})
	}
	return out
}
