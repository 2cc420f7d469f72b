package templates

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
)

// file is a PDF that is being written from front to back (ISO 32000-1 7.5), with
// one cross-reference table and no update. Objects may come in any order and leave
// numbers out.
type file struct {
	before  int // bytes that stand before b and are not copied
	b       []byte
	objects []object
}

// follow begins a file anew that goes on behind a piece.
func (f *file) follow(p piece) {
	f.before, f.b, f.objects = len(p.b), f.b[:0], append(f.objects[:0], p.objects...)
}

// size is how long the file is so far.
func (f *file) size() int { return f.before + len(f.b) }

// object says where in a file an object begins.
type object struct{ number, at int }

// begin opens an object, which end closes.
func (f *file) begin(number int) {
	f.objects = append(f.objects, object{number, f.size()})
	f.b = strconv.AppendInt(f.b, int64(number), 10)
	f.b = append(f.b, " 0 obj\n"...)
}

func (f *file) end() { f.b = append(f.b, "\nendobj\n"...) }

// object writes a whole object.
func (f *file) object(number int, format string, args ...any) {
	f.begin(number)
	f.b = fmt.Appendf(f.b, format, args...)
	f.end()
}

// stream writes a stream; the length is added to the entries of its dictionary.
func (f *file) stream(number int, entries string, data []byte) {
	f.begin(number)
	f.b = append(append(f.b, "<<"...), entries...)
	f.b = strconv.AppendInt(append(f.b, "/Length "...), int64(len(data)), 10)
	f.b = append(f.b, ">>\nstream\n"...)
	f.b = append(append(f.b, data...), "\nendstream"...)
	f.end()
}

// piece is objects that are written once and go into many files.
type piece file

// cut takes a copy of what was written as a piece.
func (f *file) cut() piece { return piece{b: bytes.Clone(f.b), objects: slices.Clone(f.objects)} }

// paste puts a piece into the file. Its objects keep their numbers.
func (f *file) paste(p piece) {
	for _, o := range p.objects {
		f.objects = append(f.objects, object{o.number, f.size() + o.at})
	}
	f.b = append(f.b, p.b...)
}

// finish writes the cross-reference table and the trailer. Numbers that no object
// has are free entries (ISO 32000-1 7.5.4).
func (f *file) finish(root int, id [16]byte) {
	slices.SortFunc(f.objects, func(a, b object) int { return a.number - b.number })
	start, size := f.size(), f.objects[len(f.objects)-1].number+1
	f.b = strconv.AppendInt(append(f.b, "xref\n0 "...), int64(size), 10)
	f.b = append(f.b, '\n')
	for number, next := 0, 0; number < size; number++ {
		if o := f.objects[next]; o.number == number {
			f.b = append(appendPadded(f.b, o.at), " 00000 n \n"...)
			next++
		} else {
			f.b = append(f.b, "0000000000 65535 f \n"...)
		}
	}
	f.b = strconv.AppendInt(append(f.b, "trailer\n<</Size "...), int64(size), 10)
	f.b = append(appendRef(append(f.b, "/Root"...), root), "/ID[<"...)
	f.b = append(hex.AppendEncode(f.b, id[:]), "><"...)
	f.b = append(hex.AppendEncode(f.b, id[:]), ">]>>\nstartxref\n"...)
	f.b = append(strconv.AppendInt(f.b, int64(start), 10), "\n%%EOF\n"...)
}

// appendPadded writes an offset with the ten digits of a cross-reference entry.
func appendPadded(b []byte, v int) []byte {
	b = append(b, "0000000000"...)
	for at := len(b) - 1; v > 0; at-- {
		b[at] += byte(v % 10)
		v /= 10
	}
	return b
}

// deflate compresses what goes into every document as well as it can.
func deflate(data []byte) []byte {
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, zlib.BestCompression)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return b.Bytes()
}
