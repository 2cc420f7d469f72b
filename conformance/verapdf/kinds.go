package main

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

var names = map[certificates.Kind]string{
	certificates.Birth: "birth", certificates.Death: "death", certificates.Marriage: "marriage", certificates.Removal: "removal",
	certificates.Citizenship: "citizenship", certificates.CitizenshipHistory: "citizenship-history", certificates.Life: "life",
	certificates.Residence: "residence", certificates.ResidenceHistory: "residence-history", certificates.ResidenceAbroad: "residence-abroad",
	certificates.CivilStatus: "civil-status", certificates.Household: "household", certificates.HouseholdAndStatus: "household-status",
	certificates.CommunityResidence: "community", certificates.HouseholdAbroad: "household-abroad", certificates.HouseholdTies: "household-ties",
	certificates.FreeStatus: "free-status", certificates.CivilUnion: "civil-union", certificates.CohabitationContract: "contract",
	certificates.ResidenceOnDate: "residence-on-date", certificates.PoliticalRights: "political-rights",
	certificates.ElectoralRoll: "electoral-roll", certificates.HouseholdOnDate: "household-on-date",
}

// together is what is combined into one certificate.
var together = map[string][]certificates.Kind{
	"combined-most":      {certificates.Residence, certificates.Household, certificates.Citizenship},
	"combined-long":      {certificates.Birth, certificates.Residence, certificates.Citizenship, certificates.CivilStatus, certificates.HouseholdTies},
	"combined-electoral": {certificates.Life, certificates.PoliticalRights, certificates.ElectoralRoll},
	"combined-abroad":    {certificates.ResidenceAbroad, certificates.HouseholdAbroad},
}

var (
	home = certificates.AddressContent{
		Street: "Via dell'Unità d'Italia", Number: "12/B", PostalCode: "00000", Province: "BZ",
		Municipality: "Collesempio", Alternative: "Musterbichl", AlternativeLanguage: registry.German,
	}
	act   = certificates.ActContent{Municipality: "Valdemo", Year: 1980, Part: "I", Series: "A", Number: "123"}
	event = certificates.UnionContent{Partner: "Esempi Dimostra", PartnerBorn: registry.Date{Year: 1979}, On: registry.Date{Year: 2005, Month: 6, Day: 18}, Place: "Valdemo", Act: &act}
	began = registry.Date{Year: 2015, Month: 2, Day: 1}
	past  = []certificates.PastResidence{{AddressContent: home, Since: registry.Date{Year: 1999}, Until: began}, {AddressContent: home, Since: began}}
)

// state gives a content what a kind states.
func state(c *certificates.Content, kind certificates.Kind, members int) {
	switch kind {
	case certificates.Birth:
		c.BirthAct = &act
	case certificates.Death:
		c.Death = &certificates.DeathContent{On: began, Place: "Valdemo", Act: &act}
	case certificates.Marriage:
		c.Marriage = &event
	case certificates.Removal:
		c.Removal = &certificates.RemovalContent{On: began, Reason: "8"}
	case certificates.Citizenship:
		c.Citizenship = registry.ItalianState
	case certificates.CitizenshipHistory:
		c.Citizenships = []certificates.PastCitizenship{{State: "SRB", Name: "di Serbia", Until: began}, {State: registry.ItalianState, Name: "italiana", Since: began}}
	case certificates.Life:
		c.Alive = true
	case certificates.ResidenceHistory:
		c.Residences = past
	case certificates.ResidenceOnDate:
		c.On, c.Residences = began, past[1:]
	case certificates.CivilStatus:
		c.CivilStatus = &certificates.CivilStatusContent{Code: registry.Married, Partner: event.Partner, On: event.On, Place: event.Place}
	case certificates.FreeStatus:
		c.FreeStatus = true
	case certificates.CivilUnion:
		c.CivilUnion = &event
	case certificates.CohabitationContract:
		c.Contract = &certificates.ContractContent{Partner: event.Partner, On: began, By: "notaio Dimostra Esempi"}
	case certificates.PoliticalRights, certificates.ElectoralRoll:
		c.Electoral = &certificates.ElectoralContent{Rights: true, Enrolled: true, Since: began}
	default:
		live(c, kind, members)
	}
}

// live gives a content what a kind states of where and with whom somebody lives.
func live(c *certificates.Content, kind certificates.Kind, members int) {
	if kind == certificates.ResidenceAbroad || kind == certificates.HouseholdAbroad {
		c.Abroad = &certificates.AbroadContent{Address: "Musterstraße 12", Locality: "80331 Monaco di Baviera", State: "Germania", Consulate: "Monaco di Baviera", Since: began}
	} else {
		c.Residence = &home
	}
	switch kind {
	case certificates.Residence, certificates.ResidenceAbroad:
		return
	case certificates.CommunityResidence:
		c.Community = &certificates.CommunityContent{Name: "Casa di riposo San Demo"}
		return
	case certificates.HouseholdOnDate:
		c.On = began
	}
	statuses := []registry.CivilStatusCode{registry.Married, registry.FreeByDeath, registry.Unmarried}
	ties := []registry.Relationship{registry.Head, registry.Spouse, registry.Child, 23, 81}
	for i := range members {
		m := certificates.MemberContent{Individual: member(i)}
		switch kind {
		case certificates.HouseholdAndStatus:
			m.CivilStatus = statuses[i%len(statuses)]
		case certificates.HouseholdTies:
			m.Tie = ties[i%len(ties)]
		}
		c.Household = append(c.Household, m)
	}
}
