package area

import (
	"strings"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
)

// advocate is a lawyer of whom the register knows nothing.
func (w *town) advocate(t *testing.T, issuer string) certificates.Requester {
	t.Helper()
	by, err := w.desk.Identify(t.Context(), &auth.Principal{Issuer: issuer, Subject: "pairwise-9", FiscalCode: "LVRBRC79L52F205D", Assurance: "l2", Lawyer: true}, "login")
	if err != nil {
		t.Fatal(err)
	}
	return by
}

// mandated is a certificate about somebody that a lawyer has on a mandate.
func (w *town) mandated(t *testing.T, by certificates.Requester, about string) *certificates.Certificate {
	t.Helper()
	x, err := w.Extract(t.Context(), w.people[about], registry.Now(w.now))
	if err != nil {
		t.Fatal(err)
	}
	m := &certificates.Mandate{Purpose: certificates.Service, On: registry.Date{Year: 2026, Month: 2, Day: 3}, Subject: registry.Sought{
		Code: x.Subject.FiscalCode, Name: x.Subject.Name, Born: x.Subject.Birth.Date,
	}}
	c, err := w.desk.Issue(t.Context(), by.With(nil, m), certificates.Request{
		Subject: x.Subject.ID, Kinds: []certificates.Kind{certificates.Residence}, Use: certificates.JudicialUse, Language: registry.Italian,
		Duty: certificates.Duty{Exemption: certificates.JudicialExemption}, Key: "mandated-" + about, ID: "m-" + about,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A lawyer who lives elsewhere has nothing of a resident's, and no other lawyer's, nor his
// whom another provider calls the same.
func TestLawyerRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	by, other := w.advocate(t, "https://cie.example"), w.advocate(t, "https://spid.example")
	c := w.mandated(t, by, "Anna")
	s := w.site(t, &by)
	for _, path := range []string{
		"/me/data", "/me/readers", "/me/remarks", "/me/notices", "/me/remarks/new?about=birth", "/me/remarks/new?about=identity&asked=source&then=register&what=error",
	} {
		if seen := s.Get(path); seen.StatusCode != 403 || strings.Contains(string(seen.Body), surname) {
			t.Errorf("%s: %d", path, seen.StatusCode)
		}
	}
	if seen := s.Post("/me/remarks", map[string][]string{"about": {"birth"}, "key": {"k"}, "wrong": {"x"}, "right": {"y"}}); seen.StatusCode != 403 {
		t.Errorf("a remark: %d", seen.StatusCode)
	}
	for name, site := range map[string]pagetest.Site{"another lawyer": w.site(t, &other), "whom it is about": w.of(t, "Anna"), "her family": w.of(t, "Bruno")} {
		for _, path := range []string{"", "/file", "/reissue"} {
			if seen := site.Get("/me/certificates/" + string(c.ID) + path); seen.StatusCode != 404 {
				t.Errorf("%s, %s: %d", name, path, seen.StatusCode)
			}
		}
		if text := site.Get("/me/certificates").Text("main"); strings.Contains(text, c.Number.String()) {
			t.Errorf("%s has it: %s", name, text)
		}
	}
}

// He is led to what is there for him: a request, his certificates and his logins.
func TestLawyer(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	by := w.advocate(t, "https://cie.example")
	s := w.site(t, &by)
	for _, l := range certificates.Languages {
		home := s.Get("/me?lang=" + string(l))
		sound(t, string(l), home)
		if n := len(home.All("main a[href]")); n != 3 {
			t.Errorf("in %s %d ways", l, n)
		}
	}
	if text := s.Get("/me/certificates").Text("main"); strings.Contains(text, surname) {
		t.Errorf("before: %s", text)
	}
	c := w.mandated(t, by, "Dario")
	if text := s.Get("/me/certificates").Text("main"); !strings.Contains(text, c.Number.String()) || !strings.Contains(text, "Dario") {
		t.Errorf("after: %s", text)
	}
	if seen := s.Get("/me/certificates/" + string(c.ID)); seen.StatusCode != 200 || len(seen.All("main a[href$='/file']")) != 1 {
		t.Errorf("the certificate: %d", seen.StatusCode)
	}
	if seen := s.Get("/me/certificates/" + string(c.ID) + "/file"); seen.StatusCode != 200 || seen.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the file: %d", seen.StatusCode)
	}
	// Whom it is about reads that it was a lawyer, each time, and what for.
	readers := w.of(t, "Dario").Get("/me/readers")
	for _, row := range readers.All("tbody tr") {
		if text := pagetest.Text(row); !strings.Contains(text, "Un'avvocata o un avvocato") || !strings.Contains(text, "Mandato: notificazione di atti.") || strings.Contains(text, "pairwise") {
			t.Errorf("who looked: %s", text)
		}
	}
	if n := len(readers.All("tbody tr")); n < 4 {
		t.Errorf("%d looks", n)
	}
}
