package certificates

import "github.com/sportello/sportello/registry"

var householdRules = []*Rule{
	{
		Code:     "EN137",
		Sentence: text("La persona non risulta in nessuna famiglia anagrafica.", "The person is not recorded in any household."),
		Citation: "art. 4 d.P.R. 223/1989; " + checks + ", EN137",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{Household},
		stops:    func(c *Case) bool { return c.Together == nil },
	},
	{
		Code:     "EN055",
		Sentence: text("La persona vive in una convivenza, non in una famiglia anagrafica.", "The person lives in a community, not in a household."),
		Citation: "art. 5 d.P.R. 223/1989; " + checks + ", EN055",
		Way:      text("Chiedi il certificato di residenza, o quello di residenza in convivenza all'ufficio anagrafe.", "Ask for the certificate of residence, or at the registry office for the one of residence in a community."),
		By:       Applicant,
		Kinds:    []Kind{Household},
		stops:    func(c *Case) bool { return c.Together != nil && c.Together.Kind == registry.Community },
	},
	{
		Code:     "EN221",
		Sentence: text("La famiglia è ancora in corso di iscrizione.", "The household is still being registered."),
		Citation: checks + ", EN212 e EN221",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{Household},
		stops:    func(c *Case) bool { return isFamily(c) && !c.Together.Complete },
	},
	{
		Code:     "SP003",
		Sentence: text("L'ufficio non può certificare questa famiglia, anche se può certificare la persona.", "The office cannot certify this household, although it can certify the person."),
		Citation: checks + ", certificato di stato di famiglia (famiglia certificabile)",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{Household},
		stops:    func(c *Case) bool { return isFamily(c) && !c.Together.Certifiable },
	},
	{
		Code:     "EN062",
		Sentence: text("Nella famiglia non risulta un intestatario della scheda.", "The household has no recorded head."),
		Citation: "art. 6 d.P.R. 223/1989; " + checks + ", EN062",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{Household},
		stops:    func(c *Case) bool { return isFamily(c) && c.Together.Head() == nil },
	},
}

func isFamily(c *Case) bool { return c.Together != nil && c.Together.Kind == registry.Family }
