package certificates

import (
	"context"
	"errors"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// OnPaper finds the certificate that lies before an officer who withdraws: by the number
// and the code printed on it, which have to belong together, so that no digit typed wrong
// leads to another one. It is all that he is told who may withdraw and not read (art. 5
// c.1 c GDPR). That he looked is recorded, whether he found it or not. Errors:
// ErrNotAllowed for who does not withdraw in the office, ErrNotFound.
func (d *Desk) OnPaper(ctx context.Context, by Requester, office registry.OfficeID, n Number, code Code, request string) (ID, error) {
	if !by.officer() || !by.Principal.May(auth.WithdrawCertificates, string(office)) {
		return "", ErrNotAllowed
	}
	c, err := d.Codes.ByCode(ctx, code.Hash())
	switch {
	case err == nil && c.Office == office && c.Number == n && (c.State == Issued || c.State == Withdrawn):
		e := d.about(by, c, audit.CertificateRead, request)
		e.Details = map[string]string{"by": "paper"}
		return c.ID, d.Journal.Record(ctx, e)
	case err != nil && !errors.Is(err, ErrNotFound):
		return "", err
	}
	e := d.event(by, office, audit.CertificatesListed, request)
	e.Details = map[string]string{"by": "paper", "rows": "0"}
	return "", errors.Join(ErrNotFound, d.Journal.Record(ctx, e))
}
