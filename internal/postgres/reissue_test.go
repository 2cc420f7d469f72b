package postgres

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
)

// A certificate of a past day is issued again at the counter: of the same day and on the
// same grounds, for whoever stands there now.
func TestReissueOfThePast(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, familyOf()...)
	old, _ := issueAnyWay(t, f.desk(t, issuedOn, plain{}), ids["1"], certificates.HouseholdOnDate)
	desk := f.desk(t, changed.Add(time.Hour), plain{})
	if _, err := desk.Reissue(t.Context(), atTheCounter(passerBy), old, "key-0001", "r-1"); !errors.Is(err, certificates.ErrCurrent) {
		t.Fatalf("before anything has changed: %v", err)
	}
	e := familyOf()
	e[0].Person.Residence.Address.Street = "Via di Roma"
	f.load(t, changed, e...)

	now := &certificates.Identified{Name: "Eva Passante", Born: date(1961, 1, 1), Document: "CI CA00000BB"}
	next, err := desk.Reissue(t.Context(), atTheCounter(now), old, "key-0001", "r-1")
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.Application(t.Context(), next.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&certificates.Application{Applicant: now, Grounds: "a succession"}, a); diff != "" {
		t.Errorf("application (-want +got):\n%s", diff)
	}
	c, err := f.Stated(t.Context(), next.ID)
	if err != nil || c.On != askedDay || c.Residence.Street != "Via di Roma" || len(c.Household) != 3 {
		t.Errorf("stated %+v, %v", c, err)
	}
	var refused *certificates.RefusedError
	if _, err := desk.Reissue(t.Context(), atTheCounter(nil), old, "key-0002", "r-1"); !errors.As(err, &refused) || refused.Codes()[0] != "SP206" {
		t.Errorf("for nobody: %v", err)
	}
	if _, err := desk.Reissue(t.Context(), atTheCounter(now), old, "key-0003", "r-1"); !errors.Is(err, certificates.ErrReplaced) {
		t.Errorf("once more: %v, want %v", err, certificates.ErrReplaced)
	}
	f.verify(t)
}
