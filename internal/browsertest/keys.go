package browsertest

import (
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// mostStops is more than any page of ours has.
const mostStops = 200

// Tab goes from stop to stop by the keyboard until it has come to an element that the
// selector names; each stop has to show that it is one.
func (b *Browser) Tab(selector string) {
	b.T.Helper()
	for range mostStops {
		b.Press(kb.Tab)
		if !Value[bool](b, `(() => { const e = document.activeElement; if (!e || e === document.body) return true;
			const s = getComputedStyle(e), l = e.nextElementSibling ? getComputedStyle(e.nextElementSibling) : s, r = e.getBoundingClientRect();
			const shown = s => s.outlineStyle !== "none" && s.outlineWidth !== "0px" || s.boxShadow !== "none";
			return shown(s) || shown(l) || r.width === 0 })()`) {
			b.T.Errorf("focus is not seen on %s", Value[string](b, "document.activeElement.outerHTML.slice(0, 160)"))
		}
		if Value[bool](b, "document.activeElement?.matches(%s) ?? false", selector) {
			return
		}
	}
	b.T.Fatalf("the keyboard does not come to %s on\n%s", selector, b.Text("body"))
}

// Press presses keys, or types a text.
func (b *Browser) Press(keys string) {
	b.T.Helper()
	b.Do(chromedp.KeyEvent(keys))
}

// Enter presses the enter key where the keyboard is, and waits for the page that comes.
func (b *Browser) Enter() {
	b.T.Helper()
	b.leaving(func() { b.Press(kb.Enter) })
}

// Click clicks on the first element that a selector names, and waits for the page that comes.
func (b *Browser) Click(selector string) {
	b.T.Helper()
	b.leaving(func() { b.Do(chromedp.Click(chromedp.CSS(selector))) })
}

// leaving does what leads to another page, and waits until it is there.
func (b *Browser) leaving(act func()) {
	b.T.Helper()
	Value[bool](b, "window.before = true")
	act()
	b.Until("window.before === undefined && document.readyState === 'complete'")
}
