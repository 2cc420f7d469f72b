package certificates

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

func TestSubjects(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	for by, want := range map[registry.PersonID][]registry.PersonID{
		anna:   {anna, bruno, chiara},
		bruno:  {bruno, anna, chiara},
		chiara: {chiara},
		dario:  {dario},
	} {
		b.events = nil
		people, err := d.Subjects(t.Context(), b.as(by), "req")
		if err != nil {
			t.Fatal(err)
		}
		var got []registry.PersonID
		for _, p := range people {
			got = append(got, p.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Subjects of %s (-want +got):\n%s", by, diff)
		}
		if len(b.events) != len(want) {
			t.Errorf("Subjects of %s recorded %d reads, want one for each of %d", by, len(b.events), len(want))
		}
	}
}

// What cannot be recorded is not shown.
func TestNothingIsShownUnrecorded(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	c, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence))
	if err != nil {
		t.Fatal(err)
	}
	b.failing = map[string]error{"record": errDown}
	calls := map[string]func() error{
		"Subjects":     func() error { _, err := d.Subjects(t.Context(), b.as(anna), ""); return err },
		"Availability": func() error { _, err := d.Availability(t.Context(), b.as(anna), ask(anna)); return err },
		"Preview":      func() error { _, err := d.Preview(t.Context(), b.as(anna), ask(anna, Life)); return err },
		"Certificate":  func() error { _, err := d.Certificate(t.Context(), b.as(anna), c.ID, ""); return err },
		"Document":     func() error { _, _, err := d.Document(t.Context(), b.as(anna), c.ID, ""); return err },
		"a refusal":    func() error { _, err := d.Preview(t.Context(), b.as(anna), ask(anna, FreeStatus)); return err },
		"a stranger":   func() error { _, err := d.Preview(t.Context(), b.as(anna), ask(dario, Life)); return err },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("%s = %v, want ErrUnavailable", name, err)
		}
	}
}

// Availability and issue never disagree.
func TestAvailabilityAgreesWithPreview(t *testing.T) {
	t.Parallel()
	b := newBooks()
	x := b.people[anna]
	x.Subject.Certifiability = registry.PartiallyCertifiable
	b.people[anna] = x
	d := newDesk(t, b)
	all, err := d.Availability(t.Context(), b.as(anna), ask(anna))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(table13) {
		t.Errorf("Availability shows %d kinds, want all %d", len(all), len(table13))
	}
	for _, a := range all {
		_, err := d.Preview(t.Context(), b.as(anna), ask(anna, a.Entry.Kind))
		if got := err == nil; got != (len(a.Refusals) == 0) {
			t.Errorf("%s: available %v, preview says %v", a.Entry.Slug, len(a.Refusals) == 0, err)
		}
	}
}

func TestPreviewUsesNoNumber(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	if _, err := d.Preview(t.Context(), b.as(anna), ask(anna, Residence)); err != nil {
		t.Fatal(err)
	}
	if b.serial != 0 || len(b.rows) != 0 {
		t.Errorf("a preview drew number %d and left %d rows", b.serial, len(b.rows))
	}
}

func TestWhoSeesACertificate(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	c, err := d.Issue(t.Context(), b.as(anna), ask(chiara, Residence))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name         string
		by           Requester
		record, file error
	}{
		{"who asked", b.as(anna), nil, nil},
		{"another of the household", b.as(bruno), ErrNotFound, ErrNotFound},
		{"a neighbour", b.as(dario), ErrNotFound, ErrNotFound},
		{"a reader of the office", officer("X900", auth.ReadCertificates), nil, ErrNotAllowed},
		{"a reader of another office", officer("X901", auth.ReadCertificates), ErrNotFound, ErrNotFound},
		{"a machine without scope", officer("X900"), ErrNotFound, ErrNotFound},
	} {
		if _, err := d.Certificate(t.Context(), tt.by, c.ID, ""); !errors.Is(err, tt.record) {
			t.Errorf("%s: Certificate = %v, want %v", tt.name, err, tt.record)
		}
		if _, _, err := d.Document(t.Context(), tt.by, c.ID, ""); !errors.Is(err, tt.file) {
			t.Errorf("%s: Document = %v, want %v", tt.name, err, tt.file)
		}
	}
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	c, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		by   Requester
		want error
	}{
		"the holder":               {b.as(anna), ErrNotAllowed},
		"a stranger":               {b.as(dario), ErrNotFound},
		"a reader":                 {officer("X900", auth.ReadCertificates), ErrNotAllowed},
		"another office's officer": {officer("X901", auth.WithdrawCertificates), ErrNotFound},
	} {
		if _, err := d.Withdraw(t.Context(), tt.by, c.ID, "wrong address", ""); !errors.Is(err, tt.want) {
			t.Errorf("by %s = %v, want %v", name, err, tt.want)
		}
	}
	by := officer("X900", auth.WithdrawCertificates)
	w, err := d.Withdraw(t.Context(), by, c.ID, "wrong address", "req")
	if err != nil || w.State != Withdrawn {
		t.Fatalf("Withdraw = %v, %v", w, err)
	}
	if e := b.events[len(b.events)-1]; e.Kind != audit.CertificateWithdraw || e.Actor.ID != "console" {
		t.Errorf("recorded %+v, want a withdrawal by the console", e)
	}
	if _, err := d.Withdraw(t.Context(), by, c.ID, "again", ""); !errors.Is(err, ErrState) {
		t.Errorf("a second withdrawal = %v, want ErrState", err)
	}
	if _, _, err := d.Document(t.Context(), b.as(anna), c.ID, ""); !errors.Is(err, ErrState) {
		t.Errorf("the file of a withdrawn certificate = %v, want ErrState", err)
	}
}

// Machines do not ask for certificates yet.
func TestMachinesAskForNothing(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	by := officer("X900", auth.ReadCertificates, auth.WithdrawCertificates)
	_, err1 := d.Issue(t.Context(), by, ask(anna, Residence))
	_, err2 := d.Preview(t.Context(), by, ask(anna, Residence))
	_, err3 := d.Subjects(t.Context(), by, "")
	_, err4 := d.Availability(t.Context(), by, ask(anna))
	_, err5 := d.Issued(t.Context(), by, "", 10)
	for i, err := range []error{err1, err2, err3, err4, err5} {
		if !errors.Is(err, ErrNotAllowed) {
			t.Errorf("call %d = %v, want ErrNotAllowed", i+1, err)
		}
	}
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	var unmatched *registry.UnmatchedError
	for name, code := range map[string]string{"malformed": "NOT A CODE", "unknown": "RSSMRA90A01H501W"} {
		_, err := d.Identify(t.Context(), &auth.Principal{FiscalCode: code})
		if !errors.As(err, &unmatched) || string(unmatched.Reason) != name {
			t.Errorf("Identify(%s) = %v, want %s", code, err, name)
		}
	}
	by, err := d.Identify(t.Context(), &auth.Principal{Client: "console"})
	if err != nil || by.Person != nil || by.Channel != Interop {
		t.Errorf("Identify(machine) = %+v, %v, want a requester without a record", by, err)
	}
}

func TestParseNumber(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Number{
		"2026/0000123": {2026, 123}, "2026/123": {2026, 123}, " 2026 / 0000123 ": {2026, 123}, "2026/12345678": {2026, 12345678},
	} {
		if got, err := ParseNumber(s); err != nil || got != want {
			t.Errorf("ParseNumber(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "2026", "2026/", "/1", "26/1", "2026/0", "2026/-1", "2026/1x", "2026-1", "2026/99999999999999999999"} {
		if got, err := ParseNumber(s); err == nil {
			t.Errorf("ParseNumber(%q) = %v, want an error", s, got)
		}
	}
}
