package browsertest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "directory in which to leave pictures of the pages")

// Widths in CSS pixels at which pages are looked at: the narrowest that WCAG 2.2 asks for
// (1.4.10, Reflow) and a desk's.
const (
	Phone = 320
	Desk  = 1280
)

// Look looks at the page as on a phone and on a desk: nothing sticks out to the side.
// It leaves pictures, if they are wanted.
func (b *Browser) Look(name string) {
	b.T.Helper()
	for _, width := range []int64{Phone, Desk} {
		b.Width(width)
		if wide := Value[int](b, "document.documentElement.scrollWidth"); wide > int(width) {
			b.T.Errorf("%s: %d pixels wide on a screen of %d", name, wide, width)
		}
		b.LeavePicture(fmt.Sprintf("%s-%d", name, width))
	}
}

// LeavePicture leaves a picture of the whole page as it is, if pictures are wanted.
func (b *Browser) LeavePicture(name string) {
	b.T.Helper()
	if *shots != "" {
		b.Picture(filepath.Join(*shots, strings.ReplaceAll(name, "/", "_")+".png"))
	}
}

// Width makes the screen so many pixels wide.
func (b *Browser) Width(pixels int64) {
	b.T.Helper()
	b.Do(chromedp.EmulateViewport(pixels, 700))
}

// Picture leaves a picture of the whole page.
func (b *Browser) Picture(path string) {
	b.T.Helper()
	picture, err := chromedp.Run(b.Context, chromedp.FullScreenshot(100))
	if err != nil {
		b.T.Fatal(err)
	}
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		b.T.Fatal(err)
	}
}
