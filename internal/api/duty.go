package api

import (
	"context"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// duty is the stamp duty as the domain takes it.
func duty(s *StampDuty) (d certificates.Duty) {
	if s.Exemption != nil {
		d.Exemption = int(*s.Exemption)
	}
	if s.Ground != nil {
		d.Ground = *s.Ground
	}
	if s.Means != nil {
		d.Means = certificates.Means(*s.Means)
	}
	if s.Stamp != nil {
		d.Stamp = certificates.Stamp{ID: s.Stamp.Identifier, On: s.Stamp.Date}
	}
	if s.Payment != nil {
		d.Payment = certificates.PaymentID(*s.Payment)
	}
	return d
}

// uses is all of them, in the order of the official table.
var uses = []certificates.Use{
	certificates.PrivateUse, certificates.AuthorityUse, certificates.ImmigrationUse, certificates.JudicialUse, certificates.AbroadUse,
}

// ListExemptions is the exemptions that can be claimed today.
func (s *server) ListExemptions(ctx context.Context, _ ListExemptionsRequestObject) (ListExemptionsResponseObject, error) {
	today, l := registry.DateOf(s.Desk.Clock()), wishOf(ctx).language
	items := []Exemption{}
	for _, e := range certificates.Exemptions() {
		if !e.InEffect(today) {
			continue
		}
		item := Exemption{
			Code: int32(e.Code), Name: e.Name.In(l), Citation: e.Citation, FeeExempt: e.Fee, NeedsGround: e.Code == certificates.OtherExemption,
		}
		for _, u := range uses {
			if e.For(u) {
				item.Uses = append(item.Uses, ExemptionUses(u))
			}
		}
		items = append(items, item)
	}
	return ListExemptions200JSONResponse{Items: items}, nil
}

// CreatePayment orders the online payment of the stamp duty.
func (s *server) CreatePayment(ctx context.Context, r CreatePaymentRequestObject) (CreatePaymentResponseObject, error) {
	by, request, err := s.request(ctx, &r.Body.Certificate, r.Params.IdempotencyKey)
	if err != nil {
		return nil, err
	}
	p, err := s.Desk.Pay(ctx, by, request, r.Body.Email)
	if err != nil {
		return nil, err
	}
	return CreatePayment201JSONResponse{
		Body:    payment(p),
		Headers: CreatePayment201ResponseHeaders{Location: "/v1/payments/" + string(p.ID)},
	}, nil
}

// ReadPayment is how a payment stands.
func (s *server) ReadPayment(ctx context.Context, r ReadPaymentRequestObject) (ReadPaymentResponseObject, error) {
	p, err := s.Desk.Payment(ctx, requester(ctx), certificates.PaymentID(r.PaymentID.String()))
	if err != nil {
		return nil, err
	}
	return ReadPayment200JSONResponse(payment(p)), nil
}

func payment(p *certificates.Payment) Payment {
	out := Payment{
		ID: string(p.ID), State: PaymentState(p.State), AmountCents: int32(p.Amount), PaidAt: moment(p.PaidAt),
		CreatedAt: p.CreatedAt.UTC().Truncate(time.Microsecond), ExpiresAt: p.ExpiresAt.UTC().Truncate(time.Microsecond),
	}
	if p.State == certificates.PaymentCreated && p.URL != "" {
		out.CheckoutURL = &p.URL
	}
	if p.Refund != "" {
		why := RefundReason(p.Refund)
		out.Refund = &why
	}
	if p.Done {
		id := string(p.Certificate)
		out.CertificateID = &id
	}
	return out
}
