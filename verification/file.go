package verification

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
)

// Inspector says what a file is. How many files it holds, and works on, at once is
// bounded: inspect.ErrBusy.
type Inspector interface {
	Hold(r io.Reader) (file []byte, release func(), err error)
	File(ctx context.Context, file []byte) (*inspect.Report, error)
}

// Checked is what is known of an uploaded file.
type Checked struct {
	// Verdict is how the certificate stands whose very file it is, byte for byte as
	// issued or as renewed since. Unknown: it is no such file.
	Verdict

	// SHA256 and Size, in bytes, are of the file that was sent.
	SHA256 [sha256.Size]byte
	Size   int64

	// Report is what an unknown file is; nil if it is not unknown.
	Report *inspect.Report

	// Named is how the certificate stands whose code the QR symbol of an unknown file
	// carries; nil if it carries none of ours. It says nothing about the file.
	Named *Named
}

// Named is a certificate that a file claims to be.
type Named struct {
	Code certificates.Code
	Verdict
}

// patience is how long a file waits for its turn to be inspected.
const patience = 10 * time.Second

// ErrNotPDF says that a file does not begin as a PDF (ISO 32000-1 7.5.2).
var ErrNotPDF = errors.New("verification: not a PDF")

// UnreadError says that a file could not be read to its end.
type UnreadError struct{ Err error }

func (e *UnreadError) Error() string { return fmt.Sprintf("verification: reading a file: %v", e.Err) }

// Unwrap is the error of the reader.
func (e *UnreadError) Unwrap() error { return e.Err }

var pdfHeader = []byte("%PDF-")

// File says whether a file is one that was issued, and how it stands; of any other,
// what it is. What does not begin as a PDF is not read to its end. The first takes one
// look-up and is the answer to most files that are sent, so it is given also when there
// is no room to inspect any. Nothing of the file is kept. Errors: ErrNotPDF, UnreadError, inspect.ErrTooLarge, inspect.ErrBusy, and
// those of the store.
func (s *Service) File(ctx context.Context, r io.Reader) (Checked, error) {
	begin := make([]byte, len(pdfHeader))
	switch _, err := io.ReadFull(r, begin); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), err == nil && !bytes.Equal(begin, pdfHeader):
		return Checked{}, ErrNotPDF
	case err != nil:
		return Checked{}, &UnreadError{err}
	}
	digest, size := sha256.New(), counter(0)
	whole := io.TeeReader(io.MultiReader(bytes.NewReader(begin), r), io.MultiWriter(digest, &size))
	file, release, err := s.Inspector.Hold(whole)
	defer release()
	busy := errors.Is(err, inspect.ErrBusy)
	if busy { // there is no room for it, but whether it is ours takes none
		_, err = io.Copy(io.Discard, whole)
	}
	switch {
	case errors.Is(err, inspect.ErrTooLarge):
		return Checked{}, err
	case err != nil:
		return Checked{}, &UnreadError{err}
	}
	out := Checked{SHA256: [sha256.Size]byte(digest.Sum(nil)), Size: int64(size)}
	out.Verdict, err = s.standing(s.Store.ByDigest(ctx, out.SHA256))
	switch {
	case err != nil:
		return Checked{}, err
	case out.State != Unknown:
		return out, nil
	case busy:
		return Checked{}, inspect.ErrBusy
	}
	return s.stranger(ctx, out, file)
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// stranger says what a file is that was not issued.
func (s *Service) stranger(ctx context.Context, out Checked, file []byte) (_ Checked, err error) {
	if out.Report, err = s.inspect(ctx, file); err != nil {
		return Checked{}, err
	}
	if out.Named, err = s.named(ctx, &out.Report.Content); err != nil {
		return Checked{}, err
	}
	return out, nil
}

// inspect waits for a turn, but not for as long as the one who asks would.
func (s *Service) inspect(ctx context.Context, file []byte) (*inspect.Report, error) {
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := s.Inspector.File(bounded, file)
	if err != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return nil, inspect.ErrBusy
	}
	return r, err
}

// named finds the certificate that a file claims to be. A code under our address is
// not enough if the data beside it are of another certificate.
func (s *Service) named(ctx context.Context, content *inspect.Content) (*Named, error) {
	address, _, _ := strings.Cut(content.Address, "#")
	text, ours := strings.CutPrefix(address, s.VerifyURL)
	if !ours || s.VerifyURL == "" {
		return nil, nil
	}
	code, err := certificates.ParseCode(text)
	if err != nil {
		return nil, nil
	}
	c, err := s.Store.ByCode(ctx, code.Hash())
	switch {
	case errors.Is(err, certificates.ErrNotFound):
		return &Named{code, Verdict{State: Unknown}}, nil
	case err != nil:
		return nil, err
	case !states(content.Data, c):
		return nil, nil
	}
	return &Named{code, s.verdict(c)}, nil
}

// states reports whether data are those of a certificate, as far as there are any.
func states(data []byte, c *certificates.Certificate) bool {
	if data == nil {
		return true
	}
	var content certificates.Content
	return json.Unmarshal(data, &content) == nil && content.Number == c.Number && content.Office.Code == string(c.Office)
}
