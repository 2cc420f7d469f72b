package officefile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func TestSectionFaults(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want Fault
	}{
		"the legal basis":       {"archive: a\nbasis: national\n", Fault{Line: 1, Reason: "the legal basis is for the operator of the service to say"}},
		"unknown kind":          {"kinds: [pension]", Fault{Line: 1, Reason: `there is no kind of certificate called "pension"; GET /v1/certificate-kinds lists them`}},
		"unknown setting":       {"archive: a\nslogan: b", Fault{Line: 2, Reason: `there is no setting "slogan" here`}},
		"hours of another":      {"hours: {it: a, es: b}", Fault{Line: 1, Reason: `there is no setting "es" here`}},
		"hours in German alone": {"hours:\n  de: Montag", Fault{Line: 2, Reason: "it is missing: a text for citizens is there in Italian at least"}},
		"no text":               {"note: {it: }", Fault{Line: 1, Reason: "a text is wanted here"}},
		"too long":              {"note: {it: " + strings.Repeat("è", MaxText+1) + "}", Fault{Line: 1, Reason: "the text has more than 600 characters"}},
		"an escape":             {`note: {it: "a\e[2J"}`, Fault{Line: 1, Reason: "the text has a character that is none of a text"}},
		"a list":                {"[a]", Fault{Line: 1, Reason: `settings of the form "name: value" are wanted here`}},
		"no YAML":               {"a: [", Fault{Line: 1, Reason: "is not YAML: did not find expected node content"}},
		"too large":             {strings.Repeat("#", MaxSection+1), Fault{Line: 0, Reason: "is larger than 32 kB"}},
	} {
		_, faults := ReadSection(test.text, catalogue(t))
		if len(faults) == 0 || faults[0] != test.want {
			t.Errorf("%s: %v, want %v", name, faults, test.want)
		}
	}
}

// What is written is read as it was.
func TestSection(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]Office{
		"nothing": {},
		"everything": {
			Languages:  []registry.Language{"it", "de"},
			Letterhead: Letterhead{"Gemeinde: # <b>", "Provincia", "null", "Piazza 1, {a}", "tel. 0471"},
			Archive:    "'archivio'", Hours: registry.Texts{"it": "lun-ven\nsab", "de": "Mo-Fr"}, Note: registry.Texts{"it": "- a"},
			Policy: certificates.Policy{
				Kinds: []certificates.Kind{certificates.Death, certificates.Residence}, Fee: certificates.Fee{Stamped: 52, Exempt: 6}, Virtual: "n. 1: 2/1/2026",
				Validity: map[certificates.Kind]certificates.Validity{certificates.Residence: {Months: 6, Ground: "art. 41"}, certificates.Death: {Ground: "art. 41"}},
			},
		},
	} {
		text, err := o.Section(catalogue(t))
		if err != nil {
			t.Fatal(err)
		}
		got, faults := ReadSection(text, catalogue(t))
		if diff := cmp.Diff(o, got, cmpopts.IgnoreUnexported(Office{})); diff != "" || faults != nil {
			t.Errorf("%s: %v (-want +got):\n%s\n%s", name, faults, diff, text)
		}
	}
}

func TestCents(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"0.52": 52, "0,26": 26, "0.00": 0, "12.30": 1230, "": -1, "1": -1, "1.5": -1, "-1.00": -1, "1.-5": -1, "1.+5": -1, "1000.00": -1, "a.bc": -1} {
		got, ok := Cents(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("Cents(%q) = %d, want %d", text, got, want)
		}
	}
}

func FuzzSection(f *testing.F) {
	f.Add("hours: {it: a}\nkinds: [birth]\nfees: {stamped: 0.52, exempt: 0.00}")
	f.Add("note: *a")
	c := catalogue(f)
	f.Fuzz(func(t *testing.T, text string) {
		o, faults := ReadSection(text, c)
		if faults != nil {
			return
		}
		again, err := o.Section(c)
		if err != nil {
			t.Fatal(err)
		}
		got, faults := ReadSection(again, c)
		if diff := cmp.Diff(o, got, cmpopts.IgnoreUnexported(Office{}), cmpopts.EquateEmpty()); diff != "" || faults != nil {
			t.Errorf("%v (-want +got):\n%s", faults, diff)
		}
	})
}
