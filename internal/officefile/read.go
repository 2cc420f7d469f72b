package officefile

import (
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/yamlfile"
	"github.com/sportello/sportello/registry"
)

// Fault is one thing that is wrong, and the line it stands on.
type Fault = yamlfile.Fault

// Read reads the file, whose kinds are those of the catalogue. It tells every fault, in
// the order of their lines, and then returns no office.
func Read(r io.Reader, c *certificates.Catalogue) (offices map[registry.OfficeID]Office, wrong []Fault) {
	wrong = yamlfile.Read(r, func(y *yamlfile.Reader, top *yaml.Node) {
		p := &reader{y, c}
		offices = map[registry.OfficeID]Office{}
		p.section(top, func(name string, n *yaml.Node) bool {
			if name != "offices" {
				return false
			}
			p.Each(n, func(key, value *yaml.Node) {
				id := registry.OfficeID(key.Value)
				if !id.Valid() {
					p.Fail(key, "%q is not the cadastral code of a municipality, a capital letter and three digits", key.Value)
				}
				offices[id] = p.office(key, value)
			})
			return true
		})
	})
	if len(wrong) > 0 {
		return nil, wrong
	}
	return offices, nil
}

// reader knows what the file speaks of.
type reader struct {
	*yamlfile.Reader
	catalogue *certificates.Catalogue
}

// section is Each for settings with names of ours; set reports whether it knows one.
func (p *reader) section(n *yaml.Node, set func(name string, value *yaml.Node) bool) {
	p.Each(n, func(key, value *yaml.Node) {
		if !set(key.Value, value) {
			p.Fail(key, "there is no setting %q here", key.Value)
		}
	})
}

// lines is a text of one or more lines.
func (p *reader) lines(n *yaml.Node) string {
	s := strings.TrimSpace(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null" || s == "":
		p.Fail(n, "a text is wanted here")
	case utf8.RuneCountInString(s) > MaxText:
		p.Fail(n, "the text has more than %d characters", MaxText)
	case strings.ContainsFunc(s, func(c rune) bool { return c != '\n' && unicode.IsControl(c) }):
		p.Fail(n, "the text has a character that is none of a text")
	}
	return s
}

// whole is a number between two others.
func (p *reader) whole(n *yaml.Node, least, most int) int {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
		p.Fail(n, "a whole number from %d to %d is wanted here", least, most)
		return least
	}
	return v
}

// cents is an amount in euro, "0.52", in cents.
func (p *reader) cents(n *yaml.Node) int {
	cents, ok := cents(n.Value)
	if n.Kind != yaml.ScalarNode || !ok {
		p.Fail(n, "an amount in euro is wanted here, with two decimals: 0.52")
		return 0
	}
	return cents
}

func cents(amount string) (int, bool) {
	euro, cents, found := strings.Cut(amount, ".")
	e, err := strconv.Atoi(euro)
	c, err2 := strconv.Atoi(cents)
	if !found || len(cents) != 2 || err != nil || err2 != nil || strings.ContainsAny(amount, "+-") || e > 999 {
		return 0, false
	}
	return 100*e + c, true
}
