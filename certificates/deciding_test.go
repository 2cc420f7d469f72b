package certificates

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// byCode is refusals of one kind by the rules of these codes.
func byCode(t *testing.T, k Kind, codes ...string) (list []Refusal) {
	t.Helper()
	for _, code := range codes {
		found := false
		for _, r := range Rulebook() {
			if r.Code == code {
				list, found = append(list, Refusal{Kind: k, Rule: r}), true
			}
		}
		if !found {
			t.Fatalf("no rule %s", code)
		}
	}
	return list
}

func TestDeciding(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ all, want []string }{
		"nothing":                          {nil, nil},
		"the way, and what is missing":     {[]string{"SP205", "SP015", "SP016"}, []string{"SP205"}},
		"the way, and the language":        {[]string{"SP205", "SP018"}, []string{"SP205"}},
		"the register, and the way":        {[]string{"SP205", "EN407", "SP015"}, []string{"EN407"}},
		"the person, and the way":          {[]string{"SP205", "EN061"}, []string{"EN061"}},
		"two of the register":              {[]string{"EN422", "EN423", "SP015"}, []string{"EN422"}},
		"the record, and then the person":  {[]string{"EN046", "SP013", "SP014"}, []string{"SP013"}},
		"what nobody has, and no data":     {[]string{"SP012", "SP014"}, []string{"SP012"}},
		"the day, and what is missing":     {[]string{"SP015", "SP017"}, []string{"SP017"}},
		"what is missing alone":            {[]string{"SP015", "SP016"}, []string{"SP015", "SP016"}},
		"the register, and the stamp duty": {[]string{"EN044", "EN208"}, []string{"EN044"}},
		"two answers":                      {[]string{"EN153", "EN208"}, []string{"EN153", "EN208"}},
	} {
		got := Deciding(byCode(t, HouseholdOnDate, test.all...))
		var codes []string
		for _, r := range got {
			codes = append(codes, r.Rule.Code)
		}
		if diff := cmp.Diff(test.want, codes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What decides about one kind is no reason to be silent about another.
func TestDecidingByKind(t *testing.T) {
	t.Parallel()
	both := append(byCode(t, Death, "EN061"), byCode(t, ResidenceHistory, "SP205", "SP015")...)
	if got := (&RefusedError{Deciding(both)}).Codes(); !cmp.Equal(got, []string{"EN061", "SP205"}) {
		t.Errorf("%v decide", got)
	}
}
