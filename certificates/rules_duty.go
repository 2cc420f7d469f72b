package certificates

import "slices"

const (
	dutyLaw  = "art. 4 Tariffa d.P.R. 642/1972"
	dutyPage = checks + ", esenzione bolli"
)

// waysToPay is what there is to do for who owes the duty and has not said how he pays.
var waysToPay = say(
	"Paga online, oppure indica il numero e la data di una marca da bollo da 16 euro, oppure indica il motivo per cui sei esente.",
	"Zahlen Sie online, oder geben Sie Nummer und Datum einer Stempelmarke zu 16 Euro an, oder nennen Sie den Grund Ihrer Befreiung.",
	"Plačajte na spletu, ali navedite številko in datum kolka za 16 evrov, ali navedite razlog za oprostitev.",
	"Payez en ligne, ou indiquez le numéro et la date d'un timbre de 16 euros, ou indiquez le motif de votre exemption.",
	"Pay online, or give the number and date of a 16 euro stamp, or state the ground on which you are exempt.")

// chooseExemption is the way out for a claim that does not hold.
var chooseExemption = say(
	"Scegli un altro motivo di esenzione, oppure paga il bollo.",
	"Wählen Sie einen anderen Befreiungsgrund, oder zahlen Sie die Stempelgebühr.",
	"Izberite drug razlog za oprostitev ali plačajte kolkovino.",
	"Choisissez un autre motif d'exemption, ou payez le timbre.",
	"Choose another ground of exemption, or pay the duty.")

// ofRequest asks about the request as a whole: once, with its first kind.
func ofRequest(stops func(*Case) bool) func(*Case) bool {
	return func(c *Case) bool { return c.Kind == c.Request.Kinds[0] && c.Request.due != notAsked && stops(c) }
}

// claimed is the exemption that the request claims, as it stands on the day of issue.
func (c *Case) claimed() (e Exemption, ok bool) {
	e, ok = ExemptionOf(c.Request.Duty.Exemption)
	return e, ok && e.InEffect(c.Today)
}

// exemptUses are the uses whose certificates are always exempt.
var exemptUses = []Use{ImmigrationUse, JudicialUse}

var dutyRules = slices.Concat([]*Rule{
	{
		Code: "EN208", Stage: UseAndDuty, By: Applicant, Citation: dutyLaw + "; " + checks + ", EN208",
		Sentence: say("Su questo certificato si paga il bollo di 16 euro, e non hai indicato come lo paghi.",
			"Für diese Bescheinigung sind 16 Euro Stempelgebühr fällig, und Sie haben nicht angegeben, wie Sie zahlen.",
			"Za to potrdilo je treba plačati kolkovino 16 evrov, vi pa niste navedli, kako jo plačate.",
			"Ce certificat est soumis à un timbre de 16 euros, et vous n'avez pas indiqué comment vous le payez.",
			"A stamp duty of 16 euro is owed on this certificate, and you have not said how you pay it."),
		Way: waysToPay,
		stops: ofRequest(func(c *Case) bool {
			return c.Request.Duty == Duty{} && !slices.Contains(exemptUses, c.Request.Use)
		}),
	}, {
		Code: "SP601", Stage: UseAndDuty, By: Applicant, Citation: dutyPage + ", paEstera 2 e 3",
		Sentence: say("Un certificato per le norme sull'immigrazione o per cause giudiziarie si rilascia solo esente da bollo.",
			"Eine Bescheinigung für das Einwanderungsrecht oder für Gerichtsverfahren wird nur stempelfrei ausgestellt.",
			"Potrdilo za postopke o priseljevanju ali sodne zadeve se izda samo brez kolkovine.",
			"Un certificat pour l'immigration ou pour une cause judiciaire n'est délivré qu'exempt de timbre.",
			"A certificate for immigration or judicial procedures is issued only exempt from stamp duty."),
		Way: say("Indica il motivo di esenzione, oppure scegli un altro uso.", "Geben Sie den Befreiungsgrund an, oder wählen Sie einen anderen Verwendungszweck.",
			"Navedite razlog za oprostitev ali izberite drugo uporabo.", "Indiquez le motif d'exemption, ou choisissez un autre usage.", "State the ground of exemption, or choose another use."),
		stops: ofRequest(func(c *Case) bool {
			return c.Request.Duty.Exemption == 0 && slices.Contains(exemptUses, c.Request.Use)
		}),
	}, {
		Code: "SP602", Stage: UseAndDuty, By: Applicant, Citation: dutyLaw,
		Sentence: say("Hai indicato più modi di assolvere il bollo, o dati che non c'entrano con quello scelto.",
			"Sie haben mehrere Arten angegeben, die Stempelgebühr zu entrichten, oder Angaben, die nicht zur gewählten gehören.",
			"Navedli ste več načinov plačila kolkovine ali podatke, ki ne sodijo k izbranemu.",
			"Vous avez indiqué plusieurs façons d'acquitter le timbre, ou des données étrangères à celle choisie.",
			"You have given more than one way of settling the duty, or details that do not belong to the one chosen."),
		Way: say("Indica un solo modo: l'esenzione, la marca da bollo, oppure il pagamento online.", "Geben Sie nur eine Art an: Befreiung, Stempelmarke oder Online-Zahlung.",
			"Navedite en sam način: oprostitev, kolek ali spletno plačilo.", "Indiquez une seule façon : l'exemption, le timbre ou le paiement en ligne.", "Give one way only: the exemption, the stamp, or the online payment."),
		stops: ofRequest(func(c *Case) bool { return c.Request.Duty.mixed() }),
	},
}, exemptionRules, meansRules)

// mixed reports whether more than one way is given, or details of another one than
// the one chosen.
func (d Duty) mixed() bool {
	return d.Exemption != 0 && d.Means != "" ||
		d.Exemption != OtherExemption && d.Ground != "" ||
		d.Means != PaperStamp && d.Stamp != Stamp{} ||
		d.Means != OnlinePayment && d.Payment != ""
}
