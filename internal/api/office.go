package api

import (
	"context"
	"net/http"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

const officePage = 100

// ListOfficeCertificates is what an office has issued, a page of it as JSON or all of it as
// CSV.
func (s *server) ListOfficeCertificates(ctx context.Context, r ListOfficeCertificatesRequestObject) (ListOfficeCertificatesResponseObject, error) {
	office := registry.OfficeID(r.Office)
	f := s.filter((*string)(r.Params.State), r.Params.Kind, r.Params.From, r.Params.To)
	if wishOf(ctx).mediaType == textCSV {
		return s.export(ctx, office, f)
	}
	limit, before := officePage, certificates.ID("")
	if r.Params.Limit != nil {
		limit = int(*r.Params.Limit)
	}
	if r.Params.Cursor != nil {
		before = certificates.ID(r.Params.Cursor.String())
	}
	list, more, err := s.Desk.InOffice(ctx, requester(ctx), office, f, before, limit, web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	out := ListOfficeCertificates200JSONResponse{Items: make([]OfficeCertificate, len(list))}
	for i, l := range list {
		out.Items[i] = s.listed(l)
	}
	if more {
		out.Next = &out.Items[len(list)-1].ID
	}
	return out, nil
}

// CountOfficeCertificates counts what an office has issued in a month.
func (s *server) CountOfficeCertificates(ctx context.Context, r CountOfficeCertificatesRequestObject) (CountOfficeCertificatesResponseObject, error) {
	m, err := certificates.ParseMonth(r.Params.Month)
	if err != nil {
		return nil, &web.InvalidError{Kind: web.ErrRequest, Fields: []web.Field{{Name: "month", What: wrongShape}}}
	}
	office := registry.OfficeID(r.Office)
	counts, err := s.Desk.Counted(ctx, requester(ctx), office, m, web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	out := CountOfficeCertificates200JSONResponse{
		Office: Office{Code: r.Office, Name: s.Desk.Offices[office].Name}, Month: m.String(), Items: make([]CertificateCount, len(counts)),
	}
	for i, c := range counts {
		out.Items[i] = s.count(c)
	}
	return out, nil
}

func (s *server) count(c certificates.Count) CertificateCount {
	e, _ := s.Desk.Catalogue.Entry(c.Kind)
	out := CertificateCount{
		Subject: "resident", Kind: e.Slug, Use: string(c.Use), Exemption: int32(c.Exemption),
		Stamped: int32(c.Stamped), Exempt: int32(c.Exempt), Total: int32(c.Total()),
	}
	if c.Abroad {
		out.Subject = "abroad"
	}
	if c.Combined {
		out.Kind = "combined"
	}
	return out
}

// filter is the filters that lists have in common. keepContract has let only kinds of the
// catalogue through.
func (s *server) filter(state *string, kind *KindSlug, from, to *openapi_types.Date) (f certificates.Filter) {
	if state != nil {
		f.Standing = certificates.Standing(*state)
	}
	if kind != nil {
		e, _ := s.Desk.Catalogue.Slug(string(*kind))
		f.Kind = e.Kind
	}
	if from != nil {
		f.From = registry.DateOf(from.Time)
	}
	if to != nil {
		f.To = registry.DateOf(to.Time)
	}
	return f
}

func (s *server) listed(l *certificates.Listed) OfficeCertificate {
	out := OfficeCertificate{
		ID: string(l.ID), Number: l.Number.String(), Kinds: s.slugs(l.Kinds), State: OfficeCertificateState(l.State),
		IssuedOn: l.IssuedOn, ValidUntil: day(l.ValidTo), Use: string(l.Use), Channel: string(l.Channel),
		StampDuty: l.Stamped, Exemption: int32(l.Exemption),
	}
	if l.Superseded != nil {
		on := registry.DateOf(l.Superseded.At.In(s.Desk.Clock().Location()))
		out.SupersededOn = &on
	}
	return out
}

const textCSV = "text/csv"

// export begins an export: whoever may not have it is told before anything is sent.
func (s *server) export(ctx context.Context, office registry.OfficeID, f certificates.Filter) (ListOfficeCertificatesResponseObject, error) {
	e := exported{&web.Export{Catalogue: s.Desk.Catalogue, Zone: s.Desk.Clock().Location(), Log: s.Log}, ctx, "certificates-" + string(office)}
	return e, e.Begin(s.Desk.Export(ctx, requester(ctx), office, f, web.RequestID(ctx)))
}

// exported is an export that is on its way.
type exported struct {
	*web.Export
	ctx  context.Context //nolint:containedctx // of the request that it answers
	name string
}

// VisitListOfficeCertificatesResponse sends it.
func (e exported) VisitListOfficeCertificatesResponse(w http.ResponseWriter) error {
	e.Send(e.ctx, w, e.name)
	return nil
}
