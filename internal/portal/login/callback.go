package login

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// callback takes somebody in who comes back from his provider.
func (r *Room) callback(w http.ResponseWriter, q *http.Request) error {
	answer := q.URL.Query()
	if answer.Has("why") { // the page of turned below, in another language
		return r.failed(w, q)
	}
	q = q.Clone(q.Context())
	q.URL.RawQuery = ""
	a, err := r.attempt(q, answer.Get("state"))
	if v := page.Of(q.Context()); v != nil && errors.Is(err, ErrAttempt) { // the same answer a second time
		r.See(w, q, home(v))
		return nil
	}
	if err != nil {
		return r.fail(w, q, nil, err)
	}
	http.SetCookie(w, r.newCookie(r.cookies.Attempt, "", -1))
	if a.Language != "" {
		q.URL.RawQuery = "lang=" + a.Language
	}
	party := r.party(a.Provider)
	if party == nil { // the configuration has changed meanwhile
		return r.fail(w, q, nil, ErrAttempt)
	}
	got, err := party.finish(q.Context(), a, answer)
	if err != nil {
		return r.fail(w, q, party, err)
	}
	v, err := r.enter(q, party, got)
	switch {
	case errors.Is(err, ErrNoRight):
		return r.turned(w, q, party, got.principal)
	case err != nil:
		return r.fail(w, q, party, err)
	}
	r.See(w, q, cmp.Or(a.Then, home(v)))
	return nil
}

// attempt is the login that was begun in this browser under the state. It is used up.
func (r *Room) attempt(q *http.Request, state string) (*session.Attempt, error) {
	cookie, err := q.Cookie(r.cookies.Attempt)
	if err != nil || state == "" {
		return nil, ErrAttempt
	}
	a, err := r.Sessions.TakeAttempt(q.Context(), session.Hash(state), session.Hash(cookie.Value), r.Clock())
	if err == nil && a == nil {
		err = ErrAttempt
	}
	return a, err
}

// home is where somebody begins who wanted nothing in particular.
func home(v *page.Visitor) string {
	if v.Officer() {
		return "/office"
	}
	return "/me"
}

// reasons is why a login failed, as the page says it, with the status of that page.
var reasons = []struct {
	is     error
	name   string
	status int
}{
	{ErrAttempt, "attempt", http.StatusBadRequest},
	{ErrDeclined, "declined", http.StatusForbidden},
	{ErrUnavailable, "down", http.StatusServiceUnavailable},
	{ErrNoRight, "right", http.StatusForbidden},
	{auth.ErrAssurance, "level", http.StatusForbidden},
	{auth.ErrNoFiscalNumber, "number", http.StatusForbidden},
	{ErrAnswer, "answer", http.StatusBadGateway},
	{auth.ErrInvalid, "answer", http.StatusBadGateway},
}

// fail leads to the page that says why somebody was not let in. An error that is not about
// the login, or is about somebody in the register, has a page already, in the language in
// which the login was begun.
func (r *Room) fail(w http.ResponseWriter, q *http.Request, p *party, err error) error {
	for _, reason := range reasons {
		if !errors.Is(err, reason.is) {
			continue
		}
		name := ""
		if p != nil {
			name = p.Name
		}
		r.tell(q.Context(), name, err)
		r.See(w, q, "/login/failed?"+url.Values{"why": {reason.name}, "at": {name}}.Encode())
		return nil
	}
	r.Fail(w, q, err)
	return nil
}

// tell writes a refusal into the log, for who sets up a provider. Its errors name checks and
// no person.
func (r *Room) tell(ctx context.Context, provider string, err error) {
	level := slog.LevelWarn
	if errors.Is(err, ErrAttempt) || errors.Is(err, ErrDeclined) { // anybody can do that
		level = slog.LevelInfo
	}
	r.Log.LogAttrs(ctx, level, "login refused",
		slog.String("request", web.RequestID(ctx)), slog.String("provider", provider), slog.Any("error", err))
}

// turned shows an officer without a right by what name his provider knows him, which an
// administrator needs to give him one. It is on this page alone: no address may hold it, and
// who is not let in has no session.
func (r *Room) turned(w http.ResponseWriter, q *http.Request, p *party, who *auth.Principal) error {
	r.tell(q.Context(), p.Name, ErrNoRight)
	shown := r.Page(q, "login-failed", failing{Why: "right", Contacts: r.contacts(), Issuer: who.Issuer, Subject: who.Subject})
	shown.Keep("why", "right")
	shown.Keep("at", p.Name)
	return r.Show(w, http.StatusForbidden, shown)
}

// failing is the page that says why, and what to do.
type failing struct {
	Why             string
	Levels          []string // that are enough, in words
	Contacts        []contact
	Issuer, Subject string // of an officer without a right, "" if that is not known any more
}

type contact struct{ Office, Contact string }

func (r *Room) failed(w http.ResponseWriter, q *http.Request) error {
	for _, reason := range reasons {
		if reason.name != q.URL.Query().Get("why") {
			continue
		}
		p := r.Page(q, "login-failed", nil)
		p.Keep("why", reason.name)
		body := failing{Why: reason.name, Contacts: r.contacts()}
		if party := r.party(q.URL.Query().Get("at")); party != nil {
			p.Keep("at", party.Name)
			body.Levels = levels(p, party.Accepted())
		} else {
			body.Levels = levels(p, auth.DefaultAssurances)
		}
		p.Body = body
		return r.Show(w, reason.status, p)
	}
	return web.ErrNotFound
}

// levels is what levels of assurance are called; one without a name of ours as it is.
func levels(p *page.Page, all []string) (out []string) {
	for _, l := range all {
		u, err := url.Parse(l)
		if key := "login.level." + cmp.Or(lastOf(u), "?"); err == nil && p.Has(key) {
			l = p.Say(key)
		}
		out = append(out, l)
	}
	return out
}

// contacts is whom one can ask: the offices of these, or all where none is of the installation.
func (r *Room) contacts(of ...string) (out []contact) {
	all := slices.Sorted(maps.Keys(r.Offices))
	known := slices.DeleteFunc(slices.Clone(all), func(id registry.OfficeID) bool { return !slices.Contains(of, string(id)) })
	if len(known) == 0 {
		known = all
	}
	for _, id := range known {
		out = append(out, contact{r.Offices[id].Name, r.Offices[id].Contact})
	}
	return out
}

var _ Desk = (*certificates.Desk)(nil)
