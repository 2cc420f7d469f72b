package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httputil"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "directory in which to leave pictures of the pages")

// browser is Debian's chromium with an empty profile and no way to any other host.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu      sync.Mutex
	strange []string // that must not be
}

func newBrowser(t *testing.T, base string, more ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("%v (sudo apt-get install chromium)", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), chromedp.Flag("accept-lang", "it"),
	)
	allocator, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), append(options, more...)...)
	t.Cleanup(stop)
	b := &browser{t: t}
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithListener(b.heard(base)))
	t.Cleanup(cancel)
	b.ctx = ctx
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.strange) > 0 {
			t.Errorf("the browser was asked what it must not be: %q", b.strange)
		}
	})
	b.do(chromedp.Navigate("about:blank"))
	return b
}

// heard notes what the page asks of others than the service, what its policy forbids
// it, and what its scripts do not catch.
func (b *browser) heard(base string) func(any) {
	return func(event any) {
		strange := ""
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, base+"/") && !strings.HasPrefix(e.Request.URL, "about:") {
				strange = e.Request.URL
			}
		case *log.EventEntryAdded:
			if e.Entry.Source == log.EntrySourceSecurity {
				strange = e.Entry.Text
			}
		case *runtime.EventExceptionThrown:
			strange = thrown(e.ExceptionDetails)
		}
		if strange != "" {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.strange = append(b.strange, strange)
		}
	}
}

func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception != nil {
		return d.Text + " " + d.Exception.Description
	}
	return d.Text
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if b.ctx.Err() == nil && chromedp.FromContext(b.ctx).Target == nil { // the first lives as long as the browser
		ctx = b.ctx
	}
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// open loads an address, whatever was open before.
func (b *browser) open(address string) {
	b.t.Helper()
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(address))
}

// value is what a script gives, its promise awaited.
func value[T any](b *browser, script string, args ...any) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](filled(b.t, script, args), chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.200s: %v", script, err)
	}
	return v
}

// filled is a script with its %s as JSON.
func filled(t *testing.T, script string, args []any) string {
	t.Helper()
	texts := make([]any, len(args))
	for i, a := range args {
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(text)
	}
	return fmt.Sprintf(script, texts...)
}

// until waits for a script to give true; the page may change meanwhile.
func (b *browser) until(script string, args ...any) {
	b.t.Helper()
	script = filled(b.t, script, args)
	ctx, cancel := context.WithTimeout(b.ctx, 15*time.Second)
	defer cancel()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
		if ok && err == nil {
			return
		}
		select {
		case <-ctx.Done():
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.pathname + ' ' + document.body.innerText"))
			b.t.Fatalf("never %s (%v) on\n%s", script, err, text)
		case <-time.After(30 * time.Millisecond):
		}
	}
}

func (b *browser) text(selector string) string {
	b.t.Helper()
	return value[string](b, `document.querySelector(%s)?.innerText ?? ""`, selector)
}

// choose puts a file into a field.
func (b *browser) choose(field, path string) {
	b.t.Helper()
	b.do(chromedp.SetUploadFiles(chromedp.CSS(field), []string{path}))
}

// look looks at the page as on a phone and on a desk: nothing sticks out to the side.
// It leaves pictures, if they are wanted.
func (b *browser) look(name string) {
	b.t.Helper()
	for _, width := range []int64{320, 1280} {
		b.do(chromedp.EmulateViewport(width, 700))
		if wide := value[int](b, "document.documentElement.scrollWidth"); wide > int(width) {
			b.t.Errorf("%s: %d pixels wide on a screen of %d", name, wide, width)
		}
		if *shots == "" {
			continue
		}
		picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
		if err != nil {
			b.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(*shots, fmt.Sprintf("%s-%d.png", name, width)), picture, 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
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
