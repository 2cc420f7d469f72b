package e2e

import (
	"bytes"
	"cmp"
	"fmt"
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

// widths are those at which pages are looked at.
var widths = []struct {
	name   string
	pixels int64
}{{"desktop", browsertest.Desk}, {"phone", phone}}

// look checks the page, and leaves a picture of it at both widths, from the top or from an
// element on.
func (w *walk) look(name string, from ...string) {
	w.T.Helper()
	w.check(name)
	for _, at := range widths {
		if *screens != "" {
			w.Width(at.pixels)
			w.picture(filepath.Join(*screens, name+"-"+at.name+".png"), at.pixels, from...)
		}
	}
}

// check checks the page at both widths.
func (w *walk) check(name string) {
	w.T.Helper()
	for _, at := range widths {
		w.Width(at.pixels)
		for _, fault := range browsertest.Value[[]string](w.Browser, faults) {
			w.T.Errorf("%s, %s: %s", name, at.name, fault)
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
func (w *walk) picture(path string, width int64, from ...string) {
	w.T.Helper()
	top, height := 0, browsertest.Value[int](w.Browser, "document.documentElement.scrollHeight")
	for _, selector := range from {
		top = browsertest.Value[int](w.Browser, "Math.round(document.querySelector(%s).getBoundingClientRect().top + scrollY - 16)", selector)
	}
	w.Do(chromedp.EmulateViewport(width, int64(min(height-top, highest))))
	browsertest.Value[bool](w.Browser, fmt.Sprintf(`document.activeElement.blur(), scrollTo({top: %d, behavior: "instant"}), true`, top))
	var small bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, fewer(w.screen())); err != nil {
		w.T.Fatal(err)
	}
	if small.Len() > heavy {
		w.T.Errorf("%s has %d bytes", path, small.Len())
	}
	if err := os.WriteFile(path, small.Bytes(), 0o644); err != nil {
		w.T.Fatal(err)
	}
}

// screen is what is on the screen, once a PDF within the page is shown too, which comes
// late and is dark before.
func (w *walk) screen() image.Image {
	w.T.Helper()
	at := browsertest.Value[[]int](w.Browser, "(() => { const r = document.querySelector('object')?.getBoundingClientRect(); return r?.width ? [Math.round(r.left + r.width / 25), Math.round(r.top + r.height / 2)] : [] })()")
	for range 100 {
		data, err := chromedp.Run(w.Context, chromedp.CaptureScreenshot())
		if err != nil {
			w.T.Fatal(err)
		}
		screen, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			w.T.Fatal(err)
		}
		if len(at) == 0 || color.GrayModel.Convert(screen.At(at[0], at[1])).(color.Gray).Y > 200 {
			return screen
		}
	}
	w.T.Fatal("the PDF within the page is never shown")
	return nil
}

// fewer is an image in the 256 colours that occur most in it.
func fewer(whole image.Image) image.Image {
	exact := image.NewRGBA(whole.Bounds())
	draw.Draw(exact, exact.Bounds(), whole, image.Point{}, draw.Src)
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
			n = uint8(palette.Index(color.RGBA{R: c[0], G: c[1], B: c[2], A: 255}))
			nearest[c] = n
		}
		out.Pix[i] = n
	}
	return out
}

// coarse is a colour in steps of four: what looks the same is the same.
func coarse(pixel []byte) (c [3]byte) {
	for i := range c {
		c[i] = pixel[i]&^3 | pixel[i]>>6
	}
	return c
}
