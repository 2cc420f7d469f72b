package signing

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
)

// layout is a PDF of one page with an invisible signature field. The zero value is
// a good one.
type layout struct {
	dictionary string                       // instead of the signature dictionary, RANGE and HOLE in it
	ranges     func(h Hole, size int) []int // instead of the true /ByteRange
	extra      string                       // an object more
}

const goodDictionary = "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Name (TEST \\(Comune\\)) /M (D:20261122090000Z) /ByteRange RANGE /Contents HOLE >>"

// sheet lays the PDF out with room for reserve bytes of CMS.
func (l layout) sheet(tb testing.TB, reserve int) *Sheet {
	tb.Helper()
	body, hole := l.write(reserve)
	s, err := Head{}.Sheet(body, hole)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func (l layout) write(reserve int) ([]byte, Hole) {
	const ranges = "[0 0000000000 0000000000 0000000000]"
	digits := "<" + strings.Repeat("0", 2*reserve) + ">"
	dictionary := l.dictionary
	if dictionary == "" {
		dictionary = goodDictionary
	}
	dictionary = strings.Replace(strings.Replace(dictionary, "RANGE", ranges, 1), "HOLE", digits, 1)
	text := "BT /F1 24 Tf 72 720 Td (TEST certificate) Tj ET"
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 7 0 R >> >> /Contents 6 0 R /Annots [4 0 R] >>",
		"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /Rect [0 0 0 0] /F 132 /P 3 0 R /V 5 0 R >>",
		dictionary,
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	if l.extra != "" {
		objects = append(objects, l.extra)
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /ID [<00><00>] >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)

	out := b.Bytes()
	hole := Hole{Start: bytes.Index(out, []byte(digits))}
	hole.End = hole.Start + len(digits)
	covered := []int{0, hole.Start, hole.End, len(out) - hole.End}
	if l.ranges != nil {
		covered = l.ranges(hole, len(out))
	}
	return bytes.Replace(out, []byte(ranges), padded(covered, len(ranges)), 1), hole
}

// padded writes numbers as an array of exactly size bytes.
func padded(numbers []int, size int) []byte {
	s := fmt.Sprint(numbers)
	return []byte(s[:len(s)-1] + strings.Repeat(" ", size-len(s)) + "]")
}

// sealed is a good sheet, sealed by s.
func sealed(tb testing.TB, s *Sealer) (*Sheet, []byte) {
	tb.Helper()
	return sealedAs(tb, s, layout{})
}

func sealedAs(tb testing.TB, s *Sealer, l layout) (*Sheet, []byte) {
	tb.Helper()
	sheet := l.sheet(tb, s.Reserve())
	file, err := s.Seal(context.Background(), sheet)
	if err != nil {
		tb.Fatal(err)
	}
	return sheet, file
}
