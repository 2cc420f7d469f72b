package api

import (
	"bytes"
	"context"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// VerifyCode says how the certificate with a code stands.
func (s *server) VerifyCode(ctx context.Context, r VerifyCodeRequestObject) (VerifyCodeResponseObject, error) {
	v, err := s.Verification.ByCode(ctx, r.Code)
	if err != nil {
		return nil, err
	}
	return VerifyCode200JSONResponse(s.verification(v, wishOf(ctx).language)), nil
}

// OpenContent shows what a certificate states to who holds the paper.
func (s *server) OpenContent(ctx context.Context, r OpenContentRequestObject) (OpenContentResponseObject, error) {
	factor, err := factorOf(r.Body)
	if err != nil {
		return nil, err
	}
	opened, err := s.Verification.Open(ctx, r.Code, factor, web.RequestID(ctx), string(certificates.Interop))
	if err != nil {
		return nil, err
	}
	if wishOf(ctx).mediaType == "application/pdf" {
		return OpenContent200ApplicationPdfResponse{Body: bytes.NewReader(opened.Sealed), ContentLength: int64(len(opened.Sealed))}, nil
	}
	return OpenContent200JSONResponse{
		Verification: s.verification(opened.Verdict, wishOf(ctx).language),
		Number:       opened.Content.Number.String(), Lines: s.Lines(opened.Content),
	}, nil
}

// factorOf reads the second factor. What cannot be a number or a day is a wrong
// field, whatever the code: it says nothing about any certificate.
func factorOf(f *SecondFactor) (verification.Factor, error) {
	var faults []web.Field
	number, err := certificates.ParseNumber(f.Number)
	if err != nil {
		faults = append(faults, web.Field{Name: "/number", What: wrongShape})
	}
	birth, err := registry.ParseDate(f.BirthDate)
	if err != nil {
		faults = append(faults, web.Field{Name: "/birthDate", What: wrongShape})
	}
	if len(faults) > 0 {
		return verification.Factor{}, &web.InvalidError{Kind: web.ErrField, Fields: faults}
	}
	return verification.Factor{Number: number, Birth: birth}, nil
}
