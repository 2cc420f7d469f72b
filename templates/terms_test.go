package templates

import (
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// No word tells of an adoption, and none is missing that may be told.
func TestTerms(t *testing.T) {
	t.Parallel()
	s, err := New(nil, Options{Hole: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range certificates.Languages {
		for _, r := range []registry.Relationship{14, 15, 19, 80, registry.CommunityMember, 0} {
			if got := s.Tie(r, registry.Female, l); got != "" {
				t.Errorf("%s: tie %d is %q", l, r, got)
			}
		}
		for _, r := range []registry.Relationship{registry.Head, registry.Spouse, registry.Child, registry.Parent, registry.Partner, 25, 99} {
			if s.Tie(r, registry.Female, l) == "" {
				t.Errorf("%s: no tie %d", l, r)
			}
		}
		for _, c := range []registry.CivilStatusCode{registry.Unmarried, registry.Married, registry.Widowed, registry.Divorced, registry.InCivilUnion, registry.FreeByDeath, registry.FreeByDissolution, registry.StatusUnclassified} {
			if s.Status(c, registry.Male, l) == "" {
				t.Errorf("%s: no status %d", l, c)
			}
		}
	}
	for _, x := range [][2]string{
		{s.Tie(registry.Child, registry.Female, registry.Italian), "figlia"},
		{s.Tie(registry.Child, registry.Male, registry.Italian), "figlio"},
		{s.Status(registry.Widowed, registry.Female, registry.Italian), "vedova"},
		{s.Tie(registry.Child, registry.Male, "xx"), ""},
		{s.Status(5, registry.Male, registry.Italian), ""},
		{s.Status(1, registry.Male, "xx"), ""},
	} {
		if x[0] != x[1] {
			t.Errorf("got %q, want %q", x[0], x[1])
		}
	}
}
