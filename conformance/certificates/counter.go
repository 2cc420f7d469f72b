package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/internal/demo/provider"
)

// counters has everything of the plan issued at the neighbours' counters.
func (r *round) counters(ctx context.Context) error {
	all, err := r.plan(ctx)
	if err != nil {
		return err
	}
	for _, w := range all {
		if !r.only.MatchString(w.name) {
			continue
		}
		if err := r.serve(ctx, w); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
	}
	return nil
}

// plan is what is asked for, of every kind that the service lists.
func (r *round) plan(ctx context.Context) ([]wish, error) {
	api, err := client.NewClientWithResponses(r.url)
	if err != nil {
		return nil, err
	}
	catalogue, err := api.ListCertificateKindsWithResponse(ctx, nil)
	if err != nil || catalogue.JSON200 == nil {
		return nil, errors.Join(err, errors.New("the catalogue cannot be had"))
	}
	var kinds []client.KindSlug
	for _, k := range catalogue.JSON200.Items {
		kinds = append(kinds, k.Kind)
	}
	return plan(kinds)
}

// officer is a token for the counter of one office.
func (r *round) officer(office string) (string, error) {
	key, err := provider.EnsureKey(r.loginKey)
	if err != nil {
		return "", err
	}
	o := provider.Options{Issuer: r.base + "/demo/login", Audience: r.base, Key: key, Clock: time.Now, Random: rand.Reader}
	return provider.OfficeToken(o, []auth.Scope{auth.ReadCertificates, auth.IssueCertificates}, []string{office})
}

// serve finds the person and has the certificate issued, for the same person at the
// counter; what is about a dead one is for the widow.
func (r *round) serve(ctx context.Context, w wish) error {
	token, err := r.officer(w.office)
	if err != nil {
		return err
	}
	api, err := r.connect(token)
	if err != nil {
		return err
	}
	who := strings.Split(w.about, "|")
	if w.SubjectID, err = find(ctx, api, who); err != nil {
		return err
	}
	if w.about == dead {
		who = strings.Split(widow, "|")
	}
	w.Applicant = &client.Applicant{Name: who[0] + " " + who[1], BirthDate: who[2], Document: "carta d'identità CA00000AA"}
	return r.issue(ctx, api, w.name, w.CertificateRequest)
}

// find looks for a person by surname, given name and day of birth.
func find(ctx context.Context, api *client.ClientWithResponses, who []string) (id uuid.UUID, err error) {
	found, err := api.SearchSubjectsWithResponse(ctx, nil, client.SubjectSearch{Purpose: "prova di conformità", Surname: &who[0], GivenName: &who[1], BirthDate: &who[2]})
	if err != nil {
		return id, err
	}
	if found.JSON200 == nil {
		return id, problem(found.ApplicationProblemJSONDefault, found.Status())
	}
	if n := len(found.JSON200.Items); n != 1 {
		return id, fmt.Errorf("%d persons were found", n)
	}
	return found.JSON200.Items[0].ID, nil
}
