package postgres

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/sportello/sportello/registry"
)

// ImportPlaces takes the archive of municipalities and states, all of places or
// nothing, like Import. A row is the same place by its kind and its identity in the
// archive; places that the load does not name stay as they are.
func (db *DB) ImportPlaces(ctx context.Context, places iter.Seq2[registry.Place, error], at time.Time) (Imported, error) {
	return importTable(ctx, db, table{
		name: "place", what: "places", key: "kind, source_id",
		columns: "kind, source_id, code, istat, iso, name, transliterated, alternative, province, valid_from, valid_to",
	}, places, func(p registry.Place) []any {
		return []any{p.Kind, p.SourceID, p.Code, p.Istat, p.ISO, p.Name, p.Transliterated, p.Alternative, p.Province, since(p.From), day(p.To)}
	}, at)
}

// ImportOffices takes the offices that the installation serves, all or nothing,
// and opens the ledger of each new one. Offices that the load does not name stay.
func (db *DB) ImportOffices(ctx context.Context, offices iter.Seq2[registry.Office, error], at time.Time) (Imported, error) {
	return importTable(ctx, db, table{
		name: "office", what: "offices", key: "office_id",
		columns: "office_id, name, alternative, province, department, address, contact, coat_of_arms, basis, languages, data_from, archive",
		after:   "INSERT INTO ledger (office_id) SELECT office_id FROM load_office ON CONFLICT DO NOTHING",
	}, offices, func(o registry.Office) []any {
		return []any{o.ID, o.Name, o.Alternative, o.Province, o.Department, o.Address, o.Contact, o.CoatOfArms, o.Basis, o.Languages, day(o.DataFrom), o.Archive}
	}, at)
}

// table is a table without history that a load brings up to date.
type table struct {
	name, what, key, columns string
	after                    string // a statement to follow, or ""
}

func importTable[T any](ctx context.Context, db *DB, t table, values iter.Seq2[T, error], row func(T) []any, at time.Time) (Imported, error) {
	l := &load{what: t.what}
	return l.run(ctx, db, at, func(ctx context.Context) (Imported, error) {
		var rows [][]any
		for v, err := range values {
			if err != nil {
				return Imported{}, err
			}
			rows = append(rows, row(v))
		}
		if err := l.exec(ctx, t.fill("CREATE TEMP TABLE load_NAME ON COMMIT DROP AS SELECT COLUMNS FROM NAME WITH NO DATA")); err != nil {
			return Imported{}, err
		}
		if err := l.copy(ctx, "load_"+t.name, strings.Split(t.columns, ", "), rows); err != nil {
			return Imported{}, err
		}
		done, err := l.upsert(ctx, t)
		if err != nil || t.after == "" {
			return done, err
		}
		return done, l.exec(ctx, t.after)
	})
}

// upsert brings the table up to date from what is staged. Of a row that was not
// there before the system column xmax is 0.
func (l *load) upsert(ctx context.Context, t table) (done Imported, err error) {
	err = l.tx.QueryRow(ctx, t.fill(`
		WITH done AS (
		    INSERT INTO NAME AS t (COLUMNS) SELECT COLUMNS FROM load_NAME
		    ON CONFLICT (KEY) DO UPDATE SET (COLUMNS) = ROW (excluded.COLUMNS)
		    WHERE (t.COLUMNS) IS DISTINCT FROM (excluded.COLUMNS)
		    RETURNING xmax = 0 AS new)
		SELECT count(*) FILTER (WHERE new), count(*) FILTER (WHERE NOT new), (SELECT count(*) FROM load_NAME) - count(*) FROM done`)).
		Scan(&done.New, &done.Changed, &done.Unchanged)
	return done, fault("loading", err)
}

func (t table) fill(sql string) string {
	return strings.NewReplacer("NAME", t.name, "KEY", t.key, "t.COLUMNS", "t."+strings.ReplaceAll(t.columns, ", ", ", t."),
		"excluded.COLUMNS", "excluded."+strings.ReplaceAll(t.columns, ", ", ", excluded."), "COLUMNS", t.columns).Replace(sql)
}
