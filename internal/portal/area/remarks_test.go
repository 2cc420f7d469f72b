package area

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// Every way through the questions, about every topic and in every language, ends with the
// form or with another way; nothing has to be said twice.
func TestTriage(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.of(t, "Anna")
	for _, l := range certificates.Languages {
		for _, topic := range certificates.Topics {
			for query, want := range map[string]string{
				"": "what", "&what=error": "then", "&what=change": "then", "&what=nonsense": "what", "&then=register": "what",
				"&what=error&then=register": "form", "&what=change&then=declared": "form", "&what=error&then=source": "way", "&what=change&then=undeclared": "way",
				"&what=error&then=undeclared": "then", "&what=change&then=source": "then",
			} {
				page := s.Get("/me/remarks/new?about=" + string(topic) + query + "&lang=" + string(l))
				sound(t, string(topic)+query+" "+string(l), page)
				got := "way"
				switch {
				case len(page.All("main form[method=post]")) == 1:
					got = "form"
				case len(page.All("main form[method=get]")) == 1:
					got, _ = pagetest.Attr(page.All("main input[type=radio]")[0], "name")
				}
				if page.StatusCode != 200 || got != want {
					t.Errorf("%s%s: %d %s, want %s", topic, query, page.StatusCode, got, want)
				}
			}
		}
	}
	for _, about := range []string{"", "nonsense", "<script>"} {
		if page := s.Get("/me/remarks/new?" + url.Values{"about": {about}}.Encode()); page.StatusCode != 303 || page.Header.Get("Location") != "/me/data" {
			t.Errorf("about %q: %d", about, page.StatusCode)
		}
	}
}

// Without an answer the question comes again and says so; with one it goes on as a browser
// sends it.
func TestTriageAnswers(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.of(t, "Anna")
	send := func(page pagetest.Seen, answer string) pagetest.Seen {
		q := url.Values{}
		for _, n := range page.All("main input[type=hidden]") {
			name, _ := pagetest.Attr(n, "name")
			value, _ := pagetest.Attr(n, "value")
			q.Set(name, value)
		}
		if answer != "" {
			name, _ := pagetest.Attr(page.All("main input[type=radio]")[0], "name")
			q.Set(name, answer)
		}
		return s.Get("/me/remarks/new?" + q.Encode())
	}
	first := s.Get("/me/remarks/new?about=residence&lang=en")
	if page := send(first, ""); page.StatusCode != 422 || page.Text("#what-fault") != "Choose an answer." || page.Text(".summary a[href='#what']") == "" {
		t.Errorf("no answer: %d %s", page.StatusCode, page.Text("main"))
	}
	second := send(first, "error")
	if len(second.All(".summary")) != 0 || !strings.Contains(second.Text("main"), "Step 2 of 3") {
		t.Error(second.Text("main"))
	}
	if page := send(second, ""); page.StatusCode != 422 || page.Text("#then-fault") != "Choose an answer." {
		t.Errorf("no second answer: %d", page.StatusCode)
	}
	if page := send(second, "register"); len(page.All("main form[method=post]")) != 1 || !strings.Contains(page.Text("h1"), "Residence") {
		t.Error(page.Text("main"))
	}
}

// What cannot be kept comes back with all that was typed and what is wrong; sent twice it
// is kept once; what was typed does nothing on any page.
func TestRemark(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.of(t, "Anna")
	form := url.Values{"about": {"residence"}, "key": {"k-1"}, "wrong": {`<script>alert("1")</script>`}, "right": {" "}, "reach": {strings.Repeat("è", 201)}}
	page := s.Post("/me/remarks", form)
	sound(t, "the form again", page)
	if page.StatusCode != 422 || len(page.All(".summary li")) != 2 || page.Text("textarea#wrong") != form.Get("wrong") || len(page.All("#right-fault, #reach-fault")) != 2 {
		t.Errorf("%d %s", page.StatusCode, page.Text("main"))
	}
	if key, _ := pagetest.Attr(page.One("input[name=key]"), "value"); key != "k-1" {
		t.Errorf("the key is %s", key)
	}
	form.Set("right", "Via Ombrosa 9")
	form.Set("reach", "")
	first := s.Post("/me/remarks", form)
	if again := s.Post("/me/remarks", form); first.StatusCode != 303 || again.Header.Get("Location") != first.Header.Get("Location") {
		t.Errorf("%d, %s and %s", first.StatusCode, first.Header.Get("Location"), again.Header.Get("Location"))
	}
	made := s.Get(first.Header.Get("Location"))
	sound(t, "made", made)
	if text := made.Text("[role=status]"); !strings.Contains(text, "2026/0000001") || !strings.Contains(text, "Comune di Valdemo") || !strings.Contains(text, "21 dicembre 2026") {
		t.Error(text)
	}
	if len(made.All("li.card")) != 1 || !strings.Contains(made.Text("li.card"), `<script>alert("1")</script>`) || len(made.All("script")) > 0 {
		t.Error(made.Text("main"))
	}
	list, err := w.RemarksBy(t.Context(), certificates.RemarkFilter{Office: valdemo}, "", 10)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if _, err := w.desk.AnswerRemark(t.Context(), clerk(auth.ReadCertificates), list[0].ID, "Corretto <oggi>.", ""); err != nil {
		t.Fatal(err)
	}
	for _, l := range certificates.Languages {
		told := s.Get("/me/notices?lang=" + string(l))
		sound(t, "told "+string(l), told)
		way, _ := pagetest.Attr(told.One("main li.card a"), "href")
		page, at, _ := strings.Cut(way, "#")
		if len(told.All("main li.card")) != 1 || strings.Contains(told.Text("main"), "Corretto") || len(s.Get(page).All("li.card#"+at)) != 1 {
			t.Errorf("the notice leads to %s: %s", way, told.Text("main"))
		}
		answered := s.Get("/me/remarks?lang=" + string(l))
		sound(t, "answered "+string(l), answered)
		if !strings.Contains(answered.Text("li.card"), "Corretto <oggi>.") || len(answered.All(".state.good")) != 1 {
			t.Error(answered.Text("main"))
		}
	}
	if page := s.Post("/me/remarks", url.Values{"about": {"adoption"}, "wrong": {"x"}, "right": {"y"}}); page.StatusCode != 303 || page.Header.Get("Location") != "/me/data" {
		t.Errorf("about what there is not: %d", page.StatusCode)
	}
}

// The page of a remark that is still open when somebody else has logged in at the computer does
// not make it his.
func TestRemarkOfWhoWasHereBefore(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	page := w.of(t, "Anna").Get("/me/remarks/new?about=birth&what=error&then=register")
	form := url.Values{"wrong": {"what Anna typed"}, "right": {"y"}}
	for _, n := range page.All("main form input[type=hidden]") {
		name, _ := pagetest.Attr(n, "name")
		value, _ := pagetest.Attr(n, "value")
		form.Set(name, value)
	}
	if seen := w.of(t, "Dario").Post("/me/remarks", form); seen.StatusCode != 409 || strings.Contains(string(seen.Body), "Anna") {
		t.Errorf("%d %s", seen.StatusCode, seen.Text("main"))
	}
	if list, err := w.RemarksBy(t.Context(), certificates.RemarkFilter{Office: valdemo}, "", 10); err != nil || len(list) > 0 {
		t.Errorf("kept: %v, %v", list, err)
	}
	if seen := w.of(t, "Anna").Post("/me/remarks", form); seen.StatusCode != 303 {
		t.Errorf("of her own: %d", seen.StatusCode)
	}
}

func TestRemarksAreTen(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.of(t, "Anna")
	for i := range certificates.RemarksOpen {
		if page := s.Post("/me/remarks", url.Values{"about": {"birth"}, "key": {fmt.Sprint(i)}, "wrong": {"x"}, "right": {"y"}}); page.StatusCode != 303 {
			t.Fatal(page.StatusCode)
		}
	}
	page := s.Post("/me/remarks", url.Values{"about": {"birth"}, "wrong": {"what I typed"}, "right": {"y"}})
	sound(t, "too many", page)
	if page.StatusCode != 422 || !strings.Contains(page.Text(".summary"), "10 segnalazioni") || page.Text("#wrong") != "what I typed" {
		t.Errorf("%d %s", page.StatusCode, page.Text("main"))
	}
	if key, _ := pagetest.Attr(page.One("input[name=key]"), "value"); key == "" {
		t.Error("no key")
	}
	if none := w.of(t, "Dario").Get("/me/remarks"); !strings.Contains(none.Text("main"), "Non hai segnalato") {
		t.Error(none.Text("main"))
	}
}
