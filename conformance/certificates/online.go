package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/demo/provider"
)

// online has everything issued that the demo's hand-made people can have for
// themselves, each after a log-in.
func (r *round) online(ctx context.Context) error {
	for _, p := range people.Cases() {
		code := string(p.FiscalCode)
		if !r.may(code) {
			continue
		}
		token, err := provider.Login(ctx, http.DefaultClient, r.base+"/demo/login", code)
		if err != nil {
			return fmt.Errorf("logging in as %s: %w", code, err)
		}
		if err := r.forHimself(ctx, token, code); err != nil {
			return fmt.Errorf("as %s: %w", code, err)
		}
	}
	return nil
}

// may reports whether a certificate of somebody's can be among those that are wanted.
func (r *round) may(code string) bool {
	for kind := range subjects {
		if r.only.MatchString(code + "-" + string(kind)) {
			return true
		}
	}
	return false
}

// forHimself has everything issued that the holder of the token can have for himself.
// Who is not in the register as one person has nothing.
func (r *round) forHimself(ctx context.Context, token, code string) error {
	api, err := r.connect(token)
	if err != nil {
		return err
	}
	found, err := api.ListSubjectsWithResponse(ctx)
	if err != nil || found.StatusCode() == http.StatusForbidden {
		return err
	}
	if found.JSON200 == nil {
		return errors.New(found.Status())
	}
	self := found.JSON200.Items[0].ID
	kinds, err := api.ReadAvailabilityWithResponse(ctx, self, nil)
	if err != nil || kinds.JSON200 == nil {
		return errors.Join(err, errors.New("availability"))
	}
	for _, k := range kinds.JSON200.Items {
		name := code + "-" + string(k.Kind)
		if !k.Available || !r.only.MatchString(name) {
			continue
		}
		if err := r.issue(ctx, api, name, client.CertificateRequest{SubjectID: self, Kinds: []client.KindSlug{k.Kind}}); err != nil {
			return err
		}
	}
	return nil
}

func (r *round) connect(token string) (*client.ClientWithResponses, error) {
	return client.NewClientWithResponses(r.url, client.WithRequestEditorFn(client.Token(func(context.Context) (string, error) { return token, nil })))
}
