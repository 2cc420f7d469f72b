package page

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

//go:embed pages/*.html words/*.json assets
var files embed.FS

// Config is what a kit is made of.
type Config struct {
	web.Kit
	Catalogue *certificates.Catalogue
	Offices   map[registry.OfficeID]registry.Office
	Limits    *web.Limiter     // the same as the API's
	PublicURL string           // under which people reach the service, without a slash at the end
	Clock     func() time.Time // in the time zone of the offices
	Rooms     []fs.FS          // each with pages/*.html and words/*.json
}

// Kit is what the rooms share. It is safe for concurrent use.
type Kit struct {
	Config
	looks    *looks
	problems *web.Problems
}

// New reads what the rooms look like and say. It fails if two of them have a page, a part
// or a word under the same name, if one cannot be parsed, or if a language lacks a word.
func New(c Config) (*Kit, error) {
	if u, err := url.Parse(c.PublicURL); err != nil || u.Scheme == "" || u.Host == "" {
		return nil, errors.New("page: the public address is none")
	}
	looks, err := newLooks(c.Rooms)
	if err != nil {
		return nil, err
	}
	return &Kit{Config: c, looks: looks, problems: &web.Problems{Catalogue: c.Catalogue, Offices: c.Offices, Log: c.Log}}, nil
}

// Around is the handler of all rooms with what they share around it: what every answer
// carries, and the refusal of forms that were sent from another site.
func (k *Kit) Around(rooms http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	if err := guard.AddTrustedOrigin(k.origin()); err != nil { // New has seen the address
		panic(err)
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.Fail(w, r, web.ErrCrossSite) }))
	return k.Kit.Around(guard.Handler(rooms), web.PolicyPages, k.Fail)
}

// origin is our own, also where a proxy asks us under another name (RFC 6454).
func (k *Kit) origin() string {
	u, _ := url.Parse(k.PublicURL) // New has seen it
	return u.Scheme + "://" + u.Host
}

// Handle is the adapter between a handler that returns its error and net/http.
func (k *Kit) Handle(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return web.Handle(k.Fail, h)
}

// Words is every text in a language, by key, as it stands in the file; of one with plural
// forms the last.
func (k *Kit) Words(l registry.Language) map[string]string { return k.looks.words[l].plain }
