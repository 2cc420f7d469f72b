package certificates

import "github.com/sportello/sportello/registry"

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

// AbroadContent is an address abroad as printed, of who is registered among Italians
// abroad (AIRE, L. 470/1988) since a day.
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
