package request

import (
	"errors"
	"net/http"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
)

// issued is the page at the end.
type issued struct {
	*certificates.Certificate
	Kinds  []string
	Office string
	File   string // address
	KB     int    // size of the file, rounded up
	Tone   string // of the icon
	Abroad bool   // it is for abroad
}

// showDone gives what has come of the draft, or says that it is on its way.
func (t *turn) showDone() error {
	switch {
	case t.draft.Certificate == "":
		return t.goOn()
	case t.draft.Issuing:
		p := t.page("waiting", summaryStep, nil)
		p.Policy = web.PolicyChecks
		return t.Show(t.w, http.StatusOK, p)
	}
	c, err := t.desk.Certificate(t.r.Context(), t.by, t.draft.Certificate, t.request())
	if err != nil {
		return err
	}
	v := &issued{
		Certificate: c, Office: t.desk.InForce().Offices[c.Office].Name, File: t.at("file"), KB: (c.Size + 1023) / 1024, Tone: "good",
		Abroad: c.Use == certificates.AbroadUse || c.Use == certificates.AuthorityUse,
	}
	if c.State == certificates.Withdrawn {
		v.Tone = "bad"
	}
	p := t.Page(t.r, "request-done", v)
	for _, k := range c.Kinds {
		e, _ := t.desk.Catalogue.Entry(k)
		v.Kinds = append(v.Kinds, e.Name.In(p.Language))
	}
	return t.Show(t.w, http.StatusOK, p)
}

// giveFile hands out the sealed file.
func (t *turn) giveFile() error {
	if t.draft.Certificate == "" || t.draft.Issuing {
		return web.ErrNotFound
	}
	c, sealed, err := t.desk.Document(t.r.Context(), t.by, t.draft.Certificate, t.request())
	if errors.Is(err, certificates.ErrState) { // withdrawn: its page says so
		return t.see("done")
	}
	if err != nil {
		return err
	}
	t.Hand(t.w, "certificato-"+strings.ReplaceAll(c.Number.String(), "/", "-")+".pdf", "application/pdf", sealed)
	return nil
}
