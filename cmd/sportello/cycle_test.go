package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/demo/provider"
	"github.com/sportello/sportello/internal/demo/trust"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// cycle is the assembled service over a real PostgreSQL, with a hand on the desk's
// ports and on the database.
type cycle struct {
	*script
	app   *app
	again func() *app       // one more process of the same service
	whole certificates.Desk // the ports as assembled
	conf  *config           // of the next process
	tables
}

func newCycle(t *testing.T, around ...func(http.Handler) http.Handler) *cycle {
	t.Helper()
	return newCycleAt(t, "B-B", false, io.Discard, nil, around...)
}

// newCycleAt is a cycle whose seals are of that level. Its trust services, if any, are
// reached through between.
func newCycleAt(t *testing.T, level string, lowered bool, errors io.Writer, between func(http.Handler) http.Handler, around ...func(http.Handler) http.Handler) *cycle {
	t.Helper()
	url := dbtest.New(t)
	_, listen, data := place(t)
	c := demoCommand{demoPlace: demoPlace{Listen: listen, Data: data}, DatabaseURL: url, People: 29, LogFormat: "text", LogLevel: "error", Level: level}
	quiet := terminal{out: io.Discard, err: errors}
	if err := c.seed(t.Context(), quiet, url); err != nil {
		t.Fatal(err)
	}
	seal, err := c.keys(quiet)
	if err != nil {
		t.Fatal(err)
	}
	conf, err := c.config(url, seal)
	if err != nil {
		t.Fatal(err)
	}
	conf.SealLowered = lowered
	options, err := c.provider(c.everybody())
	if err != nil {
		t.Fatal(err)
	}
	login, err := provider.New(options)
	if err != nil {
		t.Fatal(err)
	}
	log := logging{c.LogFormat, c.LogLevel}.logger(quiet)
	money, err := c.cashier(trimmed(readFile(new(faults), "", conf.PaymentKeyFile)), log)
	if err != nil {
		t.Fatal(err)
	}
	mounts := []mount{{"/demo/login/", login}, {cashierPath + "/", money}}
	if between != nil {
		services, err := trust.New(seal, trust.Options{Clock: time.Now, Random: rand.Reader, Log: log})
		if err != nil {
			t.Fatal(err)
		}
		mounts = append(mounts, mount{trustPath + "/", between(http.StripPrefix(trustPath, services))})
	}
	assembled := func() *app {
		t.Helper()
		m, err := conf.load(time.Now(), nil)
		if err != nil {
			t.Fatal(err)
		}
		app, err := assemble(t.Context(), conf, m, log, mounts...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(app.close)
		return app
	}
	app := assembled()
	public := app.public
	for _, wrap := range around {
		public = wrap(public)
	}
	server := httptest.NewUnstartedServer(public)
	server.Config.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	server.Listener.Close()
	server.Listener = listenOn(t, listen)
	server.Start()
	t.Cleanup(server.Close)
	token, err := provider.Token(options, string(people.DefaultCitizen))
	if err != nil {
		t.Fatal(err)
	}
	officer, err := provider.OfficeToken(options, []auth.Scope{auth.ReadCertificates, auth.WithdrawCertificates}, []string{string(people.Office().ID)})
	if err != nil {
		t.Fatal(err)
	}
	s := &script{
		t: t, base: "http://" + listen, kept: map[string]string{}, files: map[string][]byte{},
		tokens: map[string]string{"chiara": token, "officer": officer},
	}
	d := app.desk
	app.seal.refresh(t.Context(), log)
	return &cycle{s, app, assembled, certificates.Desk{Ledger: d.Ledger, Journal: d.Journal, Till: d.Till, Payments: d.Payments, Typesetter: d.Typesetter, Sealer: d.Sealer}, conf, look(t, url)}
}

// The ports, each with one thing that it does otherwise.
type (
	brokenJournal    struct{ certificates.Journal }
	brokenTypesetter struct {
		certificates.Typesetter
		err error
	}
	brokenSealer struct {
		certificates.Sealer
		after func(sealed []byte)
	}
	deafLedger   struct{ certificates.Ledger }
	brokenDevice struct{ crypto.Signer }
)

var errBroken = errors.New("broken by the test")

func (brokenJournal) Record(context.Context, ...audit.Event) error { return registry.ErrUnavailable }

func (b brokenTypesetter) Lay(*certificates.Content, certificates.Mark, time.Time) (*signing.Sheet, error) {
	return nil, b.err
}

func (b brokenSealer) Seal(ctx context.Context, s *signing.Sheet) ([]byte, error) {
	sealed, err := b.Sealer.Seal(ctx, s)
	b.after(sealed)
	return sealed, err
}

// Complete commits, and does not hear of it.
func (l deafLedger) Complete(ctx context.Context, id certificates.ID, f certificates.Sealed, at time.Time, events ...audit.Event) error {
	return errors.Join(l.Ledger.Complete(ctx, id, f, at, events...), registry.ErrUnavailable)
}

func (brokenDevice) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return nil, errBroken }

// full has the database say that its disk is full when this would be written.
func (c *cycle) full(table, when string) {
	c.do(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN IF ` + when + ` THEN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END IF; RETURN NEW; END $$;
		CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON ` + table + ` FOR EACH ROW EXECUTE FUNCTION full_disk()`)
}

// sealAs puts a real sealer in place, with another key or another clock.
func (c *cycle) sealAs(key func(crypto.Signer) crypto.Signer, later time.Duration) {
	id := *c.app.material.identity
	id.Key = key(id.Key)
	var begun bool // it was made while the certificate was still valid
	sealer, err := signing.NewSealer(&id, signing.Options{Roots: c.app.material.roots, Random: c.app.desk.Random, Clock: func() time.Time {
		if !begun {
			return time.Now()
		}
		return time.Now().Add(later)
	}})
	if err != nil {
		c.script.t.Fatal(err)
	}
	begun = true
	c.app.desk.Sealer = sealer
}

func (c *cycle) mend() {
	d := c.app.desk
	d.Ledger, d.Journal, d.Typesetter, d.Sealer = c.whole.Ledger, c.whole.Journal, c.whole.Typesetter, c.whole.Sealer
	d.Till, d.Payments = c.whole.Till, c.whole.Payments
	c.do("DROP FUNCTION IF EXISTS full_disk CASCADE")
}

const nobody = "00000000-0000-4000-8000-000000000000"

// Every arrow of docs/issuing-cycle.md breaks, in the assembled service over a real
// PostgreSQL: what is answered, stored and audited, and that the same key later
// gives the certificate. (That the database is lost at each step is in
// outage_test.go, that the process is, in crash_test.go.)
func TestEveryArrowBreaks(t *testing.T) {
	t.Parallel()
	c := newCycle(t)
	c.must("GET /v1/subjects as chiara", http.StatusOK)
	me, err := c.value("$.items.0.id")
	if err != nil {
		t.Fatal(err)
	}
	d := c.app.desk
	same := func(k crypto.Signer) crypto.Signer { return k }
	for i, x := range []struct {
		name            string
		breaks          func()
		subject, kind   string
		status          int
		problem         string
		stored, audited string
	}{
		{"1 authorise: a neighbour", nil, nobody, "residence", 403, "subject-not-allowed", "", "subject.refused"},
		{"1 authorise: that cannot be recorded", func() { d.Journal = brokenJournal{} }, nobody, "residence", 503, "database-unavailable", "", ""},
		{"3 prepare: a rule stops it", nil, me, "death", 422, "refused", "", "certificate.refused"},
		{"3 prepare: that cannot be recorded", func() { d.Journal = brokenJournal{} }, me, "death", 503, "database-unavailable", "", ""},
		{"4 typeset: a character without a glyph", func() { d.Typesetter = brokenTypesetter{d.Typesetter, certificates.ErrGlyph} }, me, "residence", 422, "unprintable", "", ""},
		{"4 typeset: broken", func() { d.Typesetter = brokenTypesetter{d.Typesetter, errBroken} }, me, "residence", 500, "internal", "", ""},
		{"5 reserve: no room for the record", func() { c.full("certificate", "true") }, me, "residence", 503, "database-unavailable", "", ""},
		{"5 reserve: no room for the event", func() { c.full("audit_event", "true") }, me, "residence", 503, "database-unavailable", "", ""},
		{"before 4: the certificate expired overnight, and no number is used up", func() { c.sealAs(same, 20*365*24*time.Hour) }, me, "residence", 503, "seal-unavailable", "", ""},
		{"6 seal: the device fails", func() { c.sealAs(func(k crypto.Signer) crypto.Signer { return brokenDevice{k} }, 0) }, me, "residence", 503, "seal-unavailable", "failed seal", "certificate.issuing, certificate.failed"},
		{"6 seal: the goroutine ends in it", func() { d.Sealer = brokenSealer{d.Sealer, func([]byte) { panic(errBroken) }} }, me, "residence", 500, "internal", "issuing", "certificate.issuing"},
		{"7 check: a byte of the page is not as laid", func() { d.Sealer = brokenSealer{d.Sealer, func(b []byte) { b[100] ^= 1 }} }, me, "residence", 503, "seal-unavailable", "failed check", "certificate.issuing, certificate.failed"},
		{"8 complete: no room for the file", func() { c.full("certificate", "NEW.state = 'issued'") }, me, "residence", 503, "database-unavailable", "failed store", "certificate.issuing, certificate.failed"},
		{"8 complete: no room for the event", func() { c.full("audit_event", "NEW.kind = 'certificate.issued'") }, me, "residence", 503, "database-unavailable", "failed store", "certificate.issuing, certificate.failed"},
		{"8 complete: no room for anything", func() { c.full("audit_event", "NEW.kind <> 'certificate.issuing'") }, me, "residence", 503, "database-unavailable", "issuing", "certificate.issuing"},
		{"8 complete: the answer lost after the commit", func() { d.Ledger = deafLedger{d.Ledger} }, me, "residence", 503, "database-unavailable", "issued", "certificate.issuing, certificate.issued"},
	} {
		key, mark := "arrow-key-"+string(rune('a'+i)), c.end()
		request := "POST /v1/certificates as chiara key " + key + ` {"subjectId": "` + x.subject + `", "kinds": ["` + x.kind + `"], "stampDuty": {"exemption": 107}}`
		if x.breaks != nil {
			x.breaks()
		}
		c.must(request, x.status)
		if kind, _ := c.value("$.type"); kind != "urn:problem-type:sportello:"+x.problem || (x.status == 503) != (c.header.Get("Retry-After") != "") {
			t.Errorf("%s: answered %s, Retry-After %q", x.name, c.body, c.header.Get("Retry-After"))
		}
		if stored, audited := c.stored(key), c.audited(mark); stored != x.stored || audited != x.audited {
			t.Errorf("%s: stored %q, audited %q; want %q, %q", x.name, stored, audited, x.stored, x.audited)
		}
		c.mend()
		c.must(strings.NewReplacer(nobody, me, "death", "residence").Replace(request), http.StatusCreated)
		if all := c.stored(key); !strings.HasSuffix(all, "issued") {
			t.Errorf("%s: the same key later left %q", x.name, all)
		}
	}
	checkNumbers(t, c.url)
}
