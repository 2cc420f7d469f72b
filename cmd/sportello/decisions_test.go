package main

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/registry"
)

func administrator(subject string) decisions.Administrator {
	return decisions.Administrator{Name: subject, Principal: &auth.Principal{
		Issuer: "https://login.example", Subject: subject, Scopes: []auth.Scope{auth.ManageOffice}, Offices: []string{string(people.Office().ID)},
	}}
}

// What two administrators decide at one process is in force there at once, at another
// within ten seconds, and after a restart; certificates are issued meanwhile.
func TestDecisionIsInForceEverywhere(t *testing.T) {
	t.Parallel()
	if followInterval > 5*time.Second {
		t.Errorf("others look every %s, which leaves no time of the ten seconds that are promised", followInterval)
	}
	c := newCycle(t)
	office := people.Office().ID
	other := c.again()
	ctx, stop := context.WithCancel(t.Context())
	var following sync.WaitGroup
	following.Go(func() { other.followOffices(ctx) })
	t.Cleanup(func() { stop(); following.Wait() })
	contact := func(a *app) string { return a.desk.InForce().Offices[office].Contact }

	at := c.app.clock()
	d, err := c.app.board.Propose(t.Context(), administrator("anna"), decisions.Proposal{
		Office: office, What: decisions.Settings, Text: "letterhead: {contact: tel. 0471 123456}\nkinds: [residence]", From: registry.DateOf(at),
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	if contact(c.app) != people.Office().Contact {
		t.Error("a proposal is in force")
	}
	if _, err := c.app.board.Approve(t.Context(), administrator("anna"), d.ID, "", "", ""); !errors.Is(err, decisions.ErrOwn) {
		t.Fatalf("anna approves her own: %v", err)
	}
	if _, err := c.app.board.Approve(t.Context(), administrator("bruno"), d.ID, "", "", ""); err != nil {
		t.Fatal(err)
	}
	if got := contact(c.app); got != "tel. 0471 123456" {
		t.Errorf("at once: %q", got)
	}
	for end := time.Now().Add(patience); contact(other) != "tel. 0471 123456"; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %s another process has %q", patience, contact(other))
		}
	}
	if got := contact(c.again()); got != "tel. 0471 123456" {
		t.Errorf("after a restart: %q", got)
	}
	c.must("GET /v1/subjects as chiara", http.StatusOK)
	me, err := c.value("$.items.0.id")
	if err != nil {
		t.Fatal(err)
	}
	const ask = `POST /v1/certificates as chiara key KEY {"subjectId": "ME", "kinds": ["KIND"], "stampDuty": {"exemption": 107}}`
	c.must(strings.NewReplacer("KEY", "decided-1", "ME", me, "KIND", "birth").Replace(ask), http.StatusUnprocessableEntity)
	c.must(strings.NewReplacer("KEY", "decided-2", "ME", me, "KIND", "residence").Replace(ask), http.StatusCreated)
}

// The operator names the first administrators, who are known at the next request.
func TestGrant(t *testing.T) {
	t.Parallel()
	c := newCycle(t)
	office, env := string(people.Office().ID), []string{"SPORTELLO_DATABASE_URL=" + c.url}
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no name":        {[]string{office, "https://login.example", "anna", "office:manage"}, exitUsage, "--name"},
		"no such right":  {[]string{office, "https://login.example", "anna", "root", "--name", "Anna"}, exitUsage, "SCOPE: is none of certificates:read"},
		"no code":        {[]string{"valdemo", "https://login.example", "anna", "office:manage", "--name", "Anna"}, exitUsage, "CODE: is not a cadastral code"},
		"another office": {[]string{"Z000", "https://login.example", "anna", "office:manage", "--name", "Anna"}, exitFault, "there is no office Z000"},
		"two lines":      {[]string{office, "https://login.example", "anna", "office:manage", "--name", "An\nna"}, exitFault, "name: "},
	} {
		_, errOut, code := sportello(t, env, append([]string{"grant"}, test.args...)...)
		if code != test.code || !strings.Contains(errOut, test.says) {
			t.Errorf("%s: ended with %d: %s", name, code, errOut)
		}
	}
	out, errOut, code := sportello(t, env, "grant", office, "https://login.example", "anna", "office:manage", "--name", "Anna Rossi")
	if code != 0 || !strings.Contains(out, "Anna Rossi has office:manage in "+office) {
		t.Fatalf("ended with %d: %s%s", code, out, errOut)
	}
	grants, err := c.app.board.Store.(interface {
		GrantsOf(ctx context.Context, issuer, subject string, at time.Time) ([]auth.Grant, error)
	}).GrantsOf(t.Context(), "https://login.example", "anna", c.app.clock())
	if err != nil || len(grants) != 1 || grants[0] != (auth.Grant{Scope: auth.ManageOffice, Office: office}) {
		t.Errorf("granted %v, %v", grants, err)
	}
	if _, errOut, code := sportello(t, env, "grant", office, "https://login.example", "anna", "office:manage", "--name", "Anna Rossi"); code != exitFault || !strings.Contains(errOut, "has the right already") {
		t.Errorf("again: ended with %d: %s", code, errOut)
	}
}
