package area

import (
	"net/http"

	"github.com/sportello/sportello/internal/portal/page"
)

// home is what the front page shows.
type home struct {
	Name   string
	Unread int
}

func (a *Room) home(w http.ResponseWriter, r *http.Request) error {
	unread, err := a.Desk.Unread(r.Context(), by(r))
	if err != nil {
		return err
	}
	p := a.Page(r, "area-home", nil)
	p.Body = home{called(p.Visitor), unread}
	return a.Show(w, http.StatusOK, p)
}

// called is how somebody is greeted: by the given name, where there is one.
func called(v *page.Visitor) string {
	if p := v.By.Person; p != nil {
		return or(p.Name.Printed().Given, v.Name)
	}
	return v.Name
}
