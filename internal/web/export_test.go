package web

import (
	"encoding/csv"
	"errors"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// No field of a table is a formula to a spreadsheet.
func TestTableIsInert(t *testing.T) {
	t.Parallel()
	for _, f := range []string{"=1+1", "+39", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK(\"http://x\")"} {
		if got := oneRow(t, "a", f); got[1] != "'"+strings.ReplaceAll(f, "\r", "") && got[1] != "'"+f {
			t.Errorf("%q is sent as %q", f, got)
		}
	}
	for _, f := range []string{"", "a=1", "1-1", "2026/0000001", "d'Aosta"} {
		if got := oneRow(t, f, "b"); got[0] != f {
			t.Errorf("%q is sent as %q", f, got)
		}
	}
}

func oneRow(t *testing.T, fields ...string) []string {
	t.Helper()
	w := httptest.NewRecorder()
	table := NewTable(w, "name", "one", "two")
	if err := errors.Join(table.Row(fields...), table.End()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%v, %v", rows, err)
	}
	return rows[1]
}

// listing yields so many certificates and then an error, if there is one.
func listing(n int, err error) iter.Seq2[*certificates.Listed, error] {
	return func(yield func(*certificates.Listed, error) bool) {
		for i := range n {
			c := &certificates.Certificate{
				ID: "id", Number: certificates.Number{Year: 2026, Serial: int64(i + 1)}, State: certificates.Issued, Kinds: []certificates.Kind{certificates.Residence, certificates.Life},
				IssuedOn: registry.Date{Year: 2026, Month: 11, Day: 21}, Use: certificates.PrivateUse, Channel: certificates.Counter,
				Superseded: &certificates.Supersession{At: time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)},
			}
			if !yield(&certificates.Listed{Certificate: c, Stamped: true}, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func newExport() *Export {
	return &Export{Catalogue: certificates.NewCatalogue(), Zone: time.FixedZone("Europe/Rome", 3600), Log: slog.New(slog.DiscardHandler)}
}

func TestExportRefuses(t *testing.T) {
	t.Parallel()
	if err := newExport().Begin(listing(0, certificates.ErrNotAllowed)); !errors.Is(err, certificates.ErrNotAllowed) {
		t.Errorf("before the first row: %v", err)
	}
	// A table must not be taken for whole when it is not.
	e := newExport()
	if err := e.Begin(listing(2, registry.ErrUnavailable)); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("an export that breaks ends with %v", got)
		}
	}()
	e.Send(t.Context(), httptest.NewRecorder(), "certificates")
}

func TestExport(t *testing.T) {
	t.Parallel()
	for n := range 3 {
		e, w := newExport(), httptest.NewRecorder()
		if err := e.Begin(listing(n, nil)); err != nil {
			t.Fatal(err)
		}
		e.Send(t.Context(), w, "certificates-X900")
		rows, err := csv.NewReader(w.Body).ReadAll()
		if err != nil || len(rows) != n+1 {
			t.Fatalf("%d certificates: %v, %v", n, rows, err)
		}
		if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="certificates-X900.csv"` {
			t.Errorf("handed out as %s", got)
		}
		want := []string{"id", "2026/0000001", "residence life", "issued", "2026-11-23", "2026-11-21", "", "private", "counter", "true", "0"}
		if n > 0 {
			if diff := cmp.Diff(want, rows[1]); diff != "" {
				t.Errorf("a row (-want +got):\n%s", diff)
			}
		}
	}
}
