package postgres

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/registry"
)

// ImportHistory takes what was so of the people of an office before, all of it or
// nothing, like Import; the persons and households must be in the register. What it
// brings of a span takes the place of what the register had, where that had ended too. A
// span that reaches into what still holds is refused: what holds is for Import to say.
// New counts the facts, Changed those that gave way.
//
// Errors: registry.ErrOfficeUnknown, *LoadError, registry.ErrUnavailable.
func (db *DB) ImportHistory(ctx context.Context, office registry.OfficeID, rows iter.Seq2[registry.Past, error], at time.Time) (Imported, error) {
	h := &history{people: people{load: load{office: office, what: "history"}}}
	return h.run(ctx, db, at, func(ctx context.Context) (Imported, error) {
		done, err := h.work(ctx, rows)
		if err != nil {
			return done, err
		}
		return done, h.supersede(ctx, done)
	})
}

// history is a load of history.
type history struct {
	people
	total int
}

// pastTables is the tables that have a history of their own.
var pastTables = []string{"person_standing", "person_residence", "person_citizenship", "household_member"}

func pastFacts() (list []fact) {
	for _, f := range facts {
		if slices.Contains(pastTables, f.table) {
			list = append(list, f)
		}
	}
	return list
}

func (h *history) work(ctx context.Context, rows iter.Seq2[registry.Past, error]) (Imported, error) {
	if err := h.lock(ctx); err != nil {
		return Imported{}, err
	}
	if err := h.exec(ctx, touched); err != nil {
		return Imported{}, err
	}
	for _, f := range pastFacts() {
		sql := fmt.Sprintf("CREATE TEMP TABLE load_%[1]s ON COMMIT DROP AS SELECT %[2]s, valid_to FROM %[1]s WITH NO DATA", f.table, strings.Join(f.all(), ", "))
		if err := h.exec(ctx, sql); err != nil {
			return Imported{}, err
		}
	}
	waiting := make([]registry.Past, 0, chunk)
	for p, err := range rows {
		if err != nil {
			return Imported{}, err
		}
		if waiting = append(waiting, p); len(waiting) == chunk {
			if err := h.stage(ctx, waiting); err != nil {
				return Imported{}, err
			}
			waiting = waiting[:0]
		}
	}
	if err := h.stage(ctx, waiting); err != nil {
		return Imported{}, err
	}
	return h.merge(ctx)
}

// stage copies a chunk to the staging tables.
func (h *history) stage(ctx context.Context, spans []registry.Past) error {
	persons, homes, err := h.find(ctx, spans)
	if err != nil {
		return err
	}
	rows := map[string][][]any{}
	for _, p := range spans {
		if p.Until.IsZero() {
			return &LoadError{p.Number, "a span without end"}
		}
		s := subject{person: persons[p.Number], household: homes[p.Household]}
		table := ""
		switch {
		case p.Standing != nil:
			table, s.Person.Standing, s.Person.Certifiability = "person_standing", *p.Standing, p.Certifiability
		case p.Residence != nil:
			table, s.Person.Residence = "person_residence", p.Residence
		case p.Citizenship != nil:
			table, s.Person.Citizenships = "person_citizenship", []registry.Citizenship{*p.Citizenship}
		case p.Membership != nil:
			table, s.Person.Membership = "household_member", p.Membership
		}
		for _, f := range pastFacts() {
			if f.table == table {
				rows[table] = append(rows[table], append(f.rows(s)[0], day(p.Until)))
			}
		}
	}
	h.total += len(spans)
	for _, f := range pastFacts() {
		if err := h.copy(ctx, "load_"+f.table, append(f.all(), "valid_to"), rows[f.table]); err != nil {
			return err
		}
	}
	return nil
}

// find returns the identities of the persons and households of a chunk, by number.
func (h *history) find(ctx context.Context, spans []registry.Past) (persons, homes map[string]id, err error) {
	var people, households []string
	for _, p := range spans {
		people = append(people, p.Number)
		if p.Membership != nil {
			households = append(households, p.Household)
		}
	}
	for _, kind := range []struct {
		table   string
		numbers []string
		found   *map[string]id
	}{{"person", people, &persons}, {"household", households, &homes}} {
		sql := fmt.Sprintf(`SELECT given.number, %[1]s_id FROM unnest($2::text[]) AS given (number)
			CROSS JOIN LATERAL (SELECT %[1]s_id FROM %[1]s t WHERE t.office_id = $1 AND t.number = given.number LIMIT 1) t`, kind.table)
		if *kind.found, err = h.identities(ctx, sql, kind.numbers); err != nil {
			return nil, nil, err
		}
		for _, n := range kind.numbers {
			if _, ok := (*kind.found)[n]; !ok {
				return nil, nil, &LoadError{n, "the register has no such " + kind.table}
			}
		}
	}
	return persons, homes, nil
}

// The statements that bring staged history into the register, filled as those of merge.

const overlapping = `
SELECT p.number FROM load_TABLE l JOIN load_TABLE f ON (l.AMONG) = (f.AMONG) AND l.OWNER = f.OWNER AND l.ctid <> f.ctid
JOIN person p ON p.person_id = l.person_id WHERE l.valid_from < f.valid_to AND f.valid_from < l.valid_to LIMIT 1`

const againstWhatHolds = `
SELECT p.number FROM load_TABLE l JOIN TABLE f ON (l.AMONG) = (f.AMONG) AND l.OWNER = f.OWNER
JOIN person p ON p.person_id = l.person_id WHERE f.retired_at IS NULL AND f.valid_to IS NULL AND f.valid_from < l.valid_to LIMIT 1`

const giveWay = `
WITH retired AS (
    UPDATE TABLE f SET retired_at = @at FROM load_TABLE l
    WHERE (l.AMONG) = (f.AMONG) AND l.OWNER = f.OWNER AND f.retired_at IS NULL AND f.valid_to > l.valid_from AND f.valid_from < l.valid_to
      AND (l.COLUMNS, l.valid_to) IS DISTINCT FROM (f.COLUMNS, f.valid_to)
    RETURNING f.OWNER)
INSERT INTO load_touched SELECT OWNER FROM retired`

const recordPast = `
WITH done AS (
    INSERT INTO TABLE (COLUMNS, valid_to, office_id, recorded_at)
    SELECT l.COLUMNS, l.valid_to, @office, @at FROM load_TABLE l
    WHERE NOT EXISTS (SELECT FROM TABLE f WHERE f.OWNER = l.OWNER AND f.retired_at IS NULL AND (f.COLUMNS, f.valid_to) IS NOT DISTINCT FROM (l.COLUMNS, l.valid_to))
    RETURNING OWNER)
INSERT INTO load_touched SELECT OWNER FROM done`

func (h *history) merge(ctx context.Context) (done Imported, err error) {
	args := pgx.NamedArgs{"at": h.at, "office": string(h.office)}
	for _, f := range pastFacts() {
		if err := h.exec(ctx, "ANALYZE load_"+f.table); err != nil {
			return Imported{}, err
		}
		if err := h.refuse(ctx, f.fill(overlapping), "two spans of it overlap"); err != nil {
			return Imported{}, err
		}
		if err := h.refuse(ctx, f.fill(againstWhatHolds), "a span reaches into what still holds"); err != nil {
			return Imported{}, err
		}
		gone, err := h.tx.Exec(ctx, f.fill(giveWay), args)
		if err != nil {
			return Imported{}, fault("loading", err)
		}
		added, err := h.tx.Exec(ctx, f.fill(recordPast), args)
		if err != nil {
			return Imported{}, fault("loading", err)
		}
		done.Changed += int(gone.RowsAffected())
		done.New += int(added.RowsAffected())
	}
	done.Unchanged = h.total - done.New
	return done, nil
}

// refuse fails if the statement finds a person.
func (h *history) refuse(ctx context.Context, sql, reason string) error {
	rows, _ := h.tx.Query(ctx, sql)
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err == nil && len(numbers) > 0 {
		return &LoadError{numbers[0], reason}
	}
	return fault("loading", err)
}
