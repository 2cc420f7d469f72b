package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// What goes wrong with a request before the domain sees it.
var (
	ErrRequest       = errors.New("web: request not understood")
	ErrField         = errors.New("web: a field is wrong")
	ErrNotFound      = errors.New("web: no such address")
	ErrMethod        = errors.New("web: method not allowed")
	ErrNotAcceptable = errors.New("web: no acceptable representation")
	ErrMediaType     = errors.New("web: unsupported media type")
	ErrTooMany       = errors.New("web: too many requests")
	ErrTooSlow       = errors.New("web: request did not arrive in time")
)

// answer is one row of the table.
type answer struct {
	is         func(error) bool
	kind       string // the problem type
	status     int
	title      certificates.Text
	detail     certificates.Text
	retryAfter int    // seconds
	challenge  string // WWW-Authenticate
}

const (
	urn   = "urn:problem-type:sportello:"
	blank = "about:blank" // nothing beyond the status (RFC 9457 section 4.2.1)
	realm = `Bearer realm="sportello"`

	// substantial is the level asked for by RFC 9470: the lowest that is enough.
	substantial = "https://www.spid.gov.it/SpidL2"
)

// table is every error that has an answer of its own. The first row that fits
// counts. Its problem types are those of openapi.yaml, no more and no less.
var table = []answer{
	{
		is: of(ErrRequest), kind: urn + "invalid-request", status: http.StatusBadRequest,
		title:  say("Richiesta non leggibile", "The request cannot be read"),
		detail: say("La richiesta non è scritta come il servizio la aspetta. Nulla è stato fatto.", "The request is not written as the service expects it. Nothing has been done."),
	}, {
		is: of(ErrField), kind: urn + "invalid-field", status: http.StatusUnprocessableEntity,
		title:  say("Un campo è sbagliato", "A field is wrong"),
		detail: say("Uno o più campi sono sbagliati o mancano: sono elencati qui. Nulla è stato fatto.", "One or more fields are wrong or missing: they are listed here. Nothing has been done."),
	}, {
		is: of(auth.ErrMissing), kind: urn + "unauthenticated", status: http.StatusUnauthorized,
		title:     say("Serve l'accesso", "Login is needed"),
		detail:    say("Per questa richiesta devi prima accedere.", "Log in before making this request."),
		challenge: realm,
	}, {
		is: of(auth.ErrExpired), kind: urn + "token-expired", status: http.StatusUnauthorized,
		title:     say("Accesso scaduto", "The login has expired"),
		detail:    say("L'accesso è scaduto. Accedi di nuovo e ripeti la richiesta.", "The login has expired. Log in again and repeat the request."),
		challenge: realm + `, error="invalid_token", error_description="The access token expired"`,
	}, {
		is: of(auth.ErrAssurance), kind: urn + "assurance-too-low", status: http.StatusUnauthorized,
		title:     say("Serve un accesso più sicuro", "A stronger login is needed"),
		detail:    say("Accedi con SPID di livello 2 o superiore, con la CIE o con un'identità eIDAS di livello significativo o elevato.", "Log in with SPID level 2 or above, with the electronic identity card, or with an eIDAS identity of level substantial or high."),
		challenge: realm + `, error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="` + substantial + `"`,
	}, {
		is: of(auth.ErrInvalid), kind: urn + "unauthenticated", status: http.StatusUnauthorized,
		title:     say("Accesso non valido", "The login is not valid"),
		detail:    say("L'accesso non è valido per questo servizio. Accedi di nuovo.", "The login is not valid for this service. Log in again."),
		challenge: realm + `, error="invalid_token", error_description="The access token is not valid here"`,
	}, {
		is: of(auth.ErrKeysUnavailable), kind: urn + "login-unavailable", status: http.StatusServiceUnavailable,
		title:      say("L'accesso non si può controllare", "The login cannot be checked"),
		detail:     say("Il gestore dell'identità digitale non risponde. Riprova tra poco: nulla è andato perso.", "The identity provider does not answer. Try again shortly: nothing is lost."),
		retryAfter: 10,
	}, {
		is: as[*registry.UnmatchedError], kind: urn + "not-in-register", status: http.StatusForbidden,
		title: say("Non ti troviamo nell'anagrafe", "We cannot find you in the register"),
	}, {
		is: of(registry.ErrPersonUnknown), kind: urn + "not-in-register", status: http.StatusForbidden,
		title:  say("Non ti troviamo nell'anagrafe", "We cannot find you in the register"),
		detail: say("La tua scheda non c'è più. Rivolgiti all'ufficio anagrafe.", "Your record is no longer there. Turn to the registry office."),
	}, {
		is: as[*certificates.NotYoursError], kind: urn + "subject-not-allowed", status: http.StatusForbidden,
		title:  say("Non puoi chiedere per questa persona", "You cannot ask about this person"),
		detail: say("Puoi chiedere certificati per te e, se sei maggiorenne, per chi fa parte della tua famiglia anagrafica. Per un'altra persona, anche per un figlio che vive altrove, rivolgiti allo sportello.", "You can ask for certificates for yourself and, if you are of age, for the members of your own household. For another person, even for a child who lives elsewhere, go to the counter."),
	}, {
		is: of(certificates.ErrNotAllowed), kind: urn + "not-allowed", status: http.StatusForbidden,
		title:     say("Non permesso", "Not allowed"),
		detail:    say("Chi ha fatto l'accesso non può fare questa operazione.", "Whoever has logged in may not do this."),
		challenge: realm + `, error="insufficient_scope", error_description="The token does not carry the right for this"`,
	}, {
		is: of(verification.ErrNotOpened), kind: urn + "content-not-opened", status: http.StatusForbidden,
		title:  say("I dati non corrispondono", "The details do not fit together"),
		detail: say("Codice, numero e data di nascita non appartengono allo stesso certificato. Ricontrollali sul documento.", "Code, number and date of birth do not belong to the same certificate. Compare them with the document."),
	}, {
		is: of(certificates.ErrSought), kind: urn + "search-too-wide", status: http.StatusUnprocessableEntity,
		title:  say("Ricerca troppo ampia", "The search is too wide"),
		detail: say("Indica perché cerchi e il codice fiscale, oppure cognome, nome (almeno tre lettere) e data di nascita; un avvocato indica tutto. Se le persone trovate sono troppe non ne mostriamo nessuna.", "State why you search and the fiscal code, or surname, given name (three letters at least) and date of birth; a lawyer states all of it. Where too many persons fit, none is shown."),
	}, {
		is: of(ErrNotFound, certificates.ErrNotFound, verification.ErrNoList), kind: urn + "not-found", status: http.StatusNotFound,
		title:  say("Non trovato", "Not found"),
		detail: say("Qui non c'è nulla, o nulla per chi ha fatto la richiesta.", "There is nothing here, or nothing for whoever asked."),
	}, {
		is: of(ErrMethod), kind: urn + "method-not-allowed", status: http.StatusMethodNotAllowed,
		title:  say("Metodo non previsto", "Method not allowed"),
		detail: say("Questo indirizzo non risponde a questo metodo. L'intestazione Allow dice a quali.", "This address does not answer this method. The Allow header says which."),
	}, {
		is: of(ErrNotAcceptable), kind: urn + "not-acceptable", status: http.StatusNotAcceptable,
		title:  say("Formato non disponibile", "Format not available"),
		detail: say("La risposta non esiste nel formato chiesto con Accept.", "There is no answer in the format that Accept asks for."),
	}, {
		is: of(certificates.ErrKeyReused), kind: urn + "key-reused", status: http.StatusConflict,
		title:  say("Chiave già usata", "Key used before"),
		detail: say("Con questa Idempotency-Key hai già chiesto un'altra cosa. Per una nuova richiesta usa una chiave nuova.", "This Idempotency-Key stands for another request of yours. Use a new key for a new request."),
	}, {
		is: of(certificates.ErrInProgress), kind: urn + "in-progress", status: http.StatusConflict,
		title:      say("Richiesta in corso", "The request is being worked on"),
		detail:     say("La stessa richiesta è in lavorazione. Ripetila tra poco con la stessa chiave: avrai il certificato.", "The same request is being worked on. Repeat it shortly with the same key and you will have the certificate."),
		retryAfter: 2,
	}, {
		is: of(certificates.ErrCurrent), kind: urn + "not-superseded", status: http.StatusConflict,
		title:  say("Non c'è nulla da sostituire", "There is nothing to replace"),
		detail: say("L'anagrafe dice ancora ciò che il certificato riporta. Se te ne serve un altro, chiedilo come nuovo.", "The register still says what the certificate states. If you need another one, ask for a new one."),
	}, {
		is: of(certificates.ErrReplaced), kind: urn + "replaced-already", status: http.StatusConflict,
		title:  say("Già sostituito", "Replaced already"),
		detail: say("Al posto di questo certificato ne è già stato rilasciato un altro: lo trovi nell'elenco dei tuoi certificati.", "Another certificate has been issued in place of this one: it stands in the list of your certificates."),
	}, {
		is: of(certificates.ErrState), kind: urn + "wrong-state", status: http.StatusConflict,
		title:  say("Non più possibile", "No longer possible"),
		detail: say("Il certificato è stato ritirato.", "The certificate has been withdrawn."),
	}, {
		is: tooLarge, kind: urn + "too-large", status: http.StatusRequestEntityTooLarge,
		title:  say("Troppo grande", "Too large"),
		detail: say("Ciò che hai inviato è più grande di quanto il servizio accetta.", "What you sent is larger than the service accepts."),
	}, {
		is: of(ErrMediaType), kind: urn + "unsupported-media-type", status: http.StatusUnsupportedMediaType,
		title:  say("Formato non accettato", "Format not accepted"),
		detail: say("Il corpo della richiesta non è nel formato che questo indirizzo accetta, o è compresso.", "The body of the request is not in the format that this address accepts, or it is compressed."),
	}, {
		is: as[*certificates.RefusedError], kind: urn + "refused", status: http.StatusUnprocessableEntity,
		title:  say("Il certificato non si può rilasciare", "The certificate cannot be issued"),
		detail: say("Una o più regole lo impediscono. Per ognuna trovi che cosa fare e chi può farlo.", "One or more rules stop it. Each says what to do and who can do it."),
	}, {
		is: of(certificates.ErrGlyph), kind: urn + "unprintable", status: http.StatusUnprocessableEntity,
		title:  say("Un carattere non si può stampare", "A character cannot be printed"),
		detail: say("Nella scheda c'è un carattere che il certificato non può stampare, e non lo stampiamo sbagliato. Rivolgiti all'ufficio anagrafe.", "The record holds a character that the certificate cannot print, and we do not print it wrong. Turn to the registry office."),
	}, {
		is: of(verification.ErrNotPDF), kind: urn + "not-a-pdf", status: http.StatusUnprocessableEntity,
		title:  say("Non è un PDF", "Not a PDF"),
		detail: say("Il file non è un PDF. Invia il certificato così come lo hai ricevuto.", "The file is not a PDF. Send the certificate just as you received it."),
	}, {
		is: of(ErrTooMany), kind: urn + "too-many-requests", status: http.StatusTooManyRequests,
		title:  say("Troppe richieste", "Too many requests"),
		detail: say("Ci sono state troppe richieste in poco tempo. Riprova più tardi.", "There were too many requests in a short time. Try again later."),
	}, {
		is: of(certificates.ErrSeal), kind: urn + "seal-unavailable", status: http.StatusServiceUnavailable,
		title:      say("Il sigillo non è disponibile ora", "The seal is not available now"),
		detail:     say("Il certificato non si può sigillare in questo momento. Riprova più tardi con la stessa chiave: nulla è andato perso.", "The certificate cannot be sealed at this moment. Try again later with the same key: nothing is lost."),
		retryAfter: 60,
	}, {
		is: of(certificates.ErrPayments), kind: urn + "payment-unavailable", status: http.StatusServiceUnavailable,
		title:      say("Il pagamento non è disponibile ora", "Payment is not available now"),
		detail:     say("Il gestore dei pagamenti non risponde. Riprova tra poco con la stessa chiave: non pagherai due volte.", "The provider of payments does not answer. Try again shortly with the same key: you will not pay twice."),
		retryAfter: 30,
	}, {
		is: of(registry.ErrUnavailable, context.DeadlineExceeded), kind: urn + "database-unavailable", status: http.StatusServiceUnavailable,
		title:      say("Servizio non disponibile ora", "The service is not available now"),
		detail:     say("L'archivio non risponde. Riprova tra poco con la stessa richiesta: nulla è andato perso.", "The records do not answer. Try the same request again shortly: nothing is lost."),
		retryAfter: 10,
	}, {
		is: of(inspect.ErrBusy), kind: urn + "busy", status: http.StatusServiceUnavailable,
		title:      say("Troppi file in esame", "Too many files at once"),
		detail:     say("In questo momento si esaminano già tanti file quanti il servizio può esaminarne. Riprova tra poco con lo stesso file.", "As many files are being examined at this moment as the service can examine. Try the same file again shortly."),
		retryAfter: 5,
	}, {
		is: of(ErrTooSlow), kind: blank, status: http.StatusRequestTimeout,
		title:  say("Richiesta troppo lenta", "Request Timeout"),
		detail: say("La richiesta non è arrivata per intero in tempo. Ripetila.", "The request did not arrive in full in time. Repeat it."),
	},
}

// internal is the answer to every error without a row, of which nothing is told.
var internal = answer{
	kind: urn + "internal", status: http.StatusInternalServerError,
	title:  say("Errore interno", "Internal error"),
	detail: say("Qualcosa non ha funzionato da parte nostra. Riprova; se succede ancora, comunica all'ufficio il codice della richiesta.", "Something went wrong on our side. Try again; if it happens again, tell the office the identifier of the request."),
}

// mismatches are the sentences for who is not exactly one person of the register
// that can be served: what is so, and who can put it right.
var mismatches = map[registry.Mismatch]certificates.Text{
	registry.MalformedCode:     say("Il gestore della tua identità digitale non ha inviato un codice fiscale valido. Rivolgiti al gestore.", "Your identity provider sent no valid fiscal code. Turn to the provider."),
	registry.UnknownCode:       say("Il tuo codice fiscale non risulta nelle anagrafi servite qui. Chiedi il certificato al comune dove risiedi.", "Your fiscal code is in none of the registers served here. Ask the municipality where you live."),
	registry.DuplicateRecord:   say("Nell'anagrafe il tuo codice fiscale compare su più di una scheda. Solo l'ufficio anagrafe può correggere.", "Your fiscal code stands on more than one record of the register. Only the registry office can put it right."),
	registry.RemovedRecord:     say("La tua scheda in questa anagrafe è stata chiusa. Se ti sei trasferito, chiedi al comune dove risiedi ora; altrimenti rivolgiti all'ufficio.", "Your record in this register has been closed. If you have moved, ask the municipality where you live now; otherwise turn to the office."),
	registry.DeadRecord:        say("La scheda con questo codice fiscale è di una persona deceduta. Se è un errore, rivolgiti subito all'ufficio anagrafe.", "The record with this fiscal code is that of a deceased person. If that is a mistake, turn to the registry office at once."),
	registry.UnvalidatedCode:   say("L'Agenzia delle Entrate non ha ancora confermato il tuo codice fiscale. Rivolgiti all'Agenzia o all'ufficio anagrafe.", "The revenue agency (Agenzia delle Entrate) has not yet confirmed your fiscal code. Turn to the agency or to the registry office."),
	registry.UncertifiableCode: say("L'ufficio non può certificare online i tuoi dati. Rivolgiti di persona all'ufficio anagrafe.", "The office cannot certify your data online. Go to the registry office in person."),
}

func find(err error) answer {
	for _, row := range table {
		if row.is(err) {
			return row
		}
	}
	return internal
}

// of matches errors that are one of the sentinels.
func of(sentinels ...error) func(error) bool {
	return func(err error) bool {
		for _, s := range sentinels {
			if errors.Is(err, s) {
				return true
			}
		}
		return false
	}
}

// tooLarge matches what has more bytes than the service accepts.
func tooLarge(err error) bool {
	return as[*http.MaxBytesError](err) || errors.Is(err, inspect.ErrTooLarge)
}

// as matches errors that hold one of type E.
func as[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func say(it, en string) certificates.Text {
	return certificates.Text{registry.Italian: it, registry.English: en}
}
