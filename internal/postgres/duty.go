package postgres

import (
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"github.com/sportello/sportello/certificates"
)

// insertDuty queues how the stamp duty on a certificate is settled, beside its
// reservation.
func (r *reservation) insertDuty(b *pgx.Batch) {
	d := &r.Duty
	b.Queue(`
		INSERT INTO certificate_duty (certificate_id, office_id, exemption, ground, means, amount, fee, stamp, stamp_on, authorisation, payment_id)
		VALUES (@id, @office, @exemption, @ground, @means, @amount, @fee, @stamp, @stamp_on, @authorisation, @payment)`,
		pgx.StrictNamedArgs{
			"id": string(r.ID), "office": string(r.Office), "exemption": zeronull.Int2(d.Exemption), "ground": text(d.Ground), "means": text(d.Means),
			"amount": d.Amount, "fee": d.Fee, "stamp": text(d.Stamp), "stamp_on": day(d.StampOn), "authorisation": text(d.Authority), "payment": text(d.Payment),
		})
}

var _ certificates.Till = (*DB)(nil)
