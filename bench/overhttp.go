package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"github.com/google/uuid"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/demo/provider"
	"github.com/sportello/sportello/internal/privatepg"
	"github.com/sportello/sportello/registry"
)

// citizen is someone who asks for certificates.
type citizen struct {
	token   string
	subject uuid.UUID
}

// crowd is how many different citizens ask.
const crowd = 64

// overHTTP measures issuing with each key, and verification beside a bare peer.
func overHTTP(ctx context.Context, dir string, o options, server *privatepg.Server, inProcess rates, t *table) error {
	for _, k := range kinds {
		seal, err := keys.Ensure(filepath.Join(dir, k.name), keys.Options{RSA: k.rsa, Random: rand.Reader, Now: time.Now()})
		if err != nil {
			return err
		}
		url, _, err := fill(ctx, server, "issuing_"+k.name[:1], 2000)
		if err != nil {
			return err
		}
		if err := durable(ctx, url, t); err != nil {
			return err
		}
		if err := withService(ctx, dir, o, url, seal, func(s *service, citizens []citizen) error {
			if err := issuing(dir, o, s, citizens, k.name, inProcess[k.name], t); err != nil {
				return err
			}
			if k.name == "P-256" {
				return verifying(ctx, o, s, citizens[0], url, t)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// withService starts the program with an identity provider beside it.
func withService(ctx context.Context, dir string, o options, url string, seal *keys.Material, do func(*service, []citizen) error) (err error) {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	codes := ordinary(crowd)
	options, stop, err := login(dir, "http://"+address, codes)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	s, err := start(ctx, o.program, url, seal, options.Issuer, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	citizens, err := comeIn(ctx, s, options, codes)
	if err != nil {
		return err
	}
	return do(s, citizens)
}

// ordinary is adults whom nothing stops.
func ordinary(n int) (codes []string) {
	today := registry.DateOf(time.Now())
	for e := range people.Entries(2000) {
		p := e.Person
		if p.Standing.State == registry.Resident && p.CodeValidated && p.Certifiability == registry.FullyCertifiable && p.Residence != nil && p.Birth.Date.OfAge(18, today) && len(registry.Warnings(p)) == 0 {
			codes = append(codes, string(p.FiscalCode))
		}
	}
	return codes[len(codes)-n:]
}

func comeIn(ctx context.Context, s *service, o provider.Options, codes []string) (all []citizen, err error) {
	for _, code := range codes {
		token, err := provider.Token(o, code)
		if err != nil {
			return nil, err
		}
		api, err := client.NewClientWithResponses("http://"+s.address, client.WithRequestEditorFn(client.Token(func(context.Context) (string, error) { return token, nil })))
		if err != nil {
			return nil, err
		}
		subjects, err := api.ListSubjectsWithResponse(ctx)
		if err != nil {
			return nil, err
		}
		if subjects.JSON200 == nil {
			return nil, fmt.Errorf("subjects: %s", subjects.Status())
		}
		all = append(all, citizen{token, subjects.JSON200.Items[0].ID})
	}
	return all, nil
}

// issuing is certificates over HTTP with a durable commit, beside what the same
// cores make in process.
func issuing(dir string, o options, s *service, citizens []citizen, key string, beside cost, t *table) error {
	idle, _, err := s.memory()
	if err != nil {
		return err
	}
	for _, n := range []int{1, 8, 64} {
		run := time.Now().UnixNano()
		next := func(c, i int) request {
			who := citizens[c%len(citizens)]
			return post("/v1/certificates", who.token, fmt.Sprintf("bench-%d-%d-%d", run, c, i), residence(who))
		}
		before, err := s.spent(dir)
		if err != nil {
			return err
		}
		r, err := load(s.address, n, o.window, http.StatusCreated, next)
		if err != nil {
			return err
		}
		after, err := s.spent(dir)
		if err != nil {
			return err
		}
		aim := 0.0
		if n == 64 {
			aim = 0.4
		}
		t.ratio(fmt.Sprintf("issuing over HTTP, %s, %d clients", key, n), r.String(), fmt.Sprintf("in process %.0f/s", beside.rate), r.rate/beside.rate, aim)
		each := after.each(before, r.answers)
		t.ratio("processor time of each of these", each.String(), fmt.Sprintf("in process %.2f ms", milliseconds(beside.each)), float64(beside.each)/float64(each.all()), 0)
	}
	_, most, err := s.memory()
	t.plain("memory of the service after it, "+key, fmt.Sprintf("%d MB", most>>20), fmt.Sprintf("idle %d MB", idle>>20), "")
	return err
}

var codeOf = regexp.MustCompile(`/v/([0-9A-Z]{28})`)

// verifying is a check by code, beside a bare chi handler that asks the database
// the same.
func verifying(ctx context.Context, o options, s *service, who citizen, url string, t *table) (err error) {
	code, err := issued(ctx, s, who)
	if err != nil {
		return err
	}
	address, err := freeAddress()
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	peer := exec.CommandContext(ctx, self, "-bare", url+"&pool_max_conns=16", "-listen", address)
	peer.Stderr = os.Stderr
	if err := peer.Start(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, peer.Process.Kill()) }()
	if err := await(ctx, "http://"+address+"/ready"); err != nil {
		return err
	}
	parsed, err := certificates.ParseCode(code)
	if err != nil {
		return err
	}
	if err := alike(o, s, code, t); err != nil {
		return err
	}
	hash := parsed.Hash()
	ours, theirs := get("/v1/verifications/"+code), get(fmt.Sprintf("/%x", hash[:]))
	var a, b []float64
	var last result
	for range 5 { // in turn, so that both see the same machine
		if last, err = load(s.address, 8, o.window/4, http.StatusOK, func(int, int) request { return ours }); err != nil {
			return err
		}
		a = append(a, last.rate)
		bare, err := load(address, 8, o.window/4, http.StatusOK, func(int, int) request { return theirs })
		if err != nil {
			return err
		}
		b = append(b, bare.rate)
	}
	last.rate = median(a)
	t.ratio("verification by code, 8 clients", last.String(), fmt.Sprintf("bare handler, same query %.0f/s", median(b)), median(a)/median(b), 0.6)
	return nil
}

// issued has one certificate made and reads its code from the file.
func issued(ctx context.Context, s *service, who citizen) (string, error) {
	api, err := client.NewClientWithResponses("http://"+s.address, client.WithRequestEditorFn(client.Token(func(context.Context) (string, error) { return who.token, nil })))
	if err != nil {
		return "", err
	}
	c, err := api.CreateCertificateWithResponse(ctx, &client.CreateCertificateParams{IdempotencyKey: rand.Text()},
		client.CertificateRequest{SubjectID: who.subject, Kinds: []client.KindSlug{client.KindSlugResidence}, StampDuty: &client.StampDuty{Exemption: new(int32(107))}})
	if err != nil || c.JSON201 == nil {
		return "", errors.Join(err, errors.New("no certificate to verify"))
	}
	file, err := api.ReadDocumentWithResponse(ctx, c.JSON201.ID)
	if err != nil {
		return "", err
	}
	m := codeOf.FindSubmatch(file.Body)
	if m == nil {
		return "", errors.New("no code in the file")
	}
	return string(m[1]), nil
}
