package certificates

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/statement"
)

const combinations = checks + ", certificati contestuali"

// householdFamily is the kinds that state the same household and so exclude each other.
var householdFamily = []Kind{Household, HouseholdAndStatus, CommunityResidence, HouseholdTies}

// ofResidents is the kinds that can be combined and are only for residents.
var ofResidents = kindsWhere(func(e Entry) bool { return !e.Single && slices.Equal(e.Subjects, forResidents) })

// exclusions is the matrix of the official error table, EN152 to EN159 and EN287: of
// one document, none of the kinds with one of the others. Where the rule page of civil
// status names other kinds, the table holds: docs/decisions.md.
var exclusions = []struct {
	code          string
	kinds, others []Kind
}{
	{"EN152", []Kind{Marriage}, []Kind{FreeStatus, CivilUnion}},
	{"EN154", []Kind{Household}, householdFamily},
	{"EN155", []Kind{HouseholdAndStatus}, householdFamily},
	{"EN156", []Kind{CommunityResidence}, householdFamily},
	{"EN157", []Kind{HouseholdTies}, householdFamily},
	{"EN158", []Kind{FreeStatus}, []Kind{Marriage, CivilStatus}},
	{"EN159", []Kind{CivilStatus}, []Kind{FreeStatus, HouseholdAndStatus}},
	{"EN287", ofAbroad, ofResidents},
}

var oneAtATime = say(
	"Chiedi i certificati uno alla volta.",
	"Beantragen Sie die Bescheinigungen einzeln.",
	"Za potrdila zaprosite posamično.",
	"Demandez les certificats un par un.",
	"Ask for the certificates one at a time.")

var combinationRules = append([]*Rule{
	{
		Code: "EN153", Stage: Combination, By: Applicant, Way: oneAtATime, Kinds: kindsWhere(func(e Entry) bool { return e.Single }),
		Citation: combinations + ", EN153",
		Sentence: say(
			"Questo certificato si rilascia solo da solo, non insieme ad altri.",
			"Diese Bescheinigung wird nur für sich ausgestellt, nicht zusammen mit anderen.",
			"To potrdilo se izda samo posebej, ne skupaj z drugimi.",
			"Ce certificat n'est délivré que seul, non avec d'autres.",
			"This certificate is issued on its own only, not together with others."),
		stops: func(c *Case) bool { return len(c.Request.Kinds) > 1 },
	},
	{
		Code: "SP021", Stage: Combination, By: Applicant,
		Citation: combinations,
		Sentence: say(
			"In un solo documento stanno al massimo otto certificati.",
			"In einem Dokument stehen höchstens acht Bescheinigungen.",
			"V enem dokumentu je lahko največ osem potrdil.",
			"Un seul document contient huit certificats au plus.",
			"One document holds eight certificates at most."),
		Way: say(
			"Dividi la richiesta in due.",
			"Teilen Sie den Antrag in zwei.",
			"Prošnjo razdelite na dve.",
			"Partagez la demande en deux.",
			"Make two requests of it."),
		stops: func(c *Case) bool { return len(c.Request.Kinds) > statement.MaxKinds },
	},
}, exclusionRules()...)

func exclusionRules() []*Rule {
	rules := make([]*Rule, len(exclusions))
	for i, x := range exclusions {
		rules[i] = &Rule{
			Code: x.code, Stage: Combination, By: Applicant, Way: oneAtATime, Kinds: x.kinds,
			Citation: combinations + ", " + x.code,
			Sentence: excluded(x.kinds, x.others),
			stops: func(c *Case) bool {
				return slices.ContainsFunc(c.Request.Kinds, func(k Kind) bool { return k != c.Kind && slices.Contains(x.others, k) })
			},
		}
	}
	return rules
}

var notTogether = say(
	"In un solo documento non stanno insieme: %s; e: %s.",
	"In einem Dokument stehen nicht zusammen: %s; und: %s.",
	"V enem dokumentu ne gredo skupaj: %s; in: %s.",
	"Dans un seul document ne vont pas ensemble : %s ; et : %s.",
	"Not together in one document: %s; and: %s.")

// excluded says which kinds do not go together.
func excluded(kinds, others []Kind) Text {
	others = slices.DeleteFunc(slices.Clone(others), func(k Kind) bool { return slices.Contains(kinds, k) })
	t := Text{}
	for _, l := range Languages {
		t[l] = fmt.Sprintf(notTogether[l], names(kinds, l), names(others, l))
	}
	return t
}

func names(kinds []Kind, l registry.Language) string {
	var out []string
	for _, e := range table {
		if slices.Contains(kinds, e.Kind) {
			out = append(out, e.Name[l])
		}
	}
	return strings.Join(out, ", ")
}
