package postgres

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/registry"
)

// trail is the events of the office about sessions, in their order; its chain holds.
func (f fixture) trail(t *testing.T) (events []audit.Event) {
	t.Helper()
	if _, err := audit.Verify(f.Events(t.Context(), string(office), 1)); err != nil {
		t.Error(err)
	}
	for e, err := range f.Events(t.Context(), string(office), 1) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(e.Kind), "session.") {
			events = append(events, e)
		}
	}
	return events
}

func (f fixture) kinds(t *testing.T) (kinds []audit.Kind) {
	t.Helper()
	for _, e := range f.trail(t) {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// Nobody is logged in, and no session ends by hand, that is not written down; what is not
// logged in is not written down either.
func TestNoSessionWithoutTrace(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := someLogin("A")
	elsewhere := s
	elsewhere.Login.Trace.Offices = []string{"X000"}
	for name, err := range map[string]error{
		"no event":          f.SaveSession(t.Context(), "a", s),
		"another's event":   f.SaveSession(t.Context(), "b", s, someSession("A").Begun(nil, "req")...),
		"end as beginning":  f.SaveSession(t.Context(), "c", s, s.Ended(session.ByHand, loaded, "req")...),
		"an unknown office": f.SaveSession(t.Context(), "d", elsewhere, elsewhere.Begun(nil, "req")...),
	} {
		if err == nil {
			t.Errorf("%s: logged in", name)
		}
	}
	if err := f.SaveSession(t.Context(), "d", elsewhere, elsewhere.Begun(nil, "req")...); !errors.Is(err, registry.ErrOfficeUnknown) {
		t.Errorf("an unknown office: %v", err)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM session"); n != 0 || len(f.trail(t)) != 0 {
		t.Errorf("%d sessions, %d events", n, len(f.trail(t)))
	}
	s = f.loggedIn(t, "token", "A")
	if err := f.EndSession(t.Context(), s.ID, loaded); err == nil || !f.alive(t, "token", loaded) {
		t.Errorf("ended without an event: %v", err)
	}
}

func someSession(code string) *session.Session {
	s := someLogin(code)
	return &s
}

// However many end a session at once, it ends once.
func TestEndsOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := f.loggedIn(t, "token", "A")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := f.EndSession(t.Context(), s.ID, loaded, s.Ended(session.ByHand, loaded, "req")...); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := f.kinds(t); !slices.Equal(got, []audit.Kind{audit.SessionBegun, audit.SessionEnded}) {
		t.Errorf("the audit trail has %v", got)
	}
}

// One's logins are those of one's own name, and each is told once, though an officer's stands
// with every office.
func TestLoginsOf(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	begin := func(s session.Session, at time.Time) session.Session {
		s.Login.Begun = at
		if err := f.SaveSession(t.Context(), s.ID, s, s.Begun([]auth.Grant{{Scope: auth.IssueCertificates, Office: string(office)}}, "req")...); err != nil {
			t.Fatal(err)
		}
		return s
	}
	officer := someLogin("")
	officer.Login.Trace = session.Trace{Actor: audit.Actor{Kind: audit.Officer, ID: "A"}, Channel: "office", Offices: []string{string(office), string(other)}}
	double := someLogin("")
	double.Login.Principal.Issuer, double.Login.Trace = "https://another.example", officer.Login.Trace
	begin(officer, loaded)
	begin(double, loaded)
	begin(someLogin("B"), loaded)
	old, left, ended := begin(someLogin("A"), loaded.Add(-time.Second)), begin(someLogin("A"), loaded), begin(someLogin("A"), loaded.Add(time.Minute))
	at := loaded.Add(time.Hour)
	if err := f.EndSession(t.Context(), ended.ID, at, ended.Ended(session.Elsewhere, at, "req")...); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name   string
		who    audit.Actor
		issuer string
		since  time.Time
		limit  int
		want   []session.Past
	}{
		{"citizen", left.Login.Trace.Actor, "", loaded, 10, []session.Past{
			{ID: ended.ID, Provider: "cie", At: ended.Login.Begun, End: session.Elsewhere, EndedAt: at}, {ID: left.ID, Provider: "cie", At: loaded},
		}},
		{"the last", left.Login.Trace.Actor, "", old.Login.Begun, 1, []session.Past{{ID: ended.ID, Provider: "cie", At: ended.Login.Begun, End: session.Elsewhere, EndedAt: at}}},
		{"officer", officer.Login.Trace.Actor, officer.Login.Principal.Issuer, loaded, 10, []session.Past{{ID: officer.ID, Provider: "cie", At: loaded}}},
		{"nobody", audit.Actor{Kind: audit.Citizen, ID: "C"}, "", loaded, 10, []session.Past{}},
	} {
		got, err := f.LoginsOf(t.Context(), x.who, x.issuer, x.since, x.limit)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			got[i].At, got[i].EndedAt = got[i].At.UTC(), got[i].EndedAt.UTC()
		}
		if diff := cmp.Diff(x.want, got, cmp.Comparer(time.Time.Equal)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", x.name, diff)
		}
	}
}
