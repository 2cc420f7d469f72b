package portal

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"

	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/verification"
)

// errNoFile says that a form came without a file.
var errNoFile = errors.New("portal: no file was chosen")

// file says whether a file that was sent is, byte for byte, one that was issued.
func (s *server) file(w http.ResponseWriter, r *http.Request) error {
	p := s.page(r, "form")
	digest, err := s.upload(w, r)
	switch {
	case errors.Is(err, errNoFile):
		p.fault("file", "file.missing")
		return s.show(w, http.StatusUnprocessableEntity, p)
	case errors.Is(err, web.ErrNotPDF):
		p.fault("file", "file.not-pdf")
		return s.show(w, http.StatusUnprocessableEntity, p)
	case err != nil:
		return err
	}
	v, err := s.Verification.File(r.Context(), digest)
	if err != nil {
		return err
	}
	p.name, p.Verdict = "file", s.inWords(v, p)
	if v.State == verification.Unknown {
		p.Verdict.Key = "file.changed"
	}
	return s.show(w, http.StatusOK, p)
}

// upload is the SHA-256 of the PDF in a form; nothing of it is kept. errNoFile,
// web.ErrNotPDF, web.ErrMediaType, or what web.Unread makes of a broken body.
func (s *server) upload(w http.ResponseWriter, r *http.Request) (sum [sha256.Size]byte, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, s.Limits.Upload+s.Limits.Body) // the file and the form around it
	parts, err := r.MultipartReader()
	if err != nil {
		return sum, web.ErrMediaType
	}
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return sum, errNoFile
		case err != nil:
			return sum, web.Unread(err)
		case part.FormName() == "file" && part.FileName() != "":
			return digestPDF(part)
		}
	}
}

var pdfHeader = []byte("%PDF-") // ISO 32000-1 7.5.2

func digestPDF(r io.Reader) (sum [sha256.Size]byte, err error) {
	in := bufio.NewReader(r)
	begin, err := in.Peek(len(pdfHeader))
	switch {
	case errors.Is(err, io.EOF), err == nil && !bytes.Equal(begin, pdfHeader):
		return sum, web.ErrNotPDF
	case err != nil:
		return sum, web.Unread(err)
	}
	h := sha256.New()
	if _, err := io.Copy(h, in); err != nil {
		return sum, web.Unread(err)
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}
