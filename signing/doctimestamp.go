package signing

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

const (
	stampDictionary = "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161/ByteRange"
	stampContents   = "/Contents"
)

// addStamp is the update that adds a document time stamp (ETSI EN 319 142-1 5.4.3) with
// room for so many bytes of token, the hole in it, by its offsets in the file, and the
// revision that it makes. The field is without size at the corner of the page: outside
// of what is seen, so that it needs neither appearance (ISO 19005-3 6.3.3) nor tag (ISO
// 14289-1 7.18.1), and other validators see nothing changed but the form.
func (r revision) addStamp(base, room int) ([]byte, Hole, revision) {
	u := &update{base: base}
	stamp, field := r.size, r.size+1
	r.size += 2
	r.fields++
	u.object(stamp, stampDictionary, "["+strings.Repeat(" ", maxByteRange)+"]", stampContents, "<"+strings.Repeat("0", hex.EncodedLen(room))+">>>")
	hole := Hole{Start: base + stampStart(stamp)}
	hole.End = hole.Start + hex.EncodedLen(room) + len("<>")
	u.object(field, fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T(Marca temporale %d)/TU%s/F 132/Rect[0 0 0 0]/P %d 0 R/V %d 0 R>>",
		r.fields-1, r.stampName(), r.page, stamp))
	form := pdfDict(r.catalog.value("/AcroForm"))
	r.catalog = r.catalog.with("/AcroForm", string(form.with("/Fields", appended(form.value("/Fields"), field))))
	u.object(r.root, string(r.catalog))
	r.leaf = r.leaf.with("/Annots", appended(r.leaf.value("/Annots"), field))
	u.object(r.page, string(r.leaf))
	u.finish(&r)
	covered := fmt.Sprintf("0 %d %d %d", hole.Start, hole.End, base+len(u.b)-hole.End)
	copy(u.b[stampStart(stamp)-len(stampContents)-len("]")-maxByteRange:], covered)
	return u.b, hole, r
}

// stampStart is where in an update the hole begins: in its first object.
func stampStart(object int) int {
	return len(strconv.Itoa(object)+" 0 obj\n"+stampDictionary) + len("[]") + maxByteRange + len(stampContents)
}

// appended is an array of references with one more.
func appended(array string, object int) string {
	return fmt.Sprintf("%s %d 0 R]", strings.TrimSuffix(array, "]"), object)
}

// stampNames is what a screen reader calls a time stamp, by the document's language.
var stampNames = map[string]string{
	"it": "(Marca temporale)",
	"de": "(Zeitstempel)",
	"en": "(Time stamp)",
	"fr": "(Horodatage)",
	"sl": "<FEFF010C00610073006F0076006E00690020017E00690067>",
}

func (r *revision) stampName() string {
	language, _, _ := strings.Cut(strings.Trim(r.catalog.value("/Lang"), "()"), "-")
	if name, ok := stampNames[language]; ok {
		return name
	}
	return stampNames["it"]
}

// readStamp reads the update that text begins with, if it is one that addStamp writes:
// the contents of the hole are all that is taken from it. The length is 0 if it is
// another.
func (r *revision) readStamp(base int, text []byte) (digits []byte, hole Hole, length int, next revision) {
	start := stampStart(r.size)
	end := start + bytes.IndexByte(text[min(start, len(text)):], '>')
	if end <= start || end-start > hex.EncodedLen(maxCMS) {
		return nil, Hole{}, 0, *r
	}
	written, hole, next := r.addStamp(base, (end-start)/2)
	if hole != (Hole{base + start, base + end + 1}) || len(text) < len(written) ||
		!bytes.Equal(text[:start+1], written[:start+1]) || !bytes.Equal(text[end:len(written)], written[end:]) {
		return nil, Hole{}, 0, *r
	}
	return text[start+1 : end], hole, len(written), next
}
