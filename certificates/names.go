package certificates

import "context"

// Names reads about whom certificates are, as they state it.
type Names interface {
	// StatedSubjects returns the subjects of those certificates that have left the office.
	StatedSubjects(ctx context.Context, ids []ID) (map[ID]Individual, error)
}

// Held is a certificate as its holder has it: with the name of whom it is about.
type Held struct {
	*Certificate
	About Individual
}

// Held lists like Issued, for a citizen in no other role, with the names of whom the
// certificates are about.
func (d *Desk) Held(ctx context.Context, by Requester, f Filter, before ID, limit int, request string) (list []Held, more bool, err error) {
	if err := d.holder(ctx, by, request); err != nil {
		return nil, false, err
	}
	issued, more, err := d.Issued(ctx, by, f, before, limit, request)
	if err != nil {
		return nil, false, err
	}
	list, err = d.held(ctx, issued...)
	return list, more, err
}

// HeldOne reads one certificate that the citizen has asked for himself. For anybody else it is
// ErrNotFound.
func (d *Desk) HeldOne(ctx context.Context, by Requester, id ID, request string) (*Held, error) {
	if err := d.holder(ctx, by, request); err != nil {
		return nil, err
	}
	c, err := d.Certificate(ctx, by, id, request)
	if err != nil {
		return nil, err
	}
	list, err := d.held(ctx, c)
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

func (d *Desk) held(ctx context.Context, certificates ...*Certificate) ([]Held, error) {
	ids := make([]ID, len(certificates))
	for i, c := range certificates {
		ids[i] = c.ID
	}
	about, err := d.Names.StatedSubjects(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]Held, len(certificates))
	for i, c := range certificates {
		list[i] = Held{c, about[c.ID]}
	}
	return list, nil
}
