package people

import (
	"slices"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Whoever of the demo asks about whomever he may: of each kind that he cannot have, what he
// reads does not contradict itself, and each sentence says what to do.
func TestWhatDecidesIsPlain(t *testing.T) {
	t.Parallel()
	var past []registry.Past
	walk(200, func(_ registry.Entry, p []registry.Past) bool { past = append(past, p...); return true })
	_, before := byHand()
	desk := newDesk()
	desk.Register = registerOf(slices.Collect(Entries(200)), append(past, before...))
	asked, refused := 0, 0
	for e := range Entries(200) {
		by, err := desk.Identify(t.Context(), &auth.Principal{FiscalCode: string(e.Person.FiscalCode)}, "")
		if err != nil {
			continue // is not let in, and told why
		}
		people, err := desk.Subjects(t.Context(), by, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			all, err := desk.Availability(t.Context(), by, certificates.Request{Subject: p.ID, Use: certificates.PrivateUse, Language: registry.Italian})
			if err != nil {
				t.Fatal(err)
			}
			asked++
			for _, a := range all {
				if !a.Possible() {
					refused++
					checkPlain(t, p.Number, a)
				}
			}
		}
	}
	if asked < 200 || refused < 1000 {
		t.Errorf("%d people were asked about, and %d kinds refused: too few to say anything", asked, refused)
	}
}

func checkPlain(t *testing.T, number string, a certificates.Available) {
	t.Helper()
	deciding := certificates.Deciding(a.Refusals)
	if len(deciding) != 1 { // nothing that other answers can mend is asked here
		t.Errorf("%s of %s: %v decide", a.Entry.Slug, number, (&certificates.RefusedError{Refusals: deciding}).Codes())
	}
	for _, r := range deciding {
		if r.Rule.Missing {
			t.Errorf("%s of %s: to say what is missing (%s) helps nobody", a.Entry.Slug, number, r.Rule.Code)
		}
		for _, l := range certificates.Languages {
			if r.Way(l) == "" || r.Rule.Sentence.In(l) == "" {
				t.Errorf("%s of %s: %s says no reason or no remedy in %s", a.Entry.Slug, number, r.Rule.Code, l)
			}
		}
	}
}
