package portal

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
)

// Spoken is the texts that scripts show, by key: those that begin with "js.", and
// some that the pages show too.
func (c *checking) Spoken() map[string]string {
	out := maps.Clone(c.Words())
	maps.DeleteFunc(out, func(key, _ string) bool {
		return !strings.HasPrefix(key, "js.") && !strings.HasPrefix(key, "file.") && !slices.Contains(rows, key)
	})
	return out
}

var rows = []string{"verdict.kind", "verdict.office", "verdict.issued", "verdict.until", "verdict.unlimited"}

// kind is the name of a kind under its code, by which a statement calls it.
type kind struct {
	Code int
	Name string
}

// kinds is the official table, in the page's language.
func (s *server) kinds(p *page.Page) (out []kind) {
	for _, e := range s.Catalogue.Entries() {
		out = append(out, kind{int(e.Kind), e.Name.In(p.Language)})
	}
	return out
}

// worker is the script that keeps the verification page for who is without network.
// It stands beside the page, because a worker rules no more than its own directory;
// before it stands what is to be kept.
func (s *server) worker(w http.ResponseWriter, _ *http.Request) error {
	shell, err := json.Marshal(s.shell())
	if err != nil {
		return fmt.Errorf("portal: worker: %w", err)
	}
	w.Header().Set("Content-Security-Policy", web.PolicyChecks)
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = fmt.Fprintf(w, "const release = %q, shell = %s;\n%s", s.Release(), shell, s.Asset("worker.js")) // who asked may have gone
	return nil
}

// shell is the addresses of the verification page and of all that it loads.
func (s *server) shell() (out []string) {
	for _, language := range certificates.Languages {
		out = append(out, "/verify?lang="+string(language))
	}
	for _, name := range s.Assets() {
		if name != "worker.js" && path.Ext(name) != ".txt" && path.Dir(name) != "marks" { // of the login page
			out = append(out, "/assets/"+s.Release()+"/"+name)
		}
	}
	return out
}
