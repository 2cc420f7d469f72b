package web

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/verification"
)

// noValue is added to every verdict on a certificate of a demo office.
var noValue = certificates.Say(
	"È un certificato di prova, senza alcun valore legale: non accettarlo come vero.",
	"Es ist eine Probebescheinigung ohne jeden rechtlichen Wert: Nehmen Sie sie nicht als echte an.",
	"To je poskusno potrdilo brez vsake pravne veljave: ne sprejmite ga kot pravo.",
	"C'est un certificat d'essai, sans aucune valeur légale : ne l'acceptez pas comme un vrai.",
	"It is a demo certificate without any legal value: do not accept it as a real one.")

var verdicts = map[verification.State]certificates.Text{
	verification.Valid: certificates.Say(
		"Il certificato è autentico e valido.",
		"Die Bescheinigung ist echt und gültig.",
		"Potrdilo je pristno in veljavno.",
		"Le certificat est authentique et valable.",
		"The certificate is authentic and valid."),
	verification.Expired: certificates.Say(
		"Il certificato è autentico, ma la sua validità è scaduta. Chiedine uno nuovo a chi te lo ha dato.",
		"Die Bescheinigung ist echt, aber ihre Gültigkeit ist abgelaufen. Verlangen Sie eine neue von der Person, die sie Ihnen gegeben hat.",
		"Potrdilo je pristno, a mu je veljavnost potekla. Prosite za novo tistega, ki vam ga je dal.",
		"Le certificat est authentique, mais sa validité est terminée. Demandez-en un nouveau à la personne qui vous l'a remis.",
		"The certificate is authentic, but its validity has passed. Ask whoever gave it to you for a new one."),
	verification.Withdrawn: certificates.Say(
		"Il certificato è stato ritirato dall'ufficio e non vale più: non accettarlo.",
		"Die Bescheinigung wurde vom Amt zurückgezogen und gilt nicht mehr: Nehmen Sie sie nicht an.",
		"Potrdilo je urad preklical in ne velja več: ne sprejmite ga.",
		"Le certificat a été retiré par le bureau et n'est plus valable : ne l'acceptez pas.",
		"The certificate has been withdrawn by the office and is no longer good: do not accept it."),
	verification.Failed: certificates.Say(
		"Il rilascio non è riuscito: non esiste un certificato con questo codice. Non accettare il documento.",
		"Die Ausstellung ist nicht gelungen: Es gibt keine Bescheinigung mit diesem Code. Nehmen Sie das Dokument nicht an.",
		"Izdaja ni uspela: potrdila s to kodo ni. Dokumenta ne sprejmite.",
		"La délivrance n'a pas réussi : il n'existe pas de certificat avec ce code. N'acceptez pas le document.",
		"The issue did not succeed: there is no certificate with this code. Do not accept the document."),
	verification.Unknown: certificates.Say(
		"Non risulta nessun certificato rilasciato qui che corrisponda: ricontrolla, e non accettare il documento se è lo stesso.",
		"Hier wurde keine Bescheinigung ausgestellt, die dem entspricht: Prüfen Sie noch einmal, und nehmen Sie das Dokument nicht an, wenn es dabei bleibt.",
		"Tu ni bilo izdano nobeno potrdilo, ki bi ustrezalo: preverite še enkrat in dokumenta ne sprejmite, če ostane enako.",
		"Aucun certificat délivré ici ne correspond : vérifiez encore une fois, et n'acceptez pas le document si rien ne change.",
		"No certificate issued here corresponds to this: check again, and do not accept the document if the answer stays the same."),
}

// superseded is added to the verdict on a certificate that the register has outlived.
var superseded = certificates.Say(
	"Riporta ciò che risultava all'anagrafe il giorno del rilascio, e per quel giorno vale; da allora i dati sono cambiati. Superato non vuol dire ritirato: se ti serve com'è oggi, chiedine uno nuovo.",
	"Die Bescheinigung gibt wieder, was am Tag der Ausstellung im Melderegister stand, und für diesen Tag gilt sie; seither haben sich die Daten geändert. Überholt heißt nicht zurückgezogen: Wenn Sie den heutigen Stand brauchen, verlangen Sie eine neue.",
	"Navaja, kar je bilo v registru prebivalstva na dan izdaje, in za tisti dan velja; podatki so se od takrat spremenili. Zastarelo ne pomeni preklicano: če potrebujete današnje stanje, prosite za novo.",
	"Il dit ce qui figurait au registre le jour de sa délivrance et vaut pour ce jour-là ; les données ont changé depuis. Dépassé ne veut pas dire retiré : s'il vous faut la situation d'aujourd'hui, demandez-en un nouveau.",
	"It states what the register said on the day of issue, and is good for that day; the data have changed since. Superseded does not mean withdrawn: if you need things as they are today, ask for a new one.")

// Sentence is a verdict in words for people: one sentence, and more for a certificate
// that is superseded or of a demo.
func Sentence(v verification.Verdict) certificates.Text {
	sentence := verdicts[v.State]
	if !v.SupersededOn.IsZero() {
		sentence = sentence.Then(superseded)
	}
	if v.Demo {
		sentence = sentence.Then(noValue)
	}
	return sentence
}
