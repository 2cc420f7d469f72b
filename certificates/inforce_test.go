package certificates

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// letterhead is a press that sets what belongs to one state of the office only.
type letterhead struct {
	press
	ground string
}

var errMixed = errors.New("a page of one state on the paper of another")

func (l letterhead) Lay(c *Content, m Mark, at time.Time) (*signing.Sheet, error) {
	if c.Ground != l.ground {
		return nil, errMixed
	}
	return l.press.Lay(c, m, at)
}

func (l letterhead) WordingVersion(registry.Language) string { return l.ground }

// state is an office that has decided something, with the paper for it.
func state(b *books, ground string) *InForce {
	return &InForce{
		Offices:    map[registry.OfficeID]registry.Office{"X900": {ID: "X900", Name: "Comune di Valdemo", Basis: registry.BasisDemo}},
		Policies:   map[registry.OfficeID]Policy{"X900": {Validity: map[Kind]Validity{Residence: {Months: 6, Ground: ground}}}},
		Typesetter: letterhead{press{b}, ground},
	}
}

// Certificates that are issued while what is in force changes are each of one state.
func TestNoCertificateMixesTwoStates(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	states := []*InForce{state(b, "one law"), state(b, "another law")}
	d.Take(states[0])
	done := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
				d.Take(states[i%2])
			}
		}
	})
	var issuing sync.WaitGroup
	for i := range 4 {
		issuing.Go(func() {
			for j := range 50 {
				r := ask(anna, Residence)
				r.Key = strings.Repeat("k", 1+i*50+j)
				if _, err := d.Issue(t.Context(), b.as(anna), r); err != nil {
					t.Error(err)
				}
				if _, err := d.Preview(t.Context(), b.as(anna), r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	issuing.Wait()
	close(done)
	all.Wait()
	for _, c := range b.rows {
		if !strings.Contains(string(c.content), c.WordingVersion) {
			t.Errorf("a certificate of %q states %s", c.WordingVersion, c.content)
		}
	}
}

// What the desk has taken counts, whatever it began with.
func TestTake(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	now := state(b, "a law")
	now.Policies["X900"] = Policy{Kinds: []Kind{Birth}}
	d.Take(now)
	if d.Offers(Residence) || !d.Offers(Birth) {
		t.Error("the desk offers what it offered before")
	}
	if _, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence)); !errors.As(err, new(*RefusedError)) {
		t.Errorf("Issue of what the office no longer offers = %v", err)
	}
	now = state(b, "a law")
	clear(now.Offices)
	d.Take(now)
	if _, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence)); !errors.Is(err, registry.ErrOfficeUnknown) {
		t.Errorf("Issue of an office that is gone = %v", err)
	}
}

// A specimen names nobody, states what the office decided, and has no number.
func TestSpecimen(t *testing.T) {
	t.Parallel()
	o := registry.Office{ID: "X900", Name: "Comune di Valdemo", Basis: registry.BasisLocal}
	p := Policy{Validity: map[Kind]Validity{Residence: {Months: 6, Ground: "a law"}}, Fee: Fee{Stamped: 52}, Virtual: "n. 1"}
	c := NewCatalogue().Specimen(o, p, registry.German, today)
	if c.Validity != 6 || c.Ground != "a law" || c.Duty.Authority != "n. 1" || c.Duty.Fee != 52 || c.Language != registry.German || c.Number != (Number{}) || !slices.Equal(c.Kinds, []Kind{Residence}) {
		t.Errorf("specimen %+v", c)
	}
	if c := NewCatalogue().Specimen(o, Policy{}, registry.Italian, today); c.Duty.Means != PaperStamp || c.Duty.Stamp != specimenStamp || c.Validity != 3 {
		t.Errorf("specimen of an office that decided nothing %+v", c.Duty)
	}
}
