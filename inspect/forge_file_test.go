package inspect

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
)

// appended is the genuine file with bytes behind it.
func appended(more string) func(testing.TB) []byte {
	return func(t testing.TB) []byte { return append(bytes.Clone(genuine(t)), more...) }
}

// xrefStream is the file with an update that has an object stream and a
// cross-reference stream. Entries are the rows of the table, of 1, 4 and 2 bytes.
func xrefStream(t testing.TB, file []byte, packed map[int]string, others map[int]string, listed ...int) []byte {
	t.Helper()
	at, size := previous(t, file)
	w := &writer{size: size}
	w.Write(file)
	w.objects(others)
	container, table := w.size+10, w.size+11
	head, body := "", ""
	var numbers []int
	for n := range packed {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		head += fmt.Sprintf("%d %d ", n, len(body))
		body += packed[n] + " "
	}
	w.object(container, stream(fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(numbers), len(head)), head+body))
	start := w.Len()
	var rows bytes.Buffer
	index := ""
	row := func(n, kind, where, third int) {
		index += fmt.Sprintf("%d 1 ", n)
		rows.Write([]byte{byte(kind), byte(where >> 24), byte(where >> 16), byte(where >> 8), byte(where), byte(third >> 8), byte(third)})
	}
	for i, n := range numbers {
		if slices.Contains(listed, n) {
			row(n, 2, container, i)
		}
	}
	for n, where := range w.placed {
		row(n, 1, where, 0)
	}
	row(table, 1, start, 0)
	entries := fmt.Sprintf("/Type/XRef/W[1 4 2]/Index[%s]/Size %d/Root 1 0 R/Prev %d", index, table+1, at)
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", table, stream(entries, rows.String()), start)
	return w.Bytes()
}

// hybrid is the file with an update whose table is accompanied by a stream.
func hybrid(t testing.TB, file []byte, number int, inTable, inStream string) []byte {
	t.Helper()
	at, size := previous(t, file)
	w := &writer{size: size}
	w.Write(file)
	first := w.Len()
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", number, inTable)
	second := w.Len()
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", number, inStream)
	beside := w.Len()
	row := []byte{1, byte(second >> 24), byte(second >> 16), byte(second >> 8), byte(second), 0, 0}
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", size, stream(fmt.Sprintf("/Type/XRef/W[1 4 2]/Index[%d 1]/Size %d/Root 1 0 R", number, size+1), string(row)))
	start := w.Len()
	fmt.Fprintf(w, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root 1 0 R/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n", number, first, size+1, at, beside, start)
	return w.Bytes()
}

// Games with the structure of the file, which readers resolve each in its own way.
var fileForgeries = []forgery{
	{"header moved", func(t testing.TB) []byte { return append([]byte("\n\n"), genuine(t)...) }, Unreadable, "header-moved"},
	{"script in front of the header", func(t testing.TB) []byte { return append([]byte("#!/bin/sh\n"), genuine(t)...) }, Unreadable, "header-moved"},
	{"junk behind the end", appended("junk"), Altered, "trailing-data"},
	{"blank line behind the end", appended("\n"), Altered, "trailing-data"},
	{"a kilobyte behind the end", appended(strings.Repeat("x", 2000)), Altered, "trailing-data"},
	{"second end", appended("%%EOF\n"), Altered, "trailing-data"},
	{"an archive behind the end", appended("PK\x03\x04"), Altered, "trailing-data"},
	{"end cut off", func(t testing.TB) []byte { return bytes.Clone(genuine(t))[:len(genuine(t))-7] }, Broken, ByteRangeEnd},
	{"two files, the genuine one first", func(t testing.TB) []byte {
		return append(bytes.Clone(genuine(t)), laid(t, certificates.Life).loose(t)...)
	}, Unreadable, "xref-form"},
	{"two files, the genuine one last", func(t testing.TB) []byte {
		return append(laid(t, certificates.Life).loose(t), genuine(t)...)
	}, Unreadable, "xref-form"},
	{"bytes between the revisions", func(t testing.TB) []byte {
		file := append(bytes.Clone(genuine(t)), "hidden "...)
		return updated(t, file, map[int]string{1: text(t, genuine(t), 1)})
	}, Altered, "loose-bytes"},
	{"a comment between the revisions", func(t testing.TB) []byte {
		file := append(bytes.Clone(genuine(t)), "% hidden\n"...)
		return updated(t, file, map[int]string{1: text(t, genuine(t), 1)})
	}, Altered, "loose-bytes"},
	{"an object that the table does not know", func(t testing.TB) []byte {
		file := append(bytes.Clone(genuine(t)), "1 0 obj\n<</Type/Catalog>>\nendobj\n"...)
		return updated(t, file, map[int]string{1: text(t, genuine(t), 1)})
	}, Altered, "loose-bytes"},
	{"a revision that is in no chain", func(t testing.TB) []byte {
		hidden := updated(t, genuine(t), map[int]string{contents(t, genuine(t)): stream("", drawing)})
		at, size := previous(t, genuine(t))
		w := &writer{size: size}
		w.Write(hidden)
		w.object(1, text(t, genuine(t), 1))
		w.table("/Root 1 0 R/ID[<00><01>]", at)
		return w.Bytes()
	}, Altered, "loose-bytes"},
	{"an entry that leads to another object", func(t testing.TB) []byte {
		at, size := previous(t, genuine(t))
		w := &writer{size: size}
		w.Write(genuine(t))
		w.object(2, "<</Type/Pages/Kids[]/Count 0>>")
		w.placed[1] = w.placed[2]
		delete(w.placed, 2)
		w.table("/Root 1 0 R", at)
		return w.Bytes()
	}, Altered, "entry-misleads"},
	{"an entry that leads into the signature", func(t testing.TB) []byte {
		at, size := previous(t, genuine(t))
		w := &writer{size: size}
		w.Write(genuine(t))
		w.placed = map[int]int{contents(t, genuine(t)): holeOf(t, genuine(t), 0).Start + 100}
		w.table("/Root 1 0 R", at)
		return w.Bytes()
	}, Altered, "entry-elsewhere"},
	{"an entry twice", func(t testing.TB) []byte {
		file := updated(t, genuine(t), map[int]string{1: text(t, genuine(t), 1)})
		last := bytes.LastIndex(file, []byte("trailer\n"))
		return slices.Concat(file[:last], []byte("1 1\n0000000015 00000 n \n"), file[last:])
	}, Altered, "entry-twice"},
	{"objects that overlap", func(t testing.TB) []byte {
		at, size := previous(t, genuine(t))
		w := &writer{size: size}
		w.Write(genuine(t))
		inner := w.Len() + len("2 0 obj\n<</Type/Pages/X(\n")
		w.object(2, "<</Type/Pages/X(\n1 0 obj\n<</Type/Catalog>>\nendobj\n)>>")
		w.placed[1] = inner
		w.table("/Root 1 0 R", at)
		return w.Bytes()
	}, Altered, "overlapping-object"},
	{"a stream longer than it says", func(t testing.TB) []byte {
		return updated(t, genuine(t), map[int]string{contents(t, genuine(t)): "<</Length 3>>\nstream\n" + drawing + "\nendstream"})
	}, Altered, "stream-length"},
	{"a stream that ends twice", func(t testing.TB) []byte {
		return updated(t, genuine(t), map[int]string{contents(t, genuine(t)): stream("", "q Q\nendstream\nendobj\n"+drawing)})
	}, Altered, "stream-length"},
	{"a catalog in an object stream", func(t testing.TB) []byte {
		return xrefStream(t, genuine(t), map[int]string{1: "<</Type/Catalog/Pages 2 0 R>>"}, nil, 1)
	}, Altered, ChangedForm},
	{"a second catalog hidden in an object stream", func(t testing.TB) []byte {
		return xrefStream(t, genuine(t), map[int]string{1: "<</Type/Catalog/Pages 2 0 R>>"}, map[int]string{2: text(t, genuine(t), 2)})
	}, Altered, "object-twice"},
	{"a signature in an object stream", func(t testing.TB) []byte {
		_, n := previous(t, genuine(t))
		return xrefStream(t, genuine(t), map[int]string{n: "<</Type/Sig/Filter/X/SubFilter/ETSI.CAdES.detached/Contents<30>/ByteRange[0 1 2 3]>>"}, nil, n)
	}, Altered, ContentsForm},
	{"a table and a stream that agree", func(t testing.TB) []byte {
		return hybrid(t, genuine(t), 2, text(t, genuine(t), 2), text(t, genuine(t), 2))
	}, Altered, "hybrid-xref"},
	{"a table and a stream that disagree", func(t testing.TB) []byte {
		return hybrid(t, genuine(t), 2, text(t, genuine(t), 2), "<</Type/Pages/Kids[]/Count 0>>")
	}, Altered, "hybrid-xref-differs"},
	{"a key twice in an update", patched("/Type/Pages", "/Count 1", "/Count 1/Count 9"), Altered, "key-twice"},
	{"a key twice, once escaped", patched("/Type/Pages", "/Count 1", "/Count 1/#43ount 9"), Altered, "key-twice"},
	{"a start that leads to an older table", func(t testing.TB) []byte {
		file := updated(t, genuine(t), map[int]string{contents(t, genuine(t)): stream("", drawing)})
		at, _ := previous(t, genuine(t))
		last := bytes.LastIndex(file, []byte("startxref\n"))
		return append(bytes.Clone(file[:last]), fmt.Sprintf("startxref\n%d\n%%%%EOF\n", at)...)
	}, Altered, "trailing-data"},
	{"a generation raised", func(t testing.TB) []byte {
		file := updated(t, genuine(t), map[int]string{2: text(t, genuine(t), 2)})
		file = bytes.Replace(file, []byte("2 0 obj\n<</Type/Pages/Kids["), []byte("2 0 obj\n<</Type/Pages/Kids["), 1)
		last := bytes.LastIndex(file, []byte("2 0 obj\n"))
		file[last+2] = '1'
		entry := bytes.LastIndex(file, []byte(" 00000 n"))
		file[entry+5] = '1'
		return file
	}, Altered, ChangedPages},
}
