// Command certificates issues every certificate that the hand-made people of a demo
// can have, through the public API and its published client, and writes each to a
// file, with the signature and the bytes that it is over beside it for judges that
// know no PDF.
package main

import (
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/demo/provider"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8080", "where the demo serves")
	demo := flag.String("demo", ".sportello", "where the demo keeps its state")
	out := flag.String("out", "certificates", "where the certificates go")
	flag.Parse()
	if err := run(context.Background(), "http://"+*listen, *demo, *out); err != nil {
		fmt.Fprintln(os.Stderr, "certificates:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, base, demo, out string) error {
	if err := await(ctx, filepath.Join(demo, "certificate.pdf")); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	issued := 0
	for _, p := range people.Cases() {
		token, err := provider.Login(ctx, http.DefaultClient, base+"/demo/login", string(p.FiscalCode))
		if err != nil {
			return fmt.Errorf("logging in as %s: %w", p.FiscalCode, err)
		}
		n, err := issue(ctx, base, token, filepath.Join(out, string(p.FiscalCode)))
		if err != nil {
			return fmt.Errorf("as %s: %w", p.FiscalCode, err)
		}
		issued += n
	}
	if issued < 50 {
		return fmt.Errorf("only %d certificates could be had", issued)
	}
	fmt.Printf("%d certificates issued\n", issued)
	return nil
}

// await waits until the demo has issued its first certificate.
func await(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("the demo issued nothing within a minute")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// issue has everything issued that the holder of the token can have for himself. Who
// is not in the register as one person has nothing.
func issue(ctx context.Context, base, token, prefix string) (n int, err error) {
	api, err := client.NewClientWithResponses(base, client.WithRequestEditorFn(client.Token(func(context.Context) (string, error) { return token, nil })))
	if err != nil {
		return 0, err
	}
	subjects, err := api.ListSubjectsWithResponse(ctx)
	if err != nil || subjects.StatusCode() == http.StatusForbidden {
		return 0, err
	}
	if subjects.JSON200 == nil {
		return 0, errors.New(subjects.Status())
	}
	self := subjects.JSON200.Items[0].ID
	kinds, err := api.ReadAvailabilityWithResponse(ctx, self, nil)
	if err != nil || kinds.JSON200 == nil {
		return 0, errors.Join(err, errors.New("availability"))
	}
	for _, k := range kinds.JSON200.Items {
		if !k.Available {
			continue
		}
		request := client.CertificateRequest{SubjectID: self, Kinds: []client.KindSlug{k.Kind}}
		key := fmt.Sprintf("conformance-%s-%d", k.Kind, time.Now().UnixNano())
		c, err := api.CreateCertificateWithResponse(ctx, &client.CreateCertificateParams{IdempotencyKey: key}, request)
		if err != nil || c.JSON201 == nil {
			return n, errors.Join(err, fmt.Errorf("%s: %s", k.Kind, c.Status()))
		}
		file, err := api.ReadDocumentWithResponse(ctx, c.JSON201.ID)
		if err != nil || file.StatusCode() != http.StatusOK {
			return n, errors.Join(err, fmt.Errorf("%s: %s", k.Kind, file.Status()))
		}
		if err := write(prefix+"-"+string(k.Kind), file.Body); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

var byteRange = regexp.MustCompile(`/ByteRange *\[ *0 +(\d+) +(\d+) +(\d+) *\]`)

// write keeps the file, and apart the CMS and what it is over.
func write(name string, pdf []byte) error {
	m := byteRange.FindSubmatch(pdf)
	if m == nil {
		return errors.New("the file has no signature")
	}
	var at [3]int
	for i := range at {
		var err error
		if at[i], err = strconv.Atoi(string(m[i+1])); err != nil {
			return err
		}
	}
	cms, err := hex.DecodeString(string(pdf[at[0]+1 : at[1]-1]))
	if err != nil {
		return err
	}
	signed := append(append([]byte(nil), pdf[:at[0]]...), pdf[at[1]:at[1]+at[2]]...)
	return errors.Join(
		os.WriteFile(name+".pdf", pdf, 0o600),
		os.WriteFile(name+".cms", cms, 0o600),
		os.WriteFile(name+".signed", signed, 0o600))
}
