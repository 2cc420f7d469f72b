package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// LoadError refuses a load that contradicts itself or the register.
type LoadError struct {
	Number string // of the person or household in the office's register
	Reason string
}

func (e *LoadError) Error() string {
	return "postgres: load refused: number " + e.Number + ": " + e.Reason
}

// Import takes people into the register of an office: all of entries, or nothing if
// an error comes up, be it one that entries yields, which is returned as it is.
//
// A fact that the register holds already is left alone, so the same load again
// changes nothing. One that differs is retired as of at. Where the new one begins
// later than the old one did, or there is none any more, the old one is recorded
// anew with its end; where not, it was a mistake, and what is known now has no
// trace of it. Persons whom the load does not name stay as they are. A beginning
// of which the day is not known counts from the first that it may be. If the register has
// learned of anything since at, it learns of this right after that.
//
// Errors: registry.ErrOfficeUnknown, *LoadError, registry.ErrUnavailable.
func (db *DB) Import(ctx context.Context, office registry.OfficeID, entries iter.Seq2[registry.Entry, error], at time.Time) (Imported, error) {
	p := &people{
		load:  load{office: office, what: "people"},
		seen:  map[id]bool{},
		homes: map[string]*home{},
	}
	return p.run(ctx, db, at, func(ctx context.Context) (Imported, error) {
		done, err := p.work(ctx, entries)
		if err != nil {
			return done, err
		}
		return done, p.supersede(ctx, done)
	})
}

// supersede looks through the certificates, if the load has changed anything.
func (p *people) supersede(ctx context.Context, done Imported) error {
	if done.New+done.Changed == 0 {
		return nil
	}
	p.after = &supersession{tx: p.tx, office: p.office, day: p.day, at: p.at, added: p.added}
	return p.after.stale(ctx)
}

// people is a load of people: what it has brought so far.
type people struct {
	load
	added int              // persons that the register had not
	seen  map[id]bool      // persons
	homes map[string]*home // households by number
}

// home is a household as the first of its entries speaks of it.
type home struct {
	registry.HouseholdEntry
	id     id
	staged bool
}

// chunk is how many entries are sent to the database at once.
const chunk = 5000

func (p *people) work(ctx context.Context, entries iter.Seq2[registry.Entry, error]) (Imported, error) {
	if err := p.begin(ctx); err != nil {
		return Imported{}, err
	}
	waiting := make([]registry.Entry, 0, chunk)
	for e, err := range entries {
		if err != nil {
			return Imported{}, err
		}
		if waiting = append(waiting, e); len(waiting) == chunk {
			if err := p.stage(ctx, waiting); err != nil {
				return Imported{}, err
			}
			waiting = waiting[:0]
		}
	}
	if err := p.stage(ctx, waiting); err != nil {
		return Imported{}, err
	}
	return p.merge(ctx)
}

// lock keeps other loads of the office out. The register learns of things in the order of
// its loads: one that has waited for another comes after it, whatever its clock says, or
// it would retire what is recorded only later.
func (p *people) lock(ctx context.Context) error {
	err := p.tx.QueryRow(ctx, "SELECT FROM office WHERE office_id = $1 FOR NO KEY UPDATE", string(p.office)).Scan()
	if errors.Is(err, pgx.ErrNoRows) {
		return registry.ErrOfficeUnknown
	}
	if err != nil {
		return fault("loading", err)
	}
	var last moment
	err = p.tx.QueryRow(ctx, "SELECT max(at) FROM audit_event WHERE office_id = $1 AND kind = '"+string(audit.RegisterImported)+"'", string(p.office)).Scan(&last)
	if next := time.Time(last).Add(time.Microsecond); err == nil && p.at.Before(next) {
		p.learn(next)
	}
	return fault("loading", err)
}

// touched is the table of those whose facts the load changes (supersession).
const touched = "CREATE TEMP TABLE load_touched (id uuid NOT NULL) ON COMMIT DROP;"

// begin takes the office's lock and makes the staging tables: a load_x for every table x
// of facts, with the columns that a load brings.
func (p *people) begin(ctx context.Context) error {
	if err := p.lock(ctx); err != nil {
		return err
	}
	var sql strings.Builder
	sql.WriteString(touched)
	for _, f := range facts {
		fmt.Fprintf(&sql, "CREATE TEMP TABLE load_%[1]s ON COMMIT DROP AS SELECT %[2]s FROM %[1]s WITH NO DATA;", f.table, strings.Join(f.all(), ", "))
	}
	return p.exec(ctx, sql.String())
}

// stage gives the entries of a chunk their identities and copies their facts to the
// staging tables.
func (p *people) stage(ctx context.Context, entries []registry.Entry) error {
	persons, err := p.persons(ctx, entries)
	if err != nil {
		return err
	}
	if err := p.findHomes(ctx, entries); err != nil {
		return err
	}
	rows := make([][][]any, len(facts))
	for _, e := range entries {
		s, err := p.subject(e, persons)
		if err != nil {
			return err
		}
		for i, f := range facts {
			rows[i] = append(rows[i], f.rows(s)...)
		}
	}
	for i, f := range facts {
		if err := p.copy(ctx, "load_"+f.table, f.all(), rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// subject is an entry that the load may bring.
func (p *people) subject(e registry.Entry, persons map[string]id) (subject, error) {
	s := subject{Entry: e, person: persons[e.Person.Number]}
	if p.seen[s.person] {
		return s, &LoadError{e.Person.Number, "the person stands in it twice"}
	}
	p.seen[s.person] = true
	if (e.Household == nil) != (e.Person.Membership == nil) {
		return s, &LoadError{e.Person.Number, "a household without a membership, or a membership without a household"}
	}
	if e.Household != nil {
		h := p.homes[e.Household.Number]
		if h.HouseholdEntry != *e.Household {
			return s, &LoadError{h.Number, "entries disagree about the household"}
		}
		s.household, s.first = h.id, !h.staged
		h.staged = true
	}
	return s, nil
}

// persons returns the identities of the persons of a chunk by number. New ones get a
// random one.
func (p *people) persons(ctx context.Context, entries []registry.Entry) (map[string]id, error) {
	numbers := make([]string, len(entries))
	for i, e := range entries {
		numbers[i] = e.Person.Number
	}
	tag, err := p.tx.Exec(ctx, `
		INSERT INTO person (person_id, office_id, number, recorded_at)
		SELECT gen_random_uuid(), $1, number, $3 FROM unnest($2::text[]) AS number ON CONFLICT DO NOTHING`, string(p.office), numbers, p.at)
	if err != nil {
		return nil, fault("loading", err)
	}
	p.added += int(tag.RowsAffected())
	return p.identities(ctx, `
		SELECT given.number, person_id FROM unnest($2::text[]) AS given (number)
		CROSS JOIN LATERAL (SELECT person_id FROM person p WHERE p.office_id = $1 AND p.number = given.number LIMIT 1) p`, numbers)
}

// findHomes is persons for the households that come up for the first time.
func (p *people) findHomes(ctx context.Context, entries []registry.Entry) error {
	var numbers, kinds []string
	for _, e := range entries {
		if e.Household == nil {
			continue
		}
		if _, known := p.homes[e.Household.Number]; !known {
			p.homes[e.Household.Number] = &home{HouseholdEntry: *e.Household}
			numbers, kinds = append(numbers, e.Household.Number), append(kinds, string(e.Household.Kind))
		}
	}
	err := p.exec(ctx, `
		INSERT INTO household (household_id, office_id, number, kind, recorded_at)
		SELECT gen_random_uuid(), $1, number, kind, $4 FROM unnest($2::text[], $3::text[]) AS given (number, kind) ON CONFLICT DO NOTHING`,
		string(p.office), numbers, kinds, p.at)
	if err != nil {
		return err
	}
	found, err := p.identities(ctx, `
		SELECT given.number, household_id FROM unnest($2::text[], $3::text[]) AS given (number, kind)
		CROSS JOIN LATERAL (SELECT household_id, kind FROM household h WHERE h.office_id = $1 AND h.number = given.number LIMIT 1) h
		WHERE h.kind = given.kind`, numbers, kinds)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		id, ok := found[number]
		if !ok {
			return &LoadError{number, "the register has the household as another kind"}
		}
		p.homes[number].id = id
	}
	return nil
}

// identities reads numbers and identities. LATERAL with LIMIT looks each number up
// in the index, which an empty table's statistics would not suggest.
func (p *people) identities(ctx context.Context, sql string, args ...any) (map[string]id, error) {
	ids := map[string]id{}
	var number string
	var found id
	rows, _ := p.tx.Query(ctx, sql, append([]any{string(p.office)}, args...)...)
	_, err := pgx.ForEachRow(rows, []any{&number, &found}, func() error {
		ids[number] = found
		return nil
	})
	return ids, fault("loading", err)
}
