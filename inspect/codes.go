package inspect

import "github.com/sportello/sportello/inspect/pdf"

// Verdict is what a file is, in one word.
type Verdict string

// The verdicts. Only the first two are good.
const (
	Genuine      Verdict = "genuine"      // sealed by us, not a byte changed since
	Extended     Verdict = "extended"     // and nothing but proof of its time and validity added
	Unproven     Verdict = "unproven"     // our seal, whose certificate has expired or was revoked, and no proof that it is older
	Altered      Verdict = "altered"      // changed after it was sealed
	Broken       Verdict = "seal-broken"  // has a seal that is not right
	Foreign      Verdict = "foreign-seal" // sealed or signed, but not by us
	Unsealed     Verdict = "no-seal"      // has no seal at all
	Ambiguous    Verdict = "ambiguous"    // what is sealed can be read in more than one way
	Inconsistent Verdict = "inconsistent" // what is sealed contradicts itself
	NotPDF       Verdict = "not-a-pdf"    // is something else
	TooComplex   Verdict = "too-complex"  // more than is read of a file that anybody may send
	Unreadable   Verdict = "unreadable"   // its structure cannot be followed
)

// Code says why. Those of package pdf are among them.
type Code = pdf.Code

// Reasons of a verdict beside those of package pdf.
const (
	// The form of a signature.
	ByteRangeMissing Code = "byterange-missing" // there is none
	ByteRangeForm    Code = "byterange-form"    // not four numbers
	ByteRangeStart   Code = "byterange-start"   // does not begin with the file
	ByteRangeHole    Code = "byterange-hole"    // leaves out other bytes than /Contents
	ByteRangeEnd     Code = "byterange-end"     // does not end with the revision
	ContentsMissing  Code = "contents-missing"
	ContentsForm     Code = "contents-form"     // not a hexadecimal string in the file
	ContentsPadding  Code = "contents-padding"  // something behind the signature
	SignatureForm    Code = "signature-form"    // the dictionary is not that of a signature
	SignatureLoose   Code = "signature-loose"   // belongs to no form field
	SignatureShared  Code = "signature-shared"  // belongs to several
	SignatureSurplus Code = "signature-surplus" // more than one signature in a revision

	// The signature itself.
	CMSForm            Code = "cms-form"
	CMSSigners         Code = "cms-signers" // not exactly one
	CMSSigner          Code = "cms-signer"  // the signer's certificate is missing
	CMSAttributes      Code = "cms-attributes"
	CMSAlgorithm       Code = "cms-algorithm"
	CMSForeign         Code = "cms-foreign-certificate" // a certificate that does not belong to the signer's chain
	CertificateSwapped Code = "certificate-swapped"
	DigestWrong        Code = "digest-wrong"
	SignatureWrong     Code = "signature-wrong"

	// Whose it is and when.
	SealForeign        Code = "seal-foreign"
	CertificateExpired Code = "certificate-expired"
	CertificateRevoked Code = "certificate-revoked"
	ChainUnknown       Code = "chain-unknown" // of our own seal: a note

	// Time stamps and validation material.
	StampForm      Code = "stamp-form"
	StampImprint   Code = "stamp-imprint"
	StampWrong     Code = "stamp-wrong"
	StampUntrusted Code = "stamp-untrusted" // a note
	StampMissing   Code = "stamp-missing"   // a field for a stamp without a good one
	DSSForeign     Code = "dss-foreign"     // material that has nothing to do with any signature here
	DSSForm        Code = "dss-form"

	// What was changed.
	ChangedNote       Code = "changed-additions" // a note: time stamps or validation material
	ChangedSignature  Code = "changed-signature"
	ChangedForm       Code = "changed-form"
	ChangedAnnotation Code = "changed-annotation"
	ChangedContent    Code = "changed-content"
	ChangedPages      Code = "changed-pages"
	ChangedAttachment Code = "changed-attachment"
	ChangedMetadata   Code = "changed-metadata"
	ChangedStructure  Code = "changed-structure"
	ChangedAction     Code = "changed-action"
	ChangedCatalog    Code = "changed-catalog"
	ChangedUnknown    Code = "changed-unknown"
	PermissionBroken  Code = "permission-broken" // more than the certification allows

	// What the sealed document itself holds.
	UnusedObject Code = "unused-object"  // sealed, but part of nothing
	ActiveObject Code = "active-content" // it runs something when opened

	// What contradicts what.
	SymbolDiffers  Code = "symbol-differs"  // the QR symbol and the link lead to different places
	AddressDiffers Code = "address-differs" // the printed code is not that of the link
	TextDiffers    Code = "text-differs"    // the page does not show what the attachment says

	// What could not be compared.
	TextUnread       Code = "text-unread"
	SymbolUnread     Code = "symbol-unread"
	AttachmentUnread Code = "attachment-unread"

	// The file as a whole.
	LimitReached Code = "limit-reached"
	TimeReached  Code = "time-reached"
)

// Class is what kind of thing a revision changes, from harmless to unknown.
type Class string

// The classes.
const (
	ClassDSS        Class = "dss"
	ClassStamp      Class = "timestamp"
	ClassSignature  Class = "signature"
	ClassForm       Class = "form"
	ClassAnnotation Class = "annotation"
	ClassContent    Class = "content"
	ClassPages      Class = "pages"
	ClassAttachment Class = "attachment"
	ClassMetadata   Class = "metadata"
	ClassStructure  Class = "structure"
	ClassAction     Class = "action"
	ClassCatalog    Class = "catalog"
	ClassUnknown    Class = "unknown"
)

// Coverage is what a signature covers.
type Coverage string

// The coverages.
const (
	WholeFile     Coverage = "file"
	WholeRevision Coverage = "revision" // the file as it was when it was signed
	WrongCoverage Coverage = "wrong"
)

// Level is the baseline level that a signature reaches (ETSI EN 319 142-1 6).
type Level string

// The levels.
const (
	LevelNone  Level = ""
	LevelOther Level = "other" // a valid signature of another form
	LevelBB    Level = "B-B"
	LevelBT    Level = "B-T"
	LevelBLT   Level = "B-LT"
	LevelBLTA  Level = "B-LTA"
)

// Status is how a certificate stands.
type Status string

// The statuses.
const (
	StatusGood    Status = "good"
	StatusRevoked Status = "revoked"
	StatusUnknown Status = "unknown"
)

// Answer is yes, no, or that it cannot be said.
type Answer string

// The answers.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	NotSaid Answer = "not-said"
)
