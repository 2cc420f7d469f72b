package login

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/internal/portal/page"
)

// then is the path of ours that somebody wanted before he was sent to log in, "" for
// anything else: another site above all, and an address that only takes forms.
func (r *Room) then(wanted string) string {
	u, err := url.Parse(wanted)
	switch {
	case err != nil || len(wanted) > page.MaxThen,
		!strings.HasPrefix(wanted, "/") || strings.ContainsFunc(wanted, notInPath),
		u.Scheme != "" || u.Host != "" || u.User != nil || u.Fragment != "" || u.RawPath != "",
		u.Path != u.EscapedPath() || path.Clean(u.Path) != u.Path,
		strings.HasPrefix(u.Path, "/login") || u.Path == "/logout":
		return ""
	}
	if r.routes == nil || !r.routes.Match(chi.NewRouteContext(), http.MethodGet, u.Path) {
		return ""
	}
	return wanted
}

// notInPath reports whether browsers may read something else than a path from it: they
// take a backslash for a slash, and leave out control characters.
func notInPath(c rune) bool { return c == '\\' || c <= ' ' || c >= 0x7f }

// lastOf is the last element of an address's path.
func lastOf(u *url.URL) string {
	if u == nil {
		return ""
	}
	return path.Base(u.Path)
}
