package portal

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

//go:embed pages/*.html assets words/*.json
var files embed.FS

// words is every text of the pages in one language, by key.
type words map[string]string

// looks is what the pages look like and say: templates, texts, and the files that
// browsers load.
type looks struct {
	pages   map[string]*template.Template // by name, each with the frame around it
	words   map[registry.Language]words
	release string           // the digest of all assets
	assets  map[string]asset // by name, "style.css"
}

type asset struct {
	mediaType string
	data      []byte
}

func newLooks() (*looks, error) {
	l := &looks{pages: map[string]*template.Template{}, words: map[registry.Language]words{}, assets: map[string]asset{}}
	for _, language := range certificates.Languages {
		data, err := files.ReadFile("words/" + string(language) + ".json")
		if err != nil {
			return nil, fmt.Errorf("portal: %w", err)
		}
		var w words
		if err := json.Unmarshal(data, &w); err != nil {
			return nil, fmt.Errorf("portal: words of %s: %w", language, err)
		}
		l.words[language] = w
	}
	if err := l.readAssets(); err != nil {
		return nil, err
	}
	return l, l.readPages()
}

// readAssets takes in what browsers load. It is served from one directory with the
// digest of the whole in its name: scripts load each other by plain names, and
// browsers may keep what they have for good.
func (l *looks) readAssets() error {
	all := sha256.New()
	err := fs.WalkDir(files, "assets", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(file)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(file, "assets/")
		fmt.Fprintf(all, "%s %d\n", name, len(data))
		all.Write(data)
		l.assets[name] = asset{mime.TypeByExtension(path.Ext(file)), data}
		return nil
	})
	if err != nil {
		return fmt.Errorf("portal: %w", err)
	}
	l.release = hex.EncodeToString(all.Sum(nil)[:8])
	return nil
}

func (l *looks) readPages() error {
	frame, err := template.New("frame.html").Funcs(template.FuncMap{"asset": l.address}).ParseFS(files, "pages/frame.html", "pages/parts.html")
	if err != nil {
		return fmt.Errorf("portal: %w", err)
	}
	for _, name := range []string{"start", "form", "file", "verdict", "content", "problem"} {
		page, err := template.Must(frame.Clone()).ParseFS(files, "pages/"+name+".html")
		if err != nil {
			return fmt.Errorf("portal: %w", err)
		}
		l.pages[name] = page
	}
	return nil
}

// address is where an asset is served.
func (l *looks) address(name string) (string, error) {
	if _, ok := l.assets[name]; ok {
		return "/assets/" + l.release + "/" + name, nil
	}
	return "", fmt.Errorf("portal: no asset %s", name)
}

func (l *looks) asset(w http.ResponseWriter, r *http.Request) error {
	a, ok := l.assets[chi.URLParam(r, "*")]
	if !ok || chi.URLParam(r, "release") != l.release {
		return web.ErrNotFound
	}
	w.Header().Set("Content-Type", a.mediaType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Del("Vary")
	_, _ = w.Write(a.data) // who asked may have gone
	return nil
}

// render makes the whole page before anything of it is sent.
func (l *looks) render(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := l.pages[name].Execute(&b, data); err != nil {
		return nil, fmt.Errorf("portal: page %s: %w", name, err)
	}
	return b.Bytes(), nil
}
