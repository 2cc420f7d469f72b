package request

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
)

// receiving is the page that asks who will receive the certificate.
type receiving struct {
	Receivers []page.Option
	Chosen    string
}

func (t *turn) receiverPage() *page.Page {
	v := &receiving{Chosen: string(t.draft.Receiver)}
	p := t.page("receiver", certificates.ReceiverStep, v)
	for _, r := range certificates.Receivers(t.draft.Mandate != nil) {
		v.Receivers = append(v.Receivers, page.Option{
			Value: string(r), Label: p.Say("request.receiver." + string(r)), Hint: p.Say("request.receiver." + string(r) + ".for"),
		})
	}
	return p
}

func (t *turn) showReceiver() error { return t.Show(t.w, http.StatusOK, t.receiverPage()) }

func (t *turn) takeReceiver() error {
	if err := t.ReadForm(t.w, t.r); err != nil {
		return err
	}
	to := certificates.Receiver(t.r.PostForm.Get("receiver"))
	if !slices.Contains(certificates.Receivers(t.draft.Mandate != nil), to) {
		p := t.receiverPage()
		p.Wrong("receiver", "request.receiver.missing")
		return t.Show(t.w, http.StatusUnprocessableEntity, p)
	}
	next := certificates.KindsStep
	if to == certificates.PublicReceiver {
		next = "stop"
	}
	_, err := t.desk.Receive(t.r.Context(), t.by, t.draft.ID, to, t.request())
	return t.then(next, err)
}

// showStop says that a public body asks for no certificates, and what to do instead.
func (t *turn) showStop() error {
	if t.draft.Receiver != certificates.PublicReceiver {
		return t.see(certificates.ReceiverStep)
	}
	instead := "/me/declarations?for=" + url.QueryEscape(string(t.draft.Request.Subject))
	if t.draft.Mandate != nil { // nobody declares for somebody else
		instead = ""
	}
	return t.Show(t.w, http.StatusOK, t.page("stop", certificates.ReceiverStep, instead))
}
