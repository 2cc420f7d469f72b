package office

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

func numbers(a pagetest.Seen) (out []string) {
	for _, n := range a.All("tbody th a") {
		out = append(out, pagetest.Text(n))
	}
	return out
}

func TestListRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.issued("Anna", certificates.Residence)
	for query, fault := range map[string]string{
		"state=lost": "", "kind=passport": "", "from=yesterday": "from", "from=2026-02-30": "from", "to=2026": "to", "to=2026-11-00": "to", "number=1": "number", "number=26/1": "number",
	} {
		a := w.as(reader).Get("/office/certificates?" + query)
		if a.StatusCode != http.StatusUnprocessableEntity || len(numbers(a)) > 0 {
			t.Errorf("%s: %d, %v", query, a.StatusCode, numbers(a))
			continue
		}
		if fault != "" {
			a.One(".summary a[href='#" + fault + "']")
		}
		if csv := w.as(reader).Get("/office/certificates.csv?" + query); csv.StatusCode != http.StatusBadRequest {
			t.Errorf("%s, as a file: %d", query, csv.StatusCode)
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 2 {
		w.issued("Anna", certificates.Residence)
	}
	gone := w.issued("Anna", certificates.Life, certificates.Residence)
	by, err := w.Desk.Identify(t.Context(), withdrawer, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Desk.Withdraw(t.Context(), by, gone.ID, "per errore", ""); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string][]string{
		"":                                 {"2026/0000003", "2026/0000002", "2026/0000001"},
		"office=Z999&state=&kind=&number=": {"2026/0000003", "2026/0000002", "2026/0000001"},
		"state=withdrawn":                  {"2026/0000003"},
		"state=current&kind=residence":     {"2026/0000002", "2026/0000001"},
		"state=superseded":                 nil,
		"kind=life":                        {"2026/0000003"},
		"number=2026/2":                    {"2026/0000002"},
		"number=2025/2":                    nil,
		"from=2026-11-22":                  nil,
		"from=2026-11-21&to=2026-11-21":    {"2026/0000003", "2026/0000002", "2026/0000001"},
		"before=" + string(gone.ID):        {"2026/0000002", "2026/0000001"},
	} {
		a := w.as(reader).Get("/office/certificates?" + query)
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", query, a.StatusCode)
		}
		if diff := cmp.Diff(want, numbers(a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
		if text := a.Text("main"); strings.Contains(text, "Rossi") || strings.Contains(string(a.Body), string(w.ids["Anna"])) {
			t.Errorf("%s says whom a certificate is about", query)
		}
		if want == nil && len(a.All("main p a")) == 0 {
			t.Errorf("%s: a dead end", query)
		}
	}
	// The file is what the filter lets through.
	a := w.as(reader).Get("/office/certificates?state=withdrawn")
	to, _ := pagetest.Attr(a.One("a[href*='certificates.csv']"), "href")
	file := w.as(reader).Get(to)
	rows, err := csv.NewReader(strings.NewReader(string(file.Body))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][1] != "2026/0000003" || rows[1][2] != "life residence" && rows[1][2] != "residence life" {
		t.Errorf("the file: %v, %v", rows, err)
	}
	if strings.Contains(string(file.Body), "Rossi") {
		t.Error("the file names somebody")
	}
}

func TestListInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range listAtOnce + 2 {
		w.issued("Anna", certificates.Residence)
	}
	first := w.as(reader).Get("/office/certificates?kind=residence")
	if n := len(numbers(first)); n != listAtOnce {
		t.Fatalf("%d on the first page", n)
	}
	next, _ := pagetest.Attr(first.One("a[href*=before]"), "href")
	if !strings.Contains(next, "kind=residence") {
		t.Errorf("the next page is %s", next)
	}
	last := w.as(reader).Get(next)
	if diff := cmp.Diff([]string{"2026/0000002", "2026/0000001"}, numbers(last)); diff != "" {
		t.Errorf("the next page (-want +got):\n%s", diff)
	}
	if len(last.All("a[href*=before]")) > 0 {
		t.Error("the last page has a next one")
	}
	if got := w.as(registrar).Get("/office/people/" + string(w.ids["Anna"])).Text("main"); !strings.Contains(got, "solo i dieci più recenti") {
		t.Error("the person's page does not say that there are more")
	}
}
