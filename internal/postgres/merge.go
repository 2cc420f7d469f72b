package postgres

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
)

// The statements that bring a staged table of facts into the register, for each
// TABLE of facts with its COLUMNS and the OWNER of its facts. Only facts of the
// persons and households that the load brings, those of the table OWNERS, are
// looked at.

// supersede retires the facts that the load contradicts: those that stand and that it
// does not bring as they are, and those with an end that comes after the beginning
// of what it brings. What was true until then is recorded with that end; where the
// load brings nothing in its place, the end is the day of the load.
const supersede = `
WITH over AS (
    SELECT f.fact_id, coalesce(l.valid_from, @day) AS until
    FROM TABLE f LEFT JOIN load_TABLE l ON l.OWNER = f.OWNER AND (l.AMONG) = (f.AMONG)
    WHERE f.retired_at IS NULL AND f.OWNER IN (SELECT OWNER FROM OWNERS)
      AND CASE WHEN f.valid_to IS NULL THEN l.OWNER IS NULL OR (l.COLUMNS) IS DISTINCT FROM (f.COLUMNS)
               ELSE f.valid_to > l.valid_from END
), retired AS (
    UPDATE TABLE f SET retired_at = @at FROM over WHERE f.fact_id = over.fact_id RETURNING f.COLUMNS, f.office_id, over.until
), ended AS (
    INSERT INTO TABLE (COLUMNS, office_id, valid_to, recorded_at)
    SELECT COLUMNS, office_id, until, @at FROM retired WHERE until > valid_from
)
INSERT INTO load_touched SELECT OWNER FROM retired`

// recordNew goes by owner, which is the order of the indexes.
const recordNew = `
WITH done AS (
    INSERT INTO TABLE (COLUMNS, office_id, recorded_at)
    SELECT l.COLUMNS, @office, @at FROM load_TABLE l
    WHERE NOT EXISTS (SELECT FROM TABLE f WHERE f.OWNER = l.OWNER AND f.valid_to IS NULL AND f.retired_at IS NULL
                                            AND (f.COLUMNS) IS NOT DISTINCT FROM (l.COLUMNS))
    ORDER BY l.OWNER
    RETURNING OWNER)
INSERT INTO load_touched SELECT OWNER FROM done`

// merge brings what is staged into the register and counts.
func (p *people) merge(ctx context.Context) (Imported, error) {
	for _, f := range facts {
		if err := p.exec(ctx, "ANALYZE load_"+f.table); err != nil {
			return Imported{}, err
		}
	}
	for _, f := range facts {
		for _, sql := range []string{supersede, recordNew} {
			args := pgx.NamedArgs{"at": p.at, "day": day(p.day), "office": string(p.office)}
			if err := p.exec(ctx, f.fill(sql), args); err != nil {
				return Imported{}, err
			}
		}
	}
	return p.count(ctx)
}

// fill puts the names of a table of facts into a statement.
func (f fact) fill(sql string) string {
	owners, among := "load_person_identity", f.owner
	if f.owner == "household_id" {
		owners = "load_household_state"
	}
	if f.among != "" {
		among = f.among
	}
	columns := f.all()
	return strings.NewReplacer(
		"OWNERS", owners, "OWNER", f.owner, "TABLE", f.table,
		"l.COLUMNS", "l."+strings.Join(columns, ", l."), "f.COLUMNS", "f."+strings.Join(columns, ", f."), "COLUMNS", strings.Join(columns, ", "),
		"l.AMONG", "l."+strings.ReplaceAll(among, ", ", ", l."), "f.AMONG", "f."+strings.ReplaceAll(among, ", ", ", f."),
	).Replace(sql)
}

// count tells how many persons of the load are new, changed and unchanged, and
// brings the planner's statistics up to date if any is not.
func (p *people) count(ctx context.Context) (Imported, error) {
	var touched int
	err := p.tx.QueryRow(ctx, `
		SELECT count(*) FROM (
		    SELECT person_id FROM load_person_identity WHERE person_id IN (SELECT id FROM load_touched)
		    UNION SELECT person_id FROM load_household_member WHERE household_id IN (SELECT id FROM load_touched)) AS touched`).Scan(&touched)
	if err != nil {
		return Imported{}, fault("loading", err)
	}
	if touched > 0 {
		tables := []string{"person", "household"}
		for _, f := range facts {
			tables = append(tables, f.table)
		}
		if err := p.exec(ctx, "ANALYZE "+strings.Join(tables, ", ")); err != nil {
			return Imported{}, err
		}
	}
	return Imported{New: p.added, Changed: touched - p.added, Unchanged: len(p.seen) - touched, Households: len(p.homes)}, nil
}
