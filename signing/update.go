package signing

import (
	"crypto"
	"encoding/hex"
	"fmt"
	"slices"
)

// update is an incremental update that is being written (ISO 32000-1 7.5.6).
type update struct {
	base    int // length of the file that it goes behind
	b       []byte
	objects []placed
}

// placed says where in the file an object is.
type placed struct{ number, at int }

// object writes an object whose parts stand one after the other.
func (u *update) object(number int, parts ...string) {
	u.objects = append(u.objects, placed{number, u.base + len(u.b)})
	u.b = fmt.Appendf(u.b, "%d 0 obj\n", number)
	for _, p := range parts {
		u.b = append(u.b, p...)
	}
	u.b = append(u.b, "\nendobj\n"...)
}

// stream writes a stream without a filter.
func (u *update) stream(number int, data []byte) {
	u.object(number, fmt.Sprintf("<</Length %d>>\nstream\n", len(data)), string(data), "\nendstream")
}

// finish writes the cross-reference table, the trailer and the end, and notes them in
// r, the revision that the update makes. The second half of /ID changes (ISO 32000-1
// 14.4): it follows from the one before and from what is new.
func (u *update) finish(r *revision) {
	const half = 16 // bytes
	previous := r.table
	r.id[1], r.table = hex.EncodeToString(sum(crypto.SHA256, []byte(r.id[1]), u.b)[:half]), u.base+len(u.b)
	u.b = append(u.b, "xref\n"...)
	slices.SortFunc(u.objects, func(a, b placed) int { return a.number - b.number })
	for rest := u.objects; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].number == rest[0].number+n {
			n++
		}
		u.b = fmt.Appendf(u.b, "%d %d\n", rest[0].number, n)
		for _, o := range rest[:n] {
			u.b = fmt.Appendf(u.b, "%010d 00000 n \n", o.at)
		}
		rest = rest[n:]
	}
	u.b = fmt.Appendf(u.b, "trailer\n<</Size %d/Root %d 0 R/Prev %d/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n",
		r.size, r.root, previous, r.id[0], r.id[1], r.table)
}
