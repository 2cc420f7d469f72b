package postgres

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func (f fixture) events(t testing.TB, of registry.OfficeID) (list []audit.Event) {
	t.Helper()
	for e, err := range f.Events(t.Context(), string(of), 1) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

// verify checks every office's chain against its ledger.
func (f fixture) verify(t testing.TB) {
	t.Helper()
	heads, err := f.Chains(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range heads {
		if end, err := audit.Verify(f.Events(t.Context(), h.Office, 1), h); err != nil || end != h {
			t.Errorf("the chain of %q ends at %d, %v, want %d", h.Office, end.Seq, err, h.Seq)
		}
	}
}

func note1(n int) audit.Event {
	return audit.Event{
		Office: string(office), At: loaded.Add(time.Duration(n) * time.Second), Kind: audit.SubjectRead, Actor: audit.Actor{Kind: audit.Verifier},
		Request: fmt.Sprintf("r-%d", n),
	}
}

func TestEventsReadBackEqual(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	in := audit.Event{
		Office: string(office), At: time.Date(2026, 11, 22, 10, 0, 0, 123456789, time.FixedZone("", 3600)), Kind: audit.CertificateIssued,
		Actor: audit.Actor{Kind: audit.Citizen, ID: "someone"}, Channel: "online", Person: "C0FFEE00-0000-4000-8000-000000000001",
		Certificate: "c0ffee00-0000-7000-8000-000000000002", Request: "r-1", Details: map[string]string{"b": "<è>", "a": "\x00"},
	}
	if err := f.Record(t.Context(), in, note1(1)); err != nil {
		t.Fatal(err)
	}
	got := f.events(t, office)
	want := in
	want.Seq, want.At, want.Person = 1, time.Date(2026, 11, 22, 9, 0, 0, 123456000, time.UTC), strings.ToLower(in.Person)
	want.Link(audit.Hash{})
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("the event (-want +got):\n%s", diff)
	}
	if got[0].At.Location() != time.UTC {
		t.Errorf("the time is in %v", got[0].At.Location())
	}
	f.verify(t)
	for e, err := range f.Events(t.Context(), string(office), 2) {
		if err != nil || e.Seq != 2 || e.Prev != want.Hash {
			t.Errorf("Events(from 2) begins with %d, %v", e.Seq, err)
		}
	}
}

func TestEventsInPages(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	events := make([]audit.Event, page+2)
	for i := range events {
		events[i] = note1(i)
	}
	if err := f.Record(t.Context(), events...); err != nil {
		t.Fatal(err)
	}
	if got := f.events(t, office); len(got) != len(events) {
		t.Errorf("%d events, want %d", len(got), len(events))
	}
	f.verify(t)
	n := 0
	for range f.Events(t.Context(), string(office), 1) {
		if n++; n == 2 {
			break
		}
	}
}

func TestRecordRefuses(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	nobody, nowhere, nul := note1(1), note1(1), note1(1)
	nobody.Person, nowhere.Office, nul.Request = "no identity", "Z111", "\x00"
	for name, events := range map[string][]audit.Event{
		"no identity": {note1(1), nobody}, "no text": {note1(1), nul}, "an unknown office": {nowhere}, "an unknown office among others": {note1(1), nowhere},
	} {
		err := f.Record(t.Context(), events...)
		if err == nil || errors.Is(err, registry.ErrUnavailable) || strings.Contains(name, "office") != errors.Is(err, registry.ErrOfficeUnknown) {
			t.Errorf("%s: Record() = %v", name, err)
		}
	}
	if got := f.events(t, office); len(got) > 0 {
		t.Errorf("%d events were stored", len(got))
	}
	if err := f.Record(t.Context()); err != nil {
		t.Errorf("Record(nothing) = %v", err)
	}
}

func TestRecordInSeveralOffices(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	away := note1(2)
	away.Office = string(other)
	if err := f.Record(t.Context(), note1(1), away, note1(3)); err != nil {
		t.Fatal(err)
	}
	if a, b := f.events(t, office), f.events(t, other); len(a) != 2 || len(b) != 1 || b[0].Seq != 1 {
		t.Errorf("%d and %d events, want 2 and 1", len(a), len(b))
	}
	f.verify(t)
}

// What somebody with all rights over the database does behind the triggers' back
// shows in the chain.
func TestTamperingShows(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"changed":           "UPDATE audit_event SET request = 'r-9' WHERE office_id = 'Z999' AND seq = 2",
		"removed":           "DELETE FROM audit_event WHERE office_id = 'Z999' AND seq = 2",
		"cut":               "DELETE FROM audit_event WHERE office_id = 'Z999' AND seq = 3",
		"emptied":           "DELETE FROM audit_event WHERE office_id = 'Z999'",
		"moved":             "UPDATE audit_event SET at = at + interval '1 microsecond' WHERE office_id = 'Z999' AND seq = 3",
		"details":           `UPDATE audit_event SET details = '{"a":"1"}' WHERE office_id = 'Z999' AND seq = 3`,
		"details' form":     `UPDATE audit_event SET details = '{ }' WHERE office_id = 'Z999' AND seq = 3`,
		"hash cut":          "ALTER TABLE audit_event DROP CONSTRAINT audit_event_hash_check; UPDATE audit_event SET hash = '' WHERE office_id = 'Z999' AND seq = 3",
		"head set back":     "UPDATE ledger SET audit_seq = 2 WHERE office_id = 'Z999'",
		"head of the start": "UPDATE ledger SET audit_hash = decode(repeat('00', 32), 'hex') WHERE office_id = 'Z999'",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			if err := f.Record(t.Context(), note1(1), note1(2), note1(3)); err != nil {
				t.Fatal(err)
			}
			f.verify(t)
			f.owner.do(t, "SET session_replication_role = replica; "+sql)
			heads, err := f.Chains(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range heads {
				end, err := audit.Verify(f.Events(t.Context(), h.Office, 1), h)
				broken := (*audit.BrokenError)(nil)
				if errors.As(err, &broken) != (h.Office == string(office)) || broken == nil && (err != nil || end != h) {
					t.Errorf("Verify(%q) = %v, %v", h.Office, end, err)
				}
			}
		})
	}
}

func TestByPerson(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const me, you = "c0ffee00-0000-4000-8000-000000000001", "c0ffee00-0000-4000-8000-000000000002"
	var events []audit.Event
	for i := range 6 {
		e := note1(i)
		e.Person = []string{me, you, ""}[i%3]
		if i > 3 {
			e.Office = string(other)
		}
		events = append(events, e)
	}
	if err := f.Record(t.Context(), events...); err != nil {
		t.Fatal(err)
	}
	got, err := f.ByPerson(t.Context(), me, 10)
	if err != nil || len(got) != 2 || got[0].Request != "r-3" || got[1].Request != "r-0" {
		t.Errorf("ByPerson() = %v, %v, want r-3 and r-0", got, err)
	}
	if got, err := f.ByPerson(t.Context(), you, 1); err != nil || len(got) != 1 || got[0].Request != "r-4" {
		t.Errorf("ByPerson(limit 1) = %v, %v, want r-4", got, err)
	}
	if got, err := f.ByPerson(t.Context(), "c0ffee00-0000-4000-8000-00000000000f", 10); err != nil || len(got) > 0 {
		t.Errorf("ByPerson(nobody) = %v, %v", got, err)
	}
	if _, err := f.ByPerson(t.Context(), "' OR true", 10); !errors.Is(err, registry.ErrPersonUnknown) {
		t.Errorf("ByPerson(no identity) = %v, want %v", err, registry.ErrPersonUnknown)
	}
}

// A household certificate names others than its subject. They learn who was shown
// it, and nothing else of what happened to it, nor of others' certificates.
func TestByPersonNamedInACertificate(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const subject, member = "c0ffee00-0000-4000-8000-000000000001", "c0ffee00-0000-4000-8000-000000000002"
	const household, another = "c0ffee00-0000-4000-8000-0000000000a1", "c0ffee00-0000-4000-8000-0000000000a2"
	var events []audit.Event
	for i, x := range []struct {
		kind                audit.Kind
		person, certificate string
	}{
		{audit.CertificateIssuing, subject, household},
		{audit.SubjectRead, member, household},
		{audit.CertificateIssued, subject, household},
		{audit.CertificateDownload, subject, household},
		{audit.VerificationOpened, subject, household},
		{audit.VerificationOpened, subject, another},
		{audit.SubjectRead, member, ""},
		{audit.CertificateRead, subject, ""},
	} {
		e := note1(i)
		e.Kind, e.Person, e.Certificate = x.kind, x.person, x.certificate
		events = append(events, e)
	}
	if err := f.Record(t.Context(), events...); err != nil {
		t.Fatal(err)
	}
	got, err := f.ByPerson(t.Context(), member, 10)
	if err != nil {
		t.Fatal(err)
	}
	var requests []string
	for _, e := range got {
		requests = append(requests, e.Request)
	}
	if diff := cmp.Diff([]string{"r-6", "r-4", "r-3", "r-1"}, requests); diff != "" {
		t.Errorf("the member's access log (-want +got):\n%s", diff)
	}
}

// A certificate's trail is that of one office's chain, in its order, and page by page.
func TestTrail(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const mine, yours = "c0ffee00-0000-4000-8000-0000000000a1", "c0ffee00-0000-4000-8000-0000000000a2"
	var events []audit.Event
	for i, id := range []string{mine, yours, "", mine, mine, mine} {
		e := note1(i)
		if e.Certificate = id; i == 5 {
			e.Office = string(other)
		}
		events = append(events, e)
	}
	if err := f.Record(t.Context(), events...); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		of    registry.OfficeID
		id    certificates.ID
		after int64
		limit int
		want  []int64
	}{
		"all":             {office, mine, 0, 10, []int64{1, 4, 5}},
		"the first":       {office, mine, 0, 2, []int64{1, 4}},
		"the next":        {office, mine, 4, 2, []int64{5}},
		"another's":       {office, yours, 0, 10, []int64{2}},
		"another office":  {other, mine, 0, 10, []int64{1}},
		"no such office":  {"Z111", mine, 0, 10, nil},
		"no certificate":  {office, "c0ffee00-0000-4000-8000-0000000000ff", 0, 10, nil},
		"after the last":  {office, mine, 5, 10, nil},
		"beyond all ends": {office, mine, 1 << 62, 10, nil},
	} {
		got, err := f.TrailOf(t.Context(), test.of, test.id, test.after, test.limit)
		if err != nil {
			t.Fatal(name, err)
		}
		var seqs []int64
		for _, e := range got {
			seqs = append(seqs, e.Seq)
		}
		if diff := cmp.Diff(test.want, seqs); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, err := f.TrailOf(t.Context(), office, "' OR true", 0, 10); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("of no identity: %v, want %v", err, certificates.ErrNotFound)
	}
	f.owner.do(t, "SET session_replication_role = replica; UPDATE audit_event SET details = '{' WHERE office_id = 'Z999' AND seq = 4")
	broken := (*audit.BrokenError)(nil)
	if _, err := f.TrailOf(t.Context(), office, mine, 0, 10); !errors.As(err, &broken) || broken.Seq != 4 {
		t.Errorf("of a chain that was tampered with: %v", err)
	}
}
