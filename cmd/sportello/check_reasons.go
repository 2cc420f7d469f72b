package main

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/statement"
)

var reasonWords = map[reason]certificates.Text{
	noStatement: certificates.Say(
		"Il documento non porta un codice QR con una dichiarazione firmata che si possa leggere; con --server si può chiedere all'ufficio.",
		"Das Dokument trägt keinen lesbaren QR-Code mit einer signierten Erklärung; mit --server können Sie das Amt fragen.",
		"Na dokumentu ni berljive kode QR s podpisano izjavo; s --server lahko vprašate urad.",
		"Le document ne porte pas de code QR lisible avec une déclaration signée ; avec --server, vous pouvez interroger le bureau.",
		"The document carries no QR code with a signed statement that can be read; with --server the office can be asked."),
	statementElsewhere: certificates.Say(
		"Il codice QR porta a un indirizzo che non è di chi ha rilasciato il certificato.",
		"Der QR-Code führt zu einer Adresse, die nicht die des Ausstellers ist.",
		"Koda QR vodi na naslov, ki ni od izdajatelja potrdila.",
		"Le code QR mène à une adresse qui n'est pas celle de qui a délivré le certificat.",
		"The QR code leads to an address that is not that of who issued the certificate."),
	serverInsecure: certificates.Say(
		"L'indirizzo di chi ha rilasciato il certificato non è sicuro (https) e non è stato interrogato.",
		"Die Adresse des Ausstellers ist nicht sicher (https) und wurde nicht gefragt.",
		"Naslov izdajatelja potrdila ni varen (https) in ni bil vprašan.",
		"L'adresse de qui a délivré le certificat n'est pas sûre (https) et n'a pas été interrogée.",
		"The address of who issued the certificate is not secure (https) and was not asked."),
	serverUnreachable: certificates.Say(
		"Il servizio di chi ha rilasciato il certificato non risponde: si usano le copie dell'ultima volta.",
		"Der Dienst des Ausstellers antwortet nicht: Es werden die Kopien vom letzten Mal verwendet.",
		"Storitev izdajatelja se ne odziva: uporabljene so kopije od zadnjič.",
		"Le service de qui a délivré le certificat ne répond pas : les copies de la dernière fois sont utilisées.",
		"The service of who issued the certificate does not answer: the copies of the last time are used."),
	keysMissing: certificates.Say(
		"Mancano le chiavi dell'ufficio: una volta serve la rete, o una copia con --keys.",
		"Die Schlüssel des Amtes fehlen: Einmal ist das Netz nötig, oder eine Kopie mit --keys.",
		"Manjkajo ključi urada: enkrat je potrebno omrežje ali kopija s --keys.",
		"Les clés du bureau manquent : il faut une fois le réseau, ou une copie avec --keys.",
		"The office's keys are missing: the network is needed once, or a copy with --keys."),
	keysUnusable: certificates.Say(
		"La copia delle chiavi dell'ufficio non si può usare.",
		"Die Kopie der Schlüssel des Amtes ist nicht verwendbar.",
		"Kopije ključev urada ni mogoče uporabiti.",
		"La copie des clés du bureau n'est pas utilisable.",
		"The copy of the office's keys cannot be used."),
	statusUnusable: certificates.Say(
		"La copia dell'elenco dei ritiri non si può usare.",
		"Die Kopie der Liste der zurückgezogenen Bescheinigungen ist nicht verwendbar.",
		"Kopije seznama preklicanih potrdil ni mogoče uporabiti.",
		"La copie de la liste des retraits n'est pas utilisable.",
		"The copy of the status list cannot be used."),
	copyNotKept: certificates.Say(
		"La copia per i controlli senza rete non si è potuta conservare.",
		"Die Kopie für Prüfungen ohne Netz konnte nicht gespeichert werden.",
		"Kopije za preverjanje brez omrežja ni bilo mogoče shraniti.",
		"La copie pour les vérifications sans réseau n'a pas pu être conservée.",
		"The copy for checks without network could not be kept."),
	issuerNew: certificates.Say(
		"È il primo controllo da qui di un certificato di questo indirizzo: accertarsi che sia davvero quello dell'ufficio.",
		"Von hier aus wird zum ersten Mal eine Bescheinigung dieser Adresse geprüft: Vergewissern Sie sich, dass sie wirklich die des Amtes ist.",
		"To je od tu prvo preverjanje potrdila s tega naslova: prepričajte se, da je res naslov urada.",
		"C'est la première vérification d'ici d'un certificat de cette adresse : assurez-vous qu'elle est vraiment celle du bureau.",
		"This is the first check from here of a certificate of this address: make sure that it really is the office's."),
	sealNotChecked: certificates.Say(
		"Di chi sia il sigillo del PDF non si è potuto controllare: serve la rete, o il certificato del sigillo con --roots.",
		"Wem das Siegel des PDF gehört, konnte nicht geprüft werden: Nötig ist das Netz, oder das Zertifikat des Siegels mit --roots.",
		"Čigav je žig v PDF, ni bilo mogoče preveriti: potrebno je omrežje ali digitalno potrdilo žiga s --roots.",
		"À qui est le cachet du PDF n'a pas pu être vérifié : il faut le réseau, ou le certificat électronique du cachet avec --roots.",
		"Whose the seal of the PDF is could not be checked: the network is needed, or the seal's certificate with --roots."),
	dataMissing: certificates.Say(
		"Al PDF mancano i dati allegati di cui il codice QR porta l'impronta.",
		"Dem PDF fehlen die angehängten Daten, deren Prüfsumme im QR-Code steht.",
		"V PDF manjkajo priloženi podatki, katerih prstni odtis je v kodi QR.",
		"Il manque au PDF les données jointes dont le code QR porte l'empreinte.",
		"The PDF lacks the attached data whose digest is in the QR code."),
	dataDiffer: certificates.Say(
		"I dati allegati al PDF non sono quelli di cui il codice QR porta l'impronta.",
		"Die an das PDF angehängten Daten sind nicht die, deren Prüfsumme im QR-Code steht.",
		"Podatki, priloženi PDF, niso tisti, katerih prstni odtis je v kodi QR.",
		"Les données jointes au PDF ne sont pas celles dont le code QR porte l'empreinte.",
		"The data attached to the PDF are not those whose digest is in the QR code."),
	paperNotCompared: certificates.Say(
		"Si sa solo come sta il certificato con questo codice: che cosa attesti, e a chi, va confrontato sulla pagina di verifica.",
		"Bekannt ist nur, wie es um die Bescheinigung mit diesem Code steht: Was sie besagt und über wen, vergleichen Sie auf der Prüfseite.",
		"Znano je le, kakšno je stanje potrdila s to kodo: kaj navaja in o kom, primerjajte na strani za preverjanje.",
		"On sait seulement où en est le certificat qui porte ce code : ce qu'il déclare, et de qui, se compare sur la page de vérification.",
		"All that is known is how the certificate with this code stands: what it states, and of whom, is to be compared on the verification page."),
	notIssued: certificates.Say(
		"Nel registro di chi rilascia non risulta nessun certificato che corrisponda.",
		"Das Register des Ausstellers kennt keine Bescheinigung, die dem entspricht.",
		"V registru izdajatelja ni nobenega potrdila, ki bi ustrezalo.",
		"Le registre de qui délivre ne connaît aucun certificat qui corresponde.",
		"The issuer's register knows no certificate that corresponds."),
	notAsIssued: certificates.Say(
		"Il file non è, byte per byte, quello rilasciato.",
		"Die Datei ist nicht Byte für Byte die ausgestellte.",
		"Datoteka ni bajt za bajtom enaka izdani.",
		"Le fichier n'est pas, octet par octet, celui qui a été délivré.",
		"The file is not, byte for byte, the one that was issued."),
	registerExpired: certificates.Say(
		"Per il registro la validità è scaduta.",
		"Nach dem Register ist die Gültigkeit abgelaufen.",
		"Po registru je veljavnost potekla.",
		"D'après le registre, la validité est terminée.",
		"By the register its validity has passed."),
	registerWithdrawn: certificates.Say(
		"Per il registro il certificato è stato ritirato.",
		"Nach dem Register wurde die Bescheinigung zurückgezogen.",
		"Po registru je potrdilo preklicano.",
		"D'après le registre, le certificat a été retiré.",
		"By the register the certificate has been withdrawn."),
	registerSuperseded: certificates.Say(
		"Riporta ciò che risultava all'anagrafe il giorno del rilascio; da allora i dati sono cambiati. Superato non vuol dire ritirato.",
		"Die Bescheinigung gibt wieder, was am Tag der Ausstellung im Melderegister stand; seither haben sich die Daten geändert. Überholt heißt nicht zurückgezogen.",
		"Potrdilo navaja, kar je bilo v registru prebivalstva na dan izdaje; podatki so se od takrat spremenili. Zastarelo ne pomeni preklicano.",
		"Le certificat dit ce qui figurait au registre le jour de sa délivrance ; les données ont changé depuis. Dépassé ne veut pas dire retiré.",
		"It states what the register said on the day of issue; the data have changed since. Superseded does not mean withdrawn."),
	serverContradicts: certificates.Say(
		"Il certificato è di un altro ufficio: le chiavi sono di chi non lo ha rilasciato.",
		"Die Bescheinigung ist von einem anderen Amt: Die Schlüssel gehören dem, der sie nicht ausgestellt hat.",
		"Potrdilo je od drugega urada: ključi so od nekoga, ki ga ni izdal.",
		"Le certificat est d'un autre bureau : les clés sont celles de qui ne l'a pas délivré.",
		"The certificate is another office's: the keys are of who did not issue it."),

	reason(statement.Malformed): certificates.Say(
		"Il codice QR non porta una dichiarazione nella forma dovuta.",
		"Der QR-Code enthält keine Erklärung in der richtigen Form.",
		"Koda QR ne vsebuje izjave v pravilni obliki.",
		"Le code QR ne porte pas de déclaration sous la forme voulue.",
		"The QR code carries no statement in the right form."),
	reason(statement.LaterVersion): certificates.Say(
		"La dichiarazione nel codice QR è di una versione più recente di questo programma.",
		"Die Erklärung im QR-Code ist von einer neueren Version als dieses Programm.",
		"Izjava v kodi QR je novejše različice od tega programa.",
		"La déclaration du code QR est d'une version plus récente que ce programme.",
		"The statement in the QR code is of a later version than this program."),
	reason(statement.WrongSignature): certificates.Say(
		"La dichiarazione nel codice QR è stata cambiata o firmata da altri.",
		"Die Erklärung im QR-Code wurde verändert oder von anderen signiert.",
		"Izjava v kodi QR je bila spremenjena ali jo je podpisal kdo drug.",
		"La déclaration du code QR a été modifiée, ou signée par quelqu'un d'autre.",
		"The statement in the QR code was changed, or signed by somebody else."),
	reason(statement.KeyUnknown): certificates.Say(
		"La chiave della dichiarazione nel codice QR non è tra quelle dell'ufficio.",
		"Der Schlüssel der Erklärung im QR-Code ist nicht unter denen des Amtes.",
		"Ključ izjave v kodi QR ni med ključi urada.",
		"La clé de la déclaration du code QR n'est pas parmi celles du bureau.",
		"The key of the statement in the QR code is not among the office's."),
	reason(statement.KeyWasCompromised): certificates.Say(
		"La chiave della dichiarazione è stata rubata: il certificato va controllato in rete.",
		"Der Schlüssel der Erklärung wurde gestohlen: Die Bescheinigung muss im Netz geprüft werden.",
		"Ključ izjave je bil ukraden: potrdilo je treba preveriti na spletu.",
		"La clé de la déclaration a été volée : le certificat doit être vérifié en ligne.",
		"The key of the statement was stolen: the certificate must be asked for online."),
	reason(statement.KeyNotInForce): certificates.Say(
		"La chiave della dichiarazione non era in uso il giorno del rilascio.",
		"Der Schlüssel der Erklärung war am Tag der Ausstellung nicht in Gebrauch.",
		"Ključ izjave na dan izdaje ni bil v uporabi.",
		"La clé de la déclaration n'était pas en service le jour de la délivrance.",
		"The key of the statement was not in use on the day of issue."),
	reason(statement.KeysExpired): certificates.Say(
		"La copia delle chiavi dell'ufficio è troppo vecchia: serve la rete per rinnovarla.",
		"Die Kopie der Schlüssel des Amtes ist zu alt: Um sie zu erneuern, ist das Netz nötig.",
		"Kopija ključev urada je prestara: za obnovitev je potrebno omrežje.",
		"La copie des clés du bureau est trop ancienne : il faut le réseau pour la renouveler.",
		"The copy of the office's keys is too old: the network is needed to renew it."),
	reason(statement.OtherIssuer): certificates.Say(
		"Le chiavi sono di un altro ufficio.",
		"Die Schlüssel sind die eines anderen Amtes.",
		"Ključi so od drugega urada.",
		"Les clés sont celles d'un autre bureau.",
		"The keys are another office's."),
	reason(statement.IssuedInFuture): certificates.Say(
		"Il certificato porta una data futura: controllare l'orologio di questo computer.",
		"Das Datum der Bescheinigung liegt in der Zukunft: Prüfen Sie die Uhr dieses Computers.",
		"Datum potrdila je v prihodnosti: preverite uro tega računalnika.",
		"La date du certificat est dans le futur : vérifiez l'horloge de cet ordinateur.",
		"The certificate is dated in the future: check this computer's clock."),
	reason(statement.ValidityEnded): certificates.Say("La validità è scaduta.", "Die Gültigkeit ist abgelaufen.", "Veljavnost je potekla.", "La validité est terminée.", "Its validity has passed."),
	reason(statement.WasWithdrawn): certificates.Say(
		"L'ufficio ha ritirato il certificato.",
		"Das Amt hat die Bescheinigung zurückgezogen.",
		"Urad je potrdilo preklical.",
		"Le bureau a retiré le certificat.",
		"The office has withdrawn the certificate."),
	reason(statement.StatusNotChecked): certificates.Say(
		"Se il certificato sia stato ritirato non si è potuto controllare.",
		"Ob die Bescheinigung zurückgezogen wurde, konnte nicht geprüft werden.",
		"Ali je potrdilo preklicano, ni bilo mogoče preveriti.",
		"Il n'a pas été possible de vérifier si le certificat a été retiré.",
		"Whether the certificate was withdrawn could not be checked."),
	reason(statement.StatusOtherList): certificates.Say(
		"La copia dell'elenco dei ritiri non è quella di questo certificato.",
		"Die Kopie der Liste der zurückgezogenen Bescheinigungen ist nicht die zu dieser Bescheinigung.",
		"Kopija seznama preklicanih potrdil ni tista za to potrdilo.",
		"La copie de la liste des retraits n'est pas celle de ce certificat.",
		"The copy of the status list is not the one of this certificate."),
	reason(statement.StatusListExpired): certificates.Say(
		"La copia dell'elenco dei ritiri è troppo vecchia.",
		"Die Kopie der Liste der zurückgezogenen Bescheinigungen ist zu alt.",
		"Kopija seznama preklicanih potrdil je prestara.",
		"La copie de la liste des retraits est trop ancienne.",
		"The copy of the status list is too old."),
	reason(statement.StatusIndex): certificates.Say(
		"L'elenco dei ritiri dell'ufficio non conosce questo certificato.",
		"Die Liste der zurückgezogenen Bescheinigungen des Amtes kennt diese Bescheinigung nicht.",
		"Uradov seznam preklicanih potrdil tega potrdila ne pozna.",
		"La liste des retraits du bureau ne connaît pas ce certificat.",
		"The office's status list does not know this certificate."),
}

// words of a reason, whoever has found it.
func (r reason) words() certificates.Text {
	for _, text := range []certificates.Text{reasonWords[r], web.FileReason(inspect.Code(r)), web.FileVerdict(inspect.Verdict(r))} {
		if text != nil {
			return text
		}
	}
	return certificates.Say("Motivo: "+string(r)+".", "Grund: "+string(r)+".", "Razlog: "+string(r)+".", "Motif : "+string(r)+".", "Reason: "+string(r)+".")
}
