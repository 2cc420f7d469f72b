package area

import (
	"net/http"
	"net/url"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// perPage is how many certificates, notices or remarks stand on a page.
const perPage = 20

// listing is what the list of certificates shows.
type listing struct {
	Filters []choice
	Rows    []row
	Earlier string // address of the page after this one, or ""
	Later   bool   // this is not the first page
	Any     bool   // no filter is set
}

// choice is one choice of certificates to list.
type choice struct {
	Key, Address string
	Chosen       bool
}

// row is a certificate in the list.
type row struct {
	*certificates.Certificate
	Names []string
	About string
	Standing
}

func (a *Room) certificates(w http.ResponseWriter, r *http.Request) error {
	state := standing(r.URL.Query().Get("state"))
	filter := certificates.Filter{Standing: state}
	if state == ending {
		filter.Standing = certificates.StandsCurrent
		filter.Ends[0], filter.Ends[1] = a.Desk.Soon()
	}
	before := certificates.ID(r.URL.Query().Get("before"))
	list, more, err := a.Desk.Held(r.Context(), by(r), filter, before, perPage, requestID(r))
	if err != nil {
		return err
	}
	p := a.Page(r, "area-certificates", nil)
	keep(p, "state", string(state), "before", string(before))
	body := listing{Later: before != "", Any: state == ""}
	for _, s := range standings {
		body.Filters = append(body.Filters, choice{"area.filter." + or(string(s), "all"), p.To(with("/me/certificates", "state", string(s))), s == state})
	}
	for _, h := range list {
		body.Rows = append(body.Rows, row{h.Certificate, a.kinds(p, h.Kinds), name(h.About), a.standingOf(p, h.Certificate)})
	}
	if more {
		body.Earlier = p.To(with("/me/certificates", "state", string(state), "before", string(list[len(list)-1].ID)))
	}
	p.Body = body
	return a.Show(w, http.StatusOK, p)
}

// ending are those that stand and end soon.
const ending certificates.Standing = "ending"

// standings are what can be listed, "" for all.
var standings = []certificates.Standing{"", certificates.StandsCurrent, ending, certificates.StandsSuperseded, certificates.StandsWithdrawn}

// standing is what is asked for, all if it is nothing that can be.
func standing(s string) certificates.Standing {
	for _, known := range standings {
		if string(known) == s {
			return known
		}
	}
	return ""
}

// with is an address with those arguments that are not empty, names and values in turn.
func with(path string, args ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(args); i += 2 {
		if args[i+1] != "" {
			q.Set(args[i], args[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// keep has the links to other languages keep those arguments that are not empty.
func keep(p *page.Page, args ...string) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i+1] != "" {
			p.Keep(args[i], args[i+1])
		}
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func name(i certificates.Individual) string {
	return registry.Name{Surname: i.Surname, Given: i.Given}.String()
}

// Standing is how a certificate stands, in words.
type Standing struct {
	Tone  string // good, careful or bad, for the icon
	Text  string
	Left  string // how long it is still valid, or ""
	State string // "valid", "expired", "superseded", "withdrawn"
}

func (a *Room) standingOf(p *page.Page, c *certificates.Certificate) Standing {
	today := registry.DateOf(a.Clock())
	switch {
	case c.State == certificates.Withdrawn:
		return Standing{Tone: "bad", Text: p.Say("area.state.withdrawn", "Date", p.Day(c.WithdrawnAt.In(a.zone()))), State: "withdrawn"}
	case !c.ValidOn(today):
		return Standing{Tone: "careful", Text: p.Say("area.state.expired", "Date", p.Date(c.ValidTo)), State: "expired"}
	case c.Superseded != nil:
		return Standing{Tone: "careful", Text: p.Say("area.state.superseded", "Why", p.Say("area.change."+string(c.Superseded.Reason))), Left: left(p, c, today), State: "superseded"}
	case c.ValidTo.IsZero():
		return Standing{Tone: "good", Text: p.Say("area.state.unlimited"), State: "valid"}
	}
	return Standing{Tone: "good", Text: p.Say("area.state.valid", "Date", p.Date(c.ValidTo)), Left: left(p, c, today), State: "valid"}
}

// left is for how many days a certificate is still valid, today included.
func left(p *page.Page, c *certificates.Certificate, today registry.Date) string {
	if c.ValidTo.IsZero() {
		return ""
	}
	text, err := p.N("area.left", daysTo(today, c.ValidTo)+1)
	if err != nil {
		panic(err) // the words are there in every language; the recoverer logs it
	}
	return text
}
