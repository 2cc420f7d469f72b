package templates

import (
	"strconv"
	"time"

	"github.com/sportello/sportello/signing"
)

// byteRange leaves room for the four numbers that are known last.
const byteRange = "/ByteRange[                                        ]"

// seal writes the signature dictionary of a PAdES baseline signature (ETSI EN 319
// 142-1 5.3), with the given hole.
func (f *file) seal(name string, at time.Time, empty []byte) (hole signing.Hole) {
	f.begin(sealObject)
	f.b = appendText(append(f.b, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Name"...), name)
	f.b = appendDate(append(f.b, "/M"...), at)
	f.b = append(append(f.b, byteRange...), "/Contents"...)
	hole.Start = f.size()
	f.b = append(f.b, empty...)
	hole.End = f.size()
	f.b = append(f.b, ">>"...)
	f.end()
	return hole
}

// coverAllBut fills in what the signature covers, once the file is complete: every
// byte but the hole (ISO 32000-1 12.8.1).
func (f *file) coverAllBut(hole signing.Hole) {
	at := hole.Start - f.before - len("/Contents") - len(byteRange) + len("/ByteRange[")
	numbers := f.b[at:at]
	for _, v := range [...]int{0, hole.Start, hole.End, f.size() - hole.End} {
		numbers = append(strconv.AppendInt(numbers, int64(v), 10), ' ')
	}
}

// appendDate writes a date with its time zone (ISO 32000-1 7.9.4).
func appendDate(b []byte, t time.Time) []byte {
	zone := t.Format("-0700")
	b = append(t.AppendFormat(b, "(D:20060102150405"), zone[:3]...)
	return append(append(append(b, '\''), zone[3:]...), "')"...)
}
