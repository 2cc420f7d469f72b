package web

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// mismatches are the sentences for who is not exactly one person of the register
// that can be served: what is so, and who can put it right.
var mismatches = map[registry.Mismatch]certificates.Text{
	registry.MalformedCode: certificates.Say(
		"Il gestore della tua identità digitale non ha inviato un codice fiscale valido. Rivolgiti al gestore.",
		"Der Anbieter Ihrer digitalen Identität hat keine gültige Steuernummer gesendet. Wenden Sie sich an den Anbieter.",
		"Ponudnik vaše digitalne identitete ni poslal veljavne davčne številke. Obrnite se na ponudnika.",
		"Le fournisseur de votre identité numérique n'a pas envoyé de code fiscal valable. Adressez-vous à lui.",
		"Your identity provider sent no valid fiscal code. Contact the provider."),
	registry.UnknownCode: certificates.Say(
		"Il tuo codice fiscale non risulta nelle anagrafi servite qui. Chiedi il certificato al comune dove risiedi.",
		"Ihre Steuernummer steht in keinem der hier angeschlossenen Melderegister. Beantragen Sie die Bescheinigung bei der Gemeinde, in der Sie wohnen.",
		"Vaše davčne številke ni v nobenem od registrov, ki so vključeni tu. Za potrdilo zaprosite v občini, kjer prebivate.",
		"Votre code fiscal ne figure dans aucun des registres desservis ici. Demandez le certificat à la commune où vous résidez.",
		"Your fiscal code is in none of the registers served here. Ask the municipality where you live for the certificate."),
	registry.DuplicateRecord: certificates.Say(
		"Nell'anagrafe il tuo codice fiscale compare su più di una scheda. Rivolgiti all'ufficio anagrafe: solo lui può correggere.",
		"Im Melderegister steht Ihre Steuernummer in mehr als einem Eintrag. Wenden Sie sich an das Meldeamt: Nur dieses kann das berichtigen.",
		"V registru je vaša davčna številka v več kot enem zapisu. Obrnite se na anagrafski urad: le ta to lahko popravi.",
		"Dans le registre, votre code fiscal figure sur plus d'une fiche. Adressez-vous au bureau du registre de la population : lui seul peut corriger.",
		"Your fiscal code is in more than one record of the register. Contact the registry office: nobody else can put it right."),
	registry.RemovedRecord: certificates.Say(
		"La tua scheda in questa anagrafe è stata chiusa. Se ti sei trasferito, chiedi al comune dove risiedi ora; altrimenti rivolgiti all'ufficio.",
		"Ihr Eintrag in diesem Melderegister wurde geschlossen. Wenn Sie umgezogen sind, fragen Sie die Gemeinde, in der Sie jetzt wohnen; sonst wenden Sie sich an das Amt.",
		"Vaš zapis v tem registru je zaprt. Če ste se preselili, vprašajte občino, kjer zdaj prebivate; sicer se obrnite na urad.",
		"Votre fiche dans ce registre a été close. Si vous avez déménagé, adressez-vous à la commune où vous résidez maintenant ; sinon, au bureau.",
		"Your record in this register has been closed. If you have moved, ask the municipality where you live now; otherwise contact the office."),
	registry.DeadRecord: certificates.Say(
		"La scheda con questo codice fiscale è di una persona deceduta. Se è un errore, rivolgiti subito all'ufficio anagrafe.",
		"Der Eintrag mit dieser Steuernummer gehört zu einer verstorbenen Person. Wenn das ein Irrtum ist, wenden Sie sich sofort an das Meldeamt.",
		"Zapis s to davčno številko pripada umrli osebi. Če je to napaka, se takoj obrnite na anagrafski urad.",
		"La fiche qui porte ce code fiscal est celle d'une personne décédée. Si c'est une erreur, adressez-vous tout de suite au bureau du registre de la population.",
		"The record with this fiscal code is that of a deceased person. If that is a mistake, contact the registry office at once."),
	registry.UnvalidatedCode: certificates.Say(
		"L'Agenzia delle Entrate non ha ancora confermato il tuo codice fiscale. Rivolgiti all'Agenzia o all'ufficio anagrafe.",
		"Die Agentur der Einnahmen (Agenzia delle Entrate) hat Ihre Steuernummer noch nicht bestätigt. Wenden Sie sich an die Agentur oder an das Meldeamt.",
		"Agencija za prihodke (Agenzia delle Entrate) vaše davčne številke še ni potrdila. Obrnite se na agencijo ali na anagrafski urad.",
		"L'Agence des recettes (Agenzia delle Entrate) n'a pas encore confirmé votre code fiscal. Adressez-vous à l'agence ou au bureau du registre de la population.",
		"The Revenue Agency (Agenzia delle Entrate) has not yet confirmed your fiscal code. Contact the agency or the registry office."),
	registry.UncertifiableCode: certificates.Say(
		"L'ufficio non può certificare online i tuoi dati. Rivolgiti di persona all'ufficio anagrafe.",
		"Das Amt kann Ihre Daten nicht online bescheinigen. Gehen Sie persönlich zum Meldeamt.",
		"Urad vaših podatkov ne more potrditi po spletu. Osebno se oglasite na anagrafskem uradu.",
		"Le bureau ne peut pas certifier vos données en ligne. Rendez-vous en personne au bureau du registre de la population.",
		"The office cannot certify your data online. Go to the registry office in person."),
}
