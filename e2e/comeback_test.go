package e2e

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/internal/browsertest"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// begin begins a request and is the address of its draft.
func (v *visitor) begin() string {
	v.t.Helper()
	v.get("/request")
	v.send("main form[action='/request']", nil)
	v.want(200)
	return strings.TrimSuffix(v.path(), "/who")
}

// answer answers one step of a request, and is where that leads.
func (v *visitor) answer(base, step string, fields url.Values) string {
	v.t.Helper()
	v.get(base + "/" + step)
	v.want(200)
	v.send("main form[action='"+base+"/"+step+"']", fields)
	return strings.TrimPrefix(v.path(), base+"/")
}

// upToDuty answers for whom, for what receiver and which kinds, for himself and a private one.
func (v *visitor) upToDuty(base string, kinds ...string) {
	v.t.Helper()
	v.get(base + "/who")
	me, _ := pagetest.Attr(v.page.One("#person-0"), "value")
	v.answer(base, "who", url.Values{"person": {me}})
	v.answer(base, "receiver", url.Values{"receiver": {"private"}})
	if next := v.answer(base, "kinds", url.Values{"kind": kinds}); next != "duty" {
		v.t.Fatalf("after the kinds comes %s:\n%s", next, pagetest.Text(v.page.Root))
	}
}

// stamped is the answer of who has a paper stamp.
func stamped(number string) url.Values {
	return url.Values{"how": {"stamp"}, "stamp": {number}, "on-day": {"3"}, "on-month": {"11"}, "on-year": {"2026"}, "language": {"it"}}
}

// upToSummary answers everything.
func (v *visitor) upToSummary(stamp string, kinds ...string) (base string) {
	v.t.Helper()
	base = v.begin()
	v.upToDuty(base, kinds...)
	if next := v.answer(base, "duty", stamped(stamp)); next != "preview" {
		v.t.Fatalf("after the duty comes %s:\n%s", next, pagetest.Text(v.page.Root))
	}
	return base
}

// done waits for the certificate of a draft that was confirmed, and is its number.
func (v *visitor) done(base string) string {
	v.t.Helper()
	for end := time.Now().Add(browsertest.Patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if v.get(base); len(v.page.All("#number")) == 1 {
			return v.page.Text("#number")
		}
	}
	v.t.Fatalf("nothing comes of it: %s\n%s", v.path(), pagetest.Text(v.page.Root))
	return ""
}

// certificates is how many he has.
func (v *visitor) certificates() int {
	v.t.Helper()
	v.get("/me/certificates")
	v.want(200)
	return len(v.page.All("tbody tr"))
}

// The way back is always open, by the browser and by the pages, and answers stay.
func TestBackKeepsAnswers(t *testing.T) {
	t.Parallel()
	a := asks(t, "back", "it")
	v := citizen(t, "Mara")
	base := v.upToSummary("01210000000011", "residence", "birth")
	enter(a.Browser, "demo", code(t, "Mara"))
	answers := map[string]string{
		"duty": "input[name='how'][value='stamp']", "kinds": "input[value='birth']", "receiver": "input[value='private']", "who": "#person-0",
	}
	steps := []string{"who", "receiver", "kinds", "duty"}
	a.Open(demo.base + base + "/who")
	for _, step := range steps {
		a.at(step)
		a.follow(onward) // as it stands: the answers are there
	}
	a.at("preview")
	stays := func(how, step string) {
		t.Helper()
		a.at(step)
		if !browsertest.Value[bool](a.Browser, "document.querySelector(%s).checked", answers[step]) {
			t.Errorf("%s to %s: the answer is gone", how, step)
		}
	}
	for _, step := range []string{"duty", "kinds", "receiver", "who"} {
		browsertest.Value[bool](a.Browser, "history.back() === undefined")
		a.Until("location.pathname.endsWith(%s) && document.readyState === 'complete'", "/"+step)
		stays("the browser's back", step)
	}
	a.Open(demo.base + base + "/summary")
	a.follow("nav.steppers-nav a")
	a.at("preview")
	for _, step := range []string{"duty", "kinds", "receiver", "who"} {
		a.follow("nav.steppers-nav a")
		stays("the page's back", step)
	}
	a.follow("nav.steppers-nav a")
	if path := browsertest.Value[string](a.Browser, "location.pathname"); path != "/request" {
		t.Errorf("before the first step is %s", path)
	}
}

// A draft outlives a logout, and goes on where it was, with its answers.
func TestDraftOutlivesLogout(t *testing.T) {
	t.Parallel()
	v := citizen(t, "Abdi")
	base := v.begin()
	v.upToDuty(base, "residence", "civil-status")
	v.send("form[action='/logout']", nil)
	v.want(200)
	v.get(base + "/kinds")
	if v.path() != "/login" {
		t.Fatalf("still in: %s", v.path())
	}
	v = citizen(t, "Abdi")
	v.get("/request")
	v.want(200, "Certificato di residenza")
	v.page.One("main a[href='" + base + "']")
	v.get(base)
	if v.path() != base+"/duty" {
		t.Errorf("goes on at %s", v.path())
	}
	v.get(base + "/kinds")
	if n := len(v.page.All("input[name=kind][checked]")); n != 2 {
		t.Errorf("%d kinds are ticked", n)
	}
	if other := citizen(t, "Warsame"); other.get(base+"/kinds").StatusCode != http.StatusNotFound {
		t.Errorf("somebody else sees the draft: %d", other.page.StatusCode)
	}
}

// Who confirms twice at once gets one certificate, and comes to it either way.
func TestConfirmedTwice(t *testing.T) {
	t.Parallel()
	v := citizen(t, "Silvestri") // whom no other test has: what she has is counted
	base := v.upToSummary("01210000000012", "residence")
	v.get(base + "/summary")
	form := v.page.One("main form[action='" + base + "/summary']")
	values := standing(form)
	before := v.certificates()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			answer, err := v.client.Do(v.confirmation(t.Context(), base, values))
			if err != nil {
				t.Error(err)
				return
			}
			defer answer.Body.Close()
			if answer.StatusCode != http.StatusOK || answer.Request.URL.Path != base+"/done" {
				t.Errorf("%d at %s", answer.StatusCode, answer.Request.URL.Path)
			}
		})
	}
	all.Wait()
	v.done(base)
	if after := v.certificates(); after != before+1 {
		t.Errorf("%d certificates instead of one", after-before)
	}
}

func (v *visitor) confirmation(ctx context.Context, base string, values url.Values) *http.Request {
	v.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, demo.base+base+"/summary", strings.NewReader(values.Encode()))
	if err != nil {
		v.t.Error(err)
		return nil
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

// A line that breaks while somebody confirms, at whatever moment, costs nothing: back again,
// he finds the certificate, or the summary to confirm, and there is one in the end.
func TestLineBreaksWhileConfirming(t *testing.T) {
	t.Parallel()
	v := citizen(t, "Bordone")
	for i, wait := range []time.Duration{0, 10 * time.Millisecond, 60 * time.Millisecond} {
		base := v.upToSummary("0121000000002"+string(rune('0'+i)), "birth")
		v.get(base + "/summary")
		values := standing(v.page.One("main form[action='" + base + "/summary']"))
		before := v.certificates()
		v.breakOff(v.confirmation(t.Context(), base, values), wait)
		if v.get(base); v.path() == base+"/summary" { // it broke before anything was issued
			v.want(200)
			v.send("main form[action='"+base+"/summary']", nil)
		}
		sealed(t, v.file(v.done(base)))
		if after := v.certificates(); after != before+1 {
			t.Errorf("after %v: %d certificates instead of one", wait, after-before)
		}
	}
}

// breakOff sends a request, and is gone after a while.
func (v *visitor) breakOff(r *http.Request, wait time.Duration) {
	v.t.Helper()
	for _, c := range v.client.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	line := dial(v.t, r.URL.Host)
	out := bufio.NewWriter(line)
	if err := r.Write(out); err != nil {
		v.t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		v.t.Fatal(err)
	}
	time.Sleep(wait)
	line.Close()
}
