package area

import (
	"crypto/rand"
	"net/http"
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
)

// Before the form stand two questions. Half of what people report as errors are changes in
// their lives, for which there is another way (docs: national figures of 2023); and what
// another office has wrong must be put right there first.

// asking is what a question of the triage shows.
type asking struct {
	Topic    certificates.Topic
	Question string // "what", "declared" or "source"
	Step     int
	Options  []page.Option
	Hidden   [][2]string // the answers so far
	Back     string
}

// way is what the end of the triage shows where there is no form.
type way struct {
	Topic  certificates.Topic
	Text   string // key of the words
	Write  string // address of the form all the same, "" for none
	Back   string
	Change bool // life has changed, nothing is wrong
}

func known(t certificates.Topic) bool { return slices.Contains(certificates.Topics, t) }

// triage asks what kind of wrong it is, one question a page, and ends with the form or
// with another way.
func (a *Room) triage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	about := certificates.Topic(q.Get("about"))
	if guest(by(r)) { // there is nothing of his here that could be wrong
		return certificates.ErrNotAllowed
	}
	if !known(about) {
		a.See(w, r, "/me/data")
		return nil
	}
	here := func(more ...string) string {
		return with("/me/remarks/new", append([]string{"about", string(about)}, more...)...)
	}
	switch what, then := q.Get("what"), q.Get("then"); {
	case what == "change" && then == "undeclared":
		return a.lead(w, r, way{Topic: about, Text: "area.change.way." + string(about), Change: true, Back: here("what", "change")}, what, then)
	case what == "error" && then == "source":
		return a.lead(w, r, way{Topic: about, Text: "area.source.way." + sources[about], Write: here("what", "error", "then", "register"), Back: here("what", "error")}, what, then)
	case what == "change" && then == "declared", what == "error" && then == "register":
		p := a.Page(r, "area-remark", nil)
		keep(p, "about", string(about), "what", what, "then", then)
		return a.write(w, http.StatusOK, p, certificates.Note{About: about}, rand.Text())
	case what == "change":
		return a.ask(w, r, asking{Topic: about, Question: "declared", Step: 2, Hidden: [][2]string{{"what", what}}, Back: here()}, "undeclared", "declared")
	case what == "error":
		return a.ask(w, r, asking{Topic: about, Question: "source", Step: 2, Hidden: [][2]string{{"what", what}}, Back: here()}, "register", "source")
	}
	return a.ask(w, r, asking{Topic: about, Question: "what", Step: 1, Back: "/me/data"}, "error", "change")
}

// sources is who has the data of a topic in the first place, by the words that say so.
var sources = map[certificates.Topic]string{
	"identity": "identity", "birth": "act", "citizenship": "act", "status": "act", "residence": "declaration", "household": "declaration",
	"contract": "contract", "electoral": "electoral",
}

// ask shows a question. Asked again without an answer, it says so.
func (a *Room) ask(w http.ResponseWriter, r *http.Request, q asking, answers ...string) error {
	p := a.Page(r, "area-triage", nil)
	keep(p, "about", string(q.Topic))
	for _, h := range q.Hidden {
		keep(p, h[0], h[1])
	}
	for _, v := range answers {
		key := "area.triage." + q.Question + "." + v
		q.Options = append(q.Options, page.Option{Value: v, Label: p.Say(key), Hint: p.Say(key + ".hint")})
	}
	q.Back = p.To(q.Back)
	status := http.StatusOK
	if r.URL.Query().Get("asked") == q.Question {
		p.Wrong(field(q.Question), "area.triage.fault")
		status = http.StatusUnprocessableEntity
	}
	p.Body = q
	return a.Show(w, status, p)
}

// field is the name under which an answer is sent.
func field(question string) string {
	if question == "what" {
		return "what"
	}
	return "then"
}

// Field is the name under which the answer is sent.
func (q asking) Field() string { return field(q.Question) }

// lead shows another way, after these answers.
func (a *Room) lead(w http.ResponseWriter, r *http.Request, body way, what, then string) error {
	p := a.Page(r, "area-way", nil)
	keep(p, "about", string(body.Topic), "what", what, "then", then)
	body.Back = p.To(body.Back)
	if body.Write != "" {
		body.Write = p.To(body.Write)
	}
	p.Body = body
	return a.Show(w, http.StatusOK, p)
}
