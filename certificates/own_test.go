package certificates

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// notOneself is everybody who asks at a citizen's desk in another role.
func notOneself(b *books) map[string]Requester {
	onMandate := b.as(anna).With(nil, b.advocate(dario).Mandate)
	onMandate.Channel = Lawyers
	withoutRecord := b.advocate(dario)
	withoutRecord.Channel, withoutRecord.Mandate = Online, nil
	return map[string]Requester{
		"an officer":               clerk("X900", nil),
		"a machine":                officer("X900", auth.ReadCertificates),
		"a lawyer on a mandate":    onMandate,
		"a lawyer without records": withoutRecord,
		"nobody":                   {Principal: &auth.Principal{}, Channel: Online},
	}
}

func TestOwnRecordRefuses(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	for name, by := range notOneself(b) {
		if r, err := d.OwnRecord(t.Context(), by, ""); err == nil || r != nil {
			t.Errorf("%s is shown a record", name)
		}
	}
	for _, step := range []string{"extract", "record"} { // what cannot be recorded is not shown
		b.failing = map[string]error{step: errDown}
		if r, err := d.OwnRecord(t.Context(), b.as(anna), ""); !errors.Is(err, errDown) || r != nil {
			t.Errorf("%s fails: %v, %v", step, r, err)
		}
	}
}

// Whatever the register withholds is not in it, and who has secrets sees the same as who
// has none.
func TestOwnRecordHoldsNothingSecret(t *testing.T) {
	t.Parallel()
	for _, k := range everyKind {
		x := witness(k)
		show := func(x registry.Extract) string {
			r := ownRecord(x.Only(ofOneself))
			r.FiscalCode, r.CodeValidated = "", false // his own, and a secret of certificates only
			data, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
		got := show(x)
		if strings.Contains(got, secret) || strings.Contains(got, "0000-4000-8000") {
			t.Errorf("kind %d: a secret, or an identity: %s", k, got)
		}
		if diff := cmp.Diff(show(unknown(x)), got); diff != "" {
			t.Errorf("kind %d: it tells who has secrets (-who has none +who has):\n%s", k, diff)
		}
	}
}

// Of the others it has name, birth and tie.
func TestOwnRecordOfTheOthers(t *testing.T) {
	t.Parallel()
	x := newBooks().people[anna]
	for name, test := range map[string]struct {
		change  func(*registry.Household)
		members int
		ties    bool
		kind    registry.HouseholdKind
		named   string
	}{
		"a family":        {func(*registry.Household) {}, 3, true, registry.Family, ""},
		"a family abroad": {func(h *registry.Household) { h.Kind, h.Name = registry.FamilyAbroad, "x" }, 3, false, registry.FamilyAbroad, ""},
		"a community":     {func(h *registry.Household) { h.Kind, h.Name = registry.Community, "Casa serena" }, 0, false, registry.Community, "Casa serena"},
	} {
		h := *x.Household
		h.Members = slices.Clone(h.Members)
		test.change(&h)
		y := x
		y.Household = &h
		got := ownRecord(y).Household
		if got.Kind != test.kind || got.Name != test.named || len(got.Members) != test.members {
			t.Errorf("%s: %+v", name, got)
		}
		for _, m := range got.Members {
			if m.CivilStatus != 0 || m.Tie != 0 != test.ties || m.Self != (m.Given == "Anna") {
				t.Errorf("%s: %+v", name, m)
			}
		}
		if n := len(namedTo(y)); n != max(1, test.members) {
			t.Errorf("%s: %d are named, want %d", name, n, test.members)
		}
	}
}

func TestOwnRecord(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	x := wanda()
	b.people[anna] = registry.Extract{Subject: b.people[anna].Subject}
	b.people[x.Subject.ID] = x
	by := b.as(x.Subject.ID)
	r, err := d.OwnRecord(t.Context(), by, "r-1")
	if err != nil {
		t.Fatal(err)
	}
	if !r.ReadAt.Equal(today) || r.Residence == nil || r.Residence.Since != date(2012) || len(r.Earlier) != 2 || r.Registered != date(2000) || r.BirthAct == nil {
		t.Errorf("where and when: %+v", r)
	}
	want := len(x.Household.Members)
	if len(b.events) != want {
		t.Errorf("%d events, want one for each of %d", len(b.events), want)
	}
	for _, e := range b.events {
		if e.Kind != audit.SubjectRead || e.Request != "r-1" || e.Actor.ID != string(x.Subject.ID) {
			t.Errorf("event %+v", e)
		}
	}
	bare, err := d.OwnRecord(t.Context(), b.as(anna), "")
	if err != nil || bare.Household != nil || bare.Union != nil || bare.Contract != nil || bare.Electoral != nil || bare.BirthAct != nil {
		t.Errorf("of whom the register says little: %+v, %v", bare, err)
	}
}

// A union is told while it lasts.
func TestOwnUnion(t *testing.T) {
	t.Parallel()
	for code, want := range map[registry.CivilStatusCode]bool{
		registry.Unmarried: false, registry.Married: true, registry.Widowed: false, registry.Divorced: false, registry.InCivilUnion: true,
		registry.FreeByDeath: false, registry.FreeByDissolution: false, registry.StatusUnclassified: false,
	} {
		p := person(anna, "Anna", date(1985))
		p.CivilStatus = &registry.CivilStatus{Code: code, Since: date(2011), Event: union("Bo")}
		r := ownRecord(registry.Extract{Subject: p})
		if (r.Union != nil) != want || r.CivilStatus.Code != code || r.CivilStatus.Since != date(2011) {
			t.Errorf("status %d: %+v", code, r.Union)
		}
	}
	p := person(anna, "Anna", date(1985))
	p.CivilStatus = nil
	if r := ownRecord(registry.Extract{Subject: p}); r.CivilStatus != nil || r.Union != nil {
		t.Errorf("without a status: %+v", r.CivilStatus)
	}
}
