package certificates

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// signature is somebody who may sign a declaration about a subject, with the case that
// says which facts of the register are fit to be stated.
type signature struct {
	Case
	catalogue *Catalogue
	signer    registry.Person
	capacity  Capacity
}

// subjects is the persons about whom the signer may declare: himself, and then the minors of
// his household for whom he signs.
func (s *signature) subjects() []registry.Person {
	people := []registry.Person{s.Extract.Subject}
	if h := s.Extract.Household; h != nil {
		for _, m := range h.Members {
			x := registry.Extract{Subject: m.Person, Household: h}
			if m.Person.ID != s.signer.ID && signsFor(x, s.signer.ID, s.Today) != "" && fillable(m.Person) {
				people = append(people, m.Person)
			}
		}
	}
	return people
}

// id is the requester's own record, "" if he has none.
func (by Requester) id() registry.PersonID {
	if by.Person == nil {
		return ""
	}
	return by.Person.ID
}

// signing reads the subject if the requester may sign for him. A declaration is the act of the
// person himself, or of who represents him by law (art. 5 d.P.R. 445/2000); anybody else is
// told no more than that, whoever the subject is.
func (d *Desk) signing(ctx context.Context, by Requester, subject registry.PersonID, request string) (*signature, error) {
	if err := d.citizen(ctx, by, request); err != nil {
		return nil, err
	}
	if by.Channel != Online {
		return nil, ErrNotAllowed
	}
	at := d.Clock()
	x, err := d.Register.Extract(ctx, subject, registry.Now(at).For(declaredFacts))
	switch {
	case errors.Is(err, registry.ErrPersonUnknown):
		return nil, d.notForYou(ctx, by, nil, request)
	case err != nil:
		return nil, err
	}
	switch capacity := signsFor(x, by.Person.ID, registry.DateOf(at)); {
	case capacity == "" && subject != by.Person.ID:
		return nil, d.notForYou(ctx, by, &x.Subject, request)
	case capacity == "":
		return nil, d.undeclared(ctx, by, x.Subject, declaresByParent, request)
	case !fillable(x.Subject):
		return nil, d.undeclared(ctx, by, x.Subject, cannotFillIn, request)
	default:
		return d.signed(by, x, capacity, at)
	}
}

// signed is the signature of who may sign.
func (d *Desk) signed(by Requester, x registry.Extract, capacity Capacity, at time.Time) (*signature, error) {
	t, err := d.InForce().terms(x.Subject.Office)
	if err != nil {
		return nil, err
	}
	s := &signature{catalogue: d.Catalogue, signer: x.Subject, capacity: capacity}
	s.Case = Case{By: by, Office: t.office, Extract: x, Today: registry.DateOf(at)}
	if capacity != ForOneself {
		s.signer = x.Household.Member(by.Person.ID).Person
	}
	return s, nil
}

// notForYou refuses a subject for whom the requester may not sign, and records whom he asked
// about if there is such a person.
func (d *Desk) notForYou(ctx context.Context, by Requester, about *registry.Person, request string) error {
	if err := d.strange(ctx, by, about, request); err != nil {
		return err
	}
	return &NotYoursError{RefusedError{[]Refusal{{Rule: declaresHimself}}}}
}

// undeclared records a refusal that the subject may know of.
func (d *Desk) undeclared(ctx context.Context, by Requester, about registry.Person, rule *Rule, request string) error {
	e := d.event(by, about.Office, audit.DeclarationRefused, request)
	e.Person, e.Details = string(about.ID), map[string]string{"rules": rule.Code}
	if err := d.Journal.Record(ctx, e); err != nil {
		return err
	}
	return &RefusedError{[]Refusal{{Rule: rule}}}
}

// fillable reports whether a record can be the source of a declaration: it stands, and the
// office may certify something of it. Who is interdicted does not sign for himself.
func fillable(p registry.Person) bool {
	return p.Standing.Active() && (p.Certifiability == registry.FullyCertifiable || p.Certifiability == registry.PartiallyCertifiable)
}

// signsFor is in what capacity somebody signs for the subject of x on a day, "" if he may
// not: for himself if he is of age; for a minor of his family whose parent or guardian he is,
// as far as the ties to the head tell. They are read as they are printed, so that the answer
// tells nothing of an adoption (art. 28 L. 184/1983); who signs answers for it.
func signsFor(x registry.Extract, signer registry.PersonID, today registry.Date) Capacity {
	born, h := x.Subject.Birth.Date, x.Household
	if signer == x.Subject.ID {
		if born.OfAge(adult, today) {
			return ForOneself
		}
		return ""
	}
	if !underAge(born, today) || h == nil || h.Kind == registry.Community {
		return ""
	}
	by, about := h.Member(signer), h.Member(x.Subject.ID)
	if by == nil || about == nil || !by.Person.Standing.Active() || !by.Person.Birth.Date.OfAge(adult, today) {
		return ""
	}
	return represents(plainTie(by.Relationship), plainTie(about.Relationship))
}

// guardian is the tie of who is the guardian of the head of a household.
const guardian registry.Relationship = 26

// represents is in what capacity a member stands for a minor, by the ties of both to the head.
func represents(by, minor registry.Relationship) Capacity {
	couple := []registry.Relationship{registry.Head, registry.Spouse, registry.Partner}
	switch {
	case minor == registry.Child && slices.Contains(couple, by), minor == registry.Head && by == registry.Parent:
		return AsParent
	case minor == registry.Head && by == guardian:
		return AsGuardian
	}
	return ""
}

// underAge reports whether someone born on a day is certainly a minor: an unknown day or month
// counts as the earliest that it may be.
func underAge(born, today registry.Date) bool {
	if born.IsZero() {
		return false
	}
	first := born.Earliest()
	first.Year += adult
	return today.Before(first)
}
