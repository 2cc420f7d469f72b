package templates

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/sportello/sportello/certificates"
)

func decode(t testing.TB, m image.Image) string {
	t.Helper()
	b, err := gozxing.NewBinaryBitmapFromImage(m)
	if err != nil {
		t.Fatal(err)
	}
	r, err := qrcode.NewQRCodeReader().Decode(b, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatalf("the QR symbol cannot be read: %v", err)
	}
	return r.GetText()
}

// raster is a page as a printer of 150 dpi without colour puts it on paper.
func raster(t testing.TB, file []byte, page string) image.Image {
	t.Helper()
	path := write(t, "page.pdf", file)
	out := filepath.Join(t.TempDir(), "page")
	tool(t, "poppler-utils", "pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", "-f", page, path, out)
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

func TestPrintedSymbolIsRead(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{"residence": "1", "household-12": "2", "demo": "1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := decode(t, raster(t, lay(t, samples(t)[name]), page)); got != sampleMark().URL {
				t.Errorf("QR symbol says %q, want %q", got, sampleMark().URL)
			}
		})
	}
}

// Addresses of every length up to the largest symbol.
func TestSymbols(t *testing.T) {
	t.Parallel()
	all := sampleTypesetter(t).symbols
	for n := 1; n < 600; n += 7 {
		address := "https://" + strings.Repeat("a", n) + "/v/" + sampleMark().Code.Compact()
		q, err := all.encode(address)
		if err != nil {
			t.Fatalf("%d characters: %v", len(address), err)
		}
		if q.module() < leastModule || q.side-2*q.quiet() < 24*mm {
			t.Errorf("%d characters: module %.2f, symbol %.1f points", len(address), q.module(), q.side-2*q.quiet())
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
		if got := decode(t, m); got != address {
			t.Errorf("%d characters: symbol says %q", len(address), got)
		}
	}
}

func TestAddressesThatNoSymbolHolds(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"too long":     "https://" + strings.Repeat("a", 700),
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
