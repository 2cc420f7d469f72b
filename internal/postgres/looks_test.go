package postgres

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

var lookKinds = []audit.Kind{audit.SubjectRead, audit.SubjectSearched, audit.CertificateRead, audit.CertificateDownload, audit.VerificationOpened, audit.CertificateIssued}

func looked(minute int, kind audit.Kind, actor audit.ActorKind, id string, person registry.PersonID) audit.Event {
	return audit.Event{
		Office: string(office), At: issuedOn.Add(time.Duration(minute) * time.Minute), Kind: kind, Actor: audit.Actor{Kind: actor, ID: id}, Channel: "online",
		Person: string(person), Request: fmt.Sprint("r-", minute),
	}
}

func TestLooks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	me, you := ids["1"], ids["2"]
	c := issueTo(t, f.desk(t, issuedOn, plain{}), me, certificates.Residence)
	from, to := issuedOn.Add(time.Minute), issuedOn.Add(time.Hour)
	search := looked(10, audit.SubjectSearched, audit.Officer, "o-1", me)
	l := certificates.Lookup{Office: office, By: certificates.RequesterRef{Kind: "officer", ID: "o-1"}, Purpose: "domanda allo sportello", Found: 1, Request: search.Request, At: search.At}
	if err := f.Searched(t.Context(), l, search); err != nil {
		t.Fatal(err)
	}
	unsearched := looked(11, audit.SubjectSearched, audit.Officer, "o-2", me) // under the other's request, not his search
	unsearched.Request = search.Request
	opened := looked(12, audit.VerificationOpened, audit.Verifier, "", me)
	opened.Certificate = string(c)
	elsewhere := looked(13, audit.SubjectRead, audit.Machine, "m", me)
	elsewhere.Office = string(other)
	self := looked(14, audit.CertificateRead, audit.Lawyer, string(me), me)
	same := looked(14, audit.SubjectRead, audit.Citizen, string(me), me)
	mandated := looked(18, audit.SubjectRead, audit.Lawyer, "pairwise-9 https://cie.example", me)
	mandated.Details = map[string]string{"mandate": "service"}
	pretended := looked(19, audit.SubjectRead, audit.Machine, "m", me) // no lawyer
	pretended.Details = mandated.Details
	if err := f.Record(t.Context(), mandated, pretended, unsearched, opened, elsewhere, self, same, looked(15, audit.SubjectRead, audit.Citizen, string(me), me),
		looked(16, audit.SubjectRead, audit.Citizen, string(me), you), looked(17, audit.PaymentPaid, audit.System, "", me),
		looked(-600, audit.SubjectRead, audit.Officer, "o-1", me), looked(60, audit.SubjectRead, audit.Officer, "o-1", me)); err != nil {
		t.Fatal(err)
	}
	got, err := f.Looks(t.Context(), me, lookKinds, from, to, 10)
	if err != nil {
		t.Fatal(err)
	}
	strip := func(e audit.Event) audit.Event {
		e.Person, e.Certificate, e.At, e.Details = "", "", e.At.UTC(), nil
		return e
	}
	want := certificates.Traces{Own: 2, First: issuedOn.Add(-10 * time.Hour).UTC(), Others: []certificates.Trace{
		{Event: strip(pretended)},
		{Event: strip(mandated), Mandate: certificates.Service},
		{Event: strip(elsewhere)},
		{Event: strip(opened), Kinds: []certificates.Kind{certificates.Residence}},
		{Event: strip(unsearched)},
		{Event: strip(search), Search: l.Purpose},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, err := f.Looks(t.Context(), me, lookKinds, from, to, 1); err != nil || len(got.Others) != 1 {
		t.Errorf("at most one: %v, %v", got.Others, err)
	}
	if got, err := f.Looks(t.Context(), you, lookKinds, from, to, 10); err != nil || len(got.Others) != 1 || got.Own != 0 || got.Others[0].Actor.ID != string(me) {
		t.Errorf("another's: %+v, %v", got, err)
	}
	if got, err := f.Looks(t.Context(), "c0ffee00-0000-4000-8000-00000000000f", lookKinds, from, to, 10); err != nil || len(got.Others) > 0 || got.Own > 0 || !got.First.IsZero() {
		t.Errorf("nobody's: %+v, %v", got, err)
	}
	if _, err := f.Looks(t.Context(), "' OR true", lookKinds, from, to, 10); !errors.Is(err, registry.ErrPersonUnknown) {
		t.Errorf("of no identity: %v", err)
	}
}

// Whom a certificate names learns who was shown it, and of no other certificate.
func TestLooksAtWhatNamesMe(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	me, you := ids["1"], ids["2"]
	const household, another = "c0ffee00-0000-4000-8000-0000000000a1", "c0ffee00-0000-4000-8000-0000000000a2"
	about := func(e audit.Event, certificate string) audit.Event { e.Certificate = certificate; return e }
	if err := f.Record(t.Context(),
		about(looked(1, audit.SubjectRead, audit.Citizen, string(you), me), household),
		about(looked(2, audit.CertificateIssued, audit.Citizen, string(you), you), household),
		about(looked(3, audit.VerificationOpened, audit.Verifier, "", you), household),
		about(looked(4, audit.VerificationOpened, audit.Verifier, "", you), another),
	); err != nil {
		t.Fatal(err)
	}
	got, err := f.Looks(t.Context(), me, lookKinds, issuedOn, issuedOn.Add(time.Hour), 10)
	if err != nil || len(got.Others) != 2 || got.Others[0].Request != "r-3" || got.Others[1].Request != "r-1" {
		t.Errorf("Looks() = %+v, %v", got, err)
	}
}

func TestStatedSubjects(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1))
	c := issueTo(t, f.desk(t, issuedOn, plain{}), ids["1"], certificates.Residence)
	got, err := f.StatedSubjects(t.Context(), []certificates.ID{c, "c0ffee00-0000-4000-8000-00000000000f"})
	if err != nil || len(got) != 1 || got[c].Given != "Maria" || got[c].Born != date(1980, 3, 1) {
		t.Errorf("StatedSubjects() = %v, %v", got, err)
	}
	if got, err := f.StatedSubjects(t.Context(), nil); err != nil || len(got) > 0 {
		t.Errorf("StatedSubjects(none) = %v, %v", got, err)
	}
}

func TestUnread(t *testing.T) {
	t.Parallel()
	f, me, _ := outdatedOne(t)
	list, err := f.NoticesOf(t.Context(), me, "", 10)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := f.Unread(t.Context(), me); err != nil || n != 1 {
		t.Errorf("Unread() = %d, %v, want 1", n, err)
	}
	if _, err := f.ReadNotice(t.Context(), me, list[0].ID, changed); err != nil {
		t.Fatal(err)
	}
	if n, err := f.Unread(t.Context(), me); err != nil || n != 0 {
		t.Errorf("Unread() after reading = %d, %v, want 0", n, err)
	}
	if _, err := f.Unread(t.Context(), certificates.RequesterRef{Kind: "machine", ID: me.ID}); err == nil {
		t.Error("a machine has notices")
	}
}
