package portal

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// verdict is how a certificate stands, in words.
type verdict struct {
	Key      string // of its words
	Tone     string // good, careful, bad, unknown
	Known    bool   // there is something to say about it
	Typo     bool   // the code cannot be one
	Kinds    []string
	Office   string
	IssuedOn string
	ValidTo  string // "" for unlimited

	WithdrawnOn  string // "" if it is not
	SupersededOn string // "" if it is not

	Online online
}

// online is the office's answer about a code as the scripts compare it with what the
// QR symbol says. All but State is "" where there is nothing to say.
type online struct {
	State         verification.State
	Office        registry.OfficeID
	Kinds         string // codes of table 13, with blanks
	Issued, Until string // YYYY-MM-DD
	Place         string // in the status lists, "322/70123"; "" if it has none
}

var tones = map[verification.State]string{
	verification.Valid: "good", verification.Expired: "careful", verification.Withdrawn: "bad", verification.Failed: "bad", verification.Unknown: "unknown",
}

// form asks for a code.
func (s *server) form(w http.ResponseWriter, r *http.Request) error {
	return s.Show(w, http.StatusOK, s.check(r, "form").Page)
}

// longestCode is more than any code has, however it is written.
const longestCode = 100

// typed leads from a typed code to the page of the certificate, the same one that
// the QR symbol leads to.
func (s *server) typed(w http.ResponseWriter, r *http.Request) error {
	if err := s.ReadForm(w, r); err != nil {
		return err
	}
	p := s.check(r, "form")
	text := strings.TrimSpace(r.PostForm.Get("code"))
	switch {
	case text == "":
		p.Wrong("code", "form.code.missing")
		return s.Show(w, http.StatusUnprocessableEntity, p.Page)
	case len(text) > longestCode:
		text = text[:longestCode]
	}
	if code, err := certificates.ParseCode(text); err == nil {
		text = code.Compact()
	}
	http.Redirect(w, r, p.To("/v/"+url.PathEscape(text)), http.StatusSeeOther) // below /v/ of this site
	return nil
}

// verdict is the page that a QR symbol leads to: how the certificate stands, and
// nothing about the person.
func (s *server) verdict(w http.ResponseWriter, r *http.Request) error {
	p := s.check(r, "verdict")
	if err := s.fill(r, p); err != nil {
		return err
	}
	return s.Show(w, http.StatusOK, p.Page)
}

// fill looks the code up and says how the certificate stands.
func (s *server) fill(r *http.Request, p *checking) error {
	text := web.PathParam(r, "code")
	v, err := s.Verification.ByCode(r.Context(), text)
	if err != nil {
		return err
	}
	p.Path, p.Verdict = r.URL.EscapedPath(), s.inWords(v, p)
	if code, err := certificates.ParseCode(text); err == nil {
		p.Code, p.Typed = code.String(), code.String()
	} else {
		p.Verdict.Typo, p.Typed = true, harmless(text)
	}
	return nil
}

// inWords puts a verdict into words. One of a demo office is never called good: it
// must not be taken for a certificate by somebody in a hurry.
func (s *server) inWords(v verification.Verdict, p *checking) *verdict {
	out := &verdict{
		Key: "verdict." + string(v.State), Tone: tones[v.State], Known: v.State != verification.Unknown && v.State != verification.Failed,
		Office: v.OfficeName, IssuedOn: p.Date(v.IssuedOn), ValidTo: p.Date(v.ValidTo), WithdrawnOn: p.Date(v.WithdrawnOn), SupersededOn: p.Date(v.SupersededOn),
	}
	out.Online = online{State: v.State, Office: v.Office, Kinds: codes(v.Kinds), Issued: v.IssuedOn.String(), Until: v.ValidTo.String()}
	if v.Status != nil {
		out.Online.Place = itoa(v.Status.List) + "/" + itoa(v.Status.Index)
	}
	if v.State == verification.Valid && out.SupersededOn != "" {
		out.Key, out.Tone = "verdict.superseded", "careful"
	}
	if v.Demo && v.State == verification.Valid {
		out.Key, out.Tone = "verdict.demo", "careful"
	}
	for _, k := range v.Kinds {
		e, _ := s.Catalogue.Entry(k)
		out.Kinds = append(out.Kinds, e.Name.In(p.Language))
	}
	return out
}

func codes(kinds []certificates.Kind) string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = itoa(int(k))
	}
	return strings.Join(out, " ")
}

// harmless is a typed code as it is offered for correction: no more than letters,
// digits and hyphens. An address that somebody else wrote must not put sentences
// on an official page.
func harmless(text string) string {
	for _, r := range text {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' {
			return ""
		}
	}
	if len(text) > 2*len(certificates.Code{}.String()) {
		return ""
	}
	return text
}
