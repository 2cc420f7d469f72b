package certificates

import (
	"testing"

	"github.com/sportello/sportello/registry"
)

func TestWhole(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		text Text
		want bool
	}{
		"nothing":             {nil, false},
		"Italian alone":       {Text{registry.Italian: "Sì."}, false},
		"one that is empty":   {Say("Sì.", "Ja.", "", "Oui.", "Yes."), false},
		"one without a stop":  {Say("Sì.", "Ja.", "Da.", "Oui", "Yes."), false},
		"another mark":        {Say("Sì?", "Ja?", "Da?", "Oui ?", "Yes!"), false},
		"one without its gap": {Say("Sì: %s.", "Ja: %s.", "Da.", "Oui : %s.", "Yes: %s."), false},
		"one gap too many":    {Say("Sì: %s.", "Ja: %s.", "Da: %s.", "Oui : %s.", "Yes: %s, %s."), false},
		"a sentence":          {Say("Sì: %s.", "Ja: %s.", "Da: %s.", "Oui : %s.", "Yes: %s."), true},
		"a name":              {Say("Sì", "Ja", "Da (ja)", "Oui", "Yes"), true},
	} {
		if got := x.text.Whole(); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestThen(t *testing.T) {
	t.Parallel()
	both := Say("A.", "B.", "C.", "D.", "E.").Then(Text{registry.Italian: "F.", registry.Slovene: "G."})
	for l, want := range map[registry.Language]string{registry.Italian: "A. F.", registry.German: "B. F.", registry.Slovene: "C. G.", registry.French: "D. F.", registry.English: "E. F."} {
		if both[l] != want {
			t.Errorf("%s: %q, want %q", l, both[l], want)
		}
	}
}
