package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	swagger "github.com/swaggest/swgui/v5/static"

	sportello "github.com/sportello/sportello"
	"github.com/sportello/sportello/internal/web"
)

//go:embed docs/index.html docs/start.js
var ownPages embed.FS

// exampleServer stands in openapi.yaml for the address of an installation.
const exampleServer = "https://sportello.example.it"

// docs is openapi.yaml and the pages that show it. All of it is served from here,
// so that nobody else learns who reads the interface of a public office.
type docs struct {
	fail  web.Fail
	yaml  page
	pages map[string]page // by file name; index.html is ""
}

// page is one file, in memory.
type page struct {
	mediaType, tag string
	data           []byte
	zipped         bool // data is compressed by gzip
}

// newDocs prepares the pages, with openapi.yaml naming the address under which it
// is served.
func newDocs(publicURL string, fail web.Fail) (*docs, error) {
	contract := sportello.OpenAPI
	if publicURL != "" {
		contract = bytes.ReplaceAll(contract, []byte(exampleServer), []byte(publicURL))
	}
	d := &docs{fail: fail, yaml: newPage("application/yaml", contract), pages: map[string]page{}}
	for _, from := range []struct {
		files fs.FS
		name  string
	}{
		{ownPages, "docs/index.html"},
		{ownPages, "docs/start.js"},
		{swagger.FS, "swagger-ui.css.gz"},
		{swagger.FS, "swagger-ui-bundle.js.gz"},
		{swagger.FS, "favicon-32x32.png"},
	} {
		data, err := fs.ReadFile(from.files, from.name)
		if err != nil {
			return nil, fmt.Errorf("api: reading the documentation: %w", err)
		}
		name, zipped := strings.CutSuffix(path.Base(from.name), ".gz")
		p := newPage(mime.TypeByExtension(path.Ext(name)), data)
		p.zipped = zipped
		d.pages[strings.TrimSuffix(name, "index.html")] = p
	}
	return d, nil
}

func newPage(mediaType string, data []byte) page {
	sum := sha256.Sum256(data)
	return page{mediaType: mediaType, tag: hex.EncodeToString(sum[:8]), data: data}
}

func (d *docs) routes() *chi.Mux {
	mux := web.NewRouter(d.fail)
	mux.Get("/docs", http.RedirectHandler("/docs/", http.StatusPermanentRedirect).ServeHTTP)
	mux.Get("/docs/", d.file)
	mux.Get("/docs/{file}", d.file)
	return mux
}

func (d *docs) file(w http.ResponseWriter, r *http.Request) {
	p, ok := d.pages[chi.URLParam(r, "file")]
	if !ok {
		d.fail(w, r, web.ErrNotFound)
		return
	}
	p.serve(w, r)
}

func (d *docs) contract(w http.ResponseWriter, r *http.Request) { d.yaml.serve(w, r) }

// serve answers with the page, which a browser may keep but must ask about.
func (p page) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", p.mediaType)
	h.Set("Cache-Control", "no-cache")
	if p.zipped {
		h.Add("Vary", "Accept-Encoding")
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			p.unzip(w)
			return
		}
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", `"`+p.tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.data))
}

// unzip is for who takes nothing compressed, which no browser does.
func (p page) unzip(w io.Writer) {
	r, err := gzip.NewReader(bytes.NewReader(p.data))
	if err == nil {
		_, _ = io.Copy(w, r) //nolint:gosec // it is our own file
	}
}
