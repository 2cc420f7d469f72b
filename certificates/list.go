package certificates

import (
	"context"
	"iter"
	"strconv"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Filter narrows a list of certificates. The zero Filter lets all through.
type Filter struct {
	Standing Standing
	Kind     Kind             // alone or with others; 0 for any
	From, To registry.Date    // days of issue, both included; zero for any
	Ends     [2]registry.Date // of the first and the last day on which its validity may end; zero for any
	Subject  registry.PersonID
	Number   Number // zero for any
}

// Standing is how a certificate stands, for a Filter.
type Standing string

// The standings; each certificate that has left the office has one.
const (
	StandsCurrent    Standing = "current"    // issued; its validity may have ended
	StandsSuperseded Standing = "superseded" // issued, and the register says otherwise since
	StandsWithdrawn  Standing = "withdrawn"
)

// Listed is a certificate as the list of its office has it.
type Listed struct {
	*Certificate
	Stamped   bool // stamp duty was paid
	Exemption int  // official table 39; 0 for none
}

// InOffice lists the certificates of an office, the newest first, at most limit, for
// an officer or a machine that may read there. What it gives holds nobody's name. ErrNotAllowed for everybody
// else, and for an office that there is not.
func (d *Desk) InOffice(ctx context.Context, by Requester, office registry.OfficeID, f Filter, before ID, limit int, request string) (list []*Listed, more bool, err error) {
	if !by.Principal.May(auth.ReadCertificates, string(office)) {
		return nil, false, ErrNotAllowed
	}
	list, err = d.Books.ByOffice(ctx, office, f, before, limit+1)
	if err != nil {
		return nil, false, err
	}
	if more = len(list) > limit; more {
		list = list[:limit]
	}
	return list, more, d.listed(ctx, by, office, len(list), request)
}

// exportAtOnce is how many certificates of an export are in memory.
const exportAtOnce = 1000

// Export is InOffice for all pages, one certificate after the other, read as they are
// asked for. An error is the last thing that it yields.
func (d *Desk) Export(ctx context.Context, by Requester, office registry.OfficeID, f Filter, request string) iter.Seq2[*Listed, error] {
	return func(yield func(*Listed, error) bool) {
		before, more := ID(""), true
		for more {
			var list []*Listed
			var err error
			if list, more, err = d.InOffice(ctx, by, office, f, before, exportAtOnce, request); err != nil {
				yield(nil, err)
				return
			}
			for _, l := range list {
				if !yield(l, nil) {
					return
				}
				before = l.ID
			}
		}
	}
}

// Counted is what an office has issued in a month, exactly, for who may read there.
// ErrNotAllowed as for InOffice.
func (d *Desk) Counted(ctx context.Context, by Requester, office registry.OfficeID, m Month, request string) ([]Count, error) {
	counts, _, err := d.Month(ctx, by, office, m, request)
	return counts, err
}

// Daily is how many certificates an office has issued on each day from one to another,
// both included, for who may read there. Days without any are left out. ErrNotAllowed as
// for InOffice.
func (d *Desk) Daily(ctx context.Context, by Requester, office registry.OfficeID, from, to registry.Date, request string) ([]DayCount, error) {
	if !by.Principal.May(auth.ReadCertificates, string(office)) {
		return nil, ErrNotAllowed
	}
	days, err := d.Books.Days(ctx, office, from, to)
	if err != nil {
		return nil, err
	}
	return days, d.listed(ctx, by, office, len(days), request)
}

// Month is Counted and Daily of a month in one, and recorded as one.
func (d *Desk) Month(ctx context.Context, by Requester, office registry.OfficeID, m Month, request string) ([]Count, []DayCount, error) {
	if !by.Principal.May(auth.ReadCertificates, string(office)) {
		return nil, nil, ErrNotAllowed
	}
	counts, days, err := d.Books.Counts(ctx, office, m)
	if err != nil {
		return nil, nil, err
	}
	return counts, days, d.listed(ctx, by, office, len(counts), request)
}

// listed records that an office's certificates were looked through.
func (d *Desk) listed(ctx context.Context, by Requester, office registry.OfficeID, n int, request string) error {
	e := d.event(by, office, audit.CertificatesListed, request)
	e.Details = map[string]string{"rows": strconv.Itoa(n)}
	return d.Journal.Record(ctx, e)
}
