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
	Officer    bool   `xor:"who" required:"" help:"Be an officer of the demo office, who may read and withdraw certificates."`
}

// Run prints a token that the demo at the same place accepts for a quarter of an
// hour.
func (c *demoTokenCommand) Run(t terminal) error {
	options, err := c.provider([]provider.Person{{FiscalCode: c.FiscalCode}})
	if err != nil {
		return err
	}
	var token string
	if c.Officer {
		scopes := []auth.Scope{auth.ReadCertificates, auth.WithdrawCertificates}
		token, err = provider.OfficeToken(options, scopes, []string{string(people.Office().ID)})
	} else {
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
