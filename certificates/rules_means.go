package certificates

import (
	"regexp"
	"slices"
)

var stampID = regexp.MustCompile(`^[0-9]{14}$`)

// meansRules are about how the duty is paid, as far as the request says it. Whether a
// stamp has been used or a payment made, the books say: settle.go.
var meansRules = []*Rule{
	{
		Code: "SP605", Stage: UseAndDuty, By: Applicant, Citation: "art. 3 c.1 lett. a d.P.R. 642/1972",
		Sentence: say("Il numero della marca da bollo ha 14 cifre, e quello indicato no, oppure manca la data.", "Die Nummer der Stempelmarke hat 14 Ziffern, die angegebene nicht, oder das Datum fehlt.",
			"Številka kolka ima 14 števk, navedena pa ne, ali pa manjka datum.", "Le numéro du timbre a 14 chiffres, celui indiqué non, ou la date manque.", "The number of a stamp has 14 digits, and the one given has not, or the date is missing."),
		Way: say("Copia le 14 cifre sotto il codice a barre e la data stampata sulla marca.", "Übertragen Sie die 14 Ziffern unter dem Strichcode und das aufgedruckte Datum.",
			"Prepišite 14 števk pod črtno kodo in datum, natisnjen na kolku.", "Recopiez les 14 chiffres sous le code-barres et la date imprimée sur le timbre.", "Copy the 14 digits below the bar code and the date printed on the stamp."),
		stops: ofRequest(func(c *Case) bool {
			d := c.Request.Duty
			return d.Means == PaperStamp && (!stampID.MatchString(d.Stamp.ID) || d.Stamp.On.Day == 0)
		}),
	}, {
		Code: "SP606", Stage: UseAndDuty, By: Applicant, Citation: "art. 3 d.P.R. 642/1972; art. 7-bis c.3 d.l. 43/2013",
		Sentence: say("La marca da bollo porta una data futura, o è di quando la marca da 16 euro non esisteva ancora.", "Die Stempelmarke trägt ein künftiges Datum oder stammt aus der Zeit vor der 16-Euro-Marke.",
			"Kolek ima datum v prihodnosti ali je iz časa, ko kolka za 16 evrov še ni bilo.", "Le timbre porte une date future, ou date d'avant le timbre de 16 euros.", "The stamp bears a date to come, or is from before there was a stamp of 16 euro."),
		Way: say("Controlla la data stampata sulla marca: dal 26 giugno 2013 a oggi.", "Prüfen Sie das aufgedruckte Datum: vom 26. Juni 2013 bis heute.", "Preverite datum na kolku: od 26. junija 2013 do danes.",
			"Vérifiez la date imprimée sur le timbre : du 26 juin 2013 à aujourd'hui.", "Check the date printed on the stamp: from 26 June 2013 to today."),
		stops: ofRequest(func(c *Case) bool {
			d := c.Request.Duty
			return d.Means == PaperStamp && d.Stamp.On.Day != 0 && (c.Today.Before(d.Stamp.On) || d.Stamp.On.Before(sixteenEuroSince))
		}),
	}, {
		Code: "EN116", Stage: UseAndDuty, By: Applicant, Citation: "art. 15 d.P.R. 642/1972; " + checks + ", EN116",
		Sentence: say("Questo ufficio non è autorizzato al bollo virtuale.", "Dieses Amt ist nicht zur virtuellen Stempelgebühr ermächtigt.", "Ta urad nima dovoljenja za virtualni kolek.",
			"Ce bureau n'est pas autorisé au timbre virtuel.", "This office has no authorisation for the virtual stamp."),
		Way:   waysToPay,
		stops: ofRequest(func(c *Case) bool { return c.Request.Duty.Means == VirtualStamp && c.Policy.Virtual == "" }),
	}, {
		Code: "SP607", Stage: UseAndDuty, By: Applicant, Citation: "art. 15 d.P.R. 642/1972",
		Sentence: say("Il bollo virtuale lo riscuote l'ufficio: online non si può scegliere.", "Die virtuelle Stempelgebühr hebt das Amt ein: online kann sie nicht gewählt werden.",
			"Virtualni kolek pobere urad: na spletu ga ni mogoče izbrati.", "Le timbre virtuel est perçu par le bureau : il ne peut pas être choisi en ligne.", "The virtual stamp is collected by the office: it cannot be chosen online."),
		Way:   waysToPay,
		stops: ofRequest(func(c *Case) bool { return c.Request.Duty.Means == VirtualStamp && !c.By.pays() }),
	}, {
		Code: "SP608", Stage: UseAndDuty, By: Applicant, Citation: dutyLaw + "; art. 5 d.lgs. 82/2005",
		Sentence: say("Hai scelto il pagamento online e non hai ancora pagato.", "Sie haben die Online-Zahlung gewählt und noch nicht bezahlt.", "Izbrali ste spletno plačilo in še niste plačali.",
			"Vous avez choisi le paiement en ligne et n'avez pas encore payé.", "You have chosen to pay online and have not paid yet."),
		Way: say("Avvia il pagamento; quando è riuscito, il certificato arriva da sé.", "Starten Sie die Zahlung; sobald sie gelungen ist, kommt die Bescheinigung von selbst.",
			"Začnite plačilo; ko uspe, potrdilo pride samo.", "Lancez le paiement ; dès qu'il aboutit, le certificat arrive de lui-même.", "Start the payment; once it has succeeded, the certificate comes by itself."),
		stops: ofRequest(func(c *Case) bool {
			return c.Request.Duty.Means == OnlinePayment && c.Request.Duty.Payment == "" && c.Request.due == settled
		}),
	}, {
		Code: "SP609", Stage: UseAndDuty, By: Applicant, Citation: dutyLaw,
		Sentence: say("Il modo di pagare il bollo che hai indicato non esiste.", "Die angegebene Zahlungsart gibt es nicht.", "Navedeni način plačila ne obstaja.", "Le moyen de paiement indiqué n'existe pas.", "There is no such means of paying the duty."),
		Way:      waysToPay,
		stops: ofRequest(func(c *Case) bool {
			return !slices.Contains([]Means{"", PaperStamp, VirtualStamp, OnlinePayment}, c.Request.Duty.Means)
		}),
	},
}

// pays reports whether the office takes the money for a virtual stamp from who asks.
func (by Requester) pays() bool { return by.Channel == Counter || by.Channel == Interop }
