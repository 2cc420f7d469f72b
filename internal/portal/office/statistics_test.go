package office

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// figuresOf is the rows of the table under a heading.
func figuresOf(a pagetest.Seen, name string) (rows [][4]string) {
	for _, tr := range a.All("section[aria-labelledby=by-" + name + "] tbody tr") {
		in := pagetest.Seen{T: a.T, Root: tr}
		cells := in.All("td")
		rows = append(rows, [4]string{in.Text("th"), pagetest.Text(cells[0]), pagetest.Text(cells[1]), pagetest.Text(cells[2])})
	}
	return rows
}

func TestStatistics(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.issued("Anna", certificates.Residence)
	w.issued("Anna", certificates.Life, certificates.Residence)
	at := "/office/people/" + string(w.ids["Anna"]) + "/certificates"
	w.as(registrar).Post(at, filled("duty", "virtual", "use", "abroad"))
	before := len(w.events(here))
	month := w.as(reader).Get("/office/statistics")
	if diff := cmp.Diff([]audit.Kind{audit.CertificatesListed}, w.since(before)); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}
	if got := month.Text("h1"); got != "Statistiche: novembre 2026" {
		t.Errorf("the page is %q", got)
	}
	for name, want := range map[string][][4]string{
		"kind":      {{"Certificato di residenza", "1", "1", "2"}, {"Certificato contestuale", "0", "1", "1"}},
		"use":       {{"fra privati in Italia", "0", "2", "2"}, {"solo per l'estero", "1", "0", "1"}},
		"exemption": {{"107. Per la scuola, l'università o una borsa di studio", "0", "2", "2"}, {"Nessuna esenzione", "1", "0", "1"}},
	} {
		if diff := cmp.Diff(want, figuresOf(month, name)); diff != "" {
			t.Errorf("by %s (-want +got):\n%s", name, diff)
		}
	}
	days := figuresOf(month, "day")
	if len(days) != 30 || days[20] != [4]string{"21", "1", "2", "3"} || days[0] != [4]string{"1", "0", "0", "0"} {
		t.Errorf("by day %v", days)
	}
	if len(month.All("a[href*='month=2026-12']")) > 0 {
		t.Error("there is a link to the future")
	}
	before2, _ := pagetest.Attr(month.One("a[href*='month=2026-10']"), "href")
	if none := w.as(reader).Get(before2); !strings.Contains(none.Text("main"), "non ha rilasciato") || len(none.All("main svg")) > 0 || len(none.All("a[href*='month=2026-11']")) != 1 {
		t.Errorf("an empty month:\n%s", none.Text("main"))
	}
	year := w.as(reader).Get("/office/statistics?year=2026")
	rows := figuresOf(year, "month")
	if len(rows) != 11 || rows[10] != [4]string{"novembre 2026", "1", "2", "3"} {
		t.Errorf("by month %v", rows)
	}
	for _, a := range []pagetest.Seen{month, year} {
		for _, f := range a.Faults() {
			t.Error(f)
		}
	}
}

// A chart says in words what it shows, fits its drawing, and every bar is as high as its
// figure.
func TestCharts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 3 {
		w.issued("Anna", certificates.Residence)
	}
	w.issued("Anna", certificates.Life)
	a := w.as(reader).Get("/office/statistics")
	pictures := a.All("main svg")
	if len(pictures) != 4 {
		t.Fatalf("%d charts", len(pictures))
	}
	for _, p := range pictures {
		in := pagetest.Seen{T: t, Root: p}
		if in.Text("title") == "" || !strings.Contains(in.Text("desc"), "Il valore più alto è") {
			t.Errorf("a chart says %q, %q", in.Text("title"), in.Text("desc"))
		}
		box, _ := pagetest.Attr(p, "viewbox")
		if box == "" {
			box, _ = pagetest.Attr(p, "viewBox")
		}
		sides := strings.Fields(box)
		for _, bar := range in.All("rect") {
			number := func(name string) int {
				v, _ := pagetest.Attr(bar, name)
				n, err := strconv.Atoi(v)
				if err != nil {
					t.Fatalf("%s is %q", name, v)
				}
				return n
			}
			wide, _ := strconv.Atoi(sides[2])
			high, _ := strconv.Atoi(sides[3])
			if number("x") < 0 || number("y") < 0 || number("x")+number("width") > wide || number("y")+number("height") > high {
				t.Errorf("a bar leaves the drawing of %s", box)
			}
		}
	}
	c := sums{Rows: []sum{{Label: "a", Exempt: 3}, {Label: "b", Exempt: 1}, {Label: strings.Repeat("è", 99)}}}
	c.Chart = &chart{}
	c.Chart.lie(c.Rows, 3)
	if w0, w1 := c.Chart.Bars[0].Width, c.Chart.Bars[1].Width; w0 != wide-room || w1 != w0/3 || len([]rune(c.Chart.Bars[2].Label)) != letters {
		t.Errorf("bars %+v", c.Chart.Bars)
	}
}

func TestStatisticsAsFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.issued("Anna", certificates.Residence)
	for path, want := range map[string][][]string{
		"/office/statistics.csv":               {{"month", "subject", "kind", "use", "exemption", "stamped", "exempt", "total"}, {"2026-11", "resident", "residence", "private", "107", "0", "1", "1"}},
		"/office/statistics.csv?month=2026-01": {{"month", "subject", "kind", "use", "exemption", "stamped", "exempt", "total"}},
		"/office/statistics.csv?year=2025": {
			{"month", "stamped", "exempt", "total"},
			{"2025-01", "0", "0", "0"},
			{"2025-02", "0", "0", "0"},
			{"2025-03", "0", "0", "0"},
			{"2025-04", "0", "0", "0"},
			{"2025-05", "0", "0", "0"},
			{"2025-06", "0", "0", "0"},
			{"2025-07", "0", "0", "0"},
			{"2025-08", "0", "0", "0"},
			{"2025-09", "0", "0", "0"},
			{"2025-10", "0", "0", "0"},
			{"2025-11", "0", "0", "0"},
			{"2025-12", "0", "0", "0"},
		},
	} {
		a := w.as(reader).Get(path)
		rows, err := csv.NewReader(strings.NewReader(string(a.Body))).ReadAll()
		if err != nil {
			t.Fatal(path, err)
		}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}
