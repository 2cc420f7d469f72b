package area

import (
	"net/http"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
)

// home is what the front page shows.
type home struct {
	Name   string
	Unread int
}

func (a *Room) home(w http.ResponseWriter, r *http.Request) error {
	if guest(by(r)) {
		p := a.Page(r, "area-lawyer", nil)
		p.Body = p.Visitor.Name
		return a.Show(w, http.StatusOK, p)
	}
	unread, err := a.Desk.Unread(r.Context(), by(r))
	if err != nil {
		return err
	}
	p := a.Page(r, "area-home", nil)
	p.Body = home{called(p.Visitor), unread}
	return a.Show(w, http.StatusOK, p)
}

// guest reports whether somebody is here for his mandates alone: a lawyer of whom no
// register here knows anything.
func guest(by certificates.Requester) bool { return by.Principal.Lawyer && by.Person == nil }

// called is how somebody is greeted: by the given name, where there is one.
func called(v *page.Visitor) string {
	if p := v.By.Person; p != nil {
		return or(p.Name.Printed().Given, v.Name)
	}
	return v.Name
}
