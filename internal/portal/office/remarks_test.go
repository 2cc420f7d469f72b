package office

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// told is a remark of somebody to the office.
func (w *world) told(given string) *certificates.Remark {
	w.Helper()
	by, err := w.Desk.Identify(w.Context(), &auth.Principal{FiscalCode: string(codes[given]), Assurance: "l2"}, "")
	if err != nil {
		w.Fatal(err)
	}
	r, err := w.Desk.Remark(w.Context(), by, certificates.Note{About: "residence", Wrong: "il civico " + script, Right: "è il 12"}, rand.Text(), "")
	if err != nil {
		w.Fatal(err)
	}
	return r
}

func TestRemarksRefuse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := "/office/remarks/" + string(w.told("Anna").ID)
	answer := url.Values{"answer": {"Corretto, grazie."}}
	for name, who := range map[string]*auth.Principal{
		"a citizen": citizen, "an issuer": issuer, "a withdrawer": withdrawer, "who decides": decider, "another office's": stranger, "who has no office": powerless,
	} {
		for _, a := range []address{{"GET", "/office/remarks?office=Z999", nil}, {"GET", at, nil}, {"POST", at, answer}} {
			status, body, _ := w.ask(who, a)
			if status != http.StatusForbidden && status != http.StatusNotFound || strings.Contains(body, "civico") {
				t.Errorf("%s, %s %s: %d", name, a.method, a.path, status)
			}
		}
	}
	for name, text := range map[string]string{"nothing": "", "blanks": "   ", "too much": strings.Repeat("a", certificates.AnswerLongest+1), "what cannot be kept": "a\x00b"} {
		a := w.as(reader).Post(at, url.Values{"answer": {text}})
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.StatusCode)
			continue
		}
		a.One(".summary a[href='#answer']")
	}
	for _, path := range []string{"/office/remarks/x", "/office/remarks/00000000-0000-4000-8000-0000000000ff", "/office/remarks?before=x"} {
		if a := w.as(reader).Get(path); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	if a := w.as(reader).Get("/office/remarks"); len(a.All("tbody tr")) != 1 {
		t.Error("it is no longer open")
	}
}

func TestRemarkIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.told("Anna")
	s := w.as(reader)
	list := s.Get("/office/remarks")
	if text := list.Text("main"); strings.Contains(text, "Rossi") || strings.Contains(text, "civico") {
		t.Errorf("the list tells who or what: %s", text)
	}
	at, _ := pagetest.Attr(list.One("tbody a"), "href")
	shown := s.Get(at)
	if text := shown.Text("main"); !strings.Contains(text, "Rossi Anna") || !strings.Contains(text, script) || len(shown.All("script")) > 0 {
		t.Errorf("the remark is shown as %s", text)
	}
	for _, text := range []string{"Corretto, grazie.", "Un'altra risposta."} {
		if a := s.Post(at, url.Values{"answer": {text}}); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != at {
			t.Errorf("%q: %d", text, a.StatusCode)
		}
	}
	if text := s.Get(at).Text("main"); !strings.Contains(text, "Corretto, grazie.") || strings.Contains(text, "altra risposta") || !strings.Contains(text, "l.bianchi") {
		t.Errorf("answered as %s", text)
	}
	if open, done := s.Get("/office/remarks"), s.Get("/office/remarks?state=answered"); len(open.All("tbody tr")) != 0 || len(done.All("tbody tr")) != 1 {
		t.Error("the lists do not say that it is answered")
	}
	n := 0
	for _, e := range w.events(here) {
		if e.Kind == audit.RemarkAnswered && e.Actor == (audit.Actor{Kind: audit.Officer, ID: "l.bianchi"}) && e.Channel == string(certificates.BackOffice) {
			n++
		}
	}
	if n != 1 {
		t.Errorf("recorded %d times", n)
	}
}
