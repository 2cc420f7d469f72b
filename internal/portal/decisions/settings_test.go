package decisions

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// Nobody but an administrator of the office sees or sends anything.
func TestWhoComesIn(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna := o.as("anna", valdemo)
	at := o.proposed(anna, func(f url.Values) { f.Set("contact", "tel. 9") })
	pages := []string{"/office/decisions", "/office/decisions/new", "/office/roles", "/office/roles/new", at, at + "/page?page=it"}
	for name, test := range map[string]struct {
		site   pagetest.Site
		status int
	}{
		"nobody":    {pagetest.Site{T: t, Handler: o, Context: t.Context()}, http.StatusSeeOther},
		"registrar": {o.with("carla", auth.IssueCertificates, valdemo), http.StatusForbidden},
	} {
		for _, p := range pages {
			if got := test.site.Get(p).StatusCode; got != test.status {
				t.Errorf("%s gets %s: %d", name, p, got)
			}
		}
		if got := test.site.Post(at, url.Values{"do": {"approve"}}).StatusCode; got != test.status {
			t.Errorf("%s approves: %d", name, got)
		}
	}
	stranger := o.as("dario", montedemo)
	for p, status := range map[string]int{
		"/office/decisions?office=X900": 403, "/office/decisions/new?office=X900": 403, "/office/roles?office=X900": 403, "/office/roles/new?office=X900": 403,
		"/office/decisions?office=Z000": 403, at: 404, at + "/page?page=it": 404, "/office/roles/" + at[len("/office/decisions/"):] + "/end": 404,
		"/office/decisions/mine": 404, "/office/decisions": 200, "/office/decisions?office=X901": 200,
	} {
		if got := stranger.Get(p).StatusCode; got != status {
			t.Errorf("another office's administrator gets %s: %d, want %d", p, got, status)
		}
	}
	for p, f := range map[string]url.Values{
		at: {"do": {"approve"}}, "/office/decisions/new?office=X900": form(anna.Get("/office/decisions/new")), "/office/roles/new?office=X900": {},
	} {
		if got := stranger.Post(p, f).StatusCode; got != 403 && got != 404 {
			t.Errorf("another office's administrator posts to %s: %d", p, got)
		}
	}
	if d := o.all[0]; len(o.all) != 1 || d.State != "proposed" {
		t.Errorf("%d decisions, the first %s", len(o.all), d.State)
	}
}

// What is wrong is told at its field, what was typed stays, and nothing is proposed.
func TestSettingsRefused(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna := o.as("anna", valdemo)
	for name, test := range map[string]struct {
		field, value string
		at, says     string
	}{
		"a glyph that no font has": {"contact", "☎ 1", "contact", "☎ (U+260E)"},
		"one turned round":         {"address", "a\u202Eb", "address", "U+202E"},
		"in the stamp":             {"virtual-stamp", "n. 王", "virtual-stamp", "王"},
		"two lines":                {"department", "a\nb", "department", "invisible"},
		"too long":                 {"province", strings.Repeat("è", 161), "province", "160"},
		"a language not given":     {"languages", "sl", "languages", "register"},
		"no kind of ours":          {"kinds", "pension", "kinds", "no such certificate"},
		"no kind":                  {"kinds", "", "kinds", "no such certificate"},
		"six months for ever":      {"six", "death", "six", "no such certificate"},
		"no amount":                {"stamped", "half", "stamped", "two decimals"},
		"hours in German alone":    {"hours-de", "Mo-Fr", "hours-it", "Italian"},
		"a long note":              {"note-it", strings.Repeat("è", 601), "note-it", "600"},
		"yesterday":                {"from-day", "25", "from", "past"},
		"in two years":             {"from-year", "2028", "from", "more than a year"},
		"no day":                   {"from-day", "", "from", "missing"},
		"31 November":              {"from-day", "31", "from", "no such day"},
		"a long reason":            {"reason", strings.Repeat("e", 501), "reason", "too long"},
	} {
		f := form(anna.Get("/office/decisions/new"))
		f.Set(test.field, test.value)
		seen := anna.Post("/office/decisions/new?lang=en", f)
		if seen.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(seen.Text("#"+test.at+"-fault"), test.says) || len(seen.All(".summary a[href='#"+test.at+"']")) != 1 {
			t.Errorf("%s: %d, %s", name, seen.StatusCode, seen.Text("main"))
		}
		if faults := seen.Faults(); len(faults) > 0 || len(seen.All(".summary li")) != 1 {
			t.Errorf("%s: %v, %s", name, faults, seen.Text(".summary"))
		}
		if got := form(seen).Get("contact"); got != f.Get("contact") {
			t.Errorf("%s: the contact was %q and is %q", name, f.Get("contact"), got)
		}
	}
	f := form(anna.Get("/office/decisions/new"))
	f.Del("kinds")
	f["six"], f["ground"] = []string{"residence"}, []string{""}
	seen := anna.Post("/office/decisions/new?lang=en", f)
	if !strings.Contains(seen.Text("#kinds-fault"), "at least one") || !strings.Contains(seen.Text("#ground-fault"), "law") {
		t.Errorf("without kinds and law: %s", seen.Text("main"))
	}
	f = form(anna.Get("/office/decisions/new"))
	f["contact"], f["stamped"] = []string{"☎"}, []string{"x"}
	if seen := anna.Post("/office/decisions/new?lang=en", f); len(seen.All(".summary li")) != 2 || len(seen.All("#contact-fault, #stamped-fault")) != 2 {
		t.Errorf("two faults at once: %s", seen.Text(".summary"))
	}
	if len(o.all) > 0 {
		t.Errorf("%d were proposed", len(o.all))
	}
}

// From the form to what is in force, by two people.
func TestFromFormToForce(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna, bruno := o.as("anna", valdemo), o.as("bruno", valdemo)
	at := o.proposed(anna, func(f url.Values) {
		f.Set("contact", "tel. 0471 <b>1</b>")
		f["kinds"] = []string{"residence", "birth"}
		f["six"] = []string{"residence"}
		f.Set("stamped", "0,52")
		f.Set("hours-it", "lun-ven\r\nsab")
		f.Set("reason", "<script>alert(1)</script>")
	})
	own := anna.Get(at + "?lang=en")
	if len(own.All("button[value=approve]")) > 0 || len(own.All("button[value=withdraw]")) != 1 {
		t.Error("anna can approve, or not withdraw, what she has proposed")
	}
	second := bruno.Get(at + "?lang=en")
	if len(second.All("button[value=withdraw]")) > 0 || len(second.All("button[value=approve]")) != 1 {
		t.Error("bruno cannot approve, or can withdraw, what anna has proposed")
	}
	if len(second.All("main script")) > 0 || !strings.Contains(second.Text("main"), "<script>alert(1)</script>") {
		t.Error("the reason is not shown as it was written")
	}
	changes := map[string]string{}
	for _, row := range second.All("tbody tr") {
		words := strings.SplitN(pagetest.Text(row), " tel. 1 ", 2)
		changes[words[0]] = pagetest.Text(row)
	}
	if len(changes) != 5 || changes["Contact"] != "Contact tel. 1 tel. 0471 <b>1</b>" {
		t.Errorf("changes %q", changes)
	}
	if got := o.state.Now().Offices[valdemo].Contact; got != "tel. 1" {
		t.Errorf("before it is approved the contact is %q", got)
	}
	o.led(bruno.Post(at, url.Values{"do": {"approve"}, "answer": {"good"}}), at)
	now := o.state.Now()
	office, policy := now.Offices[valdemo], now.Policies[valdemo]
	if office.Contact != "tel. 0471 <b>1</b>" || office.Hours["it"] != "lun-ven\nsab" || policy.Offers(certificates.Death) || policy.Fee.Stamped != 52 || policy.Validity[certificates.Residence].Months != 6 {
		t.Errorf("in force is %+v, %+v", office, policy)
	}
	list := anna.Get("/office/decisions?lang=en")
	if href, _ := pagetest.Attr(list.One("section[aria-labelledby=force] a"), "href"); href != at+"?lang=en" {
		t.Errorf("in force is %q", href)
	}
	if got := form(anna.Get("/office/decisions/new")); got.Get("contact") != "tel. 0471 <b>1</b>" || len(got["kinds"]) != 2 || got.Get("hours-it") != "lun-ven\nsab" {
		t.Errorf("the next form begins with %v", got)
	}
}

func TestAnswersRefused(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna, bruno := o.as("anna", valdemo), o.as("bruno", valdemo)
	change := func(f url.Values) { f.Set("contact", "tel. 9") }
	open, gone, done := o.proposed(anna, change), o.proposed(anna, change), o.proposed(anna, change)
	o.led(anna.Post(gone, url.Values{"do": {"withdraw"}}), gone)
	o.led(bruno.Post(done, url.Values{"do": {"reject"}, "answer": {"no"}}), done)
	for name, test := range map[string]struct {
		by       pagetest.Site
		at, do   string
		status   int
		sentence string
	}{
		"her own":            {anna, open, "approve", 422, "another administrator"},
		"reject her own":     {anna, open, "reject", 422, "another administrator"},
		"withdraw another's": {bruno, open, "withdraw", 422, "Only the person who proposed it"},
		"withdrawn":          {bruno, gone, "approve", 422, "answered already"},
		"rejected":           {bruno, done, "approve", 422, "answered already"},
		"withdraw again":     {anna, gone, "withdraw", 422, "answered already"},
		"reject, no words":   {bruno, open, "reject", 422, "missing"},
		"something else":     {bruno, open, "burn", 404, ""},
	} {
		seen := test.by.Post(test.at+"?lang=en", url.Values{"do": {test.do}})
		if seen.StatusCode != test.status || !strings.Contains(seen.Text("main"), test.sentence) {
			t.Errorf("%s: %d, %s", name, seen.StatusCode, seen.Text("main"))
		}
		if faults := seen.Faults(); len(faults) > 0 {
			t.Errorf("%s: %v", name, faults)
		}
	}
	if seen := bruno.Post(open, url.Values{"do": {"approve"}}, "Sec-Fetch-Site", "cross-site"); seen.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %d", seen.StatusCode)
	}
	if o.state.Now().Offices[valdemo].Contact != "tel. 1" {
		t.Error("something came into force")
	}
}

// The page of the form, before anything is proposed, and that of a decision.
func TestPreview(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna := o.as("anna", valdemo)
	f := form(anna.Get("/office/decisions/new"))
	f.Set("contact", "<i>tel. 77</i>")
	f.Set("page", "de")
	seen := anna.Post("/office/decisions/new/page", f)
	if seen.StatusCode != 200 || seen.Header.Get("Content-Type") != "application/pdf" || seen.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", seen.StatusCode, seen.Header)
	}
	if says := printed(t, seen.Body); !strings.Contains(says, "<i>tel. 77</i>") || !strings.Contains(says, "Esempio") {
		t.Errorf("the page says %s", says)
	}
	if len(o.all) > 0 {
		t.Error("a look has proposed something")
	}
	f.Set("page", "sl")
	if seen := anna.Post("/office/decisions/new/page", f); seen.StatusCode != 422 {
		t.Errorf("in a language that the office has not: %d", seen.StatusCode)
	}
	f.Set("contact", "☎")
	if seen := anna.Post("/office/decisions/new/page?lang=en", f); seen.StatusCode != 422 || !strings.Contains(seen.Text("#contact-fault"), "U+260E") {
		t.Errorf("with what cannot be printed: %d", seen.StatusCode)
	}
	at := o.proposed(anna, func(f url.Values) { f.Set("contact", "tel. 78") })
	if seen := anna.Get(at + "/page?page=it"); !strings.Contains(printed(t, seen.Body), "tel. 78") {
		t.Error("the page of the decision has not its contact")
	}
	for _, l := range []string{"sl", "", "xx"} {
		if seen := anna.Get(at + "/page?page=" + l); seen.StatusCode != 404 {
			t.Errorf("page=%s: %d", l, seen.StatusCode)
		}
	}
}

func printed(t *testing.T, file []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatalf("%v; pdftotext is in Debian's poppler-utils", err)
	}
	return string(out)
}

// Settings that were approved while a page was open are not taken back by what stands on
// it: the differences are shown anew, and then it is approved knowingly.
func TestApprovedMeanwhile(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna, bruno, carla := o.as("anna", valdemo), o.as("bruno", valdemo), o.as("carla", valdemo)
	address := o.proposed(anna, func(f url.Values) { f.Set("address", "Piazza Nuova 1") })
	contact := o.proposed(anna, func(f url.Values) { f.Set("contact", "tel. 3") })
	page := bruno.Get(address + "?lang=en")
	if strings.Contains(page.Text("tbody"), "tel.") {
		t.Errorf("it changes %s", page.Text("tbody"))
	}
	o.led(carla.Post(contact, with(form(carla.Get(contact)), "do", "approve")), contact)
	for name, f := range map[string]url.Values{"as it was shown": form(page), "without a word of it": {}, "with another one": {"seen": {strings.TrimPrefix(address, "/office/decisions/")}}} {
		again := bruno.Post(address+"?lang=en", with(f, "do", "approve"))
		if again.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(again.Text(".summary"), "another change has been approved") || !strings.Contains(again.Text("tbody"), "tel. 3") {
			t.Errorf("%s: %d\n%s", name, again.StatusCode, again.Text("main"))
		}
		page = again
	}
	o.led(bruno.Post(address, with(form(page), "do", "approve")), address)
}

// A second login of the proposer is offered no answer, and no withdrawal that would fail.
func TestProposerLogsInElsewhere(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	at := o.proposed(o.as("anna", valdemo), func(f url.Values) { f.Set("contact", "tel. 3") })
	for _, name := range []string{"ANNA", "Anna"} {
		s := o.as(name, valdemo)
		page := s.Get(at + "?lang=en")
		if len(page.All("main form")) > 0 || !strings.Contains(page.Text("main"), "another administrator") {
			t.Errorf("%s is offered an answer:\n%s", name, page.Text("main"))
		}
		for _, do := range []string{"approve", "reject", "withdraw"} {
			if a := s.Post(at, url.Values{"do": {do}, "answer": {"words"}}); a.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s, %s: %d", name, do, a.StatusCode)
			}
		}
	}
}

func with(f url.Values, name, value string) url.Values {
	f.Set(name, value)
	return f
}
