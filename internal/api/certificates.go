package api

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// CreatePreview is the page as it would be issued.
func (s *server) CreatePreview(ctx context.Context, r CreatePreviewRequestObject) (CreatePreviewResponseObject, error) {
	by, request, err := s.request(ctx, r.Body, "")
	if err != nil {
		return nil, err
	}
	page, err := s.Desk.Preview(ctx, by, request)
	if err != nil {
		return nil, err
	}
	return CreatePreview200ApplicationPdfResponse{Body: bytes.NewReader(page), ContentLength: int64(len(page))}, nil
}

// CreateCertificate issues a certificate.
func (s *server) CreateCertificate(ctx context.Context, r CreateCertificateRequestObject) (CreateCertificateResponseObject, error) {
	by, request, err := s.request(ctx, r.Body, r.Params.IdempotencyKey)
	if err != nil {
		return nil, err
	}
	c, err := s.Desk.Issue(ctx, by, request)
	if err != nil {
		return nil, err
	}
	return CreateCertificate201JSONResponse{
		Body:    s.certificate(c),
		Headers: CreateCertificate201ResponseHeaders{Location: "/v1/certificates/" + string(c.ID)},
	}, nil
}

const defaultPage = 20

// ListCertificates is the caller's own certificates.
func (s *server) ListCertificates(ctx context.Context, r ListCertificatesRequestObject) (ListCertificatesResponseObject, error) {
	limit, before := defaultPage, certificates.ID("")
	if r.Params.Limit != nil {
		limit = int(*r.Params.Limit)
	}
	if r.Params.Cursor != nil {
		before = certificates.ID(r.Params.Cursor.String())
	}
	f := s.filter((*string)(r.Params.State), r.Params.Kind, r.Params.From, r.Params.To)
	if r.Params.SubjectID != nil {
		f.Subject = registry.PersonID(r.Params.SubjectID.String())
	}
	list, more, err := s.Desk.Issued(ctx, requester(ctx), f, before, limit, web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	var next *string
	if more {
		last := string(list[len(list)-1].ID)
		next = &last
	}
	items := make([]Certificate, len(list))
	for i, c := range list {
		items[i] = s.certificate(c)
	}
	return ListCertificates200JSONResponse{Items: items, Next: next}, nil
}

// ReadCertificate is the record of one certificate.
func (s *server) ReadCertificate(ctx context.Context, r ReadCertificateRequestObject) (ReadCertificateResponseObject, error) {
	c, err := s.Desk.Certificate(ctx, requester(ctx), certificates.ID(r.CertificateID.String()), web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	return ReadCertificate200JSONResponse(s.certificate(c)), nil
}

// ReadDocument is the sealed file.
func (s *server) ReadDocument(ctx context.Context, r ReadDocumentRequestObject) (ReadDocumentResponseObject, error) {
	c, sealed, err := s.Desk.Document(ctx, requester(ctx), certificates.ID(r.CertificateID.String()), web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	return ReadDocument200ApplicationPdfResponse{
		Body: bytes.NewReader(sealed), ContentLength: int64(len(sealed)),
		Headers: ReadDocument200ResponseHeaders{ContentDisposition: attachment(c.Number)},
	}, nil
}

// ReissueCertificate issues a superseded certificate again.
func (s *server) ReissueCertificate(ctx context.Context, r ReissueCertificateRequestObject) (ReissueCertificateResponseObject, error) {
	by := requester(ctx)
	if r.Body != nil {
		var d days
		by = by.With(d.applicant(r.Body.Applicant), d.mandate(r.Body.Mandate))
		if err := d.fault(); err != nil {
			return nil, err
		}
	}
	c, err := s.Desk.Reissue(ctx, by, certificates.ID(r.CertificateID.String()), r.Params.IdempotencyKey, web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	return ReissueCertificate201JSONResponse{
		Body:    s.certificate(c),
		Headers: ReissueCertificate201ResponseHeaders{Location: "/v1/certificates/" + string(c.ID)},
	}, nil
}

// CreateWithdrawal takes a certificate back.
func (s *server) CreateWithdrawal(ctx context.Context, r CreateWithdrawalRequestObject) (CreateWithdrawalResponseObject, error) {
	id := certificates.ID(r.CertificateID.String())
	c, err := s.Desk.Withdraw(ctx, requester(ctx), id, r.Body.Reason, web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	return CreateWithdrawal201JSONResponse(s.certificate(c)), nil
}

// attachment offers a file under the certificate's number (RFC 6266).
func attachment(n certificates.Number) string {
	return fmt.Sprintf(`attachment; filename="certificato-%s.pdf"`, strings.ReplaceAll(n.String(), "/", "-"))
}
