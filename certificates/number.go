package certificates

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Number is the number of a certificate in its office's series, which begins anew
// every year. Numbers are drawn without gaps and never used twice; a number that
// led to no certificate is explained by a failed record.
type Number struct {
	Year   int
	Serial int64 // 1, 2, 3 ...
}

// ErrNumber says that a text is no certificate number.
var ErrNumber = errors.New("certificates: not a certificate number")

// String is the printed form, year and at least seven digits: "2026/0000123"
// (art. 57 d.P.R. 445/2000 asks seven digits of a protocol number).
func (n Number) String() string { return fmt.Sprintf("%d/%07d", n.Year, n.Serial) }

// MarshalText is String.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText is ParseNumber.
func (n *Number) UnmarshalText(b []byte) (err error) {
	*n, err = ParseNumber(string(b))
	return err
}

// ParseNumber reads the printed form, tolerant of blanks and of missing leading
// zeros, as someone types it from paper.
func ParseNumber(s string) (Number, error) {
	year, serial, ok := strings.Cut(strings.Join(strings.Fields(s), ""), "/")
	y, err1 := strconv.ParseUint(year, 10, 16)
	n, err2 := strconv.ParseUint(serial, 10, 62)
	if !ok || len(year) != 4 || err1 != nil || err2 != nil || n == 0 {
		return Number{}, ErrNumber
	}
	return Number{Year: int(y), Serial: int64(n)}, nil
}
