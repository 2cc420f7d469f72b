package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// ofThePast is the kinds that speak of the past (certificati storici).
var ofThePast = []Kind{CitizenshipHistory, ResidenceHistory, ResidenceOnDate, HouseholdOnDate}

var historyRules = []*Rule{
	{
		Code: "SP015", Stage: OfContents, By: Applicant, Missing: true, Kinds: ofThePast,
		Citation: lawHistory,
		Sentence: say(
			"Un certificato storico si rilascia su richiesta motivata, e il motivo manca.",
			"Eine historische Bescheinigung wird auf begründeten Antrag ausgestellt, und die Begründung fehlt.",
			"Zgodovinsko potrdilo se izda na utemeljeno prošnjo, utemeljitev pa manjka.",
			"Un certificat historique est délivré sur demande motivée, et le motif manque.",
			"A historical certificate is issued on a reasoned request, and the reason is missing."),
		Way: say(
			"Scrivi nella richiesta perché ti serve il certificato.",
			"Schreiben Sie in den Antrag, wozu Sie die Bescheinigung brauchen.",
			"V vlogo napišite, zakaj potrebujete potrdilo.",
			"Écrivez dans la demande pourquoi il vous faut le certificat.",
			"Write in the request why you need the certificate."),
		stops: func(c *Case) bool { return c.Request.Grounds == "" },
	},
	{
		Code: "EN422", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{ResidenceHistory, ResidenceOnDate},
		Citation: checks + ", certificati storici di residenza, EN422",
		Sentence: say(
			"Nella scheda manca la data da cui decorre un indirizzo.",
			"Im Eintrag fehlt der Tag, ab dem eine Adresse gilt.",
			"V zapisu manjka dan, od katerega velja naslov.",
			"Sur la fiche il manque la date à partir de laquelle une adresse est valable.",
			"The record lacks the day from which an address holds."),
		stops: func(c *Case) bool {
			return anyResidence(c, func(r registry.PastResidence) bool { return r.Since.IsZero() })
		},
	},
	{
		Code: "EN423", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{ResidenceHistory, ResidenceOnDate},
		Citation: checks + ", certificati storici di residenza, EN423",
		Sentence: say(
			"Nella scheda un indirizzo decorre da prima dell'iscrizione in anagrafe.",
			"Im Eintrag gilt eine Adresse schon vor der Eintragung ins Melderegister.",
			"V zapisu naslov velja že pred vpisom v register prebivalstva.",
			"Sur la fiche, une adresse est valable avant l'inscription au registre de la population.",
			"In the record an address holds from before the registration."),
		stops: func(c *Case) bool {
			registered := c.Extract.History.Registered
			return !registered.IsZero() && anyResidence(c, func(r registry.PastResidence) bool { return !r.Since.IsZero() && r.Since.Before(registered) })
		},
	},
}

// anyResidence reports whether something is true of a residence that the kind states.
func anyResidence(c *Case, is func(registry.PastResidence) bool) bool {
	if c.Kind == ResidenceOnDate {
		r := livedOn(c.Extract.History, c.Request.On)
		return r != nil && is(*r)
	}
	return slices.ContainsFunc(c.Extract.History.Residences, is)
}

// livedOn is the residence of a past day, as far as the record is certain of it; nil if
// there is none. One of which the beginning is not recorded counts, for a rule to stop it.
func livedOn(h registry.History, day registry.Date) *registry.PastResidence {
	for i := range h.Residences {
		if r := &h.Residences[i]; day.Day != 0 && inEffect(r.Since.Latest(), r.Until, day) {
			return r
		}
	}
	return nil
}
