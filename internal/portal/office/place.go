package office

import (
	"net/http"
	"slices"
	"strings"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// anyRight is every right that somebody may hold in an office.
var anyRight = []auth.Scope{auth.IssueCertificates, auth.ReadCertificates, auth.WithdrawCertificates, auth.ManageOffice}

// place is the office that a page is about, with what the visitor may do there.
type place struct {
	registry.Office
	Others []registry.Office // where he may do the same, by name, without this one

	Issues, Reads, Withdraws, Decides bool
}

// place is the office that the address names, or else the first by name in which the
// visitor holds one of the rights. certificates.ErrNotAllowed where he holds none, and for
// an office that there is not.
func (s *Room) place(r *http.Request, rights ...auth.Scope) (place, error) {
	his := s.offices(by(r).Principal, rights)
	named := registry.OfficeID(r.URL.Query().Get("office"))
	i := slices.IndexFunc(his, func(o registry.Office) bool { return named == "" || o.ID == named })
	if i < 0 {
		return place{}, certificates.ErrNotAllowed
	}
	p := s.in(r, his[i].ID)
	p.Others = slices.Delete(his, i, i+1)
	return p, nil
}

// page begins a page about an office, which its links to the other languages keep.
func (s *Room) page(r *http.Request, name string, at place, body any) *page.Page {
	p := s.Page(r, name, body)
	p.Keep("office", string(at.ID))
	return p
}

// paperLine says on paper who has printed a page, when, and where.
func (s *Room) paperLine(p *page.Page, at place) string {
	return p.Say("office.printed", "Office", at.Name, "Code", string(at.ID), "Moment", p.Moment(s.Clock()), "Who", p.Visitor.By.Principal.Officer)
}

// in is the place of something that is known to be of an office.
func (s *Room) in(r *http.Request, id registry.OfficeID) place {
	may := func(right auth.Scope) bool { return by(r).Principal.May(right, string(id)) }
	return place{
		Office: s.Desk.InForce().Offices[id],
		Issues: may(auth.IssueCertificates) && by(r).Channel == certificates.Counter, Reads: may(auth.ReadCertificates),
		Withdraws: may(auth.WithdrawCertificates), Decides: may(auth.ManageOffice),
	}
}

// offices is where somebody holds one of the rights, by name.
func (s *Room) offices(p *auth.Principal, rights []auth.Scope) (his []registry.Office) {
	for id, o := range s.Desk.InForce().Offices {
		if slices.ContainsFunc(rights, func(right auth.Scope) bool { return p.May(right, string(id)) }) {
			his = append(his, o)
		}
	}
	slices.SortFunc(his, func(a, b registry.Office) int { return strings.Compare(a.Name+string(a.ID), b.Name+string(b.ID)) })
	return his
}
