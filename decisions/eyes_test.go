package decisions

import (
	"errors"
	"sync"
	"testing"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// login is an administrator by a login of his own making.
func login(issuer, subject string) Administrator {
	a := admin(subject, office)
	a.Principal.Issuer, a.Principal.TokenID = issuer, "another session"
	return a
}

// One person does not become two by logging in again, elsewhere, or in other letters.
func TestAloneUnderTwoNames(t *testing.T) {
	t.Parallel()
	const same, elsewhere = "https://login.example", "https://login.example/realms/second"
	for name, again := range map[string]Administrator{
		"another session":                 login(same, "anna"),
		"capitals":                        login(same, "ANNA"),
		"one capital":                     login(same, "Anna"),
		"blanks":                          login(same, " anna "),
		"the same name elsewhere":         login(elsewhere, "anna"),
		"the same name elsewhere, louder": login(elsewhere, "ANNA"),
	} {
		f := newFixture()
		own := f.propose(t, anna, settings())
		appointed := f.propose(t, anna, role(Grant, "eva", auth.ManageOffice))
		about := f.propose(t, bruno, role(Grant, "anna", auth.ManageOffice))
		events := len(f.shelf.events)
		for _, d := range []*Decision{own, appointed} {
			if _, err := f.approve(t.Context(), again, d.ID, "", ""); !errors.Is(err, ErrOwn) {
				t.Errorf("%s approves %s that she has proposed: %v", name, d.What, err)
			}
			if _, err := f.Reject(t.Context(), again, d.ID, "no", ""); !errors.Is(err, ErrOwn) {
				t.Errorf("%s rejects %s that she has proposed: %v", name, d.What, err)
			}
		}
		if _, err := f.approve(t.Context(), again, about.ID, "", ""); !errors.Is(err, ErrAboutOneself) {
			t.Errorf("%s approves what is about her: %v", name, err)
		}
		p := role(Grant, "", auth.IssueCertificates)
		p.Holder = again.officer()
		if d := f.propose(t, anna, p); d.State != Proposed {
			t.Errorf("%s is given a right by herself, alone", name)
		}
		if len(f.shelf.events) != events+1 {
			t.Errorf("%s: %d events, want the proposal alone", name, len(f.shelf.events)-events)
		}
	}
	f := newFixture() // who is called likewise is another person
	if _, err := f.approve(t.Context(), admin("annabella", office), f.propose(t, anna, settings()).ID, "", ""); err != nil {
		t.Error(err)
	}
}

// What somebody has proposed whose right has ended since is nobody's proposal; and whose
// right has ended answers nothing.
func TestRightEndedMeanwhile(t *testing.T) {
	t.Parallel()
	f := newFixture()
	carla := admin("carla", office)
	f.approveAll(t, f.propose(t, anna, role(Grant, "carla", auth.ManageOffice)))
	hers, theirs := f.propose(t, carla, settings()), f.propose(t, carla, role(Grant, "eva", auth.ManageOffice))
	later := role(Revoke, "carla", auth.ManageOffice)
	later.From = soon
	f.approveAll(t, f.propose(t, anna, later))
	still := f.propose(t, carla, settings())
	if _, err := f.approve(t.Context(), bruno, still.ID, "", ""); err != nil {
		t.Errorf("before her right ends: %v", err)
	}
	f.now = f.now.AddDate(0, 0, 5)
	for _, d := range []*Decision{hers, theirs} {
		if _, err := f.approve(t.Context(), bruno, d.ID, "", ""); !errors.Is(err, ErrEnded) {
			t.Errorf("%s is approved: %v", d.What, err)
		}
	}
	if d, err := f.Reject(t.Context(), bruno, hers.ID, "nobody's any more", ""); err != nil || d.State != Rejected {
		t.Errorf("rejected: %v", err)
	}
	carla.Principal.Offices = nil // as the next request of hers is answered
	late := settings()
	late.From = registry.DateOf(f.now)
	if _, err := f.approve(t.Context(), carla, f.propose(t, anna, late).ID, "", ""); !errors.Is(err, ErrNotFound) {
		t.Errorf("she still approves: %v", err)
	}
}

// approveAll has bruno approve.
func (f *fixture) approveAll(t *testing.T, all ...*Decision) {
	t.Helper()
	for _, d := range all {
		if _, err := f.approve(t.Context(), bruno, d.ID, "", ""); err != nil {
			t.Fatal(err)
		}
	}
}

// Settings take the place of everything before. Who approves them has seen what they
// change, or is shown again.
func TestApprovingWhatWasNotSeen(t *testing.T) {
	t.Parallel()
	f := newFixture()
	first, second := f.propose(t, anna, settings()), f.propose(t, anna, settings())
	seen, err := f.Standing(t.Context(), office)
	if err != nil || seen != "" {
		t.Fatalf("standing: %q, %v", seen, err)
	}
	if _, err := f.Approve(t.Context(), bruno, first.ID, seen, "", ""); err != nil {
		t.Fatal(err)
	}
	for _, seen := range []ID{"", second.ID, "0"} {
		if _, err := f.Approve(t.Context(), bruno, second.ID, seen, "", ""); !errors.Is(err, ErrChanged) {
			t.Errorf("having seen %q: %v", seen, err)
		}
	}
	if _, err := f.Approve(t.Context(), bruno, second.ID, first.ID, "", ""); err != nil {
		t.Errorf("having seen the first: %v", err)
	}
}

// A day that is past is refused, and one that has passed while nobody answered counts from
// the answer.
func TestNothingCountsBackwards(t *testing.T) {
	t.Parallel()
	f := newFixture()
	for _, what := range []Proposal{settings(), role(Grant, "eva", auth.ManageOffice), role(Grant, "eva", auth.ReadCertificates)} {
		what.From = registry.Date{Year: 2026, Month: 11, Day: 25}
		if _, err := f.Propose(t.Context(), anna, what, ""); !errors.Is(err, ErrPast) {
			t.Errorf("%s from yesterday: %v", what.What, err)
		}
	}
	d := f.propose(t, anna, role(Grant, "eva", auth.ManageOffice))
	f.now = f.now.AddDate(0, 0, 10)
	if got, err := f.approve(t.Context(), bruno, d.ID, "", ""); err != nil || got.Counts != registry.DateOf(f.now) {
		t.Errorf("counts from %v, %v", got, err)
	}
}

// Of two answers at once one is given, and one event of it.
func TestTwoAnswersAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture()
	d := f.propose(t, anna, role(Grant, "eva", auth.ManageOffice))
	var errs [2]error
	var both sync.WaitGroup
	for i, by := range []Administrator{bruno, admin("carla", office)} {
		both.Go(func() { _, errs[i] = f.Approve(t.Context(), by, d.ID, "", "", "") })
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs[:]...), ErrState) {
		t.Errorf("%v and %v", errs[0], errs[1])
	}
	n := 0
	for _, k := range f.kinds() {
		if k == audit.RoleGranted {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the right is given %d times", n)
	}
}
