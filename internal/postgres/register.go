package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sportello/sportello/registry"
)

// A statement of this file reads the register as it held on day $2, as far as it
// was known at the moment $3. It begins with who is read, a relation people
// (person_id, household_id, relationship, since, asked), and goes on with records, one
// row for each of them; past is whether the row tells the person's history too.

// household is the person $1 and all members of his household, if he belongs to
// one.
const household = `
WITH home AS (
    SELECT m.household_id
    FROM household_member m
    WHERE m.person_id = $1 AND held(m.valid_from, m.valid_to, m.recorded_at, m.retired_at, $2, $3)
    LIMIT 1
), people AS (
    SELECT m.person_id, m.household_id, m.relationship, m.valid_from AS since, m.person_id = $1 AS asked
    FROM home JOIN household_member m USING (household_id)
    WHERE held(m.valid_from, m.valid_to, m.recorded_at, m.retired_at, $2, $3)
    UNION ALL
    SELECT $1, NULL, NULL, NULL, true WHERE NOT EXISTS (SELECT FROM home)
)`

// bearers is every person whose record bears the fiscal code $1 as it stands.
const bearers = `
WITH people AS (
    SELECT i.person_id, NULL::uuid AS household_id, NULL::smallint AS relationship, NULL::date AS since, true AS asked
    FROM person_identity i
    WHERE i.fiscal_code = $1 AND i.valid_to IS NULL AND i.retired_at IS NULL
)`

// bornOn is every person of the offices $4 whose birth, as it stands, is $1 and as
// precise as $5.
const bornOn = `
WITH people AS (
    SELECT i.person_id, NULL::uuid AS household_id, NULL::smallint AS relationship, NULL::date AS since, true AS asked
    FROM person_identity i
    WHERE i.birth_date = $1 AND i.birth_precision = $5 AND i.office_id = ANY ($4) AND i.valid_to IS NULL AND i.retired_at IS NULL
)`

// records are whole records, in the order of readRecord. The members of a household
// come as a certificate lists them: head, spouse or partner, children by birth,
// the others by birth. Stepchildren and adopted children (14, 80) are children: the
// place in the list must not tell (art. 28 L. 184/1983).
//
// Of who is asked about the history is read too, and the facts that few have and that
// concern nobody else in a household.
//
// Who a person is, and what may not be told of him, is read as it is on the day on which
// it is known, not on the past day: a name from before an adoption or a rectification
// of sex must not come up again (art. 28 L. 184/1983, art. 5 L. 164/1982).
//
// Each fact is looked up by person; LATERAL with LIMIT keeps the planner from
// reading a whole table for them, whatever it believes about its size. A member of a
// household who has no identity then is a fault in the record, which the reading
// of NULL into a name reports: a list that leaves somebody out must not be printed.
const records = `
SELECT p.person_id, p.office_id, p.number,
    i.surname, i.given_name, i.surname_latin, i.given_name_latin, i.sex, i.birth_date, i.birth_precision,
    i.birth_kind, i.birth_code, i.birth_place, i.birth_alternative, i.birth_province, i.birth_state,
    i.fiscal_code, i.code_validated,
    s.since, s.until, s.lasts, s.states, s.reasons, s.certifiability,
    r.since, r.until, r.lasts, r.addresses,
    coalesce(c.code, 0), c.valid_from, c.partner_surname, c.partner_given_name, c.partner_surname_latin, c.partner_given_latin,
    c.partner_birth_date, c.partner_birth_precision, c.event_date, c.event_precision, c.event_place,
    z.since, z.until, z.lasts, z.states, z.names,
    o.kinds, o.opened,
    a.years, a.texts,
    d.person_id IS NOT NULL, d.death_date, d.death_precision, d.place,
    t.person_id IS NOT NULL, t.partner_surname, t.partner_given_name, t.partner_surname_latin, t.partner_given_latin,
    t.partner_birth_date, t.partner_birth_precision, t.partner_code, t.contract_date, t.contract_precision, t.authenticated_by,
    l.person_id IS NOT NULL, coalesce(l.rights, false), coalesce(l.enrolled, false), l.valid_from,
    w.parent_surnames, w.parent_given_names, w.parent_surnames_latin, w.parent_given_latin,
    coalesce(w.adopted, false), coalesce(w.anonymous_birth, false), coalesce(w.homeless, false), w.occupation, w.study, w.digital_domicile, w.permit,
    people.household_id, coalesce(people.relationship, 0), people.since,
    h.office_id, h.number, h.kind, coalesce(hs.certifiable, false), coalesce(hs.complete, false), hs.name, coalesce(hs.community_kind, 0)
FROM people
JOIN person p USING (person_id)
LEFT JOIN LATERAL (
    SELECT * FROM person_identity f
    WHERE f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, greatest($2, $3::date), $3)
    ORDER BY f.valid_from DESC LIMIT 1) i ON true
LEFT JOIN LATERAL (
    SELECT array_agg(f.valid_from) AS since, array_agg(f.valid_to) AS until, array_agg(lasted(f.valid_from, f.valid_to, $2)) AS lasts,
           array_agg(f.state) AS states, array_agg(f.reason) AS reasons, array_agg(f.certifiability) AS certifiability
    FROM (SELECT * FROM person_standing f
          WHERE f.person_id = p.person_id AND recorded(f.recorded_at, f.retired_at, $3) AND (people.asked OR lasted(f.valid_from, f.valid_to, $2))
          ORDER BY f.valid_from) f) s ON true
LEFT JOIN LATERAL (
    SELECT array_agg(f.valid_from) AS since, array_agg(f.valid_to) AS until, array_agg(lasted(f.valid_from, f.valid_to, $2)) AS lasts,
           array_agg(ARRAY[f.street, f.house_number, f.internal, f.hamlet, f.postal_code,
                           f.municipality, f.alternative, f.province, f.state, f.consulate]) AS addresses
    FROM (SELECT * FROM person_residence f
          WHERE f.person_id = p.person_id AND recorded(f.recorded_at, f.retired_at, $3) AND (people.asked OR lasted(f.valid_from, f.valid_to, $2))
          ORDER BY f.valid_from) f) r ON true
LEFT JOIN LATERAL (
    SELECT * FROM person_civil_status f
    WHERE f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (
    SELECT array_agg(f.valid_from) AS since, array_agg(f.valid_to) AS until, array_agg(lasted(f.valid_from, f.valid_to, $2)) AS lasts,
           array_agg(f.state) AS states, array_agg(f.name) AS names
    FROM (SELECT * FROM person_citizenship f
          WHERE f.person_id = p.person_id AND recorded(f.recorded_at, f.retired_at, $3) AND (people.asked OR lasted(f.valid_from, f.valid_to, $2))
          ORDER BY f.valid_from, f.state) f) z ON true
LEFT JOIN LATERAL (
    SELECT array_agg(f.kind) AS kinds, array_agg(f.valid_from) AS opened
    FROM (SELECT * FROM person_procedure f WHERE f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3) ORDER BY f.valid_from, f.kind) f) o ON true
LEFT JOIN LATERAL (
    SELECT array_agg(f.year) AS years, array_agg(ARRAY[f.kind, f.municipality, f.part, f.series, f.number, f.act_office]) AS texts
    FROM (SELECT * FROM civil_act f WHERE f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3) ORDER BY f.valid_from) f) a ON true
LEFT JOIN LATERAL (
    SELECT * FROM person_death f
    WHERE people.asked AND f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) d ON true
LEFT JOIN LATERAL (
    SELECT * FROM person_contract f
    WHERE people.asked AND f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) t ON true
LEFT JOIN LATERAL (
    SELECT * FROM person_electoral f
    WHERE people.asked AND f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) l ON true
LEFT JOIN LATERAL (
    SELECT * FROM person_withheld f
    WHERE (people.asked OR $2 < $3::date) AND f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, greatest($2, $3::date), $3)
    ORDER BY f.valid_from DESC LIMIT 1) w ON true
LEFT JOIN household h ON h.household_id = people.household_id
LEFT JOIN LATERAL (
    SELECT * FROM household_state f
    WHERE f.household_id = h.household_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) hs ON true
WHERE i.person_id IS NOT NULL OR people.household_id IS NOT NULL
ORDER BY CASE WHEN people.relationship IN (1, 101) THEN 1 WHEN people.relationship IN (2, 28) THEN 2
              WHEN people.relationship IN (3, 14, 80) THEN 3 ELSE 4 END, i.birth_date NULLS LAST, p.number`

// ByFiscalCode returns every record that bears the code now, whatever its standing,
// without household.
func (db *DB) ByFiscalCode(ctx context.Context, code registry.FiscalCode) ([]registry.Person, error) {
	return db.people(ctx, bearers+records, string(code), noEnd, ever)
}

// ByBirth returns every record of the offices with that very date of birth, its unknown
// parts unknown there too, whatever its standing, without household.
func (db *DB) ByBirth(ctx context.Context, born registry.Date, offices []registry.OfficeID) ([]registry.Person, error) {
	return db.people(ctx, bornOn+records, day(born), noEnd, ever, offices, precision(born))
}

// What has no end still holds.
var (
	noEnd = pgtype.Date{InfinityModifier: pgtype.Infinity, Valid: true}
	ever  = pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}
)

func (db *DB) people(ctx context.Context, sql string, args ...any) ([]registry.Person, error) {
	found, err := db.records(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	var people []registry.Person
	for _, r := range found {
		people = append(people, r.person)
	}
	return people, nil
}

// Extract reads a person with his history and his household in one statement, as of a
// pair of times. A member counts as long as the membership is recorded, whatever the
// member's own standing; of members, Contract, Electoral, Death and Withheld are not
// read. The history is whole, whatever the day, as it was known at the moment.
// registry.ErrPersonUnknown for who was not in the register then.
func (db *DB) Extract(ctx context.Context, id registry.PersonID, at registry.AsOf) (registry.Extract, error) {
	subject, err := uuid.Parse(string(id))
	if err != nil {
		return registry.Extract{}, registry.ErrPersonUnknown
	}
	found, err := db.records(ctx, household+records, subject, day(at.Day), at.Known)
	if err != nil {
		return registry.Extract{}, err
	}
	x := newExtract(subject, at, found)
	if x.Subject.Standing.State == "" {
		return registry.Extract{}, registry.ErrPersonUnknown
	}
	return x, nil
}

// newExtract puts together what was read of a person and his household. Of who was not
// in the register then it is empty.
func newExtract(subject uuid.UUID, at registry.AsOf, found []record) registry.Extract {
	x := registry.Extract{AsOf: at}
	for _, r := range found {
		if r.person.ID == registry.PersonID(subject.String()) {
			x.Subject, x.History = r.person, r.history
		}
		if r.person.Membership == nil {
			continue
		}
		if x.Household == nil {
			x.Household = &r.household
		}
		x.Household.Members = append(x.Household.Members, registry.Member{Person: r.person, Relationship: r.person.Membership.Relationship})
	}
	return x
}

func (db *DB) records(ctx context.Context, sql string, args ...any) ([]record, error) {
	rows, _ := db.pool.Query(ctx, sql, args...) // its error is that of the rows
	found, err := pgx.CollectRows(rows, readRecord)
	return found, fault("reading the register", err)
}
