package decisions

import (
	"net/http"

	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/portal/page"
)

// listed is the decisions of an office.
type listed struct {
	place
	InForce               *decisions.Decision
	Waiting, Coming, Past []item
}

// item is a decision in a list.
type item struct {
	*decisions.Decision
	Title string
}

// part is some of the decisions, on their page.
type part struct {
	*page.Page
	Items []item
}

// Part is a list for the part of that name.
func (listed) Part(p *page.Page, some []item) part { return part{p, some} }

func items(p *page.Page, all []*decisions.Decision) (out []item) {
	for _, d := range all {
		out = append(out, item{d, title(p, d)})
	}
	return out
}

// title says in a line what is decided.
func title(p *page.Page, d *decisions.Decision) string {
	if d.What == decisions.Settings {
		return p.Say("decisions.settings")
	}
	return p.Say("decisions."+string(d.What), "Right", right(p, d), "Name", d.Holder.Name)
}

// list shows what an office has decided.
func (s *Room) list(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r)
	if err != nil {
		return err
	}
	l, err := s.Board.List(r.Context(), by(r), at.ID)
	if err != nil {
		return err
	}
	p := s.page(r, "decisions-list", at)
	p.Body = listed{at, l.InForce, items(p, l.Waiting), items(p, l.Coming), items(p, l.Past)}
	return s.Show(w, http.StatusOK, p)
}
