package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// free is the civil statuses of who may marry: what a certificate of free status says,
// without telling which.
var free = []registry.CivilStatusCode{
	registry.Unmarried, registry.Widowed, registry.Divorced, registry.FreeByDeath, registry.FreeByDissolution,
}

var statusRules = []*Rule{
	{
		Code: "EN138", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{Marriage, CivilStatus, FreeStatus},
		Citation: checks + ", certificato di stato civile, EN138",
		Sentence: say(
			"Nella scheda non risulta lo stato civile.",
			"Im Eintrag steht kein Familienstand.",
			"V zapisu ni navedenega zakonskega stanu.",
			"Sur la fiche ne figure pas l'état matrimonial.",
			"The record states no civil status."),
		stops: func(c *Case) bool { return unstated(c.Subject.CivilStatus) },
	},
	{
		Code: "SP011", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{HouseholdAndStatus},
		Citation: checks + ", stato di famiglia e di stato civile, EN138",
		Sentence: say(
			"Per almeno un componente della famiglia non risulta lo stato civile.",
			"Für mindestens ein Mitglied der Familie steht kein Familienstand im Register.",
			"Za vsaj enega člana družine zakonski stan ni vpisan.",
			"Pour au moins un membre de la famille, l'état matrimonial n'est pas inscrit.",
			"The civil status of at least one member of the household is not recorded."),
		stops: func(c *Case) bool {
			return isFamily(c) && slices.ContainsFunc(c.Together.Members, func(m registry.Member) bool { return unstated(m.Person.CivilStatus) })
		},
	},
	{
		Code: "EN060", Stage: OfKind, By: Applicant, Kinds: []Kind{FreeStatus},
		Citation: checks + ", certificato di stato libero, EN060",
		Sentence: say(
			"La persona non risulta di stato libero.",
			"Die Person ist nicht freien Standes.",
			"Oseba nima samskega stanu.",
			"La personne n'est pas d'état libre.",
			"The person is not recorded as free to marry."),
		Way: say(
			"Chiedi il certificato di stato civile. Se un matrimonio o un'unione è finita, chiedi all'ufficio di stato civile di registrarlo.",
			"Beantragen Sie die Bescheinigung des Familienstandes. Ist eine Ehe oder Partnerschaft beendet, bitten Sie das Standesamt, das einzutragen.",
			"Zaprosite za potrdilo o osebnem stanu. Če je zakonska ali civilna zveza prenehala, prosite matični urad, naj to vpiše.",
			"Demandez le certificat d'état civil. Si un mariage ou une union a pris fin, demandez au bureau de l'état civil de l'inscrire.",
			"Ask for the certificate of civil status. If a marriage or union has ended, ask the civil-status registrar to record it."),
		stops: func(c *Case) bool {
			s := c.Subject.CivilStatus
			return !unstated(s) && !slices.Contains(free, s.Code)
		},
	},
}

func unstated(s *registry.CivilStatus) bool {
	return s == nil || s.Code == registry.StatusUnclassified
}

// has reports whether a civil status is recorded and is this one.
func has(s *registry.CivilStatus, code registry.CivilStatusCode) bool {
	return s != nil && s.Code == code
}
