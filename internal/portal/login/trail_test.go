package login

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/registry"
)

// deaf takes no events while it is deaf.
type deaf struct {
	Sessions
	Journal
	mu  sync.Mutex
	now bool
}

func (d *deaf) set(now bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = now
}

func (d *deaf) err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.now {
		return registry.ErrUnavailable
	}
	return nil
}

func (d *deaf) SaveSession(ctx context.Context, token string, s session.Session, events ...audit.Event) error {
	if err := d.err(); err != nil {
		return err
	}
	return d.Sessions.SaveSession(ctx, token, s, events...)
}

func (d *deaf) EndSession(ctx context.Context, id string, at time.Time, events ...audit.Event) error {
	if err := d.err(); err != nil {
		return err
	}
	return d.Sessions.EndSession(ctx, id, at, events...)
}

func (d *deaf) Record(ctx context.Context, events ...audit.Event) error {
	if err := d.err(); err != nil {
		return err
	}
	return d.Journal.Record(ctx, events...)
}

// Who cannot be written down is not logged in, and nothing of his reaches the browser; who
// cannot be written down as gone stays.
func TestNobodyWithoutTrace(t *testing.T) {
	t.Parallel()
	d := new(deaf)
	p := newPortal(t, func(p *portal) {
		d.Sessions, d.Journal = p.config.Sessions, p.config.Journal
		p.config.Sessions, p.config.Journal = d, d
	})
	in, there := p.browser(t), p.browser(t)
	in.login(maria)
	there.login(maria)
	p.turn(time.Second)
	ids, _ := in.listed() // the current one first
	d.set(true)
	for name, answer := range map[string]func(*browser) string{
		"citizen":       func(b *browser) string { return b.pick(b.leave("cie", nil), url.Values{"fiscal_code": {luigi}}) },
		"officer":       func(b *browser) string { return b.pick(b.leave("office", nil), url.Values{"officer": {"n.vidal"}}) },
		"without right": func(b *browser) string { return b.pick(b.leave("office", nil), url.Values{"officer": {"new"}}) },
	} {
		b := p.browser(t)
		if seen := b.get(answer(b)); seen.StatusCode != http.StatusServiceUnavailable || b.cookie("sportello") != "" || b.who() != "" {
			t.Errorf("%s: %d as %q with the cookie %q", name, seen.StatusCode, b.who(), b.cookie("sportello"))
		}
	}
	for _, path := range []string{"/logout", "/me/sessions/others/end", "/me/sessions/" + ids[1] + "/end"} {
		if seen := in.post(path, nil); seen.StatusCode != http.StatusServiceUnavailable || in.who() == "" || there.who() == "" {
			t.Errorf("%s: %d as %q", path, seen.StatusCode, in.who())
		}
	}
	if seen := in.get(in.pick(in.leave("office", nil), url.Values{"officer": {"n.vidal"}})); seen.StatusCode != http.StatusServiceUnavailable || in.who() != "Rossi Maria "+maria {
		t.Errorf("a login in the place of another: %d as %q", seen.StatusCode, in.who())
	}
	d.set(false)
	away(in.post("/logout", nil))
	if in.who() != "" || there.who() == "" {
		t.Error("the logout comes too late")
	}
}

// line is an event without what is drawn or counted.
type line struct {
	Kind                  audit.Kind
	Actor                 audit.Actor
	Channel, How, Rights  string
	Provider, Level, Kept string
}

// trail is the chain of an office, which holds, as lines.
func (p *portal) trail(t *testing.T, office string) (lines []line) {
	t.Helper()
	if _, err := audit.Verify(p.db.Events(t.Context(), office, 1)); err != nil {
		t.Error(err)
	}
	for e, err := range p.db.Events(t.Context(), office, 1) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == audit.RegisterImported {
			continue
		}
		if e.Request == "" || e.At.IsZero() || !strings.HasPrefix(e.Details["issuer"]+"http", "http") {
			t.Errorf("%+v", e)
		}
		for _, word := range []string{maria, luigi, "Rossi", "127.0.0.1\"", "Firefox", "eyJ", "::1"} {
			if strings.Contains(e.DetailsJSON(), word) {
				t.Errorf("it tells %s: %s", word, e.DetailsJSON())
			}
		}
		lines = append(lines, line{e.Kind, e.Actor, e.Channel, e.Details["how"], e.Details["rights"], e.Details["provider"], e.Details["level"], e.Person + e.Certificate})
	}
	return lines
}

// The audit trail tells who came, through whom, with what rights, and how he left.
func TestTrail(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	one, two := p.browser(t), p.browser(t)
	level := auth.DefaultAssurances[0]
	citizen, officer := audit.Actor{Kind: audit.Citizen, ID: "record of Maria"}, audit.Actor{Kind: audit.Officer, ID: "n.vidal"}
	begun := line{Kind: audit.SessionBegun, Actor: citizen, Channel: "online", Provider: "cie", Level: level}
	ended := func(how session.End) line {
		return line{Kind: audit.SessionEnded, Actor: citizen, Channel: "online", How: string(how)}
	}
	var want []line
	one.login(maria)
	two.login(maria)
	p.turn(time.Second)
	ids, _ := one.listed() // the current one first
	one.post("/me/sessions/"+ids[1]+"/end", nil)
	one.post("/me/sessions/"+ids[1]+"/end", nil) // is over
	want = append(want, begun, begun, ended(session.Elsewhere))
	two.login(maria)
	two.post("/me/sessions/others/end", nil)
	want = append(want, begun, ended(session.Elsewhere))
	two.login(maria)
	two.post("/logout", nil)
	two.post("/logout", nil) // is nobody
	want = append(want, ended(session.Replaced), begun, ended(session.ByHand))
	two.login(maria)
	p.set(func() { p.missing[maria] = true })
	two.who()
	want = append(want, begun, ended(session.Lost))

	p.set(func() {
		p.granted["n.vidal"] = []auth.Grant{{Scope: auth.ManageOffice, Office: "H501"}, {Scope: auth.ReadCertificates, Office: "L378"}}
	})
	one.asOfficer("n.vidal")
	p.set(func() { delete(p.granted, "n.vidal") })
	one.post("/logout", nil)
	want = append(want,
		line{Kind: audit.SessionBegun, Actor: officer, Channel: "office", Provider: "office", Level: level, Rights: "certificates:issue certificates:read office:manage"},
		line{Kind: audit.SessionEnded, Actor: officer, Channel: "office", How: "logout"})
	if diff := cmp.Diff(want, p.trail(t, "H501")); diff != "" {
		t.Errorf("the office's trail (-want +got):\n%s", diff)
	}

	one.asOfficer("new")
	p.set(func() { p.granted["new"] = []auth.Grant{{Scope: auth.ManageOffice, Office: "L378"}} })
	one.asOfficer("new")
	stranger := audit.Actor{Kind: audit.Officer, ID: "new"}
	if diff := cmp.Diff([]line{
		{Kind: audit.LoginTurned, Actor: stranger, Channel: "office", Provider: "office", Level: level},
		{Kind: audit.SessionBegun, Actor: stranger, Channel: "office", Provider: "office", Level: level, Rights: "office:manage@L378"},
	}, p.trail(t, "")); diff != "" {
		t.Errorf("the installation's trail (-want +got):\n%s", diff)
	}
}

// A refusal of which nobody knows whom it is about leaves no event, and no session.
func TestRefusedLeavesNoSession(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	b.get(b.pick(b.leave("cie", nil), url.Values{"fiscal_code": {nobody}}))
	b.get(b.pick(b.leave("cie", nil), url.Values{"cancel": {"1"}}))
	b.get("/login/callback?state=x&code=y")
	if got := slices.Concat(p.trail(t, ""), p.trail(t, "H501")); len(got) != 0 || b.who() != "" || b.cookie("sportello") != "" {
		t.Errorf("%+v", got)
	}
}

// rowsOf is the rows of a table's column.
func column(seen pagetest.Seen, selector string) (texts []string) {
	for _, n := range seen.All(selector) {
		texts = append(texts, pagetest.Text(n))
	}
	return texts
}

// Everybody sees his own last logins and how they ended, and what to do if one was not his.
func TestLastLogins(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	here, gone, left, other := p.browser(t), p.browser(t), p.browser(t), p.browser(t)
	here.login(maria)
	p.turn((pastDays*24 + 1) * time.Hour)
	left.login(maria)
	p.turn(time.Hour)
	gone.login(maria)
	gone.post("/logout", nil)
	p.turn(time.Minute)
	other.login(luigi)
	here.login(maria)
	seen := here.get("/me/sessions?lang=it")
	ends := column(seen, "#past ~ table tbody td:nth-child(3)")
	if len(ends) != 3 || ends[0] != "È ancora aperto" || !strings.HasPrefix(ends[1], "Chiuso con «Esci»") || !strings.Contains(ends[1], "24 febbraio 2027") || !strings.HasPrefix(ends[2], "Si è chiuso da solo") {
		t.Errorf("%q", ends)
	}
	if got := column(seen, "#past ~ table tbody td:nth-child(2)"); !slices.Equal(got, []string{"CIE", "CIE", "CIE"}) {
		t.Errorf("by %q", got)
	}
	if text := seen.Text("#strange ~ ol"); !strings.Contains(text, "anagrafe@valdemo.example") || len(seen.Faults()) > 0 {
		t.Errorf("%v %s", seen.Faults(), text)
	}
	officer := p.browser(t)
	officer.asOfficer("n.vidal")
	if got := column(officer.get("/me/sessions?lang=en"), "#past ~ table tbody tr"); len(got) != 1 || !strings.Contains(got[0], "the municipality") || !strings.Contains(got[0], "still open") {
		t.Errorf("an officer sees %q", got)
	}
	for range pastMost + 2 {
		gone.login(maria)
	}
	for _, language := range []string{"it", "de", "sl", "fr", "en"} {
		seen := gone.get("/me/sessions?lang=" + language)
		if got := column(seen, "#past ~ table tbody tr"); len(got) != pastMost || len(seen.Faults()) > 0 {
			t.Errorf("%s: %d logins, %v", language, len(got), seen.Faults())
		}
	}
}
