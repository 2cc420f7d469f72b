package certificates

import (
	"strings"
	"unicode/utf8"
)

// exemptionRules are about the ground on which no duty is said to be owed.
var exemptionRules = []*Rule{
	{
		Code: "EN120", Stage: UseAndDuty, By: Applicant, Citation: "Tabella 39 ANPR; " + checks + ", EN120",
		Sentence: say("Il motivo di esenzione indicato non esiste.", "Der angegebene Befreiungsgrund existiert nicht.", "Navedeni razlog za oprostitev ne obstaja.",
			"Le motif d'exemption indiqué n'existe pas.", "There is no such ground of exemption."),
		Way: chooseExemption,
		stops: ofRequest(func(c *Case) bool {
			_, ok := c.claimed()
			return c.Request.Duty.Exemption != 0 && !ok
		}),
	}, {
		Code: "EN281", Stage: UseAndDuty, By: Applicant, Citation: dutyPage + ", EN281",
		Sentence: say("Hai scelto un altro motivo di esenzione e non hai scritto quale.", "Sie haben einen anderen Befreiungsgrund gewählt und nicht angegeben, welchen.",
			"Izbrali ste drug razlog za oprostitev in niste napisali, kateri.", "Vous avez choisi un autre motif d'exemption sans écrire lequel.", "You have chosen another ground of exemption and not said which."),
		Way: say("Scrivi il motivo e la norma che lo prevede.", "Nennen Sie den Grund und die Rechtsvorschrift.", "Napišite razlog in predpis, ki ga določa.",
			"Écrivez le motif et la règle qui le prévoit.", "State the ground and the law that grants it."),
		stops: ofRequest(func(c *Case) bool {
			return c.Request.Duty.Exemption == OtherExemption && strings.TrimSpace(c.Request.Duty.Ground) == ""
		}),
	}, {
		Code: "EN282", Stage: UseAndDuty, By: Applicant, Citation: dutyPage + ", EN282",
		Sentence: say("Il motivo di esenzione è più lungo di 256 caratteri.", "Der Befreiungsgrund ist länger als 256 Zeichen.", "Razlog za oprostitev je daljši od 256 znakov.",
			"Le motif d'exemption dépasse 256 caractères.", "The ground of exemption is longer than 256 characters."),
		Way:   say("Scrivilo più in breve.", "Fassen Sie ihn kürzer.", "Napišite ga krajše.", "Écrivez-le plus brièvement.", "Make it shorter."),
		stops: ofRequest(func(c *Case) bool { return utf8.RuneCountInString(c.Request.Duty.Ground) > groundLength }),
	}, {
		Code: "EN345", Stage: UseAndDuty, By: Applicant, Citation: checks + ", EN345",
		Sentence: say("Il motivo di esenzione indicato non vale per questo uso del certificato.", "Der angegebene Befreiungsgrund gilt nicht für diesen Verwendungszweck.",
			"Navedeni razlog za oprostitev ne velja za to uporabo potrdila.", "Le motif d'exemption indiqué ne vaut pas pour cet usage du certificat.", "The ground of exemption does not hold for this use of the certificate."),
		Way: chooseExemption,
		stops: ofRequest(func(c *Case) bool {
			e, ok := c.claimed()
			return ok && !e.For(c.Request.Use)
		}),
	}, {
		Code: "SP603", Stage: UseAndDuty, By: Applicant, Citation: "art. 16, " + tableB,
		Sentence: say("Questa esenzione vale solo tra pubbliche amministrazioni: non puoi chiederla tu.", "Diese Befreiung gilt nur zwischen öffentlichen Verwaltungen: Sie können sie nicht beanspruchen.",
			"Ta oprostitev velja samo med javnimi upravami: vi je ne morete uveljavljati.", "Cette exemption ne vaut qu'entre administrations publiques : vous ne pouvez pas la demander.", "This exemption holds only between public bodies: you cannot claim it."),
		Way: chooseExemption,
		stops: ofRequest(func(c *Case) bool {
			e, ok := c.claimed()
			return ok && !e.Through(c.By.Channel)
		}),
	},
}
