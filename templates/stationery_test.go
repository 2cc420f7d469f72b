package templates

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func TestLetterheadsThatAreRefused(t *testing.T) {
	t.Parallel()
	picture := shield(t, 160, 200)
	huge := bytes.Clone(picture) // 1 + 2^16 pixels wide, says its head
	huge[17] = 1
	var notAllowed bytes.Buffer
	if err := gif.Encode(&notAllowed, image.NewPaletted(image.Rect(0, 0, 9, 9), color.Palette{color.Black}), nil); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		spoil func(*registry.Office)
		want  string
		is    error
	}{
		{"no name", func(o *registry.Office) { o.Name = "" }, "office H501: name", errMissing},
		{"name", func(o *registry.Office) { o.Name = "Comune di 王" }, "office H501: name: ", certificates.ErrGlyph},
		{"second name", func(o *registry.Office) { o.Alternative = "\u202EComun" }, "office H501: alternative: ", certificates.ErrGlyph},
		{"province", func(o *registry.Office) { o.Province = "a\nb" }, "office H501: province: ", certificates.ErrGlyph},
		{"department", func(o *registry.Office) { o.Department = "\x00" }, "office H501: department: ", certificates.ErrGlyph},
		{"address", func(o *registry.Office) { o.Address = "☎" }, "office H501: address: ", certificates.ErrGlyph},
		{"contact", func(o *registry.Office) { o.Contact = "📞 1" }, "office H501: contact: ", certificates.ErrGlyph},
		{"language", func(o *registry.Office) { o.Languages = append(o.Languages, "xx") }, "office H501: languages: xx: ", errLanguage},
		{"no picture", func(o *registry.Office) { o.CoatOfArms = []byte("<svg/>") }, "office H501: coat of arms: ", errPicture},
		{"other format", func(o *registry.Office) { o.CoatOfArms = notAllowed.Bytes() }, "office H501: coat of arms: ", errPicture},
		{"cut off", func(o *registry.Office) { o.CoatOfArms = picture[:len(picture)/2] }, "office H501: coat of arms: ", errPicture},
		{"only a head", func(o *registry.Office) { o.CoatOfArms = picture[:33] }, "office H501: coat of arms: ", errPicture},
		{"too many pixels", func(o *registry.Office) { o.CoatOfArms = huge }, "office H501: coat of arms: ", errPicture},
		{"too wide", func(o *registry.Office) { o.CoatOfArms = encodePNG(t, image.NewGray(image.Rect(0, 0, 3001, 10))) }, "office H501: coat of arms: ", errPicture},
		{"too many bytes", func(o *registry.Office) { o.CoatOfArms = append(picture, make([]byte, 2<<20)...) }, "office H501: coat of arms: ", errPicture},
		{"20 MB", func(o *registry.Office) { o.CoatOfArms = noise(t) }, "office H501: coat of arms: ", errPicture},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := sampleOffice(t)
			test.spoil(&o)
			_, err := typesetterOf(t, o)
			if !errors.Is(err, test.is) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("office refused with %v, want %q with %v", err, test.want, test.is)
			}
		})
	}
}

// noise is a picture within the sides that are allowed, of some 20 MB.
func noise(t testing.TB) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 2200, 2300))
	random := rand.NewChaCha8([32]byte{})
	if _, err := random.Read(m.Pix); err != nil {
		t.Fatal(err)
	}
	b := encodePNG(t, m)
	if len(b) < 20<<20*9/10 {
		t.Fatalf("the picture has %d bytes", len(b))
	}
	return b
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	nameless := sampleOffice(t)
	nameless.Name = ""
	if _, err := New([]registry.Office{demoOffice(t), nameless}, Options{Hole: sampleHole}); !errors.Is(err, errMissing) {
		t.Errorf("New = %v, want %v", err, errMissing)
	}
	if _, err := New(nil, Options{}); !errors.Is(err, errHole) {
		t.Errorf("New = %v, want %v", err, errHole)
	}
}

// Pictures of every kind come out opaque, on white, in the size of the page.
func TestPictures(t *testing.T) {
	t.Parallel()
	red := color.NRGBA{200, 20, 20, 255}
	paint := func(m draw.Image) image.Image {
		b := m.Bounds()
		b.Min.X, b.Max.X = b.Dx()/4, b.Dx()*3/4
		draw.Draw(m, b, image.NewUniform(red), image.Point{}, draw.Src)
		return m
	}
	frame := image.Rect(0, 0, 400, 500)
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, paint(image.NewRGBA(frame)), nil); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		picture []byte
		side    color.Gray // what stands beside the red: white where it was transparent
	}{
		{"8 bits with alpha", encodePNG(t, paint(image.NewNRGBA(frame))), color.Gray{255}},
		{"16 bits with alpha", encodePNG(t, paint(image.NewNRGBA64(frame))), color.Gray{255}},
		{"palette with alpha", encodePNG(t, paint(image.NewPaletted(frame, color.Palette{color.NRGBA{}, red}))), color.Gray{255}},
		{"JPEG", photo.Bytes(), color.Gray{0}},
		{"small", encodePNG(t, paint(image.NewNRGBA(image.Rect(0, 0, 40, 50)))), color.Gray{255}},
		{"largest", encodePNG(t, paint(image.NewNRGBA(image.Rect(0, 0, 2400, 3000)))), color.Gray{255}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := sampleOffice(t)
			o.CoatOfArms = test.picture
			ts, err := typesetterOf(t, o)
			if err != nil {
				t.Fatal(err)
			}
			sheet, err := ts.Lay(sample(t, certificates.Life), sampleMark(), sampleAt)
			if err != nil {
				t.Fatal(err)
			}
			arms := ts.stationery[letter{"H501", registry.Italian}].arms
			if len(arms.data) > 30_000 || arms.width > pictureWidth+0.01 || arms.height > pictureHeight+0.01 {
				t.Errorf("%d bytes, %.0f by %.0f points", len(arms.data), arms.width, arms.height)
			}
			if bytes.Contains(sheet.Unsealed(), []byte("/SMask")) || bytes.Contains(sheet.Unsealed(), []byte("/Mask")) {
				t.Error("the picture is transparent")
			}
			const dots = 150 / 72.0
			page := raster(t, sheet.Unsealed(), "1")
			at := func(u, v float64) color.Gray {
				x, y := frameLeft+u*arms.width, sheetHeight-frameTop+v*arms.height
				return color.GrayModel.Convert(page.At(int(x*dots), int(y*dots))).(color.Gray)
			}
			if got := at(0.1, 0.5); got != test.side {
				t.Errorf("beside the red there is %v, want %v", got, test.side)
			}
			if got := at(0.5, 0.5); got.Y < 60 || got.Y > 90 {
				t.Errorf("in the middle there is %v, want the grey of a red", got)
			}
		})
	}
}
