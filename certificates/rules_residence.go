package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

var residenceRules = []*Rule{
	{
		Code: "EN434", Stage: OfContents, By: TheOffice, Way: askOffice,
		Kinds:    append([]Kind{Residence, CommunityResidence, ResidenceAbroad, HouseholdAbroad, ResidenceHistory, ResidenceOnDate}, ofFamily...),
		Citation: lawRegister + "; " + checks + ", EN434",
		Sentence: say(
			"Nella scheda manca un indirizzo completo di residenza.",
			"Im Eintrag fehlt eine vollständige Wohnsitzadresse.",
			"V zapisu manjka popoln naslov prebivališča.",
			"Sur la fiche il manque une adresse de résidence complète.",
			"The record lacks a complete address of residence."),
		stops: lacksAddress,
	},
}

func lacksAddress(c *Case) bool {
	switch c.Kind {
	case ResidenceHistory:
		all := c.Extract.History.Residences
		return len(all) == 0 || slices.ContainsFunc(all, func(r registry.PastResidence) bool { return !isAddress(r.Address) })
	case ResidenceOnDate:
		r := livedOn(c.Extract.History, c.Request.On)
		return r != nil && !isAddress(r.Address)
	}
	r, foreign := c.Subject.Residence, c.Subject.Standing.State == registry.Abroad
	if foreign != slices.Contains(ofAbroad, c.Kind) {
		return false // the kind is not for this person, and that is refusal enough
	}
	return r == nil || !isAddress(r.Address) || foreign != (r.Address.State != "")
}

func isAddress(a registry.Address) bool { return a.Street != "" && a.Municipality != "" }
