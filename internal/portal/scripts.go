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
	"github.com/sportello/sportello/internal/web"
)

// Scripted reports whether the page has scripts. It is complete without them.
func (p *page) Scripted() bool { return p.name == "form" || p.name == "verdict" }

// Spoken is the texts that scripts show, by key: those that begin with "js.", and
// some that the pages show too.
func (p *page) Spoken() map[string]string {
	out := maps.Clone(p.words)
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
func (s *server) kinds(p *page) (out []kind) {
	for _, e := range s.Catalogue.Entries() {
		out = append(out, kind{int(e.Kind), e.Name.In(p.Language)})
	}
	return out
}

// worker is the script that keeps the verification page for who is without network.
// It stands beside the page, because a worker rules no more than its own directory;
// before it stands what is to be kept.
func (s *server) worker(w http.ResponseWriter, _ *http.Request) error {
	shell, err := json.Marshal(s.looks.shell())
	if err != nil {
		return fmt.Errorf("portal: worker: %w", err)
	}
	w.Header().Set("Content-Security-Policy", web.PolicyChecks)
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = fmt.Fprintf(w, "const release = %q, shell = %s;\n%s", s.looks.release, shell, s.looks.assets["worker.js"].data) // who asked may have gone
	return nil
}

// shell is the addresses of the verification page and of all that it loads.
func (l *looks) shell() (out []string) {
	for _, language := range certificates.Languages {
		out = append(out, "/verify?lang="+string(language))
	}
	for _, name := range slices.Sorted(maps.Keys(l.assets)) {
		if name != "worker.js" && path.Ext(name) != ".txt" {
			out = append(out, "/assets/"+l.release+"/"+name)
		}
	}
	return out
}
