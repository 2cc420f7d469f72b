package request

import (
	"errors"
	"net/http"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
)

// Policies of the page that shows a PDF of ours within itself, and of that PDF, which no
// page of anybody else may show.
var (
	policyShowing = strings.Replace(web.PolicyPages, "default-src 'none';", "default-src 'none'; object-src 'self'; frame-src 'self';", 1)
	policyShown   = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
)

// showPreview shows the page as it would be issued: its picture where the browser can, and
// in any case its words.
func (t *turn) showPreview() error {
	content, _, err := t.desk.Sight(t.r.Context(), t.by, t.draft, t.request())
	if err != nil {
		return t.instead(err, http.StatusOK, previewStep)
	}
	p := t.page("preview", previewStep, t.lines(content))
	p.Policy = policyShowing
	return t.Show(t.w, http.StatusOK, p)
}

// givePreview is the page itself, to be looked at.
func (t *turn) givePreview() error {
	_, page, err := t.desk.Sight(t.r.Context(), t.by, t.draft, t.request())
	if err != nil {
		return err
	}
	h := t.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="anteprima.pdf"`)
	h.Set("Content-Security-Policy", policyShown)
	_, _ = t.w.Write(page) // who asked may have gone
	return nil
}

// instead answers where there is nothing to show: what stops the request and where it can
// be mended. Everything else is an error.
func (t *turn) instead(err error, status int, here certificates.Step) error {
	var refused *certificates.RefusedError
	if !errors.As(err, &refused) {
		return err
	}
	v := &struct{ Refusals []refusal }{}
	p := t.page("refused", here, v)
	v.Refusals = t.refusals(p, refused.Refusals)
	return t.Show(t.w, status, p)
}
