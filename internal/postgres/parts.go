package postgres

import (
	"strings"
	"sync"

	"github.com/sportello/sportello/registry"
)

// part is what records read of each person: of which facts it is, its columns, from
// where, and where they go.
//
// Each fact is looked up by person; LATERAL with LIMIT keeps the planner from reading a
// whole table for them, whatever it believes about its size. What is not chosen is not in
// the statement: to set up a look-up takes the server longer than to make it.
type part struct {
	of      registry.Facts
	columns string
	from    string
	into    func(*row) columns
}

// who is the columns of who a person p with the identity i is.
const who = `p.person_id, p.office_id, p.number,
    i.surname, i.given_name, i.surname_latin, i.given_name_latin, i.sex, i.birth_date, i.birth_precision,
    i.birth_kind, i.birth_code, i.birth_place, i.birth_alternative, i.birth_province, i.birth_state,
    i.fiscal_code, i.code_validated`

// where is the columns of where somebody with the standing s stands.
const where = `coalesce(s.state, ''), s.valid_from, coalesce(s.reason, ''), coalesce(s.certifiability, 0)`

// Who a person is, and what may not be told of him, is read as it is on the day on which
// it is known, not on the past day: a name from before an adoption or a rectification
// of sex must not come up again (art. 28 L. 184/1983, art. 5 L. 164/1982).
const (
	onTheDay = "$2"
	today    = "greatest($2, $3::date)"
)

// The histories are known at the moment, whatever the day.
const overTime = `recorded(f.recorded_at, f.retired_at, $3) ORDER BY f.valid_from`

var parts = []part{
	{registry.Basics, who, newest("i", "person_identity", "true", today), func(r *row) columns { return &r.identity }},
	{registry.Basics, where, newest("s", "person_standing", "true", onTheDay), func(r *row) columns { return &r.standing }},
	{
		registry.Basics, "o.kinds, o.opened", `
LEFT JOIN LATERAL (
    SELECT array_agg(f.kind) AS kinds, array_agg(f.valid_from) AS opened
    FROM (SELECT * FROM person_procedure f WHERE ` + ofAsked + on(onTheDay) + ` ORDER BY f.valid_from, f.kind) f) o ON true`,
		func(r *row) columns { return &r.procedures },
	},
	{
		registry.Basics, `people.asked, people.household_id, coalesce(people.relationship, 0), people.since,
    h.office_id, h.number, h.kind, coalesce(hs.certifiable, false), coalesce(hs.complete, false), hs.name, coalesce(hs.community_kind, 0)`, `
LEFT JOIN household h ON h.household_id = people.household_id
LEFT JOIN LATERAL (
    SELECT * FROM household_state f WHERE f.household_id = h.household_id AND ` + on(onTheDay) + `
    ORDER BY f.valid_from DESC LIMIT 1) hs ON true`,
		func(r *row) columns { return &r.home },
	},
	{
		registry.OfResidence, `r.valid_from, CASE WHEN r.person_id IS NOT NULL THEN ARRAY[` + address("r") + `] END`,
		newest("r", "person_residence", "people.asked", onTheDay), func(r *row) columns { return &r.residence },
	},
	{
		registry.OfStatus, `coalesce(c.code, 0), c.valid_from, c.partner_surname, c.partner_given_name, c.partner_surname_latin, c.partner_given_latin,
    c.partner_birth_date, c.partner_birth_precision, c.event_date, c.event_precision, c.event_place`,
		newest("c", "person_civil_status", "true", onTheDay), func(r *row) columns { return &r.status },
	},
	{
		registry.OfActs, "a.years, a.texts", `
LEFT JOIN LATERAL (
    SELECT array_agg(f.year) AS years, array_agg(ARRAY[f.kind, f.municipality, f.part, f.series, f.number, f.act_office]) AS texts
    FROM (SELECT * FROM civil_act f WHERE ` + ofAsked + on(onTheDay) + ` ORDER BY f.valid_from) f) a ON true`,
		func(r *row) columns { return &r.acts },
	},
	{
		registry.OfCitizenship, "z.since, z.states, z.names", `
LEFT JOIN LATERAL (
    SELECT array_agg(f.valid_from) AS since, array_agg(f.state) AS states, array_agg(f.name) AS names
    FROM (SELECT * FROM person_citizenship f WHERE ` + ofAsked + on(onTheDay) + ` ORDER BY f.valid_from, f.state) f) z ON true`,
		func(r *row) columns { return &r.citizenship },
	},
	{
		registry.OfDeath, "d.person_id IS NOT NULL, d.death_date, d.death_precision, d.place",
		newest("d", "person_death", "people.asked", onTheDay), func(r *row) columns { return &r.death },
	},
	{
		registry.OfContract, `t.person_id IS NOT NULL, t.partner_surname, t.partner_given_name, t.partner_surname_latin, t.partner_given_latin,
    t.partner_birth_date, t.partner_birth_precision, t.partner_code, t.contract_date, t.contract_precision, t.authenticated_by`,
		newest("t", "person_contract", "people.asked", onTheDay), func(r *row) columns { return &r.contract },
	},
	{
		registry.OfElectoral, "l.person_id IS NOT NULL, coalesce(l.rights, false), coalesce(l.enrolled, false), l.valid_from",
		newest("l", "person_electoral", "people.asked", onTheDay), func(r *row) columns { return &r.electoral },
	},
	{registry.OfWithheld, secret("w"), newest("w", "person_withheld", "people.asked", today), func(r *row) columns { return &r.withheld }},
	{registry.OfMembers, secret("wm"), newest("wm", "person_withheld", "NOT people.asked", today), func(r *row) columns { return &r.ofMember }},
	{
		registry.OfHistory, "ps.since, ps.states", `
LEFT JOIN LATERAL (
    SELECT array_agg(f.valid_from) AS since, array_agg(f.state) AS states
    FROM (SELECT * FROM person_standing f WHERE ` + ofAsked + overTime + `) f) ps ON true`,
		func(r *row) columns { return &r.standings },
	},
	{
		registry.OfHistory, "pr.since, pr.until, pr.addresses", `
LEFT JOIN LATERAL (
    SELECT array_agg(f.valid_from) AS since, array_agg(f.valid_to) AS until, array_agg(ARRAY[` + address("f") + `]) AS addresses
    FROM (SELECT * FROM person_residence f WHERE ` + ofAsked + overTime + `) f) pr ON true`,
		func(r *row) columns { return &r.residences },
	},
	{
		registry.OfHistory, "pz.since, pz.until, pz.states, pz.names", `
LEFT JOIN LATERAL (
    SELECT array_agg(f.valid_from) AS since, array_agg(f.valid_to) AS until, array_agg(f.state) AS states, array_agg(f.name) AS names
    FROM (SELECT * FROM person_citizenship f WHERE ` + ofAsked + overTime + `, f.state) f) pz ON true`,
		func(r *row) columns { return &r.citizenships },
	},
}

// ofAsked begins a condition on facts f of who is asked about.
const ofAsked = `people.asked AND f.person_id = p.person_id AND `

// on is that the fact f held on a day, as far as it was known at the moment.
func on(day string) string {
	return "held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, " + day + ", $3)"
}

// newest is the one fact of a table that held on a day, of those of whom it is wanted.
func newest(as, table, of, day string) string {
	return `
LEFT JOIN LATERAL (
    SELECT * FROM ` + table + ` f WHERE ` + of + ` AND f.person_id = p.person_id AND ` + on(day) + `
    ORDER BY f.valid_from DESC LIMIT 1) ` + as + ` ON true`
}

// address is the columns of an address in the order of registry.Address.
func address(of string) string {
	return strings.ReplaceAll(`f.street, f.house_number, f.internal, f.hamlet, f.postal_code, f.municipality, f.alternative, f.province, f.state, f.consulate`, "f.", of+".")
}

// secret is the columns of what may not be told.
func secret(of string) string {
	return strings.ReplaceAll(`w.parent_surnames, w.parent_given_names, w.parent_surnames_latin, w.parent_given_latin,
    coalesce(w.adopted, false), coalesce(w.anonymous_birth, false), coalesce(w.homeless, false), w.occupation, w.study, w.digital_domicile, w.permit`, "w.", of+".")
}

// statements holds the text of records for each choice of facts that was made.
var statements sync.Map // registry.Facts -> string

// records reads a household, and of each person the chosen parts. The members come as a
// certificate lists them: head, spouse or partner, children by birth, the others by
// birth. Stepchildren and adopted children (14, 80) are children: the place in the list
// must not tell (art. 28 L. 184/1983).
//
// A member of a household who has no identity then is a fault in the record, which the
// reading of NULL into a name reports: a list that leaves somebody out must not be
// printed.
func records(f registry.Facts) string {
	if sql, ok := statements.Load(f); ok {
		return sql.(string)
	}
	var columns []string
	var from strings.Builder
	for _, p := range parts {
		if f.Has(p.of) {
			columns = append(columns, p.columns)
			from.WriteString(p.from)
		}
	}
	sql := household + "\nSELECT " + strings.Join(columns, ",\n    ") + "\nFROM people\nJOIN person p USING (person_id)" + from.String() + `
WHERE i.person_id IS NOT NULL OR people.household_id IS NOT NULL
ORDER BY CASE WHEN people.relationship IN (1, 101) THEN 1 WHEN people.relationship IN (2, 28) THEN 2
              WHEN people.relationship IN (3, 14, 80) THEN 3 ELSE 4 END, i.birth_date NULLS LAST, p.number`
	statements.Store(f, sql)
	return sql
}
