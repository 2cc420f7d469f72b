package certificates

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// Declaration is a self-declaration in place of certificates (dichiarazione sostitutiva di
// certificazione, art. 46 d.P.R. 445/2000), filled in from the register and not yet signed.
// It is the act of the person who declares and no certificate: nobody seals or numbers it,
// and the register keeps no copy.
type Declaration struct {
	Basis    registry.LegalBasis
	Language registry.Language // stands beside Italian; Italian itself for Italian alone
	Made     time.Time         // when the register was read
	By       Individual        // who declares and signs
	Capacity Capacity
	About    Individual // the minor, or the one who declares
	States   []Declared
	Receiver string // whom it is for, or ""
}

// Capacity is in what capacity somebody declares (art. 4 and 5 d.P.R. 445/2000).
type Capacity string

// The capacities.
const (
	ForOneself Capacity = "self"
	AsParent   Capacity = "parent"   // who has the parental responsibility
	AsGuardian Capacity = "guardian" // tutore
)

// Declared is a state of art. 46 as the register fills it in. A state that the register
// does not hold has neither facts nor members.
type Declared struct {
	State   DeclarableState
	Facts   []DeclaredFact
	Members []MemberContent // of a household, with their ties where those can be stated; or children
}

// DeclaredFact is one fact with its label. Without a value it is left blank, to be filled
// in by hand.
type DeclaredFact struct{ Label, Value Text }

// Blank reports whether the fact is to be filled in by hand.
func (f DeclaredFact) Blank() bool { return len(f.Value) == 0 }

// DeclarationRequest is what somebody wants to declare.
type DeclarationRequest struct {
	Subject  registry.PersonID // oneself, or a minor for whom one signs
	States   []string          // slugs of states
	Language registry.Language
	Receiver string // whom it is for, at most 120 characters on one line, or ""
	ID       string // request id, for the audit trail
}

// What can be wrong with a DeclarationRequest.
var (
	ErrNoState      = errors.New("certificates: no state to declare")
	ErrStateUnknown = errors.New("certificates: no state of art. 46 d.P.R. 445/2000")
	ErrStateNotHeld = errors.New("certificates: a state that the register does not hold")
	ErrReceiver     = errors.New("certificates: the receiver is no short line of text")
	ErrLanguage     = errors.New("certificates: no language of this office")
)

// Former sets a self-declaration in type, the same page for the same input. It wraps
// ErrGlyph for a character without a glyph.
type Former interface {
	Form(*Declaration) ([]byte, error)
}

// Declarable is the persons about whom the requester may declare, himself first and then the
// minors for whom he signs, and every state of art. 46, in its order, with what the register
// says of the subject; of the requester himself if that is "". Whoever is shown is recorded,
// once. Errors: *NotYoursError for whom the requester may not sign, *RefusedError,
// ErrNotAllowed, registry.ErrUnavailable.
func (d *Desk) Declarable(ctx context.Context, by Requester, subject registry.PersonID, request string) ([]registry.Person, []Declared, error) {
	if subject == "" {
		subject = by.id()
	}
	s, err := d.signing(ctx, by, subject, request)
	if err != nil {
		return nil, nil, err
	}
	own := s
	if subject != by.id() {
		if own, err = d.signing(ctx, by, by.id(), request); err != nil {
			return nil, nil, err
		}
	}
	people, all := own.subjects(), make([]Declared, len(declarable))
	for i := range declarable {
		all[i] = s.fill(&declarable[i])
	}
	if err := d.read(ctx, by, request, eachOnce(people, s.named(all))...); err != nil {
		return nil, nil, err
	}
	return people, all, nil
}

// eachOnce is the persons of both lists, each once.
func eachOnce(people, more []registry.Person) []registry.Person {
	all := slices.Clone(people)
	for _, p := range more {
		if !slices.ContainsFunc(all, func(q registry.Person) bool { return q.ID == p.ID }) {
			all = append(all, p)
		}
	}
	return all
}

// Declare makes a self-declaration of the states, ready to be signed. It passes none of
// the rules of certificates, but states no fact that the office could not certify: that
// stays blank. Errors: ErrNoState, ErrStateUnknown, ErrStateNotHeld, ErrReceiver,
// ErrLanguage, ErrGlyph, and those of Declarable.
func (d *Desk) Declare(ctx context.Context, by Requester, r DeclarationRequest) ([]byte, error) {
	states, err := r.states()
	if err != nil {
		return nil, err
	}
	s, err := d.signing(ctx, by, r.Subject, r.ID)
	if err != nil {
		return nil, err
	}
	if r.Language != registry.Italian && r.Language != registry.English && !slices.Contains(s.Office.Languages, r.Language) {
		return nil, ErrLanguage
	}
	declaration := &Declaration{
		Basis: s.Office.Basis, Language: r.Language, Made: s.Extract.AsOf.Known,
		By: individual(s.signer), Capacity: s.capacity, About: individual(s.Extract.Subject), Receiver: r.Receiver,
	}
	for _, state := range states {
		declaration.States = append(declaration.States, s.fill(state))
	}
	form, err := d.Former.Form(declaration)
	if err != nil {
		return nil, err
	}
	if err := d.declared(ctx, by, r, s, declaration.States); err != nil {
		return nil, err
	}
	return form, nil
}

// declared records what was declared, by its letters, and whose data it shows. What is not
// recorded is not handed out.
func (d *Desk) declared(ctx context.Context, by Requester, r DeclarationRequest, s *signature, states []Declared) error {
	e := d.event(by, s.Office.ID, audit.DeclarationMade, r.ID)
	e.Person, e.Details = string(r.Subject), map[string]string{"states": strings.Join(r.States, " ")}
	events := []audit.Event{e}
	for _, p := range s.named(states) {
		e := d.event(by, p.Office, audit.SubjectRead, r.ID)
		e.Person = string(p.ID)
		events = append(events, e)
	}
	return d.Journal.Record(ctx, events...)
}

const longestReceiver = 120

// states is the states that are asked for, each once and in the order of art. 46.
func (r *DeclarationRequest) states() ([]*stateRow, error) {
	r.Receiver = strings.Join(strings.Fields(r.Receiver), " ")
	if utf8.RuneCountInString(r.Receiver) > longestReceiver || strings.ContainsFunc(r.Receiver, unicode.IsControl) {
		return nil, ErrReceiver
	}
	var rows []*stateRow
	for i := range declarable {
		if slices.Contains(r.States, declarable[i].Slug) {
			rows = append(rows, &declarable[i])
		}
	}
	asked := slices.Compact(slices.Sorted(slices.Values(r.States)))
	switch {
	case len(asked) == 0:
		return nil, ErrNoState
	case len(rows) < len(asked):
		return nil, ErrStateUnknown
	case slices.ContainsFunc(rows, func(row *stateRow) bool { return !row.Held() }):
		return nil, ErrStateNotHeld
	}
	r.States = r.States[:0:0]
	for _, row := range rows {
		r.States = append(r.States, row.Slug)
	}
	return rows, nil
}
