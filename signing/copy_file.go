package signing

import (
	"bytes"

	"github.com/digitorus/pdf"
)

// MaxCopy is the most bytes of a file that is sealed as a copy. The library holds it in
// memory several times over.
const MaxCopy = 20 << 20

const minCopy = 64

var marks = []struct {
	mark  string
	times int
	fault string
}{
	{"%PDF-", 1, "it has not exactly one header"},
	{"/ByteRange", 0, "it has a signature already, or the place for one"},
	{"/Encrypt", 0, "it is encrypted"},
}

// readCopy reads a file as the library does and refuses what it is known to damage.
func readCopy(file []byte) (*pdf.Reader, error) {
	if len(file) < minCopy || len(file) > MaxCopy {
		return nil, refuseCopy("%d bytes; it may have from %d to %d", len(file), minCopy, MaxCopy)
	}
	if !bytes.HasPrefix(file, []byte("%PDF-1.")) && !bytes.HasPrefix(file, []byte("%PDF-2.")) {
		return nil, refuseCopy("it does not begin as a PDF")
	}
	for _, m := range marks {
		if bytes.Count(file, []byte(m.mark)) != m.times {
			return nil, refuseCopy("%s", m.fault)
		}
	}
	reader, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, refuseCopy("it cannot be read: %v", err)
	}
	trailer, root := reader.Trailer(), reader.Trailer().Key("Root")
	switch {
	case reader.XrefInformation.Type != "table":
		return nil, refuseCopy("its cross-references are packed into a stream")
	case !trailer.Key("Encrypt").IsNull():
		return nil, refuseCopy("it is encrypted")
	case root.Key("Pages").Key("Kids").Len() == 0:
		return nil, refuseCopy("it has no page")
	case root.Key("AcroForm").Key("Fields").Len() > 0 || !root.Key("AcroForm").Key("XFA").IsNull():
		return nil, refuseCopy("it has a form; print it to a new file first")
	case !root.Key("Perms").IsNull() || !root.Key("DSS").IsNull():
		return nil, refuseCopy("it has what belongs to a signature")
	case !root.Key("Version").IsNull():
		return nil, refuseCopy("its version is stated in two places")
	}
	return reader, plain(root, objectOf(root), 0)
}

// objectOf is the number of the object that a value is, or stands in.
func objectOf(v pdf.Value) uint32 {
	p := v.GetPtr()
	return p.GetID()
}

// plain refuses a catalog with direct entries that the library copies wrongly: it
// escapes neither strings nor names, and shortens numbers.
func plain(v pdf.Value, root uint32, depth int) error {
	const deepest = 32
	if objectOf(v) != root { // a reference, which is copied as it is
		return nil
	}
	text, fault := "", refuseCopy("its catalog holds what would be copied wrongly")
	switch v.Kind() {
	case pdf.String:
		text = v.RawString()
	case pdf.Name:
		text = v.Name()
	case pdf.Real, pdf.Stream:
		return fault
	case pdf.Dict:
		for _, key := range v.Keys() {
			if text += key; depth == deepest {
				return fault
			}
			if err := plain(v.Key(key), root, depth+1); err != nil {
				return err
			}
		}
	case pdf.Array:
		for i := range v.Len() {
			if depth == deepest {
				return fault
			}
			if err := plain(v.Index(i), root, depth+1); err != nil {
				return err
			}
		}
	}
	for _, b := range []byte(text) {
		if b <= ' ' && v.Kind() != pdf.String || b < ' ' || b > '~' || bytes.IndexByte([]byte(`()\<>[]{}/%#`), b) >= 0 {
			return fault
		}
	}
	return nil
}
