// Command csc seals a certificate through a remote sealing service that is not ours
// and sees what becomes of requests that must be refused. run says how it is run.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/templates"
)

func main() {
	var t trial
	flag.StringVar(&t.url, "url", "", "the service's API, with its version")
	flag.StringVar(&t.certs, "certs", "", "directory of certificates as certomancer writes it")
	flag.StringVar(&t.out, "out", "", "directory for the sealed files")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	err := t.run(ctx)
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, "csc:", err)
		os.Exit(1)
	}
}

type trial struct{ url, certs, out string }

// run seals with each way to sign, then tries what must not work.
func (t *trial) run(ctx context.Context) error {
	root, err := os.ReadFile(filepath.Join(t.certs, "root", "root.cert.pem"))
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(root)
	if err := t.await(ctx); err != nil {
		return err
	}
	for _, s := range []struct {
		name, key string
		pss       bool
	}{{"RSA-2048", "rsa", false}, {"RSA-2048-PSS", "rsa", true}, {"P-256", "p256", false}} {
		id, err := t.identity("office/"+s.key, s.key, t.url)
		if err != nil {
			return err
		}
		if err := t.seal(ctx, s.name, id, signing.Options{Roots: roots, PSS: s.pss, Random: rand.Reader, Clock: time.Now}); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return t.refusals(ctx)
}

// await waits for the service to listen.
func (t *trial) await(ctx context.Context) error {
	for range 100 {
		if _, _, err := call(ctx, signing.Call{Method: http.MethodPost, URL: t.url + "/info", Body: []byte("{}")}); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("the service does not answer within ten seconds")
}

func (t *trial) identity(credential, certificate, url string) (*signing.Identity, error) {
	own, err := os.ReadFile(filepath.Join(t.certs, "issuing", certificate+".cert.pem"))
	if err != nil {
		return nil, err
	}
	issuer, err := os.ReadFile(filepath.Join(t.certs, "root", "issuing.cert.pem"))
	if err != nil {
		return nil, err
	}
	return signing.LoadCSC(signing.CSC{
		URL: url, Credential: credential, Transport: call,
		Token: func() (string, error) { return "the dummy asks for none", nil },
	}, append(own, issuer...))
}

func (t *trial) seal(ctx context.Context, name string, id *signing.Identity, o signing.Options) error {
	sealer, err := signing.NewSealer(id, o)
	if err != nil {
		return err
	}
	sheet, err := lay(sealer.Reserve())
	if err != nil {
		return err
	}
	began := time.Now()
	file, err := sealer.Seal(ctx, sheet)
	if err != nil {
		return err
	}
	took := time.Since(began)
	if err := sealer.Check(sheet, file); err != nil {
		return err
	}
	if _, err := signing.Verify(file, signing.VerifyOptions{Roots: o.Roots, At: time.Now()}); err != nil {
		return err
	}
	fmt.Printf("%s: sealed in %s, checked, verified\n", name, took.Round(time.Millisecond))
	return os.WriteFile(filepath.Join(t.out, name+".pdf"), file, 0o600)
}

func (t *trial) refusals(ctx context.Context) error {
	for _, r := range []struct {
		name, credential, certificate, url string
		want                               error
	}{
		{"the certificate of another credential", "office/p256", "rsa", t.url, signing.ErrMismatch},
		{"no such credential", "office/nobody", "rsa", t.url, signing.ErrRemoteRefused},
		{"no such method", "office/rsa", "rsa", t.url + "/else", signing.ErrRemoteRefused},
		{"nobody there", "office/rsa", "rsa", "http://127.0.0.1:1/csc/v1", signing.ErrRemoteDown},
	} {
		id, err := t.identity(r.credential, r.certificate, r.url)
		if err != nil {
			return err
		}
		remote, ok := id.Key.(*signing.Remote)
		if !ok {
			return fmt.Errorf("%s: the key is a %T", r.name, id.Key)
		}
		if err := remote.Check(ctx); !errors.Is(err, r.want) {
			return fmt.Errorf("%s: %w; wanted: %w", r.name, err, r.want)
		}
		fmt.Printf("%s: refused: %v\n", r.name, r.want)
	}
	return nil
}

// lay sets a certificate in type.
func lay(hole int) (*signing.Sheet, error) {
	office := people.Office()
	set, err := templates.New([]registry.Office{office}, templates.Options{Hole: hole})
	if err != nil {
		return nil, err
	}
	code, err := certificates.NewCode(rand.Reader)
	if err != nil {
		return nil, err
	}
	today := registry.DateOf(time.Now())
	return set.Lay(&certificates.Content{
		Version: certificates.ContentVersion, Office: certificates.OfficeContent{Code: string(office.ID), Name: office.Name}, Basis: office.Basis,
		Kinds: []certificates.Kind{certificates.Residence}, Use: certificates.PrivateUse, Language: registry.Italian,
		Number: certificates.Number{Year: today.Year, Serial: 1}, IssuedOn: today, Validity: 3, ValidTo: today.AddMonths(3), Extracted: time.Now(),
		Subject: certificates.Individual{
			Surname: "Prova", Given: "Chiara", Sex: registry.Female, Born: registry.Date{Year: 1986, Month: 5, Day: 14},
			Place: certificates.PlaceContent{Kind: registry.BornInMunicipality, Name: "Valdemo", Province: "VD"},
		},
		Residence: &certificates.AddressContent{Street: "Via della Libertà", Number: "12/A", PostalCode: "99900", Municipality: "Valdemo", Province: "VD"},
	}, certificates.Mark{Code: code, URL: "https://sportello.example.it/v/" + code.Compact()}, time.Now())
}

// call is a transport without the bounds of the real one: the service is next door.
func call(ctx context.Context, c signing.Call) (status int, body []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, c.Method, c.URL, bytes.NewReader(c.Body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", c.ContentType)
	r.Header.Set("Authorization", c.Authorization)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, err
}
