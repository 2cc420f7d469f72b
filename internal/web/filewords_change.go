package web

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
)

// changeReasons are about what was added or changed after the seal, and what the page shows.
var changeReasons = map[inspect.Code]certificates.Text{
	"stamp-form": certificates.Say(
		"Una marca temporale è malformata.",
		"Ein Zeitstempel hat eine falsche Form.",
		"Časovni žig je napačne oblike.",
		"Un horodatage est mal formé.",
		"A time stamp is malformed."),
	"stamp-imprint": certificates.Say(
		"Una marca temporale è di un altro documento.",
		"Ein Zeitstempel gehört zu einem anderen Dokument.",
		"Časovni žig je od drugega dokumenta.",
		"Un horodatage est celui d'un autre document.",
		"A time stamp is of another document."),
	"stamp-wrong": certificates.Say(
		"Una marca temporale non è di un'autorità di marcatura.",
		"Ein Zeitstempel stammt nicht von einer Zeitstempelstelle.",
		"Časovni žig ni od izdajatelja časovnih žigov.",
		"Un horodatage ne vient pas d'une autorité d'horodatage.",
		"A time stamp is not by a time-stamp authority."),
	"stamp-untrusted": certificates.Say(
		"Una marca temporale è di un'autorità che non conosciamo e non conta come prova.",
		"Ein Zeitstempel stammt von einer Stelle, die wir nicht kennen, und zählt nicht als Nachweis.",
		"Časovni žig je od izdajatelja, ki ga ne poznamo, in ne velja kot dokaz.",
		"Un horodatage vient d'une autorité que nous ne connaissons pas et ne compte pas comme preuve.",
		"A time stamp is by an authority that we do not know and proves nothing."),
	"stamp-missing": certificates.Say(
		"È stato aggiunto un campo per una marca temporale senza una marca corretta.",
		"Es wurde ein Feld für einen Zeitstempel hinzugefügt, aber kein richtiger Zeitstempel.",
		"Dodano je bilo polje za časovni žig brez pravilnega žiga.",
		"Un champ d'horodatage a été ajouté sans horodatage correct.",
		"A field for a time stamp was added without a right one."),
	"dss-foreign": certificates.Say(
		"Tra i dati di convalida ce ne sono di estranei al sigillo.",
		"Unter den Prüfdaten sind solche, die mit dem Siegel nichts zu tun haben.",
		"Med podatki za preverjanje so taki, ki niso povezani z žigom.",
		"Parmi les données de validation, certaines sont étrangères au cachet.",
		"Among the validation data are some that have nothing to do with the seal."),
	"dss-form": certificates.Say(
		"I dati di convalida non hanno la forma dovuta.",
		"Die Prüfdaten haben nicht die richtige Form.",
		"Podatki za preverjanje nimajo pravilne oblike.",
		"Les données de validation n'ont pas la forme voulue.",
		"The validation data are not in the right form."),
	"changed-additions": certificates.Say(
		"Dopo il sigillo sono stati aggiunti solo marche temporali o dati di convalida.",
		"Nach dem Siegeln kamen nur Zeitstempel oder Prüfdaten hinzu.",
		"Po žigosanju so bili dodani le časovni žigi ali podatki za preverjanje.",
		"Après le cachet, seuls des horodatages ou des données de validation ont été ajoutés.",
		"Only time stamps or validation data were added after the seal."),
	"changed-signature": certificates.Say(
		"Dopo il sigillo è stata aggiunta o cambiata una firma.",
		"Nach dem Siegeln wurde eine Signatur hinzugefügt oder geändert.",
		"Po žigosanju je bil dodan ali spremenjen podpis.",
		"Après le cachet, une signature a été ajoutée ou modifiée.",
		"A signature was added or changed after the seal."),
	"changed-form": certificates.Say(
		"Dopo il sigillo è stato cambiato un modulo o un campo.",
		"Nach dem Siegeln wurde ein Formular oder ein Feld geändert.",
		"Po žigosanju je bil spremenjen obrazec ali polje.",
		"Après le cachet, un formulaire ou un champ a été modifié.",
		"A form or field was changed after the seal."),
	"changed-annotation": certificates.Say(
		"Dopo il sigillo sono state cambiate annotazioni o collegamenti.",
		"Nach dem Siegeln wurden Anmerkungen oder Verweise geändert.",
		"Po žigosanju so bile spremenjene opombe ali povezave.",
		"Après le cachet, des annotations ou des liens ont été modifiés.",
		"Annotations or links were changed after the seal."),
	"changed-content": certificates.Say(
		"Dopo il sigillo è cambiato ciò che si vede su una pagina.",
		"Nach dem Siegeln wurde geändert, was eine Seite zeigt.",
		"Po žigosanju je bilo spremenjeno, kar prikazuje stran.",
		"Après le cachet, ce que montre une page a été modifié.",
		"What a page shows was changed after the seal."),
	"changed-pages": certificates.Say(
		"Dopo il sigillo sono state aggiunte, tolte o sostituite pagine.",
		"Nach dem Siegeln wurden Seiten hinzugefügt, entfernt oder ersetzt.",
		"Po žigosanju so bile strani dodane, odstranjene ali zamenjane.",
		"Après le cachet, des pages ont été ajoutées, retirées ou remplacées.",
		"Pages were added, removed or replaced after the seal."),
	"changed-attachment": certificates.Say(
		"Dopo il sigillo sono stati cambiati gli allegati.",
		"Nach dem Siegeln wurden die Anlagen geändert.",
		"Po žigosanju so bile spremenjene priloge.",
		"Après le cachet, les pièces jointes ont été modifiées.",
		"Attachments were changed after the seal."),
	"changed-metadata": certificates.Say(
		"Dopo il sigillo sono state cambiate le informazioni sul documento.",
		"Nach dem Siegeln wurden die Angaben über das Dokument geändert.",
		"Po žigosanju so bili spremenjeni podatki o dokumentu.",
		"Après le cachet, les informations sur le document ont été modifiées.",
		"The document's metadata were changed after the seal."),
	"changed-structure": certificates.Say(
		"Dopo il sigillo è cambiata la struttura che leggono gli ausili.",
		"Nach dem Siegeln wurde der Aufbau geändert, den Vorleseprogramme verwenden.",
		"Po žigosanju je bila spremenjena zgradba, ki jo uporabljajo bralniki zaslona.",
		"Après le cachet, la structure que lisent les lecteurs d'écran a été modifiée.",
		"The structure that screen readers use was changed after the seal."),
	"changed-action": certificates.Say(
		"Dopo il sigillo sono state aggiunte azioni automatiche.",
		"Nach dem Siegeln wurden selbsttätige Aktionen hinzugefügt.",
		"Po žigosanju so bila dodana samodejna dejanja.",
		"Après le cachet, des actions automatiques ont été ajoutées.",
		"Automatic actions were added after the seal."),
	"changed-catalog": certificates.Say(
		"Dopo il sigillo sono cambiate le impostazioni generali del documento.",
		"Nach dem Siegeln wurden die allgemeinen Einstellungen des Dokuments geändert.",
		"Po žigosanju so bile spremenjene splošne nastavitve dokumenta.",
		"Après le cachet, les réglages généraux du document ont été modifiés.",
		"The document's general settings were changed after the seal."),
	"changed-unknown": certificates.Say(
		"Dopo il sigillo è stato cambiato qualcosa che non si può valutare.",
		"Nach dem Siegeln wurde etwas geändert, das sich nicht beurteilen lässt.",
		"Po žigosanju je bilo spremenjeno nekaj, česar ni mogoče presoditi.",
		"Après le cachet, quelque chose qui ne peut pas être évalué a été modifié.",
		"Something that cannot be judged was changed after the seal."),
	"permission-broken": certificates.Say(
		"È stato modificato più di quanto il sigillo consentiva.",
		"Es wurde mehr geändert, als das Siegel erlaubte.",
		"Spremenjeno je bilo več, kot je žig dovoljeval.",
		"Ce qui a été modifié dépasse ce que le cachet permettait.",
		"More was changed than the seal allowed."),
	"unused-object": certificates.Say(
		"Il documento sigillato contiene parti nascoste.",
		"Das gesiegelte Dokument enthält verborgene Teile.",
		"Žigosani dokument vsebuje skrite dele.",
		"Le document muni du cachet contient des parties cachées.",
		"The sealed document has hidden parts."),
	"active-content": certificates.Say(
		"Il documento sigillato esegue qualcosa all'apertura.",
		"Das gesiegelte Dokument führt beim Öffnen etwas aus.",
		"Žigosani dokument ob odprtju nekaj izvede.",
		"Le document muni du cachet exécute quelque chose à l'ouverture.",
		"The sealed document runs something when it is opened."),
	"symbol-differs": certificates.Say(
		"Il codice QR porta a un indirizzo diverso dal collegamento.",
		"Der QR-Code führt zu einer anderen Adresse als der Verweis.",
		"Koda QR vodi na drug naslov kot povezava.",
		"Le code QR mène à une autre adresse que le lien.",
		"The QR code leads to another address than the link."),
	"address-differs": certificates.Say(
		"Il codice stampato non è quello del collegamento.",
		"Der gedruckte Code ist nicht der des Verweises.",
		"Natisnjena koda ni tista iz povezave.",
		"Le code imprimé n'est pas celui du lien.",
		"The printed code is not that of the link."),
	"text-differs": certificates.Say(
		"La pagina non mostra ciò che dicono i dati allegati.",
		"Die Seite zeigt nicht, was die angehängten Daten sagen.",
		"Stran ne kaže tega, kar povedo priloženi podatki.",
		"La page ne montre pas ce que disent les données jointes.",
		"The page does not show what the attached data say."),
	"text-unread": certificates.Say(
		"Il testo visibile non si è potuto confrontare.",
		"Der sichtbare Text ließ sich nicht vergleichen.",
		"Vidnega besedila ni bilo mogoče primerjati.",
		"Le texte visible n'a pas pu être comparé.",
		"The visible text could not be compared."),
	"symbol-unread": certificates.Say(
		"Il codice QR non si è potuto confrontare.",
		"Der QR-Code ließ sich nicht vergleichen.",
		"Kode QR ni bilo mogoče primerjati.",
		"Le code QR n'a pas pu être comparé.",
		"The QR code could not be compared."),
	"attachment-unread": certificates.Say(
		"I dati allegati non si sono potuti confrontare.",
		"Die angehängten Daten ließen sich nicht vergleichen.",
		"Priloženih podatkov ni bilo mogoče primerjati.",
		"Les données jointes n'ont pas pu être comparées.",
		"The attached data could not be compared."),
}
