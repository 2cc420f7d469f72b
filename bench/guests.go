package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/internal/session"
	"github.com/sportello/sportello/migrations"
)

// guests is people who are logged in to the pages.
type guests struct {
	address  string
	citizens []guest
	officer  guest
}

// guest is one of them, with the token of his session and the address of his request.
type guest struct{ token, request string }

// letIn begins a session for each of the citizens and for an officer, as a login does, and
// has each citizen answer everything about a certificate up to its confirmation.
func letIn(ctx context.Context, database string, s *service, citizens []citizen) (*guests, error) {
	db, err := postgres.Open(ctx, database, postgres.Options{Role: migrations.Role})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	g := &guests{address: s.address}
	for i, code := range ordinary(len(citizens)) {
		token, err := begin(ctx, db, auth.Principal{Issuer: "bench", Subject: code, FiscalCode: code, Assurance: "https://www.spid.gov.it/SpidL2"})
		if err != nil {
			return nil, err
		}
		draft, err := g.draft(ctx, token, citizens[i])
		if err != nil {
			return nil, fmt.Errorf("a request on the pages: %w", err)
		}
		g.citizens = append(g.citizens, guest{token, draft})
	}
	office := string(people.Office().ID)
	g.officer.token, err = begin(ctx, db, auth.Principal{
		Issuer: "bench", Subject: "officer", Officer: "officer", Offices: []string{office}, Scopes: []auth.Scope{auth.IssueCertificates, auth.ReadCertificates, auth.WithdrawCertificates},
		Grants: []auth.Grant{{Scope: auth.IssueCertificates, Office: office}, {Scope: auth.ReadCertificates, Office: office}, {Scope: auth.WithdrawCertificates, Office: office}},
	})
	return g, err
}

func begin(ctx context.Context, db *postgres.DB, p auth.Principal) (token string, err error) {
	token = rand.Text()
	hash := sha256.Sum256([]byte(token)) // as scs stores it
	now := time.Now()
	trace := session.Trace{Actor: audit.Actor{Kind: audit.System, ID: "bench"}, Offices: []string{""}}
	s := session.Session{
		ID: uuid.NewString(), Login: session.Login{Principal: p, Name: "Bench", Provider: "bench", Begun: now, Trace: trace}, Seen: now, Expires: now.Add(4 * time.Hour),
	}
	return token, db.SaveSession(ctx, base64.RawURLEncoding.EncodeToString(hash[:]), s, s.Begun(nil, "bench")...)
}

// draft is the address of a request of a citizen for a certificate of his own residence,
// to which nothing is left to answer.
func (g *guests) draft(ctx context.Context, token string, who citizen) (string, error) {
	at, err := g.send(ctx, token, "/request", url.Values{})
	if err != nil {
		return "", err
	}
	draft := strings.TrimSuffix(at, "/who")
	for _, step := range []struct {
		name    string
		answers url.Values
		next    string
	}{
		{"who", url.Values{"person": {who.subject.String()}}, "receiver"},
		{"receiver", url.Values{"receiver": {"private"}}, "kinds"},
		{"kinds", url.Values{"kind": {"residence"}}, "duty"},
		{"duty", url.Values{"how": {"exempt"}, "exemption": {"107"}, "language": {"it"}}, "preview"},
	} {
		if at, err = g.send(ctx, token, draft+"/"+step.name, step.answers); err != nil {
			return "", err
		}
		if at != draft+"/"+step.next {
			return "", fmt.Errorf("%s does not lead to %s", step.name, step.next)
		}
	}
	return draft, nil
}

// send sends a form and says where its answer leads.
func (g *guests) send(ctx context.Context, token, path string, fields url.Values) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+g.address+path, strings.NewReader(fields.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", "sportello="+token)
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return "", err
	}
	if err := a.Body.Close(); err != nil {
		return "", err
	}
	if a.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("answered %s", a.Status)
	}
	return a.Header.Get("Location"), nil
}

// requests asks for a page, once for each who may.
func (g *guests) requests(l leaf) (all []request) {
	list := []guest{{}}
	switch l.who {
	case aCitizen:
		list = g.citizens
	case anOfficer:
		list = []guest{g.officer}
	}
	for _, who := range list {
		path := strings.Replace(l.path, "REQUEST", who.request, 1)
		all = append(all, request("GET "+path+" HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip\r\nCookie: sportello="+who.token+"\r\n\r\n"))
	}
	return all
}

// oneEvent is what it costs to record one event, durably: the price of every page that
// shows what the register or the archive holds.
func oneEvent(ctx context.Context, o options, database string, t *table) error {
	db, err := postgres.Open(ctx, database, postgres.Options{Role: migrations.Role})
	if err != nil {
		return err
	}
	defer db.Close()
	var all []time.Duration
	for begun := time.Now(); time.Since(begun) < o.window/4; {
		at := time.Now()
		if err := db.Record(ctx, audit.Event{
			Office: string(people.Office().ID), At: at, Kind: audit.CertificatesListed, Actor: audit.Actor{Kind: audit.Officer, ID: "bench"}, Channel: "counter", Request: rand.Text(), Details: map[string]string{"rows": "0"},
		}); err != nil {
			return err
		}
		all = append(all, time.Since(at))
	}
	slices.Sort(all)
	t.plain("recording one event, durably", fmt.Sprintf("p50 %.2f ms, p99 %.2f ms", milliseconds(middle(all)), milliseconds(all[len(all)*99/100])), "", "")
	return nil
}
