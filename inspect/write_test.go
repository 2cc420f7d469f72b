package inspect

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/inspect/cms"
	"github.com/sportello/sportello/signing"
)

func atoi(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// writer writes a PDF, or an update of one.
type writer struct {
	bytes.Buffer
	placed map[int]int
	size   int
}

func (w *writer) object(n int, text string) {
	if w.placed == nil {
		w.placed = map[int]int{}
	}
	w.placed[n] = w.Len()
	w.size = max(w.size, n+1)
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", n, text)
}

func (w *writer) objects(all map[int]string) {
	for _, n := range slices.Sorted(maps.Keys(all)) {
		w.object(n, all[n])
	}
}

// table writes the cross-reference table and the trailer. previous is where the one
// before it is, 0 for none.
func (w *writer) table(trailer string, previous int) {
	at := w.Len()
	w.WriteString("xref\n")
	if previous == 0 {
		w.WriteString("0 1\n0000000000 65535 f \n")
	} else {
		trailer += fmt.Sprintf("/Prev %d", previous)
	}
	for _, n := range slices.Sorted(maps.Keys(w.placed)) {
		fmt.Fprintf(w, "%d 1\n%010d 00000 n \n", n, w.placed[n])
	}
	fmt.Fprintf(w, "trailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n", w.size, trailer, at)
}

var (
	startPattern = regexp.MustCompile(`startxref\n(\d+)\n`)
	sizePattern  = regexp.MustCompile(`/Size (\d+)`)
)

// previous is where the last cross-reference section of a file is, and how many
// objects the file has.
func previous(t testing.TB, file []byte) (at, size int) {
	t.Helper()
	all := startPattern.FindAllSubmatch(file, -1)
	at = atoi(t, string(all[len(all)-1][1]))
	return at, atoi(t, string(sizePattern.FindSubmatch(file[at:])[1]))
}

// updated is the file with an update that writes objects. The trailer's /Root is 1
// unless said otherwise.
func updated(t testing.TB, file []byte, objects map[int]string, trailer ...string) []byte {
	t.Helper()
	at, size := previous(t, file)
	w := &writer{size: size}
	w.Write(file)
	w.objects(objects)
	w.table(strings.Join(append([]string{"/ID[<00><01>]"}, append(trailer, root(trailer))...), ""), at)
	return w.Bytes()
}

func root(trailer []string) string {
	if strings.Contains(strings.Join(trailer, ""), "/Root") {
		return ""
	}
	return "/Root 1 0 R"
}

// text is an object of a file as it was last written.
func text(t testing.TB, file []byte, n int) string {
	t.Helper()
	mark := fmt.Appendf(nil, "\n%d 0 obj\n", n)
	at := bytes.LastIndex(file, mark)
	if at < 0 {
		t.Fatalf("no object %d", n)
	}
	body, _, _ := bytes.Cut(file[at+len(mark):], []byte("\nendobj\n"))
	return string(body)
}

// number is the object whose text holds a mark.
func number(t testing.TB, file []byte, mark string) int {
	t.Helper()
	at := bytes.LastIndex(file, []byte(mark))
	if at < 0 {
		t.Fatalf("no %s", mark)
	}
	all := regexp.MustCompile(`(\d+) 0 obj\n`).FindAllSubmatch(file[:at], -1)
	return atoi(t, string(all[len(all)-1][1]))
}

func swap(t testing.TB, s, old, by string) string {
	t.Helper()
	if !strings.Contains(s, old) {
		t.Fatalf("no %q in %.300q", old, s)
	}
	return strings.Replace(s, old, by, 1)
}

const emptyRange = "                                        "

// holeOf is the hole of the first signature dictionary behind an offset.
func holeOf(t testing.TB, file []byte, from int) signing.Hole {
	t.Helper()
	m := regexp.MustCompile(`/Contents ?(<[0-9a-fA-F]*>)`).FindSubmatchIndex(file[from:])
	if m == nil {
		t.Fatal("no hole")
	}
	return signing.Hole{Start: from + m[2], End: from + m[3]}
}

// setRange writes the numbers of the last /ByteRange before the hole.
func setRange(t testing.TB, file []byte, hole signing.Hole, numbers ...int) {
	t.Helper()
	at := bytes.LastIndex(file[:hole.Start], []byte("/ByteRange[")) + len("/ByteRange[")
	end := at + bytes.IndexByte(file[at:], ']')
	s := strings.Trim(fmt.Sprint(numbers), "[]")
	if len(s) > end-at {
		t.Fatalf("%s does not fit", s)
	}
	copy(file[at:end], s+strings.Repeat(" ", end-at-len(s)))
}

// dss is the file with a document security store.
func dss(t testing.TB, file []byte, certificates, answers, lists [][]byte) []byte {
	t.Helper()
	_, n := previous(t, file)
	objects := map[int]string{}
	store := n
	n++
	entries := ""
	for _, part := range []struct {
		key  string
		data [][]byte
	}{{"Certs", certificates}, {"OCSPs", answers}, {"CRLs", lists}} {
		refs := ""
		for _, d := range part.data {
			objects[n] = stream("", string(d))
			refs += fmt.Sprintf("%d 0 R ", n)
			n++
		}
		entries += fmt.Sprintf("/%s[%s]", part.key, refs)
	}
	objects[store] = "<</Type/DSS" + entries + ">>"
	catalog := regexp.MustCompile(`/DSS \d+ 0 R`).ReplaceAllString(text(t, file, 1), "")
	objects[1] = swap(t, catalog, "/Type/Catalog", fmt.Sprintf("/Type/Catalog/DSS %d 0 R", store))
	return updated(t, file, objects)
}

// stampedBy is the file with a document time stamp by an authority; edit may change
// what the stamp is over.
func stampedBy(t testing.TB, file []byte, a *authority, at time.Time, edits ...func(objects map[int]string, field int)) []byte {
	t.Helper()
	_, n := previous(t, file)
	const room = 4096
	objects := map[int]string{
		n:     fmt.Sprintf("<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161/ByteRange[%s]/Contents<%s>>>", emptyRange, strings.Repeat("0", 2*room)),
		n + 1: fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T(Marca%d)/F 132/Rect[0 0 0 0]/V %d 0 R>>", n, n),
		1:     swap(t, text(t, file, 1), "/Fields[", fmt.Sprintf("/Fields[%d 0 R ", n+1)),
	}
	// Fields are appended, not put in front.
	fields := regexp.MustCompile(`/Fields\[(\d+ 0 R) ([^\]]*)\]`)
	objects[1] = fields.ReplaceAllString(objects[1], "/Fields[$2 $1]")
	leaf := number(t, file, "/Annots[")
	objects[leaf] = regexp.MustCompile(`/Annots\[([^\]]*)\]`).ReplaceAllString(text(t, file, leaf), fmt.Sprintf("/Annots[$1 %d 0 R]", n+1))
	for _, edit := range edits {
		edit(objects, n+1)
	}
	out := updated(t, file, objects)
	hole := holeOf(t, out, len(file))
	setRange(t, out, hole, 0, hole.Start, hole.End, len(out)-hole.End)
	hex.Encode(out[hole.Start+1:], stampToken(t, a, at, out[:hole.Start], out[hole.End:]))
	return out
}

// forged is the draft with a CMS in its hole that is made from a blueprint.
func (d *draft) forged(t testing.TB, edit func(*blueprint)) []byte {
	t.Helper()
	file := bytes.Clone(d.sheet(t).Unsealed())
	hole := holeOf(t, file, 0)
	return filled(t, file, hole, edit)
}

// filled puts a signature of ours over the file into the hole, edited before it is
// made.
func filled(t testing.TB, file []byte, hole signing.Hole, edit func(*blueprint)) []byte {
	t.Helper()
	h := sha256.New()
	h.Write(file[:hole.Start])
	h.Write(file[hole.End:])
	b := blueprint{
		signer: ours().seal, kind: cms.OIDData, digest: h.Sum(nil), attributes: [][]byte{essFor(ours().seal)},
		certificates: [][]byte{ours().seal.certificate.Raw, ours().issuing.certificate.Raw},
	}
	edit(&b)
	der := b.build(t)
	clear(file[hole.Start+1 : hole.End-1])
	for i := hole.Start + 1; i < hole.End-1; i++ {
		file[i] = '0'
	}
	hex.Encode(file[hole.Start+1:hole.End-1], der)
	return file
}

// stampedSeal is the draft with a seal whose signature has a time stamp by an
// authority.
func (d *draft) stampedSeal(t testing.TB, a *authority, at time.Time) []byte {
	t.Helper()
	return d.forged(t, func(b *blueprint) {
		b.stamp = func(signature []byte) []byte { return stampToken(t, a, at, signature) }
	})
}
