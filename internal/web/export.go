package web

import (
	"context"
	"encoding/csv"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Table sends rows as a file of comma-separated values (RFC 4180, UTF-8).
type Table struct{ csv *csv.Writer }

// NewTable begins such a file with the names of its columns. The name is without an
// extension.
func NewTable(w http.ResponseWriter, name string, columns ...string) *Table {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.csv"`, name))
	t := &Table{csv.NewWriter(w)}
	t.csv.UseCRLF = true
	_ = t.csv.Write(columns) // End says what went wrong
	return t
}

// Row sends a row. A field that begins like a formula is put behind an apostrophe, as
// OWASP has it, so that no spreadsheet takes it for one.
func (t *Table) Row(fields ...string) error {
	for i, f := range fields {
		if f != "" && strings.ContainsRune("=+-@\t\r\n", rune(f[0])) {
			fields[i] = "'" + f
		}
	}
	return t.csv.Write(fields)
}

// End sends what is left and says whether all could be sent.
func (t *Table) End() error {
	t.csv.Flush()
	return t.csv.Error()
}

// Export is an office's certificates on their way as a table; docs/after-issuing.md says
// what its columns hold.
type Export struct {
	Catalogue *certificates.Catalogue
	Zone      *time.Location // of the offices
	Log       *slog.Logger

	next  func() (*certificates.Listed, error, bool)
	stop  func()
	first *certificates.Listed
	found bool
}

var exported = []string{"id", "number", "kinds", "state", "superseded_on", "issued_on", "valid_until", "use", "channel", "stamp_duty", "exemption"}

// Begin reads the first row, so that whoever may not have the table is told before
// anything is sent.
func (e *Export) Begin(list iter.Seq2[*certificates.Listed, error]) (err error) {
	e.next, e.stop = iter.Pull2(list)
	if e.first, err, e.found = e.next(); err != nil {
		e.stop()
	}
	return err
}

// Send sends what Begin has begun, once. If reading fails on the way the connection is
// cut: a part must not look whole.
func (e *Export) Send(ctx context.Context, w http.ResponseWriter, name string) {
	defer e.stop()
	t := NewTable(w, name, exported...)
	var err error
	for l, more := e.first, e.found; more && err == nil; {
		if err = t.Row(e.row(l)...); err == nil {
			l, err, more = e.next()
		}
	}
	if failed := t.End(); err == nil {
		err = failed
	}
	if err != nil {
		e.Log.LogAttrs(ctx, slog.LevelError, "an export was cut off", slog.String("request", RequestID(ctx)), slog.Any("error", err))
		panic(http.ErrAbortHandler)
	}
}

func (e *Export) row(l *certificates.Listed) []string {
	slugs := make([]string, len(l.Kinds))
	for i, k := range l.Kinds {
		entry, _ := e.Catalogue.Entry(k)
		slugs[i] = entry.Slug
	}
	superseded := ""
	if l.Superseded != nil {
		superseded = registry.DateOf(l.Superseded.At.In(e.Zone)).String()
	}
	return []string{
		string(l.ID), l.Number.String(), strings.Join(slugs, " "), string(l.State), superseded, l.IssuedOn.String(), l.ValidTo.String(), string(l.Use), string(l.Channel),
		strconv.FormatBool(l.Stamped), strconv.Itoa(l.Exemption),
	}
}
