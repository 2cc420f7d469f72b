package api

import (
	"context"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// ListCertificateKinds is the whole catalogue.
func (s *server) ListCertificateKinds(ctx context.Context, _ ListCertificateKindsRequestObject) (ListCertificateKindsResponseObject, error) {
	entries := s.Desk.Catalogue.Entries()
	items := make([]CertificateKind, len(entries))
	for i, e := range entries {
		items[i] = CertificateKind{
			Kind: KindSlug(e.Slug), Code: int32(e.Kind), Name: e.Name.In(wishOf(ctx).language), Citation: e.Citation,
			Subjects: same[CertificateKindSubjects](e.Subjects), Channels: same[CertificateKindChannels](e.Channels), Single: e.Single,
			ValidityMonths: int32(e.Validity), ValidityGround: e.Ground, Offered: s.Desk.Offers(e.Kind),
		}
	}
	return ListCertificateKinds200JSONResponse{Items: items}, nil
}

// ListSubjects is the persons about whom the caller may ask.
func (s *server) ListSubjects(ctx context.Context, _ ListSubjectsRequestObject) (ListSubjectsResponseObject, error) {
	by := requester(ctx)
	people, err := s.Desk.Subjects(ctx, by, web.RequestID(ctx))
	if err != nil {
		return nil, err
	}
	items := make([]Subject, len(people))
	for i, p := range people {
		items[i] = subject(p, by)
	}
	return ListSubjects200JSONResponse{Items: items}, nil
}

// ReadAvailability is every kind, with what stops it for one subject.
func (s *server) ReadAvailability(ctx context.Context, r ReadAvailabilityRequestObject) (ReadAvailabilityResponseObject, error) {
	list, err := s.Desk.Availability(ctx, requester(ctx), certificates.Request{
		Subject: registry.PersonID(r.SubjectID.String()), Use: use(r.Params.Use), Language: language(r.Params.Language), ID: web.RequestID(ctx),
	})
	if err != nil {
		return nil, err
	}
	l := wishOf(ctx).language
	items := make([]Availability, len(list))
	for i, a := range list {
		items[i] = Availability{
			Kind: KindSlug(a.Entry.Slug), Name: a.Entry.Name.In(l), Available: a.Possible(),
			Refusals: web.Refusals(s.Desk.Catalogue, a.Refusals, l),
		}
	}
	return ReadAvailability200JSONResponse{Items: items}, nil
}

// same is a list of the domain's words as the contract's.
func same[To, From ~string](list []From) []To {
	out := make([]To, len(list))
	for i, s := range list {
		out[i] = To(s)
	}
	return out
}
