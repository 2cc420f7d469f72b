package area

import (
	"net/http"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
)

// told is what the list of notices shows.
type told struct {
	Rows    []notice
	Earlier string
	Later   bool
}

// notice is one of them.
type notice struct {
	*certificates.Notice
	Sentence string
	About    string    // what it is about, in words
	Address  string    // where that stands
	On       time.Time // in the offices' zone
}

func (a *Room) notices(w http.ResponseWriter, r *http.Request) error {
	before := certificates.NoticeID(r.URL.Query().Get("before"))
	list, more, err := a.Desk.Notified(r.Context(), by(r), before, perPage, requestID(r))
	if err != nil {
		return err
	}
	p := a.Page(r, "area-notices", nil)
	keep(p, "before", string(before))
	body := told{Later: before != ""}
	for _, n := range list {
		body.Rows = append(body.Rows, a.notice(p, n))
	}
	if more {
		body.Earlier = p.To(with("/me/notices", "before", string(list[len(list)-1].ID)))
	}
	p.Body = body
	return a.Show(w, http.StatusOK, p)
}

func (a *Room) notice(p *page.Page, n *certificates.Notice) notice {
	out := notice{Notice: n, Sentence: web.Notice(n.Kind).In(p.Language), On: n.At.In(a.zone())}
	switch {
	case n.Remark != nil:
		out.About = p.Say("area.notices.remark", "Number", n.Remark.Number)
		out.Address = p.To("/me/remarks") + "#remark-" + string(n.Remark.ID)
	case n.Certificate != nil:
		out.About = strings.Join(append(a.kinds(p, n.Certificate.Kinds), p.Say("area.notices.number", "Number", n.Certificate.Number)), ", ")
		out.Address = p.To("/me/certificates/" + string(n.Certificate.ID))
	}
	return out
}

func (a *Room) readNotice(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.Desk.MarkRead(r.Context(), by(r), certificates.NoticeID(id(r)), requestID(r)); err != nil {
		return err
	}
	return a.backToNotices(w, r)
}

func (a *Room) backToNotices(w http.ResponseWriter, r *http.Request) error {
	a.See(w, r, "/me/notices")
	return nil
}
