package templates

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// What is wrong with an office is told by its field; the typesetter that was there
// before goes on as it was.
func TestWithRefuses(t *testing.T) {
	t.Parallel()
	o := sampleOffice(t)
	before, err := typesetterOf(t, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Contact = "☎ 1"
	_, err = before.With([]registry.Office{o})
	if wrong := (*OfficeError)(nil); !errors.As(err, &wrong) || wrong.Field != "contact" || wrong.Office != o.ID || !errors.Is(err, certificates.ErrGlyph) {
		t.Errorf("With = %v, want the contact and %v", err, certificates.ErrGlyph)
	}
	if err := before.Printable("Autorizzazione ☎"); !errors.Is(err, certificates.ErrGlyph) {
		t.Errorf("Printable = %v, want %v", err, certificates.ErrGlyph)
	}
	if err := before.Printable("Autorizzazione n. 1"); err != nil {
		t.Errorf("Printable = %v", err)
	}
	if _, err := before.Proof(sample(t, certificates.Life)); err != nil {
		t.Errorf("the typesetter before: %v", err)
	}
}

// A typesetter with another letterhead sets another page, and the one that it was made of
// the same as ever, also at once.
func TestWith(t *testing.T) {
	t.Parallel()
	o := sampleOffice(t)
	before, err := typesetterOf(t, o)
	if err != nil {
		t.Fatal(err)
	}
	old, err := before.Proof(sample(t, certificates.Life))
	if err != nil {
		t.Fatal(err)
	}
	o.Contact = "tel. 06 000000"
	after, err := before.With([]registry.Office{o})
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := after.Proof(sample(t, certificates.Life))
	if err != nil || bytes.Equal(old, fresh) {
		t.Fatalf("the page is the same, or %v", err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for ts, want := range map[*Typesetter][]byte{before: old, after: fresh} {
				if got, err := ts.Proof(sample(t, certificates.Life)); err != nil || !bytes.Equal(got, want) {
					t.Errorf("another page than before, or %v", err)
				}
			}
		})
	}
	all.Wait()
}
