package certificates

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

func (b *books) ByOffice(context.Context, registry.OfficeID, Filter, ID, int) ([]*Listed, error) {
	return nil, b.fail("list")
}

func (b *books) Counts(context.Context, registry.OfficeID, Month) ([]Count, []DayCount, error) {
	return nil, nil, b.fail("count")
}

func (b *books) Days(context.Context, registry.OfficeID, registry.Date, registry.Date) ([]DayCount, error) {
	return []DayCount{{On: day, Stamped: 2, Exempt: 1}}, b.fail("count")
}

func (b *books) TrailOf(_ context.Context, office registry.OfficeID, id ID, after int64, limit int) (list []audit.Event, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, e := range b.events {
		e.Seq = int64(i + 1)
		if e.Seq > after && e.Office == string(office) && e.Certificate == string(id) && len(list) < limit {
			list = append(list, e)
		}
	}
	return list, b.fail("trail")
}

// bookDesk is a desk that reads what its office has issued, and a certificate of it.
func bookDesk(t *testing.T) (*books, *Desk, *Certificate) {
	t.Helper()
	b := newBooks()
	d := newDesk(t, b)
	d.Books = b
	c, err := d.Issue(t.Context(), b.as(anna), ask(anna, Household))
	if err != nil {
		t.Fatal(err)
	}
	return b, d, c
}

func TestTrailRefuses(t *testing.T) {
	t.Parallel()
	b, d, c := bookDesk(t)
	for name, by := range map[string]Requester{
		"the citizen himself":               b.as(anna),
		"another citizen":                   b.as(dario),
		"a lawyer":                          b.advocate(anna),
		"a machine that reads":              officer("X900", auth.ReadCertificates),
		"a console at which nobody sits":    officer("X900", auth.IssueCertificates),
		"an officer of another office":      clerk("X901", nil),
		"a reader of another office":        clerical("X901", auth.ReadCertificates),
		"an officer who only decides":       clerical("X900", auth.ManageOffice),
		"an officer without any right":      clerical("X900"),
		"an officer who reads in no office": {Principal: &auth.Principal{Officer: "x", Scopes: []auth.Scope{auth.ReadCertificates}}, Channel: BackOffice},
	} {
		b.events = nil
		if list, more, err := d.TrailOf(t.Context(), by, c.ID, 0, 10, "req"); !errors.Is(err, ErrNotFound) || list != nil || more {
			t.Errorf("%s: %d events, %v", name, len(list), err)
		}
		if duty, err := d.DutyOf(t.Context(), by, c.ID); !errors.Is(err, ErrNotFound) || duty != (DutyContent{}) {
			t.Errorf("%s: is told the duty %+v, %v", name, duty, err)
		}
		if len(b.events) != 0 {
			t.Errorf("%s: recorded %v", name, b.kinds())
		}
	}
	if duty, err := d.DutyOf(t.Context(), clerical("X900", auth.WithdrawCertificates), c.ID); err != nil || duty.Exemption == 0 {
		t.Errorf("who withdraws is told the duty %+v, %v", duty, err)
	}
	if _, _, err := d.TrailOf(t.Context(), clerk("X900", nil), "no identity", 0, 10, ""); !errors.Is(err, ErrNotFound) {
		t.Errorf("of nothing: %v", err)
	}
	for _, step := range []string{"trail", "record"} { // what cannot be recorded is not shown
		b.failing = map[string]error{step: errDown}
		if list, _, err := d.TrailOf(t.Context(), clerk("X900", nil), c.ID, 0, 10, ""); list != nil || !errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("%s fails: %d events, %v", step, len(list), err)
		}
	}
}

// Every right over certificates of the office shows what happened to one, from the intent
// on, page by page; and that somebody looked stands there the next time.
func TestTrail(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]Requester{
		"who issues": clerk("X900", nil), "who reads": clerical("X900", auth.ReadCertificates), "who withdraws": clerical("X900", auth.WithdrawCertificates),
	} {
		b, d, c := bookDesk(t)
		if _, _, err := d.Document(t.Context(), b.as(anna), c.ID, ""); err != nil {
			t.Fatal(err)
		}
		var got []audit.Kind
		for range 2 {
			got = nil
			for after, more := int64(0), true; more; {
				list, next, err := d.TrailOf(t.Context(), by, c.ID, after, 3, "req")
				if err != nil || len(list) == 0 {
					t.Fatal(name, len(list), err)
				}
				for _, e := range list {
					got, after = append(got, e.Kind), e.Seq
				}
				more = next
			}
		}
		want := []audit.Kind{
			audit.CertificateIssuing, audit.SubjectRead, audit.SubjectRead, audit.CertificateIssued, audit.CertificateDownload,
			audit.TrailRead, audit.TrailRead, audit.TrailRead, audit.TrailRead, // two pages before, then the two of this time
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		last := b.events[len(b.events)-1]
		if last.Actor != (audit.Actor{Kind: audit.Officer, ID: by.Principal.Officer}) || last.Person != string(anna) || last.Request != "req" || last.Channel != string(by.Channel) {
			t.Errorf("%s: recorded %+v", name, last)
		}
	}
}

// An officer who issues nothing acts under his own name.
func TestBackOfficeIsRecorded(t *testing.T) {
	t.Parallel()
	b, d, c := bookDesk(t)
	by, err := d.Identify(t.Context(), clerical("X900", auth.ReadCertificates, auth.WithdrawCertificates).Principal, "")
	if err != nil {
		t.Fatal(err)
	}
	b.events = nil
	if _, err := d.Certificate(t.Context(), by, c.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Document(t.Context(), by, c.ID, ""); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("the file: %v", err)
	}
	if _, err := d.Daily(t.Context(), by, "X900", day, day, ""); err != nil {
		t.Error(err)
	}
	if _, err := d.Withdraw(t.Context(), by, c.ID, "a reason", ""); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]audit.Kind{audit.CertificateRead, audit.CertificatesListed, audit.CertificateWithdraw}, b.kinds()); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}
	for _, e := range b.events {
		if e.Actor != (audit.Actor{Kind: audit.Officer, ID: "l.bianchi"}) || e.Channel != string(BackOffice) {
			t.Errorf("%s by %+v through %s", e.Kind, e.Actor, e.Channel)
		}
	}
}

func TestDailyRefuses(t *testing.T) {
	t.Parallel()
	b, d, _ := bookDesk(t)
	b.events = nil
	for name, by := range map[string]Requester{
		"a citizen": b.as(anna), "who only issues": clerk("X900", nil), "a reader elsewhere": clerical("X901", auth.ReadCertificates), "who withdraws": clerical("X900", auth.WithdrawCertificates),
	} {
		if list, err := d.Daily(t.Context(), by, "X900", day, day, ""); !errors.Is(err, ErrNotAllowed) || list != nil {
			t.Errorf("%s: %v, %v", name, list, err)
		}
		if counts, days, err := d.Month(t.Context(), by, "X900", Month{day.Year, day.Month}, ""); !errors.Is(err, ErrNotAllowed) || counts != nil || days != nil {
			t.Errorf("%s, a month: %v, %v, %v", name, counts, days, err)
		}
	}
	if len(b.events) != 0 {
		t.Errorf("recorded %v", b.kinds())
	}
	for _, step := range []string{"count", "record"} {
		b.failing = map[string]error{step: errDown}
		if _, err := d.Daily(t.Context(), clerical("X900", auth.ReadCertificates), "X900", day, day, ""); !errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("%s fails: %v", step, err)
		}
		if _, _, err := d.Month(t.Context(), clerical("X900", auth.ReadCertificates), "X900", Month{day.Year, day.Month}, ""); !errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("%s fails, a month: %v", step, err)
		}
	}
}
