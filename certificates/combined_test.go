package certificates

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// A combined certificate equals its parts: it states what each of them states, once, and
// nothing else. Every pair of kinds, for people in every state.
func TestCombinedEqualsItsParts(t *testing.T) {
	t.Parallel()
	for _, who := range []Kind{Residence, Death, Removal, ResidenceAbroad, CommunityResidence, Marriage, CivilUnion, CohabitationContract} {
		x, parts := witness(who), map[Kind]map[string]any{}
		for _, k := range everyKind {
			if !slices.Contains(single, k) {
				parts[k] = statements(t, x, k)
			}
		}
		for a := range parts {
			for b := range parts {
				if a < b {
					equalsItsParts(t, statements(t, x, a, b), parts[a], parts[b])
				}
			}
		}
	}
}

func equalsItsParts(t failing, combined map[string]any, parts ...map[string]any) {
	want := map[string]any{}
	for _, p := range parts {
		maps.Copy(want, p)
	}
	if diff := cmp.Diff(want, combined); diff != "" {
		t.Fatalf("states otherwise than each of them (-parts +combined):\n%s", diff)
	}
}

// failing is what *testing.T and *rapid.T have in common.
type failing interface {
	Fatalf(format string, args ...any)
}

// statements is what the kinds say about an extract, by where they say it; without the
// kinds themselves and for how long they are valid.
func statements(t failing, x registry.Extract, kinds ...Kind) map[string]any {
	c := asPublished().compose(Request{Kinds: kinds, On: then}, terms{}, x, today)
	out := map[string]any{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				walk(path+"/"+name, inner)
			}
		case []any:
			for i, inner := range v {
				walk(fmt.Sprint(path, "/", i), inner)
			}
		default:
			out[path] = v
		}
	}
	whole := map[string]any{}
	data, err := c.Canonical()
	if err == nil {
		err = json.Unmarshal(data, &whole)
	}
	if err != nil {
		t.Fatalf("kinds %v: %v", kinds, err)
	}
	for _, name := range []string{"kinds", "validityMonths", "validityGround", "validUntil"} {
		delete(whole, name)
	}
	walk("", whole)
	return out
}

// What the schema says of each kind it says of several: a combined certificate of parts
// that hold is one that holds.
func TestCombinedKeepsTheSchema(t *testing.T) {
	t.Parallel()
	x := witness(Marriage)
	x.Subject.Contract = witness(CohabitationContract).Subject.Contract
	for _, kinds := range [][]Kind{
		{Residence, Household},
		{Residence, HouseholdTies, Marriage},
		{HouseholdAndStatus, Life, Birth},
		{CivilStatus, Marriage, Citizenship},
		{PoliticalRights, ElectoralRoll, Residence},
		{CohabitationContract, Residence, Birth, Citizenship, Life, CivilStatus, HouseholdTies, Marriage, PoliticalRights, ElectoralRoll},
	} {
		c := stated(t, x, kinds...)
		data, err := c.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(data); err != nil {
			t.Errorf("%v: %v", kinds, err)
		}
	}
	abroad := stated(t, witness(ResidenceAbroad), ResidenceAbroad, HouseholdAbroad)
	if data, err := abroad.Canonical(); err != nil || validate(data) != nil {
		t.Errorf("abroad: %s %v %v", data, err, validate(data))
	}
}

// In whatever order kinds are asked for, and however often, it is the same certificate,
// and is recorded as such.
func TestKindsAreInTheOrderOfTheTable(t *testing.T) {
	t.Parallel()
	x := witness(Residence)
	want := stated(t, x, Life, Residence, ElectoralRoll)
	r := ask(x.Subject.ID, ElectoralRoll, Residence, Life, Residence)
	got := stated(t, x, r.Kinds...)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	b := newBooks()
	record := newDesk(t, b).intent("id", b.as(anna), r, &prepared{set: press{b}, content: got})
	if diff := cmp.Diff(want.Kinds, record.Kinds); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}
}

// A combined certificate is valid as long as the one of its parts that ends first; an
// office's own choice goes before that of the catalogue, and brings its ground along.
func TestValidity(t *testing.T) {
	t.Parallel()
	catalogue := NewCatalogue()
	six := Validity{Months: 6, Ground: "art. 41 d.P.R. 445/2000"}
	usual := Policy{Validity: map[Kind]Validity{Birth: {}, Life: {Months: 1}}}
	office := Policy{Validity: map[Kind]Validity{Residence: six, Birth: {}, Life: {Ground: "for ever"}}}
	for _, x := range []struct {
		kinds  []Kind
		policy Policy
		want   Validity
		to     string
	}{
		{[]Kind{Birth}, usual, Validity{}, ""},
		{[]Kind{Birth, Residence}, usual, Validity{Months: 3}, "2027-02-21"},
		{[]Kind{Residence, Life, Birth}, usual, Validity{Months: 1}, "2026-12-21"},
		{[]Kind{Residence}, office, six, "2027-05-21"},
		{[]Kind{Residence, Birth}, office, six, "2027-05-21"},
		{[]Kind{Residence, Citizenship}, office, Validity{Months: 3}, "2027-02-21"},
		{[]Kind{Residence, Life}, office, six, "2027-05-21"},
		{[]Kind{Life, Birth}, office, Validity{}, ""},
	} {
		c := catalogue.compose(Request{Kinds: x.kinds}, terms{policy: x.policy}, wanda(), today)
		if c.Validity != x.want.Months || c.ValidTo.String() != x.to || x.want.Ground != "" && c.Ground != x.want.Ground {
			t.Errorf("%v: %d months until %s by %q, want %+v until %s", x.kinds, c.Validity, c.ValidTo, c.Ground, x.want, x.to)
		}
	}
}

// How the duty was settled is stated as it was handed in.
func TestDutyIsStated(t *testing.T) {
	t.Parallel()
	catalogue := asPublished()
	duty := &DutyContent{Exemption: 99, Ground: "borsa di studio", Citation: "art. 11 Tab. B d.P.R. 642/1972", Fee: 26}
	c := catalogue.compose(ask(anna, Residence), terms{office: registry.Office{ID: "X900", Name: "Comune", Basis: registry.BasisLocal}}, wanda(), today)
	c.Duty = duty
	c.Number = Number{2026, 1}
	data, err := c.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if err := validate(data); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(duty, c.Duty); diff != "" {
		t.Error(diff)
	}
}
