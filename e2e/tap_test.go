package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sportello/sportello/internal/demo/people"
)

// call is something that was asked of a page.
type call struct {
	method, path, route string // path with its query
	form, formType      string // what was sent
}

// tap notes what a visitor asks of the pages, and holds every answer, redirects and files
// as well, against what each has to keep to.
type tap struct {
	t    *testing.T
	next http.RoundTripper

	mu    sync.Mutex
	calls []call
}

var addresses atomic.Uint32

// newTap lets a visitor come from an address of his own, for that is what limits count by.
func newTap(t *testing.T) *tap {
	t.Helper()
	n := addresses.Add(1)
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, byte(n>>8), byte(n))}}
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return from.DialContext(ctx, network, address)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return &tap{t: t, next: transport}
}

// RoundTrip makes tap an http.RoundTripper.
func (p *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	var form []byte
	if r.Body != nil {
		var err error
		if form, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(form))
	}
	answer, err := p.next.RoundTrip(r)
	if err != nil || !pages(r.URL.Path) {
		return answer, err
	}
	p.mu.Lock()
	p.calls = append(p.calls, call{r.Method, r.URL.RequestURI(), route(r.Method, r.URL.Path), string(form), r.Header.Get("Content-Type")})
	p.mu.Unlock()
	for _, fault := range slices.Concat(headerFaults(r, answer), addressFaults(r.URL), cookieFaults(answer)) {
		p.t.Errorf("%s %s: %d: %s", r.Method, r.URL.Path, answer.StatusCode, fault)
	}
	return answer, nil
}

// headerFaults is what an answer lacks: it must not be framed, kept or guessed at, and lead
// to no other host.
func headerFaults(r *http.Request, answer *http.Response) (faults []string) {
	h := answer.Header
	framed := "frame-ancestors 'none'"
	if strings.HasSuffix(r.URL.Path, "/preview.pdf") && h.Get("Content-Type") == "application/pdf" {
		framed = "frame-ancestors 'self'"
	}
	if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy, framed) || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		faults = append(faults, "Content-Security-Policy "+policy)
	}
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := strings.Join(h.Values(name), ", "); got != want && got != want+`, no-cache="Set-Cookie"` {
			faults = append(faults, fmt.Sprintf("%s is %q", name, got))
		}
	}
	if !strings.Contains(strings.Join(h.Values("Vary"), ","), "Accept-Language") {
		faults = append(faults, "Vary does not name the language")
	}
	if to := h.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`)) {
		faults = append(faults, "Location "+to)
	}
	return faults
}

// tokens is every secret of a session that was given out while the tests ran.
var tokens sync.Map

// cookieFaults is what is wrong with the cookies of an answer. Over TLS they are Secure, and
// their names begin with __Host- (TestCookie in internal/portal/login).
func cookieFaults(answer *http.Response) (faults []string) {
	for _, c := range answer.Cookies() {
		if c.Value != "" {
			tokens.Store(c.Value, true)
		}
		if (c.Name != "sportello" && c.Name != "sportello-login") || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			faults = append(faults, "cookie "+c.Raw)
		}
	}
	return faults
}

// fiscal matches a fiscal code, in omocodia too.
var fiscal = regexp.MustCompile(`\b[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]\b`)

// named matches the names of the hand-made people of the demo.
var named = sync.OnceValue(func() *regexp.Regexp {
	var names []string
	for _, c := range people.Cases() {
		for _, name := range strings.Fields(c.Name) {
			if len(name) > 4 {
				names = append(names, regexp.QuoteMeta(name))
			}
		}
	}
	return regexp.MustCompile(`(^|[^\pL])(` + strings.Join(names, "|") + `)([^\pL]|$)`)
})

// addressFaults is what an address tells about somebody: addresses are kept in many places.
func addressFaults(u *url.URL) (faults []string) {
	text, err := url.QueryUnescape(u.RequestURI())
	if err != nil {
		text = u.RequestURI()
	}
	if fiscal.MatchString(text) || named().MatchString(text) {
		faults = append(faults, "the address tells about somebody: "+text)
	}
	return faults
}
