package certificates

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/statement"
)

// Issue makes a certificate, or returns the one that the same key and request
// made before. The numbered steps are those of docs/issuing-cycle.md. Errors:
// *NotYoursError, *RefusedError, ErrKeyReused, ErrInProgress, ErrGlyph, ErrSeal,
// registry.ErrUnavailable. After an error the same key may be used again.
func (d *Desk) Issue(ctx context.Context, by Requester, r Request) (*Certificate, error) {
	if c, err := d.replay(ctx, by, r); c != nil || err != nil {
		return c, err
	}
	if c, err := d.bought(ctx, by, r); c != nil || err != nil {
		return c, err
	}
	p, err := d.prepare(ctx, by, r) // 1, 2, 3
	if err != nil {
		return nil, err
	}
	if err := d.Sealer.State(); err != nil { // no number is used up for what cannot be sealed
		return nil, fmt.Errorf("%w: %w", ErrSeal, err)
	}
	// From here on the certificate is finished or closed as failed, whether or
	// not the one who asked still waits.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), IssueDeadline)
	defer cancel()
	w, err := d.reserve(ctx, by, r, p) // 4, 5
	if err != nil {
		return nil, d.unsettled(ctx, by, r, p, err)
	}
	defer d.working.Delete(w.certificate.ID)
	c, why, err := d.finish(ctx, w) // 6, 7, 8
	if err != nil {
		d.fail(ctx, w.certificate, why, err)
		return nil, err
	}
	return c, nil
}

// prepared is a request that the rules have let through.
type prepared struct {
	terms              // of the office, and
	set     Typesetter // the press, of one and the same state
	extract registry.Extract
	content *Content
	order   [32]byte // what an online payment is bound to
	at      time.Time
}

// named is the household whose members the page names, if it names any.
func (p *prepared) named() *registry.Household {
	if slices.Contains(p.content.Kinds, HouseholdOnDate) {
		return p.extract.Past.Household
	}
	return p.extract.Household
}

// prepare is steps 1 to 3: authorise, extract, ask every rule.
func (d *Desk) prepare(ctx context.Context, by Requester, r Request) (*prepared, error) {
	at := d.Clock()
	x, err := d.extract(ctx, by, r, registry.Now(at).For(facts(r.Kinds)))
	if err != nil {
		return nil, err
	}
	now := d.InForce()
	t, err := now.terms(x.Subject.Office)
	if err != nil {
		return nil, err
	}
	if err := d.past(ctx, r, &x, at); err != nil {
		return nil, err
	}
	if refusals := d.refusals(by, r, t, x, at); len(refusals) > 0 {
		return nil, d.refused(ctx, by, r, x, at, &RefusedError{refusals})
	}
	p := &prepared{terms: t, set: now.Typesetter, extract: x, content: d.Catalogue.compose(r, t, x, at), at: at}
	return p, d.settle(ctx, by, r, p)
}

// refusals is what stops a request. Availability, preview and issue all ask here.
func (d *Desk) refusals(by Requester, r Request, t terms, x registry.Extract, at time.Time) []Refusal {
	return d.Catalogue.refuse(Case{
		Request: r, By: by, Office: t.office, Policy: t.policy, Extract: x, Today: registry.DateOf(at),
	})
}

// extract reads the subject if the requester may ask about him. For anybody else
// the answer is the same as for a person who does not exist.
func (d *Desk) extract(ctx context.Context, by Requester, r Request, as registry.AsOf) (registry.Extract, error) {
	if err := d.admit(ctx, by, r); err != nil {
		return registry.Extract{}, err
	}
	x, err := d.Register.Extract(ctx, r.Subject, as)
	switch {
	case errors.Is(err, registry.ErrPersonUnknown):
		return registry.Extract{}, d.notYours(ctx, by, r, nil)
	case err != nil:
		return registry.Extract{}, err
	case !by.mayAskFor(x, as.Day):
		return registry.Extract{}, d.notYours(ctx, by, r, &x.Subject)
	}
	return x, nil
}

// refused records the refusal; a refusal is an act of the office as well (art. 36
// d.P.R. 223/1989 opens the appeal).
func (d *Desk) refused(ctx context.Context, by Requester, r Request, x registry.Extract, at time.Time, refusal *RefusedError) error {
	e := d.event(by, x.Subject.Office, audit.CertificateRefused, r.ID)
	e.Person = string(x.Subject.ID)
	e = detailed(e, map[string]string{"rules": strings.Join(refusal.Codes(), " "), "version": d.Catalogue.Version(registry.DateOf(at))})
	if err := d.Journal.Record(ctx, e); err != nil {
		return err
	}
	return refusal
}

// work is a reserved certificate on its way to the seal. Only reserve makes one,
// and finish takes its sheet away: there is no second seal to write.
type work struct {
	certificate *Certificate
	sheet       atomic.Pointer[signing.Sheet]
	event       audit.Event // without kind: by whom and about whom
}

// reserve is steps 4 and 5: the page is laid out for the number and the intent is
// written down in one transaction.
func (d *Desk) reserve(ctx context.Context, by Requester, r Request, p *prepared) (*work, error) {
	code, err := NewCode(d.Random)
	if err != nil {
		return nil, fmt.Errorf("certificates: drawing a code: %w", err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("certificates: drawing an identity: %w", err)
	}
	w := &work{certificate: d.intent(ID(id.String()), by, r, p)}
	w.event = d.event(by, p.office.ID, audit.CertificateIssuing, r.ID)
	w.event.Person, w.event.Certificate = string(p.extract.Subject.ID), id.String()

	reservation := Reservation{
		Certificate: *w.certificate, Year: p.content.IssuedOn.Year, Key: r.Key, KeyDigest: r.digest(by),
		Code: code.Hash(), Instance: d.Instance, Application: application(by, r), Duty: *p.content.Duty, Events: d.intentEvents(by, w.event, r, p),
	}
	reservation.Status.List = statusList(p.content.IssuedOn)
	d.working.Store(w.certificate.ID, struct{}{})
	_, err = statement.DrawIndex(d.Random, StatusListSize, func(index int) (bool, error) {
		reservation.Status.Index = index
		err := d.Ledger.Reserve(ctx, reservation, func(n Number) (Laid, error) { // 5
			p.content.Number, w.certificate.Number = n, n
			return d.lay(w, p, code, reservation.Status) // 4
		})
		if errors.Is(err, ErrPlaceTaken) {
			return false, nil
		}
		return err == nil, err
	})
	if err != nil {
		d.working.Delete(w.certificate.ID)
		return nil, err
	}
	return w, nil
}

// lay is step 4: the page for its number, with the statement that its QR symbol holds. What
// is stated, attached and stored of the content are the same bytes.
func (d *Desk) lay(w *work, p *prepared, code Code, status statement.Status) (Laid, error) {
	canonical, err := p.content.Canonical()
	if err != nil {
		return Laid{}, err
	}
	mark := Mark{Code: code, URL: d.VerifyURL + code.Compact(), Data: canonical}
	if d.Stater != nil {
		digits, err := d.Stater.state(p.content, p.set.Facts(p.content), canonical, status)
		if err != nil {
			return Laid{}, err
		}
		mark.URL += "#" + digits
	}
	sheet, err := p.set.Lay(p.content, mark, p.at)
	if err != nil {
		return Laid{}, err
	}
	w.sheet.Store(sheet)
	w.certificate.SheetDigest = sheet.Digest()
	return Laid{Content: canonical, Digest: w.certificate.SheetDigest}, nil
}

func (d *Desk) intent(id ID, by Requester, r Request, p *prepared) *Certificate {
	return &Certificate{
		ID: id, Office: p.office.ID, State: Issuing, Kinds: p.content.Kinds, Use: r.Use, Language: r.Language,
		Channel: by.Channel, Subject: r.Subject, Requester: by.ref(),
		IssuedOn: p.content.IssuedOn, ValidTo: p.content.ValidTo, ReservedAt: p.at, Replaces: r.Replaces,
		RulesVersion: d.Catalogue.Version(p.content.IssuedOn), WordingVersion: p.set.WordingVersion(r.Language),
	}
}

// intentEvents is the intent itself, what an officer set aside for it and, for every
// other person whom the page names, that his data were read.
func (d *Desk) intentEvents(by Requester, issuing audit.Event, r Request, p *prepared) []audit.Event {
	events := []audit.Event{issuing}
	if len(r.Force.Rules) > 0 && issuing.Certificate != "" { // a preview sets nothing aside
		e := issuing
		e.Kind, e.Details = audit.CertificateForced, map[string]string{"rules": strings.Join(r.Force.Rules, " "), "version": d.Catalogue.Version(p.content.IssuedOn)}
		events = append(events, e)
	}
	if len(p.content.Household) == 0 {
		return events
	}
	for _, m := range p.named().Members {
		if m.Person.ID == r.Subject {
			continue
		}
		e := d.event(by, p.office.ID, audit.SubjectRead, r.ID)
		e.Person, e.Certificate = string(m.Person.ID), issuing.Certificate
		events = append(events, e)
	}
	return events
}

// finish is steps 6 to 8: seal once, check what came back, complete. Nothing
// leaves before the last.
func (d *Desk) finish(ctx context.Context, w *work) (*Certificate, Failure, error) {
	sheet := w.sheet.Swap(nil)
	if sheet == nil {
		return nil, SealFailed, fmt.Errorf("%w: %w", ErrSeal, signing.ErrSpent)
	}
	sealed, err := d.Sealer.Seal(ctx, sheet) // 6
	if err != nil {
		return nil, SealFailed, fmt.Errorf("%w: %w", ErrSeal, err)
	}
	if err := d.Sealer.Check(sheet, sealed); err != nil { // 7
		return nil, CheckFailed, fmt.Errorf("%w: %w", ErrSeal, err)
	}
	f := Sealed{File: sealed, Digest: sealedDigest(sealed)}
	if f.Level, f.Until, err = d.Sealer.Standing(sealed); err != nil {
		return nil, CheckFailed, fmt.Errorf("%w: %w", ErrSeal, err)
	}
	e := w.event
	e.Kind, e.At = audit.CertificateIssued, d.now()
	c := w.certificate
	if err := d.Ledger.Complete(ctx, c.ID, f, e.At, e); err != nil { // 8
		return nil, StoreFailed, err
	}
	c.State, c.IssuedAt, c.Size, c.SealedDigest, c.Level = Issued, e.At, len(sealed), f.Digest, f.Level
	return c, "", nil
}

// fail closes a reservation that led to nothing. If that fails too, the sweep or
// the next use of the key closes it.
func (d *Desk) fail(ctx context.Context, c *Certificate, why Failure, cause error) {
	d.Log.LogAttrs(ctx, slog.LevelError, "issuing failed",
		slog.String("certificate", string(c.ID)), slog.String("step", string(why)), slog.Any("error", cause))
	switch err := d.close(ctx, c, why); {
	case errors.Is(err, ErrState):
		d.Log.LogAttrs(ctx, slog.LevelWarn, "the certificate was stored all the same; its key gives it", slog.String("certificate", string(c.ID)))
	case err != nil:
		d.Log.LogAttrs(ctx, slog.LevelError, "a failed certificate could not be closed; the sweep will",
			slog.String("certificate", string(c.ID)), slog.Any("error", err))
	}
}

func (d *Desk) close(ctx context.Context, c *Certificate, why Failure) error {
	now := d.now()
	return d.Ledger.Fail(ctx, c.ID, why, now, audit.Event{
		Office: string(c.Office), At: now, Kind: audit.CertificateFailed, Channel: string(c.Channel),
		Actor: audit.Actor{Kind: audit.System}, Person: string(c.Subject), Certificate: string(c.ID),
		Details: map[string]string{"step": string(why)},
	})
}
