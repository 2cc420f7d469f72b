package pdf

// The greatest row that a predictor is undone for, in bytes.
const maxRow = 1 << 16

// unpredict undoes a PNG predictor (ISO 32000-1 7.4.4.4).
func unpredict(data []byte, parameters Dict) ([]byte, error) {
	get := func(key Name, otherwise int) int {
		if v, ok := parameters[key].(int); ok {
			return v
		}
		return otherwise
	}
	predictor := get("Predictor", 1)
	if predictor == 1 {
		return data, nil
	}
	bits := get("Colors", 1) * get("BitsPerComponent", 8)
	columns := get("Columns", 1)
	if predictor < 10 || predictor > 15 || bits < 1 || bits > 128 || columns < 1 || columns > maxRow || bits*columns > 8*maxRow {
		return nil, ErrFilter
	}
	row, pixel := (bits*columns+7)/8, (bits+7)/8
	if len(data)%(row+1) != 0 {
		return nil, ErrFilter
	}
	out := make([]byte, 0, len(data))
	above := make([]byte, row)
	for ; len(data) > 0; data = data[row+1:] {
		line := append(out, data[1:row+1]...)[len(out):]
		if !undo(data[0], line, above, pixel) {
			return nil, ErrFilter
		}
		out, above = out[:len(out)+row], line
	}
	return out, nil
}

// undo restores one line, in place, from the one above it.
func undo(kind byte, line, above []byte, pixel int) bool {
	if kind > 4 {
		return false
	}
	for i := range line {
		var left, corner byte
		if i >= pixel {
			left, corner = line[i-pixel], above[i-pixel]
		}
		switch kind {
		case 1:
			line[i] += left
		case 2:
			line[i] += above[i]
		case 3:
			line[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			line[i] += paeth(int(left), int(above[i]), int(corner))
		}
	}
	return true
}

func paeth(left, above, corner int) byte {
	distance := func(v int) int { return max(left+above-corner-v, v-left-above+corner) }
	switch l, a, c := distance(left), distance(above), distance(corner); {
	case l <= a && l <= c:
		return byte(left)
	case a <= c:
		return byte(above)
	}
	return byte(corner)
}
