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
	b.leaving(func() { b.Tap(selector) })
}

// Tap clicks on the first element that a selector names, once it is shown: where it is on the
// screen, so that what lies over it is hit in its place, as by people.
func (b *Browser) Tap(selector string) {
	b.T.Helper()
	b.Until("document.querySelector(%s)?.getClientRects().length > 0", selector)
	at := Value[[]float64](b, `(() => { const e = document.querySelector(%s); e.scrollIntoView({ block: "center", behavior: "instant" });
		const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2] })()`, selector)
	b.Do(chromedp.MouseClickXY(at[0], at[1]))
}

// Put sets the value of a field.
func (b *Browser) Put(selector, value string) {
	b.T.Helper()
	b.Until("document.querySelector(%s) !== null", selector)
	Value[string](b, "document.querySelector(%s).value = %s", selector, value)
}

// leaving does what leads to another page, and waits until it is there.
func (b *Browser) leaving(act func()) {
	b.T.Helper()
	Value[bool](b, "window.before = true")
	act()
	b.Until("window.before === undefined && document.readyState === 'complete'")
}
