// Command verapdf makes sheets of every shape that a certificate can have, for outside
// judges: each as laid out, in a directory "unsealed", and with a seal, in "sealed"; and
// self-declarations, which have none.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/templates"
)

func main() {
	out := flag.String("out", "sheets", "where the sheets go")
	only := flag.String("only", "", "make those whose name matches this regular expression")
	flag.Parse()
	if err := run(context.Background(), *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "verapdf:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, only string) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	m, err := keys.Ensure(filepath.Join(out, "keys"), keys.Options{Random: rand.Reader, Now: time.Now()})
	if err != nil {
		return err
	}
	sealer, err := signing.NewSealer(m.Identity, signing.Options{Roots: m.Roots, Random: rand.Reader, Clock: time.Now})
	if err != nil {
		return err
	}
	set, err := templates.New(offices(), templates.Options{Hole: sealer.Reserve()})
	if err != nil {
		return err
	}
	p := press{out, set, sealer}
	for name, content := range shapes() {
		if !wanted.MatchString(name) {
			continue
		}
		if err := p.print(ctx, name, content); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for name, declaration := range declarations() {
		if !wanted.MatchString(name) {
			continue
		}
		form, err := set.Form(declaration)
		if err := errors.Join(err, write(filepath.Join(out, "unsealed", name+".pdf"), form)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// largest is how many bytes a certificate may have, and one with more fonts than the
// ordinary one: in two languages, or for names beyond the letters of Europe's west. Only
// those that mix alphabets may be larger, and those with many members.
const largest, largestOfMore, members = 90_000, 110_000, 25

// alphabets is the sheet whose names mix them: each brings its font.
const alphabets = "alphabets"

var beyond = []string{"vietnamese", "greek"}

// tooLarge reports whether a file of a certificate has more bytes than it may have.
func tooLarge(size int, name string, c *certificates.Content) bool {
	most := largest
	if c.Language != registry.Italian || slices.Contains(beyond, name) {
		most = largestOfMore
	}
	return size > most && len(c.Household) <= members && name != alphabets
}

type press struct {
	out    string
	set    *templates.Typesetter
	sealer *signing.Sealer
}

// print writes a sheet before and after its seal, and its preview.
func (p press) print(ctx context.Context, name string, c *certificates.Content) error {
	proof, err := p.set.Proof(c)
	if err != nil {
		return err
	}
	sheet, err := p.set.Lay(c, mark(), time.Now())
	if err != nil {
		return err
	}
	sealed, err := p.sealer.Seal(ctx, sheet)
	if err != nil {
		return err
	}
	if err := p.sealer.Check(sheet, sealed); err != nil {
		return err
	}
	if tooLarge(len(sealed), name, c) {
		return fmt.Errorf("%d bytes are too many", len(sealed))
	}
	return errors.Join(
		write(filepath.Join(p.out, "unsealed", name+"-preview.pdf"), proof),
		write(filepath.Join(p.out, "unsealed", name+".pdf"), sheet.Unsealed()),
		write(filepath.Join(p.out, "sealed", name+".pdf"), sealed))
}

func write(path string, b []byte) error {
	return errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, b, 0o600))
}

// mark is one with a signed statement of the length that statements have.
func mark() certificates.Mark {
	const digits = 700
	code := certificates.Code{1, 2, 3, 4, 5, 6, 7, 8, 9}
	url := []byte("https://anagrafe.comune.valdemo.example/v/" + code.Compact() + "#")
	for i := range digits {
		url = append(url, byte('0'+i*i%10))
	}
	return certificates.Mark{Code: code, URL: string(url)}
}
