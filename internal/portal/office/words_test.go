package office

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// Every page in every language has one title, one heading, a way on, and no single fault.
func TestEveryPageInEveryLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.issued("Anna", certificates.Residence)
	at, person := "/office/certificates/"+string(c.ID), "/office/people/"+string(w.ids["Anna"])
	remark := "/office/remarks/" + string(w.told("Anna").ID)
	s := w.as(both)
	titles := map[string]map[string]bool{}
	for _, l := range certificates.Languages {
		in := "?office=Z999&lang=" + string(l)
		forced := filled("kinds", "household-with-relationships", "force", "EN169", "reason", "ha una delega scritta")
		for name, a := range map[string]pagetest.Seen{
			"front": s.Get("/office" + in), "search": s.Get("/office/search" + in), "found": s.Post("/office/search"+in, sought("code", string(codes["Anna"]))),
			"not found": s.Post("/office/search"+in, sought("code", string(codes["Elsa"]))), "too wide": s.Post("/office/search"+in, sought(append(born("1990", "9", "9"), "surname", "Rossi", "given", "Gem")...)),
			"person": s.Get(person + in), "empty form": s.Post(person+in, url.Values{}), "refused": s.Post(person+in, filled("kinds", "household-with-relationships")),
			"review": s.Post(person+in, forced), "list": s.Get("/office/certificates" + in), "narrowed": s.Get("/office/certificates" + in + "&state=withdrawn"), "wrong": s.Get("/office/certificates" + in + "&from=x"),
			"certificate": s.Get(at + in + "&issued=yes"), "trail": s.Get(at + "/trail" + in), "withdrawal": s.Get(at + "/withdrawal" + in), "confirm": s.Post(at+"/withdrawal"+in, url.Values{"reason": {"per errore"}}),
			"remarks": s.Get("/office/remarks" + in), "remark": s.Get(remark + in), "no answer": s.Post(remark+in, url.Values{}),
			"month": s.Get("/office/statistics" + in), "empty month": s.Get("/office/statistics" + in + "&month=2025-01"), "year": s.Get("/office/statistics" + in + "&year=2026"),
		} {
			if a.StatusCode >= 500 || a.StatusCode == http.StatusForbidden || a.StatusCode == http.StatusNotFound {
				t.Errorf("%s in %s: %d", name, l, a.StatusCode)
				continue
			}
			if got, _ := pagetest.Attr(a.One("html"), "lang"); got != string(l) {
				t.Errorf("%s in %s is in %s", name, l, got)
			}
			a.One("h1")
			if len(a.All("main a, main button")) == 0 {
				t.Errorf("%s in %s is a dead end", name, l)
			}
			for _, n := range a.All("main a[href^='/office'], main form[action^='/office']") {
				to, _ := pagetest.Attr(n, "href")
				if to == "" {
					to, _ = pagetest.Attr(n, "action")
				}
				if !strings.Contains(to, "lang="+string(l)) && !strings.Contains(to, ".csv") && to != "/office/certificates" {
					t.Errorf("%s in %s leads to another language: %s", name, l, to)
				}
			}
			for _, f := range a.Faults() {
				t.Errorf("%s in %s: %s", name, l, f)
			}
			for _, n := range a.All("table") {
				if in := (pagetest.Seen{T: t, Root: n}); len(in.All("caption")) != 1 || len(in.All("th:not([scope])")) > 0 {
					t.Errorf("%s in %s: a table without a caption or a scope", name, l)
				}
			}
			if titles[name] == nil {
				titles[name] = map[string]bool{}
			}
			titles[name][a.Text("head title")] = true
		}
	}
	for name, said := range titles {
		if len(said) < 5 && name != "person" && name != "empty form" && name != "refused" { // those are called by the person's name
			t.Errorf("%s has the titles %v", name, slices.Sorted(maps.Keys(said)))
		}
	}
}

// Every language says the same things, with the same arguments, and no text is left over.
func TestWords(t *testing.T) {
	t.Parallel()
	arguments := regexp.MustCompile(`{{\.\w+}}`)
	read := func(l string) map[string]string {
		data, err := Files.ReadFile("words/" + l + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(data, &raw); err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for k, v := range raw {
			out[k] = string(v)
		}
		return out
	}
	italian := read("it")
	for _, l := range certificates.Languages[1:] {
		words := read(string(l))
		if diff := cmp.Diff(slices.Sorted(maps.Keys(italian)), slices.Sorted(maps.Keys(words))); diff != "" {
			t.Errorf("%s (-it +%s):\n%s", l, l, diff)
		}
		for k, text := range words {
			want, got := arguments.FindAllString(italian[k], -1), arguments.FindAllString(text, -1)
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(slices.Compact(want), slices.Compact(got)); diff != "" {
				t.Errorf("%s in %s (-it +%s):\n%s", k, l, l, diff)
			}
		}
	}
	for _, k := range []audit.Kind{
		audit.CertificateIssuing, audit.CertificateForced, audit.CertificateIssued, audit.CertificateFailed, audit.ApplicationRead, audit.TrailRead, audit.CertificateRead, audit.CertificateDownload,
		audit.CertificateWithdraw, audit.CertificateSuperseded, audit.CertificateRenewed, audit.VerificationOpened, audit.SubjectRead, audit.PaymentPaid,
	} {
		if italian["office.event."+string(k)] == "" {
			t.Errorf("no words for the event %s", k)
		}
	}
}
