package web

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
)

// sealReasons are about a seal and the signature in it.
var sealReasons = map[inspect.Code]certificates.Text{
	"byterange-missing": certificates.Say(
		"Il sigillo non dice che cosa copre.",
		"Das Siegel sagt nicht, was es abdeckt.",
		"Žig ne pove, kaj zajema.",
		"Le cachet ne dit pas ce qu'il couvre.",
		"The seal does not say what it covers."),
	"byterange-form": certificates.Say(
		"L'indicazione di che cosa copre il sigillo è malformata.",
		"Die Angabe, was das Siegel abdeckt, hat eine falsche Form.",
		"Navedba, kaj žig zajema, je napačne oblike.",
		"L'indication de ce que couvre le cachet est mal formée.",
		"What the seal covers is stated in a wrong form."),
	"byterange-start": certificates.Say(
		"Il sigillo non copre l'inizio del file.",
		"Das Siegel deckt den Anfang der Datei nicht ab.",
		"Žig ne zajema začetka datoteke.",
		"Le cachet ne couvre pas le début du fichier.",
		"The seal does not cover the beginning of the file."),
	"byterange-hole": certificates.Say(
		"Il sigillo lascia scoperta una parte del file.",
		"Das Siegel lässt einen Teil der Datei unbedeckt.",
		"Žig enega dela datoteke ne zajema.",
		"Le cachet laisse une partie du fichier à découvert.",
		"The seal leaves a part of the file uncovered."),
	"byterange-end": certificates.Say(
		"Il sigillo non copre la fine del file che fu sigillato.",
		"Das Siegel deckt das Ende der gesiegelten Datei nicht ab.",
		"Žig ne zajema konca datoteke, ki je bila žigosana.",
		"Le cachet ne couvre pas la fin du fichier sur lequel il a été apposé.",
		"The seal does not cover the end of the file that was sealed."),
	"contents-missing": certificates.Say(
		"Il sigillo è vuoto.",
		"Das Siegel ist leer.",
		"Žig je prazen.",
		"Le cachet est vide.",
		"The seal is empty."),
	"contents-form": certificates.Say(
		"Il sigillo non sta nel file nella forma dovuta.",
		"Das Siegel steht nicht in der richtigen Form in der Datei.",
		"Žig v datoteki nima pravilne oblike.",
		"Le cachet n'est pas dans le fichier sous la forme voulue.",
		"The seal does not stand in the file in the right form."),
	"contents-padding": certificates.Say(
		"Nello spazio del sigillo c'è dell'altro.",
		"Am Platz des Siegels steht noch etwas anderes.",
		"V prostoru za žig je še nekaj drugega.",
		"Il y a autre chose à la place du cachet.",
		"There is something else in the place of the seal."),
	"signature-form": certificates.Say(
		"Il sigillo manca di indicazioni necessarie.",
		"Dem Siegel fehlen notwendige Angaben.",
		"Žigu manjkajo potrebni podatki.",
		"Il manque au cachet des indications nécessaires.",
		"The seal lacks what a seal must state."),
	"signature-loose": certificates.Say(
		"Il sigillo non appartiene ad alcun campo del documento.",
		"Das Siegel gehört zu keinem Feld des Dokuments.",
		"Žig ne pripada nobenemu polju dokumenta.",
		"Le cachet n'appartient à aucun champ du document.",
		"The seal belongs to no field of the document."),
	"signature-shared": certificates.Say(
		"Più campi del documento usano lo stesso sigillo.",
		"Mehrere Felder des Dokuments verwenden dasselbe Siegel.",
		"Več polj dokumenta uporablja isti žig.",
		"Plusieurs champs du document utilisent le même cachet.",
		"Several fields of the document use the same seal."),
	"signature-surplus": certificates.Say(
		"Il documento sigillato contiene un altro sigillo.",
		"Das gesiegelte Dokument enthält ein weiteres Siegel.",
		"Žigosani dokument vsebuje še en žig.",
		"Le document muni du cachet en contient un autre.",
		"The sealed document contains another seal."),
	"cms-form": certificates.Say(
		"La firma elettronica nel sigillo è malformata.",
		"Die elektronische Signatur im Siegel hat eine falsche Form.",
		"Elektronski podpis v žigu je napačne oblike.",
		"La signature électronique du cachet est mal formée.",
		"The electronic signature in the seal is malformed."),
	"cms-signers": certificates.Say(
		"La firma non è di un solo firmatario.",
		"Die Signatur stammt nicht von genau einem Unterzeichner.",
		"Podpis ni od natanko enega podpisnika.",
		"La signature n'est pas celle d'un seul signataire.",
		"The signature is not by exactly one signer."),
	"cms-signer": certificates.Say(
		"Manca il certificato di chi ha sigillato.",
		"Das Zertifikat des Unterzeichners fehlt.",
		"Manjka digitalno potrdilo tistega, ki je žigosal.",
		"Le certificat électronique de qui a apposé le cachet manque.",
		"The certificate of who sealed is missing."),
	"cms-attributes": certificates.Say(
		"Mancano dati che la firma deve coprire, o ve ne sono di estranei.",
		"Es fehlen Daten, die die Signatur abdecken muss, oder es sind fremde dabei.",
		"Manjkajo podatki, ki jih mora podpis zajemati, ali pa so zraven tuji.",
		"Il manque des données que la signature doit couvrir, ou il y en a d'étrangères.",
		"What the signature must cover is missing, or there is more than there may be."),
	"cms-algorithm": certificates.Say(
		"La firma usa un algoritmo non accettato.",
		"Die Signatur verwendet ein Verfahren, das nicht angenommen wird.",
		"Podpis uporablja algoritem, ki ni sprejet.",
		"La signature utilise un algorithme qui n'est pas accepté.",
		"The signature uses an algorithm that is not accepted."),
	"cms-foreign-certificate": certificates.Say(
		"Nel sigillo c'è un certificato estraneo.",
		"Im Siegel steht ein Zertifikat, das nicht dazugehört.",
		"V žigu je digitalno potrdilo, ki ne spada tja.",
		"Le cachet contient un certificat électronique étranger.",
		"There is a certificate in the seal that does not belong there."),
	"certificate-swapped": certificates.Say(
		"Il certificato nel sigillo è stato sostituito.",
		"Das Zertifikat im Siegel wurde ausgetauscht.",
		"Digitalno potrdilo v žigu je bilo zamenjano.",
		"Le certificat électronique du cachet a été remplacé.",
		"The certificate in the seal was replaced."),
	"digest-wrong": certificates.Say(
		"Il contenuto non è quello che fu sigillato.",
		"Der Inhalt ist nicht der, der gesiegelt wurde.",
		"Vsebina ni tista, ki je bila žigosana.",
		"Le contenu n'est pas celui sur lequel le cachet a été apposé.",
		"The content is not what was sealed."),
	"signature-wrong": certificates.Say(
		"La firma non è stata fatta con la chiave del certificato.",
		"Die Signatur wurde nicht mit dem Schlüssel des Zertifikats gemacht.",
		"Podpis ni bil narejen s ključem digitalnega potrdila.",
		"La signature n'a pas été faite avec la clé du certificat électronique.",
		"The signature was not made with the certificate's key."),
	"seal-foreign": certificates.Say(
		"Il certificato del sigillo non è uno dei nostri.",
		"Das Zertifikat des Siegels ist keines von unseren.",
		"Digitalno potrdilo žiga ni naše.",
		"Le certificat électronique du cachet n'est pas l'un des nôtres.",
		"The seal's certificate is not one of ours."),
	"certificate-expired": certificates.Say(
		"Il certificato del sigillo non era valido alla prima data provata.",
		"Das Zertifikat des Siegels war zum ersten nachgewiesenen Zeitpunkt nicht gültig.",
		"Digitalno potrdilo žiga na prvi dokazani datum ni bilo veljavno.",
		"Le certificat électronique du cachet n'était pas valable à la première date prouvée.",
		"The seal's certificate was not valid at the first date that is proven."),
	"certificate-revoked": certificates.Say(
		"Il certificato del sigillo era già revocato alla prima data provata.",
		"Das Zertifikat des Siegels war zum ersten nachgewiesenen Zeitpunkt schon widerrufen.",
		"Digitalno potrdilo žiga je bilo na prvi dokazani datum že preklicano.",
		"Le certificat électronique du cachet était déjà révoqué à la première date prouvée.",
		"The seal's certificate was revoked by the first date that is proven."),
	"chain-unknown": certificates.Say(
		"Il certificato del nostro sigillo non porta a una radice configurata.",
		"Das Zertifikat unseres Siegels führt zu keiner eingestellten Wurzel.",
		"Digitalno potrdilo našega žiga ne vodi do nobenega nastavljenega korena.",
		"Le certificat électronique de notre cachet ne mène à aucune racine configurée.",
		"The certificate of our seal leads to no root that is configured."),
}
