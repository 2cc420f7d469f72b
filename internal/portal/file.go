package portal

import (
	"errors"
	"io"
	"net/http"
	"slices"

	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// errNoFile says that a form came without a file.
var errNoFile = errors.New("portal: no file was chosen")

// file says whether a file that was sent is, byte for byte, one that was issued, and
// of any other what it is.
func (s *server) file(w http.ResponseWriter, r *http.Request) error {
	p := s.check(r, "form")
	checked, err := s.upload(w, r)
	switch {
	case errors.Is(err, errNoFile):
		p.Wrong("file", "file.missing")
		return s.Show(w, http.StatusUnprocessableEntity, p.Page)
	case errors.Is(err, verification.ErrNotPDF):
		p.Wrong("file", "file.not-pdf")
		return s.Show(w, http.StatusUnprocessableEntity, p.Page)
	case err != nil:
		return err
	}
	p.as("file").Verdict, p.Sentence = s.inWords(checked.Verdict, p), web.FileSentence(checked).In(p.Language)
	if checked.State == verification.Unknown {
		p.Verdict.Key = "file.changed"
		p.Reasons = reasons(checked.Report, p.Language)
	}
	return s.Show(w, http.StatusOK, p.Page)
}

// again leads from the address of a result, which is not kept, to the form: whoever then
// asks for another language, or loads the page anew, has to choose the file once more.
func (s *server) again(w http.ResponseWriter, r *http.Request) error {
	s.See(w, r, "/verify")
	return nil
}

// mostReasons is how many reasons a page tells; more are for specialists, in the API.
const mostReasons = 5

// reasons is why a file is what it is, each once.
func reasons(r *inspect.Report, l registry.Language) (out []string) {
	for _, reason := range r.Reasons {
		if text := web.FileReason(reason.Code).In(l); len(out) < mostReasons && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// upload is what there is to say of the PDF in a form; nothing of it is kept. errNoFile,
// web.ErrMediaType, the errors of verification.Service.File, or what web.Unread makes of a
// broken body.
func (s *server) upload(w http.ResponseWriter, r *http.Request) (verification.Checked, error) {
	r.Body = http.MaxBytesReader(w, r.Body, s.Limits.Upload+s.Limits.Body) // the file and the form around it
	parts, err := r.MultipartReader()
	if err != nil {
		return verification.Checked{}, web.ErrMediaType
	}
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return verification.Checked{}, errNoFile
		case err != nil:
			return verification.Checked{}, web.Unread(err)
		case part.FormName() == "file" && part.FileName() != "":
			checked, err := s.Verification.File(r.Context(), part)
			var unread *verification.UnreadError
			if errors.As(err, &unread) {
				err = web.Unread(unread.Err)
			}
			return checked, err
		}
	}
}
