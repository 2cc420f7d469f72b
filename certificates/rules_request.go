package certificates

import "slices"

// householdFamily is the kinds that state the same household and so exclude each
// other.
var householdFamily = []Kind{Household, HouseholdAndStatus, CommunityResidence, HouseholdTies}

// alone is the kinds that are issued singly (EN153).
var alone = []Kind{Death, Removal, CitizenshipHistory, ResidenceHistory, ResidenceOnDate}

// exclusions is the matrix of the official error table, EN152 to EN159. Where the
// rule page of civil status names other kinds, the table holds: docs/decisions.md.
var exclusions = []struct {
	code   string
	kind   Kind
	others []Kind
}{
	{"EN152", Marriage, []Kind{FreeStatus, CivilUnion}},
	{"EN154", Household, householdFamily},
	{"EN155", HouseholdAndStatus, householdFamily},
	{"EN156", CommunityResidence, householdFamily},
	{"EN157", HouseholdTies, householdFamily},
	{"EN158", FreeStatus, []Kind{Marriage, CivilStatus}},
	{"EN159", CivilStatus, []Kind{FreeStatus, HouseholdAndStatus}},
}

const combinations = "Controlli sui certificati ANPR, certificati contestuali"

var requestRules = slices.Concat([]*Rule{
	{
		Code:     "SP001",
		Sentence: text("Questo certificato non si può ancora chiedere qui.", "This certificate cannot be had here yet."),
		Citation: "Tabella 13 ANPR; catalogo dell'ufficio",
		Way:      text("Chiedilo all'ufficio anagrafe del tuo comune.", "Ask for it at your municipality's registry office."),
		By:       TheOffice,
		stops:    func(c *Case) bool { return !c.Entry.Offered },
	},
	{
		Code:     "EN153",
		Sentence: text("Questo certificato si rilascia solo da solo, non insieme ad altri.", "This certificate is issued on its own only, not together with others."),
		Citation: combinations + ", EN153",
		Way:      text("Chiedi i certificati uno alla volta.", "Ask for the certificates one at a time."),
		By:       Applicant,
		Kinds:    alone,
		stops:    func(c *Case) bool { return len(c.Request.Kinds) > 1 },
	},
	{
		Code:     "SP201",
		Sentence: text("Il contrassegno o il pagamento del certificato precedente è già stato usato.", "The stamp or the payment of the certificate before has been used already."),
		Citation: "art. 12 d.P.R. 642/1972",
		Way:      text("Chiedi un nuovo certificato, con un nuovo contrassegno o un nuovo pagamento.", "Ask for a new certificate, with a new stamp or a new payment."),
		By:       Applicant,
		Stage:    UseAndDuty,
		stops:    func(c *Case) bool { return c.Request.Replaces != "" && c.Request.Duty.usedUp() },
	},
	{
		Code:     "SP002",
		Sentence: text("Più certificati in un solo documento non si possono ancora chiedere qui.", "Several certificates in one document cannot be had here yet."),
		Citation: combinations,
		Way:      text("Chiedi i certificati uno alla volta.", "Ask for the certificates one at a time."),
		By:       Applicant,
		stops:    func(c *Case) bool { return len(c.Request.Kinds) > 1 },
	},
}, exclusionRules())

func exclusionRules() []*Rule {
	rules := make([]*Rule, 0, len(exclusions))
	for _, x := range exclusions {
		rules = append(rules, &Rule{
			Code:     x.code,
			Sentence: text("Due dei certificati chiesti si escludono a vicenda.", "Two of the certificates asked for exclude each other."),
			Citation: combinations + ", " + x.code,
			Way:      text("Scegli uno dei due, o chiedili uno alla volta.", "Choose one of the two, or ask for them one at a time."),
			By:       Applicant,
			Kinds:    []Kind{x.kind},
			stops: func(c *Case) bool {
				return slices.ContainsFunc(c.Request.Kinds, func(k Kind) bool { return k != x.kind && slices.Contains(x.others, k) })
			},
		})
	}
	return rules
}
