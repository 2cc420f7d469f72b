package area

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

const unknown = "c0ffee00-0000-4000-8000-00000000000f"

// addresses is every address of the room, with an identity where one belongs.
func addresses(id string) (gets, posts []string) {
	gets = []string{
		"/me", "/me/certificates", "/me/certificates/" + id, "/me/certificates/" + id + "/file", "/me/certificates/" + id + "/reissue",
		"/me/notices", "/me/notices/" + id + "/read", "/me/data", "/me/readers", "/me/remarks", "/me/remarks/new?about=birth",
	}
	posts = []string{"/me/certificates/" + id + "/reissue", "/me/notices/" + id + "/read", "/me/remarks"}
	return gets, posts
}

// Nobody is asked to log in; officers and machines have no personal area.
func TestOnlyCitizens(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	c := w.issue(t, "Anna", "Anna", exempt, certificates.Residence)
	machine := certificates.Requester{Principal: &auth.Principal{Client: "m", Scopes: []auth.Scope{auth.ReadCertificates}, Offices: []string{string(valdemo)}}, Channel: certificates.Interop}
	officer, admin := clerk(auth.IssueCertificates, auth.ReadCertificates, auth.WithdrawCertificates), clerk(auth.ManageOffice)
	gets, posts := addresses(string(c.ID))
	for name, x := range map[string]struct {
		by   *certificates.Requester
		want int
	}{"nobody": {nil, 303}, "an officer": {&officer, 403}, "an administrator": {&admin, 403}, "a machine": {&machine, 403}} {
		s := w.site(t, x.by)
		check := func(path string, seen pagetest.Seen) {
			if seen.StatusCode != x.want || strings.Contains(string(seen.Body), surname) {
				t.Errorf("%s, %s: %d", name, path, seen.StatusCode)
			}
			if to := seen.Header.Get("Location"); x.by == nil && !strings.HasPrefix(to, "/login?then=%2Fme") {
				t.Errorf("%s leads to %s", path, to)
			}
		}
		for _, path := range gets {
			check(path, s.Get(path))
		}
		for _, path := range posts {
			check(path, s.Post(path, url.Values{"about": {"birth"}, "wrong": {"x"}, "right": {"y"}, "key": {"k"}}))
		}
	}
}

var requestCode = regexp.MustCompile(`<code>[A-Z0-9]+</code>`)

// What is somebody else's is not there: the answer is the same as for what there is not,
// for members of the household and whom a certificate is about as well.
func TestSomebodyElses(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	of := w.issue(t, "Anna", "Bruno", exempt, certificates.Household)
	w.move(t)
	notices, err := w.NoticesOf(t.Context(), certificates.RequesterRef{Kind: "citizen", ID: string(w.people["Anna"])}, "", 10)
	if err != nil || len(notices) != 1 {
		t.Fatal(notices, err)
	}
	note := certificates.Note{About: "birth", Wrong: "Quartermain non è nata lì", Right: "altrove"}
	remark, err := w.desk.Remark(t.Context(), w.as(t, "Anna"), note, "k", "r")
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"Bruno", "Chiara", "Dario"} {
		s := w.of(t, who)
		same := func(what string, get func(id string) pagetest.Seen, id string) {
			got, nothing := get(id), get(unknown)
			if got.StatusCode != 404 || requestCode.ReplaceAllString(string(got.Body), "") != strings.ReplaceAll(requestCode.ReplaceAllString(string(nothing.Body), ""), unknown, id) {
				t.Errorf("%s, %s: %d, otherwise than for what there is not (%d)", who, what, got.StatusCode, nothing.StatusCode)
			}
			if other := get("no"); other.StatusCode != 404 {
				t.Errorf("%s, %s of no identity: %d", who, what, other.StatusCode)
			}
		}
		for _, id := range []string{string(of.ID), string(notices[0].ID), string(remark.ID)} {
			same("a certificate", func(id string) pagetest.Seen { return s.Get("/me/certificates/" + id) }, id)
			same("its file", func(id string) pagetest.Seen { return s.Get("/me/certificates/" + id + "/file") }, id)
			same("the way back", func(id string) pagetest.Seen { return s.Get("/me/certificates/" + id + "/reissue") }, id)
			same("issuing it again", func(id string) pagetest.Seen { return s.Post("/me/certificates/"+id+"/reissue", nil) }, id)
			same("reading a notice", func(id string) pagetest.Seen { return s.Post("/me/notices/"+id+"/read", nil) }, id)
		}
		for _, path := range []string{"/me/certificates", "/me/notices", "/me/remarks", "/me/remarks?made=" + string(remark.ID)} {
			page := s.Get(path)
			if text := page.Text("main"); page.StatusCode != 200 || strings.Contains(text, "2026/0000001") || strings.Contains(text, surname) {
				t.Errorf("%s, %s: %d %s", who, path, page.StatusCode, text)
			}
		}
	}
	if c, err := w.desk.Certificate(t.Context(), w.as(t, "Anna"), of.ID, ""); err != nil || c.Successor != nil {
		t.Errorf("it has been issued again: %v, %v", c, err)
	}
	if n, err := w.Unread(t.Context(), certificates.RequesterRef{Kind: "citizen", ID: string(w.people["Anna"])}); err != nil || n != 1 {
		t.Errorf("her notice was read: %d, %v", n, err)
	}
}

// A personal file is handed out whole or not at all: no part of it, no "not modified" and no
// other method tells anybody that there is one, and nothing about it may be kept.
func TestFileByOddRequests(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	path := "/me/certificates/" + string(w.issue(t, "Anna", "Anna", exempt, certificates.Residence).ID) + "/file"
	anna, dario := w.of(t, "Anna"), w.of(t, "Dario")
	whole := anna.Get(path)
	for _, name := range []string{"ETag", "Last-Modified", "Accept-Ranges"} {
		if got := whole.Header.Get(name); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	for _, odd := range [][]string{
		{"Range", "bytes=0-9"},
		{"Range", "bytes=-1"},
		{"Range", "bytes=99999999-"},
		{"If-None-Match", "*"},
		{"If-Match", `"x"`},
		{"If-Modified-Since", "Fri, 31 Dec 2049 23:59:59 GMT"},
		{"If-Range", "*"},
		{"X-HTTP-Method-Override", "DELETE"},
	} {
		if seen := anna.Get(path, odd...); seen.StatusCode != 200 || len(seen.Body) != len(whole.Body) || seen.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v: %d, %d bytes", odd, seen.StatusCode, len(seen.Body))
		}
		if seen := dario.Get(path, odd...); seen.StatusCode != 404 || seen.Header.Get("Content-Disposition") != "" {
			t.Errorf("%v, by somebody else: %d", odd, seen.StatusCode)
		}
	}
	for method, want := range map[string]int{"HEAD": 404, "OPTIONS": 405, "TRACE": 405, "PUT": 405, "DELETE": 405} {
		if seen := dario.Do(httptest.NewRequest(method, path, nil)); seen.StatusCode != want {
			t.Errorf("%s by somebody else: %d", method, seen.StatusCode)
		}
	}
}

// What cannot be recorded is not shown.
func TestNothingWithoutJournal(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	c := w.issue(t, "Anna", "Anna", exempt, certificates.Residence)
	w.move(t)
	if _, err := w.desk.Remark(t.Context(), w.as(t, "Anna"), certificates.Note{About: "birth", Wrong: "Zibellino", Right: "Altrove"}, "k", ""); err != nil {
		t.Fatal(err)
	}
	s := w.of(t, "Anna")
	w.mute.Store(true)
	for _, path := range []string{"/me/certificates", "/me/certificates/" + string(c.ID), "/me/certificates/" + string(c.ID) + "/file", "/me/notices", "/me/data", "/me/readers", "/me/remarks"} {
		page := s.Get(path)
		text := page.Text("main")
		if page.StatusCode != 503 || strings.Contains(text, surname) || strings.Contains(text, "Via") || strings.Contains(text, "Zibellino") || strings.Contains(text, c.Number.String()) {
			t.Errorf("%s: %d %s", path, page.StatusCode, text)
		}
	}
}

// A form of another kind, and one too long, are refused.
func TestForms(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	s := w.of(t, "Anna")
	if page := s.Post("/me/remarks", url.Values{"wrong": {strings.Repeat("x", 1<<20)}}); page.StatusCode != 413 {
		t.Errorf("a megabyte: %d", page.StatusCode)
	}
	if page := s.Post("/me/remarks", url.Values{}, "Content-Type", "text/plain"); page.StatusCode != 415 {
		t.Errorf("plain text: %d", page.StatusCode)
	}
	if page := s.Post("/me/remarks", url.Values{"about": {"birth"}}, "Sec-Fetch-Site", "cross-site"); page.StatusCode != 403 {
		t.Errorf("from another site: %d", page.StatusCode)
	}
	for _, path := range []string{"/me/certificates?before=no", "/me/notices?before=no", "/me/remarks?before=no"} {
		if page := s.Get(path); page.StatusCode != 404 {
			t.Errorf("%s: %d", path, page.StatusCode)
		}
	}
	if list, err := w.RemarksBy(t.Context(), certificates.RemarkFilter{Office: valdemo}, "", 10); err != nil || len(list) > 0 {
		t.Errorf("kept: %v, %v", list, err)
	}
}
