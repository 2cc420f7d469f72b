package templates

import (
	"encoding/binary"
	"math"
	"unicode/utf16"
)

// iccProfile is the sRGB colour space (IEC 61966-2-1) as an ICC profile of version
// 4.2: three primaries, adapted to the white of D50, and one curve. An archival
// PDF carries its colour space with it (ISO 19005-3 6.2.3).
func iccProfile() []byte {
	xyz := func(x, y, z float64) []byte { return iccNumbers("XYZ ", x, y, z) }
	// IEC 61966-2-1 as a parametric curve of type 3: (a x + b)^g above d, c x below.
	curve := iccNumbers("para", 0, 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)
	binary.BigEndian.PutUint32(curve[8:], 3<<16)
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", iccText("sRGB")},
		{"cprt", iccText("CC0")},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"chad", iccNumbers("sf32", 1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)},
		{"rXYZ", xyz(0.43607, 0.22249, 0.01392)},
		{"gXYZ", xyz(0.38515, 0.71687, 0.09708)},
		{"bXYZ", xyz(0.14307, 0.06061, 0.71410)},
		{"rTRC", curve},
		{"gTRC", curve},
		{"bTRC", curve},
	}
	head := make([]byte, 128)
	copy(head[8:], "\x04\x20\x00\x00mntrRGB XYZ \x07\xEA\x00\x01\x00\x01")
	copy(head[36:], "acsp")
	copy(head[68:], xyz(0.9642, 1, 0.8249)[8:]) // D50, the white of the connection space
	b := binary.BigEndian.AppendUint32(head, uint32(len(tags)))
	var data []byte
	at := len(head) + 4 + 12*len(tags)
	for i, t := range tags {
		if i == 0 || tags[i-1].name[1:] != "TRC" { // the three curves are one
			data = append(data, t.data...)
		}
		b = append(b, t.name...)
		b = binary.BigEndian.AppendUint32(b, uint32(at+len(data)-len(t.data)))
		b = binary.BigEndian.AppendUint32(b, uint32(len(t.data)))
	}
	b = append(b, data...)
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

// iccNumbers is a tag of a type that holds numbers of 16.16 bits.
func iccNumbers(kind string, values ...float64) []byte {
	b := append([]byte(kind), 0, 0, 0, 0)
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
	}
	return b
}

// iccText is a text in English, padded to four bytes.
func iccText(s string) []byte {
	units := utf16.Encode([]rune(s))
	b := append([]byte("mluc"), 0, 0, 0, 0)
	for _, v := range []int{1, 12, 'e'<<24 | 'n'<<16 | 'U'<<8 | 'S', 2 * len(units), 28} {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	for _, u := range units {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return append(b, make([]byte, -len(b)&3)...)
}
