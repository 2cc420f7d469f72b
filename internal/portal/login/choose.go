package login

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// choosing is the page on which one chooses how to log in.
type choosing struct {
	Then               string
	Citizens, Officers []choice
	Over               bool // a session was, and is no more
}

// choice is one provider.
type choice struct {
	Name, Label string
	Button      Button
	Down        bool
}

// Official is for the template.
func (c choice) Official() bool { return c.Button.Official() }

// choose offers the providers, and says which of them do not answer now.
func (r *Room) choose(w http.ResponseWriter, q *http.Request) error {
	then := r.then(q.URL.Query().Get("then"))
	if v := page.Of(q.Context()); v != nil {
		r.See(w, q, cmp.Or(then, home(v)))
		return nil
	}
	parties, err := r.inOrder()
	if err != nil {
		return err
	}
	body := choosing{Then: then}
	if _, err := q.Cookie(r.sessions.Cookie.Name); err == nil {
		body.Over = true
		http.SetCookie(w, r.newCookie(r.sessions.Cookie.Name, "", -1))
	}
	p := r.Page(q, "login", nil)
	if then != "" {
		p.Keep("then", then)
	}
	down := make([]bool, len(parties))
	var all sync.WaitGroup
	for i, party := range parties {
		all.Go(func() {
			_, err := party.describe(q.Context())
			down[i] = err != nil
		})
	}
	all.Wait()
	for i, party := range parties {
		c := choice{party.Name, party.label(p), party.Button, down[i]}
		if party.Officers {
			body.Officers = append(body.Officers, c)
		} else {
			body.Citizens = append(body.Citizens, c)
		}
	}
	p.Body = body
	return r.Show(w, http.StatusOK, p)
}

// toChoose leads who asks for an address that only takes forms to the choice.
func (r *Room) toChoose(w http.ResponseWriter, q *http.Request) error {
	r.See(w, q, "/login")
	return nil
}

// label is what the button says.
func (p *Provider) label(in *page.Page) string {
	own := p.own(in.Language)
	switch key := "login.with." + string(p.Button); {
	case p.Button == Plain:
		return in.Say(key, "Name", own)
	case own == "":
		return in.Say(key)
	default:
		return in.Say(key) + " - " + own
	}
}

// own is what the configuration calls the provider, in Italian where it does not say.
func (p *Provider) own(l registry.Language) string {
	return cmp.Or(p.Label[l], p.Label[registry.Italian])
}

// inOrder is the providers by their buttons, those of SPID in an order that favours none
// (Avviso SPID 42).
func (r *Room) inOrder() ([]*party, error) {
	drawn := map[*party]uint64{}
	for _, p := range r.parties {
		if p.Button != SPID {
			continue
		}
		var b [8]byte
		if _, err := io.ReadFull(r.Random, b[:]); err != nil {
			return nil, fmt.Errorf("login: drawing an order: %w", err)
		}
		drawn[p] = binary.BigEndian.Uint64(b[:])
	}
	list := slices.Clone(r.parties)
	slices.SortStableFunc(list, func(a, b *party) int {
		return cmp.Or(cmp.Compare(slices.Index(Buttons, a.Button), slices.Index(Buttons, b.Button)), cmp.Compare(drawn[a], drawn[b]))
	})
	return list, nil
}

// leaving is the page that leads to a provider. It is no redirect: browsers hold a form to
// the page's policy through all redirects that follow it, and where a provider leads on to
// is not ours to know.
type leaving struct {
	Address string
	Logout  bool
}

// send sends somebody on his way to a provider.
func (r *Room) send(w http.ResponseWriter, q *http.Request) error {
	party := r.party(chi.URLParam(q, "provider"))
	if party == nil {
		return web.ErrNotFound
	}
	if err := r.ReadForm(w, q); err != nil {
		return err
	}
	p := r.Page(q, "login-leaving", nil)
	a, state, address, err := party.begin(q.Context(), r.then(q.PostForm.Get("then")), p.Language)
	if err != nil {
		return r.fail(w, q, party, err)
	}
	if !slices.Contains(certificates.Languages, registry.Language(q.URL.Query().Get("lang"))) {
		a.Language = "" // the browser's, which it will say again
	}
	browser, err := secret(r.Random)
	if err != nil {
		return err
	}
	if err := r.Sessions.SaveAttempt(q.Context(), session.Hash(state), session.Hash(browser), a); err != nil {
		return err
	}
	http.SetCookie(w, r.newCookie(r.cookies.Attempt, browser, int(session.AttemptTime.Seconds())))
	p.Body = leaving{Address: address}
	return r.Show(w, http.StatusOK, p)
}

// newCookie is one for so many seconds; -1 takes it away.
func (r *Room) newCookie(name, value string, seconds int) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: seconds, Secure: r.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode} //nolint:gosec // G124: Secure wherever browsers would take it
}

// choices is some of the providers, for the part that draws them.
type choices struct {
	Page *page.Page
	List []choice
}

// Of is for the template: some of the choices of a page.
func (choosing) Of(p *page.Page, list []choice) choices { return choices{p, list} }
