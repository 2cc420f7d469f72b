package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// obsolete is the ties of official table 5 that only records taken over from the old
// registers hold: step-relations, and one that is secret (art. 28 L. 184/1983).
var obsolete = []registry.Relationship{14, 15, 19, 80}

// ties is those of official table 5 that say how somebody is related to the head, as
// they are printed; 99 (not defined) says nothing.
var ties = []registry.Relationship{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 28, 81}

// tiesRules are about how the members of a household are related to its head.
var tiesRules = []*Rule{
	{
		Code: "EN059", Stage: OfKind, By: Applicant, Kinds: []Kind{HouseholdAndStatus, HouseholdTies},
		Citation: checks + ", EN059",
		Sentence: say(
			"La famiglia è formata da una sola persona.",
			"Die Familie besteht aus einer einzigen Person.",
			"Družina ima enega samega člana.",
			"La famille est composée d'une seule personne.",
			"The household is of one person only."),
		Way: say(
			"Chiedi il certificato di stato di famiglia o quello di stato civile.",
			"Beantragen Sie den Familienbogen oder die Bescheinigung des Familienstandes.",
			"Zaprosite za potrdilo o gospodinjski skupnosti ali o osebnem stanu.",
			"Demandez le certificat d'état de famille ou celui d'état civil.",
			"Ask for the household certificate or for the one of civil status."),
		stops: func(c *Case) bool { return isFamily(c) && len(c.Together.Members) < 2 },
	},
	{
		Code: "EN222", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{HouseholdTies},
		Citation: "art. 6 d.P.R. 223/1989; Tabella 5 ANPR; " + checks + ", EN222",
		Sentence: say(
			"I rapporti di parentela con l'intestatario della scheda non sono registrati in modo coerente.",
			"Die Verwandtschaftsverhältnisse zur Bezugsperson der Familie sind nicht schlüssig eingetragen.",
			"Sorodstvena razmerja z nosilcem zapisa niso vpisana skladno.",
			"Les liens de parenté avec le titulaire de la fiche ne sont pas inscrits de façon cohérente.",
			"The relationships to the head of the household are not recorded consistently."),
		stops: func(c *Case) bool { return isFamily(c) && c.Together.Head() != nil && !coherent(c.Together) },
	},
}

// coherent reports whether the ties of a family can be true together: one head, one
// spouse or partner at most, every tie stated, no child older than the head and no
// parent younger.
func coherent(h *registry.Household) bool {
	head, heads, spouses := h.Head(), 0, 0
	for _, m := range h.Members {
		m.Relationship = plainTie(m.Relationship) // so that the answer tells no more than the page
		switch {
		case !slices.Contains(ties, m.Relationship):
			return false
		case m.Relationship == registry.Head:
			heads++
		case m.Relationship == registry.Spouse, m.Relationship == registry.Partner:
			spouses++
		case m.Relationship == registry.Child && before(m, *head), m.Relationship == registry.Parent && before(*head, m):
			return false
		}
	}
	return heads == 1 && spouses <= 1
}

// before reports whether one member is certainly born before another.
func before(a, b registry.Member) bool {
	return !a.Person.Birth.Date.IsZero() && a.Person.Birth.Date.Before(b.Person.Birth.Date)
}
