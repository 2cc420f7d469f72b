package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// pastRules look at the register as it was on the day that is asked about
// (registry.Extract.Past).
var pastRules = []*Rule{
	{
		Code: "SP031",
		Sentence: say(
			"Per quel giorno l'ufficio non può certificare una famiglia anagrafica.",
			"Für jenen Tag kann das Amt keine im Melderegister eingetragene Familie bescheinigen.",
			"Za tisti dan urad ne more potrditi nobenega gospodinjstva.",
			"Pour ce jour-là, le bureau ne peut certifier aucune famille inscrite au registre.",
			"For that day the office cannot certify a household.",
		),
		Citation: "art. 4 e 35 c.4 d.P.R. 223/1989",
		Way: say(
			"Scegli un altro giorno, o rivolgiti di persona all'ufficio anagrafe, che può cercare nei suoi archivi.",
			"Wählen Sie einen anderen Tag oder wenden Sie sich persönlich an das Meldeamt, das in seinen Archiven suchen kann.",
			"Izberite drug dan ali se osebno obrnite na anagrafski urad, ki lahko poišče v svojem arhivu.",
			"Choisissez un autre jour ou adressez-vous en personne au bureau du registre de la population, qui peut chercher dans ses archives.",
			"Choose another day, or turn in person to the registry office, which can search its archives.",
		),
		By:    TheOffice,
		Kinds: []Kind{HouseholdOnDate},
		Stage: OfContents,
		stops: func(c *Case) bool { return c.Extract.Past != nil && !certifiableThen(c.Extract) },
	},
}

// certifiableThen reports whether the household of the past day can be stated. It is one
// question for one rule: the rule book is public, and a rule of its own about adoption
// would tell of one (art. 28 L. 184/1983).
func certifiableThen(x registry.Extract) bool {
	h, r := x.Past.Household, x.Past.Subject.Residence
	return h != nil && h.Kind == registry.Family && h.Complete && h.Head() != nil &&
		r != nil && r.Address.Street != "" && r.Address.Municipality != "" &&
		!slices.ContainsFunc(h.Members, func(m registry.Member) bool { return tellsOfAdoption(x, m) })
}

// tellsOfAdoption reports whether somebody adopted stands, under the name of today, in a
// household that he no longer shares with the subject: it may be that of birth.
func tellsOfAdoption(x registry.Extract, m registry.Member) bool {
	now := asOfToday(m.Person.ID, x)
	if now == nil {
		return m.Person.Withheld.Adopted
	}
	return now.Withheld.Adopted && (x.Household == nil || x.Household.ID != x.Past.Household.ID)
}
