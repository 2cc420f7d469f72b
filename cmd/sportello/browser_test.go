package main

import (
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sportello/sportello/internal/browsertest"
)

// browser is one over the verification page.
type browser struct{ *browsertest.Browser }

func browse(t *testing.T, base string, more ...chromedp.ExecAllocatorOption) browser {
	t.Helper()
	return browser{browsertest.New(t, base, more...)}
}

// wire is between browser and service: it can be cut, and remembers what went over it.
type wire struct {
	mu    sync.Mutex
	next  http.Handler
	off   bool
	asked []string
}

func (w *wire) around(next http.Handler) http.Handler {
	w.next = next
	return w
}

func (w *wire) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	head, err := httputil.DumpRequest(r, strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"))
	w.mu.Lock()
	w.asked = append(w.asked, string(head))
	next, off := w.next, w.off
	w.mu.Unlock()
	if off || err != nil {
		panic(http.ErrAbortHandler) // the connection breaks, as it does without network
	}
	next.ServeHTTP(rw, r)
}

func (w *wire) cut(off bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.off = off
}

func (w *wire) lead(to http.Handler) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next = to
}

// requests is what was asked so far.
func (w *wire) requests() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.asked, "\n")
}
