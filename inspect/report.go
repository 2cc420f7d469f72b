package inspect

import "time"

// Report is what a file is. It is made to be written as JSON; the codes in it are
// stable and are put into words elsewhere.
type Report struct {
	Verdict    Verdict      `json:"verdict"`
	Reasons    []Reason     `json:"reasons"` // why, the weightiest first; empty for an untouched file
	Size       int          `json:"size"`
	SHA256     string       `json:"sha256"`
	Revisions  []Revision   `json:"revisions"`
	Signatures []*Signature `json:"signatures"` // document time stamps among them, in the order of the file
	Content    Content      `json:"content"`
}

// Reason is a code, and where in the file it was found, as far as that is a place.
type Reason struct {
	Code     Code `json:"code"`
	Revision int  `json:"revision"`
	Object   int  `json:"object,omitempty"`
	Offset   int  `json:"offset,omitempty"`
}

// Revision is a part of the file that was written at once (ISO 32000-1 7.5.6).
type Revision struct {
	Offset  int      `json:"offset"`
	Length  int      `json:"length"`
	Objects int      `json:"objects"` // that it writes
	Classes []Class  `json:"classes"` // of what it changes; empty for the first
	Changes []Change `json:"changes"` // at most maxChanges; none for the first
}

// Change is one object that a later revision writes.
type Change struct {
	Object int    `json:"object"`
	Kind   string `json:"kind"` // what it is: page, annotation, field, ...
	How    string `json:"how"`  // added, changed, removed
	Class  Class  `json:"class"`
}

// Signature is one signature dictionary (ISO 32000-1 12.8.1).
type Signature struct {
	Field       string       `json:"field,omitempty"` // the name of its form field
	Object      int          `json:"object"`
	Revision    int          `json:"revision"` // in which it was written
	SubFilter   string       `json:"subFilter"`
	ByteRange   []int        `json:"byteRange"`
	Coverage    Coverage     `json:"coverage"`
	Intact      bool         `json:"intact"` // covers what it should, and its digest and signature are right
	Faults      []Code       `json:"faults,omitempty"`
	Signers     int          `json:"signers"`
	Attributes  []string     `json:"attributes,omitempty"` // the signed ones, by object identifier
	Ours        bool         `json:"ours"`
	Trusted     bool         `json:"trusted"` // its certificate leads to a root
	Certificate *Certificate `json:"certificate,omitempty"`
	Chain       []string     `json:"chain,omitempty"` // subjects, the issuer first
	Claimed     time.Time    `json:"claimed,omitzero"`
	Proven      time.Time    `json:"proven,omitzero"` // the earliest trusted time stamp over it
	Stamps      []Stamp      `json:"stamps,omitempty"`
	Level       Level        `json:"level"`
	Revocation  []Revocation `json:"revocation,omitempty"`
	Permission  int          `json:"permission,omitempty"` // 1 to 3 of a certification (12.8.2.2), 0 for none

	signed
}

// Stamp is a time stamp: over the signature that it stands in, or over the document.
type Stamp struct {
	Time      time.Time `json:"time"`
	Authority string    `json:"authority,omitempty"`
	Trusted   bool      `json:"trusted"`
	Fault     Code      `json:"fault,omitempty"`
}

// Certificate is what a certificate says of its holder.
type Certificate struct {
	Subject        string      `json:"subject"`
	Issuer         string      `json:"issuer"`
	Serial         string      `json:"serial"`
	Fingerprint    string      `json:"sha256"`
	Organization   string      `json:"organization,omitempty"`
	OrganizationID string      `json:"organizationIdentifier,omitempty"` // ETSI EN 319 412-1 5.1.4
	NotBefore      time.Time   `json:"notBefore"`
	NotAfter       time.Time   `json:"notAfter"`
	KeyUsage       []string    `json:"keyUsage"`
	Qualified      *Statements `json:"qcStatements,omitempty"`
}

// Statements is the qualified certificate statements (ETSI EN 319 412-5).
type Statements struct {
	Compliance bool     `json:"compliance"` // it is a qualified certificate
	Device     bool     `json:"device"`     // its key is in a qualified device
	Types      []string `json:"types"`      // esign, eseal, web
}

// Revocation is what the material in the file says of one certificate of the chain.
type Revocation struct {
	Subject string    `json:"subject"`
	Source  string    `json:"source"` // ocsp, crl, none
	From    time.Time `json:"from,omitzero"`
	Until   time.Time `json:"until,omitzero"` // when newer news was due
	Then    Status    `json:"then"`           // when it was sealed, as far as that is proven
	Now     Status    `json:"now"`
	Revoked time.Time `json:"revoked,omitzero"`
}

// Content is whether the parts of a document say the same.
type Content struct {
	Consistent  Answer   `json:"consistent"`
	Differences []Code   `json:"differences,omitempty"`
	Unread      []Code   `json:"unread,omitempty"` // what could not be compared
	Pages       int      `json:"pages"`
	Address     string   `json:"address,omitempty"` // that the QR symbol leads to
	Attachment  string   `json:"attachment,omitempty"`
	Data        []byte   `json:"-"` // the attachment itself
	Text        []string `json:"-"` // of each page; it names people
}
