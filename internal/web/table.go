package web

import (
	"errors"
	"net/http"
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
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
	ErrCrossSite     = errors.New("web: form from another site")
	ErrWhose         = errors.New("web: form that was opened as somebody else")
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
var table = slices.Concat(loginAnswers, allowedAnswers, stateAnswers, laterAnswers)

// internal is the answer to every error without a row, of which nothing is told.
var internal = answer{
	kind: urn + "internal", status: http.StatusInternalServerError,
	title: certificates.Say("Errore interno", "Interner Fehler", "Notranja napaka", "Erreur interne", "Internal error"),
	detail: certificates.Say(
		"Qualcosa non ha funzionato da parte nostra. Riprova; se succede ancora, comunica all'ufficio il codice della richiesta.",
		"Bei uns hat etwas nicht funktioniert. Versuchen Sie es noch einmal; wenn es wieder geschieht, teilen Sie dem Amt die Kennung der Anfrage mit.",
		"Pri nas nekaj ni delovalo. Poskusite znova; če se ponovi, uradu sporočite oznako zahteve.",
		"Quelque chose n'a pas fonctionné de notre côté. Réessayez ; si cela se reproduit, communiquez au bureau l'identifiant de la demande.",
		"Something went wrong on our side. Try again; if it happens again, tell the office the identifier of the request."),
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
