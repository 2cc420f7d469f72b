package certificates

import (
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
// (L. 1064/1955), none of the data of art. 35 c.2 d.P.R. 223/1989, no fiscal code. Of
// the ties to a head of household it takes those from which no adoption can be read
// (art. 28 L. 184/1983), as its schema has it too.
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
	Ground    string              `json:"validityGround,omitempty"` // the law that sets the validity, or ""
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
	State               string            `json:"state,omitempty"` // in Italian, of a past address abroad
}
