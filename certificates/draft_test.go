package certificates

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// begun is a draft of a requester's that nothing has been answered of.
func begun(t *testing.T, d *Desk, by Requester) *Draft {
	t.Helper()
	f, err := d.BeginDraft(t.Context(), by, Answers{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// whole has every step of a draft answered, about anna's life.
func whole(a *Answers) {
	a.For(anna, nil)
	a.To(PrivateReceiver)
	a.Want([]Kind{Life})
	a.Settle(Duty{Exemption: 107}, registry.Italian)
}

// answeredBy is a draft that can be confirmed.
func answeredBy(t *testing.T, d *Desk, by Requester, answer func(*Answers)) *Draft {
	t.Helper()
	f, err := d.Amend(t.Context(), by, begun(t, d, by).ID, func(a *Answers) error { answer(a); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// What is answered stays, and what it makes doubtful is asked again.
func TestAnswers(t *testing.T) {
	t.Parallel()
	mandate := &Mandate{Purpose: Judicial}
	for name, tt := range map[string]struct {
		change func(*Answers)
		next   Step
		use    Use
	}{
		"nothing":                {func(*Answers) {}, "", PrivateUse},
		"the same person":        {func(a *Answers) { a.For(anna, nil) }, "", PrivateUse},
		"another person":         {func(a *Answers) { a.For(bruno, nil) }, KindsStep, PrivateUse},
		"on a mandate":           {func(a *Answers) { a.For(anna, mandate) }, ReceiverStep, PrivateUse},
		"the same receiver":      {func(a *Answers) { a.To(PrivateReceiver) }, "", PrivateUse},
		"another receiver":       {func(a *Answers) { a.To(AbroadReceiver) }, DutyStep, AbroadUse},
		"a public body":          {func(a *Answers) { a.To(PublicReceiver) }, ReceiverStep, ""},
		"private after all":      {func(a *Answers) { a.To(PublicReceiver); a.To(PrivateReceiver) }, DutyStep, PrivateUse},
		"other kinds":            {func(a *Answers) { a.Want([]Kind{Residence}) }, "", PrivateUse},
		"a receiver that is not": {func(a *Answers) { a.To("king") }, ReceiverStep, ""},
	} {
		var a Answers
		whole(&a)
		tt.change(&a)
		if a.Next() != tt.next || a.Request.Use != tt.use || len(a.Request.Kinds) == 0 {
			t.Errorf("%s: next %q, use %q, kinds %v", name, a.Next(), a.Request.Use, a.Request.Kinds)
		}
		if tt.next != "" && a.Reached(DutyStep) != (tt.next == DutyStep) {
			t.Errorf("%s: the last step is reached: %v", name, a.Reached(DutyStep))
		}
	}
}

func TestReceivers(t *testing.T) {
	t.Parallel()
	for _, r := range Receivers(false) {
		if (r.Use() == "") != (r == PublicReceiver) {
			t.Errorf("%s: use %q", r, r.Use())
		}
	}
	if diff := cmp.Diff([]Receiver{PrivateReceiver, PublicReceiver, JudicialReceiver}, Receivers(true)); diff != "" {
		t.Errorf("on a mandate (-want +got):\n%s", diff)
	}
}

// A draft is nobody's but its owner's, and not for ever.
func TestDraftRefuses(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	newFolder(d, b)
	f := answeredBy(t, d, b.as(anna), whole)
	old := f.UpdatedAt.Add(DraftTime + time.Second)
	lawyer := b.as(anna)
	lawyer.Principal.Lawyer = true
	for name, tt := range map[string]struct {
		by   Requester
		id   DraftID
		at   time.Time
		want error
	}{
		"of her household":       {b.as(bruno), f.ID, today, ErrNotFound},
		"a neighbour":            {b.as(dario), f.ID, today, ErrNotFound},
		"herself, as a lawyer":   {lawyer, f.ID, today, ErrNotFound},
		"an officer":             {clerk("X900", visitor), f.ID, today, ErrNotAllowed},
		"a machine":              {officer("X900"), f.ID, today, ErrNotAllowed},
		"another draft":          {b.as(anna), "c0ffee00-0000-4000-8000-000000000001", today, ErrNotFound},
		"no identity":            {b.as(anna), "", today, ErrNotFound},
		"herself, after a month": {b.as(anna), f.ID, old, ErrNotFound},
	} {
		d.Clock = func() time.Time { return tt.at }
		_, read := d.Draft(t.Context(), tt.by, tt.id)
		_, changed := d.Amend(t.Context(), tt.by, tt.id, func(*Answers) error { t.Errorf("%s: changed", name); return nil })
		_, received := d.Receive(t.Context(), tt.by, tt.id, PublicReceiver, "req")
		_, concluded := d.Conclude(t.Context(), tt.by, tt.id, f.Revision, "req")
		_, paid := d.PayDraft(t.Context(), tt.by, tt.id, f.Revision, "a@example.org", "req")
		for i, err := range []error{read, changed, received, concluded, paid} {
			if !errors.Is(err, tt.want) {
				t.Errorf("%s, way %d: %v, want %v", name, i, err, tt.want)
			}
		}
		if tt.at.Equal(today) {
			if err := d.DropDraft(t.Context(), tt.by, tt.id); !errors.Is(err, tt.want) {
				t.Errorf("%s removes it: %v", name, err)
			}
		}
	}
	if len(b.rows) != 0 {
		t.Error("something was issued")
	}
	d.Clock = func() time.Time { return old }
	if n, err := d.SweepDrafts(t.Context()); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
}

func TestBeginDraft(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	newFolder(d, b)
	if again := begun(t, d, b.as(anna)); again.ID != begun(t, d, b.as(anna)).ID {
		t.Error("pressing twice has begun twice")
	}
	for range MostDrafts {
		answeredBy(t, d, b.as(bruno), func(a *Answers) { a.For(bruno, nil) })
	}
	if _, err := d.BeginDraft(t.Context(), b.as(bruno), Answers{}); !errors.Is(err, ErrDrafts) {
		t.Errorf("one more than one may have: %v", err)
	}
	for name, by := range map[string]Requester{"an officer": clerk("X900", visitor), "a machine": officer("X900")} {
		if _, err := d.BeginDraft(t.Context(), by, Answers{}); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s begins a draft: %v", name, err)
		}
	}
	b.failing["list drafts"] = errDown
	if _, err := d.BeginDraft(t.Context(), b.as(anna), Answers{}); !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("without database: %v", err)
	}
}

// That the receiver is a public body ends the service: it is recorded once, and before
// anybody is told.
func TestReceive(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	newFolder(d, b)
	f := answeredBy(t, d, b.as(anna), whole)
	diverted := func() (n int) {
		for _, e := range b.events {
			if e.Kind == audit.RequestDiverted && e.Person == string(anna) && e.Kind.End() {
				n++
			}
		}
		return n
	}
	for _, tt := range []struct {
		to   Receiver
		want error
		n    int
	}{
		{"king", ErrUnanswered, 0}, {"", ErrUnanswered, 0}, {AbroadReceiver, nil, 0}, {PublicReceiver, nil, 1}, {PublicReceiver, nil, 1}, {PrivateReceiver, nil, 1}, {PublicReceiver, nil, 2},
	} {
		if _, err := d.Receive(t.Context(), b.as(anna), f.ID, tt.to, "req"); !errors.Is(err, tt.want) || diverted() != tt.n {
			t.Errorf("%s: %v, recorded %d times, want %d", tt.to, err, diverted(), tt.n)
		}
	}
	if _, err := d.Conclude(t.Context(), b.as(anna), f.ID, 1, "req"); !errors.Is(err, ErrUnanswered) {
		t.Errorf("concluded for a public body: %v", err)
	}
	b.failing["record"] = errDown
	g := begun(t, d, b.as(bruno))
	if _, err := d.Receive(t.Context(), b.as(bruno), g.ID, PublicReceiver, "req"); !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("not recorded and told: %v", err)
	}
	if g, err := d.Draft(t.Context(), b.as(bruno), g.ID); err != nil || g.Receiver != "" {
		t.Errorf("not recorded and kept: %v, %v", g, err)
	}
}

// A change that is refused changes nothing.
func TestAmendRefuses(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	newFolder(d, b)
	f := answeredBy(t, d, b.as(anna), whole)
	if _, err := d.Amend(t.Context(), b.as(anna), f.ID, func(a *Answers) error { a.Want(nil); return errDown }); !errors.Is(err, errDown) {
		t.Errorf("told %v", err)
	}
	got, err := d.Draft(t.Context(), b.as(anna), f.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, got, cmpopts.IgnoreUnexported(Request{})); diff != "" {
		t.Errorf("changed (-before +after):\n%s", diff)
	}
}

// What is told of a draft's answers is what Issue would say, but for the duty while nothing
// has been said of it.
func TestObjections(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*Answers)
		want   string
	}{
		"nothing":                  {func(*Answers) {}, ""},
		"not together":             {func(a *Answers) { a.Want([]Kind{FreeStatus, CivilStatus}) }, "EN158 EN159"},
		"not by this way":          {func(a *Answers) { a.Want([]Kind{Death}) }, "SP205 EN061"},
		"the duty, said wrong":     {func(a *Answers) { a.Settle(Duty{Exemption: 5000}, registry.Italian) }, "EN120"},
		"the duty, not to be said": {func(a *Answers) { a.Settle(Duty{Exemption: 5000}, registry.Italian); a.To(AbroadReceiver) }, ""},
		"a language that is not":   {func(a *Answers) { a.Settle(Duty{Exemption: 107}, "la") }, "SP018"},
	} {
		b := newBooks()
		d := newDesk(t, b)
		newFolder(d, b)
		f := answeredBy(t, d, b.as(anna), func(a *Answers) { whole(a); tt.change(a) })
		refusals, err := d.Objections(t.Context(), b.as(anna), f.Answers, "req")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join((&RefusedError{refusals}).Codes(), " "); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
		if slices.Contains(b.kinds(), audit.CertificateRefused) || !slices.Contains(b.kinds(), audit.SubjectRead) {
			t.Errorf("%s: recorded %v", name, b.kinds())
		}
	}
}

func TestObjectionsAboutSomebodyElse(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	newFolder(d, b)
	for _, about := range []registry.PersonID{dario, nobody, ""} {
		var a Answers
		whole(&a)
		a.For(about, nil)
		var notYours *NotYoursError
		if _, err := d.Objections(t.Context(), b.as(anna), a, "req"); !errors.As(err, &notYours) {
			t.Errorf("about %s: %v", about, err)
		}
	}
}

// Who can be asked about is shown with what stops everything about that person.
func TestAskable(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		by     registry.PersonID
		change func(*registry.Person)
		want   map[registry.PersonID]string
	}{
		"nothing stops":           {anna, func(*registry.Person) {}, map[registry.PersonID]string{anna: "", bruno: "", chiara: ""}},
		"one is not certifiable":  {anna, func(p *registry.Person) { p.Certifiability = registry.NotCertifiable }, map[registry.PersonID]string{anna: "", bruno: "EN047", chiara: ""}},
		"one is under a guardian": {anna, func(p *registry.Person) { p.Certifiability = registry.Interdicted }, map[registry.PersonID]string{anna: "", bruno: "SP009", chiara: ""}},
		"one is partly so":        {anna, func(p *registry.Person) { p.Certifiability = registry.PartiallyCertifiable }, map[registry.PersonID]string{anna: "", bruno: "", chiara: ""}},
		"a minor asks":            {chiara, func(*registry.Person) {}, map[registry.PersonID]string{chiara: "SP204"}},
	} {
		b := newBooks()
		x := b.people[anna]
		tt.change(&x.Household.Members[1].Person)
		list, err := newDesk(t, b).Askable(t.Context(), b.as(tt.by), "req")
		if err != nil {
			t.Fatal(err)
		}
		got := map[registry.PersonID]string{}
		for _, a := range list {
			got[a.Person.ID] = strings.Join((&RefusedError{a.Refusals}).Codes(), " ")
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
