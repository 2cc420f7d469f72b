package verification

import (
	"context"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/statement"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// archive is one certificate, what it states, and all that was asked of the store
// and of the journal, in order.
type archive struct {
	certificate *certificates.Certificate
	content     *certificates.Content
	sealed      []byte // another file of the certificate
	now         time.Time
	asked       []string
	events      []audit.Event
	failing     map[string]error // by the name of the method
	inspector   Inspector
}

var (
	code  = certificates.Code{0xca, 0xfe, 15: 0x51}
	never = certificates.Code{1, 2, 3}
	file  = []byte("%PDF-1.7 sealed")
	rome  = mustLoad("Europe/Rome")
	right = Factor{certificates.Number{Year: 2026, Serial: 123}, registry.Date{Year: 1985, Month: 10, Day: 9}}
)

func mustLoad(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return l
}

func newArchive() *archive {
	i, err := inspect.New(inspect.Options{Clock: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, rome) }})
	if err != nil {
		panic(err)
	}
	return &archive{
		certificate: &certificates.Certificate{
			ID: "c1", Office: "X900", Number: right.Number, State: certificates.Issued, Kinds: []certificates.Kind{certificates.Residence}, Subject: "p1",
			IssuedOn: registry.Date{Year: 2026, Month: 11, Day: 21}, ValidTo: registry.Date{Year: 2027, Month: 2, Day: 21},
			Status: &statement.Status{List: 322, Index: 70123},
		},
		content: &certificates.Content{Number: right.Number, Subject: certificates.Individual{Surname: "Quartermain", Born: right.Birth}},
		now:     time.Date(2026, 11, 22, 12, 0, 0, 0, rome),
		failing: map[string]error{}, inspector: i,
	}
}

func (a *archive) service() *Service {
	return &Service{
		Store: a, Journal: a, Inspector: a.inspector, VerifyURL: site, Clock: func() time.Time { return a.now },
		Offices: map[registry.OfficeID]registry.Office{"X900": {ID: "X900", Name: "Comune di Valdemo", Basis: registry.BasisLocal}},
	}
}

func (a *archive) ask(method string, size int) error {
	a.asked = append(a.asked, fmt.Sprintf("%s of %d bytes", method, size))
	return a.failing[method]
}

func (a *archive) ByCode(_ context.Context, h certificates.CodeHash) (*certificates.Certificate, error) {
	if err := a.ask("ByCode", len(h)); err != nil {
		return nil, err
	}
	if h != code.Hash() {
		return nil, certificates.ErrNotFound
	}
	return a.certificate, nil
}

func (a *archive) ByDigest(_ context.Context, digest [32]byte) (*certificates.Certificate, error) {
	if err := a.ask("ByDigest", len(digest)); err != nil {
		return nil, err
	}
	if digest != sha256.Sum256(file) && digest != sha256.Sum256(a.sealed) {
		return nil, certificates.ErrNotFound
	}
	return a.certificate, nil
}

func (a *archive) Content(_ context.Context, id certificates.ID) (*certificates.Content, []byte, error) {
	if err := a.ask("Content", len(id)); err != nil {
		return nil, nil, err
	}
	return a.content, file, nil
}

func (a *archive) Record(_ context.Context, events ...audit.Event) error {
	if err := a.ask("Record", len(events)); err != nil {
		return err
	}
	a.events = append(a.events, events...)
	return nil
}
