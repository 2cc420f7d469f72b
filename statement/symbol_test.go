package statement

import (
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"rsc.io/qr/coding"
)

// The address that the fragment hangs on, as certificates print it.
const (
	addressHead = issuer + "/v/"
	addressCode = "0123456789ABCDEFGHJKMNPQRSTV"
)

// What a symbol measures on paper, in millimetres, with its quiet zone.
const (
	side        = 35
	leastModule = 0.4
	quietZone   = 4
)

func module(v coding.Version) float64 { return side / float64(17+4*int(v)+2*quietZone) }

// forms are the ways to write bytes into the fragment of an address. Base 45 is not
// one: two of its characters, the blank and the percent sign, may not stand there.
var forms = []struct {
	name  string
	parts func(data []byte) []coding.Encoding
}{
	{"7 bytes in 17 digits", func(b []byte) []coding.Encoding { return behindHash(coding.Num(Digits(b))) }},
	{"3 bytes in 8 digits", func(b []byte) []coding.Encoding {
		return behindHash(coding.Num(strings.Repeat("0", len(b)/3*8+[]int{0, 3, 5}[len(b)%3])))
	}},
	{"base 32 (alphanumeric mode)", func(b []byte) []coding.Encoding {
		return behindHash(coding.Alpha(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)))
	}},
	{"base64url (byte mode)", func(b []byte) []coding.Encoding {
		return behindHash(coding.String(base64.RawURLEncoding.EncodeToString(b)))
	}},
	{"base 45", func(b []byte) []coding.Encoding {
		return behindHash(coding.Alpha(strings.Repeat("0", len(b)/2*3+len(b)%2*2)))
	}},
}

func behindHash(fragment coding.Encoding) []coding.Encoding {
	return []coding.Encoding{coding.String(addressHead), coding.Alpha(addressCode), coding.String("#"), fragment}
}

// smallest is the least version that holds the parts, 0 if none does.
func smallest(level coding.Level, parts []coding.Encoding) coding.Version {
	for v := coding.Version(coding.MinVersion); v <= coding.MaxVersion; v++ {
		bits := 0
		for _, p := range parts {
			bits += p.Bits(v)
		}
		if bits <= 8*v.DataBytes(level) {
			return v
		}
	}
	return 0
}

var levels = []struct {
	name  string
	level coding.Level
}{{"L", coding.L}, {"M", coding.M}, {"Q", coding.Q}}

// TestSymbolSizes prints (go test -v) how large the symbol of an address with a
// statement becomes, and holds that our form fits.
func TestSymbolSizes(t *testing.T) {
	t.Parallel()
	t.Logf("%d mm with the quiet zone, address of %d characters before the fragment; levels L, M, Q", side, len(addressHead+addressCode))
	for _, name := range sortedNames(samples()) {
		data := signed(t, samples()[name])
		t.Logf("%s: %d bytes, %d digits", name, len(data), len(Digits(data)))
		for _, form := range forms {
			row := "| " + form.name + " |"
			for _, l := range levels {
				v := smallest(l.level, form.parts(data))
				row += fmt.Sprintf(" version %s, module %.3f mm |", v, module(v))
			}
			t.Log(row)
			if name == "typical" && form.name != "base 45" && !strings.Contains(page(t), row+"\n") {
				t.Error("docs/offline-check.md measured something else")
			}
		}
		if v := smallest(coding.L, forms[0].parts(data)); v == 0 || module(v) < leastModule {
			t.Errorf("%s: module of %.3f mm at level L, want %.1f", name, module(v), leastModule)
		}
	}
	most := append(forms[0].parts(make([]byte, MaxSize)), coding.String(strings.Repeat("a", 80-len(addressHead+addressCode))))
	if v := smallest(coding.L, most); v == 0 || module(v) < leastModule {
		t.Errorf("MaxSize beside an address of 80 characters: version %d", v)
	}
	if v := smallest(coding.M, forms[0].parts(signed(t, typical()))); module(v) < leastModule {
		t.Errorf("typical: module of %.3f mm at level M, want %.1f", module(v), leastModule)
	}
}

// scanned is the symbol printed with a side of 35 mm and scanned at 150 dots per
// inch, the dots of the scanner nowhere near the modules.
func scanned(code *coding.Code) image.Image {
	const (
		dots   = side * 1500 / 254
		fine   = 8 // samples in a dot, each way
		offset = 0.37
	)
	modules := float64(code.Size + 2*quietZone)
	m := image.NewGray(image.Rect(0, 0, dots, dots))
	for y := range dots {
		for x := range dots {
			white := 0
			for i := range fine * fine {
				at := func(p, sub int) int {
					return int((float64(p)+offset+float64(sub)/fine)/float64(dots)*modules) - quietZone
				}
				if !code.Black(at(x, i%fine), at(y, i/fine)) {
					white++
				}
			}
			m.SetGray(x, y, color.Gray{uint8(white * 255 / (fine * fine))})
		}
	}
	return m
}

// TestSymbolIsRead reads the symbols back from the scan, whole, into the statement.
func TestSymbolIsRead(t *testing.T) {
	t.Parallel()
	for name, s := range samples() {
		for _, l := range levels {
			data := signed(t, s)
			v := smallest(l.level, forms[0].parts(data))
			if module(v) < leastModule {
				continue // the symbol would be larger
			}
			t.Run(name+"/"+l.name, func(t *testing.T) {
				t.Parallel()
				code, err := must(coding.NewPlan(v, l.level, 0)).Encode(forms[0].parts(data)...)
				if err != nil {
					t.Fatal(err)
				}
				bitmap, err := gozxing.NewBinaryBitmapFromImage(scanned(code))
				if err != nil {
					t.Fatal(err)
				}
				read, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
				if err != nil {
					t.Fatalf("version %d, module %.3f mm: %v", v, module(v), err)
				}
				_, fragment, _ := strings.Cut(read.GetText(), "#")
				if got := VerifyDigits(fragment, keySet(t), statusList(t), now); got.State != Valid {
					t.Errorf("version %d: %+v", v, got)
				}
			})
		}
	}
}
