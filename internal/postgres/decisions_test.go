package postgres

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/registry"
)

// decided is when decisions are proposed in the tests.
var decided = time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)

func person(subject string) decisions.Officer {
	return decisions.Officer{Issuer: "https://login.example", Subject: subject, Name: "Name of " + subject}
}

func decisionEvent(kind audit.Kind) audit.Event {
	return audit.Event{Office: string(office), At: decided, Kind: kind, Actor: audit.Actor{Kind: audit.Officer, ID: "anna"}, Channel: "page"}
}

// settingsOf is settings that anna has proposed.
func settingsOf(text string, from registry.Date) *decisions.Decision {
	return &decisions.Decision{
		ID: decisions.ID(uuid.Must(uuid.NewV7()).String()), Office: office, What: decisions.Settings, Text: text, Reason: "why",
		By: person("anna"), At: decided, From: from, State: decisions.Proposed,
	}
}

// right is a decision about a right that anna has proposed.
func right(what decisions.What, subject string, s auth.Scope) *decisions.Decision {
	d := settingsOf("", registry.DateOf(decided))
	d.What, d.Holder, d.Scope = what, person(subject), s
	return d
}

func (f fixture) proposes(t testing.TB, d *decisions.Decision) *decisions.Decision {
	t.Helper()
	if err := f.ProposeDecision(t.Context(), d, decisionEvent(audit.DecisionProposed)); err != nil {
		t.Fatal(err)
	}
	return d
}

// approved is the decision with bruno's answer, some minutes after it was proposed.
func approved(d *decisions.Decision, minutes int) *decisions.Decision {
	answer := *d
	answer.State, answer.Decider, answer.DecidedAt, answer.Answer, answer.Counts = decisions.Approved, person("bruno"), d.At.Add(time.Duration(minutes)*time.Minute), "good", d.From
	return &answer
}

func (f fixture) answers(t testing.TB, d *decisions.Decision) *decisions.Decision {
	t.Helper()
	var err error
	if d.Seen, err = (&decisions.Board{Store: f.DB}).Standing(t.Context(), office); err != nil {
		t.Fatal(err)
	}
	if err := f.AnswerDecision(t.Context(), d, decisionEvent(audit.DecisionApproved)); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDecisionsThatAreRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	d := f.proposes(t, settingsOf("archive: a", registry.DateOf(decided)))
	f.answers(t, approved(d, 1))
	elsewhere := approved(f.proposes(t, settingsOf("archive: a", registry.DateOf(decided))), 1)
	elsewhere.Office = other
	own := approved(f.proposes(t, settingsOf("archive: a", registry.DateOf(decided))), 1)
	own.Decider = own.By
	before := count(t, f.DB, "SELECT count(*) FROM audit_event")
	if err := f.AnswerDecision(t.Context(), approved(d, 2), decisionEvent(audit.DecisionApproved)); !errors.Is(err, decisions.ErrState) {
		t.Errorf("answered twice: %v", err)
	}
	if err := f.AnswerDecision(t.Context(), elsewhere, decisionEvent(audit.DecisionApproved)); !errors.Is(err, decisions.ErrState) {
		t.Errorf("answered for another office: %v", err)
	}
	if err := f.AnswerDecision(t.Context(), own, decisionEvent(audit.DecisionApproved)); err == nil {
		t.Error("anna has approved her own")
	}
	if err := f.AnswerDecision(t.Context(), approved(d, 2)); !errors.Is(err, errNoEvent) {
		t.Errorf("answered without an event: %v", err)
	}
	if err := f.ProposeDecision(t.Context(), settingsOf("archive: a", registry.DateOf(decided))); !errors.Is(err, errNoEvent) {
		t.Errorf("proposed without an event: %v", err)
	}
	for _, id := range []decisions.ID{"", "mine", decisions.ID(uuid.Max.String())} {
		if _, err := f.DecisionByID(t.Context(), id); !errors.Is(err, decisions.ErrNotFound) || !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("DecisionByID(%q) = %v", id, err)
		}
	}
	if got := count(t, f.DB, "SELECT count(*) FROM audit_event"); got != before {
		t.Errorf("%d events of what was refused", got-before)
	}
	f.verify(t)
}

func TestDecisionIsReadAsWritten(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	settings, role := settingsOf("archive: <b>'a'", date(2026, 12, 1)), right(decisions.Grant, "eva", auth.IssueCertificates)
	role.State, role.DecidedAt, role.Counts = decisions.Approved, role.At, role.From
	f.proposes(t, settings)
	f.proposes(t, role)
	answered := f.answers(t, approved(settings, 1))
	list, err := f.DecisionsOf(t.Context(), office, 10)
	if err != nil {
		t.Fatal(err)
	}
	same := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff([]*decisions.Decision{role, answered}, list, same); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if some, err := f.DecisionsOf(t.Context(), other, 10); err != nil || len(some) > 0 {
		t.Errorf("of another office: %v, %v", some, err)
	}
}

// Of two settings that are approved at once, by people who have not seen each other's, one
// counts: it would take the other's place unseen.
func TestSettingsApprovedAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var both sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		d := approved(f.proposes(t, settingsOf("archive: a", registry.DateOf(decided))), i)
		both.Go(func() { errs[i] = f.AnswerDecision(t.Context(), d, decisionEvent(audit.DecisionApproved)) })
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), decisions.ErrState) {
		t.Errorf("%v and %v, want one of them refused", errs[0], errs[1])
	}
	if n := count(t, f.DB, "SELECT count(*) FROM audit_event WHERE kind = 'decision.approved'"); n != 1 {
		t.Errorf("%d approvals are recorded", n)
	}
}

// Of several settings the one counts whose day comes last, and of one day the one that
// was approved last.
func TestSettingsOn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	today, later := registry.DateOf(decided), date(2026, 12, 1)
	first, second, coming := settingsOf("archive: 1", today), settingsOf("archive: 2", today), settingsOf("archive: 3", later)
	for _, d := range []*decisions.Decision{first, second, coming, settingsOf("archive: never approved", today)} {
		f.proposes(t, d)
	}
	f.answers(t, approved(coming, 1))
	f.answers(t, approved(second, 2))
	f.answers(t, approved(first, 3))
	for day, want := range map[registry.Date]string{date(2026, 11, 25): "", today: "archive: 1", date(2026, 11, 30): "archive: 1", later: "archive: 3", date(2027, 1, 1): "archive: 3"} {
		got := ""
		list, err := f.SettingsOn(t.Context(), day)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range list {
			got += d.Text
		}
		if got != want {
			t.Errorf("on %s %q, want %q", day, got, want)
		}
	}
}

// A right counts from its day on, and is gone at the next request after it was taken away.
func TestGrantsOf(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	grants := func(issuer, subject string, at time.Time) []auth.Grant {
		t.Helper()
		g, err := f.GrantsOf(t.Context(), issuer, subject, at)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	done := func(d *decisions.Decision, minutes int) {
		t.Helper()
		d.At = decided.Add(time.Duration(minutes) * time.Minute)
		d.State, d.DecidedAt, d.Counts = decisions.Approved, d.At, d.From
		f.proposes(t, d)
	}
	const issuer = "https://login.example"
	later := right(decisions.Grant, "eva", auth.ReadCertificates)
	later.From = date(2026, 12, 1)
	done(right(decisions.Grant, "eva", auth.IssueCertificates), 0)
	done(later, 0)
	f.proposes(t, right(decisions.Grant, "eva", auth.ManageOffice)) // nobody has approved it
	issue := auth.Grant{Scope: auth.IssueCertificates, Office: string(office)}
	for name, test := range map[string]struct {
		issuer, subject string
		at              time.Time
		want            []auth.Grant
	}{
		"today":                        {issuer, "eva", decided, []auth.Grant{issue}},
		"from the first":               {issuer, "eva", decided.AddDate(0, 0, 5), []auth.Grant{issue, {Scope: auth.ReadCertificates, Office: string(office)}}},
		"before":                       {issuer, "eva", decided.AddDate(0, 0, -1), []auth.Grant{}},
		"the same name elsewhere":      {"https://other.example", "eva", decided, []auth.Grant{}},
		"another":                      {issuer, "carla", decided, []auth.Grant{}},
		"somebody who writes patterns": {issuer, "%", decided, []auth.Grant{}},
	} {
		if diff := cmp.Diff(test.want, grants(test.issuer, test.subject, test.at)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	done(right(decisions.Revoke, "eva", auth.IssueCertificates), 1)
	if got := grants(issuer, "eva", decided.Add(time.Hour)); len(got) > 0 {
		t.Errorf("after it was taken away: %v", got)
	}
	done(right(decisions.Grant, "eva", auth.IssueCertificates), 2)
	if diff := cmp.Diff([]auth.Grant{issue}, grants(issuer, "eva", decided)); diff != "" {
		t.Errorf("given again (-want +got):\n%s", diff)
	}
	held, err := f.RolesOf(t.Context(), office)
	if err != nil || len(held) != 2 {
		t.Errorf("%d rights are held, %v", len(held), err)
	}
}

// Two administrators cannot be removed at once, so that none is left.
func TestLastAdministrator(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, subject := range []string{"eva", "fabio"} {
		f.answers(t, approved(f.proposes(t, right(decisions.Grant, subject, auth.ManageOffice)), 1))
	}
	removals := []*decisions.Decision{f.proposes(t, right(decisions.Revoke, "eva", auth.ManageOffice)), f.proposes(t, right(decisions.Revoke, "fabio", auth.ManageOffice))}
	errs := make([]error, len(removals))
	var both sync.WaitGroup
	for i, d := range removals {
		both.Go(func() {
			errs[i] = f.AnswerDecision(t.Context(), approved(d, 2), decisionEvent(audit.DecisionApproved), decisionEvent(audit.RoleRevoked))
		})
	}
	both.Wait()
	if refused := errors.Is(errs[0], decisions.ErrLast); refused == errors.Is(errs[1], decisions.ErrLast) || errs[0] != nil && errs[1] != nil {
		t.Errorf("%v and %v, want one of them refused as the last", errs[0], errs[1])
	}
	if n := count(t, f.DB, "SELECT count(*) FROM audit_event WHERE kind = 'role.revoked'"); n != 1 {
		t.Errorf("%d removals are recorded", n)
	}
	f.verify(t)
}

// The operator's decisions are the owner's, not the service's.
func TestOperatorDecides(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	d := right(decisions.Grant, "eva", auth.ManageOffice)
	d.By, d.State, d.DecidedAt, d.Counts = decisions.Officer{}, decisions.Approved, d.At, d.From
	if err := f.ProposeDecision(t.Context(), d, decisionEvent(audit.RoleGranted)); err == nil {
		t.Error("the service gives rights as the operator")
	}
	if err := f.owner.ProposeDecision(t.Context(), d, decisionEvent(audit.RoleGranted)); err != nil {
		t.Error(err)
	}
	lost := right(decisions.Grant, "eva", auth.ManageOffice)
	lost.Office = "Z000"
	e := decisionEvent(audit.DecisionProposed)
	e.Office = "Z000"
	if err := f.ProposeDecision(t.Context(), lost, e); !errors.Is(err, registry.ErrOfficeUnknown) {
		t.Errorf("for no office: %v", err)
	}
}
