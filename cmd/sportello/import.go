package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/registry"
)

type importCommand struct {
	Offices importOffices `cmd:"" help:"Load the offices that this installation serves, with their letterheads."`
	Places  importPlaces  `cmd:"" help:"Load the official archive of municipalities, or the table of foreign states."`
	People  importPeople  `cmd:"" help:"Load the people of one office's register."`
	History importHistory `cmd:"" help:"Load what was so of them before: earlier residences, citizenships, households and standings."`
}

// source is the file of a load, and where it goes.
type source struct {
	database
	zoned
	File     string `arg:"" placeholder:"FILE.csv" type:"existingfile" help:"The file; its columns are in docs/import.md."`
	KeepGood bool   `help:"Load the good rows although others are bad. Without it a file with a bad row changes nothing."`
}

type importOffices struct{ source }

// Run loads offices. A coat of arms is a path beside the file.
func (c *importOffices) Run(ctx context.Context, t terminal) error {
	picture := func(path string) ([]byte, error) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(c.File), path)
		}
		return os.ReadFile(path)
	}
	return load(ctx, t, c.source,
		func(r io.Reader) iter.Seq2[registry.Office, error] { return registry.ReadOffices(r, picture) },
		func(db *postgres.DB, rows iter.Seq2[registry.Office, error], _ badRows, now time.Time) (postgres.Imported, error) {
			return db.ImportOffices(ctx, rows, now)
		})
}

type importPlaces struct{ source }

// Run loads places.
func (c *importPlaces) Run(ctx context.Context, t terminal) error {
	return load(ctx, t, c.source, registry.ReadPlaces,
		func(db *postgres.DB, rows iter.Seq2[registry.Place, error], _ badRows, now time.Time) (postgres.Imported, error) {
			return db.ImportPlaces(ctx, rows, now)
		})
}

type importPeople struct {
	source
	Office   string `required:"" placeholder:"CODE" help:"Cadastral code of the office whose register this is."`
	Warnings bool   `help:"Name every record that an officer should look at, not only how many there are."`
}

// Run loads people, and says which of their records deserve a look.
func (c *importPeople) Run(ctx context.Context, t terminal) error {
	office := registry.OfficeID(c.Office)
	if !office.Valid() {
		return faults{"--office: is not a cadastral code such as H501"}
	}
	found := warnings{}
	err := load(ctx, t, c.source,
		func(r io.Reader) iter.Seq2[registry.Entry, error] { return registry.ReadPeople(r, office) },
		func(db *postgres.DB, rows iter.Seq2[registry.Entry, error], bad badRows, now time.Time) (postgres.Imported, error) {
			if bad.unplaced {
				return postgres.Imported{}, errors.New("a bad row does not tell whose household it belongs to; mend it or take it out")
			}
			return db.Import(ctx, office, found.note(incomplete(rows, bad.households)), now)
		})
	if err == nil {
		found.tell(t, c.Warnings)
	}
	return err
}

type importHistory struct {
	source
	Office string `required:"" placeholder:"CODE" help:"Cadastral code of the office whose register this is."`
}

// Run loads history.
func (c *importHistory) Run(ctx context.Context, t terminal) error {
	office := registry.OfficeID(c.Office)
	if !office.Valid() {
		return faults{"--office: is not a cadastral code such as H501"}
	}
	return load(ctx, t, c.source, registry.ReadHistory,
		func(db *postgres.DB, rows iter.Seq2[registry.Past, error], _ badRows, now time.Time) (postgres.Imported, error) {
			return db.ImportHistory(ctx, office, rows, now)
		})
}

// load reads the file twice: first to report every bad row, then, if they do not
// stop it, to load the good ones. So a file with a bad row changes nothing, and
// which households lack a member is known before any is loaded.
func load[T any](ctx context.Context, t terminal, s source, read func(io.Reader) iter.Seq2[T, error],
	into func(*postgres.DB, iter.Seq2[T, error], badRows, time.Time) (postgres.Imported, error),
) error {
	var f faults
	url, clock := s.databaseURL(&f), s.clock(&f)
	if len(f) > 0 {
		return f
	}
	file, err := os.Open(s.File)
	if err != nil {
		return err
	}
	defer file.Close()
	bad, err := findBad(t.err, read(file))
	switch {
	case err != nil:
		return fmt.Errorf("nothing was loaded: %w", err)
	case bad.rows > 0 && !s.KeepGood:
		return fmt.Errorf("%d bad rows; nothing was loaded (--keep-good takes the others)", bad.rows)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	db, err := postgres.Open(ctx, url, postgres.Options{ApplicationName: "sportello import"})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.CheckSchema(ctx); err != nil {
		return err
	}
	progress := newProgress(t.err)
	found, err := into(db, goodRows(progress, read(file)), bad, clock())
	progress.clear()
	if err != nil {
		return fmt.Errorf("nothing was loaded: %w", err)
	}
	_, err = fmt.Fprintf(t.out, "%d new, %d changed, %d unchanged, %d bad rows left out\n", found.New, found.Changed, found.Unchanged, bad.rows)
	return err
}

// badRows is what a file holds that cannot be loaded.
type badRows struct {
	rows       int
	households map[string]bool // that a bad row belongs to
	unplaced   bool            // a bad row may belong to any household
}

// findBad reads a file to its end, or as far as it can be read, and reports what is
// wrong with it. Its error is what made it stop.
func findBad[T any](w io.Writer, rows iter.Seq2[T, error]) (badRows, error) {
	bad := badRows{households: map[string]bool{}}
	line := 0
	var stopped error
	for _, err := range rows {
		var row *registry.RowError
		switch {
		case err == nil:
			continue
		case !errors.As(err, &row):
			return bad, err
		case errors.Is(err, registry.ErrUnreadable): // one of several about the header, or the last
			stopped = registry.ErrUnreadable
		}
		fmt.Fprintln(w, row)
		if row.Line != line {
			bad.rows, line = bad.rows+1, row.Line
		}
		bad.households[row.Household] = true
		bad.unplaced = bad.unplaced || row.Unplaced
	}
	return bad, stopped
}

// goodRows passes the bad rows over.
func goodRows[T any](p *progress, rows iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for row, err := range rows {
			if bad := (*registry.RowError)(nil); errors.As(err, &bad) && !errors.Is(err, registry.ErrUnreadable) {
				continue
			}
			p.step()
			if !yield(row, err) {
				return
			}
		}
	}
}

// incomplete marks the households that lack a member, because its row was bad: they
// must not be certified.
func incomplete(rows iter.Seq2[registry.Entry, error], households map[string]bool) iter.Seq2[registry.Entry, error] {
	return func(yield func(registry.Entry, error) bool) {
		for e, err := range rows {
			if h := e.Household; h != nil && households[h.Number] {
				lacking := *h
				lacking.Complete = false
				e.Household = &lacking
			}
			if !yield(e, err) {
				return
			}
		}
	}
}
