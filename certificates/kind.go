package certificates

import (
	"fmt"
	"slices"

	"github.com/sportello/sportello/registry"
)

// Kind is a certificate kind (tipo di certificato) by its official code, table 13
// of the national register.
type Kind int

// The kinds of table 13.
const (
	Birth                Kind = 1
	Death                Kind = 2
	Marriage             Kind = 3
	Removal              Kind = 4
	Citizenship          Kind = 5
	CitizenshipHistory   Kind = 6
	Life                 Kind = 7
	Residence            Kind = 8
	ResidenceHistory     Kind = 9
	ResidenceAbroad      Kind = 10
	CivilStatus          Kind = 11
	Household            Kind = 12
	HouseholdAndStatus   Kind = 13
	CommunityResidence   Kind = 14
	HouseholdAbroad      Kind = 15
	HouseholdTies        Kind = 16
	FreeStatus           Kind = 17
	CivilUnion           Kind = 18
	CohabitationContract Kind = 19
	ResidenceOnDate      Kind = 20
)

// The kinds beside table 13, which publishes no code of theirs: the two electoral ones
// (d.P.R. 223/1967), and the household as it was on a past day, which no service of
// ANPR issues and the office does from its own history (art. 35 c.4 d.P.R. 223/1989).
const (
	PoliticalRights Kind = 101
	ElectoralRoll   Kind = 102
	HouseholdOnDate Kind = 103
)

// Entry is one row of the catalogue: a kind with its names and what an office
// prints.
type Entry struct {
	Kind     Kind
	Slug     string // stable name in the API
	Name     Text
	Validity int  // months for which it is valid; 0 for facts that cannot change (art. 41 c.1 d.P.R. 445/2000)
	Offered  bool // Sportello can issue it

	Subjects []registry.StandingState // how the subject's record may stand
	Channels []Channel                // by which it can be had
	From     registry.Date            // first day in the catalogue; zero for always
	Until    registry.Date            // first day no longer in it; zero while it stands
}

// threeMonths is art. 33 c.3 d.P.R. 223/1989 as amended by d.P.R. 126/2015.
const threeMonths = 3

var table13 = []Entry{
	{Kind: Birth, Slug: "birth", Name: text("Certificato anagrafico di nascita", "Registry certificate of birth"), Validity: threeMonths, Offered: true},
	{Kind: Death, Slug: "death", Name: text("Certificato anagrafico di morte", "Registry certificate of death"), Validity: 0, Offered: false},
	{Kind: Marriage, Slug: "marriage", Name: text("Certificato anagrafico di matrimonio", "Registry certificate of marriage"), Validity: threeMonths, Offered: false},
	{Kind: Removal, Slug: "removal", Name: text("Certificato di cancellazione anagrafica", "Certificate of removal from the register"), Validity: threeMonths, Offered: false},
	{Kind: Citizenship, Slug: "citizenship", Name: text("Certificato di cittadinanza", "Certificate of citizenship"), Validity: threeMonths, Offered: true},
	{Kind: CitizenshipHistory, Slug: "citizenship-history", Name: text("Certificato storico di cittadinanza", "Historical citizenship certificate"), Validity: threeMonths, Offered: false},
	{Kind: Life, Slug: "life", Name: text("Certificato di esistenza in vita", "Certificate of life"), Validity: threeMonths, Offered: true},
	{Kind: Residence, Slug: "residence", Name: text("Certificato di residenza", "Certificate of residence"), Validity: threeMonths, Offered: true},
	{Kind: ResidenceHistory, Slug: "residence-history", Name: text("Certificato storico di residenza", "Historical residence certificate"), Validity: threeMonths, Offered: false},
	{Kind: ResidenceAbroad, Slug: "residence-abroad", Name: text("Certificato di residenza AIRE", "Residence certificate for Italians abroad"), Validity: threeMonths, Offered: false},
	{Kind: CivilStatus, Slug: "civil-status", Name: text("Certificato di stato civile", "Certificate of civil status"), Validity: threeMonths, Offered: true},
	{Kind: Household, Slug: "household", Name: text("Certificato di stato di famiglia", "Household certificate"), Validity: threeMonths, Offered: true},
	{Kind: HouseholdAndStatus, Slug: "household-and-civil-status", Name: text("Certificato di stato di famiglia e di stato civile", "Household and civil-status certificate"), Validity: threeMonths, Offered: false},
	{Kind: CommunityResidence, Slug: "community-residence", Name: text("Certificato di residenza in convivenza", "Certificate of residence in a community"), Validity: threeMonths, Offered: false},
	{Kind: HouseholdAbroad, Slug: "household-abroad", Name: text("Certificato di stato di famiglia AIRE", "Household certificate for Italians abroad"), Validity: threeMonths, Offered: false},
	{Kind: HouseholdTies, Slug: "household-with-relationships", Name: text("Certificato di stato di famiglia con rapporti di parentela", "Household certificate with relationships"), Validity: threeMonths, Offered: false},
	{Kind: FreeStatus, Slug: "free-status", Name: text("Certificato di stato libero", "Certificate of free status"), Validity: threeMonths, Offered: false},
	{Kind: CivilUnion, Slug: "civil-union", Name: text("Certificato anagrafico di unione civile", "Civil-union certificate"), Validity: threeMonths, Offered: false},
	{Kind: CohabitationContract, Slug: "cohabitation-contract", Name: text("Certificato di contratto di convivenza", "Cohabitation-contract certificate"), Validity: threeMonths, Offered: false},
	{Kind: ResidenceOnDate, Slug: "residence-on-date", Name: text("Certificato storico di residenza alla data", "Certificate of residence on a past date"), Validity: threeMonths, Offered: false},
}

// Catalogue is the kinds that an installation knows, in the order of the official
// table. It is safe for concurrent use once made.
type Catalogue struct{ entries []Entry }

// NewCatalogue is table 13 with the validity of some kinds replaced, in months by
// slug. It fails on a slug that is not in the table or a validity outside 0 to 120.
func NewCatalogue(validity map[string]int) (*Catalogue, error) {
	c := &Catalogue{entries: slices.Clone(table13)}
	for slug, months := range validity {
		e := c.bySlug(slug)
		if e == nil {
			return nil, fmt.Errorf("certificates: validity for %q: no such kind", slug)
		}
		if months < 0 || months > 120 {
			return nil, fmt.Errorf("certificates: validity for %q: %d months is not between 0 and 120", slug, months)
		}
		e.Validity = months
	}
	return c, nil
}

// Entries is every kind, in the order of the table.
func (c *Catalogue) Entries() []Entry { return slices.Clone(c.entries) }

// Offered is the entries that Sportello can issue, in the order of the table.
func (c *Catalogue) Offered() []Entry {
	var out []Entry
	for _, e := range c.entries {
		if e.Offered {
			out = append(out, e)
		}
	}
	return out
}

// Entry returns the row of a kind; ok is false for a code outside the table.
func (c *Catalogue) Entry(k Kind) (e Entry, ok bool) {
	for _, e := range c.entries {
		if e.Kind == k {
			return e, true
		}
	}
	return Entry{}, false
}

// Slug returns the row with that name in the API; ok is false for any other.
func (c *Catalogue) Slug(slug string) (e Entry, ok bool) {
	if p := c.bySlug(slug); p != nil {
		return *p, true
	}
	return Entry{}, false
}

func (c *Catalogue) bySlug(slug string) *Entry {
	for i := range c.entries {
		if c.entries[i].Slug == slug {
			return &c.entries[i]
		}
	}
	return nil
}
