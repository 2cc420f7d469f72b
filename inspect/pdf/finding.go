package pdf

// Code names what is wrong or ambiguous in the structure of a file. The codes are
// stable.
type Code string

// What readers of PDF resolve differently, each in its own way.
const (
	HeaderMoved      Code = "header-moved"       // bytes before %PDF-
	HeaderTwice      Code = "header-twice"       // a second %PDF- between objects: files one behind the other
	TrailingData     Code = "trailing-data"      // bytes behind the last %%EOF
	LooseBytes       Code = "loose-bytes"        // bytes that belong to no object
	Overlap          Code = "overlapping-object" // two objects share bytes
	EntryMisleads    Code = "entry-misleads"     // a cross-reference entry leads to something else
	EntryElsewhere   Code = "entry-elsewhere"    // an entry leads into another revision
	EntryTwice       Code = "entry-twice"        // an object has two entries in one section
	ObjectTwice      Code = "object-twice"       // an object stream holds what the table places elsewhere
	Hybrid           Code = "hybrid-xref"        // a table and a stream side by side
	HybridDiffers    Code = "hybrid-xref-differs"
	KeyTwice         Code = "key-twice"         // a dictionary has a key twice
	ObjectUnreadable Code = "object-unreadable" // an object is not of valid syntax
	StreamLength     Code = "stream-length"     // /Length is not where endstream is
	StreamUnreadable Code = "stream-unreadable" // a stream that must be decoded cannot be
	XrefForm         Code = "xref-form"         // a cross-reference section is malformed
	XrefLoop         Code = "xref-loop"         // /Prev leads back
	RevisionOrder    Code = "revision-order"    // updates are not one behind the other
	EndForm          Code = "end-form"          // a section is not followed by its own startxref and %%EOF
	TrailerForm      Code = "trailer-form"      // /Root or /Size is missing or wrong
	Encrypted        Code = "encrypted"
)

// Finding is a code with the place that it is about: an object number or 0, and an
// offset in the file.
type Finding struct {
	Code   Code `json:"code"`
	Object int  `json:"object,omitempty"`
	Offset int  `json:"offset"`
}

// maxFindings is more than anybody reads.
const maxFindings = 100

func (w *work) find(c Code, object, offset int) {
	if len(w.findings) < maxFindings {
		w.findings = append(w.findings, Finding{c, object, offset})
	}
}
