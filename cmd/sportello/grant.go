package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/registry"
)

type grantCommand struct {
	database
	zoned
	Name    string `required:"" placeholder:"NAME" help:"The officer's name, as administrators are to see it."`
	Office  string `arg:"" placeholder:"CODE" help:"Cadastral code of the office."`
	Issuer  string `arg:"" placeholder:"URL" help:"Identity provider by which the officer logs in."`
	Subject string `arg:"" placeholder:"SUBJECT" help:"The officer's name there, the sub of his tokens."`
	Scope   string `arg:"" placeholder:"SCOPE" help:"The right, such as office:manage."`
}

// Run gives the right from today on, for good until administrators take it away. The
// database takes it only from who owns its tables, not from the service.
func (c *grantCommand) Run(ctx context.Context, t terminal) error {
	var f faults
	url := c.databaseURL(&f)
	clock := c.clock(&f)
	if !registry.OfficeID(c.Office).Valid() {
		f.add("CODE", "is not a cadastral code such as H501")
	}
	if !slices.Contains(decisions.Scopes(), auth.Scope(c.Scope)) {
		f.add("SCOPE", "is none of %s", rights())
	}
	if len(f) > 0 {
		return f
	}
	db, err := postgres.Open(ctx, url, postgres.Options{ApplicationName: "sportello grant"})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.CheckSchema(ctx); err != nil {
		return err
	}
	board := &decisions.Board{Store: db, Clock: clock}
	holder := decisions.Officer{Issuer: c.Issuer, Subject: c.Subject, Name: c.Name}
	d, err := board.ByOperator(ctx, registry.OfficeID(c.Office), holder, auth.Scope(c.Scope))
	switch {
	case errors.Is(err, registry.ErrOfficeUnknown):
		return fmt.Errorf("there is no office %s", c.Office)
	case err != nil:
		return err
	}
	say(t, "%s has %s in %s from %s on; decision %s", c.Name, c.Scope, c.Office, d.Counts, d.ID)
	return nil
}

func rights() string {
	var all []string
	for _, s := range decisions.Scopes() {
		all = append(all, string(s))
	}
	return strings.Join(all, ", ")
}
