package certificates

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

var (
	rome  = time.FixedZone("Europe/Rome", 3600)
	today = time.Date(2026, 11, 21, 10, 0, 0, 0, rome)
	day   = registry.DateOf(today)
)

// books is an in-memory register and ledger that behave as ports.go says and can
// be told to fail at one place.
type books struct {
	mu      sync.Mutex
	people  map[registry.PersonID]registry.Extract
	rows    map[ID]*row
	serial  int64
	events  []audit.Event
	lookups []Lookup
	forms   []*Declaration
	remarks []*Remark
	keys    map[string]*Remark
	traces  Traces
	failing map[string]error // by the name of the step
	broken  func(step string)
}

type row struct {
	Reservation
	content []byte
	sealed  []byte
}

func (b *books) fail(step string) error {
	if b.broken != nil {
		b.broken(step)
	}
	return b.failing[step]
}

func (b *books) ByFiscalCode(_ context.Context, code registry.FiscalCode) (found []registry.Person, _ error) {
	for _, x := range b.people {
		if x.Subject.FiscalCode == code {
			found = append(found, x.Subject)
		}
	}
	return found, b.fail("identify")
}

func (b *books) ByBirth(_ context.Context, born registry.Date, offices []registry.OfficeID) (found []registry.Person, _ error) {
	for _, x := range b.people {
		if x.Subject.Birth.Date == born && slices.Contains(offices, x.Subject.Office) {
			found = append(found, x.Subject)
		}
	}
	return found, b.fail("search")
}

func (b *books) Searched(ctx context.Context, l Lookup, e ...audit.Event) error {
	if err := b.Record(ctx, e...); err != nil {
		return err
	}
	b.lookups = append(b.lookups, l)
	return nil
}

func (b *books) Conspicuous(context.Context, []registry.OfficeID, int) ([]Conspicuous, error) {
	return nil, b.fail("conspicuous")
}

func (b *books) Application(_ context.Context, id ID) (*Application, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r, ok := b.rows[id]; ok && r.Application != nil {
		return r.Application, nil
	}
	return nil, ErrNotFound
}

func (b *books) Extract(_ context.Context, id registry.PersonID, as registry.AsOf) (registry.Extract, error) {
	if err := b.fail("extract"); err != nil {
		return registry.Extract{}, err
	}
	x, ok := b.people[id]
	if !ok {
		return registry.Extract{}, registry.ErrPersonUnknown
	}
	x.AsOf = as
	return x.Only(as.Facts), nil
}

func (b *books) Reserve(_ context.Context, r Reservation, lay func(Number) (Laid, error)) error {
	if err := b.fail("reserve"); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, o := range b.rows {
		if o.Key == r.Key && o.Requester.Kind == r.Requester.Kind && o.Requester.ID == r.Requester.ID && o.State != Failed {
			return ErrInProgress
		}
		if r.Replaces != "" && o.Replaces == r.Replaces && o.State != Failed {
			return ErrReplaced
		}
		if r.Duty.Stamp != "" && o.Duty.Stamp == r.Duty.Stamp && o.State != Failed {
			return ErrStampUsed
		}
		if r.Duty.Payment != "" && o.Duty.Payment == r.Duty.Payment && o.State != Failed {
			return ErrInProgress
		}
	}
	if b.today(r.Application) >= LawyerDaily {
		return ErrTooMany
	}
	laid, err := lay(Number{r.Year, b.serial + 1})
	if err == nil {
		err = validate(laid.Content)
	}
	if err != nil {
		return err
	}
	b.serial++
	r.Number, r.SheetDigest = Number{r.Year, b.serial}, laid.Digest
	b.rows[r.ID] = &row{Reservation: r, content: laid.Content}
	b.events = append(b.events, r.Events...)
	return b.fail("reserved")
}

// today is how many certificates the lawyer of an application has had.
func (b *books) today(a *Application) (n int) {
	for _, r := range b.rows {
		if a != nil && a.Lawyer != "" && r.Application != nil && r.Application.Lawyer == a.Lawyer && r.State != Failed {
			n++
		}
	}
	return n
}

func (b *books) change(step string, id ID, from, to State, events []audit.Event, set func(*row)) error {
	if err := b.fail(step); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r, ok := b.rows[id]
	if !ok || r.State != from {
		return ErrState
	}
	r.State = to
	set(r)
	b.events = append(b.events, events...)
	return b.fail(step + " committed")
}

func (b *books) Complete(_ context.Context, id ID, f Sealed, at time.Time, e ...audit.Event) error {
	return b.change("complete", id, Issuing, Issued, e, func(r *row) {
		r.sealed, r.IssuedAt, r.SealedDigest = f.File, at, sealedDigest(f.File)
	})
}

func (b *books) Fail(_ context.Context, id ID, why Failure, at time.Time, e ...audit.Event) error {
	return b.change("fail", id, Issuing, Failed, e, func(r *row) { r.Failure, r.FailedAt = why, at })
}

func (b *books) Withdraw(_ context.Context, id ID, w Withdrawal, e ...audit.Event) error {
	return b.change("withdraw", id, Issued, Withdrawn, e, func(r *row) { r.WithdrawnAt, r.Withdrawal = w.At, w.Reason })
}

func (b *books) ByID(_ context.Context, id ID) (*Certificate, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r, ok := b.rows[id]; ok {
		c := r.Certificate
		return &c, nil
	}
	return nil, ErrNotFound
}

func (b *books) ByKey(_ context.Context, by RequesterRef, key string) (*Keyed, error) {
	if err := b.fail("replay"); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.rows {
		if r.Key == key && r.Requester.Kind == by.Kind && r.Requester.ID == by.ID && r.State != Failed {
			c := r.Certificate
			return &Keyed{&c, r.KeyDigest, r.Instance}, nil
		}
	}
	return nil, ErrNotFound
}

func (b *books) ByRequester(_ context.Context, by RequesterRef, _ Filter, before ID, limit int) (list []*Certificate, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.rows {
		if r.Requester.Kind == by.Kind && r.Requester.ID == by.ID && (r.State == Issued || r.State == Withdrawn) && (before == "" || r.ID < before) {
			c := r.Certificate
			list = append(list, &c)
		}
	}
	slices.SortFunc(list, func(x, y *Certificate) int { return strings.Compare(string(y.ID), string(x.ID)) })
	return list[:min(limit, len(list))], nil
}

func (b *books) Stated(_ context.Context, id ID) (*Content, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, ok := b.rows[id]
	if !ok {
		return nil, ErrNotFound
	}
	return readContent(r.content)
}

func (b *books) Sealed(_ context.Context, id ID) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rows[id].sealed, nil
}

func (b *books) Abandoned(_ context.Context, instance string, before time.Time) (left []*Certificate, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.rows {
		if r.State == Issuing && (r.Instance == instance || r.ReservedAt.Before(before)) {
			c := r.Certificate
			left = append(left, &c)
		}
	}
	return left, nil
}

func (b *books) Form(d *Declaration) ([]byte, error) {
	b.forms = append(b.forms, d)
	return []byte("%PDF form"), b.fail("form")
}

func (b *books) Record(_ context.Context, e ...audit.Event) error {
	if err := b.fail("record"); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, e...)
	return nil
}

// press lays out a page of one line, and seals by writing into its hole.
type press struct{ *books }

func (p press) Lay(c *Content, m Mark, at time.Time) (*signing.Sheet, error) {
	if err := p.fail("lay"); err != nil {
		return nil, err
	}
	body := append([]byte("%PDF "+c.Number.String()+" "+m.URL+" "), "<00000000>"...)
	return signing.Head{}.Sheet(body, signing.Hole{Start: len(body) - 10, End: len(body)})
}

func (p press) Proof(*Content) ([]byte, error) { return []byte("%PDF proof"), p.fail("lay") }

func (p press) Facts(*Content) []Fact                   { return []Fact{{"Residenza", "Via Roma 1"}} }
func (p press) WordingVersion(registry.Language) string { return "test" }

func (p press) Seal(_ context.Context, s *signing.Sheet) ([]byte, error) {
	return append([]byte("sealed "), s.Unsealed()...), p.fail("seal")
}
func (p press) State() error                       { return p.fail("state") }
func (p press) Check(*signing.Sheet, []byte) error { return p.fail("check") }
func (p press) Standing([]byte) (signing.Level, time.Time, error) {
	return signing.LevelB, today.AddDate(2, 0, 0), p.fail("standing")
}

var (
	anna   = registry.PersonID("a0000000-0000-4000-8000-000000000001")
	bruno  = registry.PersonID("a0000000-0000-4000-8000-000000000002")
	chiara = registry.PersonID("a0000000-0000-4000-8000-000000000003") // their child
	dario  = registry.PersonID("a0000000-0000-4000-8000-000000000004") // a neighbour
	nobody = registry.PersonID("a0000000-0000-4000-8000-0000000000ff")
)

func person(id registry.PersonID, given string, born registry.Date) registry.Person {
	return registry.Person{
		ID: id, Office: "X900", Name: registry.Name{Surname: "D'Àloia", Given: given}, Sex: registry.Female,
		Birth:      registry.Birth{Date: born, Place: registry.BirthPlace{Kind: registry.BornInMunicipality, Code: "X900", Name: "Valdemo", Province: "VD"}},
		FiscalCode: registry.FiscalCode(given), CodeValidated: true,
		Standing: registry.Standing{State: registry.Resident}, Certifiability: registry.FullyCertifiable,
		Residence:    &registry.Residence{Address: registry.Address{Street: "Via Roma", Number: "1", Municipality: "Valdemo", Province: "VD"}},
		CivilStatus:  &registry.CivilStatus{Code: registry.Unmarried},
		Citizenships: []registry.Citizenship{{State: registry.ItalianState, Name: "italiana"}},
	}
}

func newBooks() *books {
	a, b := person(anna, "Anna", registry.Date{Year: 1985, Month: 3, Day: 4}), person(bruno, "Bruno", registry.Date{Year: 1980, Month: 1, Day: 2})
	c, d := person(chiara, "Chiara", registry.Date{Year: 2015, Month: 6, Day: 7}), person(dario, "Dario", registry.Date{Year: 1970, Month: 5, Day: 5})
	family := &registry.Household{Kind: registry.Family, Certifiable: true, Complete: true, Members: []registry.Member{
		{Person: a, Relationship: registry.Head}, {Person: b, Relationship: registry.Spouse}, {Person: c, Relationship: registry.Child},
	}}
	next := &registry.Household{Kind: registry.Family, Certifiable: true, Complete: true, Members: []registry.Member{{Person: d, Relationship: registry.Head}}}
	return &books{
		rows: map[ID]*row{}, failing: map[string]error{},
		people: map[registry.PersonID]registry.Extract{
			anna: {Subject: a, Household: family}, bruno: {Subject: b, Household: family},
			chiara: {Subject: c, Household: family}, dario: {Subject: d, Household: next},
		},
	}
}

func newDesk(t *testing.T, b *books) *Desk {
	t.Helper()
	return newRandomDesk(b)
}

// newRandomDesk is newDesk where there is no *testing.T.
func newRandomDesk(b *books) *Desk {
	return &Desk{
		Register: b, Ledger: b, Archive: b, Journal: b, Abandoned: b, Lookups: b, Trail: b, Remarks: b, Names: b, Notices: b, Typesetter: press{b}, Former: b, Sealer: press{b}, Catalogue: asPublished(),
		Offices:   map[registry.OfficeID]registry.Office{"X900": {ID: "X900", Name: "Comune di Valdemo", Basis: registry.BasisDemo}},
		VerifyURL: "https://sportello.example/v/", Instance: "one", Clock: func() time.Time { return today },
		Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
}

// as is a citizen who has been found in the register.
func (b *books) as(id registry.PersonID) Requester {
	p := b.people[id].Subject
	return Requester{Principal: &auth.Principal{FiscalCode: string(p.FiscalCode), Assurance: "l2"}, Person: &p, Channel: Online}
}

func officer(office string, scopes ...auth.Scope) Requester {
	return Requester{Principal: &auth.Principal{Client: "console", Scopes: scopes, Offices: []string{office}}, Channel: Interop}
}

// clerical is an officer who issues nothing.
func clerical(office string, scopes ...auth.Scope) Requester {
	p := &auth.Principal{Client: "portal", Officer: "l.bianchi", Scopes: scopes, Offices: []string{office}}
	return Requester{Principal: p, Channel: BackOffice}
}

// clerk is an officer at the counter of an office, and the one who stands before him.
func clerk(office string, applicant *Identified) Requester {
	p := &auth.Principal{Client: "console", Officer: "m.rossi", Scopes: []auth.Scope{auth.IssueCertificates}, Offices: []string{office}}
	return Requester{Principal: p, Channel: Counter}.With(applicant, nil)
}

// visitor is somebody at the counter who is not in the register.
var visitor = &Identified{Name: "Ugo Passante", Born: registry.Date{Year: 1960, Month: 1, Day: 1}, Document: "CI CA00000AA"}

// advocate is a lawyer who lives elsewhere, with a mandate about a person.
func (b *books) advocate(about registry.PersonID) Requester {
	p := b.people[about].Subject
	m := &Mandate{Purpose: Judicial, On: registry.Date{Year: 2026, Month: 10, Day: 1}, Subject: registry.Sought{
		Code: p.FiscalCode, Name: p.Name, Born: p.Birth.Date,
	}}
	who := &auth.Principal{Issuer: "https://cie.example", Subject: "pairwise-9", FiscalCode: "AVVOCATO", Assurance: "l2", Lawyer: true}
	return Requester{Principal: who, Channel: Online, stray: &stray{why: &registry.UnmatchedError{Reason: registry.UnknownCode}}}.With(nil, m)
}

func ask(subject registry.PersonID, kinds ...Kind) Request {
	return Request{Subject: subject, Kinds: kinds, Use: PrivateUse, Language: registry.Italian, Duty: Duty{Exemption: 107}, Key: "key-0001", ID: "req"}
}

// kinds is what has been audited, in order.
func (b *books) kinds() (k []audit.Kind) {
	for _, e := range b.events {
		k = append(k, e.Kind)
	}
	return k
}

func (b *books) states() (s []State) {
	for _, r := range b.rows {
		s = append(s, r.State)
	}
	slices.Sort(s)
	return s
}

var errDown = errors.Join(registry.ErrUnavailable, errors.New("connection refused"))
