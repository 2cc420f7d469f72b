package cut

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Names is what selectors can ask for, as far as pages have it.
type Names struct {
	Classes    map[string]bool
	Stems      []string // beginnings of classes that a template fills in: "btn-"
	Elements   map[string]bool
	IDs        map[string]bool
	Attributes map[string]map[string]bool // values by name; filled stands for any
	Icons      map[string]bool            // every word that could name an icon
}

// filled stands where a template fills something in. It is a letter of no language.
const filled = "\ue000"

var (
	note    = regexp.MustCompile(`(?s)\{\{-?\s*/\*(.*?)\*/\s*-?\}\}`)
	control = regexp.MustCompile(`\{\{-?\s*(if|else|end|range|with|define|break|continue|\$\w+\s*:?=)\b.*?\}\}`)
	action  = regexp.MustCompile(`\{\{.*?\}\}`)
	iconish = regexp.MustCompile(`\bit-[a-z-]+\b`)
	classes = regexp.MustCompile(`class(?:Name)?\s*[:=]\s*["'` + "`" + `]([^"'` + "`" + `]*)["'` + "`" + `]|classList\.\w+\(["']([^"']*)["']`)
	made    = regexp.MustCompile(`(?:make|createElement)\(["'](\w+)["']`)
)

// Read is the names in the templates (pages/*.html) and scripts (assets/*.js, not
// assets/vendor) anywhere in a directory. What Go fills into a class as a whole, a template tells in a
// comment: {{/* classes: bg-success bg-danger */}}.
func Read(dir fs.FS) (*Names, error) {
	n := &Names{
		Classes: map[string]bool{}, Elements: map[string]bool{"tbody": true}, IDs: map[string]bool{},
		Attributes: map[string]map[string]bool{}, Icons: map[string]bool{},
	}
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		read := n.reader(name)
		if read == nil {
			return nil
		}
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return err //nolint:wrapcheck // names the file
		}
		if err := read(string(data)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cut: %w", err)
	}
	slices.Sort(n.Stems)
	n.Stems = slices.Compact(n.Stems)
	return n, nil
}

func (n *Names) reader(name string) func(string) error {
	switch in := path.Base(path.Dir(name)); {
	case in == "pages" && path.Ext(name) == ".html":
		return n.template
	case in == "assets" && path.Ext(name) == ".js":
		return n.script
	}
	return nil
}

// template is the names in one template.
func (n *Names) template(text string) error {
	for _, m := range note.FindAllStringSubmatch(text, -1) {
		if told, ok := strings.CutPrefix(strings.TrimSpace(m[1]), "classes:"); ok {
			n.add(told)
		}
	}
	for _, name := range iconish.FindAllString(text, -1) {
		n.Icons[name] = true
	}
	text = note.ReplaceAllString(text, "")
	text = control.ReplaceAllString(text, " ")
	text = action.ReplaceAllString(text, filled)
	tokens := html.NewTokenizer(strings.NewReader(text))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return err //nolint:wrapcheck // of the only caller
			}
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			n.tag(tokens.Token())
		}
	}
}

func (n *Names) tag(t html.Token) {
	element, _, _ := strings.Cut(t.Data, filled) // <body{{template "attributes" .}}>
	n.Elements[element] = true
	for _, a := range t.Attr {
		switch a.Key {
		case "class":
			n.add(a.Val)
		case "id":
			n.IDs[a.Val] = true
		}
		if n.Attributes[a.Key] == nil {
			n.Attributes[a.Key] = map[string]bool{}
		}
		if strings.Contains(a.Val, filled) {
			a.Val = filled
		}
		n.Attributes[a.Key][a.Val] = true
	}
}

func (n *Names) add(list string) {
	for _, name := range strings.Fields(list) {
		stem, _, open := strings.Cut(name, filled)
		switch {
		case !open:
			n.Classes[name] = true
		case stem != "":
			n.Stems = append(n.Stems, stem)
		}
	}
}

// script is the names in one script: the elements that it makes and their classes.
func (n *Names) script(text string) error {
	for _, m := range classes.FindAllStringSubmatch(text, -1) {
		n.add(m[1] + m[2])
	}
	for _, m := range made.FindAllStringSubmatch(text, -1) {
		n.Elements[m[1]] = true
	}
	return nil
}
