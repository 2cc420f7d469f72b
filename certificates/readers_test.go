package certificates

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

var november = Month{2026, time.November}

// trace is an event about anna, some seconds before noon of a day.
func trace(dayOfMonth, seconds int, kind audit.Kind, actor audit.ActorKind, request string) Trace {
	return Trace{Event: audit.Event{
		Office: "X900", At: time.Date(2026, 11, dayOfMonth, 12, 0, -seconds, 0, rome), Kind: kind, Actor: audit.Actor{Kind: actor, ID: string(actor) + " 1"},
		Channel: "page", Person: string(anna), Request: request,
	}}
}

func TestReadersRefuses(t *testing.T) {
	t.Parallel()
	b := newBooks()
	b.traces.Others = []Trace{trace(3, 0, audit.SubjectRead, audit.Officer, "r")}
	d := newDesk(t, b)
	for name, by := range notOneself(b) {
		if l, err := d.Readers(t.Context(), by, november, ""); err == nil || l != nil {
			t.Errorf("%s is shown who looked", name)
		}
	}
	if l, err := d.Readers(t.Context(), b.as(bruno), november, ""); err != nil || len(l.Others) > 0 {
		t.Errorf("the husband is shown who looked: %v, %v", l, err)
	}
	for _, step := range []string{"record", "looks"} {
		b.failing = map[string]error{step: errDown}
		if l, err := d.Readers(t.Context(), b.as(anna), november, ""); !errors.Is(err, errDown) || l != nil {
			t.Errorf("%s fails: %v, %v", step, l, err)
		}
	}
}

// What somebody did in one request is one look, by the most that he did. Who always sends
// the same identifier of a request is seen each time.
func TestReaders(t *testing.T) {
	t.Parallel()
	b := newBooks()
	ofCertificate := func(t Trace, kinds ...Kind) Trace { t.Kinds = kinds; return t }
	lawyers := trace(13, 0, audit.SubjectSearched, audit.Lawyer, "r-4")
	lawyers.Search, lawyers.Mandate = "Rossi contro Verdi, separazione", Service
	search, mandate := trace(20, 0, audit.SubjectSearched, audit.Officer, "r-2"), trace(12, 0, audit.CertificateIssued, audit.Lawyer, "r-5")
	search.Search, mandate.Mandate, mandate.Kinds = "domanda allo sportello", Judicial, []Kind{Residence}
	b.traces = Traces{Own: 12, First: time.Date(2025, 12, 31, 23, 30, 0, 0, time.UTC), Others: []Trace{ // 1 January here
		trace(29, 0, audit.SubjectRead, audit.Machine, "same"),
		trace(29, 61, audit.SubjectRead, audit.Machine, "same"),
		ofCertificate(trace(21, 0, audit.CertificateRead, audit.Citizen, "r-1"), Household),
		ofCertificate(trace(21, 1, audit.CertificateIssued, audit.Citizen, "r-1"), Residence),
		trace(21, 2, audit.SubjectRead, audit.Citizen, "r-1"),
		search,
		trace(20, 1, audit.SubjectRead, audit.Officer, "r-2"),
		trace(20, 1, audit.SubjectRead, audit.Machine, "r-2"), // another's
		trace(19, 0, audit.SubjectRead, audit.Verifier, ""),
		trace(19, 0, audit.SubjectRead, audit.Verifier, ""), // of no request known
		lawyers,
		mandate,
		trace(2, 0, audit.CertificateSuperseded, audit.System, "r-6"), // no look
	}}
	l, err := newDesk(t, b).Readers(t.Context(), b.as(anna), november, "")
	if err != nil {
		t.Fatal(err)
	}
	at := func(d, s int) time.Time { return trace(d, s, "", "", "").At }
	want := &Looks{Month: november, Own: 12, First: Month{2026, time.January}, Others: []Look{
		{At: at(29, 0), By: audit.Machine, Client: "machine 1", What: audit.SubjectRead},
		{At: at(29, 61), By: audit.Machine, Client: "machine 1", What: audit.SubjectRead},
		{At: at(21, 0), By: audit.Citizen, What: audit.CertificateIssued, Kinds: []Kind{Household, Residence}},
		{At: at(20, 0), By: audit.Officer, What: audit.SubjectSearched, Search: search.Search},
		{At: at(20, 1), By: audit.Machine, Client: "machine 1", What: audit.SubjectRead},
		{At: at(19, 0), By: audit.Verifier, What: audit.SubjectRead},
		{At: at(19, 0), By: audit.Verifier, What: audit.SubjectRead},
		{At: at(13, 0), By: audit.Lawyer, What: audit.SubjectSearched, Mandate: Service},
		{At: at(12, 0), By: audit.Lawyer, What: audit.CertificateIssued, Kinds: []Kind{Residence}, Mandate: Judicial},
	}}
	for i := range want.Others {
		want.Others[i].Office, want.Others[i].Channel = "X900", "page"
	}
	if diff := cmp.Diff(want, l); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if e := b.events[0]; e.Kind != audit.SubjectRead || e.Person != string(anna) {
		t.Errorf("his own look: %+v", e)
	}
}

// More than can be shown are not passed over in silence.
func TestReadersMany(t *testing.T) {
	t.Parallel()
	b := newBooks()
	for range tracesAtOnce + 1 {
		b.traces.Others = append(b.traces.Others, trace(3, 0, audit.SubjectRead, audit.Machine, ""))
	}
	l, err := newDesk(t, b).Readers(t.Context(), b.as(anna), november, "")
	if err != nil || !l.More || len(l.Others) != tracesAtOnce || l.First != november {
		t.Errorf("%d, more %v, first %v, %v", len(l.Others), l.More, l.First, err)
	}
}

func TestHeld(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	r := ask(bruno, Residence)
	r.Key = "1"
	c, err := d.Issue(t.Context(), b.as(anna), r)
	if err != nil {
		t.Fatal(err)
	}
	for name, by := range notOneself(b) {
		list, _, err := d.Held(t.Context(), by, Filter{}, "", 10, "")
		if holder := name == "a lawyer without records"; len(list) > 0 || holder != (err == nil) {
			t.Errorf("%s has a list, %v", name, err)
		}
		if h, err := d.HeldOne(t.Context(), by, c.ID, ""); err == nil || h != nil {
			t.Errorf("%s has a certificate", name)
		}
	}
	for _, who := range []registry.PersonID{bruno, dario} { // nor whom it is about
		if list, _, err := d.Held(t.Context(), b.as(who), Filter{}, "", 10, ""); err != nil || len(list) > 0 {
			t.Errorf("%s has %v, %v", who, list, err)
		}
		if h, err := d.HeldOne(t.Context(), b.as(who), c.ID, ""); !errors.Is(err, ErrNotFound) || h != nil {
			t.Errorf("%s has %v, %v", who, h, err)
		}
	}
	list, more, err := d.Held(t.Context(), b.as(anna), Filter{}, "", 10, "")
	if err != nil || more || len(list) != 1 || list[0].ID != c.ID || list[0].About.Given != "Bruno" {
		t.Errorf("Held() = %+v, %v, %v", list, more, err)
	}
	if h, err := d.HeldOne(t.Context(), b.as(anna), c.ID, ""); err != nil || h.About.Given != "Bruno" {
		t.Errorf("HeldOne() = %+v, %v", h, err)
	}
	for _, step := range []string{"record", "names"} {
		b.failing = map[string]error{step: errDown}
		if list, _, err := d.Held(t.Context(), b.as(anna), Filter{}, "", 10, ""); !errors.Is(err, errDown) || list != nil {
			t.Errorf("%s fails: %v, %v", step, list, err)
		}
		if h, err := d.HeldOne(t.Context(), b.as(anna), c.ID, ""); !errors.Is(err, errDown) || h != nil {
			t.Errorf("%s fails: %v, %v", step, h, err)
		}
	}
	b.failing = map[string]error{}
	if n, err := d.Unread(t.Context(), b.as(anna)); err != nil || n != 1 {
		t.Errorf("Unread() = %d, %v", n, err)
	}
	if _, err := d.Unread(t.Context(), clerk("X900", nil)); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("an officer's notices: %v", err)
	}
}
