package main

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/math/f64"

	xdraw "golang.org/x/image/draw"
)

// A symbol is read whatever it holds: drawn sharp, and as a scanner of 150 dpi sees it
// on a larger sheet. By one look alone, one in twenty of these is not.
func TestSymbolIsReadWhateverItHolds(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 1))
	for range 60 {
		digits := make([]byte, 486)
		for i := range digits {
			digits[i] = byte('0' + random.IntN(10))
		}
		address := "http://127.0.0.1:1234/v/ABCDEFGHJKMNPQRSTV0123456#" + string(digits)
		sharp := symbol(t, address)
		for how, picture := range map[string][]byte{"sharp": sharp, "scanned": onPaper(t, sharp)} {
			if text, err := readSymbol(picture); err != nil || text != address {
				t.Errorf("%s: read as %q, %v: want %q", how, text, err, address)
			}
		}
	}
}

// onPaper is a symbol with 3.4 dots a module, a little blurred, on a sheet of paper.
func onPaper(t *testing.T, symbol []byte) []byte {
	t.Helper()
	const dots = 3.4 / 8 // of a module as drawn
	m, err := png.Decode(bytes.NewReader(symbol))
	if err != nil {
		t.Fatal(err)
	}
	sheet := image.NewGray(image.Rect(0, 0, 620, 540))
	draw.Draw(sheet, sheet.Bounds(), image.White, image.Point{}, draw.Src)
	xdraw.BiLinear.Transform(sheet, f64.Aff3{dots, 0, 170.3, 0, dots, 93.7}, m, m.Bounds(), draw.Over, nil)
	var out bytes.Buffer
	if err := png.Encode(&out, sheet); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
