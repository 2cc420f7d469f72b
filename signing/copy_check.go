package signing

import (
	"bytes"
	"fmt"

	"github.com/digitorus/pdf"
)

// checkCopy holds what came back against the file: it is in front unchanged, and behind
// it is one signature over everything but its hole, and a catalog that differs in it only.
func checkCopy(file, sealed []byte, before *pdf.Reader) error {
	if !bytes.HasPrefix(sealed, file) || bytes.Count(sealed, []byte("%PDF-")) != 1 {
		return refuseCopy("the file was altered in sealing")
	}
	if !coversAll(sealed, len(file)) {
		return refuseCopy("the signature does not cover the file")
	}
	after, err := pdf.NewReader(bytes.NewReader(sealed), int64(len(sealed)))
	if err != nil {
		return refuseCopy("the sealed file cannot be read: %v", err)
	}
	was, is := before.Trailer().Key("Root"), after.Trailer().Key("Root")
	fields := is.Key("AcroForm").Key("Fields")
	if fields.Len() != 1 || fields.Index(0).Key("V").Key("SubFilter").Name() != "adbe.pkcs7.detached" {
		return refuseCopy("the sealed file does not show its signature")
	}
	if !sameCatalog(was, is) {
		return refuseCopy("the catalog was altered in sealing")
	}
	return nil
}

// coversAll reports whether one signature stands behind the first size bytes, whose range
// is the whole file but its hole.
func coversAll(sealed []byte, size int) bool {
	added := sealed[size:]
	at := bytes.Index(added, []byte("/ByteRange"))
	if at < 0 || bytes.Count(added, []byte("/ByteRange")) != 1 {
		return false
	}
	var start, first, second, rest int
	if _, err := fmt.Sscanf(string(added[at:]), "/ByteRange [%d %d %d %d]", &start, &first, &second, &rest); err != nil {
		return false
	}
	return start == 0 && first > size && second > first+2 && rest > 0 && second+rest == len(sealed) &&
		sealed[first] == '<' && sealed[second-1] == '>' && !bytes.ContainsAny(sealed[first+1:second-1], "<>")
}

// sameCatalog compares what the new catalog has in common with the old: all but the form
// of the signature, and the version that this needs.
func sameCatalog(was, is pdf.Value) bool {
	for _, key := range append(was.Keys(), is.Keys()...) {
		old, now := was.Key(key), is.Key(key)
		switch {
		case key == "AcroForm", key == "Version" && old.IsNull():
		case objectOf(old) != objectOf(was): // a reference
			if objectOf(old) != objectOf(now) {
				return false
			}
		case objectOf(now) != objectOf(is) || old.String() != now.String():
			return false
		}
	}
	return true
}
