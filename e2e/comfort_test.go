package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/internal/browsertest"
)

// Pages of every room, by who sees them.
var (
	forAll      = []string{"/", "/service", "/help", "/privacy", "/accessibility", "/login", "/verify", "/nowhere"}
	forCitizens = []string{"/me", "/me/certificates", "/me/data", "/me/notices", "/me/readers", "/me/remarks", "/me/sessions", "/me/declarations"}
	forOfficers = []string{"/office", "/office/search", "/office/certificates", "/office/statistics", "/office/remarks", "/office/decisions", "/office/roles"}
)

// rooms shows each of the pages to look, and those that come when a request begins.
func rooms(b *browsertest.Browser, look func(path string)) {
	b.T.Helper()
	seen := func(paths ...string) {
		for _, path := range paths {
			b.Open(demo.base + path + "?lang=de") // the longest words
			look(path)
		}
	}
	c := applying(b.T, "Ricci Ugo", "17 7 1977").issue(client.KindSlugResidence)
	seen(forAll...)
	seen("/v/" + c.code)
	b.Open(demo.base + "/verify?lang=de")
	b.Click("#code-title + form button, form[action^='/verify?'] button")
	look("/verify with a fault")
	enter(b, "demo", code(b.T, "Ricci Ugo"))
	seen(forCitizens...)
	seen("/me/certificates/" + c.id)
	b.Open(demo.base + "/request?lang=de")
	look("/request")
	b.Click("main form button")
	look("the first question of a request")
	if radio := "main input[type=radio]:enabled"; browsertest.Value[bool](b, "document.querySelector(%s) !== null", radio) {
		b.Tap(radio)
		look("an answer is chosen")
		b.Click("main form button")
		look("the second question of a request")
	}
	b.Open(demo.base + "/me?lang=de")
	b.Tap(".account summary")
	look("the menu of the account")
}

// officeRooms shows the officers' pages.
func officeRooms(b *browsertest.Browser, look func(path string)) {
	b.T.Helper()
	b.Forget()
	enter(b, "office", firstAdm)
	for _, path := range forOfficers {
		b.Open(demo.base + path + "?lang=de")
		look(path)
	}
}

// unreadable names what cannot be read on a page as it is: what sticks out to the side, what is
// cut off in its box, and words that lie on others.
const unreadable = `(() => {
	const out = [], wide = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth > wide) out.push("the page is " + document.documentElement.scrollWidth + " wide on " + wide);
	for (const e of document.body.querySelectorAll("*")) {
		const s = getComputedStyle(e), r = e.getBoundingClientRect();
		if (!e.checkVisibility() || r.width <= 1 || r.height <= 1 || e.closest("svg, .visually-hidden, .skip, template, iframe")) continue;
		const told = () => e.tagName + "." + e.className + " " + (e.innerText ?? "").slice(0, 60);
		if (r.right > wide + 1 || r.left < -1) out.push("sticks out: " + told());
		const holds = Array.from(e.childNodes).some((n) => n.nodeType === 3 && n.data.trim());
		if (holds && s.overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1) out.push("cut off: " + told());
		if (holds && s.overflowY !== "visible" && e.scrollHeight > e.clientHeight + 2) out.push("cut off below: " + told());
		if (e.matches("button, .btn, .state, .badge") && e.scrollHeight > r.height + 4) out.push("runs over: " + told());
	}
	return out;
})()`

// With text twice as large, as somebody has set it in the browser, nothing is lost on a
// desk's screen (WCAG 2.2, 1.4.4); nor at a zoom of 200 and 400 % (1.4.10).
func TestLargeText(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name   string
		widths []int64
		flags  []chromedp.ExecAllocatorOption
	}{
		{"twice", []int64{browsertest.Desk}, []chromedp.ExecAllocatorOption{chromedp.Flag("blink-settings", "defaultFontSize=32,defaultFixedFontSize=26")}},
		{"zoomed", []int64{browsertest.Desk / 2, browsertest.Phone}, nil},
	} {
		b := browsertest.New(t, demo.base, x.flags...)
		look := func(path string) {
			for _, width := range x.widths {
				b.Width(width)
				if got := browsertest.Value[[]string](b, unreadable); len(got) > 0 {
					t.Errorf("%s, %d px: %s\n\t%s", path, width, x.name, strings.Join(got, "\n\t"))
				}
			}
			if x.flags != nil {
				b.Width(browsertest.Desk)
				if size := browsertest.Value[float64](b, "parseFloat(getComputedStyle(document.querySelector('main p, main label')).fontSize)"); size < 32 {
					t.Errorf("%s: the text does not grow: %v px", path, size)
				}
				b.LeavePicture("twice-" + path)
			}
		}
		rooms(b, look)
		officeRooms(b, look)
	}
}

// vanished names what is not seen in forced colours, in which grounds and shadows are gone:
// boxes and things to press that have no border, and pictures without a colour of their own.
const vanished = `(() => {
	const out = [];
	for (const e of document.querySelectorAll(".verdict, .callout, .state, .badge, .summary, .btn, button, .login, .card, input:not([type=radio], [type=checkbox], [type=hidden]), textarea, select")) {
		const s = getComputedStyle(e);
		if (!e.checkVisibility() || e.matches(".btn-link, .leave")) continue;
		const bordered = ["Top", "Right", "Bottom", "Left"].every((side) => s["border" + side + "Style"] !== "none" && parseFloat(s["border" + side + "Width"]) >= 1 && s["border" + side + "Color"] !== s.backgroundColor);
		if (!bordered) out.push("no border: " + e.outerHTML.slice(0, 120));
	}
	for (const e of document.querySelectorAll("svg.tone circle, svg.tone path:first-child, svg.icon")) {
		const ground = getComputedStyle(e.closest("a, button, summary, .btn, .verdict, .callout, .state, li, div, p") ?? document.body);
		if (e.checkVisibility() && getComputedStyle(e).fill === ground.backgroundColor) out.push("a picture in the colour of its ground: " + e.parentElement.outerHTML.slice(0, 160));
	}
	const look = (e) => { const s = getComputedStyle(e); return [s.borderTop, s.borderBottom, s.borderLeft, s.fontWeight, s.textDecorationLine, s.outlineStyle].join(); };
	for (const e of document.querySelectorAll("a[aria-current], li[aria-current=step]")) {
		const list = e.closest("ul, ol"), others = Array.from(list?.querySelectorAll(e.tagName + ":not([aria-current])") ?? []).filter((o) => o.checkVisibility());
		if (e.checkVisibility() && others.some((o) => look(o) === look(e))) out.push("nothing shows that it is the current one: " + e.outerHTML.slice(0, 120));
	}
	for (const e of document.querySelectorAll("input[type=radio], input[type=checkbox]"))
		if (e.checkVisibility() && getComputedStyle(e).appearance === "none") out.push("not the browser's own button: " + e.outerHTML.slice(0, 120));
	return out;
})()`

// moving names what moves or would.
const moving = `(() => {
	const out = document.getAnimations().map((a) => "it moves: " + (a.effect?.target?.outerHTML ?? "").slice(0, 120));
	for (const e of document.querySelectorAll("*")) for (const part of [null, "::before", "::after"]) {
		const s = getComputedStyle(e, part);
		if (s.animationName !== "none" || !s.transitionDuration.split(", ").every((d) => parseFloat(d) === 0) || s.scrollBehavior === "smooth") out.push(e.tagName + "." + e.className + (part ?? ""));
	}
	return [...new Set(out)];
})()`

// outlined says where the keyboard is by a line, which forced colours keep; shadows they do not.
const outlined = `(() => { const e = document.activeElement, s = getComputedStyle(e);
	return e === document.body || e.getBoundingClientRect().width <= 1 || s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && s.outlineColor !== getComputedStyle(document.body).backgroundColor ? "" : e.outerHTML.slice(0, 160); })()`

// stops is how many places of a page the keyboard is followed to.
const stops = 12

// In the colours of the system nothing is lost, and the keyboard's place is seen; and nothing
// moves for who does not want it.
func TestForcedColours(t *testing.T) {
	t.Parallel()
	b := browse(t)
	b.Prefer(map[string]string{"forced-colors": "active", "prefers-reduced-motion": "reduce"})
	look := func(path string) {
		b.Width(browsertest.Desk)
		for _, script := range []string{vanished, moving} {
			if got := browsertest.Value[[]string](b, script); len(got) > 0 {
				t.Errorf("%s:\n\t%s", path, strings.Join(got, "\n\t"))
			}
		}
		for range stops {
			b.Press(kb.Tab)
			if hidden := browsertest.Value[string](b, outlined); hidden != "" {
				t.Errorf("%s: the keyboard is not seen on %s", path, hidden)
			}
		}
		b.LeavePicture("forced-" + path)
	}
	rooms(b, look)
	officeRooms(b, look)
}
