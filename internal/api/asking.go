package api

import (
	"context"
	"net/http"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// request is a request as the domain takes it, by the caller as he declares himself in
// it. keepContract has let only kinds of the catalogue through.
func (s *server) request(ctx context.Context, r *CertificateRequest, key string) (certificates.Requester, certificates.Request, error) {
	var d days
	out := certificates.Request{
		Subject: registry.PersonID(r.SubjectID.String()), Use: use(r.Use), Language: language(r.Language),
		On: d.read("/on", r.On), Grounds: given(r.Grounds), Key: key, ID: web.RequestID(ctx),
	}
	for _, slug := range r.Kinds {
		if e, ok := s.Desk.Catalogue.Slug(string(slug)); ok {
			out.Kinds = append(out.Kinds, e.Kind)
		}
	}
	if r.Force != nil {
		out.Force = certificates.Force{Rules: r.Force.Rules, Reason: r.Force.Reason}
	}
	switch {
	case r.StampDuty != nil:
		out.Duty = duty(r.StampDuty)
	case r.Mandate != nil: // a lawyer has no other
		out.Duty.Exemption = certificates.JudicialExemption
	}
	by := requester(ctx).With(d.applicant(r.Applicant), d.mandate(r.Mandate))
	return by, out, d.fault()
}

// days reads days and keeps which of them are none.
type days struct{ faults []web.Field }

func (d *days) read(field string, s *string) registry.Date {
	if s == nil {
		return registry.Date{}
	}
	day, err := registry.ParseDate(*s)
	if err != nil {
		d.faults = append(d.faults, web.Field{Name: field, What: wrongShape})
	}
	return day
}

func (d *days) fault() error {
	if len(d.faults) == 0 {
		return nil
	}
	return &web.InvalidError{Kind: web.ErrField, Fields: d.faults}
}

func (d *days) applicant(a *Applicant) *certificates.Identified {
	if a == nil {
		return nil
	}
	return &certificates.Identified{
		Name: a.Name, Born: d.read("/applicant/birthDate", &a.BirthDate), Document: a.Document, Code: registry.FiscalCode(given(a.FiscalCode)),
	}
}

func (d *days) mandate(m *Mandate) *certificates.Mandate {
	if m == nil {
		return nil
	}
	return &certificates.Mandate{
		Purpose: certificates.Purpose(m.Purpose), On: d.read("/mandate/on", &m.On),
		Subject: registry.Sought{
			Code: registry.FiscalCode(m.FiscalCode), Name: registry.Name{Surname: m.Surname, Given: m.GivenName},
			Born: d.read("/mandate/birthDate", &m.BirthDate),
		},
	}
}

// given is "" for what is not given.
func given(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// searcher is who searches, for the limit.
func searcher(r *http.Request) string {
	p := requester(r.Context()).Principal
	return p.Issuer + " " + p.Client + " " + p.Subject + " " + p.Officer
}

// SearchSubjects finds a person for an officer or a lawyer.
func (s *server) SearchSubjects(ctx context.Context, r SearchSubjectsRequestObject) (SearchSubjectsResponseObject, error) {
	var d days
	by := requester(ctx)
	search := certificates.Search{Purpose: r.Body.Purpose, Request: web.RequestID(ctx), Sought: registry.Sought{
		Code: registry.FiscalCode(given(r.Body.FiscalCode)), Name: registry.Name{Surname: given(r.Body.Surname), Given: given(r.Body.GivenName)},
		Born: d.read("/birthDate", r.Body.BirthDate),
	}}
	if err := d.fault(); err != nil {
		return nil, err
	}
	found, err := s.Desk.Search(ctx, by, search)
	if err != nil {
		return nil, err
	}
	items := make([]Subject, len(found))
	for i, p := range found {
		items[i] = subject(p, by)
	}
	return SearchSubjects200JSONResponse{Items: items}, nil
}

// ReadApplication is how a certificate was asked for.
func (s *server) ReadApplication(ctx context.Context, r ReadApplicationRequestObject) (ReadApplicationResponseObject, error) {
	a, err := s.Desk.Application(ctx, requester(ctx), certificates.ID(r.CertificateID.String()), web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	out := Application{Lawyer: some(string(a.Lawyer)), Grounds: some(a.Grounds), Reason: some(a.Reason)}
	if a.Applicant != nil {
		out.Applicant = &Applicant{
			Name: a.Applicant.Name, BirthDate: a.Applicant.Born.String(), Document: a.Applicant.Document, FiscalCode: some(string(a.Applicant.Code)),
		}
	}
	if a.Mandate != nil {
		purpose := ApplicationPurpose(a.Mandate.Purpose)
		out.Purpose, out.MandateOn = &purpose, some(a.Mandate.On.String())
	}
	if len(a.Forced) > 0 {
		out.Forced = &a.Forced
	}
	return ReadApplication200JSONResponse(out), nil
}

// some is nil for "".
func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// ListConspicuousLawyers is whose mandates the officer's offices are to look at.
func (s *server) ListConspicuousLawyers(ctx context.Context, _ ListConspicuousLawyersRequestObject) (ListConspicuousLawyersResponseObject, error) {
	list, err := s.Desk.Conspicuous(ctx, requester(ctx))
	if err != nil {
		return nil, err
	}
	items := make([]ConspicuousLawyer, len(list))
	for i, c := range list {
		items[i] = ConspicuousLawyer{
			Lawyer: string(c.Lawyer), Office: Office{Code: string(c.Office), Name: s.Desk.Offices[c.Office].Name},
			Period: ConspicuousLawyerPeriod(c.Period), From: c.From, NoticedAt: c.At.UTC(),
		}
	}
	return ListConspicuousLawyers200JSONResponse{Items: items}, nil
}
