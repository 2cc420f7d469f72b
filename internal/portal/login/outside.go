package login

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// The bounds of a question to a provider.
const (
	outsideTimeout = 10 * time.Second
	outsideLimit   = 256 << 10 // bytes of an answer
)

var (
	errRedirect = errors.New("a provider's answer is not fetched through a redirect")
	errOpenLine = errors.New("a provider is asked over TLS only, but on this machine")
)

// Outside is the client that asks providers: over TLS but on this machine, bounded in
// size and time, and following no redirect.
func Outside(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport: bounded{transport}, Timeout: outsideTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirect },
	}
}

type bounded struct{ next http.RoundTripper }

// RoundTrip makes bounded an http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	if !Trustworthy(r.URL) {
		return nil, errOpenLine
	}
	answer, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = &limited{answer.Body, outsideLimit}
	return answer, nil
}

// limited is a body that fails where io.LimitReader would end, so that half an answer is
// not taken for a whole one.
type limited struct {
	io.ReadCloser
	left int
}

// Read makes limited an io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.left -= n; l.left < 0 {
		return 0, fmt.Errorf("the answer has more than %d bytes", outsideLimit)
	}
	return n, err
}

// Trustworthy reports whether what comes from the address can be believed: over TLS, or on
// this machine.
func Trustworthy(u *url.URL) bool {
	ip, err := netip.ParseAddr(u.Hostname())
	local := u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
	return u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http" && local)
}
