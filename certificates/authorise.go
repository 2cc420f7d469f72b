package certificates

import (
	"context"
	"errors"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// adult is the age of majority in years (art. 2 c.c.).
const adult = 18

// Identify finds the principal in the register. A citizen must be exactly one
// living, certifiable, validated person there; *registry.UnmatchedError says
// otherwise and why, which is recorded with the records that it tells about. A lawyer
// need not live here: for a mandate he is let in without a record. An officer who issues
// stands at the counter, any other at his desk, and any other machine is a requester
// without a record.
func (d *Desk) Identify(ctx context.Context, p *auth.Principal, request string) (Requester, error) {
	switch {
	case p.AtCounter():
		return Requester{Principal: p, Channel: Counter}, nil
	case p.Officer != "":
		return Requester{Principal: p, Channel: BackOffice}, nil
	case !p.Citizen():
		return Requester{Principal: p, Channel: Interop}, nil
	}
	code, err := registry.ParseFiscalCode(p.FiscalCode)
	if err != nil {
		return Requester{}, &registry.UnmatchedError{Reason: registry.MalformedCode}
	}
	records, err := d.Register.ByFiscalCode(ctx, code)
	if err != nil {
		return Requester{}, err
	}
	person, err := registry.Match(records)
	var unmatched *registry.UnmatchedError
	switch {
	case errors.As(err, &unmatched) && p.Lawyer && livesElsewhere(unmatched):
		return Requester{Principal: p, Channel: Online, stray: &stray{unmatched, records}}, nil
	case errors.As(err, &unmatched):
		return Requester{}, d.unmatched(ctx, records, unmatched, request)
	case err != nil:
		return Requester{}, err
	}
	return Requester{Principal: p, Person: &person, Channel: Online}, nil
}

// unmatched records a login that led to these records and cannot be served, before
// it is told why.
func (d *Desk) unmatched(ctx context.Context, records []registry.Person, why *registry.UnmatchedError, request string) error {
	events := make([]audit.Event, len(records))
	for i, p := range records {
		events[i] = audit.Event{
			Office: string(p.Office), At: d.now(), Kind: audit.LoginRefused, Actor: audit.Actor{Kind: audit.Citizen},
			Channel: string(Online), Person: string(p.ID), Request: request, Details: map[string]string{"reason": string(why.Reason)},
		}
	}
	if err := d.Journal.Record(ctx, events...); err != nil {
		return err
	}
	return why
}

func livesElsewhere(e *registry.UnmatchedError) bool {
	return e.Reason == registry.UnknownCode || e.Reason == registry.RemovedRecord
}

// admit asks what must be so of the requester alone, before the register is read for
// him or a key of his is looked up.
func (d *Desk) admit(ctx context.Context, by Requester, r Request) error {
	if by.stray != nil && by.Channel == Online && by.Mandate == nil {
		return d.unmatched(ctx, by.stray.records, by.stray.why, r.ID)
	}
	for _, rule := range authorityRules {
		if rule.stops(&Case{By: by, Request: r, Today: registry.DateOf(d.Clock())}) {
			return &NotAllowedError{RefusedError{[]Refusal{refusal(r.Kinds, rule)}}}
		}
	}
	return nil
}

// OnMandate lets in who may ask on a mandate, which is who logs in as a lawyer. For anybody
// else it is a *NotAllowedError.
func (d *Desk) OnMandate(ctx context.Context, by Requester) error {
	return d.admit(ctx, by.With(nil, &Mandate{}), Request{})
}

// citizen lets in who asks for himself and is known here.
func (d *Desk) citizen(ctx context.Context, by Requester, request string) error {
	if err := d.admit(ctx, by, Request{ID: request}); err != nil {
		return err
	}
	if by.Person == nil {
		return ErrNotAllowed
	}
	return nil
}

// mayAskFor reports whether the requester may ask about the subject of x at all: step
// 1 of the cycle. At the counter that is anybody of the office; for a lawyer the one
// whom his mandate names in every detail; online oneself, and for who is of age the
// members of one's household. That counts only while it is a family: who lives in a
// community is no relative of the others there.
func (by Requester) mayAskFor(x registry.Extract, today registry.Date) bool {
	switch {
	case by.Channel == Counter:
		return by.Principal.May(auth.IssueCertificates, string(x.Subject.Office))
	case by.Channel == Lawyers:
		return by.Mandate != nil && by.Mandate.Subject.Is(x.Subject)
	case by.Person == nil:
		return false
	case by.Person.ID == x.Subject.ID:
		return true
	}
	h := x.Household
	if h == nil || h.Kind == registry.Community || h.Member(by.Person.ID) == nil {
		return false
	}
	return by.Person.Birth.Date.OfAge(adult, today)
}

// notYours tells the requester no more than that, and records whom he asked about if
// there is such a person.
func (d *Desk) notYours(ctx context.Context, by Requester, r Request, about *registry.Person) error {
	if err := d.strange(ctx, by, about, r.ID); err != nil {
		return err
	}
	return &NotYoursError{RefusedError{[]Refusal{refusal(r.Kinds, notYours)}}}
}

// strange records that the requester asked about somebody who is not his, nil for nobody.
func (d *Desk) strange(ctx context.Context, by Requester, about *registry.Person, request string) error {
	e := d.event(by, d.home(by), audit.SubjectRefused, request)
	if about != nil {
		e.Office, e.Person = string(about.Office), string(about.ID)
	}
	return d.Journal.Record(ctx, e)
}

// home is the office to whose audit trail a request belongs that leads to nobody; the
// installation's own if there is none.
func (d *Desk) home(by Requester) registry.OfficeID {
	if by.Person != nil {
		return by.Person.Office
	}
	for _, code := range by.Principal.Offices {
		if _, known := d.InForce().Offices[registry.OfficeID(code)]; known {
			return registry.OfficeID(code)
		}
	}
	return ""
}

// refusal is one of a whole request, told with its first kind.
func refusal(kinds []Kind, rule *Rule) Refusal {
	if len(kinds) == 0 {
		return Refusal{Rule: rule}
	}
	return Refusal{Kind: kinds[0], Rule: rule}
}

// NotYoursError says that the requester may not ask about that person. It is the
// same for a person who is not his and for one who does not exist.
type NotYoursError struct{ RefusedError }

// Unwrap lets errors.As find the refusal.
func (e *NotYoursError) Unwrap() error { return &e.RefusedError }

// NotAllowedError says that the requester may not ask in this way, whoever it is about,
// and by which rule. It is an ErrNotAllowed.
type NotAllowedError struct{ RefusedError }

// Unwrap lets errors.Is find ErrNotAllowed and errors.As the refusal.
func (e *NotAllowedError) Unwrap() []error { return []error{ErrNotAllowed, &e.RefusedError} }
