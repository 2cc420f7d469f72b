package browsertest

import (
	"context"
	"maps"
	"slices"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Prefer has the browser say what its user prefers, by media features as CSS calls them,
// "forced-colors": "active".
func (b *Browser) Prefer(features map[string]string) {
	b.T.Helper()
	var all []*emulation.MediaFeature
	for _, name := range slices.Sorted(maps.Keys(features)) {
		all = append(all, &emulation.MediaFeature{Name: name, Value: features[name]})
	}
	b.Do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: all})
		return chromedp.Void{}, err
	})
	for name, value := range features {
		if !Value[bool](b, "matchMedia('('+%s+': '+%s+')').matches", name, value) {
			b.T.Fatalf("the browser does not prefer %s: %s", name, value)
		}
	}
}

// Drop drops a file onto the first element that a selector names.
func (b *Browser) Drop(selector, name, mediaType string, data []byte) {
	b.T.Helper()
	Value[bool](b, `(() => {
		const dropped = new DataTransfer(), bytes = Uint8Array.from(atob(%s), (c) => c.charCodeAt(0));
		dropped.items.add(new File([bytes], %s, { type: %s }));
		return document.querySelector(%s).dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, cancelable: true, bubbles: true }));
	})()`, data, name, mediaType, selector)
}

// Forget drops all cookies: nobody is logged in any more.
func (b *Browser) Forget() {
	b.T.Helper()
	b.Do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{})
		return chromedp.Void{}, err
	})
}
