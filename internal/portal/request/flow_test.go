package request

import (
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// From the first question to the file on disk.
func TestFlow(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Bruno")
	preview := v.Get(base + "/preview")
	if words := preview.Text("main"); !strings.Contains(words, "Bruno") {
		t.Errorf("the preview does not say about whom it is: %s", words)
	}
	if words := preview.Text("main"); strings.Contains(words, "0000000") || !strings.Contains(words, "assegnato al rilascio") {
		t.Errorf("a preview with a number: %s", words)
	}
	data, _ := pagetest.Attr(preview.One("object"), "data")
	if data, _, _ := strings.Cut(data, "#"); data != base+"/preview.pdf" {
		t.Errorf("shows %s", data)
	}
	if !strings.Contains(preview.Header.Get("Content-Security-Policy"), "object-src 'self'") {
		t.Error("the page may not show its PDF")
	}
	pdf := v.Get(base + "/preview.pdf")
	if !strings.HasPrefix(string(pdf.Body), "%PDF") || !strings.Contains(pdf.Header.Get("Content-Security-Policy"), "frame-ancestors 'self'") ||
		pdf.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(pdf.Header.Get("Content-Disposition"), "inline") {
		t.Error("no preview", pdf.Header)
	}
	summary := v.Get(base + "/summary")
	for _, want := range []string{"Bruno", "Certificato di esistenza in vita, Certificato di residenza", "Per la scuola, l'università", "art. 11", "0,00 €", "Italiano"} {
		if !strings.Contains(summary.Text("dl.summary-list"), want) {
			t.Errorf("the summary does not say %q: %s", want, summary.Text("dl.summary-list"))
		}
	}
	if n := len(summary.All("dl.summary-list a")); n != 5 {
		t.Errorf("%d answers can be changed", n)
	}
	v.sends(base+"/summary", base+"/done", "revision", v.revision(base))
	done := v.Get(base + "/done")
	if done.Text("#number") == "" || len(done.All(`a[href="`+base+`/file"]`)) != 1 {
		t.Error(done.Text("main"))
	}
	file := v.Get(base + "/file")
	if !strings.HasSuffix(string(file.Body), " sealed") || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") || file.Header.Get("Cache-Control") != "no-store" {
		t.Error("no file", file.Header)
	}
	// It can be opened again, whatever of it.
	for _, step := range []string{"", "/who", "/receiver", "/kinds", "/duty", "/preview", "/summary", "/payment"} {
		if got := to(v.Get(base + step)); got != base+"/done" {
			t.Errorf("%s leads to %s", step, got)
		}
	}
	v.sends(base+"/kinds", base+"/done", "kind", "residence")
	v.sends(base+"/summary", base+"/done", "revision", "1")
	if v.issued() != 1 {
		t.Errorf("%d certificates", v.issued())
	}
}

// The way back is open, and what was answered is still there.
func TestAnswersStay(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Bruno", "how", "stamp", "stamp", "0123 4567 8901 23", "on-day", "1", "on-month", "2", "on-year", "2024")
	for path, chosen := range map[string]int{"/who": 1, "/receiver": 1, "/kinds": 2, "/duty": 2} {
		seen := v.Get(base + path)
		if n := len(seen.All("input[checked]")); n != chosen {
			t.Errorf("%s: %d answers, want %d", path, n, chosen)
		}
		if n := len(seen.All(".steppers a[href]")); n != 5 {
			t.Errorf("%s: %d steps can be reached", path, n)
		}
	}
	if value, _ := pagetest.Attr(v.Get(base+"/duty").One("#stamp"), "value"); value != "01234567890123" {
		t.Errorf("the stamp is %q", value)
	}
	if href, _ := pagetest.Attr(v.Get(base+"/kinds").One(".steppers-nav a"), "href"); href != base+"/receiver" {
		t.Errorf("back is %s", href)
	}
	list := v.Get("/request")
	if len(list.All(`a[href="`+base+`"]`)) != 1 || !strings.Contains(list.Text("main"), "Bruno") {
		t.Error(list.Text("main"))
	}
	if got := to(v.Get(base)); got != base+"/summary" {
		t.Errorf("goes on with %s", got)
	}
	// For another person what can be had is another question.
	v.sends(base+"/who", base+"/receiver", "person", string(f.ids["Anna"]))
	if got := to(v.Get(base + "/summary")); got != base+"/kinds" {
		t.Errorf("the summary leads to %s", got)
	}
	if n := len(v.Get(base + "/kinds").All("input[checked]")); n != 2 {
		t.Errorf("%d kinds are still chosen", n)
	}
}

// A step that needs an earlier one leads there.
func TestStepsAreNotSkipped(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.begins()
	for _, step := range []string{"/receiver", "/stop", "/kinds", "/duty", "/preview", "/preview.pdf", "/summary", ""} {
		if got := to(v.Get(base + step)); got != base+"/who" {
			t.Errorf("GET %s leads to %s", step, got)
		}
	}
	for step, answer := range map[string][]string{
		"/receiver": {"receiver", "private"}, "/kinds": {"kind", "residence"}, "/duty": {"how", "exempt", "exemption", "107", "language", "it"}, "/summary": {"revision", "1"},
	} {
		v.sends(base+step, base+"/who", answer...)
	}
	v.sends(base+"/who", base+"/receiver", "person", string(f.ids["Anna"]))
	v.sends(base+"/duty", base+"/receiver", "how", "exempt", "exemption", "107", "language", "it")
	if got := to(v.Get(base + "/payment")); got != base {
		t.Errorf("a payment that was not ordered leads to %s", got)
	}
	if got := to(v.Get(base + "/done")); got != base+"/receiver" {
		t.Errorf("what is not done leads to %s", got)
	}
	if got := v.Get(base + "/file"); got.StatusCode != 404 {
		t.Errorf("a file: %d", got.StatusCode)
	}
	if v.draft(base).Next() != "receiver" || v.issued() != 0 {
		t.Error("a step was skipped")
	}
}

// Looking changes nothing, whatever is looked at.
func TestGetChangesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Anna")
	before := v.draft(base)
	for _, step := range []string{"", "/who", "/receiver", "/stop", "/kinds", "/duty", "/preview", "/preview.pdf", "/summary", "/payment", "/done", "/file", "/drop", "/mandate"} {
		for range 2 {
			v.Get(base + step + "?receiver=public&kind=life&person=" + string(f.ids["Bruno"]) + "&revision=1&how=online")
		}
	}
	v.Get("/request?for=" + string(f.ids["Bruno"]) + "&kind=life")
	after := v.draft(base)
	if after.Revision != before.Revision || !after.UpdatedAt.Equal(before.UpdatedAt) || v.issued() != 0 || f.bank.created != 0 {
		t.Errorf("changed: %+v", after)
	}
	drafts, err := f.desk.OwnDrafts(t.Context(), v.by)
	if err != nil || len(drafts) != 1 {
		t.Errorf("%d drafts, %v", len(drafts), err)
	}
}

// Who comes from elsewhere with a person and a kind begins with them.
func TestPreselection(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	list := v.Get("/request?for=" + string(f.ids["Bruno"]) + "&kind=life")
	person, _ := pagetest.Attr(list.One("input[name=for]"), "value")
	kind, _ := pagetest.Attr(list.One("input[name=kind]"), "value")
	base := strings.TrimSuffix(to(v.Post("/request", form("for", person, "kind", kind))), "/who")
	who, _ := pagetest.Attr(v.Get(base+"/who").One("input[checked]"), "value")
	if who != string(f.ids["Bruno"]) || v.draft(base).Request.Kinds[0] != 7 || v.draft(base).Next() != "who" {
		t.Errorf("begins with %s", who)
	}
	for _, forged := range []string{"for=" + string(f.ids["Dario"]), "for=nobody", "kind=crown", "for=%22%3E%3Cscript%3E&kind=%22%3E"} {
		if n := len(v.Get("/request?" + forged).All("main input")); n != 0 {
			t.Errorf("%s is handed on", forged)
		}
	}
	v.sends(base+"/drop", "/request")
	if got := v.Get(base); got.StatusCode != 404 {
		t.Errorf("a draft that was removed: %d", got.StatusCode)
	}
	base = strings.TrimSuffix(to(v.Post("/request", form("for", string(f.ids["Dario"]), "kind", "crown"))), "/who")
	if d := v.draft(base); d.Request.Subject != "" || d.Request.Kinds != nil {
		t.Errorf("begins with what is not his: %+v", d.Request)
	}
}
