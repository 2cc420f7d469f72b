package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// requestRules are about how the document is to be made.
var requestRules = []*Rule{
	{
		Code: "SP018", Stage: OfContents, By: Applicant,
		Citation: "Tabella 14 ANPR; d.P.R. 574/1988, L. 38/2001, L. 482/1999",
		Sentence: say(
			"Questo ufficio non rilascia certificati in quella lingua.",
			"Dieses Amt stellt keine Bescheinigungen in dieser Sprache aus.",
			"Ta urad ne izdaja potrdil v tem jeziku.",
			"Ce bureau ne délivre pas de certificats dans cette langue.",
			"This office issues no certificates in that language."),
		Way: say(
			"Scegli l'italiano, anche con la traduzione inglese di sola lettura.",
			"Wählen Sie Italienisch, auch mit der englischen Lesehilfe.",
			"Izberite italijanščino, lahko tudi z angleškim besedilom za lažje branje.",
			"Choisissez l'italien, même avec la traduction anglaise d'aide à la lecture.",
			"Choose Italian, with the English reading aid if you wish."),
		stops: func(c *Case) bool {
			l := c.Request.Language
			return l != registry.Italian && l != registry.English && !slices.Contains(c.Office.Languages, l)
		},
	},
	{
		Code: "SP801", Stage: UseAndDuty, By: Applicant, Citation: "art. 12 d.P.R. 642/1972",
		Sentence: say(
			"La marca da bollo o il pagamento del certificato precedente è già stato usato.",
			"Die Stempelmarke oder die Zahlung der früheren Bescheinigung ist schon verwendet.",
			"Kolek ali plačilo za prejšnje potrdilo je že porabljeno.",
			"Le timbre ou le paiement du certificat précédent a déjà été utilisé.",
			"The stamp or the payment of the certificate before has been used already."),
		Way: say(
			"Chiedi un nuovo certificato, con una nuova marca o un nuovo pagamento.",
			"Beantragen Sie eine neue Bescheinigung, mit einer neuen Marke oder einer neuen Zahlung.",
			"Zaprosite za novo potrdilo, z novim kolkom ali novim plačilom.",
			"Demandez un nouveau certificat, avec un nouveau timbre ou un nouveau paiement.",
			"Ask for a new certificate, with a new stamp or a new payment."),
		stops: func(c *Case) bool { return c.Request.Replaces != "" && c.Request.Duty.usedUp() },
	},
}
