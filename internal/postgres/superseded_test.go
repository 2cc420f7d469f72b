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

	"github.com/google/go-cmp/cmp"
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
	return signing.NewSheet(body, signing.Hole{Start: len(body) - 10, End: len(body)})
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

// issueTo issues a certificate to its subject, and returns its identity.
func issueTo(t testing.TB, d *certificates.Desk, subject registry.PersonID, kinds ...certificates.Kind) certificates.ID {
	t.Helper()
	c, err := d.Issue(context.WithoutCancel(t.Context()), holder(t, d, subject), certificates.Request{
		Subject: subject, Kinds: kinds, Use: certificates.PrivateUse, Language: registry.Italian, Key: "key " + rand.Text(), ID: "r-1",
	})
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

var kindsHere = []certificates.Kind{
	certificates.Birth, certificates.Citizenship, certificates.Life, certificates.Residence, certificates.CivilStatus, certificates.Household,
}

// family is Maria, whose certificates these are, her husband and their child.
func familyOf() []registry.Entry {
	all := []registry.Entry{someone(1), someone(2), someone(3)}
	for i := range all {
		p := &all[i].Person
		p.Name.Given = []string{"Maria", "Luca", "Sara"}[i]
		p.Birth.Act = &registry.Act{Kind: registry.BirthAct, Municipality: "Roma", Year: 1980, Part: "I", Series: "A", Number: fmt.Sprint(i + 1)}
		p.Membership.Relationship = []registry.Relationship{registry.Head, registry.Spouse, registry.Child}[i]
		all[i].Household.Number = "F1"
	}
	return all
}

// Each change of the register supersedes the kinds that state it, and no other.
func TestWhatSupersedesWhat(t *testing.T) {
	t.Parallel()
	const (
		birth, citizenship, life  = certificates.Birth, certificates.Citizenship, certificates.Life
		residence, status, family = certificates.Residence, certificates.CivilStatus, certificates.Household
	)
	type kinds = []certificates.Kind
	for name, test := range map[string]struct {
		change func([]registry.Entry) []registry.Entry
		kinds  kinds
		reason certificates.Change
		since  registry.Date
	}{
		"nothing": {change: func(e []registry.Entry) []registry.Entry { return e }},
		"a procedure opened": {change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Procedures = []registry.Procedure{{Kind: "change of address", Opened: effect}}
			return e
		}},
		"no longer certifiable": {change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Certifiability = registry.NotCertifiable
			return e
		}},
		"the household no longer certifiable": {change: func(e []registry.Entry) []registry.Entry {
			for i := range e {
				e[i].Household.Certifiable = false
			}
			return e
		}},
		"another fiscal code": {change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.FiscalCode, e[0].Person.CodeValidated = "RSSMRA80C49999A9", false
			return e
		}},
		"an earlier beginning of the same address": {change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Residence.Since = date(2009, 1, 1)
			return e
		}},
		"a second citizenship": {change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Citizenships = append(e[0].Person.Citizenships, registry.Citizenship{State: "FRA", Name: "francese", Since: effect})
			return e
		}},
		"a tie that is not printed": {change: func(e []registry.Entry) []registry.Entry {
			e[2].Person.Membership.Relationship = registry.Sibling
			return e
		}},
		"death": {kinds: kinds{citizenship, life, residence, status, family}, reason: certificates.ByDeath, since: effect, change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Standing = registry.Standing{State: registry.Dead, Since: effect}
			return e
		}},
		"death before the day of issue": {kinds: kinds{citizenship, life, residence, status, family}, reason: certificates.ByDeath, since: date(2026, 11, 1), change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Standing = registry.Standing{State: registry.Dead, Since: date(2026, 11, 1)}
			return e
		}},
		"removal": {kinds: kinds{residence, family}, reason: certificates.ByRemoval, since: effect, change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Standing = registry.Standing{State: registry.Removed, Since: effect}
			return e
		}},
		"emigration": {kinds: kinds{residence, family}, reason: certificates.ByRemoval, since: effect, change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Standing = registry.Standing{State: registry.Abroad, Since: effect}
			return e
		}},
		"a move": {kinds: kinds{residence, family}, reason: certificates.ByMove, since: effect, change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Residence = &registry.Residence{Since: effect, Address: registry.Address{Street: "Via Milano", Number: "2", Municipality: "Valdemo", Province: "VD"}}
			return e
		}},
		"a move that was made known late": {kinds: kinds{residence, family}, reason: certificates.ByCorrection, since: date(2026, 11, 5), change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Residence = &registry.Residence{Since: date(2026, 11, 5), Address: registry.Address{Street: "Via Milano", Municipality: "Valdemo", Province: "VD"}}
			return e
		}},
		"a street name put right": {kinds: kinds{residence, family}, reason: certificates.ByCorrection, since: date(2010, 5, 1), change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Residence.Address.Street = "Via di Roma"
			return e
		}},
		"no address": {kinds: kinds{residence, family}, reason: certificates.ByMove, since: date(2026, 11, 20), change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Residence = nil
			return e
		}},
		"a marriage": {kinds: kinds{status}, reason: certificates.ByStatus, since: effect, change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.CivilStatus = &registry.CivilStatus{Code: registry.Married, Since: effect, Event: &registry.UnionEvent{Partner: registry.Name{Surname: "Bo", Given: "Ugo"}, Date: effect, Place: "Roma"}}
			return e
		}},
		"citizenship lost": {kinds: kinds{citizenship}, reason: certificates.ByCitizenship, since: date(2026, 11, 20), change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Citizenships = []registry.Citizenship{{State: "FRA", Name: "francese", Since: effect}}
			return e
		}},
		"a name put right": {kinds: kindsHere, reason: certificates.ByCorrection, change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Name.Given = "Mària"
			return e
		}},
		"the birth act put right": {kinds: kinds{birth}, reason: certificates.ByCorrection, change: func(e []registry.Entry) []registry.Entry {
			e[0].Person.Birth.Act.Number = "77"
			return e
		}},
		"a member's name put right": {kinds: kinds{family}, reason: certificates.ByCorrection, since: date(2010, 5, 1), change: func(e []registry.Entry) []registry.Entry {
			e[1].Person.Name.Surname = "Bianchi"
			return e
		}},
		"a member's address": {change: func(e []registry.Entry) []registry.Entry {
			e[1].Person.Residence.Address.Street = "Via Torino"
			return e
		}},
		"a birth in the household": {kinds: kinds{family}, reason: certificates.ByHousehold, since: effect, change: func(e []registry.Entry) []registry.Entry {
			child := someone(4)
			child.Person.Birth.Date, child.Person.Membership = effect, &registry.Membership{Relationship: registry.Child, Since: effect}
			child.Household.Number = "F1"
			return []registry.Entry{child} // the load names nobody else
		}},
		"a member who leaves for another household": {kinds: kinds{family}, reason: certificates.ByHousehold, since: date(2026, 11, 20), change: func(e []registry.Entry) []registry.Entry {
			e[2].Household.Number, e[2].Person.Membership = "F9", &registry.Membership{Relationship: registry.Head, Since: effect}
			return e[2:]
		}},
		"the subject leaves for another household": {kinds: kinds{family}, reason: certificates.ByHousehold, since: effect, change: func(e []registry.Entry) []registry.Entry {
			e[0].Household.Number, e[0].Person.Membership = "F9", &registry.Membership{Relationship: registry.Head, Since: effect}
			return e[:1]
		}},
		"no household any more": {kinds: kinds{family}, reason: certificates.ByHousehold, since: date(2026, 11, 20), change: func(e []registry.Entry) []registry.Entry {
			e[0].Household, e[0].Person.Membership = nil, nil
			return e[:1]
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			ids := f.load(t, loaded, append(familyOf(), someone(7))...)
			desk := f.desk(t, issuedOn, plain{})
			of := map[certificates.ID]certificates.Kind{}
			for _, k := range kindsHere {
				of[issueTo(t, desk, ids["1"], k)] = k
			}
			stranger := issueTo(t, desk, ids["7"], certificates.Residence)
			f.load(t, changed, test.change(familyOf())...)

			var got []certificates.Kind
			for id, s := range f.superseded(t) {
				if id == stranger {
					t.Error("a certificate of somebody else is superseded")
				}
				got = append(got, of[id])
				want := certificates.Supersession{Reason: test.reason, Since: test.since, At: changed}
				if name == "a name put right" && of[id] == family {
					want.Since = date(2010, 5, 1) // that of the household as it stands
				}
				if diff := cmp.Diff(want, s); diff != "" {
					t.Errorf("kind %d (-want +got):\n%s", of[id], diff)
				}
			}
			want := slices.Sorted(slices.Values(test.kinds))
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
				t.Errorf("superseded kinds (-want +got):\n%s", diff)
			}
			f.told(t, len(want))
			f.load(t, changed.Add(time.Hour), test.change(familyOf())...) // again changes nothing
			f.told(t, len(want))
			f.verify(t)
		})
	}
}

// told checks that everything superseded is told of once: to the trail, and to who holds it.
func (f fixture) told(t *testing.T, n int) {
	t.Helper()
	for table, sql := range map[string]string{
		"certificate_superseded": "SELECT count(*) FROM certificate_superseded",
		"audit_event": `SELECT count(*) FROM audit_event e JOIN certificate_superseded s USING (certificate_id) JOIN certificate c USING (certificate_id)
			WHERE e.kind = 'certificate.superseded' AND e.person_id = c.person_id AND e.office_id = s.office_id AND e.details = format('{"reason":"%s"}', s.reason)`,
		"audit_event of the kind": "SELECT count(*) FROM audit_event WHERE kind = 'certificate.superseded'",
		"notice": `SELECT count(*) FROM notice n JOIN certificate c USING (certificate_id)
			WHERE n.person_id::text = c.requester_id AND n.kind = 'certificate.superseded' AND n.read_at IS NULL AND n.sent_at IS NULL`,
	} {
		if got := count(t, f.DB, sql); got != n {
			t.Errorf("%d rows in %s, want %d", got, table, n)
		}
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
		_, err := desk.Issue(t.Context(), by, certificates.Request{Subject: ids["1"], Kinds: []certificates.Kind{certificates.Residence}, Use: certificates.PrivateUse, Language: registry.Italian, Key: "key-0001"})
		done <- err
	}()
	<-seal.reached
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
