package office

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
)

// remarks is a page of what citizens have told the office. It names nobody.
type remarks struct {
	Place place
	State certificates.RemarkState // that are shown
	Rows  []remarked
	Next  string // address of the page after, or ""
}

// remarked is one remark in the list.
type remarked struct {
	*certificates.Remark
	At time.Time // in the zone of the offices
}

const remarksAtOnce = 25

func (s *Room) remarks(w http.ResponseWriter, r *http.Request) error {
	at, err := s.place(r, auth.ReadCertificates)
	if err != nil {
		return err
	}
	body := &remarks{Place: at, State: certificates.RemarkOpen}
	if r.URL.Query().Get("state") == string(certificates.RemarkAnswered) {
		body.State = certificates.RemarkAnswered
	}
	before := certificates.RemarkID(r.URL.Query().Get("before"))
	list, more, err := s.Desk.RemarksTo(r.Context(), by(r), at.ID, body.State, before, remarksAtOnce, web.RequestID(r.Context()))
	if err != nil {
		return err
	}
	for _, m := range list {
		body.Rows = append(body.Rows, remarked{m, m.At.In(s.Clock().Location())})
	}
	if more {
		body.Next = "/office/remarks?office=" + string(at.ID) + "&state=" + string(body.State) + "&before=" + string(list[len(list)-1].ID)
	}
	p := s.page(r, "office-remarks", at, body)
	p.Keep("state", string(body.State))
	return s.Show(w, http.StatusOK, p)
}

// answering is one remark, with who made it, and its answer or the form for it.
type answering struct {
	Place      place
	Filed      *certificates.Filed
	At         time.Time // in the zone of the offices
	AnsweredAt time.Time
	Text       string
}

func (s *Room) remark(w http.ResponseWriter, r *http.Request) error {
	_, p, err := s.filed(r)
	if err != nil {
		return err
	}
	return s.Show(w, http.StatusOK, p)
}

// answer answers a remark, once. Of two answers the first one stays, and is shown.
func (s *Room) answer(w http.ResponseWriter, r *http.Request) error {
	if err := s.ReadForm(w, r); err != nil {
		return err
	}
	body, p, err := s.filed(r)
	if err != nil {
		return err
	}
	body.Text = strings.TrimSpace(r.PostForm.Get("answer"))
	_, err = s.Desk.AnswerRemark(r.Context(), by(r), body.Filed.ID, body.Text, web.RequestID(r.Context()))
	switch {
	case errors.Is(err, certificates.ErrRemark):
		p.Wrong("answer", "office.remark.answer.wrong")
		return s.Show(w, http.StatusUnprocessableEntity, p)
	case err != nil && !errors.Is(err, certificates.ErrState):
		return err
	}
	s.See(w, r, "/office/remarks/"+string(body.Filed.ID))
	return nil
}

// filed reads the remark that the address names.
func (s *Room) filed(r *http.Request) (*answering, *page.Page, error) {
	f, err := s.Desk.RemarkTo(r.Context(), by(r), certificates.RemarkID(web.PathParam(r, "id")), web.RequestID(r.Context()))
	if err != nil {
		return nil, nil, err
	}
	body := &answering{Place: s.in(r, f.Office), Filed: f, At: f.At.In(s.Clock().Location())}
	if f.Answer != nil {
		body.AnsweredAt = f.Answer.At.In(s.Clock().Location())
	}
	return body, s.Page(r, "office-remark", body), nil
}
