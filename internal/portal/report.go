package portal

import (
	"net/http"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
)

// reported is what a report to keep says beside the verdict: when it was asked, and under
// which identifier the answer stands in the service's log.
type reported struct {
	When, Offset string
	Request      string
	Code         string // in its printed form
}

// report is the verdict on a code as a page to print or keep. It names nobody: who holds
// no more than a code gets no more on paper than on the screen.
func (s *server) report(w http.ResponseWriter, r *http.Request) error {
	p := s.check(r, "report")
	if _, err := certificates.ParseCode(web.PathParam(r, "code")); err != nil {
		s.See(w, r, "/verify") // there is nothing to report on; what was typed is not carried along
		return nil
	}
	if err := s.fill(r, p); err != nil {
		return err
	}
	p.When = s.reported(r, p)
	return s.Show(w, http.StatusOK, p.Page)
}

// reported is of this moment.
func (s *server) reported(r *http.Request, p *checking) *reported {
	now := s.Verification.Clock()
	return &reported{When: p.Moment(now), Offset: now.Format("-07:00"), Request: web.RequestID(r.Context()), Code: p.Code}
}

// Back is the page of the certificate that a report is about.
func (c *checking) Back() string { return strings.TrimSuffix(c.Path, "/report") }

// Made is what was checked to come to the verdict, by the keys of its words.
func (c *checking) Made() []string {
	if !c.Verdict.Known {
		return []string{"looked.code", "looked.register"}
	}
	return []string{"looked.code", "looked.register", "looked.validity", "looked.withdrawal", "looked.superseded"}
}

// Unchecked is what the page has not checked, by the keys of its words. Every verdict says
// it: what nobody has looked at must not seem to be good.
func (c *checking) Unchecked() []string {
	switch {
	case c.Examined != nil && c.Verdict.Known && c.Examined.Report == nil: // its very bytes
		return []string{"unchecked.person", "unchecked.seal-again", "unchecked.revocation", "unchecked.print"}
	case c.Examined != nil:
		return []string{"unchecked.contents", "unchecked.person", "unchecked.revocation", "unchecked.elsewhere"}
	case c.Opened != nil:
		return []string{"unchecked.compare", "unchecked.person", "unchecked.seal", "unchecked.revocation"}
	case c.Verdict.Known:
		return []string{"unchecked.name", "unchecked.paper", "unchecked.person", "unchecked.seal", "unchecked.symbol"}
	}
	return []string{"unchecked.elsewhere", "unchecked.paper", "unchecked.symbol"}
}
