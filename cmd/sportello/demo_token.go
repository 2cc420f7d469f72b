package main

import (
	"fmt"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/demo/provider"
)

type demoTokenCommand struct {
	demoPlace
	FiscalCode string `placeholder:"CODE" xor:"who" required:"" help:"The citizen to be; sportello demo-people lists some."`
	Lawyer     string `placeholder:"CODE" xor:"who" required:"" help:"The citizen to be, as a lawyer."`
	Officer    bool   `xor:"who" required:"" help:"Be an officer at the counter of the demo office, who may read, issue and withdraw certificates."`
}

// Run prints a token that the demo at the same place accepts for a quarter of an
// hour.
func (c *demoTokenCommand) Run(t terminal) error {
	options, err := c.provider([]provider.Person{{FiscalCode: c.FiscalCode}, {FiscalCode: c.Lawyer}})
	if err != nil {
		return err
	}
	var token string
	switch {
	case c.Officer:
		scopes := []auth.Scope{auth.ReadCertificates, auth.WithdrawCertificates, auth.IssueCertificates}
		token, err = provider.OfficeToken(options, scopes, []string{string(people.Office().ID)})
	case c.Lawyer != "":
		token, err = provider.LawyerToken(options, c.Lawyer)
	default:
		token, err = provider.Token(options, c.FiscalCode)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, token)
	return err
}

type demoPeopleCommand struct {
	English bool `help:"In English."`
}

// Run lists the hand-made people.
func (c *demoPeopleCommand) Run(t terminal) error {
	for _, p := range people.Cases() {
		situation, outcome := p.Situation.Italian, p.Outcome.Italian
		if c.English {
			situation, outcome = p.Situation.English, p.Outcome.English
		}
		if _, err := fmt.Fprintf(t.out, "%-16s  %s\n                  %s\n                  -> %s\n", p.FiscalCode, p.Name, situation, outcome); err != nil {
			return err
		}
	}
	return nil
}
