package postgres

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// plain is a press and a seal that only do what the ledger needs of them.
type plain struct{}

func (plain) Lay(c *certificates.Content, m certificates.Mark, _ time.Time) (*signing.Sheet, error) {
	body := append([]byte("%PDF "+c.Number.String()+" "+m.Code.String()+" "), "<00000000>"...)
	return signing.Head{}.Sheet(body, signing.Hole{Start: len(body) - 10, End: len(body)})
}
func (plain) Proof(*certificates.Content) ([]byte, error)     { return nil, errors.ErrUnsupported }
func (plain) Facts(*certificates.Content) []certificates.Fact { return nil }
func (plain) WordingVersion(registry.Language) string         { return "test" }
func (plain) State() error                                    { return nil }
func (plain) Check(*signing.Sheet, []byte) error              { return nil }
func (plain) Standing([]byte) (signing.Level, time.Time, error) {
	return signing.LevelB, time.Time{}, nil
}

func (plain) Seal(_ context.Context, s *signing.Sheet) ([]byte, error) {
	return slices.Clone(s.Unsealed()), nil
}

// halting is a seal at which a certificate waits.
type halting struct {
	plain
	reached, on chan struct{}
}

func (h halting) Seal(ctx context.Context, s *signing.Sheet) ([]byte, error) {
	close(h.reached)
	<-h.on
	return h.plain.Seal(ctx, s)
}

// desk issues certificates from the register of the fixture.
func (f fixture) desk(t testing.TB, at time.Time, seal certificates.Sealer) *certificates.Desk {
	t.Helper()
	catalogue := certificates.NewCatalogue()
	return &certificates.Desk{
		Register: f, Ledger: f, Archive: f, Journal: f, Notices: f, Abandoned: f, Typesetter: plain{}, Sealer: seal, Catalogue: catalogue,
		Offices:  map[registry.OfficeID]registry.Office{office: {ID: office, Name: "Comune di Valdemo", Basis: registry.BasisDemo}},
		Instance: "one", Clock: func() time.Time { return at }, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
}

// asking is a request for certificates about somebody, exempt from stamp duty.
func asking(subject registry.PersonID, kinds ...certificates.Kind) certificates.Request {
	return certificates.Request{
		Subject: subject, Kinds: kinds, Use: certificates.PrivateUse, Language: registry.Italian,
		Duty: certificates.Duty{Exemption: 107}, Key: "key " + rand.Text(), ID: "r-1",
	}
}

// issueTo issues a certificate to its subject, and returns its identity.
func issueTo(t testing.TB, d *certificates.Desk, subject registry.PersonID, kinds ...certificates.Kind) certificates.ID {
	t.Helper()
	c, err := d.Issue(context.WithoutCancel(t.Context()), holder(t, d, subject), asking(subject, kinds...))
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func holder(t testing.TB, d *certificates.Desk, id registry.PersonID) certificates.Requester {
	t.Helper()
	x, err := d.Register.Extract(context.WithoutCancel(t.Context()), id, registry.Now(d.Clock()))
	if err != nil {
		t.Fatal(err)
	}
	return certificates.Requester{Principal: &auth.Principal{FiscalCode: string(x.Subject.FiscalCode), Assurance: "l2"}, Person: &x.Subject, Channel: certificates.Online}
}

// superseded is what the register says of certificates.
func (f fixture) superseded(t testing.TB) map[certificates.ID]certificates.Supersession {
	t.Helper()
	rows, _ := f.pool.Query(t.Context(), "SELECT certificate_id, reason, since, at FROM certificate_superseded")
	out := map[certificates.ID]certificates.Supersession{}
	var id certificates.ID
	var s certificates.Supersession
	if _, err := pgx.ForEachRow(rows, []any{&id, &s.Reason, (*day)(&s.Since), &s.At}, func() error { out[id] = s; return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// issuedOn is the day of the certificates here, and changed a later one on which the
// register learns of something.
var (
	issuedOn = time.Date(2026, 11, 10, 10, 0, 0, 0, time.UTC)
	changed  = time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	effect   = date(2026, 11, 15)
)

// told checks that everything superseded is told of once: to the trail, and to who holds it.
func (f fixture) told(t *testing.T, n int) {
	t.Helper()
	f.toldAndNoticed(t, n, n)
}

// toldAndNoticed is told where some were issued at the counter, whose holders have no
// account to which a notice could go.
func (f fixture) toldAndNoticed(t *testing.T, n, noticed int) {
	t.Helper()
	for table, sql := range map[string]string{
		"certificate_superseded": "SELECT count(*) FROM certificate_superseded",
		"audit_event": `SELECT count(*) FROM audit_event e JOIN certificate_superseded s USING (certificate_id) JOIN certificate c USING (certificate_id)
			WHERE e.kind = 'certificate.superseded' AND e.person_id = c.person_id AND e.office_id = s.office_id AND e.details = format('{"reason":"%s"}', s.reason)`,
		"audit_event of the kind": "SELECT count(*) FROM audit_event WHERE kind = 'certificate.superseded'",
	} {
		if got := count(t, f.DB, sql); got != n {
			t.Errorf("%d rows in %s, want %d", got, table, n)
		}
	}
	if got := count(t, f.DB, `SELECT count(*) FROM notice n JOIN certificate c USING (certificate_id)
			WHERE n.person_id::text = c.requester_id AND n.kind = 'certificate.superseded' AND n.read_at IS NULL AND n.sent_at IS NULL`); got != noticed {
		t.Errorf("%d notices, want %d", got, noticed)
	}
}

func moved(to string, since registry.Date) registry.Entry {
	e := someone(1)
	e.Person.Residence = &registry.Residence{Since: since, Address: registry.Address{Street: to, Municipality: "Valdemo", Province: "VD"}}
	return e
}

// What nobody may rely on any more is not superseded.
func TestNotSuperseded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1))
	desk := f.desk(t, issuedOn, plain{})
	withdrawn := issueTo(t, desk, ids["1"], certificates.Residence)
	if err := f.Withdraw(t.Context(), withdrawn, certificates.Withdrawal{Reason: "a mistake", By: "o", At: issuedOn}, about(withdrawn, audit.CertificateWithdraw)); err != nil {
		t.Fatal(err)
	}
	failed := f.reserved(t, reserve(ids["1"]))
	if err := f.Fail(t.Context(), failed.ID, certificates.SealFailed, issuedOn, about(failed.ID, audit.CertificateFailed)); err != nil {
		t.Fatal(err)
	}
	expired := issueTo(t, desk, ids["1"], certificates.Residence)
	f.load(t, issuedOn.AddDate(0, 3, 1), moved("Via Milano", date(2027, 2, 1)))
	if got := f.superseded(t); len(got) > 0 {
		t.Errorf("%v are superseded; %s has expired", got, expired)
	}
}

// What the load takes back it has not superseded.
func TestSupersededTogetherOrNotAtAll(t *testing.T) {
	t.Parallel()
	broken := errors.New("the file ends in the middle")
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1))
	id := issueTo(t, f.desk(t, issuedOn, plain{}), ids["1"], certificates.Residence)
	events := count(t, f.DB, "SELECT count(*) FROM audit_event")

	_, err := f.owner.Import(t.Context(), office, func(yield func(registry.Entry, error) bool) {
		_ = yield(moved("Via Milano", effect), nil) && yield(registry.Entry{}, broken)
	}, changed)
	if !errors.Is(err, broken) {
		t.Fatalf("Import() = %v", err)
	}
	f.told(t, 0)

	// Ended when everything but the events is written.
	release := f.hold(t, "SELECT FROM ledger WHERE office_id = 'Z999' FOR UPDATE")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := f.owner.Import(ctx, office, values(moved("Via Milano", effect)), changed)
		done <- err
	}()
	f.waitsForALock(t)
	cancel()
	if err := <-done; err == nil {
		t.Fatal("the load was ended and reports no error")
	}
	release()
	f.told(t, 0)
	if n := count(t, f.DB, "SELECT count(*) FROM audit_event"); n != events {
		t.Errorf("%d events, want %d", n, events)
	}

	f.load(t, changed, moved("Via Milano", effect))
	if _, ok := f.superseded(t)[id]; !ok {
		t.Error("the same load again supersedes nothing")
	}
	f.told(t, 1)
}

// hold takes a lock until it is released.
func (f fixture) hold(t *testing.T, sql string) (release func()) {
	t.Helper()
	tx, err := f.owner.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
	release = func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }
	t.Cleanup(release)
	return release
}

func (f fixture) waitsForALock(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(4 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if count(t, f.owner, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()") > 0 {
			return
		}
	}
	t.Fatal("nobody waits for a lock")
}

// A certificate that is on its way to the seal when the register changes.
func TestSupersededWhileIssuing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1))
	seal := halting{reached: make(chan struct{}), on: make(chan struct{})}
	desk := f.desk(t, issuedOn, seal)
	by := holder(t, desk, ids["1"])
	done := make(chan error, 1)
	go func() {
		_, err := desk.Issue(t.Context(), by, asking(ids["1"], certificates.Residence))
		done <- err
	}()
	select {
	case <-seal.reached:
	case err := <-done:
		t.Fatalf("Issue() = %v before the seal", err)
	}
	// The load began before the register was read, and ends after it.
	f.load(t, issuedOn.Add(-time.Minute), moved("Via Milano", date(2026, 11, 10)))
	f.told(t, 0)
	close(seal.on)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	f.told(t, 1)
	if n := count(t, f.DB, `SELECT count(*) FROM audit_event i JOIN audit_event s USING (certificate_id)
		WHERE i.kind = 'certificate.issued' AND s.kind = 'certificate.superseded' AND s.seq > i.seq`); n != 1 {
		t.Error("the certificate is not superseded after its issue")
	}
	// What is read after the change is not superseded by it.
	issueTo(t, f.desk(t, issuedOn, plain{}), ids["1"], certificates.Residence)
	f.told(t, 1)
	f.verify(t)
}

// A certificate that is completed after the load has looked, and before it commits.
func TestSupersededBetweenLookAndCommit(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1))
	issueTo(t, f.desk(t, issuedOn, plain{}), ids["1"], certificates.Residence)
	// The load waits when it has found the first and is about to write that down.
	release := f.hold(t, "LOCK TABLE certificate_superseded IN SHARE MODE")
	done := make(chan error, 1)
	go func() {
		_, err := f.owner.Import(t.Context(), office, values(moved("Via Milano", effect)), changed)
		done <- err
	}()
	f.waitsForALock(t)
	issueTo(t, f.desk(t, issuedOn, plain{}), ids["1"], certificates.Residence)
	release()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	f.told(t, 2)
	f.verify(t)
}

// However certificates and loads fall together, what is issued and not superseded says
// what the register says.
func TestSupersededUnderLoad(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					issueTo(t, f.desk(t, issuedOn, plain{}), ids["1"], certificates.Residence)
				}
			}
		})
	}
	for i := range 12 {
		f.load(t, loaded.Add(time.Duration(i+1)*time.Minute), moved(fmt.Sprintf("Via %d", i%3), date(2011+i/2, 1, 1+i%2)))
	}
	close(stop)
	wg.Wait()
	issueTo(t, f.desk(t, issuedOn, plain{}), ids["1"], certificates.Residence)
	x, err := f.Extract(t.Context(), ids["1"], now)
	if err != nil {
		t.Fatal(err)
	}
	superseded, issued := f.superseded(t), 0
	rows, _ := f.pool.Query(t.Context(), selectDoubtful)
	all, err := pgx.CollectRows(rows, readDoubtful)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		var c certificates.Content
		if err := json.Unmarshal(d.content, &c); err != nil {
			t.Fatal(err)
		}
		_, noted := superseded[d.id]
		if same := c.Residence.Street == x.Subject.Residence.Address.Street; !same && !noted {
			t.Errorf("a certificate of %s is not superseded by %s", c.Residence.Street, x.Subject.Residence.Address.Street)
		}
		issued++
	}
	if len(superseded) == 0 || len(superseded) == issued {
		t.Errorf("%d of %d certificates are superseded: the test shows nothing", len(superseded), issued)
	}
	f.told(t, len(superseded))
	f.verify(t)
}

// Two loads at once take turns, and a certificate is superseded by the first.
func TestTwoLoadsSupersedeOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1))
	issueTo(t, f.desk(t, issuedOn, plain{}), ids["1"], certificates.Residence)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if _, err := f.owner.Import(t.Context(), office, values(moved("Via Milano", effect)), changed); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	f.told(t, 1)
}
