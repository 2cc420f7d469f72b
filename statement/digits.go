package statement

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// Seven bytes are a number below 2^56, which seventeen digits hold.
const groupBytes, groupDigits = 7, 17

// digitsOf is how many digits a group of so many bytes takes: the fewest that hold
// every value. No two are the same, so the length of a text says the length of the
// bytes.
var digitsOf = [groupBytes + 1]int{0, 3, 5, 8, 10, 13, 15, 17}

// Digits is the bytes as decimal digits, for the numeric mode of a QR symbol: seven
// bytes at a time, read as a number with the most significant byte first, in
// seventeen digits with leading zeros; the rest likewise, one to six bytes in 3, 5,
// 8, 10, 13 or 15 digits.
func Digits(data []byte) string {
	const zeros = "00000000000000000"
	out := make([]byte, 0, (len(data)/groupBytes+1)*groupDigits)
	for len(data) > 0 {
		n := min(len(data), groupBytes)
		var group [8]byte
		copy(group[8-n:], data[:n])
		digits := strconv.FormatUint(binary.BigEndian.Uint64(group[:]), 10)
		out = append(append(out, zeros[:digitsOf[n]-len(digits)]...), digits...)
		data = data[n:]
	}
	return string(out)
}

// maxDigits is the text of the longest statement.
const maxDigits = MaxSize / groupBytes * groupDigits

// ParseDigits reads what Digits wrote and nothing else: no blanks, no signs, no
// group beyond the bytes that it stands for. ErrMalformed, also for a text that is
// longer than any statement's.
func ParseDigits(s string) ([]byte, error) {
	if s == "" || len(s) > maxDigits || strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		return nil, fmt.Errorf("%w: not a text of digits", ErrMalformed)
	}
	out := make([]byte, 0, len(s)*groupBytes/groupDigits+1)
	for s != "" {
		d := min(len(s), groupDigits)
		n := bytesOf(d)
		v, err := strconv.ParseUint(s[:d], 10, 64)
		if n == 0 || err != nil || v>>(8*n) != 0 {
			return nil, fmt.Errorf("%w: digits that stand for no bytes", ErrMalformed)
		}
		var group [8]byte
		binary.BigEndian.PutUint64(group[:], v)
		out, s = append(out, group[8-n:]...), s[d:]
	}
	return out, nil
}

// bytesOf is digitsOf the other way; 0 if there is no such group.
func bytesOf(digits int) int {
	for n, d := range digitsOf {
		if d == digits {
			return n
		}
	}
	return 0
}
