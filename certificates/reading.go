package certificates

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Available is one kind with what stops it.
type Available struct {
	Entry    Entry
	Refusals []Refusal
}

// Possible reports whether the kind can be had, once the request says what it does not
// say yet: nothing stops it but what the applicant can add.
func (a Available) Possible() bool {
	return !slices.ContainsFunc(a.Refusals, func(r Refusal) bool { return !r.Rule.Missing })
}

// Availability asks the rules about every kind of the catalogue for one subject, as if
// the request were for that kind alone, and for its day where the kind speaks of one. They are the rules of Preview and Issue. Errors:
// *NotYoursError, ErrNotAllowed, registry.ErrUnavailable.
func (d *Desk) Availability(ctx context.Context, by Requester, r Request) ([]Available, error) {
	_, list, err := d.available(ctx, by, r)
	return list, err
}

// available is Availability with the record of whom it is about.
func (d *Desk) available(ctx context.Context, by Requester, r Request) (who registry.Person, list []Available, err error) {
	at := d.Clock()
	r.due = notAsked
	x, err := d.extract(ctx, by, r, registry.Now(at)) // every kind's facts
	if err != nil {
		return who, nil, err
	}
	t, err := d.InForce().terms(x.Subject.Office)
	if err != nil {
		return who, nil, err
	}
	if err := d.read(ctx, by, r.ID, x.Subject); err != nil {
		return who, nil, err
	}
	r.Kinds = []Kind{HouseholdOnDate} // it alone needs more than today's extract
	if err := d.past(ctx, r, &x, at); err != nil {
		return who, nil, err
	}
	return x.Subject, d.everyKind(by, r, t, x, at), nil
}

func (d *Desk) everyKind(by Requester, r Request, t terms, x registry.Extract, at time.Time) []Available {
	out := make([]Available, len(d.Catalogue.entries))
	for i, e := range d.Catalogue.entries {
		out[i] = Available{Entry: e, Refusals: d.refusals(by, r.only(e.Kind), t, x, at)}
	}
	return out
}

// only is the request for one kind, without a day where the kind speaks of none.
func (r Request) only(k Kind) Request {
	r.Kinds = []Kind{k}
	if !slices.Contains(onADay, k) {
		r.On = registry.Date{}
	}
	return r
}

// Preview is the page as Issue would lay it out, without number, code and seal
// and marked as a preview. It goes through the same steps 1 to 4.
func (d *Desk) Preview(ctx context.Context, by Requester, r Request) ([]byte, error) {
	_, page, err := d.proof(ctx, by, r)
	return page, err
}

// noPayment stands in a preview where the number of a payment will be that is yet to be
// made.
const noPayment = "…"

// proof is what would be stated, and its page.
func (d *Desk) proof(ctx context.Context, by Requester, r Request) (*Content, []byte, error) {
	r.due = choosing
	p, err := d.prepare(ctx, by, r)
	if err != nil {
		return nil, nil, err
	}
	if duty := p.content.Duty; duty.Means == OnlinePayment && duty.Payment == "" {
		duty.Payment = noPayment
	}
	page, err := p.set.Proof(p.content)
	if err != nil {
		return nil, nil, err
	}
	e := d.event(by, p.office.ID, audit.CertificatePreview, r.ID)
	e.Person = string(r.Subject)
	if err := d.Journal.Record(ctx, d.intentEvents(by, e, r, p)...); err != nil {
		return nil, nil, err
	}
	return p.content, page, nil
}

// Issued lists the requester's own certificates, the newest first, at most limit;
// before is the identity of the last one of the page before, or "". more says that
// there is a page after this one. An officer's own are those that he has issued.
func (d *Desk) Issued(ctx context.Context, by Requester, f Filter, before ID, limit int, request string) (list []*Certificate, more bool, err error) {
	refs := by.refs()
	if len(refs) == 0 {
		return nil, false, ErrNotAllowed
	}
	for _, ref := range refs {
		some, err := d.Archive.ByRequester(ctx, ref, f, before, limit+1)
		if err != nil {
			return nil, false, err
		}
		list = append(list, some...)
	}
	if len(refs) > 1 {
		slices.SortFunc(list, func(a, b *Certificate) int { return strings.Compare(string(b.ID), string(a.ID)) })
	}
	if more = len(list) > limit; more {
		list = list[:limit]
	}
	if err := d.reread(ctx, by, request, list...); err != nil {
		return nil, false, err
	}
	return list, more, nil
}

// reread records that the requester was shown these certificates again.
func (d *Desk) reread(ctx context.Context, by Requester, request string, list ...*Certificate) error {
	events := make([]audit.Event, len(list))
	for i, c := range list {
		events[i] = d.about(by, c, audit.CertificateRead, request)
	}
	return d.Journal.Record(ctx, events...)
}

// Certificate reads one certificate that has been issued, for who asked for it or
// for an officer or a machine that may read those of its office. For anybody else it
// is ErrNotFound.
func (d *Desk) Certificate(ctx context.Context, by Requester, id ID, request string) (*Certificate, error) {
	c, err := d.visible(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if err := d.reread(ctx, by, request, c); err != nil {
		return nil, err
	}
	if !by.holds(c) { // what the holder has done since is his own
		c.Successor = nil
	}
	return c, nil
}

// Document hands out the sealed file to who asked for it, and to an officer at the
// counter of its office. ErrState for a
// certificate that was withdrawn.
func (d *Desk) Document(ctx context.Context, by Requester, id ID, request string) (*Certificate, []byte, error) {
	c, err := d.visible(ctx, by, id)
	switch {
	case err != nil:
		return nil, nil, err
	case !by.asked(c) && !by.issues(c):
		return nil, nil, ErrNotAllowed
	case c.State != Issued:
		return nil, nil, ErrState
	}
	sealed, err := d.Archive.Sealed(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if err := d.Journal.Record(ctx, d.about(by, c, audit.CertificateDownload, request)); err != nil {
		return nil, nil, err
	}
	return c, sealed, nil
}

func (d *Desk) visible(ctx context.Context, by Requester, id ID) (*Certificate, error) {
	c, err := d.Archive.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	if c.State != Issued && c.State != Withdrawn { // it has not left the office
		return nil, ErrNotFound
	}
	office := string(c.Office)
	if !by.asked(c) && !by.issues(c) && !by.Principal.May(auth.ReadCertificates, office) && !by.Principal.May(auth.WithdrawCertificates, office) {
		return nil, ErrNotFound
	}
	return c, nil
}

// asked reports whether the requester asked for the certificate himself: as a citizen,
// or as a lawyer.
func (by Requester) asked(c *Certificate) bool {
	return by.Channel != Counter && slices.ContainsFunc(by.refs(), func(r RequesterRef) bool {
		return r.Kind == c.Requester.Kind && r.ID == c.Requester.ID
	})
}

// holds reports whether the certificate is the requester's own, or was issued at a counter
// of his office.
func (by Requester) holds(c *Certificate) bool {
	return by.asked(c) || by.issues(c) && c.Channel == Counter
}

// issues reports whether the requester is an officer at the counter of the office that
// issued the certificate.
func (by Requester) issues(c *Certificate) bool {
	return by.Channel == Counter && by.Principal.May(auth.IssueCertificates, string(c.Office))
}

func (d *Desk) about(by Requester, c *Certificate, kind audit.Kind, request string) audit.Event {
	if by.Principal.Lawyer && c.Channel == Lawyers && by.asked(c) { // he has it as a lawyer, whatever he is besides
		by.Channel = Lawyers
	}
	e := d.event(by, c.Office, kind, request)
	e.Person, e.Certificate = string(c.Subject), string(c.ID)
	return e
}
