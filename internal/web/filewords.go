package web

import (
	"maps"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
)

// The words of docs/inspection.md; a test holds the two together.
var fileVerdicts = map[inspect.Verdict]certificates.Text{
	"genuine": certificates.Say(
		"Il documento è stato sigillato da noi e da allora non è cambiato nulla.",
		"Das Dokument wurde von uns gesiegelt, und seither hat sich nichts geändert.",
		"Dokument smo žigosali mi in od takrat se ni nič spremenilo.",
		"Nous avons apposé notre cachet sur le document et rien n'a changé depuis.",
		"The document was sealed by us and nothing has changed since."),
	"extended": certificates.Say(
		"Il documento è stato sigillato da noi; dopo sono state aggiunte solo prove della sua data e validità.",
		"Das Dokument wurde von uns gesiegelt; danach kamen nur Nachweise seines Datums und seiner Gültigkeit hinzu.",
		"Dokument smo žigosali mi; pozneje so bila dodana le dokazila o datumu in veljavnosti.",
		"Nous avons apposé notre cachet sur le document ; seules des preuves de sa date et de sa validité ont été ajoutées depuis.",
		"The document was sealed by us; only proof of its date and validity was added since."),
	"unproven": certificates.Say(
		"Il sigillo è nostro, ma il suo certificato è scaduto o revocato e nulla prova che il documento sia anteriore.",
		"Das Siegel ist unseres, aber sein Zertifikat ist abgelaufen oder widerrufen, und nichts beweist, dass das Dokument älter ist.",
		"Žig je naš, vendar je njegovo digitalno potrdilo poteklo ali bilo preklicano in nič ne dokazuje, da je dokument starejši.",
		"Le cachet est le nôtre, mais son certificat électronique a expiré ou a été révoqué, et rien ne prouve que le document est antérieur.",
		"The seal is ours, but its certificate has expired or was revoked and nothing proves that the document is older."),
	"altered": certificates.Say(
		"Il documento è stato modificato dopo il sigillo.",
		"Das Dokument wurde nach dem Siegeln verändert.",
		"Dokument je bil po žigosanju spremenjen.",
		"Le document a été modifié après l'apposition du cachet.",
		"The document was changed after it was sealed."),
	"seal-broken": certificates.Say(
		"Il documento ha un sigillo che non è corretto.",
		"Das Dokument hat ein Siegel, das nicht stimmt.",
		"Dokument ima žig, ki ni pravilen.",
		"Le document porte un cachet qui n'est pas correct.",
		"The document has a seal that is not right."),
	"foreign-seal": certificates.Say(
		"Il documento è sigillato o firmato, ma non da noi.",
		"Das Dokument ist gesiegelt oder signiert, aber nicht von uns.",
		"Dokument je žigosan ali podpisan, vendar ne od nas.",
		"Le document porte un cachet ou une signature, mais pas les nôtres.",
		"The document is sealed or signed, but not by us."),
	"no-seal": certificates.Say(
		"Il documento non ha alcun sigillo.",
		"Das Dokument hat kein Siegel.",
		"Dokument nima žiga.",
		"Le document ne porte aucun cachet.",
		"The document has no seal."),
	"ambiguous": certificates.Say(
		"Il documento sigillato può essere letto in più modi.",
		"Das gesiegelte Dokument lässt sich auf mehr als eine Weise lesen.",
		"Žigosani dokument je mogoče brati na več načinov.",
		"Le document muni du cachet peut se lire de plusieurs façons.",
		"The sealed document can be read in more than one way."),
	"inconsistent": certificates.Say(
		"Le parti del documento si contraddicono.",
		"Die Teile des Dokuments widersprechen einander.",
		"Deli dokumenta si nasprotujejo.",
		"Les parties du document se contredisent.",
		"The parts of the document contradict each other."),
	"not-a-pdf": certificates.Say(
		"Il file non è un PDF.",
		"Die Datei ist kein PDF.",
		"Datoteka ni PDF.",
		"Le fichier n'est pas un PDF.",
		"The file is not a PDF."),
	"too-complex": certificates.Say(
		"Il file è troppo grande o complesso per essere esaminato qui.",
		"Die Datei ist zu groß oder zu verwickelt, um hier untersucht zu werden.",
		"Datoteka je prevelika ali preveč zapletena, da bi jo pregledali tu.",
		"Le fichier est trop grand ou trop complexe pour être examiné ici.",
		"The file is too large or complex to be examined here."),
	"unreadable": certificates.Say(
		"La struttura del file non si può seguire con sicurezza.",
		"Dem Aufbau der Datei kann man nicht sicher folgen.",
		"Zgradbi datoteke ni mogoče zanesljivo slediti.",
		"La structure du fichier ne peut pas être suivie avec certitude.",
		"The structure of the file cannot be followed safely."),
}

var fileReasons = together(sealReasons, changeReasons, formReasons)

func together(parts ...map[inspect.Code]certificates.Text) map[inspect.Code]certificates.Text {
	all := map[inspect.Code]certificates.Text{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}
