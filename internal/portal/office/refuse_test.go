package office

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// address is one address of the console, by each method that it has.
type address struct {
	method, path string
	form         url.Values
}

// addresses is every address of the console, about a person and a certificate.
func (w *world) addresses(c *certificates.Certificate) []address {
	person, certificate := "/office/people/"+string(c.Subject), "/office/certificates/"+string(c.ID)
	reason := url.Values{"reason": {"rilasciato per errore"}, "confirm": {"yes"}}
	return []address{
		{"GET", "/office", nil},
		{"GET", "/office/search", nil},
		{"POST", "/office/search", url.Values{"purpose": {"domanda allo sportello"}, "code": {string(codes["Anna"])}}},
		{"GET", person, nil},
		{"POST", person, filled()},
		{"POST", person + "/preview", filled()},
		{"POST", person + "/certificates", filled()},
		{"GET", "/office/certificates", nil},
		{"GET", "/office/certificates.csv", nil},
		{"GET", "/office/statistics", nil},
		{"GET", "/office/statistics?year=2026", nil},
		{"GET", "/office/statistics.csv", nil},
		{"GET", "/office/statistics.csv?year=2026", nil},
		{"GET", "/office/withdrawals", nil},
		{"POST", "/office/withdrawals", url.Values{"number": {c.Number.String()}, "code": {certificates.Code{}.String()}}},
		{"GET", certificate, nil},
		{"GET", certificate + "/file", nil},
		{"GET", certificate + "/trail", nil},
		{"GET", certificate + "/withdrawal", nil},
		{"POST", certificate + "/withdrawal", reason},
	}
}

func (w *world) ask(as *auth.Principal, a address) (status int, body string, header http.Header) {
	w.Helper()
	site := w.as(as)
	if a.method == "GET" {
		answer := site.Get(a.path)
		return answer.StatusCode, string(answer.Body), answer.Header
	}
	answer := site.Post(a.path, a.form)
	return answer.StatusCode, string(answer.Body), answer.Header
}

// Who has no right at an address learns nothing there, and changes nothing.
func TestWhoIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.issued("Anna", certificates.Residence)
	before := len(w.events(here))
	for _, tt := range []struct {
		name   string
		who    *auth.Principal
		passes []string // the addresses that are his all the same
	}{
		{"a citizen, about herself", citizen, nil},
		{"an officer without an office", powerless, []string{"GET /office"}},
		{"an officer who decides", decider, []string{"GET /office"}},
		{"a reader", reader, []string{"GET /office", "GET /office/certificates", "GET /office/statistics", "GET certificate", "GET trail"}},
		{"an issuer", issuer, []string{"GET /office", "search", "people", "GET certificate", "GET file", "GET trail"}},
		{"a withdrawer", withdrawer, []string{"GET /office", "paper", "GET certificate", "GET trail", "withdrawal"}},
	} {
		for _, a := range w.addresses(c) {
			if mine(a, tt.passes) {
				continue
			}
			status, body, _ := w.ask(tt.who, a)
			if status != http.StatusForbidden && status != http.StatusNotFound {
				t.Errorf("%s, %s %s: %d", tt.name, a.method, a.path, status)
			}
			if strings.Contains(body, "Rossi") && tt.who != citizen || strings.Contains(body, c.Number.String()) {
				t.Errorf("%s, %s %s tells of it:\n%s", tt.name, a.method, a.path, body)
			}
		}
	}
	got, err := w.db.ByID(t.Context(), c.ID)
	if err != nil || got.State != certificates.Issued {
		t.Errorf("the certificate is %v, %v", got, err)
	}
	for _, k := range w.since(before) {
		if k == audit.CertificateIssuing || k == audit.CertificateWithdraw || k == audit.CertificateDownload || k == audit.SubjectSearched || k == audit.CertificatePreview {
			t.Errorf("recorded %s", k)
		}
	}
}

// mine reports whether an address is among those that a test names.
func mine(a address, names []string) bool {
	var kind string
	switch path, _, _ := strings.Cut(a.path, "?"); {
	case strings.HasSuffix(path, "/withdrawal"):
		kind = "withdrawal"
	case strings.HasSuffix(path, "/file"), strings.HasSuffix(path, "/trail"):
		kind = "GET " + path[strings.LastIndexByte(path, '/')+1:]
	case strings.HasPrefix(path, "/office/people/"):
		kind = "people"
	case path == "/office/withdrawals":
		kind = "paper"
	case path == "/office/search":
		kind = "search"
	case strings.HasPrefix(path, "/office/certificates/"):
		kind = "GET certificate"
	default:
		kind = "GET " + strings.TrimSuffix(path, ".csv")
	}
	return slices.Contains(names, kind)
}

// An officer of another office meets the same at every address: not here, or not his.
func TestAnotherOffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.issued("Anna", certificates.Residence)
	for _, a := range w.addresses(c) {
		if a.method == "POST" && a.path == "/office/withdrawals" { // it says what was typed; TestOnPaper
			continue
		}
		status, body, _ := w.ask(stranger, a)
		about := strings.Contains(a.path, string(c.ID)) || strings.Contains(a.path, string(c.Subject))
		if about && status != http.StatusForbidden && status != http.StatusNotFound || !about && status != http.StatusOK {
			t.Errorf("%s %s: %d", a.method, a.path, status)
		}
		if strings.Contains(body, "Rossi") || strings.Contains(body, c.Number.String()) || strings.Contains(body, "Valdemo") {
			t.Errorf("%s %s tells of it:\n%s", a.method, a.path, body)
		}
	}
	for _, path := range []string{"/office", "/office/search", "/office/certificates", "/office/certificates.csv", "/office/statistics", "/office/statistics.csv"} {
		for _, office := range []string{string(here), "Z111", "", script} {
			status, _, _ := w.ask(stranger, address{"GET", path + "?office=" + url.QueryEscape(office), nil})
			if want := map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[office == ""]; status != want {
				t.Errorf("%s of office %q: %d, want %d", path, office, status, want)
			}
		}
	}
	if n := len(w.events(there)); n == 0 {
		t.Error("what he was refused is not recorded")
	}
}

// Nobody who is not logged in sees anything but the way to the login, and comes back to
// where he wanted to go.
func TestNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.issued("Anna", certificates.Residence)
	for _, a := range w.addresses(c) {
		status, _, header := w.ask(nil, a)
		if to := header.Get("Location"); status != http.StatusSeeOther || !strings.HasPrefix(to, "/login?then=%2Foffice") {
			t.Errorf("%s %s: %d to %q", a.method, a.path, status, to)
		}
	}
}

// What no address is, is not found, for whoever asks.
func TestNoSuchThing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.issued("Anna", certificates.Residence)
	for _, id := range []string{"00000000-0000-4000-8000-0000000000ff", "x", "'%20OR%20true--", "..%2F..%2Fetc"} {
		for _, path := range []string{"/office/certificates/", "/office/people/"} {
			for _, end := range []string{"", "/file", "/trail", "/withdrawal"} {
				if status, body, _ := w.ask(registrar, address{"GET", path + id + end, nil}); status != http.StatusNotFound && status != http.StatusForbidden && status != http.StatusMethodNotAllowed {
					t.Errorf("GET %s: %d\n%s", path+id+end, status, body)
				}
			}
		}
	}
	for _, query := range []string{
		"certificates?before=x", "certificates/00000000-0000-4000-8000-0000000000ff/trail?after=1", "statistics?month=2026-13", "statistics?month=x", "statistics?month=2027-01",
		"statistics?year=x", "statistics?year=2027", "statistics?year=1", "statistics.csv?month=1", "statistics.csv?year=9999",
	} {
		if status, _, _ := w.ask(registrar, address{"GET", "/office/" + query, nil}); status != http.StatusNotFound {
			t.Errorf("GET /office/%s: %d", query, status)
		}
	}
	c := w.issued("Anna", certificates.Life)
	for _, after := range []string{"x", "-1", "1e3", "99999999999999999999"} {
		if status, _, _ := w.ask(registrar, address{"GET", "/office/certificates/" + string(c.ID) + "/trail?after=" + after, nil}); status != http.StatusBadRequest {
			t.Errorf("a trail after %s: %d", after, status)
		}
	}
}

// To look changes nothing but what is recorded of it, and no address holds a name.
func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.issued("Anna", certificates.Residence)
	for _, a := range w.addresses(c) {
		if a.method != "GET" {
			continue
		}
		before := len(w.events(here))
		status, body, header := w.ask(registrar, a)
		if status != http.StatusOK {
			t.Errorf("GET %s: %d", a.path, status)
		}
		if header.Get("Cache-Control") != "no-store" {
			t.Errorf("GET %s may be kept", a.path)
		}
		for _, k := range w.since(before) {
			if !slices.Contains([]audit.Kind{audit.SubjectRead, audit.CertificatesListed, audit.CertificateRead, audit.CertificateDownload, audit.ApplicationRead, audit.TrailRead}, k) {
				t.Errorf("GET %s is recorded as %s", a.path, k)
			}
		}
		for _, n := range pagetest.Parse(t, &http.Response{Body: io.NopCloser(strings.NewReader(body))}).All("[href], [action], [formaction]") {
			for _, name := range []string{"href", "action", "formaction"} {
				if to, _ := pagetest.Attr(n, name); strings.Contains(to, "Rossi") || strings.Contains(to, string(codes["Anna"])) {
					t.Errorf("GET %s leads to %s", a.path, to)
				}
			}
		}
	}
	if n := w.count("SELECT count(*) FROM certificate"); n != 1 {
		t.Errorf("%d certificates", n)
	}
}
