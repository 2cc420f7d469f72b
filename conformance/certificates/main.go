// Command certificates issues every certificate that the hand-made people of a demo
// can have, through the public API and its published client, and writes each to a
// file, with the signature and the bytes that it is over beside it for judges that
// know no PDF. Started again with the same key it gets the same certificates, as they
// have become.
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
	var r round
	flag.StringVar(&r.url, "url", "http://127.0.0.1:8080", "where the service is")
	flag.StringVar(&r.login, "login", "http://127.0.0.1:8080/demo/login", "where the demo's identity provider is")
	flag.StringVar(&r.key, "key", "conformance", "what the idempotency keys begin with")
	flag.StringVar(&r.out, "out", "certificates", "where the certificates go")
	only := flag.String("only", "", "issue for those whose printed name matches this regular expression")
	least := flag.Int("least", 1, "fewer certificates are a failure")
	flag.Parse()
	if err := r.run(context.Background(), *only, *least); err != nil {
		fmt.Fprintln(os.Stderr, "certificates:", err)
		os.Exit(1)
	}
}

// round is one issuing of everything.
type round struct{ url, login, key, out string }

func (r round) run(ctx context.Context, only string, least int) error {
	who, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	if err := await(ctx, r.url+"/readyz"); err != nil {
		return err
	}
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	issued := 0
	for _, p := range people.Cases() {
		if !who.MatchString(p.Name) {
			continue
		}
		token, err := provider.Login(ctx, http.DefaultClient, r.login, string(p.FiscalCode))
		if err != nil {
			return fmt.Errorf("logging in as %s: %w", p.FiscalCode, err)
		}
		n, err := r.issue(ctx, token, string(p.FiscalCode))
		if err != nil {
			return fmt.Errorf("as %s: %w", p.FiscalCode, err)
		}
		issued += n
	}
	if issued < least {
		return fmt.Errorf("only %d certificates could be had, not %d", issued, least)
	}
	return nil
}

// await waits until the service is ready.
func await(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		if ready(ctx, url) {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("the service was not ready within a minute")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func ready(ctx context.Context, url string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

// issue has everything issued that the holder of the token can have for himself. Who
// is not in the register as one person has nothing.
func (r round) issue(ctx context.Context, token, name string) (n int, err error) {
	api, err := client.NewClientWithResponses(r.url, client.WithRequestEditorFn(client.Token(func(context.Context) (string, error) { return token, nil })))
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
		request := client.CertificateRequest{SubjectID: self, Kinds: []client.KindSlug{k.Kind}, StampDuty: &client.StampDuty{Exemption: new(int32(107))}}
		key := r.key + "-" + string(k.Kind)
		c, err := api.CreateCertificateWithResponse(ctx, &client.CreateCertificateParams{IdempotencyKey: key}, request)
		if err != nil || c.JSON201 == nil {
			return n, errors.Join(err, fmt.Errorf("%s: %s", k.Kind, c.Status()))
		}
		file, err := api.ReadDocumentWithResponse(ctx, c.JSON201.ID)
		if err != nil || file.StatusCode() != http.StatusOK {
			return n, errors.Join(err, fmt.Errorf("%s: %s", k.Kind, file.Status()))
		}
		if err := write(filepath.Join(r.out, name+"-"+string(k.Kind)), file.Body); err != nil {
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
