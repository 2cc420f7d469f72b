package portal

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// What a page may weigh on the wire, fonts apart, which are kept for a year; and the style
// sheets of that.
const (
	heaviestPage   = 100 << 10
	heaviestStyles = 30 << 10
)

// imported finds what a script loads with itself. What it loads only when a symbol is read
// is written import("...").
var imported = regexp.MustCompile(`(?m)^import .*"(\./[^"]+)"`)

// scales adds up what a browser gets for a page.
type scales struct {
	site
	seen          map[string]bool
	total, styles int
}

func (w *scales) add(address string) {
	address, _, _ = strings.Cut(address, "#")
	if w.seen[address] || path.Ext(address) == ".woff2" {
		return
	}
	w.seen[address] = true
	packed := w.Get(address, "Accept-Encoding", "gzip")
	if packed.StatusCode != 200 || packed.Header.Get("Content-Encoding") != "gzip" {
		w.T.Errorf("%s: %d %s", address, packed.StatusCode, packed.Header.Get("Content-Encoding"))
	}
	w.total += len(packed.Body)
	switch path.Ext(address) {
	case ".css":
		w.styles += len(packed.Body)
		for _, m := range loaded.FindAllSubmatch(w.Get(address).Body, -1) {
			w.add(path.Join(path.Dir(address), string(m[1])))
		}
	case ".js":
		for _, m := range imported.FindAllSubmatch(w.Get(address).Body, -1) {
			w.add(path.Join(path.Dir(address), string(m[1])))
		}
	}
}

// A phone at the edge of the network has a page in a few seconds.
func TestPagesAreLight(t *testing.T) {
	t.Parallel()
	s := newArchive().site(t)
	for _, address := range []string{"/", "/verify", here, "/v/x"} {
		w := &scales{site: s, seen: map[string]bool{}}
		w.add(address)
		page := s.Get(address)
		for selector, attribute := range map[string]string{"link": "href", "script": "src", "use": "href"} {
			for _, n := range page.All(selector) {
				value, _ := pagetest.Attr(n, attribute)
				w.add(value)
			}
		}
		t.Logf("%s: %d bytes, styles %d, %d files", address, w.total, w.styles, len(w.seen))
		if w.total > heaviestPage || w.styles > heaviestStyles || w.styles == 0 {
			t.Errorf("%s: %d bytes, of which styles %d", address, w.total, w.styles)
		}
	}
}
