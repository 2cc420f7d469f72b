package certificates

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ranges is what somebody finds out who has the published table and the sums of its columns:
// every table that fits is tried.
func ranges(rows []*Cells) (largest [][2]int) {
	stamped, exempt := 0, 0
	for _, r := range rows {
		stamped, exempt = stamped+r.Stamped, exempt+r.Exempt
	}
	largest = make([][2]int, len(rows))
	guess := make([][2]int, len(rows))
	var try func(i, stamped, exempt int) bool
	try = func(i, stamped, exempt int) (fits bool) {
		if i == len(rows) {
			return stamped == 0 && exempt == 0
		}
		r := rows[i]
		for s := 0; s <= stamped; s++ {
			for e := 0; e <= exempt; e++ {
				if !r.HideParts && (s != r.Stamped || e != r.Exempt) || !r.HideTotal && s+e != r.Total() {
					continue
				}
				guess[i] = [2]int{s, e}
				if try(i+1, stamped-s, exempt-e) {
					fits = true
					largest[i][0], largest[i][1] = max(largest[i][0], s), max(largest[i][1], e)
				}
			}
		}
		return fits
	}
	try(0, stamped, exempt)
	return largest
}

// Nobody can tell that a number is small, unless nothing is published at all.
func TestSuppressed(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		rows := make([]*Cells, 1+random.IntN(4))
		for i := range rows {
			rows[i] = &Cells{Stamped: random.IntN(5 + random.IntN(6)), Exempt: random.IntN(5 + random.IntN(6))}
		}
		Suppress(rows)
		shown := 0
		for _, r := range rows {
			if !r.HideTotal {
				shown++
			}
			if r.HideTotal && !r.HideParts || !r.HideTotal && small(r.Total()) || !r.HideParts && (small(r.Stamped) || small(r.Exempt)) {
				t.Fatalf("a small number is published: %+v", *r)
			}
		}
		if shown == 0 {
			continue
		}
		for i, most := range ranges(rows) {
			if r := rows[i]; small(r.Stamped) && most[0] <= SmallNumber && !allHidden(rows) || small(r.Exempt) && most[1] <= SmallNumber && !allHidden(rows) {
				t.Fatalf("row %d of %+v is found out: at most %v", i, values(rows), most)
			}
		}
	}
}

// allHidden reports whether only totals are left.
func allHidden(rows []*Cells) bool {
	for _, r := range rows {
		if !r.HideParts {
			return false
		}
	}
	return true
}

func values(rows []*Cells) (out []Cells) {
	for _, r := range rows {
		out = append(out, *r)
	}
	return out
}

func TestSuppress(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ in, want string }{
		"nothing small":                      {"10/90 0/7 20/0", "10/90=100 0/7=7 20/0=20"},
		"a small part":                       {"3/97 10/40 0/9", "?/?=100 ?/?=50 0/9=9"},
		"a small total takes one with it":    {"1/2 10/90 5/20", "?/?=? 10/90=100 ?/?=?"},
		"two small totals that come to few":  {"1/0 0/1 10/90 5/20", "?/?=? ?/?=? 10/90=100 ?/?=?"},
		"two small totals that come to more": {"0/4 0/4 10/90", "?/?=? ?/?=? 10/90=100"},
		"a row by itself":                    {"1/1", "?/?=?"},
		"a row by itself with a small part":  {"1/10", "?/?=11"},
	} {
		var rows []*Cells
		for f := range strings.FieldsSeq(test.in) {
			var c Cells
			if _, err := fmt.Sscanf(f, "%d/%d", &c.Stamped, &c.Exempt); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, &c)
		}
		Suppress(rows)
		var got []string
		for _, r := range rows {
			got = append(got, star(r.Stamped, r.HideParts)+"/"+star(r.Exempt, r.HideParts)+"="+star(r.Total(), r.HideTotal))
		}
		if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func star(n int, hidden bool) string {
	if hidden {
		return "?"
	}
	return shown(n, false)
}

func TestOpenTable(t *testing.T) {
	t.Parallel()
	counts := []Count{
		{Kind: Residence, Use: PrivateUse, Exemption: 0, Stamped: 10},
		{Kind: Residence, Use: AbroadUse, Exemption: 2, Exempt: 30},
		{Combined: true, Use: PrivateUse, Stamped: 20, Exempt: 50},
		{Kind: Life, Use: PrivateUse, Exempt: 2},
		{Abroad: true, Kind: ResidenceAbroad, Use: AbroadUse, Exempt: 9},
	}
	for by, want := range map[Dimension]string{
		ByKind: `COMUNE,MESE,ANNO,TIPO_SOGGETTO,TIPOLOGIA_CERTIFICATO,BOLLO,ESENTI_DA_BOLLO,TOTALE,SOPPRESSO
X900,11,2026,AIRE,RESIDENZA AIRE,0,9,9,N
X900,11,2026,Residenti,CONTESTUALE,20,50,70,N
X900,11,2026,Residenti,ESISTENZA IN VITA,,,,S
X900,11,2026,Residenti,RESIDENZA,,,,S
`,
		ByUse: `COMUNE,MESE,ANNO,TIPO_SOGGETTO,USO,BOLLO,ESENTI_DA_BOLLO,TOTALE,SOPPRESSO
X900,11,2026,AIRE,abroad,0,9,9,N
X900,11,2026,Residenti,abroad,0,30,30,N
X900,11,2026,Residenti,private,30,52,82,N
`,
	} {
		table, err := NewOpenTable("X900", Month{2026, 11}, by, counts)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := table.Write(&b); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("by %s (-want +got):\n%s", by, diff)
		}
	}
	if _, err := NewOpenTable("X900", Month{2026, 11}, "person", counts); err == nil {
		t.Error("a table by person")
	}
	for _, e := range table {
		if nationalNames[e.Kind] == "" {
			t.Errorf("%s has no name in the national table", e.Slug)
		}
	}
}

func TestParseMonth(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2026", "2026-13", "2026-00", "2026-1", "26-01", "2026-01-01", " 2026-01"} {
		if m, err := ParseMonth(s); err == nil {
			t.Errorf("ParseMonth(%q) = %v", s, m)
		}
	}
	m, err := ParseMonth("2026-12")
	if err != nil || m.String() != "2026-12" || m.Next().String() != "2027-01" {
		t.Errorf("ParseMonth = %v, %v, then %v", m, err, m.Next())
	}
}
