package office

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

func TestWithdrawRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.issued("Anna", certificates.Residence)
	at := "/office/certificates/" + string(c.ID) + "/withdrawal"
	for name, form := range map[string]url.Values{
		"no reason":                          {"confirm": {"yes"}},
		"a short one":                        {"reason": {"no"}, "confirm": {"yes"}},
		"one of blanks":                      {"reason": {"            "}, "confirm": {"yes"}},
		"a long one":                         {"reason": {strings.Repeat("a", 501)}, "confirm": {"yes"}},
		"one that cannot be kept":            {"reason": {"errore\x00di battitura"}, "confirm": {"yes"}},
		"one that cannot be kept, not UTF-8": {"reason": {"errore\xff di battitura"}, "confirm": {"yes"}},
	} {
		a := w.as(withdrawer).Post(at, form)
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.StatusCode)
			continue
		}
		a.One(".summary a[href='#reason']")
	}
	if a := w.as(withdrawer).Post(at, url.Values{"reason": {"rilasciato per errore"}, "confirm": {"yes"}}, "Sec-Fetch-Site", "cross-site"); a.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %d", a.StatusCode)
	}
	if got, err := w.db.ByID(t.Context(), c.ID); err != nil || got.State != certificates.Issued {
		t.Errorf("the certificate is %v, %v", got.State, err)
	}
}

// A withdrawal takes a reason, then a page that says what it means, then a click.
func TestWithdraw(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.issued("Anna", certificates.Residence)
	here := "/office/certificates/" + string(c.ID)
	s := w.as(withdrawer)
	link, _ := pagetest.Attr(s.Get(here).One("a[href$='/withdrawal']"), "href")
	if a := s.Get(link); a.StatusCode != http.StatusOK || len(a.All("textarea[name=reason]")) != 1 {
		t.Fatalf("the form: %d", a.StatusCode)
	}
	confirm := s.Post(link, url.Values{"reason": {"rilasciato\r\n  per errore"}})
	if got := confirm.Text("main"); confirm.StatusCode != http.StatusOK || !strings.Contains(got, "rilasciato per errore") || !strings.Contains(got, "non si può annullare") {
		t.Errorf("the confirmation: %d\n%s", confirm.StatusCode, got)
	}
	if got, _ := w.db.ByID(t.Context(), c.ID); got.State != certificates.Issued {
		t.Fatal("it is withdrawn before that was confirmed")
	}
	var clicks sync.WaitGroup
	for range 2 {
		clicks.Go(func() {
			if a := s.Post(link, with(hidden(confirm), "confirm", "yes")); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), here) {
				t.Errorf("%d to %q", a.StatusCode, a.Header.Get("Location"))
			}
		})
	}
	clicks.Wait()
	got, err := w.db.ByID(t.Context(), c.ID)
	if err != nil || got.State != certificates.Withdrawn || got.Withdrawal != "rilasciato per errore" {
		t.Fatalf("%+v, %v", got, err)
	}
	after := w.as(registrar).Get(here)
	if text := after.Text("main"); !strings.Contains(text, "ritirato") || !strings.Contains(text, "rilasciato per errore") {
		t.Errorf("the page says\n%s", text)
	}
	if len(after.All("a[href$='/file'], a[href$='/withdrawal']")) > 0 {
		t.Error("a certificate that is withdrawn can be had, or withdrawn again")
	}
	if a := w.as(registrar).Get(here + "/file"); a.StatusCode != http.StatusConflict {
		t.Errorf("its file: %d", a.StatusCode)
	}
	if a := s.Get(link); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != here {
		t.Errorf("the form again: %d", a.StatusCode)
	}
	n := 0
	for _, e := range w.events(c.Office) {
		if e.Kind == audit.CertificateWithdraw {
			n++
			if e.Actor != (audit.Actor{Kind: audit.Officer, ID: "w.viola"}) || e.Channel != string(certificates.BackOffice) {
				t.Errorf("recorded %+v", e)
			}
		}
	}
	if n != 1 {
		t.Errorf("recorded %d times", n)
	}
}

// The trail has what happened, by whom and where in the chain; and that it was read.
func TestTrail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.issued("Anna", certificates.Residence)
	at := "/office/certificates/" + string(c.ID)
	w.as(registrar).Get(at + "/file")
	w.as(reader).Get(at + "/trail")
	a := w.as(second).Get(at + "/trail")
	var got [][3]string
	for _, row := range a.All("tbody tr") {
		cells := pagetest.Seen{T: t, Root: row}.All("td")
		got = append(got, [3]string{pagetest.Text(cells[1]), pagetest.Text(cells[2]), pagetest.Text(cells[3])})
	}
	want := [][3]string{
		{"rilascio iniziato: numero assegnato", "cittadino", "online"},
		{"sigillato e rilasciato", "cittadino", "online"},
		{"PDF scaricato", "operatore dell'ufficio r.verdi", "sportello"},
		{"certificato consultato", "operatore dell'ufficio l.bianchi", "ufficio"},
		{"letta questa storia", "operatore dell'ufficio l.bianchi", "ufficio"},
		{"certificato consultato", "operatore dell'ufficio s.gallo", "sportello"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the trail (-want +got):\n%s", diff)
	}
	events := w.events(here)
	for i, n := range a.All("tbody th") {
		var seq int64
		if _, err := fmt.Sscan(pagetest.Text(n), &seq); err != nil {
			t.Fatal(err)
		}
		e := events[len(events)-1-int(events[len(events)-1].Seq-seq)]
		if hash := pagetest.Text(a.All("tbody tr td:last-child")[i]); hash != fmt.Sprintf("%x", e.Hash) || e.Certificate != string(c.ID) {
			t.Errorf("event %d has the digest %s", seq, hash)
		}
	}
	if text := a.Text("main"); strings.Contains(text, "Rossi") || strings.Contains(text, string(w.ids["Anna"])) {
		t.Error("the trail says whom the certificate is about")
	}
	if len(a.All("a[href*=after]")) != 0 {
		t.Error("there is a next page")
	}
}

func TestTrailInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.issued("Anna", certificates.Residence)
	var events []audit.Event
	for i := range trailAtOnce {
		events = append(events, audit.Event{
			Office: string(here), At: now, Kind: audit.VerificationOpened, Actor: audit.Actor{Kind: audit.Verifier}, Channel: "page", Certificate: string(c.ID), Request: fmt.Sprint(i),
		})
	}
	events = append(events, audit.Event{Office: string(here), At: now, Kind: "certificate.new-thing", Actor: audit.Actor{Kind: "alien"}, Channel: "elsewhere", Certificate: string(c.ID), Details: map[string]string{"rules": script}})
	if err := w.db.Record(t.Context(), events...); err != nil {
		t.Fatal(err)
	}
	s := w.as(reader)
	first := s.Get("/office/certificates/" + string(c.ID) + "/trail?lang=de")
	if n := len(first.All("tbody tr")); n != trailAtOnce {
		t.Errorf("%d events on the first page", n)
	}
	next, _ := pagetest.Attr(first.One("a[href*=after]"), "href")
	if !strings.Contains(next, "lang=de") {
		t.Errorf("the next page is %s", next)
	}
	last := s.Get(next)
	if text := last.Text("tbody"); !strings.Contains(text, "certificate.new-thing") || !strings.Contains(text, "alien") || !strings.Contains(text, "übergangene Regel: "+script) {
		t.Errorf("an event of a newer version is shown as %s", text)
	}
}

// Who only reads has no file and no application, who only issues no withdrawal.
func TestRecordByRight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer := w.as(registrar).Post("/office/people/"+string(w.ids["Anna"])+"/certificates", filled())
	at := strings.TrimSuffix(answer.Header.Get("Location"), "?issued=yes")
	for _, tt := range []struct {
		name        string
		site        pagetest.Site
		file, about bool
		withdraws   bool
	}{
		{"who may everything", w.as(registrar), true, true, true},
		{"who issues", w.as(issuer), true, true, false},
		{"who reads", w.as(reader), false, false, false},
		{"who withdraws", w.as(withdrawer), false, false, true},
	} {
		a := tt.site.Get(at)
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", tt.name, a.StatusCode)
		}
		if got := len(a.All("a[href='"+at+"/file']")) == 1; got != tt.file {
			t.Errorf("%s has the file: %t", tt.name, got)
		}
		if got := strings.Contains(a.Text("main"), "Passante"); got != tt.about {
			t.Errorf("%s sees who applied: %t", tt.name, got)
		}
		if got := len(a.All("a[href='"+at+"/withdrawal']")) == 1; got != tt.withdraws {
			t.Errorf("%s withdraws: %t", tt.name, got)
		}
		if strings.Contains(a.Text("main"), "Rossi") {
			t.Errorf("%s is told the name in a record without one", tt.name)
		}
		for _, f := range a.Faults() {
			t.Errorf("%s: %s", tt.name, f)
		}
	}
}
