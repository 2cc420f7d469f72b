package certificates

import (
	"context"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
)

// Withdraw takes a certificate back (ritiro), by an officer of the office that
// issued it and with a reason. ErrNotFound for a certificate of another office,
// ErrNotAllowed without the scope, ErrState if it is withdrawn already.
func (d *Desk) Withdraw(ctx context.Context, by Requester, id ID, reason, request string) (*Certificate, error) {
	c, err := d.visible(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if !by.Principal.May(auth.WithdrawCertificates, string(c.Office)) {
		return nil, ErrNotAllowed
	}
	e := d.about(by, c, audit.CertificateWithdraw, request)
	w := Withdrawal{Reason: reason, By: by.ref().ID, At: e.At}
	if err := d.Ledger.Withdraw(ctx, id, w, e); err != nil {
		return nil, err
	}
	c.State, c.WithdrawnAt, c.Withdrawal = Withdrawn, e.At, reason
	return c, nil
}
