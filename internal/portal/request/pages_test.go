package request

import (
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// Every page is whole in every language: one heading, a title of its own, fields with
// labels, a way on, and no word left out.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v, lawyer := f.as(t, "Anna"), f.advocate(t)
	open, public, paying := v.answers("Bruno"), v.answers("Anna", "how", "exempt", "exemption", "106"), v.answers("Anna", "how", "online")
	ended, mandate := v.answers("Anna", "how", "exempt", "exemption", "99", "ground", "perché sì"), lawyer.begins()
	v.sends(public+"/receiver", public+"/stop", "receiver", "public")
	v.sends(paying+"/summary", paying+"/payment", "revision", v.revision(paying), "email", "a@example.org")
	v.sends(ended+"/summary", ended+"/done", "revision", v.revision(ended))
	abroad := v.answers("Anna")
	v.sends(abroad+"/receiver", abroad+"/kinds", "receiver", "abroad")
	titles := map[string]string{}
	for _, l := range certificates.Languages {
		in := "?lang=" + string(l)
		pages := map[string]pagetest.Seen{
			"the list": v.Get("/request" + in), "the list of a minor": f.as(t, "Chiara").Get("/request" + in), "for whom": v.Get(open + "/who" + in), "the mandate": lawyer.Get(mandate + "/mandate" + in),
			"for what": v.Get(open + "/receiver" + in), "the stop": v.Get(public + "/stop" + in), "which": v.Get(open + "/kinds" + in), "the duty": v.Get(open + "/duty" + in),
			"the duty abroad": v.Get(abroad + "/duty" + in), "the preview": v.Get(open + "/preview" + in), "the summary": v.Get(open + "/summary" + in), "the summary of a payment": v.Get(paying + "/summary" + in),
			"the payment": v.Get(paying + "/payment" + in), "the end": v.Get(ended + "/done" + in),
			"nobody chosen": v.Post(open+"/who"+in, nil), "nothing chosen": v.Post(open+"/kinds"+in, nil), "no duty": v.Post(open+"/duty"+in, nil), "no mandate": lawyer.Post(mandate+"/mandate"+in, nil),
			"an old summary": v.Post(open+"/summary"+in, nil),
		}
		for name, seen := range pages {
			faults := slices.DeleteFunc(seen.Faults(), func(s string) bool { return strings.Contains(s, "bank.example") })
			if len(faults) > 0 || len(seen.All("h1")) != 1 || len(seen.All("main a[href], main button")) == 0 {
				t.Errorf("%s, %s: %v\n%s", l, name, faults, seen.Body)
			}
			if seen.Header.Get("Content-Language") != string(l) || seen.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s, %s: %v", l, name, seen.Header)
			}
			title := seen.Text("title")
			if other, twice := titles[title+string(l)]; twice && seen.StatusCode == 200 && !strings.Contains(name+other, "the list") && !strings.Contains(name+other, "the duty") && !strings.Contains(name+other, "the summary") {
				t.Errorf("%s: %s and %s are both called %q", l, name, other, title)
			}
			if seen.StatusCode == 200 {
				titles[title+string(l)] = name
			}
			for _, a := range seen.All("main a[href^='/'], main form[action]") {
				for _, attribute := range []string{"href", "action"} {
					if path, ok := pagetest.Attr(a, attribute); ok && !strings.Contains(path, "lang="+string(l)) {
						t.Errorf("%s, %s: the language is lost on the way to %s", l, name, path)
					}
				}
			}
		}
	}
}

// The office's and the people's data stand in no address and no log.
func TestNoDataInAddresses(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Bruno")
	for _, path := range []string{"/who", "/receiver", "/kinds", "/duty", "/preview", "/summary"} {
		for _, n := range v.Get(base + path).All("[href], [action], [data]") {
			for _, a := range n.Attr {
				if strings.Contains(a.Val, "loia") || strings.Contains(a.Val, string(codes["Bruno"])) {
					t.Errorf("%s: %s", path, a.Val)
				}
			}
		}
	}
	for name, code := range codes {
		if log := f.log.String(); strings.Contains(log, "loia") || strings.Contains(log, string(code)) {
			t.Errorf("%s: %s", name, log)
		}
	}
}
