// Package yamlfile reads configuration in YAML, strictly: every setting is known and stands
// once, and whatever is wrong is told with its line, all at once.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Fault is one thing that is wrong, and the line it stands on; 0 where it is none in
// particular.
type Fault struct {
	Line   int
	Reason string
}

// String is "line 12: there is no setting "isuer" here".
func (f Fault) String() string {
	if f.Line == 0 {
		return f.Reason
	}
	return fmt.Sprintf("line %d: %s", f.Line, f.Reason)
}

// MaxSize bounds a file, in bytes: some thousand offices.
const MaxSize = 4 << 20

// Reader goes through a file and collects what is wrong.
type Reader struct{ faults []Fault }

// Read has top go through a file's uppermost settings, and returns what was wrong, in the
// order of the lines. An empty file has none.
func Read(r io.Reader, top func(*Reader, *yaml.Node)) []Fault {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	switch {
	case err != nil:
		return []Fault{{0, "cannot be read"}}
	case len(data) > MaxSize:
		return []Fault{{0, "is larger than 4 MB"}}
	}
	var document yaml.Node
	switch err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return []Fault{unreadable(err)}
	}
	p := new(Reader)
	top(p, document.Content[0])
	slices.SortStableFunc(p.faults, func(a, b Fault) int { return a.Line - b.Line })
	return p.faults
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

// Fail adds to what is wrong.
func (p *Reader) Fail(n *yaml.Node, format string, args ...any) {
	p.faults = append(p.faults, Fault{n.Line, fmt.Sprintf(format, args...)})
}

// Each goes through the settings of a section, each of which stands once.
func (p *Reader) Each(n *yaml.Node, setting func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		p.Fail(n, "settings of the form \"name: value\" are wanted here")
		return
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode:
			p.Fail(key, "is not the name of a setting")
		case seen[key.Value]:
			p.Fail(key, "%q stands here a second time", key.Value)
		default:
			seen[key.Value] = true
			setting(key, value)
		}
	}
}

// Section is Each for settings with names of ours.
func (p *Reader) Section(n *yaml.Node, settings map[string]func(*yaml.Node)) {
	p.Each(n, func(key, value *yaml.Node) {
		if set, known := settings[key.Value]; known {
			set(value)
			return
		}
		p.Fail(key, "there is no setting %q here", key.Value)
	})
}

// Text is a value of one line.
func (p *Reader) Text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || strings.TrimSpace(n.Value) == "" {
		p.Fail(n, "a text is wanted here")
		return ""
	}
	if strings.ContainsAny(n.Value, "\r\n") {
		p.Fail(n, "the text has more than one line")
	}
	return strings.TrimSpace(n.Value)
}

// TextInto is Text for Section.
func (p *Reader) TextInto(s *string) func(*yaml.Node) { return func(n *yaml.Node) { *s = p.Text(n) } }

// Items goes through a list of values, each of which stands once.
func (p *Reader) Items(n *yaml.Node, value func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		p.Fail(n, "a list is wanted here: [a, b]")
		return
	}
	seen := map[string]bool{}
	for _, item := range n.Content {
		if seen[item.Value] {
			p.Fail(item, "%q stands in the list a second time", item.Value)
			continue
		}
		seen[item.Value] = true
		value(item)
	}
}

// List is Items for texts.
func (p *Reader) List(n *yaml.Node) (out []string) {
	p.Items(n, func(item *yaml.Node) { out = append(out, p.Text(item)) })
	return out
}

// ListInto is List for Section.
func (p *Reader) ListInto(list *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) { *list = p.List(n) }
}
