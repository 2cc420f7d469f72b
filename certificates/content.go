package certificates

import (
	"slices"
	"time"

	"github.com/sportello/sportello/registry"
)

// ContentVersion names the shape of Content.
const ContentVersion = 1

// Content is everything that a certificate states, taken from the register once.
// The page is typeset from it and from nothing else, and it is stored beside the
// sealed file as the record of what was certified.
//
// By its shape it cannot hold what must not be printed: no father or mother
// (L. 1064/1955), no tie from which an adoption could be read (art. 28
// L. 184/1983), none of the data of art. 35 c.2 d.P.R. 223/1989, no fiscal code.
type Content struct {
	Version   int                 `json:"version"`
	Office    OfficeContent       `json:"office"`
	Basis     registry.LegalBasis `json:"basis"`
	Kinds     []Kind              `json:"kinds"`
	Use       Use                 `json:"use"`
	Language  registry.Language   `json:"language"`
	Number    Number              `json:"number"`
	IssuedOn  registry.Date       `json:"issuedOn"`
	Validity  int                 `json:"validityMonths,omitempty"` // 0: unlimited
	Ground    string              `json:"validityGround,omitempty"` // the law that says so, where the office has chosen
	ValidTo   registry.Date       `json:"validUntil,omitzero"`
	Extracted time.Time           `json:"extractedAt"` // when the register was read

	Subject     Individual          `json:"subject"`
	BirthAct    *ActContent         `json:"birthAct,omitempty"`
	Alive       bool                `json:"alive,omitempty"`
	Residence   *AddressContent     `json:"residence,omitempty"`
	Household   []MemberContent     `json:"household,omitempty"`   // in order, the subject among them
	Citizenship string              `json:"citizenship,omitempty"` // ISO 3166-1 alpha-3
	CivilStatus *CivilStatusContent `json:"civilStatus,omitempty"`
	FreeStatus  bool                `json:"freeStatus,omitempty"`

	Death        *DeathContent     `json:"death,omitempty"`
	Removal      *RemovalContent   `json:"removal,omitempty"`
	Marriage     *UnionContent     `json:"marriage,omitempty"`
	CivilUnion   *UnionContent     `json:"civilUnion,omitempty"`
	Contract     *ContractContent  `json:"cohabitationContract,omitempty"`
	Community    *CommunityContent `json:"community,omitempty"`
	Abroad       *AbroadContent    `json:"abroad,omitempty"`
	Residences   []PastResidence   `json:"residences,omitempty"`   // the oldest first
	Citizenships []PastCitizenship `json:"citizenships,omitempty"` // the oldest first
	On           registry.Date     `json:"asOf,omitzero"`          // the past day that the certificate speaks of
	Electoral    *ElectoralContent `json:"electoral,omitempty"`
	Duty         *DutyContent      `json:"stampDuty,omitempty"`
}

// OfficeContent names the office that issues.
type OfficeContent struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Individual is a person as printed.
type Individual struct {
	Surname string        `json:"surname,omitempty"`
	Given   string        `json:"givenName,omitempty"`
	Sex     registry.Sex  `json:"sex"`
	Born    registry.Date `json:"birthDate"`
	Place   PlaceContent  `json:"birthPlace"`
}

// MemberContent is a member of a household as printed, with what the kind states of
// each: the civil status, or the tie to the head as it may be printed (art. 28
// L. 184/1983). Zero where the kind states neither.
type MemberContent struct {
	Individual
	CivilStatus registry.CivilStatusCode `json:"civilStatus,omitempty"`
	Tie         registry.Relationship    `json:"relationship,omitempty"`
}

// DeathContent is a death as printed.
type DeathContent struct {
	On    registry.Date `json:"date"`
	Place string        `json:"place,omitempty"`
	Act   *ActContent   `json:"act,omitempty"`
}

// RemovalContent is a removal from the register as printed: since when, and the
// reason by the official table of motivi di cancellazione.
type RemovalContent struct {
	On     registry.Date `json:"date"`
	Reason string        `json:"reason,omitempty"`
}

// UnionContent is a marriage or civil union as printed, as far as the record goes.
type UnionContent struct {
	Partner     string        `json:"partner,omitempty"`
	PartnerBorn registry.Date `json:"partnerBirthDate,omitzero"`
	On          registry.Date `json:"date,omitzero"`
	Place       string        `json:"place,omitempty"`
	Act         *ActContent   `json:"act,omitempty"`
}

// ContractContent is a cohabitation contract as printed.
type ContractContent struct {
	Partner     string        `json:"partner"`
	PartnerBorn registry.Date `json:"partnerBirthDate,omitzero"`
	On          registry.Date `json:"date"`
	By          string        `json:"authenticatedBy,omitempty"`
}

// CommunityContent is a community (convivenza anagrafica) as printed.
type CommunityContent struct {
	Name string `json:"name"`
}

// AbroadContent is an address abroad as printed, of who is registered in the AIRE of
// the office since a day.
type AbroadContent struct {
	Address   string        `json:"address"`
	Locality  string        `json:"locality"`
	State     string        `json:"state"`
	Consulate string        `json:"consulate,omitempty"`
	Since     registry.Date `json:"since,omitzero"`
}

// PastResidence is an address with the days from which and up to which it was the
// residence.
type PastResidence struct {
	AddressContent
	Since registry.Date `json:"since,omitzero"`
	Until registry.Date `json:"until,omitzero"` // exclusive; absent for what still holds
}

// PastCitizenship is a citizenship with the days from which and up to which it was
// held.
type PastCitizenship struct {
	State string        `json:"state"` // ISO 3166-1 alpha-3
	Name  string        `json:"name"`  // in Italian
	Since registry.Date `json:"since,omitzero"`
	Until registry.Date `json:"until,omitzero"` // exclusive; absent for what still holds
}

// ElectoralContent is what the electoral archive says, as printed.
type ElectoralContent struct {
	Rights   bool          `json:"politicalRights,omitempty"`
	Enrolled bool          `json:"enrolled,omitempty"`
	Since    registry.Date `json:"enrolledSince,omitzero"`
}

// DutyContent is the stamp duty and the fee as printed: the exemption with the law that grants
// it, or how the duty was paid. Amounts are in cents.
type DutyContent struct {
	Exemption int           `json:"exemption,omitempty"` // official table 39
	Ground    string        `json:"ground,omitempty"`    // in words, of exemption 99
	Citation  string        `json:"citation,omitempty"`
	Means     Means         `json:"means,omitempty"`
	Amount    int           `json:"amountCents,omitempty"`
	Stamp     string        `json:"stamp,omitempty"` // identifier of a paper stamp
	StampOn   registry.Date `json:"stampDate,omitzero"`
	Authority string        `json:"authorisation,omitempty"` // of the virtual stamp
	Payment   string        `json:"payment,omitempty"`       // identifier of an online payment
	Fee       int           `json:"feeCents,omitempty"`      // diritti di segreteria
}

// PlaceContent is a birth place as printed.
type PlaceContent struct {
	Kind                registry.BirthPlaceKind `json:"kind"`
	Name                string                  `json:"name"`
	Alternative         string                  `json:"alternativeName,omitempty"`
	AlternativeLanguage registry.Language       `json:"alternativeLanguage,omitempty"` // "" if it is not known
	Province            string                  `json:"province,omitempty"`
	State               string                  `json:"state,omitempty"`
}

// AddressContent is an address as printed.
type AddressContent struct {
	Street              string            `json:"street"`
	Number              string            `json:"number,omitempty"`
	Internal            string            `json:"internal,omitempty"`
	Hamlet              string            `json:"hamlet,omitempty"`
	PostalCode          string            `json:"postalCode,omitempty"`
	Municipality        string            `json:"municipality"`
	Alternative         string            `json:"alternativeName,omitempty"`
	AlternativeLanguage registry.Language `json:"alternativeLanguage,omitempty"` // "" if it is not known
	Province            string            `json:"province,omitempty"`
}

// CivilStatusContent is a civil status as printed; the partner's name, day and
// place where the record has them.
type CivilStatusContent struct {
	Code    registry.CivilStatusCode `json:"code"`
	Partner string                   `json:"partner,omitempty"`
	On      registry.Date            `json:"date,omitzero"`
	Place   string                   `json:"place,omitempty"`
}

// ActContent is a civil-status act as printed.
type ActContent struct {
	Municipality string `json:"municipality"`
	Year         int    `json:"year"`
	Part         string `json:"part,omitempty"`
	Series       string `json:"series,omitempty"`
	Number       string `json:"number"`
	Office       string `json:"office,omitempty"`
}

// fill holds, for each kind that can be issued, what it takes from the register.
var fill = map[Kind]func(*Content, registry.Extract){
	Birth:       func(c *Content, x registry.Extract) { c.BirthAct = actContent(x.Subject.Birth.Act) },
	Citizenship: func(c *Content, x registry.Extract) { c.Citizenship = x.Subject.Citizenships[0].State },
	Life:        func(c *Content, _ registry.Extract) { c.Alive = true },
	Residence:   func(c *Content, x registry.Extract) { c.Residence = addressContent(x.Subject.Residence.Address) },
	CivilStatus: func(c *Content, x registry.Extract) { c.CivilStatus = statusContent(*x.Subject.CivilStatus) },
	Household: func(c *Content, x registry.Extract) {
		c.Residence = addressContent(x.Subject.Residence.Address)
		for _, m := range x.Household.Members {
			c.Household = append(c.Household, MemberContent{Individual: individual(m.Person)})
		}
	},
}

// compose takes from the extract what the kinds state. The rules have been asked
// before: what a kind needs is there.
func (c *Catalogue) compose(r Request, office registry.Office, x registry.Extract, at time.Time) *Content {
	content := &Content{
		Version:   ContentVersion,
		Office:    OfficeContent{Code: string(office.ID), Name: office.Name},
		Basis:     office.Basis,
		Kinds:     slices.Clone(r.Kinds),
		Use:       r.Use,
		Language:  r.Language,
		IssuedOn:  registry.DateOf(at),
		Extracted: x.AsOf.Known,
		Subject:   individual(x.Subject),
	}
	content.Validity = c.validity(r.Kinds)
	if content.Validity > 0 {
		content.ValidTo = content.IssuedOn.AddMonths(content.Validity)
	}
	for _, k := range r.Kinds {
		fill[k](content, x)
	}
	return content
}

// validity is the shortest validity among the kinds, in months; 0 if all are
// unlimited.
func (c *Catalogue) validity(kinds []Kind) int {
	months := 0
	for _, k := range kinds {
		if e, _ := c.Entry(k); e.Validity > 0 && (months == 0 || e.Validity < months) {
			months = e.Validity
		}
	}
	return months
}

func individual(p registry.Person) Individual {
	n, b := p.Name.Printed(), p.Birth
	i := Individual{
		Surname: n.Surname, Given: n.Given, Sex: p.Sex, Born: b.Date,
		Place: PlaceContent{Kind: b.Place.Kind, Name: b.Place.Name, Alternative: b.Place.Alternative, Province: b.Place.Province, State: b.Place.State},
	}
	if i.Place.Alternative != "" && i.Place.Kind == registry.BornInMunicipality {
		i.Place.AlternativeLanguage = registry.SecondLanguage(i.Place.Province)
	}
	return i
}

func addressContent(a registry.Address) *AddressContent {
	c := &AddressContent{
		Street: a.Street, Number: a.Number, Internal: a.Internal, Hamlet: a.Hamlet, PostalCode: a.PostalCode,
		Municipality: a.Municipality, Alternative: a.Alternative, Province: a.Province,
	}
	if c.Alternative != "" {
		c.AlternativeLanguage = registry.SecondLanguage(c.Province)
	}
	return c
}

func statusContent(s registry.CivilStatus) *CivilStatusContent {
	c := &CivilStatusContent{Code: s.Code}
	if e := s.Event; e != nil && (s.Code == registry.Married || s.Code == registry.InCivilUnion) {
		c.Partner, c.On, c.Place = e.Partner.Printed().String(), e.Date, e.Place
	}
	return c
}

func actContent(a *registry.Act) *ActContent {
	if a == nil {
		return nil
	}
	return &ActContent{Municipality: a.Municipality, Year: a.Year, Part: a.Part, Series: a.Series, Number: a.Number, Office: a.Office}
}
