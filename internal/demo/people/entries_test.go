package people

import (
	"bytes"
	"image/png"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// many is a register in which everything that happens has happened.
var many = sync.OnceValue(func() []registry.Entry { return collect(12000) })

func collect(n int) []registry.Entry { return slices.Collect(Entries(n)) }

func TestEntriesAreAlwaysTheSame(t *testing.T) {
	t.Parallel()
	a := collect(3000)
	if !reflect.DeepEqual(a, collect(3000)) {
		t.Error("the same n twice gives other people")
	}
	const cut = 2 * maxHome // what the end of the smaller may differ by
	if !reflect.DeepEqual(a[:2000-cut], collect(2000)[:2000-cut]) {
		t.Error("the larger n does not begin as the smaller")
	}
}

func TestEntriesCount(t *testing.T) {
	t.Parallel()
	least := len(list)
	for _, n := range []int{-1, 0, 5, least, least + 1, least + 2, 500, 501, 502, 503, 1000} {
		if got := len(collect(n)); got != max(n, least) {
			t.Errorf("Entries(%d) are %d", n, got)
		}
	}
	for range Entries(10) {
		break // must not go on
	}
}

// end is the day by which everything has happened.
var end = registry.Date{Year: lastYear, Month: time.December, Day: 31}

func TestEveryEntryIsPlausible(t *testing.T) {
	t.Parallel()
	places := map[string]registry.Place{}
	for _, p := range Places() {
		places[p.Code] = p
	}
	numbers, codes := map[string]bool{}, map[registry.FiscalCode]int{}
	for i, e := range many() {
		p, made := e.Person, i < len(list)
		if numbers[p.Number] || p.Office != Office().ID {
			t.Errorf("%s: number twice, or of office %s", p.Number, p.Office)
		}
		numbers[p.Number] = true
		codes[p.FiscalCode]++
		if c, err := registry.ParseFiscalCode(string(p.FiscalCode)); err != nil || c != p.FiscalCode {
			t.Errorf("%s: ParseFiscalCode = %s, %v", p.Number, c, err)
		}
		if w := registry.Warnings(p); !made && len(w) > 0 && (len(w) > 1 || w[0] != registry.WarnNotValidated) {
			t.Errorf("%s: %v", p.Number, w)
		}
		if place, ok := places[p.Birth.Place.Code]; !ok || !place.Stood(p.Birth.Date) {
			t.Errorf("%s: was not born in %s on %s", p.Number, place.Name, p.Birth.Date)
		}
		if (e.Household == nil) != (p.Membership == nil) || p.Standing.Active() != (p.Membership != nil) {
			t.Errorf("%s: standing, household and membership disagree", p.Number)
		}
		for _, since := range dates(p) {
			if since.Before(p.Birth.Date) || end.Before(since) {
				t.Errorf("%s: born %s, and something since %s", p.Number, p.Birth.Date, since)
			}
		}
	}
	for c, n := range codes {
		if n > 2 || (n == 2 && !strings.HasPrefix(string(c), "RNLSMN83")) {
			t.Errorf("%d people have the code %s", n, c)
		}
	}
}

// dates is every day of a record on which something began.
func dates(p registry.Person) []registry.Date {
	out := []registry.Date{p.Standing.Since, p.CivilStatus.Since}
	if p.Residence != nil {
		out = append(out, p.Residence.Since)
	}
	if p.Membership != nil {
		out = append(out, p.Membership.Since)
	}
	for _, c := range p.Citizenships {
		out = append(out, c.Since)
	}
	for _, c := range p.Procedures {
		out = append(out, c.Opened)
	}
	if p.Contract != nil {
		out = append(out, p.Contract.Date)
	}
	if p.Death != nil {
		out = append(out, p.Death.Date)
	}
	if p.Electoral != nil && p.Electoral.Enrolled {
		out = append(out, p.Electoral.Since)
	}
	return out
}

func TestHouseholdsHoldTogether(t *testing.T) {
	t.Parallel()
	homes := map[*registry.HouseholdEntry][]registry.Person{}
	numbers := map[string]*registry.HouseholdEntry{}
	for _, e := range many() {
		if h := e.Household; h != nil {
			if other := numbers[h.Number]; other != nil && other != h {
				t.Fatalf("two households %s", h.Number)
			}
			numbers[h.Number] = h
			homes[h] = append(homes[h], e.Person)
		}
	}
	for h, members := range homes {
		heads, names := 0, map[registry.Name]bool{}
		var head registry.Person
		for _, p := range members {
			if tie := p.Membership.Relationship; tie == registry.Head || tie == registry.CommunityHead {
				heads, head = heads+1, p
			}
			if h.Kind != registry.Community && names[p.Name] {
				t.Errorf("%s: two of one name", h.Number)
			}
			names[p.Name] = true
			if (p.Standing.State == registry.Abroad) != (h.Kind == registry.FamilyAbroad) {
				t.Errorf("%s: %s at home in a household of kind %s", h.Number, p.Standing.State, h.Kind)
			}
		}
		if heads != 1 || head.Birth.Date.Year > lastYear-18 {
			t.Errorf("%s: %d heads, born in %d", h.Number, heads, head.Birth.Date.Year)
			continue
		}
		for _, p := range members {
			checkTie(t, h, head, p)
		}
	}
}

func checkTie(t *testing.T, h *registry.HouseholdEntry, head, p registry.Person) {
	t.Helper()
	age := p.Birth.Date.Year - head.Birth.Date.Year // how much younger than the head
	ok := true
	switch p.Membership.Relationship {
	case registry.Spouse, registry.Partner:
		a, b := head.CivilStatus, p.CivilStatus
		ok = a.Code == b.Code && a.Since == b.Since && a.Event.Partner == p.Name && b.Event.Partner == head.Name &&
			a.Event.PartnerBirth == p.Birth.Date && b.Event.PartnerBirth == head.Birth.Date && a.Event.Date == b.Event.Date && a.Event.Place == b.Event.Place &&
			(a.Code == registry.Married) == (head.Sex != p.Sex) && a.Event.Date.Year >= max(head.Birth.Date.Year, p.Birth.Date.Year)+18 &&
			(a.Code == registry.Married || a.Event.Date.Year >= 2017)
	case registry.Child:
		ok = age >= 15 && age <= 60 && p.CivilStatus.Code == registry.Unmarried && p.Birth.Date.Year >= lastYear-30
	case registry.Parent:
		ok = age <= -17
	}
	if !ok {
		t.Errorf("%s: %s is not %d to %s", h.Number, p.Number, p.Membership.Relationship, head.Number)
	}
}

// The dead husband or wife of a widow or widower is in the register too.
func TestTheWidowedLostSomebodyInTheRegister(t *testing.T) {
	t.Parallel()
	widowed := 0
	people := many()
	for i, e := range people {
		w := e.Person.CivilStatus
		if w.Code != registry.Widowed {
			continue
		}
		widowed++
		lost := slices.ContainsFunc(people[max(i-1, 0):min(i+2, len(people))], func(other registry.Entry) bool {
			p := other.Person
			return p.Standing == registry.Standing{State: registry.Dead, Since: w.Since, Reason: "1"} && p.Name == w.Event.Partner
		})
		if !lost {
			t.Errorf("%s is widowed of nobody", e.Person.Number)
		}
	}
	if widowed == 0 {
		t.Error("nobody is widowed")
	}
}

// The register must show every kind of people, in sensible shares.
func TestShares(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	for _, e := range many() {
		p := e.Person
		count["sex "+string(p.Sex)]++
		count["standing "+string(p.Standing.State)]++
		count["status "+strconv.Itoa(int(p.CivilStatus.Code))]++
		count["minor "+strconv.FormatBool(p.Birth.Date.Year > lastYear-18)]++
		count["foreign "+strconv.FormatBool(!p.Italian())]++
		count["validated "+strconv.FormatBool(p.CodeValidated)]++
		count["certifiability "+strconv.Itoa(int(p.Certifiability))]++
		count["procedures "+strconv.Itoa(len(p.Procedures))]++
		count["enrolled "+strconv.FormatBool(p.Electoral != nil && p.Electoral.Enrolled)]++
		count["without rights "+strconv.FormatBool(p.Electoral != nil && !p.Electoral.Rights)]++
		count["parents "+strconv.Itoa(len(p.Withheld.Parents))]++
		if e.Household != nil {
			count["household "+string(e.Household.Kind)]++
		}
	}
	for what, share := range map[string][2]float64{ // in hundredths
		"sex M": {45, 55}, "sex F": {45, 55}, "minor true": {12, 25}, "foreign true": {6, 14},
		"standing resident": {85, 94}, "standing abroad": {3.5, 6.5}, "standing dead": {1, 5}, "standing removed": {0.3, 2},
		"household community": {0.5, 4}, "household abroad": {3.5, 6.5}, "household family": {85, 95},
		"status 1": {30, 60}, "status 2": {30, 60}, "status 3": {1, 6}, "status 4": {1, 10}, "status 6": {0.2, 2},
		"validated false": {0.1, 1}, "certifiability 0": {0.01, 0.5}, "certifiability 1": {0.05, 1}, "procedures 1": {0.2, 2},
		"enrolled true": {60, 80}, "without rights true": {0.05, 0.5}, "parents 2": {10, 40},
	} {
		if got := 100 * float64(count[what]) / float64(len(many())); got < share[0] || got > share[1] {
			t.Errorf("%s: %.2f%%, want %v", what, got, share)
		}
	}
}

// No code here can be that of a real person: the codes of places are none that
// have been assigned.
func TestPlacesAreNotAssigned(t *testing.T) {
	t.Parallel()
	free := regexp.MustCompile(`^(X90\d|Z9[56]\d)$`)
	seen := map[string]bool{}
	for _, p := range Places() {
		if !free.MatchString(p.Code) || seen[p.Code] || p.SourceID != "demo-"+p.Code || p.Name == "" {
			t.Errorf("place %+v", p)
		}
		seen[p.Code] = true
	}
}

func TestOffice(t *testing.T) {
	t.Parallel()
	o := Office()
	if o.SecondLanguage() != registry.German || o.Alternative == "" {
		t.Errorf("the second language is %q, the office is %q in it", o.SecondLanguage(), o.Alternative)
	}
	if !o.ID.Valid() || o.Basis != registry.BasisDemo || !slices.Contains(o.Languages, registry.Italian) || !strings.Contains(o.Contact, ".example") {
		t.Errorf("Office = %+v", o)
	}
	coat, err := png.Decode(bytes.NewReader(o.CoatOfArms))
	if err != nil {
		t.Fatal(err)
	}
	if size := coat.Bounds().Size(); size.X != 400 || size.Y != 480 || len(o.CoatOfArms) > 30<<10 {
		t.Errorf("coat of arms: %v, %d bytes", size, len(o.CoatOfArms))
	}
	o.CoatOfArms[0] = 0
	if Office().CoatOfArms[0] == 0 {
		t.Error("the coat of arms is shared with who changes it")
	}
}

// What the demo register holds can be written as a file for import and read back.
func TestEntriesSurviveImport(t *testing.T) {
	t.Parallel()
	want := collect(4000)
	i := 0
	for got, err := range registry.ReadPeople(bytes.NewReader(sheet(want)), Office().ID) {
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(want[i], got) {
			t.Fatalf("row %d (-want +got):\n%s", i, cmp.Diff(want[i], got))
		}
		i++
	}
	if i != len(want) {
		t.Errorf("read %d of %d", i, len(want))
	}
}

func BenchmarkEntries(b *testing.B) {
	b.ReportAllocs()
	n := 0
	for range Entries(max(b.N, len(list))) {
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "people/s")
}

func BenchmarkReadPeople(b *testing.B) {
	file := sheet(collect(10000))
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range registry.ReadPeople(bytes.NewReader(file), Office().ID) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
