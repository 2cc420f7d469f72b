package area

import (
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// remarked is what the list of remarks shows.
type remarked struct {
	Rows    []remark
	Made    *remark // the one that has just been made
	Earlier string
	Later   bool
}

// remark is one of them.
type remark struct {
	*certificates.Remark
	Office   string
	On       time.Time // in the offices' zone
	Due      registry.Date
	Answered time.Time
}

// remarkMonths is the term in which an office answers (art. 12 c.3 Reg. (EU) 2016/679).
const remarkMonths = 1

func (a *Room) remarks(w http.ResponseWriter, r *http.Request) error {
	before := certificates.RemarkID(r.URL.Query().Get("before"))
	list, more, err := a.Desk.OwnRemarks(r.Context(), by(r), before, perPage, requestID(r))
	if err != nil {
		return err
	}
	p := a.Page(r, "area-remarks", nil)
	keep(p, "before", string(before))
	body := remarked{Later: before != ""}
	for _, m := range list {
		row := a.row(m)
		body.Rows = append(body.Rows, row)
		if string(m.ID) == r.URL.Query().Get("made") {
			body.Made = &row
			p.Keep("made", string(m.ID))
		}
	}
	if more {
		body.Earlier = p.To(with("/me/remarks", "before", string(list[len(list)-1].ID)))
	}
	p.Body = body
	return a.Show(w, http.StatusOK, p)
}

func (a *Room) row(m *certificates.Remark) remark {
	out := remark{Remark: m, Office: a.office(m.Office), On: m.At.In(a.zone())}
	out.Due = registry.DateOf(out.On).AddMonths(remarkMonths)
	if m.Answer != nil {
		out.Answered = m.Answer.At.In(a.zone())
	}
	return out
}

// writing is what the form of a remark shows.
type writing struct {
	certificates.Note
	Key    string
	Office string
	Back   string
}

// remark keeps what is wrong. What cannot be kept comes back with everything that was
// typed.
func (a *Room) remark(w http.ResponseWriter, r *http.Request) error {
	if err := a.ReadForm(w, r); err != nil {
		return err
	}
	f := r.PostForm
	n := certificates.Note{About: certificates.Topic(f.Get("about")), Wrong: f.Get("wrong"), Right: f.Get("right"), Reach: f.Get("reach")}
	key := f.Get("key")
	if key == "" || len(key) > 64 {
		key = rand.Text()
	}
	m, err := a.Desk.Remark(r.Context(), by(r), n, key, requestID(r))
	p := a.Page(r, "area-remark", nil)
	switch {
	case errors.Is(err, certificates.ErrRemark) && !known(n.About):
		a.See(w, r, "/me/data") // nobody has chosen anything there is
		return nil
	case errors.Is(err, certificates.ErrRemark):
		for _, field := range n.Trimmed().Faults() {
			p.Wrong(field, "area.remark."+field+".fault")
		}
	case errors.Is(err, certificates.ErrRemarks):
		p.Wrong("", "area.remark.many", "Count", certificates.RemarksOpen)
	case err != nil:
		return err
	default:
		a.See(w, r, with("/me/remarks", "made", string(m.ID)))
		return nil
	}
	p.Path = "/me/remarks/new"
	return a.write(w, http.StatusUnprocessableEntity, p, n, key)
}

// write shows the form.
func (a *Room) write(w http.ResponseWriter, status int, p *page.Page, n certificates.Note, key string) error {
	p.Body = writing{n, key, a.office(p.Visitor.By.Person.Office), p.To(with("/me/remarks/new", "about", string(n.About)))}
	return a.Show(w, status, p)
}
