package web

import (
	"net/http"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/verification"
)

// stateAnswers are about what stands against it.
var stateAnswers = []answer{
	{
		is: of(certificates.ErrKeyReused), kind: urn + "key-reused", status: http.StatusConflict,
		title: certificates.Say("Chiave già usata", "Schlüssel bereits verwendet", "Ključ je že uporabljen", "Clé déjà utilisée", "Key used before"),
		detail: certificates.Say(
			"Con questa Idempotency-Key hai già chiesto un'altra cosa. Per una nuova richiesta usa una chiave nuova.",
			"Mit diesem Idempotency-Key haben Sie schon etwas anderes beantragt. Verwenden Sie für eine neue Anfrage einen neuen Schlüssel.",
			"S tem ključem Idempotency-Key ste že zahtevali nekaj drugega. Za novo zahtevo uporabite nov ključ.",
			"Avec cette Idempotency-Key, vous avez déjà demandé autre chose. Pour une nouvelle demande, utilisez une nouvelle clé.",
			"With this Idempotency-Key you have already asked for something else. Use a new key for a new request."),
	}, {
		is: of(certificates.ErrInProgress), kind: urn + "in-progress", status: http.StatusConflict,
		title: certificates.Say("Richiesta in corso", "Die Anfrage ist in Bearbeitung", "Zahteva je v obdelavi", "Demande en cours", "The request is being worked on"),
		detail: certificates.Say(
			"La stessa richiesta è in lavorazione. Ripetila tra poco con la stessa chiave: avrai il certificato.",
			"Dieselbe Anfrage wird gerade bearbeitet. Wiederholen Sie sie in Kürze mit demselben Schlüssel: Dann erhalten Sie die Bescheinigung.",
			"Ista zahteva se že obdeluje. Čez nekaj časa jo ponovite z istim ključem: dobili boste potrdilo.",
			"La même demande est en cours de traitement. Répétez-la dans un instant avec la même clé : vous aurez le certificat.",
			"The same request is being worked on. Repeat it shortly with the same key and you will have the certificate."),
		retryAfter: 2,
	}, {
		is: of(certificates.ErrCurrent), kind: urn + "not-superseded", status: http.StatusConflict,
		title: certificates.Say("Non c'è nulla da sostituire", "Es gibt nichts zu ersetzen", "Ni česa zamenjati", "Il n'y a rien à remplacer", "There is nothing to replace"),
		detail: certificates.Say(
			"L'anagrafe dice ancora ciò che il certificato riporta. Se te ne serve un altro, chiedilo come nuovo.",
			"Im Melderegister steht noch, was die Bescheinigung besagt. Wenn Sie eine weitere brauchen, beantragen Sie eine neue.",
			"V registru prebivalstva je še vedno to, kar navaja potrdilo. Če potrebujete še eno, zaprosite za novo.",
			"Le registre dit encore ce que le certificat déclare. S'il vous en faut un autre, demandez-en un nouveau.",
			"The register still says what the certificate states. If you need another one, ask for a new one."),
	}, {
		is: of(certificates.ErrReplaced), kind: urn + "replaced-already", status: http.StatusConflict,
		title: certificates.Say("Già sostituito", "Bereits ersetzt", "Že zamenjano", "Déjà remplacé", "Replaced already"),
		detail: certificates.Say(
			"Al posto di questo certificato ne è già stato rilasciato un altro: lo trovi nell'elenco dei tuoi certificati.",
			"Anstelle dieser Bescheinigung wurde schon eine andere ausgestellt: Sie finden sie in der Liste Ihrer Bescheinigungen.",
			"Namesto tega potrdila je bilo že izdano drugo: najdete ga na seznamu svojih potrdil.",
			"Un autre certificat a déjà été délivré à la place de celui-ci : vous le trouvez dans la liste de vos certificats.",
			"Another certificate has been issued in place of this one: you find it in the list of your certificates."),
	}, {
		is: of(certificates.ErrState), kind: urn + "wrong-state", status: http.StatusConflict,
		title: certificates.Say("Non più possibile", "Nicht mehr möglich", "Ni več mogoče", "Ce n'est plus possible", "No longer possible"),
		detail: certificates.Say(
			"Il certificato è stato ritirato. Se te ne serve uno, chiedilo come nuovo.",
			"Die Bescheinigung wurde zurückgezogen. Wenn Sie eine brauchen, beantragen Sie eine neue.",
			"Potrdilo je bilo preklicano. Če ga potrebujete, zaprosite za novo.",
			"Le certificat a été retiré. S'il vous en faut un, demandez-en un nouveau.",
			"The certificate has been withdrawn. If you need one, ask for a new one."),
	}, {
		is: tooLarge, kind: urn + "too-large", status: http.StatusRequestEntityTooLarge,
		title: certificates.Say("Troppo grande", "Zu groß", "Preveliko", "Trop grand", "Too large"),
		detail: certificates.Say(
			"Ciò che hai inviato è più grande di quanto il servizio accetta. Invia qualcosa di più piccolo.",
			"Was Sie gesendet haben, ist größer, als der Dienst es annimmt. Senden Sie etwas Kleineres.",
			"Kar ste poslali, je večje od tega, kar storitev sprejme. Pošljite kaj manjšega.",
			"Ce que vous avez envoyé est plus grand que ce que le service accepte. Envoyez quelque chose de plus petit.",
			"What you sent is larger than the service accepts. Send something smaller."),
	}, {
		is: of(ErrMediaType), kind: urn + "unsupported-media-type", status: http.StatusUnsupportedMediaType,
		title: certificates.Say("Formato non accettato", "Format nicht angenommen", "Oblika ni sprejeta", "Format non accepté", "Format not accepted"),
		detail: certificates.Say(
			"Il corpo della richiesta non è nel formato che questo indirizzo accetta, o è compresso. Invialo nel formato previsto, non compresso.",
			"Der Inhalt der Anfrage hat nicht das Format, das diese Adresse annimmt, oder er ist komprimiert. Senden Sie ihn im vorgesehenen Format und unkomprimiert.",
			"Vsebina zahteve ni v obliki, ki jo ta naslov sprejme, ali pa je stisnjena. Pošljite jo v predvideni obliki, nestisnjeno.",
			"Le corps de la demande n'est pas dans le format que cette adresse accepte, ou il est compressé. Envoyez-le dans le format prévu, non compressé.",
			"The body of the request is not in the format that this address accepts, or it is compressed. Send it in the expected format, uncompressed."),
	}, {
		is: as[*certificates.RefusedError], kind: urn + "refused", status: http.StatusUnprocessableEntity,
		title: certificates.Say(
			"Il certificato non si può rilasciare",
			"Die Bescheinigung kann nicht ausgestellt werden",
			"Potrdila ni mogoče izdati",
			"Le certificat ne peut pas être délivré",
			"The certificate cannot be issued"),
		detail: certificates.Say(
			"Una o più regole lo impediscono. Per ognuna trovi che cosa fare e chi può farlo.",
			"Eine Regel oder mehrere stehen dagegen. Bei jeder steht, was zu tun ist und wer es tun kann.",
			"Preprečuje ga eno ali več pravil. Pri vsakem piše, kaj je treba storiti in kdo to lahko stori.",
			"Une ou plusieurs règles l'empêchent. Pour chacune, vous trouvez ce qu'il faut faire et qui peut le faire.",
			"One or more rules stop it. Each says what to do and who can do it."),
	}, {
		is: of(certificates.ErrGlyph), kind: urn + "unprintable", status: http.StatusUnprocessableEntity,
		title: certificates.Say(
			"Un carattere non si può stampare",
			"Ein Zeichen lässt sich nicht drucken",
			"Znaka ni mogoče natisniti",
			"Un caractère ne peut pas être imprimé",
			"A character cannot be printed"),
		detail: certificates.Say(
			"Nella scheda c'è un carattere che il certificato non può stampare, e non lo stampiamo sbagliato. Rivolgiti all'ufficio anagrafe.",
			"In Ihrem Eintrag steht ein Zeichen, das die Bescheinigung nicht drucken kann, und wir drucken es nicht falsch. Wenden Sie sich an das Meldeamt.",
			"V zapisu je znak, ki ga potrdilo ne more natisniti, napačno pa ga ne natisnemo. Obrnite se na anagrafski urad.",
			"La fiche contient un caractère que le certificat ne peut pas imprimer, et nous ne l'imprimons pas faux. Adressez-vous au bureau du registre de la population.",
			"The record holds a character that the certificate cannot print, and we do not print it wrong. Contact the registry office."),
	}, {
		is: of(verification.ErrNotPDF), kind: urn + "not-a-pdf", status: http.StatusUnprocessableEntity,
		title: certificates.Say("Non è un PDF", "Kein PDF", "Ni PDF", "Ce n'est pas un PDF", "Not a PDF"),
		detail: certificates.Say(
			"Il file non è un PDF. Invia il certificato così come lo hai ricevuto.",
			"Die Datei ist kein PDF. Senden Sie die Bescheinigung so, wie Sie sie erhalten haben.",
			"Datoteka ni PDF. Pošljite potrdilo takšno, kot ste ga prejeli.",
			"Le fichier n'est pas un PDF. Envoyez le certificat tel que vous l'avez reçu.",
			"The file is not a PDF. Send the certificate just as you received it."),
	},
}
