package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/statement"
	"github.com/sportello/sportello/templates"
)

// rates are documents made in process on all cores, by the kind of key.
type rates map[string]cost

// cost is how many documents a second, and what each takes of a processor.
type cost struct {
	rate float64
	each time.Duration
}

// press is what makes a sealed document without HTTP and database.
type press struct {
	name     string
	material *keys.Material
	key      crypto.Signer
	set      *templates.Typesetter
	sealer   *signing.Sealer
	content  certificates.Content
	states   *statement.Key
}

func inProcess(ctx context.Context, dir string, o options, t *table) (rates, error) {
	all := rates{}
	for _, k := range kinds {
		m, err := keys.Ensure(filepath.Join(dir, k.name), keys.Options{RSA: k.rsa, Random: rand.Reader, Now: time.Now()})
		if err != nil {
			return nil, err
		}
		p, err := newPress(k.name, m)
		if err != nil {
			return nil, err
		}
		if err := p.measure(ctx, o, t, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// kinds is the kinds of key that are measured.
var kinds = []struct {
	name string
	rsa  bool
}{{"RSA-2048", true}, {"P-256", false}}

func newPress(name string, m *keys.Material) (*press, error) {
	return newPressWith(name, m, signing.Options{Roots: m.Roots, Random: rand.Reader, Clock: time.Now})
}

func newPressWith(name string, m *keys.Material, o signing.Options) (*press, error) {
	sealer, err := signing.NewSealer(m.Identity, o)
	if err != nil {
		return nil, err
	}
	set, err := templates.New([]registry.Office{people.Office()}, templates.Options{Hole: sealer.Reserve()})
	if err != nil {
		return nil, err
	}
	states, err := newStatementKey()
	if err != nil {
		return nil, err
	}
	return &press{name: name, material: m, key: m.Identity.Key, set: set, sealer: sealer, content: sample(), states: states}, nil
}

// sample is the certificate that is asked for most, of an ordinary person.
func sample() certificates.Content {
	office := people.Office()
	today := registry.DateOf(time.Now())
	return certificates.Content{
		Version: certificates.ContentVersion, Office: certificates.OfficeContent{Code: string(office.ID), Name: office.Name}, Basis: office.Basis,
		Kinds: []certificates.Kind{certificates.Residence}, Use: certificates.PrivateUse, Language: registry.Italian,
		Number: certificates.Number{Year: today.Year, Serial: 123}, IssuedOn: today, Validity: 3, ValidTo: today.AddMonths(3), Extracted: time.Now(),
		Subject: certificates.Individual{
			Surname: "D'Amico", Given: "Chiara", Sex: registry.Female, Born: registry.Date{Year: 1986, Month: 5, Day: 14},
			Place: certificates.PlaceContent{Kind: registry.BornInMunicipality, Name: "Valdemo", Province: "VD"},
		},
		Residence: &certificates.AddressContent{Street: "Via della Libertà", Number: "12/A", PostalCode: "99900", Municipality: "Valdemo", Province: "VD"},
	}
}

// document typesets, with QR symbol, and seals.
func (p *press) document() (*signing.Sheet, []byte, error) { return p.documentWith("") }

// stated is a document whose QR symbol holds a signed statement of its own, as every
// one that the service issues.
func (p *press) stated() error {
	signed, err := p.states.Sign(sampleStatement(time.Now()))
	if err != nil {
		return err
	}
	_, _, err = p.documentWith("#" + statement.Digits(signed))
	return err
}

func (p *press) documentWith(fragment string) (sheet *signing.Sheet, sealed []byte, err error) {
	code, err := certificates.NewCode(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	mark := certificates.Mark{Code: code, URL: issuer + "/v/" + code.Compact() + fragment}
	content := p.content
	if sheet, err = p.set.Lay(&content, mark, time.Now()); err != nil {
		return nil, nil, err
	}
	sealed, err = p.sealer.Seal(context.Background(), sheet)
	return sheet, sealed, err
}

func (p *press) sign() error {
	digest := sha256.Sum256([]byte(p.name))
	_, err := p.key.Sign(rand.Reader, digest[:], crypto.SHA256)
	return err
}

// measure takes the raw key, the document, and the document with its statement or
// its check in turn, so that all see the same machine.
func (p *press) measure(ctx context.Context, o options, t *table, all rates) error {
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	raw, made, stated, checked := []float64{}, []float64{}, []float64{}, []float64{}
	size := 0
	for range 7 {
		for _, m := range []struct {
			to   *[]float64
			work func() error
		}{
			{&raw, p.sign},
			{&made, func() error { _, b, err := p.document(); size = len(b); return err }},
			{&stated, p.stated},
			{&checked, func() error {
				s, b, err := p.document()
				if err != nil {
					return err
				}
				return p.sealer.Check(s, b)
			}},
		} {
			rate, err := perSecond(o.window/7, 1, m.work)
			if err != nil {
				return err
			}
			*m.to = append(*m.to, rate)
		}
	}
	r, m, s, c := median(raw), median(made), median(stated), median(checked)
	t.ratio("document in process, one core, "+p.name, fmt.Sprintf("%.0f/s", m), fmt.Sprintf("raw key %.0f/s", r), m/r, aimOf(p.name))
	if p.name == "P-256" {
		aim := 5000.0
		if r < 20000 { // a slower machine
			aim = 3000
		}
		t.ratio(fmt.Sprintf("the same, beside the aim of %.0f/s", aim), fmt.Sprintf("%.0f/s", m), fmt.Sprintf("%.0f/s", aim), m/aim, 1)
	}
	t.ratio("the same with a signed statement in its QR symbol", fmt.Sprintf("%.0f/s", s), fmt.Sprintf("raw key %.0f/s", r), s/r, 0)
	t.ratio("the same with the seal checked", fmt.Sprintf("%.0f/s", c), fmt.Sprintf("raw key %.0f/s", r), c/r, 0)
	taken, err := p.allocations()
	if err != nil {
		return err
	}
	t.plain("size, "+p.name, fmt.Sprintf("%d bytes, %.0f allocations", size, taken), "", "under 90000")
	if p.name == "P-256" {
		if err := p.peers(ctx, o, m, t); err != nil {
			return err
		}
	}
	runtime.GOMAXPROCS(before)
	begun := used()
	both, err := perSecond(o.window, before, func() error { _, _, err := p.document(); return err })
	each := float64(used()-begun) / (both * o.window.Seconds())
	all[p.name] = cost{both, time.Duration(each)}
	return err
}

// used is the processor time of this process so far.
func used() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it fails on a wrong argument only
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// aimOf is how much of the raw rate a document should reach. With P-256 the key is
// so fast that the page is what counts, so the aim is a number of documents.
func aimOf(name string) float64 {
	if name == "RSA-2048" {
		return 0.85
	}
	return 0
}

// perSecond runs work in n goroutines for a time.
func perSecond(window time.Duration, n int, work func() error) (float64, error) {
	var done atomic.Int64
	errs := make(chan error, n)
	var all sync.WaitGroup
	begun := time.Now()
	for range n {
		all.Go(func() {
			for time.Since(begun) < window {
				if err := work(); err != nil {
					errs <- err
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	select {
	case err := <-errs:
		return 0, err
	default:
		return float64(done.Load()) / time.Since(begun).Seconds(), nil
	}
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}
