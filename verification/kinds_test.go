package verification

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// stated is what certificates of the kinds state that say more than who somebody is, by
// the kind, with what can be changed in it.
var stated = map[certificates.Kind]struct {
	fill  func(*certificates.Content)
	forge []func(*certificates.Content)
}{
	certificates.Death: {
		func(c *certificates.Content) {
			c.Death = &certificates.DeathContent{On: on(2026, 10, 2), Place: "Collesempio"}
		},
		[]func(*certificates.Content){
			func(c *certificates.Content) { c.Death.On.Day++ }, func(c *certificates.Content) { c.Death.Place = "Altrove" },
		},
	},
	certificates.Removal: {
		func(c *certificates.Content) { c.Removal = &certificates.RemovalContent{On: on(2026, 10, 2)} },
		[]func(*certificates.Content){func(c *certificates.Content) { c.Removal.On.Year-- }},
	},
	certificates.Marriage: {
		func(c *certificates.Content) { c.Marriage = union() },
		[]func(*certificates.Content){
			func(c *certificates.Content) { c.Marriage.Partner = "Altri" }, func(c *certificates.Content) { c.Marriage.On.Year-- },
			func(c *certificates.Content) { c.Marriage.PartnerBorn.Year-- }, func(c *certificates.Content) { c.Marriage.Place = "Altrove" },
		},
	},
	certificates.CivilUnion: {
		func(c *certificates.Content) { c.CivilUnion = union() },
		[]func(*certificates.Content){func(c *certificates.Content) { c.CivilUnion.Partner = "Altri" }},
	},
	certificates.CohabitationContract: {
		func(c *certificates.Content) {
			c.Contract = &certificates.ContractContent{Partner: "Esempi Dimostra", PartnerBorn: on(1980, 1, 2), On: on(2020, 3, 4), By: "notaio Verdi"}
		},
		[]func(*certificates.Content){
			func(c *certificates.Content) { c.Contract.Partner = "Altri" }, func(c *certificates.Content) { c.Contract.By = "nessuno" },
			func(c *certificates.Content) { c.Contract.On.Year-- },
		},
	},
	certificates.ResidenceAbroad: {
		func(c *certificates.Content) {
			c.Abroad = &certificates.AbroadContent{Address: "Musterstraße 12", Locality: "Monaco", State: "Germania", Consulate: "Norimberga", Since: on(2015, 2, 1)}
		},
		[]func(*certificates.Content){
			func(c *certificates.Content) { c.Abroad.Address = "Musterstraße 13" }, func(c *certificates.Content) { c.Abroad.Locality = "Berlino" },
			func(c *certificates.Content) { c.Abroad.State = "Austria" }, func(c *certificates.Content) { c.Abroad.Consulate = "Vienna" },
			func(c *certificates.Content) { c.Abroad.Since.Year-- },
		},
	},
	certificates.CommunityResidence: {
		func(c *certificates.Content) {
			c.Residence, c.Community = contentOf(certificates.Residence).Residence, &certificates.CommunityContent{Name: "Casa San Demo"}
		},
		[]func(*certificates.Content){func(c *certificates.Content) { c.Community.Name = "Casa Altra" }},
	},
	certificates.ResidenceOnDate: {
		func(c *certificates.Content) {
			past := certificates.PastResidence{AddressContent: *contentOf(certificates.Residence).Residence, Since: on(2010, 1, 2)}
			c.On, c.Residences = on(2016, 6, 1), []certificates.PastResidence{past}
		},
		[]func(*certificates.Content){
			func(c *certificates.Content) { c.On.Year-- }, func(c *certificates.Content) { c.Residences[0].Since.Year-- },
			func(c *certificates.Content) { c.Residences[0].Street = "Via Altra" },
		},
	},
	certificates.CitizenshipHistory: {
		func(c *certificates.Content) {
			c.Citizenships = []certificates.PastCitizenship{{State: registry.ItalianState, Name: "italiana", Since: on(2010, 4, 1)}}
		},
		[]func(*certificates.Content){func(c *certificates.Content) { c.Citizenships[0].Since.Year-- }},
	},
	certificates.ElectoralRoll: {
		func(c *certificates.Content) {
			c.Electoral = &certificates.ElectoralContent{Enrolled: true, Since: on(1998, 3, 12)}
		},
		[]func(*certificates.Content){func(c *certificates.Content) { c.Electoral.Since.Year-- }},
	},
	certificates.Life: {
		func(c *certificates.Content) {
			c.Duty = &certificates.DutyContent{Means: certificates.PaperStamp, Amount: 1600, Stamp: "01234567890123", StampOn: on(2026, 11, 20)}
		},
		[]func(*certificates.Content){
			func(c *certificates.Content) { c.Duty.Stamp = "98765432109876" }, func(c *certificates.Content) { c.Duty.StampOn.Day-- },
		},
	},
}

func on(year, month, day int) registry.Date {
	return registry.Date{Year: year, Month: time.Month(month), Day: day}
}

func union() *certificates.UnionContent {
	return &certificates.UnionContent{Partner: "Esempi Dimostra", PartnerBorn: on(1980, 1, 2), On: on(2005, 6, 18), Place: "Collesempio"}
}

func factsOf(t testing.TB, c *certificates.Content) []string {
	t.Helper()
	data, err := c.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	facts, err := Facts(data)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// All facts of a kind stand on its page, in one language or two; a page with other ones
// is told from it.
func TestFactsOfKinds(t *testing.T) {
	t.Parallel()
	p := pressed(t, ours)
	for kind, test := range stated {
		for _, l := range []registry.Language{registry.Italian, registry.German, registry.English} {
			c := contentOf(kind)
			c.Language = l
			test.fill(c)
			page := strings.Join(p.typesetter.Lines(c), "\n")
			for _, f := range factsOf(t, c) {
				if !strings.Contains(page, f) {
					t.Errorf("%d: %q is not printed:\n%s", kind, f, page)
				}
			}
			i, err := newInspector(t, p).File(t.Context(), p.seal(t, c, site+code.Compact()))
			if err != nil || i.Verdict != "genuine" || i.Content.Consistent != "yes" {
				t.Errorf("%d in %s: %+v, %v", kind, l, i, err)
			}
			for n, forge := range test.forge {
				other := contentOf(kind)
				test.fill(other)
				forge(other)
				if !slices.ContainsFunc(factsOf(t, other), func(f string) bool { return !strings.Contains(page, f) }) {
					t.Errorf("%d: forgery %d is not noticed", kind, n)
				}
			}
		}
	}
}
