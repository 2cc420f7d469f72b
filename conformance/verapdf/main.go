// Command verapdf makes sheets of every shape that a certificate can have, for outside
// judges: each as laid out, in a directory "unsealed", and with a seal, in "sealed".
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/templates"
)

func main() {
	out := flag.String("out", "sheets", "where the sheets go")
	flag.Parse()
	if err := run(context.Background(), *out); err != nil {
		fmt.Fprintln(os.Stderr, "verapdf:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out string) error {
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
		if err := p.print(ctx, name, content); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// largest is how many bytes a certificate may have, in one language and in two: with 25
// members of a household at most, and names that do not mix alphabets. One that does
// carries a font for each.
const largest, largestOfTwo, members, alphabet = 90_000, 110_000, 25, "alphabets"

// tooLarge reports whether a file of a certificate has more bytes than it may have.
func tooLarge(size int, name string, c *certificates.Content) bool {
	most := largest
	if c.Language != registry.Italian {
		most = largestOfTwo
	}
	return size > most && len(c.Household) <= members && !strings.HasPrefix(name, alphabet)
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
