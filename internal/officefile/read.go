package officefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Fault is one thing that is wrong, and the line it stands on; 0 where it is none in
// particular.
type Fault struct {
	Line   int
	Reason string
}

// String is "line 12: there is no setting "vaildity" here".
func (f Fault) String() string {
	if f.Line == 0 {
		return f.Reason
	}
	return fmt.Sprintf("line %d: %s", f.Line, f.Reason)
}

// maxSize bounds the file: some thousand offices.
const maxSize = 4 << 20

// Read reads the file, whose kinds are those of the catalogue. It tells every fault, in
// the order of their lines, and then returns no office.
func Read(r io.Reader, c *certificates.Catalogue) (map[registry.OfficeID]Office, []Fault) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	switch {
	case err != nil:
		return nil, []Fault{{0, "cannot be read"}}
	case len(data) > maxSize:
		return nil, []Fault{{0, "is larger than 4 MB"}}
	}
	var document yaml.Node
	switch err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, []Fault{unreadable(err)}
	}
	p := &reader{catalogue: c}
	offices := map[registry.OfficeID]Office{}
	p.section(document.Content[0], func(name string, n *yaml.Node) bool {
		if name != "offices" {
			return false
		}
		p.each(n, func(key, value *yaml.Node) {
			id := registry.OfficeID(key.Value)
			if !id.Valid() {
				p.fail(key, "%q is not the cadastral code of a municipality, a capital letter and three digits", key.Value)
			}
			offices[id] = p.office(key, value)
		})
		return true
	})
	if len(p.faults) > 0 {
		return nil, inOrder(p.faults)
	}
	return offices, nil
}

func inOrder(faults []Fault) []Fault {
	slices.SortStableFunc(faults, func(a, b Fault) int { return a.Line - b.Line })
	return faults
}

// unreadable is what the parser says about a file that is no YAML.
func unreadable(err error) Fault {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if number, reason, found := strings.Cut(strings.TrimPrefix(text, "line "), ": "); found {
		if line, err := strconv.Atoi(number); err == nil {
			return Fault{line, "is not YAML: " + reason}
		}
	}
	return Fault{0, "is not YAML: " + text}
}

// reader goes through the file and collects what is wrong.
type reader struct {
	catalogue *certificates.Catalogue
	faults    []Fault
}

func (p *reader) fail(n *yaml.Node, format string, args ...any) {
	p.faults = append(p.faults, Fault{n.Line, fmt.Sprintf(format, args...)})
}

// each goes through the settings of a section, each of which stands once.
func (p *reader) each(n *yaml.Node, setting func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		p.fail(n, "settings of the form \"name: value\" are wanted here")
		return
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode:
			p.fail(key, "is not the name of a setting")
		case seen[key.Value]:
			p.fail(key, "%q stands here a second time", key.Value)
		default:
			seen[key.Value] = true
			setting(key, value)
		}
	}
}

// section is each for settings with names of ours; set reports whether it knows one.
func (p *reader) section(n *yaml.Node, set func(name string, value *yaml.Node) bool) {
	p.each(n, func(key, value *yaml.Node) {
		if !set(key.Value, value) {
			p.fail(key, "there is no setting %q here", key.Value)
		}
	})
}

// text is a value of one line.
func (p *reader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || strings.TrimSpace(n.Value) == "" {
		p.fail(n, "a text is wanted here")
		return ""
	}
	if strings.ContainsAny(n.Value, "\r\n") {
		p.fail(n, "the text has more than one line")
	}
	return strings.TrimSpace(n.Value)
}

// lines is a text of one or more lines.
func (p *reader) lines(n *yaml.Node) string {
	s := strings.TrimSpace(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null" || s == "":
		p.fail(n, "a text is wanted here")
	case utf8.RuneCountInString(s) > MaxText:
		p.fail(n, "the text has more than %d characters", MaxText)
	case strings.ContainsFunc(s, func(c rune) bool { return c != '\n' && unicode.IsControl(c) }):
		p.fail(n, "the text has a character that is none of a text")
	}
	return s
}

// whole is a number between two others.
func (p *reader) whole(n *yaml.Node, least, most int) int {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
		p.fail(n, "a whole number from %d to %d is wanted here", least, most)
		return least
	}
	return v
}

// cents is an amount in euro, "0.52", in cents.
func (p *reader) cents(n *yaml.Node) int {
	euro, cents, found := strings.Cut(n.Value, ".")
	e, err := strconv.Atoi(euro)
	c, err2 := strconv.Atoi(cents)
	if n.Kind != yaml.ScalarNode || !found || len(cents) != 2 || err != nil || err2 != nil || strings.ContainsAny(n.Value, "+-") || e > 999 {
		p.fail(n, "an amount in euro is wanted here, with two decimals: 0.52")
		return 0
	}
	return 100*e + c
}

// list goes through a list of values, each of which stands once.
func (p *reader) list(n *yaml.Node, value func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		p.fail(n, "a list is wanted here: [a, b]")
		return
	}
	seen := map[string]bool{}
	for _, item := range n.Content {
		if seen[item.Value] {
			p.fail(item, "%q stands in the list a second time", item.Value)
			continue
		}
		seen[item.Value] = true
		value(item)
	}
}
