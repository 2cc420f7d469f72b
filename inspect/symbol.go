package inspect

import (
	"errors"

	"rsc.io/qr/coding"
)

// modules is the dark and light squares of a QR symbol (ISO/IEC 18004), from the top
// left.
type modules struct {
	size int
	dark []bool
}

func (m *modules) at(x, y int) bool { return m.dark[y*m.size+x] }

// modulesOf puts boxes together, nil if they are no square of a symbol's size or lie
// upon each other. The origin is at the bottom.
func modulesOf(boxes []box) *modules {
	size := 0
	for _, b := range boxes {
		size = max(size, b.x+b.width, b.y+1)
	}
	const smallest, largest, step = 21, 177, 4
	if size < smallest || size > largest || (size-smallest)%step != 0 {
		return nil
	}
	m := &modules{size, make([]bool, size*size)}
	for _, b := range boxes {
		if b.x < 0 || b.y < 0 {
			return nil
		}
		for x := b.x; x < b.x+b.width; x++ {
			at := (size-1-b.y)*size + x
			if m.dark[at] {
				return nil
			}
			m.dark[at] = true
		}
	}
	return m
}

var errSymbol = errors.New("inspect: not a QR symbol without fault")

// text is what the symbol says. It must be without a single wrong module: it was
// drawn, not photographed.
func (m *modules) text() (string, error) {
	level, mask := m.format()
	plan, err := coding.NewPlan(coding.Version((m.size-17)/4), level, mask)
	if err != nil {
		return "", errSymbol
	}
	parts, err := segments(m.bytes(plan), plan.Version)
	if err != nil {
		return "", err
	}
	drawn, err := plan.Encode(parts...)
	if err != nil {
		return "", errSymbol
	}
	for y := range m.size {
		for x := range m.size {
			if drawn.Black(x, y) != m.at(x, y) {
				return "", errSymbol
			}
		}
	}
	text := ""
	for _, p := range parts {
		switch p := p.(type) {
		case coding.String:
			text += string(p)
		case coding.Alpha:
			text += string(p)
		case coding.Num:
			text += string(p)
		}
	}
	return text, nil
}

// format reads the level and the mask beside the top left corner; that they are
// right shows when the symbol is drawn again.
func (m *modules) format() (coding.Level, coding.Mask) {
	const mask = 0b10101 // the first five bits of the pattern laid over the format
	v := 0
	for x := range 5 {
		v <<= 1
		if m.at(x, 8) {
			v |= 1
		}
	}
	v ^= mask
	return coding.Level(v>>3 ^ 1), coding.Mask(v & 7)
}

// bytes is the data of the symbol, without the check bytes.
func (m *modules) bytes(plan *coding.Plan) []byte {
	out := make([]byte, plan.DataBytes)
	for y, row := range plan.Pixel {
		for x, p := range row {
			if p.Role() == coding.Data && m.at(x, y) != (p&coding.Invert != 0) {
				out[p.Offset()/8] |= 0x80 >> (p.Offset() % 8)
			}
		}
	}
	return out
}

// reader takes bits off data.
type bitReader struct {
	data []byte
	at   int
	over bool
}

func (r *bitReader) take(n int) (v int) {
	for range n {
		if r.at == 8*len(r.data) {
			r.over = true
			return 0
		}
		v = v<<1 | int(r.data[r.at/8]>>(7-r.at%8)&1)
		r.at++
	}
	return v
}

const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// segments splits the data into its parts.
func segments(data []byte, v coding.Version) ([]coding.Encoding, error) {
	class := 0
	if v > 26 {
		class = 2
	} else if v > 9 {
		class = 1
	}
	r := &bitReader{data: data}
	var parts []coding.Encoding
	for 8*len(data)-r.at >= 4 {
		switch r.take(4) {
		case 0:
			return parts, nil
		case 1:
			parts = append(parts, coding.Num(r.numeric(r.take([]int{10, 12, 14}[class]))))
		case 2:
			parts = append(parts, coding.Alpha(r.alphanumeric(r.take([]int{9, 11, 13}[class]))))
		case 4:
			parts = append(parts, coding.String(r.binary(r.take([]int{8, 16, 16}[class]))))
		default:
			return nil, errSymbol
		}
		if r.over {
			return nil, errSymbol
		}
	}
	return parts, nil
}

func (r *bitReader) binary(n int) string {
	out := make([]byte, 0, min(n, len(r.data)))
	for range n {
		if r.over {
			break
		}
		out = append(out, byte(r.take(8)))
	}
	return string(out)
}

func (r *bitReader) alphanumeric(n int) string {
	var out []byte
	for ; n >= 2 && !r.over; n -= 2 {
		v := r.take(11)
		if v >= len(alphanumeric)*len(alphanumeric) {
			r.over = true
			break
		}
		out = append(out, alphanumeric[v/len(alphanumeric)], alphanumeric[v%len(alphanumeric)])
	}
	if n == 1 {
		if v := r.take(6); v < len(alphanumeric) {
			return string(append(out, alphanumeric[v]))
		}
		r.over = true
	}
	return string(out)
}

func (r *bitReader) numeric(n int) string {
	var out []byte
	for ; n > 0 && !r.over; n -= 3 {
		count := min(n, 3)
		v := r.take([]int{0, 4, 7, 10}[count])
		for unit := []int{0, 1, 10, 100}[count]; unit > 0; unit /= 10 {
			out = append(out, byte('0'+v/unit%10))
		}
	}
	return string(out)
}
