package postgres

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// expected is what becomes of certificates of some kinds. since is not that of kinds which
// speak of the past: what has changed about them has no beginning.
type expected struct {
	kinds  []certificates.Kind
	reason certificates.Change
	since  registry.Date
}

// learned is something that the register learns, by a load of people or of history, and
// what it supersedes; nothing else of what has been issued is superseded.
type learned struct {
	what   string
	change func([]registry.Entry) []registry.Entry // of the people as they were loaded; nil for none
	past   []registry.Past
	want   []expected
}

// situation is people, the first of whom has had certificates of these kinds, and what
// happens to them.
type situation struct {
	people  func() []registry.Entry
	kinds   []certificates.Kind
	changes []learned
}

// askedDay is the past day of the certificates that speak of one.
var askedDay = date(2015, 1, 1)

var speaksOfThePast = []certificates.Kind{
	certificates.Death, certificates.Removal, certificates.CitizenshipHistory, certificates.ResidenceHistory, certificates.ResidenceOnDate, certificates.HouseholdOnDate,
}

// Each change of the register supersedes the kinds that state it, and no other.
func TestWhatSupersedesWhat(t *testing.T) {
	t.Parallel()
	covered := map[certificates.Kind]bool{}
	for name, s := range map[string]situation{
		"at home": atHome, "married": married, "in a union": united, "dead": dead, "removed": removed, "abroad": abroad, "in a community": inCommunity,
	} {
		for _, k := range s.kinds {
			covered[k] = true
		}
		for _, c := range s.changes {
			t.Run(name+"/"+c.what, func(t *testing.T) {
				t.Parallel()
				s.check(t, c)
			})
		}
	}
	for _, e := range certificates.NewCatalogue().Entries() {
		if !covered[e.Kind] {
			t.Errorf("kind %d is in no situation", e.Kind)
		}
	}
}

func (s situation) check(t *testing.T, c learned) {
	f := newFixture(t)
	ids := f.load(t, loaded, append(s.people(), stranger())...)
	desk := f.desk(t, issuedOn, plain{})
	of, online := map[certificates.ID]certificates.Kind{}, map[certificates.Kind]bool{}
	for _, k := range s.kinds {
		var id certificates.ID
		id, online[k] = issueAnyWay(t, desk, ids["1"], k)
		of[id] = k
	}
	other := issueTo(t, desk, ids["7"], certificates.Residence, certificates.Household)
	f.learn(t, c, s.people, changed)

	want, noticed := map[certificates.Kind]certificates.Supersession{}, 0
	for _, e := range c.want {
		for _, k := range e.kinds {
			want[k] = certificates.Supersession{Reason: e.reason, Since: e.since, At: changed}
			if slices.Contains(speaksOfThePast, k) {
				want[k] = certificates.Supersession{Reason: e.reason, At: changed}
			}
			if online[k] {
				noticed++
			}
		}
	}
	got := map[certificates.Kind]certificates.Supersession{}
	for id, s := range f.superseded(t) {
		if id == other {
			t.Error("a certificate of somebody else is superseded")
			continue
		}
		got[of[id]] = s
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("superseded, by kind (-want +got):\n%s", diff)
	}
	f.toldAndNoticed(t, len(want), noticed)
	f.learn(t, c, s.people, changed.Add(time.Hour)) // again changes nothing
	f.toldAndNoticed(t, len(want), noticed)
	f.verify(t)
}

// stranger shares nothing with the others, but has moved here of late.
func stranger() registry.Entry {
	e := someone(7)
	e.Person.Membership.Since = date(2020, 1, 1)
	return e
}

func (f fixture) learn(t *testing.T, c learned, people func() []registry.Entry, at time.Time) {
	t.Helper()
	if c.change != nil {
		f.load(t, at, c.change(people())...)
	}
	if c.past != nil {
		if _, err := f.owner.ImportHistory(t.Context(), office, values(c.past...), at); err != nil {
			t.Fatal(err)
		}
	}
}

// issueAnyWay issues a certificate to its subject, online if that can be, or else at the
// counter to somebody who passes by.
func issueAnyWay(t *testing.T, d *certificates.Desk, subject registry.PersonID, k certificates.Kind) (id certificates.ID, online bool) {
	t.Helper()
	e, _ := d.Catalogue.Entry(k)
	if slices.Contains(e.Channels, certificates.Online) {
		return issueTo(t, d, subject, k), true
	}
	r := asking(subject, k)
	if slices.Contains(speaksOfThePast[2:], k) {
		r.Grounds = "a succession"
	}
	if k == certificates.ResidenceOnDate || k == certificates.HouseholdOnDate {
		r.On = askedDay
	}
	c, err := d.Issue(context.WithoutCancel(t.Context()), atTheCounter(passerBy), r)
	if err != nil {
		t.Fatalf("kind %d: %v", k, err)
	}
	return c.ID, false
}

var passerBy = &certificates.Identified{Name: "Ugo Passante", Born: date(1960, 1, 1), Document: "CI CA00000AA"}

func atTheCounter(applicant *certificates.Identified) certificates.Requester {
	p := &auth.Principal{Client: "console", Officer: "m.rossi", Scopes: []auth.Scope{auth.IssueCertificates}, Offices: []string{string(office)}}
	return certificates.Requester{Principal: p, Channel: certificates.Counter}.With(applicant, nil)
}

// of changes the first of the people; the load names all of them.
func of(change func(*registry.Person)) func([]registry.Entry) []registry.Entry {
	return func(e []registry.Entry) []registry.Entry {
		change(&e[0].Person)
		return e
	}
}

// family is Maria, whose certificates these are, her husband and their child.
func familyOf() []registry.Entry {
	all := []registry.Entry{someone(1), someone(2), someone(3)}
	for i := range all {
		p := &all[i].Person
		p.Name.Given = []string{"Maria", "Luca", "Sara"}[i]
		p.Birth.Act = &registry.Act{Kind: registry.BirthAct, Municipality: "Roma", Year: 1980, Part: "I", Series: "A", Number: fmt.Sprint(i + 1)}
		p.Membership.Relationship = []registry.Relationship{registry.Head, registry.Spouse, registry.Child}[i]
		all[i].Household.Number = "F1"
	}
	all[0].Person.Contract = &registry.Contract{
		Partner: registry.Name{Surname: "Neri", Given: "Kim"}, PartnerBirth: date(1981, 2, 3), PartnerCode: "NREKMI81B03H501X", Date: date(2019, 9, 9), By: "notaio Gialli",
	}
	all[0].Person.Electoral = &registry.Electoral{Rights: true, Enrolled: true, Since: date(2010, 7, 1)}
	return all
}

func viaMilano(since registry.Date) *registry.Residence {
	return &registry.Residence{Since: since, Address: registry.Address{Street: "Via Milano", Number: "2", Municipality: "Valdemo", Province: "VD"}}
}

// another is a birth in the household F1.
func another(e []registry.Entry) []registry.Entry {
	child := someone(4)
	child.Person.Birth.Date, child.Person.Membership = effect, &registry.Membership{Relationship: registry.Child, Since: effect}
	child.Household = e[0].Household
	return []registry.Entry{child} // the load names nobody else
}

// leaves has one of them, whom alone the load names, leave for a household of his own.
func leaves(i int) func(e []registry.Entry) []registry.Entry {
	return func(e []registry.Entry) []registry.Entry {
		e[i].Household = &registry.HouseholdEntry{Number: "F9", Kind: registry.Family, Certifiable: true, Complete: true}
		e[i].Person.Membership = &registry.Membership{Relationship: registry.Head, Since: effect}
		return e[i : i+1]
	}
}
