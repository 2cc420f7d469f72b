package certificates

import (
	"context"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Subjects is the persons about whom the requester may ask: himself first, then,
// if he is of age, the other members of his household.
func (d *Desk) Subjects(ctx context.Context, by Requester, request string) ([]registry.Person, error) {
	if by.Person == nil {
		return nil, ErrNotAllowed
	}
	at := d.Clock()
	x, err := d.Register.Extract(ctx, by.Person.ID, registry.Now(at))
	if err != nil {
		return nil, err
	}
	people := []registry.Person{x.Subject}
	if x.Household != nil {
		for _, m := range x.Household.Members {
			other := registry.Extract{Subject: m.Person, Household: x.Household}
			if m.Person.ID != x.Subject.ID && by.mayAskFor(other, registry.DateOf(at)) {
				people = append(people, m.Person)
			}
		}
	}
	if err := d.read(ctx, by, request, people...); err != nil {
		return nil, err
	}
	return people, nil
}

// Available is one kind with what stops it; nothing, if it can be had.
type Available struct {
	Entry    Entry
	Refusals []Refusal
}

// Availability asks the rules about every kind of the catalogue for one subject.
// It runs the same rules as Issue.
func (d *Desk) Availability(ctx context.Context, by Requester, r Request) ([]Available, error) {
	at := d.Clock()
	x, err := d.extract(ctx, by, r.Subject, nil, r.ID, at)
	if err != nil {
		return nil, err
	}
	if err := d.read(ctx, by, r.ID, x.Subject); err != nil {
		return nil, err
	}
	var out []Available
	for _, e := range d.Catalogue.entries {
		r.Kinds = []Kind{e.Kind}
		out = append(out, Available{Entry: e, Refusals: d.Catalogue.refuse(by, d.Policies[x.Subject.Office], r, x, registry.DateOf(at))})
	}
	return out, nil
}

// Preview is the page as Issue would lay it out, without number, code and seal
// and marked as a preview. It goes through the same steps 1 to 4.
func (d *Desk) Preview(ctx context.Context, by Requester, r Request) ([]byte, error) {
	p, err := d.prepare(ctx, by, r)
	if err != nil {
		return nil, err
	}
	page, err := d.Typesetter.Proof(p.content)
	if err != nil {
		return nil, err
	}
	e := d.event(by, p.office.ID, audit.CertificatePreview, r.ID)
	e.Person = string(r.Subject)
	if err := d.Journal.Record(ctx, d.intentEvents(by, e, r, p)...); err != nil {
		return nil, err
	}
	return page, nil
}

// Issued lists the requester's own certificates, the newest first, at most limit;
// before is the identity of the last one of the page before, or "". more says that
// there is a page after this one.
func (d *Desk) Issued(ctx context.Context, by Requester, f Filter, before ID, limit int, request string) (list []*Certificate, more bool, err error) {
	if by.Person == nil {
		return nil, false, ErrNotAllowed
	}
	list, err = d.Archive.ByRequester(ctx, by.ref(), f, before, limit+1)
	if err != nil {
		return nil, false, err
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
// for a machine that may read those of its office. For anybody else it is
// ErrNotFound.
func (d *Desk) Certificate(ctx context.Context, by Requester, id ID, request string) (*Certificate, error) {
	c, err := d.visible(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if err := d.reread(ctx, by, request, c); err != nil {
		return nil, err
	}
	if by.Person == nil { // what the holder has done since is his own
		c.Successor = nil
	}
	return c, nil
}

// Document hands out the sealed file to who asked for it. ErrState for a
// certificate that was withdrawn.
func (d *Desk) Document(ctx context.Context, by Requester, id ID, request string) (*Certificate, []byte, error) {
	c, err := d.visible(ctx, by, id)
	switch {
	case err != nil:
		return nil, nil, err
	case by.Person == nil:
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
	own := by.Person != nil && c.Requester.ID == string(by.Person.ID)
	if !own && !by.Principal.May(auth.ReadCertificates, string(c.Office)) && !by.Principal.May(auth.WithdrawCertificates, string(c.Office)) {
		return nil, ErrNotFound
	}
	return c, nil
}

func (d *Desk) about(by Requester, c *Certificate, kind audit.Kind, request string) audit.Event {
	e := d.event(by, c.Office, kind, request)
	e.Person, e.Certificate = string(c.Subject), string(c.ID)
	return e
}
