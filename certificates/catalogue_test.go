package certificates

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// Every row is complete, its names told apart in every language, and what is only had at
// the counter is what the portal does not list.
func TestTable(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	var counter, single []Kind
	for i, e := range table {
		if i < 20 && int(e.Kind) != i+1 {
			t.Errorf("row %d is kind %d", i+1, e.Kind)
		}
		if !e.Name.Whole() || e.Citation == "" || e.Ground == "" || len(e.Subjects) == 0 || len(e.Channels) == 0 {
			t.Errorf("%s is incomplete", e.Slug)
		}
		for _, name := range append([]string{e.Slug}, namesOf(e)...) {
			if seen[name] {
				t.Errorf("%q stands twice", name)
			}
			seen[name] = true
		}
		if slices.Equal(e.Channels, []Channel{Counter}) {
			counter = append(counter, e.Kind)
		}
		if e.Single {
			single = append(single, e.Kind)
		}
	}
	want := []Kind{2, 4, 6, 9, 20, 103}
	if diff := cmp.Diff(want, counter); diff != "" {
		t.Errorf("only at the counter (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, single); diff != "" {
		t.Errorf("on its own only (-want +got):\n%s", diff)
	}
	if len(table) != 23 {
		t.Errorf("%d kinds", len(table))
	}
}

func namesOf(e Entry) (names []string) {
	for _, l := range Languages {
		names = append(names, string(l)+e.Name[l])
	}
	return names
}

func TestInEffect(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		from, until, day registry.Date
		want             bool
	}{
		{registry.Date{}, registry.Date{}, inMay(2020), true},
		{inMay(2020), registry.Date{}, registry.Date{Year: 2020, Month: 5, Day: 5}, false},
		{inMay(2020), registry.Date{}, inMay(2020), true},
		{inMay(2019), inMay(2020), registry.Date{Year: 2020, Month: 5, Day: 5}, true},
		{inMay(2019), inMay(2020), inMay(2020), false},
		{registry.Date{}, inMay(2020), inMay(2021), false},
	} {
		if got := inEffect(x.from, x.until, x.day); got != x.want {
			t.Errorf("from %v until %v, on %v: %v", x.from, x.until, x.day, got)
		}
		stop := &Rule{Code: "X", From: x.from, Until: x.until, stops: func(*Case) bool { return true }}
		if got := len((&Catalogue{rules: []*Rule{stop}}).refuse(Case{Request: Request{Kinds: []Kind{Life}}, Today: x.day})) == 1; got != x.want {
			t.Errorf("a rule from %v until %v stops on %v: %v", x.from, x.until, x.day, got)
		}
	}
}

// Every two kinds of one document: what excludes them is what the official error table
// says, in both directions.
func TestExclusions(t *testing.T) {
	t.Parallel()
	abroad, resident := []Kind{10, 15}, []Kind{7, 8, 11, 12, 13, 14, 16, 17}
	same := map[Kind]string{12: "EN154", 13: "EN155", 14: "EN156", 16: "EN157"}
	official := func(a, b Kind) (want []string) {
		stop := func(code string, stops bool) {
			if stops {
				want = append(want, code)
			}
		}
		single := []Kind{2, 4, 6, 9, 20, 103}
		stop("EN153", slices.Contains(single, a))
		stop("EN152", a == 3 && (b == 17 || b == 18))
		stop(same[a], same[a] != "" && same[b] != "")
		stop("EN158", a == 17 && (b == 3 || b == 11))
		stop("EN159", a == 11 && (b == 17 || b == 13))
		stop("EN287", slices.Contains(abroad, a) && slices.Contains(resident, b))
		return want
	}
	c := book(t)
	for _, a := range table {
		for _, b := range table {
			if a.Kind == b.Kind {
				continue
			}
			of := changed(a.Kind, requesting(func(r *Request) { r.Kinds = []Kind{a.Kind, b.Kind} }))
			got := map[Kind][]string{}
			for _, r := range c.refuse(of) {
				if r.Rule.Stage == Combination {
					got[r.Kind] = append(got[r.Kind], r.Rule.Code)
				}
			}
			if diff := cmp.Diff(official(a.Kind, b.Kind), got[a.Kind]); diff != "" {
				t.Errorf("%s with %s (-want +got):\n%s", a.Slug, b.Slug, diff)
			}
			if diff := cmp.Diff(official(b.Kind, a.Kind), got[b.Kind]); diff != "" {
				t.Errorf("%s beside %s (-want +got):\n%s", b.Slug, a.Slug, diff)
			}
		}
	}
}

// What the QR symbol can say bounds what one document holds.
func TestMostKinds(t *testing.T) {
	t.Parallel()
	eight := []Kind{Birth, Citizenship, Life, Residence, CivilStatus, Household, CohabitationContract, PoliticalRights}
	for _, kinds := range [][]Kind{eight, append(slices.Clone(eight), ElectoralRoll)} {
		c := changed(Residence, func(c *Case) { c.Request.Kinds = kinds })
		if got := slices.Contains(stoppedBy(t, c), "SP021"); got != (len(kinds) > 8) {
			t.Errorf("%d kinds are refused by SP021: %v", len(kinds), got)
		}
	}
}
