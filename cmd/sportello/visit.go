package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/demo/provider"
)

// visit is what a citizen does: log in at the identity provider, ask for a
// household certificate, fetch it. Everything goes over HTTP, through the public
// API and its published client.
func (c *demoCommand) visit(ctx context.Context, t terminal, issuer string) error {
	begun := time.Now()
	browser := &http.Client{Timeout: 30 * time.Second}
	token, err := provider.Login(ctx, browser, issuer, string(people.DefaultCitizen))
	if err != nil {
		return fmt.Errorf("logging in: %w", err)
	}
	api, err := client.NewClientWithResponses(c.base(), client.WithHTTPClient(browser),
		client.WithRequestEditorFn(client.Token(func(context.Context) (string, error) { return token, nil })))
	if err != nil {
		return err
	}
	certificate, err := ask(ctx, api)
	if err != nil {
		return err
	}
	document, err := api.ReadDocumentWithResponse(ctx, certificate.ID)
	if err != nil {
		return err
	}
	if document.StatusCode() != http.StatusOK {
		return fmt.Errorf("fetching the certificate: the service answered %s", document.Status())
	}
	path := filepath.Join(c.Data, "certificate.pdf")
	if err := writeFile(path, document.Body); err != nil {
		return err
	}
	return c.tell(t, certificate, path, document.Body, time.Since(begun))
}

// ask has the citizen's household certified.
func ask(ctx context.Context, api *client.ClientWithResponses) (*client.Certificate, error) {
	subjects, err := api.ListSubjectsWithResponse(ctx)
	if err != nil {
		return nil, err
	}
	if subjects.JSON200 == nil {
		return nil, fmt.Errorf("asking who can be asked for: the service answered %s", subjects.Status())
	}
	issued, err := api.CreateCertificateWithResponse(ctx,
		&client.CreateCertificateParams{IdempotencyKey: rand.Text()},
		client.CertificateRequest{SubjectID: subjects.JSON200.Items[0].ID, Kinds: []client.KindSlug{client.KindSlugHousehold}, StampDuty: forSchool()})
	if err != nil {
		return nil, err
	}
	if issued.JSON201 == nil {
		return nil, fmt.Errorf("asking for the certificate: the service answered %s", issued.Status())
	}
	return issued.JSON201, nil
}

// forSchool claims the exemption for school, university and scholarships (art. 11 of
// table B d.P.R. 642/1972): the citizen of the demo has children.
func forSchool() *client.StampDuty { return &client.StampDuty{Exemption: new(int32(107))} }

// writeFile replaces a file as a whole.
func writeFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".certificate-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// linkPattern finds the verification link in the file, where it stands as an
// annotation.
var linkPattern = regexp.MustCompile(`/URI ?\((http[^)]*/v/[0-9A-Z]+)[#)]`)

// tell says where the certificate is and what can be tried next. The lines work as
// they are printed.
func (c *demoCommand) tell(t terminal, certificate *client.Certificate, path string, file []byte, took time.Duration) error {
	link := linkPattern.FindSubmatch(file)
	if link == nil {
		return errors.New("the certificate carries no verification link")
	}
	code := link[1][bytes.LastIndexByte(link[1], '/')+1:]
	program, err := os.Executable()
	if err != nil {
		return err
	}
	if path, err = filepath.Abs(path); err != nil {
		return err
	}
	data, base := filepath.Dir(path), c.base()
	say(t, `
Issued certificate %s in %d ms: %s

Check it, as anyone can:
  %s
  curl -s %s/v1/verifications/%s
  curl -s -H 'Content-Type: application/pdf' --data-binary '@%s' %s/v1/verifications
  '%s' verify '%s'

Log in with a browser, as a citizen or as one of the office:
  %s/login?then=/me
  %s/login?then=/office

Ask as a citizen (sportello demo-people lists others to be):
  curl -s -H "Authorization: Bearer $('%s' demo-token --data '%s' --listen '%s' --fiscal-code %s)" %s/v1/subjects

The API is described at %s/docs.`,
		certificate.Number, took.Milliseconds(), path, link[1], base, code, path, base, program, path, base, base, program, data, c.Listen, people.DefaultCitizen, base, base)
	if c.Once {
		say(t, "The service has ended; sportello demo starts it again, and all of this works then.")
		return nil
	}
	say(t, "Serving on %s until Ctrl-C.", base)
	return nil
}
