package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/statement"
)

// stated is a statement that is the issuer's.
type stated struct {
	Issuer     string       `json:"issuer"`
	Office     string       `json:"office"`
	OfficeName string       `json:"officeName"`
	Kinds      []int        `json:"kinds"`
	Number     string       `json:"number"`
	IssuedOn   string       `json:"issuedOn"`
	ValidUntil string       `json:"validUntil,omitempty"` // "": unlimited
	Name       string       `json:"name,omitempty"`       // "": see the paper
	Born       string       `json:"birthDate,omitempty"`
	Facts      []statedFact `json:"facts"`
	Demo       bool         `json:"demo"`
	StatusAge  int64        `json:"statusAgeSeconds,omitempty"` // of the list that was at hand
}

type statedFact struct {
	Label string `json:"label"`
	Value string `json:"value"` // "": see the paper
}

func newStated(v *statement.Verdict) *stated {
	s := v.Statement
	if s == nil {
		return nil
	}
	out := &stated{
		Issuer: s.Issuer, Office: s.Office.Code, OfficeName: s.Office.Name, Kinds: s.Kinds, Number: s.Number, IssuedOn: s.IssuedOn.String(),
		ValidUntil: s.ValidUntil.String(), Name: s.Name, Born: s.Born.String(), Facts: []statedFact{}, Demo: s.Demo, StatusAge: int64(v.StatusAge / time.Second),
	}
	for _, f := range s.Facts {
		out.Facts = append(out.Facts, statedFact(f))
	}
	return out
}

func (f *finding) json(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(f)
}

var verdictWords = map[verdict]certificates.Text{
	valid: certificates.Say("AUTENTICO E VALIDO", "ECHT UND GÜLTIG", "PRISTNO IN VELJAVNO", "AUTHENTIQUE ET VALABLE", "GENUINE AND VALID"),
	notChecked: certificates.Say(
		"NON CONTROLLATO DEL TUTTO: non accettare senza altri controlli",
		"NICHT VOLLSTÄNDIG GEPRÜFT: nicht ohne weitere Prüfung annehmen",
		"NI V CELOTI PREVERJENO: ne sprejmite brez nadaljnjega preverjanja",
		"PAS ENTIÈREMENT VÉRIFIÉ : ne pas accepter sans autre vérification",
		"NOT FULLY CHECKED: do not accept without further checks"),
	expired: certificates.Say("AUTENTICO, MA SCADUTO", "ECHT, ABER ABGELAUFEN", "PRISTNO, A VELJAVNOST JE POTEKLA", "AUTHENTIQUE, MAIS EXPIRÉ", "GENUINE, BUT EXPIRED"),
	withdrawn: certificates.Say(
		"RITIRATO DALL'UFFICIO: non vale più",
		"VOM AMT ZURÜCKGEZOGEN: gilt nicht mehr",
		"URAD GA JE PREKLICAL: ne velja več",
		"RETIRÉ PAR LE BUREAU : n'est plus valable",
		"WITHDRAWN BY THE OFFICE: no longer good"),
	notGenuine: certificates.Say("NON AUTENTICO: non accettare", "NICHT ECHT: nicht annehmen", "NI PRISTNO: ne sprejmite", "PAS AUTHENTIQUE : ne pas accepter", "NOT GENUINE: do not accept"),
}

// wordSymbol is the best verdict on a picture: a good symbol can be put on any paper.
var wordSymbol = certificates.Say(
	"CODICE QR AUTENTICO E VALIDO: confrontare il documento con quanto segue",
	"QR-CODE ECHT UND GÜLTIG: das Dokument mit dem Folgenden vergleichen",
	"KODA QR JE PRISTNA IN VELJAVNA: dokument primerjajte s tem, kar sledi",
	"CODE QR AUTHENTIQUE ET VALABLE : comparer le document avec ce qui suit",
	"QR CODE GENUINE AND VALID: compare the document with what follows")

// wordTrial heads what is good but of a demo: in a hurry only the headline is read.
var wordTrial = certificates.Say(
	"DI PROVA, SENZA VALORE LEGALE: non accettare come certificato",
	"PROBE OHNE RECHTLICHEN WERT: nicht als Bescheinigung annehmen",
	"POSKUSNO, BREZ PRAVNE VELJAVE: ne sprejmite kot potrdilo",
	"ESSAI SANS VALEUR LÉGALE : ne pas accepter comme certificat",
	"DEMO, WITHOUT LEGAL VALUE: do not accept as a certificate")

// wordSuperseded heads what is good and says what was so when it was issued.
var wordSuperseded = certificates.Say(
	"AUTENTICO E VALIDO, MA SUPERATO: i dati sono cambiati dopo il rilascio",
	"ECHT UND GÜLTIG, ABER ÜBERHOLT: die Daten haben sich seit der Ausstellung geändert",
	"PRISTNO IN VELJAVNO, A ZASTARELO: podatki so se po izdaji spremenili",
	"AUTHENTIQUE ET VALABLE, MAIS DÉPASSÉ : les données ont changé depuis la délivrance",
	"GENUINE AND VALID, BUT SUPERSEDED: the data have changed since the issue")

func (f *finding) headline() certificates.Text {
	if f.Verdict == valid && f.Statement != nil && f.Statement.Demo {
		return wordTrial
	}
	if f.Source == "qr" && f.Verdict == valid {
		return wordSymbol
	}
	if f.Verdict == valid && slices.Contains(f.Reasons, registerSuperseded) {
		return wordSuperseded
	}
	return verdictWords[f.Verdict]
}

// labels of what is told.
var (
	labelOffice   = certificates.Say("Ufficio", "Amt", "Urad", "Bureau", "Office")
	labelIssuer   = certificates.Say("Indirizzo", "Adresse", "Naslov", "Adresse", "Address")
	labelKind     = certificates.Say("Certificato", "Bescheinigung", "Potrdilo", "Certificat", "Certificate")
	labelNumber   = certificates.Say("Numero", "Nummer", "Številka", "Numéro", "Number")
	labelIssued   = certificates.Say("Rilasciato", "Ausgestellt", "Izdano", "Délivré", "Issued")
	labelValid    = certificates.Say("Valido fino", "Gültig bis", "Velja do", "Valable jusqu'au", "Valid until")
	labelName     = certificates.Say("Persona", "Person", "Oseba", "Personne", "Person")
	labelBorn     = certificates.Say("Nascita", "Geboren", "Rojstvo", "Naissance", "Born")
	wordUnlimited = certificates.Say("illimitato", "unbefristet", "brez omejitve", "sans limite", "unlimited")
	wordSeePaper  = certificates.Say("vedi il documento", "siehe Dokument", "glejte dokument", "voir le document", "see the document")
	wordCompare   = certificates.Say(
		"L'ufficio dichiara questo. Confrontarlo con il documento: deve dire lo stesso.",
		"Das Amt erklärt Folgendes. Vergleichen Sie es mit dem Dokument: Es muss dasselbe sagen.",
		"Urad izjavlja naslednje. Primerjajte z dokumentom: povedati mora isto.",
		"Le bureau déclare ceci. Comparez-le avec le document : il doit dire la même chose.",
		"The office states this. Compare it with the document: it must say the same.")
	wordInstead = certificates.Say(
		"Nel codice QR c'è questa dichiarazione dell'ufficio; il documento può dire altro.",
		"Im QR-Code steht diese Erklärung des Amtes; das Dokument kann etwas anderes sagen.",
		"V kodi QR je ta izjava urada; dokument lahko pove kaj drugega.",
		"Le code QR contient cette déclaration du bureau ; le document peut dire autre chose.",
		"The QR code has this statement of the office; the document may say something else.")
	wordDemo = certificates.Say(
		"È un certificato di prova, senza alcun valore legale.",
		"Es ist eine Probebescheinigung ohne jeden rechtlichen Wert.",
		"To je poskusno potrdilo brez vsake pravne veljave.",
		"C'est un certificat d'essai, sans aucune valeur légale.",
		"It is a demo certificate without any legal value.")
)

// tell prints the verdict for a person at a counter.
func (f *finding) tell(w io.Writer, l registry.Language) error {
	var b strings.Builder
	fmt.Fprintln(&b, f.headline().In(l))
	for _, r := range f.Reasons {
		fmt.Fprintln(&b, "-", r.words().In(l))
	}
	if f.Statement != nil {
		intro := wordCompare
		if f.Verdict == notGenuine {
			intro = wordInstead
		}
		fmt.Fprintf(&b, "\n%s\n", intro.In(l))
		f.Statement.tell(&b, l)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *stated) tell(b *strings.Builder, l registry.Language) {
	line := func(label, value, otherwise string) {
		if value == "" {
			value = otherwise
		}
		fmt.Fprintf(b, "  %-17s %s\n", label+":", value)
	}
	line(labelOffice.In(l), s.OfficeName+" ("+s.Office+")", "")
	line(labelIssuer.In(l), s.Issuer, "")
	line(labelKind.In(l), strings.Join(kindNames(s.Kinds, l), ", "), "")
	line(labelNumber.In(l), s.Number, "")
	line(labelIssued.In(l), s.IssuedOn, "")
	line(labelValid.In(l), s.ValidUntil, wordUnlimited.In(l))
	line(labelName.In(l), s.Name, wordSeePaper.In(l))
	line(labelBorn.In(l), s.Born, wordSeePaper.In(l))
	for _, f := range s.Facts {
		line(f.Label, f.Value, wordSeePaper.In(l))
	}
	if s.Demo {
		fmt.Fprintln(b, wordDemo.In(l))
	}
}

func kindNames(codes []int, l registry.Language) (names []string) {
	catalogue := certificates.NewCatalogue()
	for _, code := range codes {
		name := strconv.Itoa(code)
		if e, ok := catalogue.Entry(certificates.Kind(code)); ok {
			name = e.Name.In(l)
		}
		names = append(names, name)
	}
	return names
}
