package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/registry"
)

// household is the person $1 and all members of his household, if he belongs to one, on
// day $2 as far as it was known at the moment $3: people (person_id, household_id,
// relationship, since, asked), of which records are read.
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

// standing is who somebody is and where he stands, as the record has it now; what follows
// it says of whom.
const standing = `
SELECT ` + who + `, ` + where + `
FROM person_identity i
JOIN person p USING (person_id)
LEFT JOIN LATERAL (
    SELECT * FROM person_standing f WHERE f.person_id = i.person_id AND f.valid_to IS NULL AND f.retired_at IS NULL LIMIT 1) s ON true`

// withCode is every person whose record bears the fiscal code $1 as it stands.
const withCode = `
WHERE i.fiscal_code = $1 AND i.valid_to IS NULL AND i.retired_at IS NULL
ORDER BY p.number`

// bornOn is every person of the offices $2 whose birth, as it stands, is $1 and as
// precise as $3.
const bornOn = `
WHERE i.birth_date = $1 AND i.birth_precision = $3 AND i.office_id = ANY ($2) AND i.valid_to IS NULL AND i.retired_at IS NULL
ORDER BY p.number`

// ByFiscalCode returns every record that bears the code now, whatever its standing: who
// it is, and where he stands.
func (db *DB) ByFiscalCode(ctx context.Context, code registry.FiscalCode) ([]registry.Person, error) {
	return db.people(ctx, standing+withCode, string(code))
}

// ByBirth returns every record of the offices with that very date of birth, its unknown
// parts unknown there too, whatever its standing: who it is, and where he stands.
func (db *DB) ByBirth(ctx context.Context, born registry.Date, offices []registry.OfficeID) ([]registry.Person, error) {
	return db.people(ctx, standing+bornOn, day(born), offices, precision(born))
}

func (db *DB) people(ctx context.Context, sql string, args ...any) ([]registry.Person, error) {
	rows, _ := db.pool.Query(ctx, sql, args...) // its error is that of the rows
	people, err := pgx.CollectRows(rows, readStanding)
	return people, fault("reading the register", err)
}

// Extract reads a person and his household in one statement, as of a pair of times, and
// of them the chosen facts. A member counts as long as the membership is recorded,
// whatever the member's own standing. The history is whole, whatever the day, as it was
// known at the moment. registry.ErrPersonUnknown for who was not in the register then.
func (db *DB) Extract(ctx context.Context, id registry.PersonID, at registry.AsOf) (registry.Extract, error) {
	subject, err := uuid.Parse(string(id))
	if err != nil {
		return registry.Extract{}, registry.ErrPersonUnknown
	}
	rows, _ := db.pool.Query(ctx, records(at.Facts), subject, day(at.Day), at.Known) // its error is that of the rows
	found, err := pgx.CollectRows(rows, readRecord(at.Facts))
	if err != nil {
		return registry.Extract{}, fault("reading the register", err)
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
