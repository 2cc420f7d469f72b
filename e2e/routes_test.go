package e2e

import (
	"io/fs"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal"
	"github.com/sportello/sportello/internal/portal/area"
	"github.com/sportello/sportello/internal/portal/decisions"
	"github.com/sportello/sportello/internal/portal/declarations"
	"github.com/sportello/sportello/internal/portal/guide"
	"github.com/sportello/sportello/internal/portal/login"
	"github.com/sportello/sportello/internal/portal/office"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/request"
	"github.com/sportello/sportello/internal/web"
)

// kit is that of the portal's pages, for its words.
var kit = sync.OnceValue(func() *page.Kit {
	k, err := page.New(page.Config{
		Kit: web.Kit{Log: slog.New(slog.DiscardHandler)}, Catalogue: certificates.NewCatalogue(), Limits: web.NewLimiter(web.Limits{}),
		PublicURL: "http://sportello.example", Clock: time.Now,
		Rooms: []fs.FS{portal.Files, guide.Files, login.Files, request.Files, declarations.Files, area.Files, office.Files, decisions.Files},
	})
	if err != nil {
		panic(err)
	}
	return k
})

// listener is a room that has no page, and keeps the router that the others add to.
type listener struct{ chi.Router }

func (l *listener) Routes(mux chi.Router) { l.Router = mux }

// routes is the addresses of the portal, with nothing that works behind them. A room that
// is missing here shows as an address without a route.
var routes = sync.OnceValue(func() chi.Routes {
	k, l := kit(), &listener{}
	portal.New(portal.Config{Kit: k, Rooms: []portal.Room{
		l, login.New(k, login.Config{}), guide.New(k, guide.Config{}), request.New(k, nil, nil), declarations.New(k, nil),
		area.New(k, area.Config{}), office.New(k, office.Config{}), decisions.New(k, decisions.Config{}),
	}})
	return l.Router
})

// route is the pattern that an address follows, "" if there is none.
func route(method, path string) string {
	return routes().Find(chi.NewRouteContext(), method, path)
}

// pages reports whether an address of the service is one of its pages, and no file or API.
func pages(path string) bool {
	for _, other := range []string{"/assets/", "/demo/", "/docs", "/v1/", "/verify-worker.js", "/readyz", "/healthz"} {
		if strings.HasPrefix(path, other) {
			return false
		}
	}
	return true
}

func parse(path string) *url.URL {
	u, err := url.Parse(path)
	if err != nil {
		return &url.URL{Path: "/unreadable"}
	}
	return u
}
