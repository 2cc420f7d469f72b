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
// otherwise and why, which is recorded with the records that it tells about. A
// machine is a requester without a record.
func (d *Desk) Identify(ctx context.Context, p *auth.Principal, request string) (Requester, error) {
	if !p.Citizen() {
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

// notYours is the rule that stands before all others online: oneself, and the
// members of one's own household for who is of age. Anything else is refused
// without a look at the other's data.
var notYours = &Rule{
	Code:  "EN169",
	Stage: WhoAsks,
	Sentence: say(
		"Online puoi chiedere certificati solo per te e, se sei maggiorenne, per chi fa parte della tua famiglia anagrafica.",
		"Online können Sie Bescheinigungen nur für sich und, wenn Sie volljährig sind, für Mitglieder Ihrer Familie beantragen.",
		"Na spletu lahko zaprosite za potrdila samo zase in, če ste polnoletni, za člane svoje družine.",
		"En ligne, vous ne pouvez demander des certificats que pour vous et, si vous êtes majeur, pour les membres de votre famille.",
		"Online you can ask for certificates only for yourself and, if you are of age, for the members of your own household."),
	Citation: "art. 2 d.m. 3 novembre 2021 (GU 280/2021); " + checks + ", EN169",
	Way: say(
		"Per un'altra persona rivolgiti di persona all'ufficio anagrafe.",
		"Für eine andere Person gehen Sie persönlich zum Meldeamt.",
		"Za drugo osebo se osebno oglasite na anagrafskem uradu.",
		"Pour une autre personne, présentez-vous au bureau du registre de la population.",
		"For another person go to the registry office in person."),
	By: TheOffice,
}

// mayAskFor reports whether the requester may ask about the subject of x: step 1
// of the cycle. The household counts only while it is a family: who lives in a
// community is no relative of the others there.
func (by Requester) mayAskFor(x registry.Extract, today registry.Date) bool {
	if by.Person == nil {
		return false
	}
	if by.Person.ID == x.Subject.ID {
		return true
	}
	h := x.Household
	if h == nil || h.Kind == registry.Community || h.Member(by.Person.ID) == nil {
		return false
	}
	return by.Person.Birth.Date.OfAge(adult, today)
}

func (d *Desk) notAllowed(k []Kind) error {
	refusals := []Refusal{{Rule: notYours}}
	if len(k) > 0 {
		refusals[0].Kind = k[0]
	}
	return &NotYoursError{RefusedError{refusals}}
}

// NotYoursError says that the requester may not ask about that person. It is the
// same for a person who is not his and for one who does not exist.
type NotYoursError struct{ RefusedError }

// Unwrap lets errors.As find the refusal.
func (e *NotYoursError) Unwrap() error { return &e.RefusedError }
