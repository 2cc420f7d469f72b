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
	ValidTo   registry.Date       `json:"validUntil,omitzero"`
	Extracted time.Time           `json:"extractedAt"` // when the register was read

	Subject     Individual          `json:"subject"`
	BirthAct    *ActContent         `json:"birthAct,omitempty"`
	Alive       bool                `json:"alive,omitempty"`
	Residence   *AddressContent     `json:"residence,omitempty"`
	Household   []Individual        `json:"household,omitempty"`   // in order, the subject among them
	Citizenship string              `json:"citizenship,omitempty"` // ISO 3166-1 alpha-3
	CivilStatus *CivilStatusContent `json:"civilStatus,omitempty"`
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
			c.Household = append(c.Household, individual(m.Person))
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
