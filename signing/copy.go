package signing

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/digitorus/pdf"
	"github.com/digitorus/pdfsign/sign"
)

// ErrCopy says that a file, or what is to be said of it, cannot be sealed as a copy.
// What is wrong stands behind it.
var ErrCopy = errors.New("signing: cannot be sealed as a copy")

// CopyNote is what the seal of a copy says in its dictionary (ISO 32000-1 table 252).
// The texts are of Latin-1, without round brackets and backslashes.
type CopyNote struct {
	Name     string // who seals
	Location string
	Reason   string // what the copy is
}

// SealCopy seals a PDF that is not of our making, such as the scan of an original (copia
// conforme, art. 18 d.P.R. 445/2000), and returns it with the seal appended: the file
// itself stays in front, byte for byte. The seal is a signature of the form
// adbe.pkcs7.detached over every other byte, without time stamp; it is not a baseline
// signature of PAdES, and a certificate is never sealed so.
//
// ErrCopy for a file, a note or a key that this cannot be done for soundly; the key is
// not used then. ErrExpired, ErrNotYetValid, ErrRevoked and ErrRevocation as with Seal.
// Whoever calls has the result judged by a reader of foreign files before it leaves:
// nothing is known here of what the pages hold.
func (s *Sealer) SealCopy(ctx context.Context, file []byte, note CopyNote) (sealed []byte, err error) {
	if s.o.PSS {
		return nil, refuseCopy("not with RSASSA-PSS")
	}
	if err := errors.Join(note.check(), s.State()); err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p != nil { // the library panics on what it cannot read
			sealed, err = nil, refuseCopy("its structure cannot be followed")
		}
	}()
	reader, err := readCopy(file)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	c := sign.SignContext{
		InputFile: bytes.NewReader(file), OutputFile: &out, PDFReader: reader,
		SignatureMaxLengthBase: uint32(hex.EncodedLen(roomForCopy)),
		SignData: sign.SignData{
			Signature: sign.SignDataSignature{CertType: sign.ApprovalSignature, Info: sign.SignDataSignatureInfo{
				Name: note.Name, Location: note.Location, Reason: note.Reason, Date: s.o.Clock().UTC(),
			}},
			Signer:          &copySigner{ctx, s.identity.Key, s.o.Random},
			DigestAlgorithm: s.envelope.scheme.hash, Certificate: s.identity.Certificate,
			CertificateChains: [][]*x509.Certificate{s.members},
		},
	}
	if err := c.SignPDF(); err != nil {
		return nil, fmt.Errorf("signing: sealing a copy: %w", err)
	}
	if err := checkCopy(file, out.Bytes(), reader); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func refuseCopy(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrCopy, fmt.Sprintf(format, args...))
}

// roomForCopy is the bytes for a signature and its attributes beside the certificates.
// The library's own guess goes by the signature of the certificate and not by the key; if
// it is short, the library starts anew and writes the document twice, without an error.
const roomForCopy = 2048

// copySigner uses a key as Seal does: through its queue, within the context.
type copySigner struct {
	ctx    context.Context
	key    crypto.Signer
	random io.Reader
}

func (c *copySigner) Public() crypto.PublicKey { return c.key.Public() }

func (c *copySigner) Sign(_ io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	return signWith(c.ctx, c.key, c.random, digest, o)
}

// check refuses what the library would write wrongly: it escapes nothing in texts that
// are not ASCII.
func (n CopyNote) check() error {
	if n.Reason == "" {
		return refuseCopy("it must be said what the copy is")
	}
	for _, r := range n.Name + n.Location + n.Reason {
		if printable := ' ' <= r && r <= '~' || '\u00a0' <= r && r <= '\u00ff'; !printable || slices.Contains([]rune(`()\`), r) {
			return refuseCopy("the note holds the character %q", r)
		}
	}
	return nil
}

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
