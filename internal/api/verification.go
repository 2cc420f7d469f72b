package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"

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

// VerifyFile says whether a file was issued here, byte for byte, and how it stands.
func (s *server) VerifyFile(ctx context.Context, r VerifyFileRequestObject) (VerifyFileResponseObject, error) {
	digest, err := digestPDF(r.Body)
	if err != nil {
		return nil, err
	}
	v, err := s.Verification.File(ctx, digest)
	if err != nil {
		return nil, err
	}
	return VerifyFile200JSONResponse(s.verification(v, wishOf(ctx).language)), nil
}

var pdfHeader = []byte("%PDF-") // ISO 32000-1 7.5.2

// digestPDF is the SHA-256 of a PDF as it comes in; nothing of it is kept. What
// does not begin as one is not read to its end.
func digestPDF(r io.Reader) (sum [sha256.Size]byte, err error) {
	begin := make([]byte, len(pdfHeader))
	switch _, err := io.ReadFull(r, begin); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), err == nil && !bytes.Equal(begin, pdfHeader):
		return sum, web.ErrNotPDF
	case err != nil:
		return sum, web.Unread(err)
	}
	h := sha256.New()
	h.Write(begin)
	if _, err := io.Copy(h, r); err != nil {
		return sum, web.Unread(err)
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
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
