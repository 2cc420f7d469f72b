package people

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// paper keeps what was to be printed.
type paper struct {
	certificates.Typesetter
	content *certificates.Content
}

func (p *paper) Proof(c *certificates.Content) ([]byte, error) {
	p.content = c
	return []byte("%PDF"), nil
}

func (p *paper) WordingVersion(registry.Language) string { return "test" }

// What the sentences of the cases say about what is printed, and what is not.
func TestWhatIsPrinted(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string // as in Cases
		kinds  []certificates.Kind
		holds  []string
		misses []string
	}{
		{"Shevchuk Olena", []certificates.Kind{1, 8, 11}, []string{`"givenName":"Olena"`, `"surname":"Shevchuk"`}, []string{"Шевчук", "Олена"}},
		{"Abdi Amina", []certificates.Kind{1}, []string{`"birthDate":"1968-03-00"`}, []string{"1968-03-01"}},
		{"Warsame Yusuf", []certificates.Kind{1}, []string{`"birthDate":"1957-00-00"`}, []string{"1957-01"}},
		{"Esposito Rosa", []certificates.Kind{11}, []string{`"civilStatus":{"code":2,"partner":"Longo"}`}, nil},
		{"Moretti Adele", []certificates.Kind{17}, []string{`"freeStatus":true`}, []string{"civilStatus", "Serra", `"code":3`}},
		{"Vitale Renzo", []certificates.Kind{16, 1, 3}, []string{`"givenName":"Celeste","relationship":3`, `"givenName":"Tiberio","relationship":3`}, []string{`"relationship":80`, `"relationship":14`}},
		{"Vitale Celeste", []certificates.Kind{1, 5, 7, 8, 11, 16, 101, 102}, []string{`"givenName":"Celeste"`}, []string{"orafa", "liceo", "pec.example", "DEMO-0001", "adopt", "nonymous", "parent", `"relationship":80`}},
		{"Zanella Ivo", []certificates.Kind{8}, []string{`"street":"Via della Casa Comunale"`}, []string{"bracciante", "omeless"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			told := printed(t, tt.name, tt.kinds)
			for _, s := range tt.holds {
				if !strings.Contains(told, s) {
					t.Errorf("%q is not printed: %s", s, told)
				}
			}
			for _, s := range tt.misses {
				if strings.Contains(told, s) {
					t.Errorf("%q is printed: %s", s, told)
				}
			}
		})
	}
}

// printed is what somebody's certificate of these kinds holds.
func printed(t *testing.T, name string, kinds []certificates.Kind) string {
	t.Helper()
	desk, page := newDesk(), &paper{}
	desk.Typesetter = page
	by := citizen(t, desk, code(t, name))
	if _, err := desk.Preview(t.Context(), by, certificates.Request{
		Subject: by.Person.ID, Kinds: kinds, Use: certificates.PrivateUse, Language: registry.Italian, Duty: certificates.Duty{Exemption: 107},
	}); err != nil {
		t.Fatal(err)
	}
	data, err := page.content.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// code is the fiscal code of a hand-made person.
func code(t *testing.T, name string) registry.FiscalCode {
	t.Helper()
	for _, e := range handmade() {
		if e.Person.Name.Printed().String() == name {
			return e.Person.FiscalCode
		}
	}
	t.Fatalf("nobody is called %s", name)
	return ""
}

func citizen(t *testing.T, desk *certificates.Desk, code registry.FiscalCode) certificates.Requester {
	t.Helper()
	by, err := desk.Identify(t.Context(), &auth.Principal{FiscalCode: string(code)}, "")
	if err != nil {
		t.Fatal(err)
	}
	return by
}

// record is the identity of a hand-made person's record.
func record(t *testing.T, desk *certificates.Desk, name string) registry.PersonID {
	t.Helper()
	found, err := desk.Register.ByFiscalCode(t.Context(), code(t, name))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s has %d records, %v", name, len(found), err)
	}
	return found[0].ID
}

// Either party to the contract has its certificate.
func TestOtherParty(t *testing.T) {
	t.Parallel()
	desk := newDesk()
	for _, name := range []string{"Bassi Letizia", "Neri Fabio"} {
		_, codes := available(t, desk, citizen(t, desk, code(t, name)), record(t, desk, name))
		if codes[certificates.CohabitationContract] != "" {
			t.Errorf("%s: refused by %s", name, codes[certificates.CohabitationContract])
		}
	}
}

// The father who lives elsewhere has his daughter's certificates at the counter, but those
// that tell how the others there are related.
func TestFatherAtTheCounter(t *testing.T) {
	t.Parallel()
	desk := newDesk()
	father := certificates.Identified{Name: "Stefano Fabbri", Born: day("1980-05-28"), Document: "CI CA00000AA", Code: code(t, "Fabbri Stefano")}
	had, codes := available(t, desk, officer().With(&father, nil), record(t, desk, "Fabbri Nina"))
	if diff := cmp.Diff([]certificates.Kind{1, 5, 6, 7, 8, 9, 11, 12, 17, 20, 103}, had); diff != "" || codes[13] != "EN169" || codes[16] != "EN169" {
		t.Errorf("refused by %v; had (-want +got):\n%s", codes, diff)
	}
}

// An officer can force what a procedure or a flag stops, and nothing stops it besides.
func TestForceable(t *testing.T) {
	t.Parallel()
	desk := newDesk()
	for name, rule := range map[string]string{"Serafini Paolo": "EN181", "Colombo Irene": "EN046"} {
		for _, k := range []certificates.Kind{1, 5, 7, 11, 17, 101, 102, 6, 9, 20, 103} {
			r := certificates.Request{
				Subject: record(t, desk, name), Use: certificates.PrivateUse, Language: registry.Italian, On: day("2020-06-01"),
				Force: certificates.Force{Rules: []string{rule}, Reason: "accertato di persona"},
			}
			all, err := desk.Availability(t.Context(), officer(), r)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range all {
				if a.Entry.Kind == k && !a.Possible() {
					t.Errorf("%s: kind %d is still refused by %+v", name, k, a.Refusals)
				}
			}
		}
	}
}
