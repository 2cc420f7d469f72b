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
// (person_id, household_id, relationship, since), and goes on with records, one
// row for each of them.

// household is the person $1 and all members of his household, if he belongs to
// one.
const household = `
WITH home AS (
    SELECT m.household_id
    FROM household_member m
    WHERE m.person_id = $1 AND held(m.valid_from, m.valid_to, m.recorded_at, m.retired_at, $2, $3)
    LIMIT 1
), people AS (
    SELECT m.person_id, m.household_id, m.relationship, m.valid_from AS since
    FROM home JOIN household_member m USING (household_id)
    WHERE held(m.valid_from, m.valid_to, m.recorded_at, m.retired_at, $2, $3)
    UNION ALL
    SELECT $1, NULL, NULL, NULL WHERE NOT EXISTS (SELECT FROM home)
)`

// bearers is every person whose record bears the fiscal code $1 as it stands.
const bearers = `
WITH people AS (
    SELECT i.person_id, NULL::uuid AS household_id, NULL::smallint AS relationship, NULL::date AS since
    FROM person_identity i
    WHERE i.fiscal_code = $1 AND i.valid_to IS NULL AND i.retired_at IS NULL
)`

// records are whole records, in the order of readRecord. The members of a household
// come as a certificate lists them: head, spouse or partner, children by birth,
// the others by birth. Stepchildren and adopted children (14, 80) are children: the
// place in the list must not tell (art. 28 L. 184/1983).
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
    s.state, s.valid_from, s.reason, coalesce(s.certifiability, 0),
    r.valid_from, r.street, r.house_number, r.internal, r.hamlet, r.postal_code,
    r.municipality, r.alternative, r.province, r.state, r.consulate,
    coalesce(c.code, 0), c.valid_from, c.partner_surname, c.partner_given_name, c.partner_surname_latin, c.partner_given_latin,
    c.partner_birth_date, c.partner_birth_precision, c.event_date, c.event_precision, c.event_place,
    b.kind, b.municipality, coalesce(b.year, 0), b.part, b.series, b.number, b.act_office,
    u.kind, u.municipality, coalesce(u.year, 0), u.part, u.series, u.number, u.act_office,
    z.states, z.names, z.since,
    o.kinds, o.opened,
    people.household_id, coalesce(people.relationship, 0), people.since,
    h.office_id, h.number, h.kind, coalesce(hs.certifiable, false), coalesce(hs.complete, false), hs.name, coalesce(hs.community_kind, 0)
FROM people
JOIN person p USING (person_id)
LEFT JOIN LATERAL (
    SELECT * FROM person_identity f
    WHERE f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) i ON true
LEFT JOIN LATERAL (
    SELECT * FROM person_standing f
    WHERE f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) s ON true
LEFT JOIN LATERAL (
    SELECT * FROM person_residence f
    WHERE f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) r ON true
LEFT JOIN LATERAL (
    SELECT * FROM person_civil_status f
    WHERE f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (
    SELECT * FROM civil_act f
    WHERE f.person_id = p.person_id AND f.kind = 'birth' AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) b ON true
LEFT JOIN LATERAL (
    SELECT * FROM civil_act f
    WHERE f.person_id = p.person_id AND f.kind IN ('marriage', 'union') AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)
    ORDER BY f.valid_from DESC LIMIT 1) u ON true
LEFT JOIN LATERAL (
    SELECT array_agg(f.state ORDER BY f.valid_from, f.state) AS states, array_agg(f.name ORDER BY f.valid_from, f.state) AS names,
           array_agg(f.valid_from ORDER BY f.valid_from, f.state) AS since
    FROM person_citizenship f
    WHERE f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)) z ON true
LEFT JOIN LATERAL (
    SELECT array_agg(f.kind ORDER BY f.valid_from, f.kind) AS kinds, array_agg(f.valid_from ORDER BY f.valid_from, f.kind) AS opened
    FROM person_procedure f
    WHERE f.person_id = p.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, $2, $3)) o ON true
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
	day := pgtype.Date{InfinityModifier: pgtype.Infinity, Valid: true} // when what has no end still holds
	known := pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}
	found, err := db.records(ctx, bearers+records, string(code), day, known)
	if err != nil {
		return nil, err
	}
	var people []registry.Person
	for _, r := range found {
		people = append(people, r.person)
	}
	return people, nil
}

// Extract reads a person and his household in one statement, as of a pair of
// times. A member counts as long as the membership is recorded, whatever the
// member's own standing. registry.ErrPersonUnknown for who was not in the register
// then.
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
			x.Subject = r.person
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
