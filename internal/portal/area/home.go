package area

import "net/http"

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
	p.Body = home{p.Visitor.Name, unread}
	return a.Show(w, http.StatusOK, p)
}
