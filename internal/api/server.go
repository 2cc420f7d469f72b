package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// Tokens says who holds a bearer token. Errors: auth.ErrInvalid, auth.ErrExpired,
// auth.ErrAssurance, auth.ErrKeysUnavailable.
type Tokens interface {
	Check(ctx context.Context, token string) (*auth.Principal, error)
}

// Config is what the API is made of. All of it is needed.
type Config struct {
	web.Kit
	Desk         *certificates.Desk
	Verification *verification.Service
	Publisher    *verification.Publisher // nil if certificates carry no statement
	Tokens       Tokens
	Limits       *web.Limiter
	Lines        func(*certificates.Content) []string // what the page states, line by line
	Ready        func(context.Context) error          // whether the service can work
	PublicURL    string                               // under which the service is reached, without a slash at the end
}

// server handles the operations of openapi.yaml.
type server struct {
	Config
	contract contract
	fail     web.Fail
}

// New is the handler for everything in openapi.yaml and for /docs, by whole paths.
func New(c Config) (http.Handler, error) {
	contract, err := newContract()
	if err != nil {
		return nil, err
	}
	problems := &web.Problems{Catalogue: c.Desk.Catalogue, Offices: func() map[registry.OfficeID]registry.Office { return c.Desk.InForce().Offices }, Log: c.Log}
	s := &server{Config: c, contract: contract, fail: problems.Write}
	docs, err := newDocs(c.PublicURL, s.fail)
	if err != nil {
		return nil, err
	}
	operations := c.Around(s.routes(docs), web.PolicyAPI, s.fail)
	pages := c.Around(docs.routes(), web.PolicyDocs, s.fail)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/docs" || strings.HasPrefix(r.URL.Path, "/docs/") {
			pages.ServeHTTP(w, r)
			return
		}
		operations.ServeHTTP(w, r)
	}), nil
}

// routes is every operation, by who may call it. A test compares them with
// openapi.yaml.
func (s *server) routes(docs *docs) *chi.Mux {
	op := s.operations()
	mux := web.NewRouter(s.fail)
	mux.Get("/v1/openapi.yaml", docs.contract)
	mux.Group(func(r chi.Router) { // anyone
		r.Use(s.Limits.Calls(s.fail), s.keepContract)
		r.Get("/statement-keys", op.ReadStatementKeys)
		r.Get("/status-lists/{list}", op.ReadStatusList)
		r.Get("/v1/status", op.ReadStatus)
		r.Get("/v1/certificate-kinds", op.ListCertificateKinds)
		r.Get("/v1/exemptions", op.ListExemptions)
	})
	mux.Group(func(r chi.Router) { // anyone who holds a certificate
		r.Use(s.Limits.Checks(s.fail))
		r.With(s.keepContract).Post("/v1/verifications", op.VerifyFile)
		r.With(s.keepContract).Get("/v1/verifications/{code}", op.VerifyCode)
		r.With(s.Limits.Openings(s.fail), s.keepContract).Post("/v1/verifications/{code}/content", op.OpenContent)
	})
	mux.Group(func(r chi.Router) { // whoever has logged in
		r.Use(s.Limits.Calls(s.fail), s.identify, s.keepContract)
		r.Get("/v1/subjects", op.ListSubjects)
		r.Get("/v1/subjects/{subjectId}/availability", op.ReadAvailability)
		r.With(s.Limits.Searches(s.fail, searcher)).Post("/v1/subject-searches", op.SearchSubjects)
		r.Get("/v1/conspicuous-lawyers", op.ListConspicuousLawyers)
		r.Post("/v1/previews", op.CreatePreview)
		r.Post("/v1/certificates", op.CreateCertificate)
		r.Get("/v1/certificates", op.ListCertificates)
		r.Get("/v1/certificates/{certificateId}", op.ReadCertificate)
		r.Get("/v1/certificates/{certificateId}/document", op.ReadDocument)
		r.Get("/v1/certificates/{certificateId}/application", op.ReadApplication)
		r.Post("/v1/certificates/{certificateId}/withdrawal", op.CreateWithdrawal)
		r.Post("/v1/payments", op.CreatePayment)
		r.Get("/v1/payments/{paymentId}", op.ReadPayment)
		r.Post("/v1/certificates/{certificateId}/reissue", op.ReissueCertificate)
		r.Get("/v1/notices", op.ListNotices)
		r.Post("/v1/notices/{noticeId}/reading", op.ReadNotice)
		r.Get("/v1/offices/{office}/certificates", op.ListOfficeCertificates)
		r.Get("/v1/offices/{office}/certificate-counts", op.CountOfficeCertificates)
	})
	return mux
}

// operations is the generated layer around the handlers, with every way in which
// it can fail led to the one table.
func (s *server) operations() *ServerInterfaceWrapper {
	strict := NewStrictHandlerWithOptions(s, nil, StrictHTTPServerOptions{
		RequestErrorHandlerFunc: func(w http.ResponseWriter, r *http.Request, _ error) {
			s.fail(w, r, web.ErrRequest) // keepContract has let the body through, so it hardly happens
		},
		ResponseErrorHandlerFunc: s.fail,
	})
	return &ServerInterfaceWrapper{Handler: strict, ErrorHandlerFunc: s.badParameter}
}

// badParameter answers a parameter that the generated layer could not read. A path
// that holds no identity leads nowhere.
func (s *server) badParameter(w http.ResponseWriter, r *http.Request, err error) {
	var format *InvalidParamFormatError
	switch {
	case !errors.As(err, &format):
		s.fail(w, r, web.ErrRequest)
	case chi.URLParam(r, format.ParamName) != "":
		s.fail(w, r, web.ErrNotFound)
	default:
		s.fail(w, r, &web.InvalidError{Kind: web.ErrRequest, Fields: []web.Field{{Name: format.ParamName, What: wrongShape}}})
	}
}
