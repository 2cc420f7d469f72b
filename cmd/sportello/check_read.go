package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"image"
	_ "image/jpeg" // pictures are of either kind
	_ "image/png"
	"io"
	"math"
	"os"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"

	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/verification"
)

// paper is what somebody was handed: a file, or the symbol on a sheet.
type paper struct {
	file    []byte          // nil for a picture
	report  *inspect.Report // of the file
	address string          // in the symbol, with its fragment; "" if there is none
}

func (p *paper) source() string {
	if p.file != nil {
		return "pdf"
	}
	return "qr"
}

// The most that is read: bytes of a file, dots of a picture.
const (
	mostBytes = 20 << 20
	mostDots  = 50_000_000
)

func (k *checker) read(ctx context.Context, path string) (*paper, error) {
	data, err := readBounded(path)
	switch {
	case err != nil:
		return nil, unreadable(path, "%v", err)
	case len(data) > mostBytes:
		return nil, unreadable(path, "it is larger than %d MB", mostBytes>>20)
	case bytes.HasPrefix(data, []byte("%PDF-")):
		r, err := k.inspect(ctx, data)
		if err != nil {
			return nil, err
		}
		if r.Verdict == inspect.NotPDF {
			return nil, unreadable(path, "it is no PDF")
		}
		return &paper{data, r, r.Content.Address}, nil
	}
	address, err := readSymbol(data)
	if err != nil {
		return nil, unreadable(path, "%v", err)
	}
	return &paper{address: address}, nil
}

func readBounded(path string) (data []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		var p *os.PathError
		if errors.As(err, &p) {
			return nil, p.Err // the path is said already
		}
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, mostBytes+1))
}

// inspect looks at a file twice: first for whose seals it has, then with those known
// that are trusted. Without anything to trust it takes the seals at their word, so that
// it can still be said what was changed; k.seal says that nobody vouches for them.
func (k *checker) inspect(ctx context.Context, file []byte) (*inspect.Report, error) {
	roots := x509.NewCertPool()
	for _, c := range k.pinned {
		roots.AddCert(c)
	}
	o := inspect.Options{Roots: roots, Stamps: roots, Facts: verification.Facts, Clock: k.clock, Timeout: 20 * time.Second}
	first, err := inspected(ctx, o, file)
	if err != nil {
		return nil, err
	}
	o.Seals = fingerprints(k.pinned...)
	for _, s := range first.Signatures {
		if s.Certificate != nil && (s.Trusted || len(k.pinned) == 0) {
			o.Seals[fingerprintOf(s.Certificate)] = true
		}
	}
	return inspected(ctx, o, file)
}

func inspected(ctx context.Context, o inspect.Options, file []byte) (*inspect.Report, error) {
	i, err := inspect.New(o)
	if err != nil {
		return nil, err
	}
	return i.File(ctx, file)
}

var (
	errNoPicture = errors.New("it is neither a PDF nor a picture (PNG, JPEG)")
	errDots      = errors.New("the picture is too large")
	errNoSymbol  = errors.New("there is no QR code that can be read; take the picture from straight above, sharp, with the whole code and its white edge")
)

// readSymbol reads the QR symbol in a picture.
func readSymbol(data []byte) (string, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return "", errNoPicture
	case c.Width <= 0 || c.Height <= 0 || c.Width > mostDots/c.Height:
		return "", errDots
	}
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return "", errNoPicture
	}
	for _, part := range parts(m.Bounds()) {
		if text := symbolIn(m, part); text != "" {
			return text, nil
		}
	}
	for _, again := range seenAgain {
		d := again.of(m)
		if d == nil {
			continue
		}
		if text := symbolIn(d, d.Bounds()); text != "" {
			return text, nil
		}
	}
	return "", errNoSymbol
}

// view is how a picture is looked at: at another size, and turned.
type view struct{ factor, degrees float64 }

// seenAgain are the views in which a picture is tried again. The reader takes a part of
// the symbol for one of its three corners in up to one symbol in twenty, however well it
// is drawn, and not when it meets it at another angle.
var seenAgain = []view{{1, 11}, {1, 31}, {0.75, 0}, {2, 0}, {2, 19}, {0.75, 23}, {0.5, 0}, {1.5, 41}}

// of is the picture in this view on white, nil if it would be too large.
func (v view) of(m image.Image) image.Image {
	sin, cos := math.Sincos(v.degrees * math.Pi / 180)
	w, h := float64(m.Bounds().Dx())*v.factor, float64(m.Bounds().Dy())*v.factor
	wide, high := w*cos+h*sin, w*sin+h*cos
	if wide*high > mostDots {
		return nil
	}
	d := image.NewGray(image.Rect(0, 0, int(wide), int(high)))
	draw.Draw(d, d.Bounds(), image.White, image.Point{}, draw.Src)
	turn := f64.Aff3{v.factor * cos, -v.factor * sin, h * sin, v.factor * sin, v.factor * cos, 0}
	turn[2] -= turn[0]*float64(m.Bounds().Min.X) + turn[1]*float64(m.Bounds().Min.Y)
	turn[5] -= turn[3]*float64(m.Bounds().Min.X) + turn[4]*float64(m.Bounds().Min.Y)
	draw.BiLinear.Transform(d, turn, m, m.Bounds(), draw.Over, nil)
	return d
}

// parts is the whole of a picture and then its parts, each overlapping the next: in a
// whole page a small symbol may not be found.
func parts(all image.Rectangle) (list []image.Rectangle) {
	list = append(list, all)
	for n := 2; n <= 3; n++ {
		w, h := all.Dx()*2/(n+1), all.Dy()*2/(n+1)
		for y := range n {
			for x := range n {
				corner := all.Min.Add(image.Pt(x*w/2, y*h/2))
				list = append(list, image.Rectangle{corner, corner.Add(image.Pt(w, h))}.Intersect(all))
			}
		}
	}
	return list
}

func symbolIn(m image.Image, part image.Rectangle) string {
	light := gozxing.NewLuminanceSourceFromImage(m)
	light, err := light.Crop(part.Min.X-m.Bounds().Min.X, part.Min.Y-m.Bounds().Min.Y, part.Dx(), part.Dy())
	if err != nil {
		return ""
	}
	for _, b := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(light), gozxing.NewGlobalHistgramBinarizer(light)} {
		bitmap, err := gozxing.NewBinaryBitmap(b)
		if err != nil {
			continue
		}
		for _, hint := range []gozxing.DecodeHintType{gozxing.DecodeHintType_TRY_HARDER, gozxing.DecodeHintType_PURE_BARCODE} {
			r, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{hint: true})
			if err == nil {
				return r.GetText()
			}
		}
	}
	return ""
}
