package certificates

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Who does not issue at the counter of the person's office learns nothing there.
func TestCounterRefuses(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	for _, tt := range []struct {
		name    string
		by      Requester
		about   registry.PersonID
		allowed bool // to stand at a counter; then the person is not his
	}{
		{"a citizen, about himself", b.as(anna), anna, false},
		{"a lawyer", b.advocate(anna), anna, false},
		{"a machine", officer("X900", auth.ReadCertificates), anna, false},
		{"a console at which nobody sits", officer("X900", auth.IssueCertificates), anna, false},
		{"an officer who only reads", clerical("X900", auth.ReadCertificates), anna, false},
		{"an officer who only withdraws", clerical("X900", auth.WithdrawCertificates), anna, false},
		{"an officer of another office", clerk("X901", visitor), anna, true},
		{"an officer, about nobody", clerk("X900", visitor), nobody, true},
	} {
		person, list, before := d.Before(t.Context(), tt.by, ask(tt.about))
		reviewed, review := d.Review(t.Context(), tt.by, ask(tt.about, Residence))
		if person.ID != "" || list != nil || reviewed != nil {
			t.Errorf("%s is told of %v", tt.name, person.ID)
		}
		for _, err := range []error{before, review} {
			var not *NotYoursError
			if errors.Is(err, ErrNotAllowed) == tt.allowed || errors.As(err, &not) != tt.allowed {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
	}
	if len(b.rows) != 0 {
		t.Error("a number was drawn")
	}
	b.failing = map[string]error{"record": errDown}
	if _, list, err := d.Before(t.Context(), clerk("X900", nil), ask(anna)); list != nil || !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("shown unrecorded: %v", err)
	}
	if r, err := d.Review(t.Context(), clerk("X900", visitor), ask(anna, Residence)); r != nil || !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("reviewed unrecorded: %v", err)
	}
}

func TestBefore(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	person, list, err := d.Before(t.Context(), clerk("X900", nil), ask(anna))
	if err != nil || person.ID != anna || len(list) != len(table) {
		t.Fatalf("Before = %s, %d kinds, %v", person.ID, len(list), err)
	}
	if len(b.events) != 1 || b.events[0].Kind != audit.SubjectRead || b.events[0].Person != string(anna) || b.events[0].Actor.ID != "m.rossi" {
		t.Errorf("recorded %+v", b.events)
	}
}

// Review and Issue never disagree, and only Issue leaves anything behind.
func TestReviewAgreesWithIssue(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*Request, *Requester){
		"all is well":              func(*Request, *Requester) {},
		"no applicant":             func(_ *Request, by *Requester) { by.Applicant = nil },
		"no duty":                  func(r *Request, _ *Requester) { r.Duty = Duty{} },
		"a stamp without a number": func(r *Request, _ *Requester) { r.Duty = Duty{Means: PaperStamp} },
		"force without a reason":   func(r *Request, _ *Requester) { r.Force = Force{Rules: []string{"EN001"}} },
		"a reason for nothing":     func(r *Request, _ *Requester) { r.Force = Force{Reason: "because I can do it"} },
		"a kind abroad":            func(r *Request, _ *Requester) { r.Kinds = []Kind{ResidenceAbroad} },
		"ties for a stranger":      func(r *Request, _ *Requester) { r.Kinds = []Kind{HouseholdTies} },
		"ties, forced": func(r *Request, _ *Requester) {
			r.Kinds, r.Force = []Kind{HouseholdTies}, Force{Rules: []string{"EN169"}, Reason: "ha una delega scritta"}
		},
		"an unknown use": func(r *Request, _ *Requester) { r.Use = "fun" },
	} {
		b := newBooks()
		d := newDesk(t, b)
		r, by := ask(anna, Residence), clerk("X900", visitor)
		edit(&r, &by)
		reviewed, review := d.Review(t.Context(), by, r)
		if len(b.rows) != 0 || reviewed == nil && review == nil {
			t.Fatalf("%s: Review = %v, %d rows", name, review, len(b.rows))
		}
		c, issue := d.Issue(t.Context(), by, r)
		var codes [2][]string
		for i, err := range []error{review, issue} {
			refused := &RefusedError{}
			if errors.As(err, &refused) {
				codes[i] = refused.Codes()
			}
		}
		if diff := cmp.Diff(codes[0], codes[1]); diff != "" || (review == nil) != (issue == nil) {
			t.Errorf("%s: Review %v, Issue %v (-review +issue):\n%s", name, review, issue, diff)
		}
		if issue == nil && (reviewed.Person.ID != c.Subject || reviewed.ValidTo != c.ValidTo || reviewed.Duty.Exemption != b.rows[c.ID].Duty.Exemption) {
			t.Errorf("%s: reviewed %+v, issued %+v", name, reviewed, c)
		}
	}
}

// Whoever the page would name is recorded as read, and nothing as set aside.
func TestReviewIsRecorded(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	r := ask(anna, HouseholdTies)
	r.Force = Force{Rules: []string{"EN169"}, Reason: "ha una delega scritta"}
	if _, err := d.Review(t.Context(), clerk("X900", visitor), r); err != nil {
		t.Fatal(err)
	}
	var read []registry.PersonID
	for _, e := range b.events {
		if e.Kind != audit.SubjectRead {
			t.Errorf("recorded %s", e.Kind)
		}
		read = append(read, registry.PersonID(e.Person))
	}
	if diff := cmp.Diff([]registry.PersonID{anna, bruno, chiara}, read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

func TestMonths(t *testing.T) {
	t.Parallel()
	for _, m := range []Month{{2026, 1}, {2026, 12}, {2024, 2}} {
		if got := m.Next().Before(); got != m {
			t.Errorf("%s: the month before the next is %s", m, got)
		}
		if m.Last().AddMonths(0) != m.Last() || m.Last().Month != m.Month {
			t.Errorf("%s ends on %s", m, m.Last())
		}
	}
	if got := (Month{2024, 2}).Last(); got != (registry.Date{Year: 2024, Month: 2, Day: 29}) {
		t.Errorf("February 2024 ends on %s", got)
	}
}
