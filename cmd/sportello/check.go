package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/sportello/sportello/registry"
)

// verifyFile checks a certificate for who has been handed it.
type verifyFile struct {
	Path     string            `arg:"" name:"file" help:"The certificate as PDF, or its QR code as a picture (PNG, JPEG)."`
	Offline  bool              `help:"Ask nobody: use the copies of keys and lists from the last time, or those given."`
	Server   string            `placeholder:"URL" help:"Whom to ask, and whose certificate it must be; who issued it by its own words if empty."`
	Roots    string            `placeholder:"PATH" help:"Certificates of seals, or roots that none but trusted offices' seals lead to, PEM; to check a PDF without network."`
	Keys     string            `placeholder:"PATH" help:"Copy of the issuer's keys, instead of that of the last time."`
	Status   string            `placeholder:"PATH" help:"Copy of the status list, instead of that of the last time."`
	Copies   string            `placeholder:"DIR" help:"Where copies are kept; the user's cache directory if empty."`
	JSON     bool              `name:"json" help:"Print JSON, for machines."`
	Language registry.Language `enum:"it,de,sl,fr,en" default:"it" help:"it, de, sl, fr or en."`
}

// Exit codes of verify.
const (
	exitNot       = 1 // not genuine, or no longer valid
	exitUnchecked = 3 // not everything could be checked
)

// errUnreadable says that there is nothing in a file that could be checked.
var errUnreadable = errors.New("cannot be checked")

// Run prints a verdict and ends with its exit code.
func (c *verifyFile) Run(ctx context.Context, t terminal) error {
	k, err := c.checker(time.Now)
	if err != nil {
		return err
	}
	p, err := k.read(ctx, c.Path)
	if err != nil {
		return err
	}
	f := k.check(ctx, p)
	if c.JSON {
		err = f.json(t.out)
	} else {
		err = f.tell(t.out, c.Language)
	}
	if err != nil || f.Verdict == valid {
		return err
	}
	return ended(f.Verdict.exit())
}

// checker is what a check works with.
type checker struct {
	given  *url.URL            // the server that was named, or nil
	pinned []*x509.Certificate // seals and roots that are trusted
	from   sources
	asks   bool
	lang   registry.Language
	clock  func() time.Time
}

func (c *verifyFile) checker(clock func() time.Time) (*checker, error) {
	var f faults
	k := &checker{asks: !c.Offline, lang: c.Language, clock: clock}
	if c.Server != "" {
		checkIssuer(&f, "--server", c.Server)
		k.given = absolute(new(faults), "--server", c.Server)
	}
	if c.Roots != "" {
		var err error
		if text := readFile(&f, "--roots", c.Roots); text != nil {
			if k.pinned, err = certificatesIn(text); err != nil {
				f.add("--roots", "%v", err)
			}
		}
	}
	k.from = sources{keys: c.given(&f, "--keys", c.Keys), status: c.given(&f, "--status", c.Status), copies: c.copies(&f)}
	if len(f) > 0 {
		return nil, f
	}
	return k, nil
}

// given is a copy that was named, "" for none.
func (c *verifyFile) given(f *faults, name, path string) string {
	if path == "" {
		return ""
	}
	return trimmed(readFile(f, name, path))
}

func (c *verifyFile) copies(f *faults) copies {
	if c.Copies != "" {
		return copies(c.Copies)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		f.add("--copies", "%v", err)
	}
	return copies(dir + "/sportello")
}

// unreadable is an error for who named a file that holds nothing to check.
func unreadable(path, format string, args ...any) error {
	return fmt.Errorf("%s %w: %s", path, errUnreadable, fmt.Sprintf(format, args...))
}
