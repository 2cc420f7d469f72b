package inspect

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/signing"
)

// ranged is the genuine file with another /ByteRange.
func ranged(numbers func(h signing.Hole, size int) []int) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		hole := holeOf(t, file, 0)
		setRange(t, file, hole, numbers(hole, len(file))...)
		return file
	}
}

// resealed is a certificate that our own key has sealed with another /ByteRange: the
// signature is right, what it covers is not.
func resealed(numbers func(h signing.Hole, size int) []int) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		file := bytes.Clone(laid(t, certificates.Life).sheet(t).Unsealed())
		hole := holeOf(t, file, 0)
		setRange(t, file, hole, numbers(hole, len(file))...)
		return filled(t, file, hole, func(*blueprint) {})
	}
}

// textual is the genuine file with the text of its signature dictionary changed. The
// table is left as it is: so the length must stay.
func textual(old, by string) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		if len(old) != len(by) {
			t.Fatalf("%q and %q are not of one length", old, by)
		}
		return bytes.Replace(genuine(t), []byte(old), []byte(by), 1)
	}
}

// What a signature covers, and the hole that it does not.
var rangeForgeries = []forgery{
	{"range with a gap", ranged(func(h signing.Hole, n int) []int { return []int{0, h.Start - 9, h.End, n - h.End} }), Broken, ByteRangeHole},
	{"range with a gap behind the hole", ranged(func(h signing.Hole, n int) []int { return []int{0, h.Start, h.End + 5, n - h.End - 5} }), Broken, ByteRangeHole},
	{"range that leaves out the end", ranged(func(h signing.Hole, n int) []int { return []int{0, h.Start, h.End, n - h.End - 20} }), Broken, ByteRangeEnd},
	{"range sealed without the end", resealed(func(h signing.Hole, n int) []int { return []int{0, h.Start, h.End, n - h.End - 20} }), Broken, ByteRangeEnd},
	{"range that does not begin with the file", ranged(func(h signing.Hole, n int) []int { return []int{5, h.Start - 5, h.End, n - h.End} }), Broken, ByteRangeStart},
	{"range with negative numbers", ranged(func(h signing.Hole, n int) []int { return []int{0, -h.Start, h.End, n - h.End} }), Broken, ByteRangeHole},
	{"range that is too large", ranged(func(h signing.Hole, n int) []int { return []int{0, h.Start, h.End, n} }), Broken, ByteRangeEnd},
	{"range of huge numbers", ranged(func(h signing.Hole, _ int) []int { return []int{0, h.Start, h.End, 2147483647} }), Broken, ByteRangeEnd},
	{"range whose parts overlap", ranged(func(h signing.Hole, n int) []int { return []int{0, h.End, h.Start, n - h.Start} }), Broken, ByteRangeHole},
	{"range shifted to another hole", ranged(func(h signing.Hole, n int) []int { return []int{0, h.Start + 2, h.End + 2, n - h.End - 2} }), Broken, ByteRangeHole},
	{"range of three parts", ranged(func(h signing.Hole, n int) []int { return []int{0, 9, 9, h.Start - 9, h.End, n - h.End} }), Broken, ByteRangeForm},
	{"range of two numbers", ranged(func(signing.Hole, int) []int { return []int{0, 9} }), Broken, ByteRangeForm},
	{"range that is empty", ranged(func(signing.Hole, int) []int { return nil }), Broken, ByteRangeForm},
	{"range of reals", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		at := bytes.Index(file, []byte("/ByteRange[0 "))
		copy(file[at:], "/ByteRange[.0")
		return file
	}, Broken, ByteRangeForm},
	{"range that is null", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		at := bytes.Index(file, []byte("/ByteRange["))
		end := at + bytes.IndexByte(file[at:], ']') + 1
		copy(file[at:end], "/ByteRange null"+strings.Repeat(" ", end-at))
		return file
	}, Broken, ByteRangeMissing},
	{"range under another name", textual("/ByteRange", "/BiteRange"), Broken, ByteRangeMissing},
	{"signature wrapped around new content", wrapped, Broken, ByteRangeHole},
	{"contents missing", textual("/Contents<3", "/Kontents<3"), Broken, ContentsMissing},
	{"contents null", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		h := holeOf(t, file, 0)
		copy(file[h.Start:h.End], " null"+strings.Repeat(" ", h.End-h.Start))
		return file
	}, Broken, ContentsMissing},
	{"contents empty", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		h := holeOf(t, file, 0)
		copy(file[h.Start:h.End], "<>"+strings.Repeat(" ", h.End-h.Start))
		return file
	}, Broken, ByteRangeHole},
	{"contents of zeros", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		h := holeOf(t, file, 0)
		copy(file[h.Start+1:h.End-1], strings.Repeat("0", h.End-h.Start))
		return file
	}, Broken, CMSForm},
	{"data behind the signature in the hole", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		h := holeOf(t, file, 0)
		copy(file[h.End-9:], hex.EncodeToString([]byte("evil")))
		return file
	}, Broken, ContentsPadding},
	{"objects behind the signature in the hole", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		h := holeOf(t, file, 0)
		copy(file[h.End-60:], ">/Evil<</S/JavaScript/JS(app.alert(1))>>/X<")
		return file
	}, Broken, ContentsForm},
	{"contents with blanks", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		h := holeOf(t, file, 0)
		copy(file[h.End-9:], "        ")
		return file
	}, Broken, ContentsForm},
	{"contents in an object of its own", func(t testing.TB) []byte {
		d := laid(t, certificates.Life)
		n, seal := d.next(), d.find("/Type/Sig")
		hole := fmt.Sprintf("<%s>", strings.Repeat("0", 2*8192))
		d.replace(seal, "/Contents"+hole, fmt.Sprintf("/Contents %d 0 R", n))
		d.objects[n] = "<</Contents" + hole + ">>"
		file := bytes.Clone(d.loose(t))
		h := holeOf(t, file, 0)
		setRange(t, file, signing.Hole{Start: len(file)}, 0, h.Start, h.End, len(file)-h.End)
		return filled(t, file, h, func(*blueprint) {})
	}, Broken, ContentsForm},
	{"content changed in place", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		file[bytes.Index(file, []byte("<dc:title>"))-1] ^= 1
		return file
	}, Broken, DigestWrong},
	{"time of the seal changed", func(t testing.TB) []byte {
		file := bytes.Clone(genuine(t))
		file[bytes.Index(file, []byte("/M(D:2"))+len("/M(D:2")]++
		return file
	}, Broken, DigestWrong},
}

// wrapped is the wrapping attack: between the two parts that were sealed stands a new
// one, with a table of its own at the very place to which the sealed end leads.
func wrapped(t testing.TB) []byte {
	t.Helper()
	file := genuine(t)
	h := holeOf(t, file, 0)
	evil := bytes.Replace(file[h.End:], []byte("(it-IT)"), []byte("(en-GB)"), 1)
	evil = bytes.Replace(evil, []byte("/Type/Pages/Kids["), []byte("/Type/Pages/Kidz["), 1)
	out := slices.Concat(file[:h.End], evil, file[h.End:])
	setRange(t, out, h, 0, h.Start, h.End+len(evil), len(file)-h.End)
	return out
}

// loose writes the draft without looking for its hole.
func (d *draft) loose(t testing.TB) []byte {
	t.Helper()
	w := &writer{}
	w.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	w.objects(d.objects)
	w.table(fmt.Sprintf("/Root %d 0 R/ID[<00><00>]", d.root), 0)
	return w.Bytes()
}
