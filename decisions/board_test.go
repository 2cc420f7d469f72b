package decisions

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Settings count when a second administrator has approved them, and are told to whoever
// works by them.
func TestFourEyes(t *testing.T) {
	t.Parallel()
	f, changed := newFixture(), 0
	f.Changed = func(context.Context) error { changed++; return nil }
	d := f.propose(t, anna, settings())
	if d.State != Proposed || changed != 0 {
		t.Fatalf("proposed: %+v, %d changes", d, changed)
	}
	f.now = f.now.Add(time.Hour)
	got, err := f.approve(t.Context(), bruno, d.ID, "gut so", "req")
	if err != nil {
		t.Fatal(err)
	}
	if got.State != Approved || !got.Decider.Is(bruno.officer()) || got.Answer != "gut so" || got.Counts != today || changed != 1 {
		t.Errorf("approved: %+v, %d changes", got, changed)
	}
	if diff := cmp.Diff([]audit.Kind{audit.DecisionProposed, audit.DecisionApproved}, f.kinds()); diff != "" {
		t.Error(diff)
	}
	want := map[string]string{"decision": string(d.ID), "what": "settings", "from": "2026-11-26"}
	if diff := cmp.Diff(want, f.shelf.events[1].Details); diff != "" || f.shelf.events[1].Actor != (audit.Actor{Kind: audit.Officer, ID: "bruno"}) {
		t.Errorf("%+v %s", f.shelf.events[1], diff)
	}
}

// What is approved after its day counts from the day of the approval, never backwards.
func TestLateApproval(t *testing.T) {
	t.Parallel()
	f := newFixture()
	d := f.propose(t, anna, settings())
	f.now = f.now.AddDate(0, 0, 3)
	got, err := f.approve(t.Context(), bruno, d.ID, "", "")
	if err != nil || got.Counts != (registry.Date{Year: 2026, Month: 11, Day: 29}) || got.From != today {
		t.Errorf("%+v, %v", got, err)
	}
}

// A registrar's right needs one administrator, an administrator's two; nobody gives
// himself anything.
func TestRoles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		p     Proposal
		alone bool
		want  []audit.Kind
	}{
		"registrar":     {role(Grant, "eva", auth.IssueCertificates), true, []audit.Kind{audit.DecisionProposed, audit.RoleGranted}},
		"himself":       {role(Grant, "anna", auth.IssueCertificates), false, []audit.Kind{audit.DecisionProposed, audit.DecisionApproved, audit.RoleGranted}},
		"administrator": {role(Grant, "eva", auth.ManageOffice), false, []audit.Kind{audit.DecisionProposed, audit.DecisionApproved, audit.RoleGranted}},
	} {
		f := newFixture()
		d := f.propose(t, anna, test.p)
		if (d.State == Approved) != test.alone {
			t.Errorf("%s: %s at once", name, d.State)
		}
		if !test.alone {
			if _, err := f.approve(t.Context(), bruno, d.ID, "", ""); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(test.want, f.kinds()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		held, err := f.Roles(t.Context(), bruno, office)
		if err != nil || len(held) != 1 || held[0].Scope != test.p.Scope || !held[0].Holder.Is(test.p.Holder) {
			t.Errorf("%s: held %v, %v", name, held, err)
		}
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.propose(t, anna, role(Grant, "eva", auth.IssueCertificates))
	p := role(Revoke, "eva", auth.IssueCertificates)
	p.From = soon
	f.propose(t, bruno, p)
	held, err := f.Roles(t.Context(), anna, office)
	if err != nil || len(held) != 1 || held[0].What != Revoke {
		t.Errorf("until then: %v, %v", held, err)
	}
	f.now = f.now.AddDate(0, 0, 5)
	if held, err := f.Roles(t.Context(), anna, office); err != nil || len(held) > 0 {
		t.Errorf("then: %v, %v", held, err)
	}
	if diff := cmp.Diff([]audit.Kind{audit.DecisionProposed, audit.RoleGranted, audit.DecisionProposed, audit.RoleRevoked}, f.kinds()); diff != "" {
		t.Error(diff)
	}
}

// The operator names the first administrators, and says so.
func TestByOperator(t *testing.T) {
	t.Parallel()
	f := newFixture()
	d, err := f.ByOperator(t.Context(), office, holder("anna"), auth.ManageOffice)
	if err != nil || d.State != Approved || !d.Operator() || d.Counts != today {
		t.Fatalf("%+v, %v", d, err)
	}
	if diff := cmp.Diff([]audit.Kind{audit.DecisionProposed, audit.RoleGranted}, f.kinds()); diff != "" {
		t.Error(diff)
	}
	if e := f.shelf.events[1]; e.Actor.Kind != audit.Operator || e.Channel != "command" || e.Details["scope"] != "office:manage" {
		t.Errorf("%+v", e)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	f := newFixture()
	approve := func(d *Decision) {
		t.Helper()
		f.now = f.now.Add(time.Minute)
		if _, err := f.approve(t.Context(), bruno, d.ID, "", ""); err != nil {
			t.Fatal(err)
		}
	}
	first, second, coming := f.propose(t, anna, settings()), f.propose(t, anna, settings()), settings()
	coming.From = soon
	third, waiting := f.propose(t, anna, coming), f.propose(t, anna, settings())
	approve(second)
	approve(third)
	approve(first) // the last word of the day
	for _, test := range []struct {
		days    int
		inForce ID
		coming  int
	}{{0, first.ID, 1}, {5, third.ID, 0}} {
		f.now = f.now.AddDate(0, 0, test.days)
		l, err := f.List(t.Context(), anna, office)
		if err != nil {
			t.Fatal(err)
		}
		if l.InForce.ID != test.inForce || len(l.Waiting) != 1 || l.Waiting[0].ID != waiting.ID || len(l.Coming) != test.coming || len(l.Past) != 2-test.coming {
			t.Errorf("after %d days: %+v", test.days, l)
		}
	}
}
