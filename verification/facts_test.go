package verification

import (
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func TestNoFacts(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"", "{}", "null", "[]", "{", `{"version":2,"number":"2026/0000001"}`, `{"version":1}`, `{"version":1,"number":"Quartermain"}`, "\x00"} {
		if f, err := Facts([]byte(data)); err == nil || strings.Contains(err.Error(), "Quartermain") {
			t.Errorf("%q: %v, %v", data, f, err)
		}
	}
}

// All facts of every kind stand on its page, and there are some of each.
func TestFactsArePrinted(t *testing.T) {
	t.Parallel()
	p := pressed(t, ours)
	for _, kind := range []certificates.Kind{
		certificates.Birth, certificates.Citizenship, certificates.Life, certificates.Residence, certificates.CivilStatus, certificates.Household,
	} {
		c := contentOf(kind)
		if kind == certificates.Birth {
			c.BirthAct = &certificates.ActContent{Municipality: "Valdemo", Year: 1985, Part: "I", Series: "A", Number: "12"}
		}
		data, err := c.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		facts, err := Facts(data)
		if err != nil || !slices.Contains(facts, c.Subject.Surname) || !slices.Contains(facts, "21/02/2027") {
			t.Errorf("%d: %v, %v", kind, facts, err)
		}
		page := strings.Join(p.typesetter.Lines(c), "\n")
		for _, f := range facts {
			if !strings.Contains(page, f) {
				t.Errorf("%d: %q is not printed:\n%s", kind, f, page)
			}
		}
		i, err := newInspector(t, p).File(t.Context(), p.seal(t, c, site+code.Compact()))
		if err != nil || i.Verdict != "genuine" || i.Content.Consistent != "yes" {
			t.Errorf("%d: %+v, %v", kind, i, err)
		}
	}
}

// What is not known is not asked for.
func TestUnknownFacts(t *testing.T) {
	t.Parallel()
	c := contentOf(certificates.Household)
	c.Subject.Given, c.Subject.Born, c.ValidTo = "", registry.Date{Year: 1950}, registry.Date{}
	c.Household[0].Individual = c.Subject
	c.Household[1].Surname = "Nguye\u0302\u0303n" // a letter with marks that are apart
	data, err := c.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	facts, err := Facts(data)
	if err != nil || slices.Contains(facts, "") || slices.ContainsFunc(facts, func(s string) bool { return strings.Contains(s, "00/") || strings.Contains(s, "Nguy") }) {
		t.Errorf("%q, %v", facts, err)
	}
}
