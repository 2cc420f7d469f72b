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
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/web"
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

func both(it, en string) certificates.Text {
	return certificates.Text{registry.Italian: it, registry.English: en}
}

var verdictWords = map[verdict]certificates.Text{
	valid:      both("AUTENTICO E VALIDO", "GENUINE AND VALID"),
	notChecked: both("NON CONTROLLATO DEL TUTTO: non accettare senza altri controlli", "NOT FULLY CHECKED: do not accept without further checks"),
	expired:    both("AUTENTICO, MA SCADUTO", "GENUINE, BUT EXPIRED"),
	withdrawn:  both("RITIRATO DALL'UFFICIO: non vale più", "WITHDRAWN BY THE OFFICE: no longer good"),
	notGenuine: both("NON AUTENTICO: non accettare", "NOT GENUINE: do not accept"),
}

// wordSymbol is the best verdict on a picture: a good symbol can be put on any paper.
var wordSymbol = both("CODICE QR AUTENTICO E VALIDO: confrontare il documento con quanto segue", "QR CODE GENUINE AND VALID: compare the document with what follows")

// wordTrial heads what is good but of a demo: in a hurry only the headline is read.
var wordTrial = both("DI PROVA, SENZA VALORE LEGALE: non accettare come certificato", "DEMO, WITHOUT LEGAL VALUE: do not accept as a certificate")

// wordSuperseded heads what is good and says what was so when it was issued.
var wordSuperseded = both("AUTENTICO E VALIDO, MA SUPERATO: i dati sono cambiati dopo il rilascio", "GENUINE AND VALID, BUT SUPERSEDED: the data have changed since the issue")

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

var reasonWords = map[reason]certificates.Text{
	noStatement:        both("Il documento non porta un codice QR con una dichiarazione firmata che si possa leggere; con --server si può chiedere all'ufficio.", "The document carries no QR code with a signed statement that can be read; with --server the office can be asked."),
	statementElsewhere: both("Il codice QR porta a un indirizzo che non è di chi ha rilasciato il certificato.", "The QR code leads to an address that is not that of who issued the certificate."),
	serverInsecure:     both("L'indirizzo di chi ha rilasciato il certificato non è sicuro (https) e non è stato interrogato.", "The address of who issued the certificate is not secure (https) and was not asked."),
	serverUnreachable:  both("Il servizio di chi ha rilasciato il certificato non risponde: si usano le copie dell'ultima volta.", "The service of who issued the certificate does not answer: the copies of the last time are used."),
	keysMissing:        both("Mancano le chiavi dell'ufficio: una volta serve la rete, o una copia con --keys.", "The office's keys are missing: the network is needed once, or a copy with --keys."),
	keysUnusable:       both("La copia delle chiavi dell'ufficio non si può usare.", "The copy of the office's keys cannot be used."),
	statusUnusable:     both("La copia dell'elenco dei ritiri non si può usare.", "The copy of the status list cannot be used."),
	copyNotKept:        both("La copia per i controlli senza rete non si è potuta conservare.", "The copy for checks without network could not be kept."),
	issuerNew:          both("È il primo controllo da qui di un certificato di questo indirizzo: accertarsi che sia davvero quello dell'ufficio.", "This is the first check from here of a certificate of this address: make sure that it really is the office's."),
	sealNotChecked:     both("Di chi sia il sigillo del PDF non si è potuto controllare: serve la rete, o il certificato del sigillo con --roots.", "Whose the seal of the PDF is could not be checked: the network is needed, or the seal's certificate with --roots."),
	dataMissing:        both("Al PDF mancano i dati allegati di cui il codice QR porta l'impronta.", "The PDF lacks the attached data whose digest is in the QR code."),
	dataDiffer:         both("I dati allegati al PDF non sono quelli di cui il codice QR porta l'impronta.", "The data attached to the PDF are not those whose digest is in the QR code."),
	paperNotCompared:   both("Si sa solo come sta il certificato con questo codice: che cosa attesti, e a chi, va confrontato sulla pagina di verifica.", "All that is known is how the certificate with this code stands: what it states, and of whom, is to be compared on the verification page."),
	notIssued:          both("Nel registro di chi rilascia non risulta nessun certificato che corrisponda.", "The issuer's register knows no certificate that corresponds."),
	notAsIssued:        both("Il file non è, byte per byte, quello rilasciato.", "The file is not, byte for byte, the one that was issued."),
	registerExpired:    both("Per il registro la validità è scaduta.", "By the register its validity has passed."),
	registerWithdrawn:  both("Per il registro il certificato è stato ritirato.", "By the register the certificate has been withdrawn."),
	registerSuperseded: both("Riporta ciò che risultava all'anagrafe il giorno del rilascio; da allora i dati sono cambiati. Superato non vuol dire ritirato.", "It states what the register said on the day of issue; the data have changed since. Superseded does not mean withdrawn."),
	serverContradicts:  both("Il certificato è di un altro ufficio: le chiavi sono di chi non lo ha rilasciato.", "The certificate is another office's: the keys are of who did not issue it."),

	reason(statement.Malformed):         both("Il codice QR non porta una dichiarazione nella forma dovuta.", "The QR code carries no statement in the right form."),
	reason(statement.LaterVersion):      both("La dichiarazione nel codice QR è di una versione più recente di questo programma.", "The statement in the QR code is of a later version than this program."),
	reason(statement.WrongSignature):    both("La dichiarazione nel codice QR è stata cambiata o firmata da altri.", "The statement in the QR code was changed, or signed by somebody else."),
	reason(statement.KeyUnknown):        both("La chiave della dichiarazione nel codice QR non è tra quelle dell'ufficio.", "The key of the statement in the QR code is not among the office's."),
	reason(statement.KeyWasCompromised): both("La chiave della dichiarazione è stata rubata: il certificato va controllato in rete.", "The key of the statement was stolen: the certificate must be asked for online."),
	reason(statement.KeyNotInForce):     both("La chiave della dichiarazione non era in uso il giorno del rilascio.", "The key of the statement was not in use on the day of issue."),
	reason(statement.KeysExpired):       both("La copia delle chiavi dell'ufficio è troppo vecchia: serve la rete per rinnovarla.", "The copy of the office's keys is too old: the network is needed to renew it."),
	reason(statement.OtherIssuer):       both("Le chiavi sono di un altro ufficio.", "The keys are another office's."),
	reason(statement.IssuedInFuture):    both("Il certificato porta una data futura: controllare l'orologio di questo computer.", "The certificate is dated in the future: check this computer's clock."),
	reason(statement.ValidityEnded):     both("La validità è scaduta.", "Its validity has passed."),
	reason(statement.WasWithdrawn):      both("L'ufficio ha ritirato il certificato.", "The office has withdrawn the certificate."),
	reason(statement.StatusNotChecked):  both("Se il certificato sia stato ritirato non si è potuto controllare.", "Whether the certificate was withdrawn could not be checked."),
	reason(statement.StatusOtherList):   both("La copia dell'elenco dei ritiri non è quella di questo certificato.", "The copy of the status list is not the one of this certificate."),
	reason(statement.StatusListExpired): both("La copia dell'elenco dei ritiri è troppo vecchia.", "The copy of the status list is too old."),
	reason(statement.StatusIndex):       both("L'elenco dei ritiri dell'ufficio non conosce questo certificato.", "The office's status list does not know this certificate."),
}

// words of a reason, whoever has found it.
func (r reason) words() certificates.Text {
	for _, text := range []certificates.Text{reasonWords[r], web.FileReason(inspect.Code(r)), web.FileVerdict(inspect.Verdict(r))} {
		if text != nil {
			return text
		}
	}
	return both("Motivo: "+string(r)+".", "Reason: "+string(r)+".")
}

// labels of what is told.
var (
	labelOffice   = both("Ufficio", "Office")
	labelIssuer   = both("Indirizzo", "Address")
	labelKind     = both("Certificato", "Certificate")
	labelNumber   = both("Numero", "Number")
	labelIssued   = both("Rilasciato", "Issued")
	labelValid    = both("Valido fino", "Valid until")
	labelName     = both("Persona", "Person")
	labelBorn     = both("Nascita", "Born")
	wordUnlimited = both("illimitato", "unlimited")
	wordSeePaper  = both("vedi il documento", "see the document")
	wordCompare   = both("L'ufficio dichiara questo. Confrontarlo con il documento: deve dire lo stesso.", "The office states this. Compare it with the document: it must say the same.")
	wordInstead   = both("Nel codice QR c'è questa dichiarazione dell'ufficio; il documento può dire altro.", "The QR code has this statement of the office; the document may say something else.")
	wordDemo      = both("È un certificato di prova, senza alcun valore legale.", "It is a demo certificate without any legal value.")
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
		fmt.Fprintf(b, "  %-14s %s\n", label+":", value)
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
