package request

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/mail"
	"strconv"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// summing is everything on one page.
type summing struct {
	Revision int
	Rows     []row
	Online   bool
	Email    string
}

// row is one answer and where it is changed.
type row struct {
	Key, Value, Note string
	Change           string // address; "" where there is nothing to choose
}

// summary is the page with everything that has been answered, and what it will cost.
func (t *turn) summary(c *certificates.Content, email string) *page.Page {
	v := &summing{Revision: t.draft.Revision, Online: t.draft.Request.Duty.Means == certificates.OnlinePayment, Email: email}
	p := t.page("summary", summaryStep, v)
	var kinds []string
	for _, k := range c.Kinds {
		e, _ := t.desk.Catalogue.Entry(k)
		kinds = append(kinds, e.Name.In(p.Language))
	}
	who := registry.Name{Surname: c.Subject.Surname, Given: c.Subject.Given}.String()
	until := p.Say("request.summary.unlimited")
	if !c.ValidTo.IsZero() {
		until = p.Say("request.summary.until", "Date", p.Date(c.ValidTo))
	}
	asked := row{"request.step.who", who, "", t.at(certificates.WhoStep)}
	if m := t.draft.Mandate; m != nil {
		asked.Note = p.Say("request.mandate.name") + ": " + p.Say("request.mandate.dated", "What", p.Say("request.mandate.purpose."+string(m.Purpose)), "Date", p.Date(m.On))
		asked.Change = t.at(mandateStep)
	}
	v.Rows = []row{
		asked,
		{"request.step.receiver", p.Say("request.receiver." + string(t.draft.Receiver)), p.Say("request.use." + string(c.Use)), t.at(certificates.ReceiverStep)},
		{"request.step.kinds", strings.Join(kinds, ", "), until, t.at(certificates.KindsStep)},
		{"request.summary.language", p.Say("request.language." + string(t.draft.Request.Language)), "", t.at(certificates.DutyStep) + "#language"},
		{"request.summary.duty", t.settled(p), "", t.at(certificates.DutyStep)},
		{"request.summary.cost", euro(p, c.Duty.Amount), fee(p, c.Duty.Fee), ""},
	}
	return p
}

// fee is the secretarial fee in words, "" for none.
func fee(p *page.Page, cents int) string {
	if cents == 0 {
		return ""
	}
	return p.Say("request.summary.fee", "Amount", euro(p, cents))
}

// settled is how the duty is settled, in words.
func (t *turn) settled(p *page.Page) string {
	d := t.draft.Request.Duty
	if e, ok := certificates.ExemptionOf(d.Exemption); ok {
		what := e.Name.In(p.Language)
		if d.Ground != "" {
			what = d.Ground
		}
		return p.Say("request.summary.exempt", "What", what, "Law", e.Citation)
	}
	if d.Means == certificates.PaperStamp {
		return p.Say("request.summary.stamp", "Number", d.Stamp.ID, "Date", p.Date(d.Stamp.On))
	}
	return p.Say("request.summary.online")
}

func (t *turn) showSummary() error {
	content, _, err := t.desk.Sight(t.r.Context(), t.by, t.draft, t.request())
	if err != nil {
		return t.instead(err, http.StatusOK, summaryStep)
	}
	return t.Show(t.w, http.StatusOK, t.summary(content, ""))
}

// confirm issues the certificate, or orders its payment.
func (t *turn) confirm() error {
	if err := t.ReadForm(t.w, t.r); err != nil {
		return err
	}
	revision, err := strconv.Atoi(t.r.PostForm.Get("revision"))
	if err != nil {
		revision = 0 // what nobody has seen
	}
	if t.draft.Request.Duty.Means == certificates.OnlinePayment {
		return t.pay(revision)
	}
	_, err = t.desk.Conclude(t.r.Context(), t.by, t.draft.ID, revision, t.request())
	if err != nil {
		return t.notYet(err, "")
	}
	return t.see("done")
}

// longestAddress is how long an e-mail address can be (RFC 5321 4.5.3.1.3).
const longestAddress = 254

// pay orders the payment.
func (t *turn) pay(revision int) error {
	email := strings.TrimSpace(t.r.PostForm.Get("email"))
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email || len(email) > longestAddress {
		return t.again(http.StatusUnprocessableEntity, "email", "request.summary.email.wrong", harmless(email))
	}
	_, err := t.desk.PayDraft(t.r.Context(), t.by, t.draft.ID, revision, email, t.request())
	switch {
	case errors.Is(err, certificates.ErrState):
		return t.see("done")
	case err != nil:
		return t.notYet(err, email)
	}
	return t.see("payment")
}

// harmless is what was typed, not longer than it is of use to show.
func harmless(typed string) string {
	if len(typed) > longestAddress {
		return ""
	}
	return typed
}

// again shows the summary with what is wrong.
func (t *turn) again(status int, field, key, email string) error {
	content, _, err := t.desk.Sight(t.r.Context(), t.by, t.draft, t.request())
	if err != nil {
		return t.instead(err, http.StatusUnprocessableEntity, summaryStep)
	}
	p := t.summary(content, email)
	p.Wrong(field, key)
	return t.Show(t.w, status, p)
}

// notYet answers where a confirmed draft has not become a certificate. Whatever it is, the
// draft stays, and the page leads on.
func (t *turn) notYet(err error, email string) error {
	switch {
	case errors.Is(err, certificates.ErrInProgress):
		return t.see("done")
	case errors.Is(err, certificates.ErrStale):
		return t.again(http.StatusConflict, "", "request.summary.stale", email)
	case errors.Is(err, certificates.ErrUnanswered):
		return t.see("")
	case errors.Is(err, certificates.ErrSeal), errors.Is(err, certificates.ErrPayments), errors.Is(err, registry.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return t.later(err)
	}
	return t.instead(err, http.StatusUnprocessableEntity, summaryStep)
}

// later says that it will work another time, and that nothing is lost.
func (t *turn) later(err error) error {
	t.Log.LogAttrs(t.r.Context(), slog.LevelError, "request failed",
		slog.String("request", t.request()), slog.String("route", web.Route(t.r)), slog.Any("error", err))
	t.w.Header().Set("Retry-After", "30")
	return t.Show(t.w, http.StatusServiceUnavailable, t.page("later", summaryStep, t.request()))
}
