package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/internal/postgres"
)

type verifyCommand struct {
	File  verifyFile  `cmd:"" default:"withargs" help:"Verify a certificate: its PDF, or a picture of its QR code. What the exit codes say: docs/verify.md."`
	Audit verifyAudit `cmd:"" help:"Verify the audit chain of every office."`
}

type verifyAudit struct {
	database
	End []string `placeholder:"OFFICE:NUMBER:HASH" help:"An end that was printed before and kept elsewhere; the chain must still pass through it."`
}

// Run reads every chain from its first event and holds it against the ledger's end
// and those noted elsewhere. It goes on to the next office after a break, and fails
// in the end.
func (c *verifyAudit) Run(ctx context.Context, t terminal) error {
	var f faults
	url, noted := c.databaseURL(&f), c.ends(&f)
	if len(f) > 0 {
		return f
	}
	db, err := postgres.Open(ctx, url, postgres.Options{ApplicationName: "sportello verify"})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.CheckSchema(ctx); err != nil {
		return err
	}
	heads, err := db.Chains(ctx)
	if err != nil {
		return err
	}
	broken := 0
	for _, ledger := range heads {
		end, err := audit.Verify(db.Events(ctx, ledger.Office, 1), append(noted[ledger.Office], ledger)...)
		var e *audit.BrokenError
		switch {
		case errors.As(err, &e):
			broken++
			say(t, "%s: BROKEN at event %d: %s", officeName(ledger.Office), e.Seq, e.Why)
		case err != nil:
			return err
		default:
			say(t, "%s: %d events, unbroken; end %s:%d:%x", officeName(end.Office), end.Seq, officeName(end.Office), end.Seq, end.Hash)
		}
		delete(noted, ledger.Office)
	}
	for office := range noted {
		broken++
		say(t, "%s: BROKEN: there is no such chain", officeName(office))
	}
	if broken > 0 {
		return fmt.Errorf("%d audit chains are broken", broken)
	}
	return nil
}

// installation is how the chain without an office is called.
const installation = "installation"

func officeName(office string) string {
	if office == "" {
		return installation
	}
	return office
}

// ends reads what Run has printed, by office.
func (c *verifyAudit) ends(f *faults) map[string][]audit.Head {
	noted := map[string][]audit.Head{}
	for _, s := range c.End {
		head, err := readHead(s)
		if err != nil {
			f.add("--end", "%q is not of the form OFFICE:NUMBER:HASH", s)
			continue
		}
		noted[head.Office] = append(noted[head.Office], head)
	}
	return noted
}

func readHead(s string) (h audit.Head, err error) {
	office, rest, _ := strings.Cut(s, ":")
	number, hash, _ := strings.Cut(rest, ":")
	if office != installation {
		h.Office = office
	}
	h.Seq, err = strconv.ParseInt(number, 10, 64)
	b, decodeErr := hex.DecodeString(hash)
	if err = errors.Join(err, decodeErr); err != nil {
		return h, err
	}
	if copy(h.Hash[:], b) != len(h.Hash) || len(b) != len(h.Hash) {
		return h, errors.New("a hash has 64 digits")
	}
	return h, nil
}
