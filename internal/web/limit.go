package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"

	"github.com/sportello/sportello/certificates"
)

// Rate is so many requests in so much time; zero is no limit.
type Rate struct {
	Requests int
	Per      time.Duration
}

// Limits says how much is too much.
type Limits struct {
	Calls        Rate // with a token, from one address
	CheckCode    Rate // checks of one certificate, by whomever
	CheckAddress Rate // checks from one address
	CheckAll     Rate // checks in all
	Pages        Rate // pages and files for somebody who is logged in, by one person
	Search       Rate // searches for persons, by one searcher
	OpenCode     Rate // tries to open the content of one certificate that did not fit

	Body   int64 // bytes of a form or of JSON; DefaultBody if zero
	Upload int64 // bytes of a file to be checked; DefaultUpload if zero
}

// Sizes where Limits names none.
const (
	DefaultBody   = 64 << 10
	DefaultUpload = 20_000_000
)

// Limiter counts, within this process. The rooms share one, so that who is stopped
// on a page is not let in through the API. It is safe for concurrent use.
type Limiter struct {
	Body, Upload int64

	calls, pages, search, checkCode, checkAddress, checkAll, openCode *counter
}

// NewLimiter makes a limiter; its counters start at zero.
func NewLimiter(l Limits) *Limiter {
	limiter := &Limiter{
		Body: l.Body, Upload: l.Upload,
		calls: newCounter(l.Calls, address, told), pages: newCounter(l.Pages, address, untold), search: newCounter(l.Search, address, untold), checkAddress: newCounter(l.CheckAddress, address, told),
		// How often others have asked about a code is nobody's business.
		checkCode: newCounter(l.CheckCode, code, untold), checkAll: newCounter(l.CheckAll, everything, untold),
		openCode: newCounter(l.OpenCode, code, untold),
	}
	if limiter.Body == 0 {
		limiter.Body = DefaultBody
	}
	if limiter.Upload == 0 {
		limiter.Upload = DefaultUpload
	}
	return limiter
}

// Calls limits requests that carry a token.
func (l *Limiter) Calls(fail Fail) func(http.Handler) http.Handler { return limit(fail, l.calls) }

// Pages limits what one person asks for who is logged in: each page reads the register and
// writes to the audit trail, and many set a document. who names him.
func (l *Limiter) Pages(fail Fail, who func(*http.Request) string) func(http.Handler) http.Handler {
	return limit(fail, l.pages.by(who))
}

// Searches limits the searching for persons, beyond Calls; searcher names who searches,
// wherever he sits.
func (l *Limiter) Searches(fail Fail, searcher func(*http.Request) string) func(http.Handler) http.Handler {
	return limit(fail, l.search.by(searcher))
}

// Checks limits the checking of certificates; routes have the code as {code}, or
// none.
func (l *Limiter) Checks(fail Fail) func(http.Handler) http.Handler {
	return limit(fail, l.checkAddress, l.checkCode, l.checkAll)
}

// Openings limits guesses at the content of a certificate, beyond Checks: tries that
// were answered with 403. Each counts before it is looked at, so that many at once are
// no way round, and is given back if it was none: who holds the paper may look again,
// and correct what he mistyped.
func (l *Limiter) Openings(fail Fail) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return limit(fail, l.openCode)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ww, counted := middleware.NewWrapResponseWriter(w, r.ProtoMajor), time.Now()
			next.ServeHTTP(ww, r)
			if ww.Status() != http.StatusForbidden {
				l.openCode.giveBack(r, counted)
			}
		}))
	}
}

func limit(fail Fail, counters ...*counter) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, c := range counters {
				if c.full(w, r) {
					fail(w, r, ErrTooMany)
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

// counter counts requests by a key; nil counts nothing.
type counter struct {
	*httprate.RateLimiter
	key func(*http.Request) string
	per time.Duration
}

// What is told of a counter in every answer, and only in a refusal.
var (
	told   = httprate.ResponseHeaders{Limit: "X-RateLimit-Limit", Remaining: "X-RateLimit-Remaining", Reset: "X-RateLimit-Reset", RetryAfter: "Retry-After"}
	untold = httprate.ResponseHeaders{RetryAfter: "Retry-After"}
)

func newCounter(r Rate, key func(*http.Request) string, headers httprate.ResponseHeaders) *counter {
	if r.Requests <= 0 || r.Per <= 0 {
		return nil
	}
	// A store that is named has windows that begin by the clock, which giveBack needs.
	store := httprate.WithLimitCounter(httprate.NewLocalLimitCounter(r.Per))
	return &counter{httprate.NewRateLimiter(r.Requests, r.Per, store, httprate.WithResponseHeaders(headers)), key, r.Per}
}

// by is the same counter by another key.
func (c *counter) by(key func(*http.Request) string) *counter {
	if c == nil {
		return nil
	}
	return &counter{c.RateLimiter, key, c.per}
}

func (c *counter) full(w http.ResponseWriter, r *http.Request) bool {
	if c == nil {
		return false
	}
	key := c.key(r)
	return key != "" && c.OnLimit(w, r, key)
}

// giveBack takes back that r was counted, unless another window has begun since: who comes
// slowly, from one window into the next, must not have more tries there.
func (c *counter) giveBack(r *http.Request, counted time.Time) {
	if c == nil {
		return
	}
	window := time.Now().UTC().Truncate(c.per)
	if key := c.key(r); key != "" && window.Equal(counted.UTC().Truncate(c.per)) {
		_ = c.Counter().IncrementBy(key, window, -1) // one in memory never fails
	}
}

// address is the client's, an IPv6 one by its network: a client has all of it.
func address(r *http.Request) string {
	ip := httprate.CanonicalizeIP(middleware.GetClientIP(r.Context()))
	if ip == "" {
		return "unknown"
	}
	return ip
}

// code is one certificate however its code is written, and each other text by
// itself.
func code(r *http.Request) string {
	text := PathParam(r, "code")
	if c, err := certificates.ParseCode(text); err == nil {
		return c.Compact()
	}
	return text
}

// PathParam is a parameter of the matched route, with its percent-encoding undone:
// what is the same to the reader must be the same to a limit.
func PathParam(r *http.Request, name string) string {
	raw := chi.URLParam(r, name)
	if plain, err := url.PathUnescape(raw); err == nil && r.URL.RawPath != "" {
		return plain
	}
	return raw
}

func everything(*http.Request) string { return "all" }
