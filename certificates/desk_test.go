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
	dead := b.people[dario]
	dead.Subject.FiscalCode, dead.Subject.Standing.State = "RSSMRA90A01H501W", registry.Dead
	b.people[dario] = dead
	calls := map[string]func() (shown bool, err error){
		"Subjects": func() (bool, error) { p, err := d.Subjects(t.Context(), b.as(anna), ""); return p != nil, err },
		"Availability": func() (bool, error) {
			a, err := d.Availability(t.Context(), b.as(anna), ask(anna))
			return a != nil, err
		},
		"Preview": func() (bool, error) {
			p, err := d.Preview(t.Context(), b.as(anna), ask(anna, Life))
			return p != nil, err
		},
		"Certificate": func() (bool, error) { c, err := d.Certificate(t.Context(), b.as(anna), c.ID, ""); return c != nil, err },
		"Document": func() (bool, error) {
			c, file, err := d.Document(t.Context(), b.as(anna), c.ID, "")
			return c != nil || file != nil, err
		},
		"Issued": func() (bool, error) {
			list, _, err := d.Issued(t.Context(), b.as(anna), Filter{}, "", 10, "")
			return list != nil, err
		},
		"the same key": func() (bool, error) {
			c, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence))
			return c != nil, err
		},
		"a refusal": func() (bool, error) {
			p, err := d.Preview(t.Context(), b.as(anna), ask(anna, Death))
			return p != nil, err
		},
		"a stranger": func() (bool, error) {
			p, err := d.Preview(t.Context(), b.as(anna), ask(dario, Life))
			return p != nil, err
		},
		"a refused login": func() (bool, error) {
			by, err := d.Identify(t.Context(), &auth.Principal{FiscalCode: "RSSMRA90A01H501W"}, "")
			return by.Person != nil, err
		},
	}
	for name, call := range calls {
		if shown, err := call(); shown || !errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("%s = %v, shown: %v; want ErrUnavailable and nothing", name, err, shown)
		}
	}
}

// Every look at a certificate is recorded: in a list, one event for each that the
// list shows, and of the one beyond the page, which it does not, none.
func TestLooksAreRecorded(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	for _, key := range []string{"key-0001", "key-0002", "key-0003"} {
		r := ask(chiara, Residence)
		r.Key = key
		if _, err := d.Issue(t.Context(), b.as(anna), r); err != nil {
			t.Fatal(err)
		}
	}
	b.events = nil
	list, more, err := d.Issued(t.Context(), b.as(anna), Filter{}, "", 2, "req")
	if err != nil || len(list) != 2 || !more {
		t.Fatalf("Issued = %d, %v, %v, want 2 and more", len(list), more, err)
	}
	rest, more, err := d.Issued(t.Context(), b.as(anna), Filter{}, list[1].ID, 2, "req")
	if err != nil || len(rest) != 1 || more {
		t.Fatalf("Issued = %d, %v, %v, want the last one", len(rest), more, err)
	}
	if _, err := d.Issue(t.Context(), b.as(anna), Request{Subject: chiara, Kinds: []Kind{Residence}, Use: PrivateUse, Language: registry.Italian, Duty: Duty{Exemption: 107}, Key: "key-0001", ID: "req"}); err != nil {
		t.Fatal(err)
	}
	first := rest[0]
	want := []ID{list[0].ID, list[1].ID, first.ID, first.ID}
	var got []ID
	for _, e := range b.events {
		if e.Kind != audit.CertificateRead || e.Person != string(chiara) || e.Actor.ID != string(anna) || e.Request != "req" {
			t.Errorf("recorded %+v", e)
		}
		got = append(got, ID(e.Certificate))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("looks recorded (-want +got):\n%s", diff)
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
	_, _, err5 := d.Issued(t.Context(), by, Filter{}, "", 10, "")
	for i, err := range []error{err1, err2, err3, err4, err5} {
		if !errors.Is(err, ErrNotAllowed) {
			t.Errorf("call %d = %v, want ErrNotAllowed", i+1, err)
		}
	}
}

// Who cannot be served learns why, and that tells about records: it is recorded.
func TestRefusedLoginIsRecorded(t *testing.T) {
	t.Parallel()
	const code = "RSSMRA90A01H501W"
	for name, x := range map[string]struct {
		change func(*registry.Person)
		want   []registry.PersonID
	}{
		"dead":          {func(p *registry.Person) { p.Standing.State = registry.Dead }, []registry.PersonID{dario}},
		"not-validated": {func(p *registry.Person) { p.CodeValidated = false }, []registry.PersonID{dario}},
		"unknown":       {func(p *registry.Person) { p.FiscalCode = "" }, nil},
	} {
		b := newBooks()
		d := newDesk(t, b)
		record := b.people[dario]
		record.Subject.FiscalCode = code
		x.change(&record.Subject)
		b.people[dario] = record
		if _, err := d.Identify(t.Context(), &auth.Principal{FiscalCode: code}, "req"); err == nil {
			t.Errorf("%s: no refusal", name)
		}
		var got []registry.PersonID
		for _, e := range b.events {
			if e.Kind != audit.LoginRefused || e.Details["reason"] != name || e.Office != "X900" || e.Request != "req" || e.Actor.ID != "" {
				t.Errorf("%s: recorded %+v", name, e)
			}
			got = append(got, registry.PersonID(e.Person))
		}
		if diff := cmp.Diff(x.want, got); diff != "" {
			t.Errorf("%s: recorded about (-want +got):\n%s", name, diff)
		}
	}
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	var unmatched *registry.UnmatchedError
	for name, code := range map[string]string{"malformed": "NOT A CODE", "unknown": "RSSMRA90A01H501W"} {
		_, err := d.Identify(t.Context(), &auth.Principal{FiscalCode: code}, "req")
		if !errors.As(err, &unmatched) || string(unmatched.Reason) != name {
			t.Errorf("Identify(%s) = %v, want %s", code, err, name)
		}
	}
	by, err := d.Identify(t.Context(), &auth.Principal{Client: "console"}, "")
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
