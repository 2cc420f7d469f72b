// Package browsertest drives Debian's chromium over pages under test, as people do: with
// scripts and without, by pointer and by keyboard, on a phone and on a desk. It fails a
// test whose page asks anything of another host, breaks its policy or throws.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Browser is chromium with an empty profile and no way to any other host. It serves one
// test at a time.
type Browser struct {
	T       *testing.T
	Context context.Context

	silent bool // pages have no scripts

	mu      sync.Mutex
	strange []string // that must not be
}

// New starts a browser for pages below base; it ends with the test.
func New(t *testing.T, base string, more ...chromedp.ExecAllocatorOption) *Browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("%v (sudo apt-get install chromium)", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.*"),
		chromedp.Flag("lang", "it"), chromedp.Flag("accept-lang", "it"), chromedp.Env("LANGUAGE=it"), // Italian is what it asks for, and what it says itself, with Debian's chromium-l10n
	)
	allocator, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), append(options, more...)...)
	t.Cleanup(stop)
	b := &Browser{T: t}
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithListener(b.heard(base)))
	t.Cleanup(cancel)
	b.Context = ctx
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.strange) > 0 {
			t.Errorf("the browser was asked what it must not be: %q", b.strange)
		}
	})
	b.Do(chromedp.Navigate("about:blank"))
	return b
}

// viewer is what chromium itself shows a PDF with, part of the program.
const viewer = "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/"

// heard notes what the page asks of others than the service, what its policy forbids
// it, and what its scripts do not catch.
func (b *Browser) heard(base string) func(any) {
	return func(event any) {
		strange := ""
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !within(e.Request.URL, base) {
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

// within reports whether an address asks nobody but the service. What chromium draws a
// field for a day with is data of its own, and its viewer for PDF is an extension in it;
// those of a page would break the page's policy.
func within(address, base string) bool {
	return strings.HasPrefix(address, base+"/") || strings.HasPrefix(address, "about:") || strings.HasPrefix(address, viewer) || strings.HasPrefix(address, "data:image/svg+xml;base64,")
}

func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception != nil {
		return d.Text + " " + d.Exception.Description
	}
	return d.Text
}

// Patience is for one step: much longer than it takes on a machine that does much else at
// the same time, and never waited for in vain by a test that passes.
const Patience = 3 * time.Minute

// Do takes steps.
func (b *Browser) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.T.Helper()
	ctx, cancel := context.WithTimeout(b.Context, Patience)
	defer cancel()
	if b.Context.Err() == nil && chromedp.FromContext(b.Context).Target == nil { // the first lives as long as the browser
		ctx = b.Context
	}
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.T.Fatal(err)
	}
}

// Open loads an address, whatever was open before.
func (b *Browser) Open(address string) {
	b.T.Helper()
	b.Do(chromedp.Navigate("about:blank"), chromedp.Navigate(address))
}

// Scripts switches the scripts of pages on or off, from the next page on.
func (b *Browser) Scripts(on bool) {
	b.T.Helper()
	off := func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return chromedp.Void{}, err
	}
	b.Do(off)
	b.silent = !on
}

// Value is what a script gives, its promise awaited; each %s in it is an argument as JSON.
func Value[V any](b *Browser, script string, args ...any) V {
	b.T.Helper()
	ctx, cancel := context.WithTimeout(b.Context, Patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[V](filled(b.T, script, args), chromedp.EvalAwaitPromise))
	if err != nil {
		b.T.Fatalf("%.200s: %v", script, err)
	}
	return v
}

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

// Until waits for a script to give true; the page may change meanwhile.
func (b *Browser) Until(script string, args ...any) {
	b.T.Helper()
	script = filled(b.T, script, args)
	ctx, cancel := context.WithTimeout(b.Context, Patience)
	defer cancel()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
		if ok && err == nil {
			return
		}
		select {
		case <-ctx.Done():
			text, _ := chromedp.Run(b.Context, chromedp.Evaluate[string]("location.pathname + ' ' + document.body.innerText"))
			b.T.Fatalf("never %s (%v) on\n%s", script, err, text)
		case <-time.After(30 * time.Millisecond):
		}
	}
}

// Text is the words in the first element that a selector names, "" if there is none.
func (b *Browser) Text(selector string) string {
	b.T.Helper()
	return Value[string](b, `document.querySelector(%s)?.innerText ?? ""`, selector)
}

// Choose puts a file into a field.
func (b *Browser) Choose(field, path string) {
	b.T.Helper()
	b.Do(chromedp.SetUploadFiles(chromedp.CSS(field), []string{path}))
}
