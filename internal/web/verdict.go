package web

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/verification"
)

// noValue is added to every verdict on a certificate of a demo office.
var noValue = say("È un certificato di prova, senza alcun valore legale.", "It is a demo certificate without any legal value.")

var verdicts = map[verification.State]certificates.Text{
	verification.Valid:     say("Il certificato è autentico e valido.", "The certificate is authentic and valid."),
	verification.Expired:   say("Il certificato è autentico, ma la sua validità è scaduta.", "The certificate is authentic, but its validity has passed."),
	verification.Withdrawn: say("Il certificato è stato ritirato dall'ufficio e non vale più.", "The certificate has been withdrawn by the office and is no longer good."),
	verification.Failed:    say("Il rilascio non è riuscito: non esiste un certificato con questo codice.", "The issue did not succeed: there is no certificate with this code."),
	verification.Unknown:   say("Non risulta nessun certificato rilasciato qui che corrisponda.", "No certificate issued here corresponds to this."),
}

// superseded is added to the verdict on a certificate that the register has outlived.
var superseded = say("Riporta ciò che risultava all'anagrafe il giorno del rilascio: da allora i dati sono cambiati. L'ufficio non lo ha ritirato.", "It states what the register said on the day of issue: the data have changed since. The office has not withdrawn it.")

// Sentence is a verdict in words for people: one sentence, and more for a certificate
// that is superseded or of a demo.
func Sentence(v verification.Verdict) certificates.Text {
	sentence := verdicts[v.State]
	if !v.SupersededOn.IsZero() {
		sentence = and(sentence, superseded)
	}
	if v.Demo {
		sentence = and(sentence, noValue)
	}
	return sentence
}

func and(a, b certificates.Text) certificates.Text {
	out := make(certificates.Text, len(a))
	for _, l := range Languages {
		out[l] = a.In(l) + " " + b.In(l)
	}
	return out
}
