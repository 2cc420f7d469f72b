package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

var citizenshipRules = []*Rule{
	{
		Code: "EN407", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{Citizenship, CitizenshipHistory},
		Citation: checks + ", certificato di cittadinanza, EN407",
		Sentence: say(
			"Nella scheda non risulta nessuna cittadinanza.",
			"Im Eintrag steht keine Staatsbürgerschaft.",
			"V zapisu ni navedeno nobeno državljanstvo.",
			"Sur la fiche ne figure aucune citoyenneté.",
			"The record states no citizenship."),
		stops: func(c *Case) bool { return len(states(c)) == 0 },
	},
	{
		Code: "SP004", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{Citizenship},
		Citation: checks + ", certificato di cittadinanza (codici 997 e 998)",
		Sentence: say(
			"La cittadinanza è in corso di definizione o non è attribuibile.",
			"Die Staatsbürgerschaft wird noch festgestellt oder kann nicht zugeordnet werden.",
			"Državljanstvo se še ugotavlja ali ga ni mogoče določiti.",
			"La citoyenneté est en cours de définition ou ne peut être attribuée.",
			"The citizenship is being determined or cannot be attributed."),
		stops: func(c *Case) bool {
			return slices.Contains(states(c), registry.CitizenshipUndetermined) || slices.Contains(states(c), registry.CitizenshipUnassignable)
		},
	},
	{
		Code: "SP005", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{Citizenship},
		Citation: checks + ", certificato di cittadinanza (una sola cittadinanza)",
		Sentence: say(
			"Nella scheda risulta più di una cittadinanza.",
			"Im Eintrag steht mehr als eine Staatsbürgerschaft.",
			"V zapisu je navedenih več državljanstev.",
			"Sur la fiche figure plus d'une citoyenneté.",
			"The record states more than one citizenship."),
		stops: func(c *Case) bool { return len(states(c)) > 1 },
	},
	{
		Code: "EN110", Stage: OfKind, By: Applicant, Forced: true, Kinds: []Kind{Citizenship, CitizenshipHistory},
		Citation: checks + ", certificato di cittadinanza, EN110",
		Sentence: say(
			"Il certificato di cittadinanza si rilascia solo ai cittadini italiani.",
			"Die Staatsbürgerschaftsbescheinigung wird nur italienischen Staatsbürgern ausgestellt.",
			"Potrdilo o državljanstvu se izda samo italijanskim državljanom.",
			"Le certificat de citoyenneté n'est délivré qu'aux citoyens italiens.",
			"The certificate of citizenship is issued to Italian citizens only."),
		Way: say(
			"Chiedi il certificato al consolato dello Stato di cui la persona è cittadina.",
			"Beantragen Sie die Bescheinigung beim Konsulat des Staates, dessen Staatsbürgerschaft die Person hat.",
			"Za potrdilo zaprosite na konzulatu države, katere državljanka je oseba.",
			"Demandez le certificat au consulat de l'État dont la personne est citoyenne.",
			"Ask the consulate of the state whose citizen the person is."),
		stops: func(c *Case) bool { return len(states(c)) > 0 && !slices.Contains(states(c), registry.ItalianState) },
	},
}

// states is the citizenships that the kind speaks of: those of the past too in the
// historical one.
func states(c *Case) (s []string) {
	if c.Kind == CitizenshipHistory {
		for _, z := range c.Extract.History.Citizenships {
			s = append(s, z.State)
		}
		return s
	}
	for _, z := range c.Subject.Citizenships {
		s = append(s, z.State)
	}
	return s
}
