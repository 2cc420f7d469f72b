package templates

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sportello/sportello/registry"
)

// phrase is a fixed text with places to fill in: "{date}" for a value, and
// "{nato|nata|nato/a}" for the form that goes with the sex of the person: male,
// female, not recorded. It is compiled once.
type phrase struct {
	Text   string
	Source string // the law or table that the words come from, or ""

	parts []part
}

// part is a piece of a phrase: fixed words, a value or forms by sex.
type part struct {
	words string
	forms []string
	value int // 1, 2, ...: which of the values; 0 for none
}

// compile takes the phrase apart. names are the values that it must hold, in the
// order in which fill is given them, each at least once.
func (p *phrase) compile(names []string) error {
	if p.Text == "" {
		return errors.New("is missing")
	}
	used := map[string]bool{}
	for rest := p.Text; rest != ""; {
		words, after, open := strings.Cut(rest, "{")
		if words != "" {
			p.parts = append(p.parts, part{words: words})
		}
		if !open {
			break
		}
		place, behind, closed := strings.Cut(after, "}")
		if !closed {
			return fmt.Errorf("a place is not closed: %q", p.Text)
		}
		rest = behind
		if forms := strings.Split(place, "|"); len(forms) > 1 {
			if len(forms) != 3 {
				return fmt.Errorf("forms %q are not three", place)
			}
			p.parts = append(p.parts, part{forms: forms})
			continue
		}
		i := slices.Index(names, place)
		if i < 0 {
			return fmt.Errorf("place %q is not one of %q", place, names)
		}
		used[place] = true
		p.parts = append(p.parts, part{value: i + 1})
	}
	if len(used) != len(names) {
		return fmt.Errorf("does not hold all of %q: %q", names, p.Text)
	}
	return nil
}

// fill is the phrase with its values, in the form for a sex.
func (p *phrase) fill(sex registry.Sex, values ...string) string {
	if len(p.parts) == 1 && p.parts[0].words != "" {
		return p.Text
	}
	var b strings.Builder
	b.Grow(2 * len(p.Text))
	for _, part := range p.parts {
		switch {
		case part.value > 0:
			b.WriteString(values[part.value-1])
		case part.forms != nil:
			b.WriteString(part.forms[formOf(sex)])
		default:
			b.WriteString(part.words)
		}
	}
	return b.String()
}

func formOf(sex registry.Sex) int {
	switch sex {
	case registry.Male:
		return 0
	case registry.Female:
		return 1
	}
	return 2
}
