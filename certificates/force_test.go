package certificates

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// Exactly what really stopped and allows it is set aside, with a reason, at the counter.
func TestLift(t *testing.T) {
	t.Parallel()
	soft, hard := &Rule{Code: "EN001", Forced: true}, &Rule{Code: "EN003"}
	stopped := []Refusal{{Kind: Life, Rule: soft}, {Kind: Life, Rule: hard}, {Kind: Residence, Rule: soft}}
	const reason = "accertato di persona"
	for _, tt := range []struct {
		name    string
		by      Requester
		force   Force
		stopped []Refusal
		want    string
	}{
		{"nothing", clerk("X900", visitor), Force{}, stopped, "EN001! EN003 EN001!"},
		{"nothing, online", Requester{Channel: Online}, Force{}, stopped, "EN001 EN003 EN001"},
		{"the soft one, of both kinds", clerk("X900", visitor), Force{[]string{"EN001"}, reason}, stopped, "EN003"},
		{"the soft one, alone", clerk("X900", visitor), Force{[]string{"EN001"}, reason}, stopped[:1], ""},
		{"the soft one, online", Requester{Channel: Online}, Force{[]string{"EN001"}, reason}, stopped, "EN001 EN003 EN001"},
		{"the soft one, by a lawyer", Requester{Channel: Lawyers}, Force{[]string{"EN001"}, reason}, stopped[:1], "EN001"},
		{"the soft one, by a machine", Requester{Channel: Interop}, Force{[]string{"EN001"}, reason}, stopped[:1], "EN001"},
		{"the hard one", clerk("X900", visitor), Force{[]string{"EN003"}, reason}, stopped, "EN001! EN003 EN001! SP211"},
		{"both", clerk("X900", visitor), Force{[]string{"EN001", "EN003"}, reason}, stopped, "EN003 SP211"},
		{"what stops nothing", clerk("X900", visitor), Force{[]string{"EN002"}, reason}, stopped[1:2], "EN003 SP212"},
		{"in advance", clerk("X900", visitor), Force{[]string{"EN002"}, reason}, nil, "SP212"},
		{"everything there is", clerk("X900", visitor), Force{[]string{"EN001", "EN002", "EN004"}, reason}, stopped[:1], "SP212"},
		{"without a code", clerk("X900", visitor), Force{nil, reason}, nil, "SP212"},
		{"another spelling", clerk("X900", visitor), Force{[]string{"en001"}, reason}, stopped[:1], "EN001! SP212"},
		{"a wildcard", clerk("X900", visitor), Force{[]string{"*"}, reason}, stopped[:1], "EN001! SP212"},
		{"no reason", clerk("X900", visitor), Force{[]string{"EN001"}, ""}, stopped[:1], "SP213"},
		{"a reason of blanks", clerk("X900", visitor), Force{[]string{"EN001"}, strings.Repeat(" ", 20)}, stopped[:1], "SP213"},
		{"a reason of nine characters", clerk("X900", visitor), Force{[]string{"EN001"}, "perché sì"}, stopped[:1], "SP213"},
		{"a reason of ten", clerk("X900", visitor), Force{[]string{"EN001"}, "perché sì!"}, stopped[:1], ""},
		{"a reason of 500", clerk("X900", visitor), Force{[]string{"EN001"}, strings.Repeat("è", 500)}, stopped[:1], ""},
		{"a reason of 501", clerk("X900", visitor), Force{[]string{"EN001"}, strings.Repeat("è", 501)}, stopped[:1], "SP213"},
		{"all faults at once", clerk("X900", visitor), Force{[]string{"EN003", "EN004"}, ""}, stopped[1:2], "EN003 SP211 SP212 SP213"},
	} {
		var got []string
		for _, r := range tt.force.lift(tt.by, []Kind{Life}, tt.stopped) {
			if r.Forceable {
				r.Rule = &Rule{Code: r.Rule.Code + "!"}
			}
			got = append(got, r.Rule.Code)
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// What was set aside is in the application with its reason, and in the audit trail
// without it. It is not parallel: it makes a rule one that may be set aside.
func TestForcedIsRecorded(t *testing.T) {
	i := slices.IndexFunc(rulebook, func(r *Rule) bool { return r.Code == "EN181" })
	defer func(forced bool) { rulebook[i].Forced = forced }(rulebook[i].Forced)
	rulebook[i].Forced = true
	b := newBooks()
	x := b.people[anna]
	x.Subject.Procedures = []registry.Procedure{{Kind: "x"}}
	b.people[anna] = x
	d := newDesk(t, b)
	const reason = "autorizzata dal giudice tutelare"
	r := ask(anna, Life)
	_, err := d.Issue(t.Context(), clerk("X900", visitor), r)
	var refused *RefusedError
	if !errors.As(err, &refused) || !slices.Equal(refused.Codes(), []string{"EN181"}) || !refused.Refusals[0].Forceable {
		t.Fatalf("unforced: %v", err)
	}
	b.events = nil
	r.Force = Force{Rules: []string{"EN181"}, Reason: "  " + reason + " "}
	c, err := d.Issue(t.Context(), clerk("X900", visitor), r)
	if err != nil {
		t.Fatal(err)
	}
	want := &Application{Applicant: visitor, Forced: []string{"EN181"}, Reason: reason}
	got, err := d.Application(t.Context(), clerk("X900", nil), c.ID, "req")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("application (-want +got):\n%s", diff)
	}
	forced := 0
	for _, e := range b.events {
		if e.Kind == audit.CertificateForced {
			forced++
			if e.Person != string(anna) || e.Certificate != string(c.ID) || e.Actor.Kind != audit.Officer || e.Actor.ID != "m.rossi" || e.Details["rules"] != "EN181" {
				t.Errorf("recorded %+v", e)
			}
		}
		for k, v := range e.Details {
			if strings.Contains(v, "giudice") || strings.Contains(v, visitor.Name) {
				t.Errorf("the trail tells %s=%q", k, v)
			}
		}
	}
	if forced != 1 {
		t.Errorf("%d events of forcing, want 1", forced)
	}
	// Asking again for another applicant is another request.
	if _, err := d.Issue(t.Context(), clerk("X900", &Identified{Name: "Ada Altra", Born: day, Document: "CI"}), r); !errors.Is(err, ErrKeyReused) {
		t.Errorf("the key for another applicant: %v", err)
	}
}

// A request that is refused all the same leaves no word of forcing behind.
func TestNothingForcedByARefusal(t *testing.T) {
	t.Parallel()
	b := newBooks()
	x := b.people[anna]
	x.Subject.Certifiability = registry.NotCertifiable
	b.people[anna] = x
	d := newDesk(t, b)
	r := ask(anna, HouseholdTies)
	r.Force = Force{Rules: []string{"EN169"}, Reason: "a good reason"}
	_, err := d.Issue(t.Context(), clerk("X900", visitor), r)
	var refused *RefusedError
	if !errors.As(err, &refused) || len(refused.Codes()) == 0 {
		t.Fatalf("Issue: %v", err)
	}
	for _, e := range b.events {
		if e.Kind == audit.CertificateForced {
			t.Error("recorded as forced")
		}
	}
}

// An officer is told before he asks what he could set aside, and nobody else is.
func TestForceableIsTold(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	told := func(by Requester) (n int) {
		list, err := d.Availability(context.Background(), by, ask(chiara))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			for _, r := range a.Refusals {
				if r.Forceable != (by.Channel == Counter && r.Rule.Forced) {
					t.Errorf("%s: %s forceable %t", by.Channel, r.Rule.Code, r.Forceable)
				}
				n++
			}
		}
		return n
	}
	if told(b.as(anna)) == 0 || told(clerk("X900", visitor)) == 0 {
		t.Error("nothing is refused: the test shows nothing")
	}
}
