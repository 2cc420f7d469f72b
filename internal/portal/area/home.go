package area

import (
	"net/http"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// home is what the front page shows: what is new, and what waits.
type home struct {
	Name   string
	Unread int
	Drafts []begun
	More   int // drafts that are not shown here
	Ending int
	First  registry.Date // when the first certificate ends
}

// begun is a request that can be gone on with.
type begun struct {
	Address string
	Kinds   string
	Changed time.Time // in the offices' zone
}

// mostBegun is how many requests the front page shows, so that the rest is still seen.
const mostBegun = 3

func (a *Room) home(w http.ResponseWriter, r *http.Request) error {
	if guest(by(r)) {
		p := a.Page(r, "area-lawyer", nil)
		p.Body = p.Visitor.Name
		return a.Show(w, http.StatusOK, p)
	}
	v := page.Of(r.Context())
	waiting, err := a.Desk.Waiting(r.Context(), v.By)
	if err != nil {
		return err
	}
	p := a.Page(r, "area-home", nil)
	body := home{Name: called(v), Unread: v.Unread, Ending: waiting.Ending, First: waiting.First}
	shown := waiting.Drafts[:min(len(waiting.Drafts), mostBegun)]
	body.More = len(waiting.Drafts) - len(shown)
	for _, d := range shown {
		body.Drafts = append(body.Drafts, a.begun(p, d))
	}
	p.Body = body
	return a.Show(w, http.StatusOK, p)
}

// guest reports whether somebody is here for his mandates alone: a lawyer of whom no
// register here knows anything.
func guest(by certificates.Requester) bool { return by.Principal.Lawyer && by.Person == nil }

func (a *Room) begun(p *page.Page, d *certificates.Draft) begun {
	return begun{"/request/" + string(d.ID), or(strings.Join(a.kinds(p, d.Request.Kinds), ", "), p.Say("area.home.nokinds")), d.UpdatedAt.In(a.zone())}
}

// called is how somebody is greeted: by the given name, where there is one.
func called(v *page.Visitor) string {
	if p := v.By.Person; p != nil {
		return or(p.Name.Printed().Given, v.Name)
	}
	return v.Name
}
