package templates

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"rsc.io/qr/coding"

	"github.com/sportello/sportello/certificates"
)

func decode(t testing.TB, m image.Image, hint gozxing.DecodeHintType) string {
	t.Helper()
	b, err := gozxing.NewBinaryBitmapFromImage(m)
	if err != nil {
		t.Fatal(err)
	}
	r, err := qrcode.NewQRCodeReader().Decode(b, map[gozxing.DecodeHintType]any{hint: true})
	if err != nil {
		t.Fatalf("the QR symbol cannot be read: %v", err)
	}
	return r.GetText()
}

// raster is a page as a printer of 150 dpi without colour puts it on paper: in shades
// of grey, or with "-mono" in black and white dots.
func raster(t testing.TB, file []byte, page string, how ...string) image.Image {
	t.Helper()
	path := write(t, "page.pdf", file)
	out := filepath.Join(t.TempDir(), "page")
	if how == nil {
		how = []string{"-gray"}
	}
	tool(t, "poppler-utils", "pdftoppm", append(how, "-r", "150", "-png", "-singlefile", "-f", page, path, out)...)
	b, err := os.ReadFile(out + ".png")
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// statedMark is a mark with a signed statement of so many digits behind the address.
func statedMark(digits int) certificates.Mark {
	m, random := sampleMark(), rand.New(rand.NewPCG(1, uint64(digits)))
	b := make([]byte, digits)
	for i := range b {
		b[i] = byte('0' + random.IntN(10))
	}
	m.URL += "#" + string(b)
	return m
}

// What was measured to choose module and error correction, read out of six printed
// pages each by gozxing/zbarimg. "scan" is the page in black and white dots of 150 dpi,
// scanned askew by 1.3 degrees with noise; 97 % is a page shrunk by the printer.
//
//	digits  symbol       150 grey  150 b/w  scan 150  scan 200  scan 300  97 % grey  97 % b/w  300 b/w
//	     0  V5-Q 4 dots     6/6      6/6      6/6       6/6       6/6       6/6        6/6       6/6
//	   300  V10-M 3 dots    6/6      6/6      5/6       5/6       6/6       6/6        0/6       6/6
//	   550  V12-L 3 dots    6/6      6/6      6/6       6/6       6/6       6/6        0/6       6/6
//	   700  V12-L 3 dots    5/6      5/6      3/6       5/6       6/6       5/6        0/6       5/6
//
// The same symbols with modules that are no whole number of dots, ten each, by zbarimg,
// which is the more tolerant one: a stronger correction does not make up for it.
//
//	450 digits  M  0.40 mm  150 b/w  3  scan 150  0  scan 200  0
//	450 digits  M  0.45 mm  150 b/w 10  scan 150  0  scan 200  2
//	450 digits  L  0.45 mm  150 b/w  7  scan 150  0  scan 200  0
//	600 digits  L  0.47 mm  150 b/w 10  scan 150  0  scan 200  2
//	600 digits  L  0.508 mm (3 dots)    10        10        10
//
// Every sample, printed by 150 dpi in grey and in black and white, with a statement as
// long as they come; one with shorter ones too.
func TestPrintedSymbolIsRead(t *testing.T) {
	t.Parallel()
	for name, c := range samples(t) {
		marks := []certificates.Mark{statedMark(700)}
		if name == "residence" {
			marks = append(marks, sampleMark(), statedMark(300), statedMark(550))
		}
		for _, mark := range marks {
			t.Run(fmt.Sprint(name, " ", len(mark.URL)), func(t *testing.T) {
				t.Parallel()
				sheet, err := sampleTypesetter(t).Lay(c, mark, sampleAt)
				if err != nil {
					t.Fatal(err)
				}
				last := strconv.Itoa(len(read(t, sheet.Unsealed()).pages))
				for _, how := range []string{"-gray", "-mono"} {
					foot := raster(t, sheet.Unsealed(), last, how, "-y", "1200", "-H", "554") // dots
					if got := decode(t, foot, gozxing.DecodeHintType_TRY_HARDER); got != mark.URL {
						t.Errorf("%s: QR symbol says %q, want %q", how, got, mark.URL)
					}
				}
			})
		}
	}
}

// The statement is for machines: people are shown the address without it, and the
// link leads where the symbol leads.
func TestStatementIsNotPrinted(t *testing.T) {
	t.Parallel()
	mark := statedMark(700)
	sheet, err := sampleTypesetter(t).Lay(sample(t, certificates.Life), mark, sampleAt)
	if err != nil {
		t.Fatal(err)
	}
	o := read(t, sheet.Unsealed())
	link := o.tree().all("Link")
	if got := link[0].text(); got != sampleMark().URL {
		t.Errorf("the address is printed as %q", got)
	}
	if got := match(t, o.objects[linkObject], `/URI\((.*)\)>>>>`)[0]; got != mark.URL {
		t.Errorf("the link leads to %q", got)
	}
	if n := bytes.Count(sheet.Unsealed(), []byte(mark.URL)); n != 1 {
		t.Errorf("the statement stands in %d places of the file, want the link alone", n)
	}
}

// Addresses of every length up to the largest symbol, and statements of every length.
func TestSymbols(t *testing.T) {
	t.Parallel()
	var addresses []string
	for n := 1; n < 600; n += 7 {
		addresses = append(addresses, "https://"+strings.Repeat("a", n)+"/v/"+sampleMark().Code.Compact())
	}
	for n := 0; n <= 1000; n += 9 {
		addresses = append(addresses, statedMark(n).URL)
	}
	all := sampleTypesetter(t).symbols
	for _, address := range addresses {
		q, err := all.encode(address)
		if err != nil {
			t.Fatalf("%d characters: %v", len(address), err)
		}
		dots := q.module() / dot
		if dots < leastDots-1e-9 || math.Abs(dots-math.Round(dots)) > 1e-9 || q.side-2*q.quiet() < 22*mm {
			t.Errorf("%d characters: a module of %.3f dots, a symbol of %.1f mm", len(address), dots, (q.side-2*q.quiet())/mm)
		}
		if strings.Contains(address, "#") && len(address) <= len(statedMark(700).URL) && q.side > 37.2*mm {
			t.Errorf("%d characters: a symbol of %.1f mm with its quiet zone", len(address), q.side/mm)
		}
		const scale = 3
		m := image.NewGray(image.Rect(0, 0, scale*(q.code.Size+2*quietZone), scale*(q.code.Size+2*quietZone)))
		for y := range m.Rect.Dy() {
			for x := range m.Rect.Dx() {
				if !q.code.Black(x/scale-quietZone, y/scale-quietZone) {
					m.SetGray(x, y, color.Gray{255})
				}
			}
		}
		if got := decode(t, m, gozxing.DecodeHintType_PURE_BARCODE); got != address {
			t.Errorf("%d characters: symbol says %q", len(address), got)
		}
	}
}

// Every plan draws up what the library draws up.
func TestPlans(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, p := range sampleTypesetter(t).symbols {
		theirs, err := coding.NewPlan(p.version, p.level, 0)
		if err != nil {
			t.Fatal(err)
		}
		text := make([]byte, theirs.DataBytes-3) // the mode and the length take up to 20 bits
		for i := range text {
			text[i] = byte(random.Uint32())
		}
		want, err := theirs.Encode(coding.String(text))
		if err != nil {
			t.Fatal(err)
		}
		got := p.encode([]coding.Encoding{coding.String(text)})
		if got.Size != want.Size || p.room != 8*theirs.DataBytes {
			t.Fatalf("version %v-%v: %d modules, room for %d bits, want %d, %d", p.version, p.level, got.Size, p.room, want.Size, 8*theirs.DataBytes)
		}
		for y := range want.Size {
			for x := range want.Size {
				if got.Black(x, y) != want.Black(x, y) {
					t.Fatalf("version %v-%v: module %d, %d is wrong", p.version, p.level, x, y)
				}
			}
		}
	}
}

func TestAddressesThatNoSymbolHolds(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"too long":     "https://" + strings.Repeat("a", 900),
		"no number":    "https://example.org/v/X#12a4",
		"a second #":   "https://example.org/v/X#12#4",
		"signed":       "https://example.org/v/X#-12",
		"too stated":   statedMark(1900).URL,
		"blank":        "https://example.org/v/ X",
		"line feed":    "https://example.org/v/\nX",
		"not in ASCII": "https://comune.forlì.example/v/X",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sampleTypesetter(t).Lay(sample(t, certificates.Life), certificates.Mark{URL: address}, sampleAt)
			if !errors.Is(err, errAddress) {
				t.Errorf("Lay = %v, want %v", err, errAddress)
			}
		})
	}
}
