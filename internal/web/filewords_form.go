package web

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
)

// formReasons are about how a file is built.
var formReasons = map[inspect.Code]certificates.Text{
	"limit-reached": certificates.Say(
		"Il file supera i limiti dell'esame.",
		"Die Datei überschreitet die Grenzen der Untersuchung.",
		"Datoteka presega meje pregleda.",
		"Le fichier dépasse les limites de l'examen.",
		"The file exceeds the limits of the examination."),
	"time-reached": certificates.Say(
		"L'esame ha richiesto troppo tempo.",
		"Die Untersuchung hat zu lange gedauert.",
		"Pregled je trajal predolgo.",
		"L'examen a pris trop de temps.",
		"The examination took too long."),
	"header-moved": certificates.Say(
		"Il file non comincia come un PDF.",
		"Die Datei beginnt nicht wie ein PDF.",
		"Datoteka se ne začne kot PDF.",
		"Le fichier ne commence pas comme un PDF.",
		"The file does not begin as a PDF."),
	"header-twice": certificates.Say(
		"Nel file ci sono due PDF uno dopo l'altro.",
		"In der Datei stehen zwei PDF hintereinander.",
		"V datoteki sta dva PDF drug za drugim.",
		"Le fichier contient deux PDF l'un après l'autre.",
		"There are two PDFs in the file, one behind the other."),
	"trailing-data": certificates.Say(
		"Dopo la fine del documento c'è dell'altro.",
		"Nach dem Ende des Dokuments kommt noch etwas.",
		"Po koncu dokumenta je še nekaj.",
		"Il y a quelque chose après la fin du document.",
		"There is something behind the end of the document."),
	"loose-bytes": certificates.Say(
		"Nel file c'è del materiale che non appartiene al documento.",
		"In der Datei steht etwas, das nicht zum Dokument gehört.",
		"V datoteki je nekaj, kar ne pripada dokumentu.",
		"Le fichier contient quelque chose qui n'appartient pas au document.",
		"There is material in the file that does not belong to the document."),
	"overlapping-object": certificates.Say(
		"Parti del file si sovrappongono.",
		"Teile der Datei überlappen einander.",
		"Deli datoteke se prekrivajo.",
		"Des parties du fichier se chevauchent.",
		"Parts of the file lie upon each other."),
	"entry-misleads": certificates.Say(
		"L'indice del file porta alla parte sbagliata.",
		"Das Verzeichnis der Datei führt zum falschen Teil.",
		"Kazalo datoteke vodi do napačnega dela.",
		"L'index du fichier mène à la mauvaise partie.",
		"The file's index leads to the wrong part."),
	"entry-elsewhere": certificates.Say(
		"L'indice di un aggiornamento porta in un'altra revisione.",
		"Das Verzeichnis einer Aktualisierung führt in eine andere Fassung.",
		"Kazalo posodobitve vodi v drugo različico.",
		"L'index d'une mise à jour mène dans une autre révision.",
		"The index of an update leads into another revision."),
	"entry-twice": certificates.Say(
		"L'indice nomina due volte la stessa parte.",
		"Das Verzeichnis nennt denselben Teil zweimal.",
		"Kazalo isti del navaja dvakrat.",
		"L'index nomme deux fois la même partie.",
		"The index names the same part twice."),
	"object-twice": certificates.Say(
		"Una parte nascosta ripete un'altra del documento.",
		"Ein verborgener Teil wiederholt einen anderen des Dokuments.",
		"Skriti del ponavlja drug del dokumenta.",
		"Une partie cachée en répète une autre du document.",
		"A hidden part repeats another of the document."),
	"hybrid-xref": certificates.Say(
		"Il file ha due indici.",
		"Die Datei hat zwei Verzeichnisse.",
		"Datoteka ima dve kazali.",
		"Le fichier a deux index.",
		"The file has two indexes."),
	"hybrid-xref-differs": certificates.Say(
		"I due indici del file si contraddicono.",
		"Die zwei Verzeichnisse der Datei widersprechen einander.",
		"Kazali datoteke si nasprotujeta.",
		"Les deux index du fichier se contredisent.",
		"The two indexes of the file contradict each other."),
	"key-twice": certificates.Say(
		"Un'indicazione compare due volte.",
		"Eine Angabe kommt zweimal vor.",
		"Navedba se pojavi dvakrat.",
		"Une indication figure deux fois.",
		"An entry appears twice."),
	"object-unreadable": certificates.Say(
		"Una parte del file è illeggibile.",
		"Ein Teil der Datei ist nicht lesbar.",
		"Del datoteke ni berljiv.",
		"Une partie du fichier est illisible.",
		"A part of the file cannot be read."),
	"stream-length": certificates.Say(
		"Una parte del file è più lunga o più corta di quanto dichiara.",
		"Ein Teil der Datei ist länger oder kürzer als angegeben.",
		"Del datoteke je daljši ali krajši, kot navaja.",
		"Une partie du fichier est plus longue ou plus courte qu'elle ne le déclare.",
		"A part of the file is longer or shorter than it says."),
	"stream-unreadable": certificates.Say(
		"Una parte compressa del file è illeggibile.",
		"Ein komprimierter Teil der Datei ist nicht lesbar.",
		"Stisnjen del datoteke ni berljiv.",
		"Une partie compressée du fichier est illisible.",
		"A compressed part of the file cannot be read."),
	"xref-form": certificates.Say(
		"L'indice del file è malformato.",
		"Das Verzeichnis der Datei hat eine falsche Form.",
		"Kazalo datoteke je napačne oblike.",
		"L'index du fichier est mal formé.",
		"The file's index is malformed."),
	"xref-loop": certificates.Say(
		"L'indice del file gira in tondo.",
		"Das Verzeichnis der Datei führt im Kreis.",
		"Kazalo datoteke vodi v krogu.",
		"L'index du fichier tourne en rond.",
		"The file's index leads in a circle."),
	"revision-order": certificates.Say(
		"Le revisioni del file non sono una dopo l'altra.",
		"Die Fassungen der Datei stehen nicht hintereinander.",
		"Različice datoteke si ne sledijo druga za drugo.",
		"Les révisions du fichier ne se suivent pas.",
		"The file's revisions are not one behind the other."),
	"end-form": certificates.Say(
		"Una revisione del file non finisce come dovrebbe.",
		"Eine Fassung der Datei endet nicht, wie sie sollte.",
		"Različica datoteke se ne konča, kot bi se morala.",
		"Une révision du fichier ne finit pas comme elle le devrait.",
		"A revision of the file does not end as it should."),
	"trailer-form": certificates.Say(
		"Manca l'indicazione da dove cominciare a leggere.",
		"Es fehlt die Angabe, wo das Lesen beginnt.",
		"Manjka navedba, kje se branje začne.",
		"Il manque l'indication de l'endroit où commencer à lire.",
		"Where reading begins is not stated."),
	"encrypted": certificates.Say(
		"Il file è cifrato.",
		"Die Datei ist verschlüsselt.",
		"Datoteka je šifrirana.",
		"Le fichier est chiffré.",
		"The file is encrypted."),
}
