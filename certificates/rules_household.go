package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// ofFamily is the kinds that state the family (famiglia anagrafica) of today.
var ofFamily = []Kind{Household, HouseholdAndStatus, HouseholdTies}

// ofHousehold is the kinds that state a household of today, of any kind.
var ofHousehold = []Kind{Household, HouseholdAndStatus, CommunityResidence, HouseholdAbroad, HouseholdTies}

var householdRules = []*Rule{
	{
		Code: "EN137", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: ofHousehold,
		Citation: "art. 4 e 5 d.P.R. 223/1989; " + checks + ", EN137",
		Sentence: say(
			"La persona non risulta in nessuna famiglia o convivenza anagrafica.",
			"Die Person ist in keiner Familie oder Gemeinschaft eingetragen.",
			"Oseba ni vpisana v nobeno družino ali skupnost.",
			"La personne n'est inscrite dans aucune famille ni communauté.",
			"The person is not recorded in any household or community."),
		stops: func(c *Case) bool { return c.Together == nil },
	},
	{
		Code: "EN055", Stage: OfKind, By: Applicant, Kinds: []Kind{Household, HouseholdAndStatus}, Way: askCommunity,
		Citation: "art. 5 d.P.R. 223/1989; " + checks + ", EN055", Sentence: inCommunity,
		stops: isCommunity,
	},
	{
		Code: "EN058", Stage: OfKind, By: Applicant, Kinds: []Kind{HouseholdTies}, Way: askCommunity,
		Citation: "art. 5 d.P.R. 223/1989; " + checks + ", EN058", Sentence: inCommunity,
		stops: isCommunity,
	},
	{
		Code: "EN056", Stage: OfKind, By: Applicant, Kinds: []Kind{CommunityResidence},
		Citation: "art. 5 d.P.R. 223/1989; " + checks + ", EN056",
		Sentence: say(
			"La persona non vive in una convivenza.",
			"Die Person lebt nicht in einer Gemeinschaft.",
			"Oseba ne živi v skupnosti.",
			"La personne ne vit pas dans une communauté.",
			"The person does not live in a community."),
		Way: say(
			"Chiedi il certificato di residenza o di stato di famiglia.",
			"Beantragen Sie die Wohnsitzbescheinigung oder den Familienbogen.",
			"Zaprosite za potrdilo o stalnem prebivališču ali o gospodinjski skupnosti.",
			"Demandez le certificat de résidence ou d'état de famille.",
			"Ask for the certificate of residence or the household certificate."),
		stops: func(c *Case) bool { return isRegistered(c, registry.Resident) && !isCommunity(c) },
	},
	{
		Code: "EN057", Stage: OfKind, By: TheOffice, Way: askOffice, Kinds: []Kind{HouseholdAbroad},
		Citation: lawAbroad + "; " + checks + ", EN057",
		Sentence: say(
			"La famiglia della persona non è iscritta tra gli italiani residenti all'estero (AIRE).",
			"Die Familie der Person ist nicht unter den Italienern im Ausland (AIRE) eingetragen.",
			"Družina te osebe ni vpisana med Italijane v tujini (AIRE).",
			"La famille de la personne n'est pas inscrite parmi les Italiens de l'étranger (AIRE).",
			"The person's household is not registered among Italians abroad (AIRE)."),
		stops: func(c *Case) bool {
			return isRegistered(c, registry.Abroad) && c.Together.Kind != registry.FamilyAbroad
		},
	},
	{
		Code: "SP020", Stage: OfKind, By: TheOffice, Way: askOffice, Kinds: ofFamily,
		Citation: "art. 4 d.P.R. 223/1989; " + checks + ", certificato di stato di famiglia",
		Sentence: say(
			"La scheda di famiglia della persona è ancora quella degli italiani residenti all'estero (AIRE).",
			"Das Familienblatt der Person ist noch das der Italiener im Ausland (AIRE).",
			"Družinski zapis te osebe je še vedno tisti za Italijane v tujini (AIRE).",
			"La fiche de famille de la personne est encore celle des Italiens de l'étranger (AIRE).",
			"The person's household record is still that of Italians abroad (AIRE)."),
		stops: func(c *Case) bool {
			return isRegistered(c, registry.Resident) && c.Together.Kind == registry.FamilyAbroad
		},
	},
	{
		Code: "EN221", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: ofHousehold,
		Citation: checks + ", EN212 e EN221",
		Sentence: say(
			"La famiglia o la convivenza è ancora in corso di iscrizione.",
			"Die Familie oder Gemeinschaft wird noch eingetragen.",
			"Družina ali skupnost se še vpisuje.",
			"La famille ou la communauté est encore en cours d'inscription.",
			"The household or community is still being registered."),
		stops: func(c *Case) bool { return c.Together != nil && !c.Together.Complete },
	},
	{
		// One rule for all reasons, so that the answer does not tell that somebody has no
		// fixed abode (art. 35 c.2), nor that a family abroad has a tie of the old
		// registers, which may be that of an adoption (EN045; art. 28 L. 184/1983).
		Code: "SP003", Stage: OfSubject, By: TheOffice, Way: askOffice, Kinds: append([]Kind{HouseholdAbroad}, ofFamily...),
		Citation: checks + ", certificato di stato di famiglia (famiglia certificabile, persona con dimora fissa) e EN045; art. 35 c.2 d.P.R. 223/1989; art. 28 L. 184/1983",
		Sentence: say(
			"L'ufficio non può certificare la famiglia di questa persona, anche se può certificare la persona.",
			"Das Amt kann die Familie dieser Person nicht bescheinigen, auch wenn es die Person bescheinigen kann.",
			"Urad ne more potrditi družine te osebe, čeprav lahko potrdi osebo.",
			"Le bureau ne peut pas certifier la famille de cette personne, même s'il peut certifier la personne.",
			"The office cannot certify this person's household, although it can certify the person."),
		stops: func(c *Case) bool {
			return c.Subject.Withheld.Homeless || c.Together != nil && !isCommunity(c) && (!c.Together.Certifiable || hasOldTie(c))
		},
	},
	{
		Code: "EN062", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: ofFamily,
		Citation: "art. 6 d.P.R. 223/1989; " + checks + ", EN062",
		Sentence: say(
			"Nella famiglia non risulta un intestatario della scheda.",
			"In der Familie ist niemand als Bezugsperson der Familie eingetragen.",
			"V družini ni vpisanega nosilca zapisa.",
			"Aucun titulaire de la fiche n'est inscrit dans la famille.",
			"The household has no recorded head."),
		stops: func(c *Case) bool { return isFamily(c) && c.Together.Head() == nil },
	},
	{
		Code: "SP019", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{CommunityResidence},
		Citation: "art. 5 d.P.R. 223/1989; " + checks + ", certificato di residenza in convivenza (EN404, dati non sufficienti)",
		Sentence: say(
			"Nella scheda manca il nome della convivenza.",
			"Im Eintrag fehlt der Name der Gemeinschaft.",
			"V zapisu manjka ime skupnosti.",
			"Sur la fiche il manque le nom de la communauté.",
			"The record lacks the name of the community."),
		stops: func(c *Case) bool { return isCommunity(c) && c.Together.Name == "" },
	},
}

var inCommunity = say(
	"La persona vive in una convivenza, non in una famiglia anagrafica.",
	"Die Person lebt in einer Gemeinschaft, nicht in einer Familie.",
	"Oseba živi v skupnosti, ne v družini.",
	"La personne vit dans une communauté, non dans une famille.",
	"The person lives in a community, not in a household.")

var askCommunity = say(
	"Chiedi il certificato di residenza, o quello di residenza in convivenza.",
	"Beantragen Sie die Wohnsitzbescheinigung oder die über den Wohnsitz in einer Gemeinschaft.",
	"Zaprosite za potrdilo o stalnem prebivališču ali za potrdilo o prebivališču v skupnosti.",
	"Demandez le certificat de résidence, ou celui de résidence en communauté.",
	"Ask for the certificate of residence, or for the one of residence in a community.")

func isFamily(c *Case) bool { return c.Together != nil && c.Together.Kind == registry.Family }

func isCommunity(c *Case) bool { return c.Together != nil && c.Together.Kind == registry.Community }

// hasOldTie reports whether somebody in a family abroad has a tie that no longer exists.
func hasOldTie(c *Case) bool {
	return isRegistered(c, registry.Abroad) && slices.ContainsFunc(c.Together.Members, func(m registry.Member) bool { return slices.Contains(obsolete, m.Relationship) })
}

// isRegistered reports whether the person stands so in the register, with a household
// or community.
func isRegistered(c *Case, s registry.StandingState) bool {
	return c.Subject.Standing.State == s && c.Together != nil
}
