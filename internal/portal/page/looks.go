package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"

	"github.com/sportello/sportello/registry"
)

// looks is what the pages look like and say: templates, texts, and the files that
// browsers load.
type looks struct {
	pages map[string]*template.Template // by name, each with the frame around it
	words map[registry.Language]*words
	assets
}

func newLooks(rooms []fs.FS) (*looks, error) {
	l := &looks{pages: map[string]*template.Template{}}
	var err error
	if l.assets, err = readAssets(); err != nil {
		return nil, err
	}
	rooms = append([]fs.FS{files}, rooms...)
	if l.words, err = readWords(rooms); err != nil {
		return nil, err
	}
	return l, l.readPages(rooms)
}

// readPages parses the pages of all rooms. A file whose name begins with "parts" holds
// templates for all pages of the portal, any other file is a page.
func (l *looks) readPages(rooms []fs.FS) error {
	frame := template.New("frame.html").Funcs(template.FuncMap{"asset": l.address})
	type source struct {
		name string
		text []byte
	}
	var pages []source
	for _, room := range rooms {
		names, err := fs.Glob(room, "pages/*.html")
		if err != nil {
			return fmt.Errorf("page: %w", err)
		}
		for _, file := range names {
			text, err := fs.ReadFile(room, file)
			if err != nil {
				return fmt.Errorf("page: %w", err)
			}
			switch name := strings.TrimSuffix(path.Base(file), ".html"); {
			case name == "frame":
				_, err = frame.Parse(string(text))
			case strings.HasPrefix(name, "parts"):
				err = addParts(frame, name, text)
			default:
				pages = append(pages, source{name, text})
			}
			if err != nil {
				return fmt.Errorf("page: %s: %w", file, err)
			}
		}
	}
	for _, p := range pages {
		if l.pages[p.name] != nil {
			return fmt.Errorf("page: there are two pages %s", p.name)
		}
		page, err := template.Must(frame.Clone()).New(p.name).Parse(string(p.text))
		if err != nil {
			return fmt.Errorf("page: %s: %w", p.name, err)
		}
		l.pages[p.name] = page
	}
	return nil
}

// addParts adds a file of parts, none of which may be there already.
func addParts(frame *template.Template, name string, text []byte) error {
	parts, err := template.Must(frame.Clone()).New(name).Parse(string(text))
	if err != nil {
		return err
	}
	for _, p := range parts.Templates() {
		if old := frame.Lookup(p.Name()); old != nil && old.Tree != nil && p.Tree != nil && old.Tree.Root.String() != p.Tree.Root.String() {
			return fmt.Errorf("there are two parts %q", p.Name())
		}
	}
	_, err = frame.New(name).Parse(string(text))
	return err
}

// render makes the whole page before anything of it is sent.
func (l *looks) render(name string, data any) ([]byte, error) {
	page, ok := l.pages[name]
	if !ok {
		return nil, fmt.Errorf("page: there is no page %s", name)
	}
	var b bytes.Buffer
	if err := page.ExecuteTemplate(&b, "frame.html", data); err != nil {
		return nil, fmt.Errorf("page: %s: %w", name, err)
	}
	return b.Bytes(), nil
}
