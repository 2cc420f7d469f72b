package e2e

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/chromedp/chromedp"

	"github.com/sportello/sportello/internal/browsertest"
)

// A phone as most are, and how much of a page a picture shows. Pixels.
const (
	phone   = 390
	highest = 1600
	heavy   = 120 << 10 // bytes of a picture
)

// look checks the page at both widths, and leaves a picture of each from the top or from an
// element on.
func (w *walk) look(name string, from ...string) {
	w.T.Helper()
	for _, at := range []struct {
		name  string
		width int64
	}{{"desktop", browsertest.Desk}, {"phone", phone}} {
		w.Width(at.width)
		for _, fault := range browsertest.Value[[]string](w.Browser, faults) {
			w.T.Errorf("%s, %s: %s", name, at.name, fault)
		}
		if *screens != "" {
			w.picture(filepath.Join(*screens, name+"-"+at.name+".png"), from...)
		}
	}
}

// faults is what is wrong with how a page stands on the screen: it sticks out, its head
// takes the screen, or what is pressed is smaller than a finger (WCAG 2.2, 2.5.8, which
// does not count links within a sentence).
const faults = `(() => {
	const out = [], wide = document.documentElement.scrollWidth, high = document.querySelector("header").getBoundingClientRect().height;
	if (wide > innerWidth) out.push("is " + wide + " pixels wide on a screen of " + innerWidth);
	if (high > 844 / 3) out.push("has a head of " + high + " pixels");
	if (document.querySelectorAll("main h1").length !== 1) out.push("has no single h1");
	for (const e of document.querySelectorAll("a, button, summary, input, select, textarea")) {
		const r = e.getBoundingClientRect();
		if (r.width > 1 && r.height < 24 && getComputedStyle(e).display !== "inline") out.push(e.outerHTML.slice(0, 120) + " is " + r.height + " pixels high");
	}
	return out;
})()`

// picture leaves a picture, in few enough colours to be small.
func (w *walk) picture(path string, from ...string) {
	w.T.Helper()
	whole := w.whole()
	part := whole.Bounds()
	for _, selector := range from {
		part.Min.Y = browsertest.Value[int](w.Browser, "Math.round(document.querySelector(%s).getBoundingClientRect().top + scrollY - 16)", selector)
	}
	part.Max.Y = min(part.Max.Y, part.Min.Y+highest)
	var small bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, fewer(whole, part)); err != nil {
		w.T.Fatal(err)
	}
	if small.Len() > heavy {
		w.T.Errorf("%s has %d bytes", path, small.Len())
	}
	if err := os.WriteFile(path, small.Bytes(), 0o644); err != nil { //nolint:gosec // a picture of invented people, for the repository
		w.T.Fatal(err)
	}
}

// shown waits until the browser shows the PDF within the page, which comes late.
func (w *walk) shown(selector string) {
	w.T.Helper()
	if *screens == "" {
		return
	}
	w.Width(browsertest.Desk)
	at := browsertest.Value[[]int](w.Browser, "(() => { const r = document.querySelector(%s).getBoundingClientRect(); return [Math.round(r.left + r.width / 2), Math.round(r.top + scrollY + 40)] })()", selector)
	for range 100 {
		if r, _, _, _ := w.whole().At(at[0], at[1]).RGBA(); r > 0x8000 { // before, it is dark
			return
		}
	}
	w.T.Errorf("%s stays dark", selector)
}

// whole is a picture of the whole page.
func (w *walk) whole() image.Image {
	w.T.Helper()
	data, err := chromedp.Run(w.Context, chromedp.FullScreenshot(100))
	if err != nil {
		w.T.Fatal(err)
	}
	whole, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		w.T.Fatal(err)
	}
	return whole
}

// fewer is a part of an image in the 256 colours that occur most in it.
func fewer(whole image.Image, part image.Rectangle) image.Image {
	exact := image.NewRGBA(image.Rect(0, 0, part.Dx(), part.Dy()))
	draw.Draw(exact, exact.Bounds(), whole, part.Min, draw.Src)
	count := map[[3]byte]int{}
	for i := 0; i < len(exact.Pix); i += 4 {
		count[coarse(exact.Pix[i:])]++
	}
	all := slices.SortedFunc(maps.Keys(count), func(a, b [3]byte) int {
		return cmp.Or(count[b]-count[a], slices.Compare(a[:], b[:]))
	})
	var palette color.Palette
	for _, c := range all[:min(len(all), 256)] {
		palette = append(palette, color.RGBA{R: c[0], G: c[1], B: c[2], A: 255})
	}
	nearest := map[[3]byte]uint8{}
	out := image.NewPaletted(exact.Bounds(), palette)
	for i := range out.Pix {
		c := coarse(exact.Pix[4*i:])
		n, ok := nearest[c]
		if !ok {
			n = uint8(palette.Index(color.RGBA{R: c[0], G: c[1], B: c[2], A: 255})) //nolint:gosec // a palette has 256 at most
			nearest[c] = n
		}
		out.Pix[i] = n
	}
	return out
}

// coarse is a colour in steps of eight: what looks the same is the same.
func coarse(pixel []byte) (c [3]byte) {
	for i := range c {
		c[i] = pixel[i]&^7 | pixel[i]>>5
	}
	return c
}
