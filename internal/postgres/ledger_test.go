package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/statement"
)

// places is the last place in the status list that a test has taken.
var places atomic.Int64

// reserve is a reservation about a person, with a new identity, key, code and place.
func reserve(person registry.PersonID) certificates.Reservation {
	id := certificates.ID(uuid.Must(uuid.NewV7()).String())
	at := loaded.Add(time.Minute)
	return certificates.Reservation{
		Certificate: certificates.Certificate{
			ID: id, Office: office, State: certificates.Issuing, Kinds: []certificates.Kind{certificates.Residence, certificates.Household}, Use: certificates.PrivateUse,
			Language: registry.German, Channel: certificates.Online, Subject: person,
			Requester: certificates.RequesterRef{Kind: "citizen", ID: string(person), Assurance: "https://www.spid.gov.it/SpidL2"},
			IssuedOn:  date(2026, 11, 22), ValidTo: date(2027, 2, 22), RulesVersion: "rules 1", WordingVersion: "wording 1", ReservedAt: at,
		},
		Year: 2026, Key: "key " + string(id), KeyDigest: sha256.Sum256([]byte(id)), Code: sha256.Sum256([]byte("code " + id)), Instance: "one",
		Status: statement.Status{List: 322, Index: int(places.Add(1))},
		Duty:   certificates.DutyContent{Exemption: 107},
		Events: []audit.Event{about(id, audit.CertificateIssuing)},
	}
}

func about(id certificates.ID, kind audit.Kind) audit.Event {
	return audit.Event{Office: string(office), At: loaded.Add(time.Minute), Kind: kind, Actor: audit.Actor{Kind: audit.System}, Certificate: string(id), Request: "r-1"}
}

// layBlank lays a page that holds nothing but its number.
func layBlank(n certificates.Number) (certificates.Laid, error) {
	content := fmt.Appendf(nil, `{"version":1,"number":"%s"}`, n)
	return certificates.Laid{Content: content, Digest: sha256.Sum256(content)}, nil
}

// reserved reserves a certificate and issued issues one as well.
func (f fixture) reserved(t testing.TB, r certificates.Reservation) certificates.Reservation {
	t.Helper()
	if err := f.Reserve(t.Context(), r, layBlank); err != nil {
		t.Fatal(err)
	}
	return r
}

func (f fixture) issued(t testing.TB, r certificates.Reservation) certificates.Reservation {
	t.Helper()
	f.reserved(t, r)
	if err := f.Complete(t.Context(), r.ID, sealedFile(sealedFor(r.ID)), loaded.Add(2*time.Minute), about(r.ID, audit.CertificateIssued)); err != nil {
		t.Fatal(err)
	}
	return r
}

func sealedFor(id certificates.ID) []byte { return []byte("%PDF " + id) }

// sealedFile is a file as it leaves the seal.
func sealedFile(file []byte) certificates.Sealed {
	return certificates.Sealed{File: file, Digest: sha256.Sum256(file), Level: signing.LevelB, Until: loaded.AddDate(2, 0, 0)}
}

// serials is the numbers drawn, in order, of all certificates in the database.
func (f fixture) serials(t testing.TB, of registry.OfficeID, year int) (list []int64) {
	t.Helper()
	err := f.pool.QueryRow(t.Context(), "SELECT coalesce(array_agg(serial ORDER BY serial), '{}') FROM certificate WHERE office_id = $1 AND year = $2", string(of), year).Scan(&list)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// numbered fails unless the office's numbers are 1 to n and the counter agrees.
func (f fixture) numbered(t testing.TB, of registry.OfficeID, year, n int) {
	t.Helper()
	want := make([]int64, n)
	for i := range want {
		want[i] = int64(i + 1)
	}
	if got := f.serials(t, of, year); !slices.Equal(got, want) {
		t.Errorf("the numbers of %s in %d are %v, want 1 to %d", of, year, got, n)
	}
	if last := count(t, f.DB, "SELECT coalesce(max(last), 0) FROM certificate_number WHERE office_id = $1 AND year = $2", string(of), year); last != n {
		t.Errorf("the last number of %s in %d is %d, want %d", of, year, last, n)
	}
}

func TestReserveCompleteWithdraw(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := reserve(f.load(t, loaded, someone(1))["1"])
	var number certificates.Number
	var laid certificates.Laid
	err := f.Reserve(t.Context(), r, func(n certificates.Number) (certificates.Laid, error) {
		number = n
		laid, _ = layBlank(n)
		return laid, nil
	})
	if err != nil || number != (certificates.Number{Year: 2026, Serial: 1}) {
		t.Fatalf("Reserve() draws %v, %v", number, err)
	}
	want := r.Certificate
	want.Number, want.SheetDigest, want.Status = number, laid.Digest, &r.Status
	f.reads(t, &want)

	sealed, at := sealedFor(r.ID), loaded.Add(2*time.Minute)
	if err := f.Complete(t.Context(), r.ID, sealedFile(sealed), at, about(r.ID, audit.CertificateIssued)); err != nil {
		t.Fatal(err)
	}
	want.State, want.IssuedAt, want.Size, want.SealedDigest = certificates.Issued, at, len(sealed), sha256.Sum256(sealed)
	f.reads(t, &want)

	w := certificates.Withdrawal{Reason: "indirizzo errato", By: "console", At: loaded.Add(time.Hour)}
	if err := f.Withdraw(t.Context(), r.ID, w, about(r.ID, audit.CertificateWithdraw)); err != nil {
		t.Fatal(err)
	}
	want.State, want.WithdrawnAt, want.Withdrawal = certificates.Withdrawn, w.At, w.Reason
	f.reads(t, &want)

	var kinds []audit.Kind
	for _, e := range f.events(t, office)[1:] { // after the load
		kinds = append(kinds, e.Kind)
	}
	if diff := cmp.Diff([]audit.Kind{audit.CertificateIssuing, audit.CertificateIssued, audit.CertificateWithdraw}, kinds); diff != "" {
		t.Errorf("the events (-want +got):\n%s", diff)
	}
	f.verify(t)
}

func (f fixture) reads(t *testing.T, want *certificates.Certificate) {
	t.Helper()
	got, err := f.ByID(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ByID() (-want +got):\n%s", diff)
	}
}

// No state leads where it must not, and what is refused leaves no event.
func TestStates(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	at := loaded.Add(time.Hour)
	acts := map[string]func(certificates.ID) error{
		"complete": func(id certificates.ID) error {
			return f.Complete(t.Context(), id, sealedFile([]byte("again "+id)), at, about(id, audit.CertificateIssued))
		},
		"fail": func(id certificates.ID) error {
			return f.Fail(t.Context(), id, certificates.SealFailed, at, about(id, audit.CertificateFailed))
		},
		"withdraw": func(id certificates.ID) error {
			return f.Withdraw(t.Context(), id, certificates.Withdrawal{Reason: "r", By: "b", At: at}, about(id, audit.CertificateWithdraw))
		},
	}
	states := map[certificates.State]func() certificates.ID{
		"unknown":            func() certificates.ID { return reserve(person).ID },
		certificates.Issuing: func() certificates.ID { return f.reserved(t, reserve(person)).ID },
		certificates.Issued:  func() certificates.ID { return f.issued(t, reserve(person)).ID },
		certificates.Failed: func() certificates.ID {
			id := f.reserved(t, reserve(person)).ID
			if err := acts["fail"](id); err != nil {
				t.Error(err)
			}
			return id
		},
		certificates.Withdrawn: func() certificates.ID {
			id := f.issued(t, reserve(person)).ID
			if err := acts["withdraw"](id); err != nil {
				t.Error(err)
			}
			return id
		},
	}
	allowed := map[string]certificates.State{"complete": certificates.Issuing, "fail": certificates.Issuing, "withdraw": certificates.Issued}
	for state, make := range states {
		for act, do := range acts {
			id := make()
			before := len(f.events(t, office))
			want := certificates.ErrState
			if allowed[act] == state {
				want = nil
			}
			if err := do(id); !errors.Is(err, want) {
				t.Errorf("%s of a certificate that is %s: %v, want %v", act, state, err, want)
			}
			if wrote := len(f.events(t, office)) > before; wrote != (want == nil) {
				t.Errorf("%s of a certificate that is %s: event written: %v", act, state, wrote)
			}
		}
	}
	f.verify(t)
}

func TestFailedIsExplained(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.reserved(t, reserve(f.load(t, loaded, someone(1))["1"]))
	at := loaded.Add(time.Hour)
	if err := f.Fail(t.Context(), r.ID, certificates.CheckFailed, at, about(r.ID, audit.CertificateFailed)); err != nil {
		t.Fatal(err)
	}
	c, err := f.ByID(t.Context(), r.ID)
	if err != nil || c.State != certificates.Failed || c.Failure != certificates.CheckFailed || !c.FailedAt.Equal(at) || c.Size != 0 {
		t.Errorf("ByID() = %+v, %v", c, err)
	}
	if _, err := f.ByKey(t.Context(), r.Requester, r.Key); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("ByKey() = %v, want %v: a failed certificate gives its key back", err, certificates.ErrNotFound)
	}
	again := reserve(r.Subject)
	again.Key = r.Key
	f.reserved(t, again)
	f.numbered(t, office, 2026, 2)
}

func TestReserveRefuses(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	held := f.reserved(t, reserve(person))
	glyph := errors.New("no glyph")
	for name, test := range map[string]struct {
		change func(*certificates.Reservation)
		lay    error
		want   error
	}{
		"key taken":                    {func(r *certificates.Reservation) { r.Key = held.Key }, nil, certificates.ErrInProgress},
		"page not laid":                {func(*certificates.Reservation) {}, glyph, glyph},
		"office unknown":               {func(r *certificates.Reservation) { r.Office, r.Events[0].Office = "Z111", "Z111" }, nil, registry.ErrOfficeUnknown},
		"no event":                     {func(r *certificates.Reservation) { r.Events = nil }, nil, errNoEvent},
		"person unknown":               {func(r *certificates.Reservation) { r.Subject = registry.PersonID(held.ID) }, nil, nil},
		"person is no identity":        {func(r *certificates.Reservation) { r.Subject = "1" }, nil, nil},
		"identity used":                {func(r *certificates.Reservation) { r.ID = held.ID }, nil, nil},
		"code used":                    {func(r *certificates.Reservation) { r.Code = held.Code }, nil, nil},
		"no key":                       {func(r *certificates.Reservation) { r.Key = "" }, nil, nil},
		"no kind":                      {func(r *certificates.Reservation) { r.Kinds = nil }, nil, nil},
		"requester of no kind":         {func(r *certificates.Reservation) { r.Requester.Kind = "friend" }, nil, nil},
		"valid to a day before issue":  {func(r *certificates.Reservation) { r.ValidTo = date(2026, 11, 21) }, nil, nil},
		"an event without an identity": {func(r *certificates.Reservation) { r.Events[0].Person = "x" }, nil, nil},
	} {
		r := reserve(person)
		test.change(&r)
		err := f.Reserve(t.Context(), r, func(n certificates.Number) (certificates.Laid, error) {
			if test.lay != nil {
				return certificates.Laid{}, test.lay
			}
			return layBlank(n)
		})
		if err == nil || errors.Is(err, registry.ErrUnavailable) || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: Reserve() = %v, want %v", name, err, test.want)
		}
		if test.lay != nil && err != test.lay {
			t.Errorf("%s: the error is not as lay returned it", name)
		}
	}
	f.numbered(t, office, 2026, 1)
	if n := len(f.events(t, office)); n != 2 { // the load and the one that was reserved
		t.Errorf("%d events, want 2", n)
	}
	f.verify(t)
}

func TestReserveWithoutValidity(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := reserve(f.load(t, loaded, someone(1))["1"])
	r.ValidTo, r.Requester.Assurance = registry.Date{}, ""
	f.reserved(t, r)
	if c, err := f.ByID(t.Context(), r.ID); err != nil || !c.ValidTo.IsZero() {
		t.Errorf("ByID() = %+v, %v, want no end of validity", c, err)
	}
}

func TestNumbersBeginAnewEveryYear(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	for _, year := range []int{2026, 2026, 2027, 2026, 2027} {
		r := reserve(person)
		r.Year, r.IssuedOn = year, date(year, 1, 1)
		f.reserved(t, r)
	}
	f.numbered(t, office, 2026, 3)
	f.numbered(t, office, 2027, 2)
	f.numbered(t, other, 2026, 0)
}

// Events of a certificate belong to its office: another one cannot finish it.
func TestCompleteFromAnotherOffice(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.reserved(t, reserve(f.load(t, loaded, someone(1))["1"]))
	e := about(r.ID, audit.CertificateIssued)
	e.Office = string(other)
	if err := f.Complete(t.Context(), r.ID, sealedFile(sealedFor(r.ID)), loaded, e); !errors.Is(err, certificates.ErrState) {
		t.Errorf("Complete() = %v, want %v", err, certificates.ErrState)
	}
	if err := f.Complete(t.Context(), r.ID, sealedFile(sealedFor(r.ID)), loaded); !errors.Is(err, errNoEvent) {
		t.Errorf("Complete() without an event = %v, want %v", err, errNoEvent)
	}
}

// Many writers, over two processes and two offices, some of whom are refused: the
// numbers have no gaps and the chains hold.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1))
	processes := []*DB{f.DB, open(t, f.url, "sportello_service")}
	offices := []registry.OfficeID{office, other}
	glyph := errors.New("no glyph")
	var kept [2]atomic.Int64
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			for j := range 6 {
				o := (i / 2) % 2
				r := reserve(ids["1"])
				r.Office, r.Events[0].Office = offices[o], string(offices[o])
				db := processes[i%2]
				err := db.Reserve(t.Context(), r, func(n certificates.Number) (certificates.Laid, error) {
					if (i+j)%5 == 0 {
						return certificates.Laid{}, glyph
					}
					return layBlank(n)
				})
				if (i+j)%5 == 0 {
					if !errors.Is(err, glyph) {
						t.Errorf("Reserve() = %v, want %v", err, glyph)
					}
					continue
				}
				if err != nil {
					t.Errorf("Reserve() = %v", err)
					continue
				}
				kept[o].Add(1)
				e := about(r.ID, audit.CertificateIssued)
				e.Office = string(offices[o])
				if err := db.Complete(t.Context(), r.ID, sealedFile(sealedFor(r.ID)), loaded, e); err != nil {
					t.Errorf("Complete() = %v", err)
				}
			}
		})
	}
	wg.Wait()
	for o := range offices {
		f.numbered(t, offices[o], 2026, int(kept[o].Load()))
	}
	f.verify(t)
	events := int(2*(kept[0].Load()+kept[1].Load())) + 1
	if n := len(f.events(t, office)) + len(f.events(t, other)); n != events {
		t.Errorf("%d events, want %d", n, events)
	}
}

// Of all who use one key at once, from two processes, one gets a certificate.
func TestOneKeyAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	processes := []*DB{f.DB, open(t, f.url, "sportello_service")}
	var won atomic.Int64
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			r := reserve(person)
			r.Key = "the same"
			if i%4 < 2 { // the key is the requester's, whatever the office
				r.Office, r.Events[0].Office = other, string(other)
			}
			switch err := processes[i%2].Reserve(t.Context(), r, layBlank); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, certificates.ErrInProgress):
				t.Errorf("Reserve() = %v, want %v", err, certificates.ErrInProgress)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d reservations hold the key", won.Load())
	}
	f.numbered(t, office, 2026, len(f.serials(t, office, 2026)))
	f.numbered(t, other, 2026, 1-len(f.serials(t, office, 2026)))
	f.verify(t)
}

func TestReserveAfterTheContext(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	g := f.group(string(office))
	g.turn <- struct{}{} // somebody leads, so there is nothing but the context to wait for
	if err := f.Reserve(cancelled, reserve(person), layBlank); !errors.Is(err, context.Canceled) {
		t.Errorf("Reserve(cancelled) = %v, want %v", err, context.Canceled)
	}
	if err := f.Reserve(late, reserve(person), layBlank); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("Reserve(late) = %v, want %v and unavailable", err, context.DeadlineExceeded)
	}
	<-g.turn
	f.reserved(t, reserve(person))
	f.numbered(t, office, 2026, 1)
}
