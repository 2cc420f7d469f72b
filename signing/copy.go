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
