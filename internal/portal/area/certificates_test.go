package area

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
)

func TestHome(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.issue(t, "Anna", "Anna", exempt, certificates.Residence)
	w.move(t)
	for given, want := range map[string]int{"Anna": 1, "Dario": 0} {
		s := w.of(t, given)
		unread, err := w.desk.Unread(t.Context(), w.as(t, given))
		if err != nil {
			t.Fatal(err)
		}
		page.Of(s.Context).Unread = unread // as for every page
		home := s.Get("/me")
		if home.StatusCode != 200 || len(home.All(".callout")) != want || home.Text("h1") != "Ciao, "+given {
			t.Errorf("%s: %d %s", given, home.StatusCode, home.Text("main"))
		}
		sound(t, given, home)
		for _, to := range []string{"/request", "/me/declarations", "/me/certificates", "/me/data", "/me/readers", "/me/remarks", "/me/notices", "/me/sessions"} {
			if len(home.All("main a[href='"+to+"']")) == 0 {
				t.Errorf("no way to %s", to)
			}
		}
	}
}

// What waits stands on the front page: requests that were begun, and what ends soon. Of
// others it has nothing, and of what ends it says no more than when.
func TestWhatWaits(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	soon, late, old, gone, changed := w.issue(t, "Anna", "Anna", exempt, certificates.Citizenship), w.issue(t, "Anna", "Anna", exempt, certificates.Life),
		w.issue(t, "Anna", "Bruno", exempt, certificates.Citizenship), w.issue(t, "Anna", "Anna", exempt, certificates.Birth), w.issue(t, "Anna", "Anna", exempt, certificates.Residence)
	if _, err := w.desk.Withdraw(t.Context(), clerk(auth.IssueCertificates, auth.WithdrawCertificates), gone.ID, "errore", ""); err != nil {
		t.Fatal(err)
	}
	w.move(t) // three days later
	for c, day := range map[*certificates.Certificate]string{soon: "'2026-12-24'", late: "'2026-12-25'", old: "'2026-11-23'", gone: "'2026-12-01'", changed: "'2026-12-01'"} {
		w.validTo(t, c, day)
	}
	known := certificates.Answers{Request: certificates.Request{Subject: w.people["Bruno"], Kinds: []certificates.Kind{certificates.CivilStatus}, Language: registry.Italian}}
	if _, err := w.desk.BeginDraft(t.Context(), w.as(t, "Anna"), known); err != nil {
		t.Fatal(err)
	}
	for _, l := range certificates.Languages {
		home := w.of(t, "Anna").Get("/me?lang=" + string(l))
		sound(t, "waiting "+string(l), home)
		if len(home.All("#drafts + ul li.card form[action$='/drop'], #drafts + ul li.card form[action*='/drop?']")) != 1 || len(home.All("#drafts + ul li.card a[href^='/request/']")) != 1 {
			t.Errorf("%s: the draft: %s", l, home.Text("main"))
		}
		if strings.Contains(home.Text("main"), "Bruno") || len(home.All(".callout.careful a[href^='/me/certificates?state=ending']")) != 1 {
			t.Errorf("%s: what ends: %s", l, home.Text("main"))
		}
	}
	if text := w.of(t, "Anna").Get("/me").Text(".callout.careful"); !strings.Contains(text, "Un tuo certificato scade il 24 dicembre 2026") {
		t.Error(text)
	}
	list := w.of(t, "Anna").Get("/me/certificates?state=ending")
	if rows := list.All("tbody tr"); len(rows) != 1 || !strings.Contains(list.Text("tbody tr"), soon.Number.String()) {
		t.Errorf("what ends: %s", list.Text("main"))
	}
	for _, k := range []certificates.Kind{certificates.Life, certificates.Citizenship, certificates.Birth} {
		known.Request.Kinds = []certificates.Kind{k}
		if _, err := w.desk.BeginDraft(t.Context(), w.as(t, "Anna"), known); err != nil {
			t.Fatal(err)
		}
	}
	if home := w.of(t, "Anna").Get("/me"); len(home.All("#drafts ~ ul li.card")) != mostBegun || home.Text("section p > a[href='/request']") != "Hai iniziato ancora 1 richiesta: vedile tutte" {
		t.Errorf("four drafts: %s", home.Text("main"))
	}
	other := w.of(t, "Dario").Get("/me")
	if len(other.All("#drafts, .callout")) != 0 {
		t.Errorf("others: %s", other.Text("main"))
	}
}

// Each certificate in the list and on its page: how it stands, in words, with what can be
// done.
func TestHowCertificatesStand(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	issued := map[string]*certificates.Certificate{
		"expired":    w.issue(t, "Anna", "Anna", exempt, certificates.Citizenship),
		"withdrawn":  w.issue(t, "Anna", "Bruno", exempt, certificates.Citizenship),
		"superseded": w.issue(t, "Anna", "Anna", exempt, certificates.Residence, certificates.CivilStatus),
		"unlimited":  w.issue(t, "Anna", "Anna", exempt, certificates.Birth),
	}
	w.validTo(t, issued["expired"], "'2026-11-20'")
	w.validTo(t, issued["unlimited"], "NULL")
	officer := clerk(auth.IssueCertificates, auth.WithdrawCertificates)
	if _, err := w.desk.Withdraw(t.Context(), officer, issued["withdrawn"].ID, "rilasciato per <errore>", ""); err != nil {
		t.Fatal(err)
	}
	w.move(t)
	issued["valid"] = w.issue(t, "Anna", "Anna", exempt, certificates.Life)
	s := w.of(t, "Anna")
	list := s.Get("/me/certificates")
	sound(t, "the list", list)
	var states, about []string
	for _, n := range list.All("tbody tr .state") {
		states = append(states, pagetest.Text(n))
	}
	for _, n := range list.All("tbody tr td:nth-child(2)") {
		about = append(about, pagetest.Text(n))
	}
	if want := []string{"Valido fino al 24 febbraio 2027", "Valido, senza scadenza", "Superato: l'indirizzo è cambiato", "Ritirato il 21 novembre 2026", "Scaduto il 20 novembre 2026"}; !slices.Equal(states, want) {
		t.Errorf("the list says %q, want %q", states, want)
	}
	if !slices.Equal(about, []string{"Quartermain Anna", "Quartermain Anna", "Quartermain Anna", "Quartermain Bruno", "Quartermain Anna"}) {
		t.Errorf("about %q", about)
	}
	for name, x := range map[string]struct {
		says               []string
		file, again, other bool
	}{
		"valid":      {[]string{"Valido fino al 24 febbraio 2027", "vale ancora 93 giorni", "Certificato di esistenza in vita"}, true, false, false},
		"unlimited":  {[]string{"senza scadenza"}, true, false, false},
		"expired":    {[]string{"Scaduto", "può rifiutarlo"}, true, false, true},
		"superseded": {[]string{"l'indirizzo è cambiato", "22 novembre 2026", "Certificato di residenza, Certificato di stato civile", "vero per il giorno del rilascio"}, true, true, true},
		"withdrawn":  {[]string{"Ritirato", "rilasciato per <errore>", "Quartermain Bruno"}, false, false, true},
	} {
		page := s.Get("/me/certificates/" + string(issued[name].ID))
		sound(t, name, page)
		text := page.Text("main")
		for _, want := range append(x.says, issued[name].Number.String(), "Comune di Valdemo") {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q: %s", name, want, text)
			}
		}
		if got := len(page.All("a[href$='/file']")) == 1; got != x.file {
			t.Errorf("%s: a file: %v", name, got)
		}
		if got := len(page.All("form[action$='/reissue']")) == 1; got != x.again {
			t.Errorf("%s: issued again: %v", name, got)
		}
		if got := len(page.All("a[href^='/request?']")) > 0; got != x.other {
			t.Errorf("%s: a new one: %v", name, got)
		}
	}
	if href, _ := pagetest.Attr(s.Get("/me/certificates/"+string(issued["expired"].ID)).One("a[href^='/request?']"), "href"); href != "/request?for="+string(w.people["Anna"])+"&kind=citizenship" {
		t.Errorf("a new one is asked for at %s", href)
	}
	for state, want := range map[string]int{"": 5, "current": 3, "superseded": 1, "withdrawn": 1, "nonsense": 5} {
		page := s.Get("/me/certificates?state=" + state)
		if n := len(page.All("tbody tr")); n != want || len(page.All("nav [aria-current=true]")) < 1 {
			t.Errorf("%q lists %d, want %d", state, n, want)
		}
	}
	if none := w.of(t, "Dario").Get("/me/certificates"); !strings.Contains(none.Text("main"), "Non hai ancora chiesto") {
		t.Error(none.Text("main"))
	}
	if none := w.of(t, "Dario").Get("/me/certificates?state=withdrawn"); !strings.Contains(none.Text("main"), "Nessun certificato è in questo stato") {
		t.Error(none.Text("main"))
	}
}

// The last day counts.
func TestLastDay(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	c := w.issue(t, "Anna", "Anna", exempt, certificates.Life)
	for days, want := range map[int]string{0: "vale ancora oggi", 1: "2 giorni"} {
		w.validTo(t, c, fmt.Sprintf("date '2026-11-21' + %d", days))
		if text := w.of(t, "Anna").Get("/me/certificates/" + string(c.ID)).Text("main"); !strings.Contains(text, want) {
			t.Errorf("%d days before the end: %s", days, text)
		}
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	c := w.issue(t, "Anna", "Anna", exempt, certificates.Residence)
	s := w.of(t, "Anna")
	file := s.Get("/me/certificates/" + string(c.ID) + "/file")
	if file.StatusCode != 200 || !bytes.HasPrefix(file.Body, []byte("%PDF")) || file.Header.Get("Content-Disposition") != `attachment; filename="certificato-2026-0000001.pdf"` || file.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%d %v", file.StatusCode, file.Header)
	}
	if _, err := w.desk.Withdraw(t.Context(), clerk(auth.WithdrawCertificates), c.ID, "rilasciato per errore", ""); err != nil {
		t.Fatal(err)
	}
	page := s.Get("/me/certificates/" + string(c.ID) + "/file")
	sound(t, "no file", page)
	if page.StatusCode != 409 || !strings.Contains(page.Text("main"), "non si può scaricare") || !strings.Contains(page.Text("main"), "rilasciato per errore") || bytes.Contains(page.Body, []byte("%PDF")) {
		t.Errorf("%d %s", page.StatusCode, page.Text("main"))
	}
}

// Twenty stand on a page, and the way leads through all, in every filter.
func TestPaging(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	for range perPage + 1 {
		w.issue(t, "Anna", "Anna", exempt, certificates.Life)
	}
	s := w.of(t, "Anna")
	first := s.Get("/me/certificates?state=current&lang=de")
	next, _ := pagetest.Attr(first.One("a[rel=next]"), "href")
	if len(first.All("tbody tr")) != perPage || !strings.Contains(next, "state=current") || !strings.Contains(next, "lang=de") {
		t.Fatalf("the next page is %s", next)
	}
	second := s.Get(next)
	sound(t, "the second page", second)
	if len(second.All("tbody tr")) != 1 || len(second.All("a[rel=next]")) != 0 || len(second.All("p.pager a[href='/me/certificates?lang=de']")) != 1 {
		t.Error(second.Text("main"))
	}
}

// Sent twice it is issued once; afterwards each leads to the other.
func TestReissue(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	old := w.issue(t, "Anna", "Bruno", exempt, certificates.Residence)
	s := w.of(t, "Anna")
	again := "/me/certificates/" + string(old.ID) + "/reissue"
	if page := s.Post(again, nil); page.StatusCode != 303 || page.Header.Get("Location") != "/me/certificates/"+string(old.ID) {
		t.Errorf("of one that is current: %d %s", page.StatusCode, page.Header.Get("Location"))
	}
	w.move(t)
	to := s.Post(again+"?lang=fr", nil).Header.Get("Location")
	if other := s.Post(again, nil); other.StatusCode != 303 || other.Header.Get("Location")+"?lang=fr" != to {
		t.Errorf("sent twice: %s and %s", to, other.Header.Get("Location"))
	}
	if strings.Contains(to, string(old.ID)) {
		t.Fatalf("leads to %s", to)
	}
	fresh := s.Get(strings.TrimSuffix(to, "?lang=fr"))
	sound(t, "the new one", fresh)
	if len(fresh.All("dd a[href='/me/certificates/"+string(old.ID)+"']")) != 1 || !strings.Contains(fresh.Text("main"), "2026/0000002") || !strings.Contains(fresh.Text("main"), "Quartermain Bruno") {
		t.Error(fresh.Text("main"))
	}
	former := s.Get("/me/certificates/" + string(old.ID))
	if len(former.All("form")) != 1 || len(former.All("main form")) != 0 || pagetest.Text(former.One("dd a")) != "2026/0000002" {
		t.Error(former.Text("main"))
	}
	if list, _, err := w.desk.Issued(t.Context(), w.as(t, "Anna"), certificates.Filter{}, "", 10, ""); err != nil || len(list) != 2 {
		t.Errorf("%d certificates, %v", len(list), err)
	}
	if page := s.Get(again); page.StatusCode != 303 || page.Header.Get("Location") != "/me/certificates/"+string(old.ID) {
		t.Errorf("asked for instead: %d %v", page.StatusCode, page.Header)
	}
}

// A stamp has been used up: that is said in words, with the way on.
func TestReissueRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	old := w.issue(t, "Anna", "Anna", certificates.Duty{Means: certificates.PaperStamp, Stamp: certificates.Stamp{ID: "01234567890123", On: registry.Date{Year: 2026, Month: 11, Day: 20}}}, certificates.Residence)
	w.move(t)
	page := w.of(t, "Anna").Post("/me/certificates/"+string(old.ID)+"/reissue", nil)
	sound(t, "refused", page)
	if page.StatusCode != 422 || len(page.All(".callout.bad li")) != 1 || len(page.All(".callout.bad a[href='/request?for="+string(w.people["Anna"])+"&kind=residence']")) != 1 {
		t.Errorf("%d %s", page.StatusCode, page.Text("main"))
	}
	if list, err := w.ByRequester(context.WithoutCancel(t.Context()), certificates.RequesterRef{Kind: "citizen", ID: string(w.people["Anna"])}, certificates.Filter{}, "", 10); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestNotices(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.of(t, "Anna")
	if none := s.Get("/me/notices"); !strings.Contains(none.Text("main"), "Non ci sono avvisi") {
		t.Error(none.Text("main"))
	}
	for range perPage + 1 {
		w.issue(t, "Anna", "Anna", exempt, certificates.Residence)
	}
	w.move(t)
	list := s.Get("/me/notices")
	sound(t, "notices", list)
	next, _ := pagetest.Attr(list.One("a[rel=next]"), "href")
	if len(list.All("li.card form")) != perPage || len(s.Get(next).All("li.card form")) != 1 {
		t.Errorf("%d on the first page", len(list.All("li.card form")))
	}
	read, _ := pagetest.Attr(list.All("li.card form")[0], "action")
	for range 2 {
		if page := s.Post(read, nil); page.StatusCode != 303 || page.Header.Get("Location") != "/me/notices" {
			t.Errorf("read: %d", page.StatusCode)
		}
	}
	if list = s.Get("/me/notices"); len(list.All("li.card form")) != perPage-1 || len(list.All("li.card")) != perPage {
		t.Error("it is still unread")
	}
}
