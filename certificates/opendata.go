package certificates

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/sportello/sportello/registry"
)

// Dimension is what an open table is broken down by. Only one at a time: two together
// would leave little but small numbers.
type Dimension string

// The dimensions.
const (
	ByKind      Dimension = "kind"
	ByUse       Dimension = "use"
	ByExemption Dimension = "exemption"
)

// column is the heading of a dimension.
var column = map[Dimension]string{ByKind: "TIPOLOGIA_CERTIFICATO", ByUse: "USO", ByExemption: "ESENZIONE"}

// ErrDimension says that there is no such dimension.
var ErrDimension = errors.New("certificates: not a dimension")

// OpenTable is a month of an office as open data: the table certificati_export of the
// national register (MESE, ANNO, TIPO_SOGGETTO, TIPOLOGIA_CERTIFICATO, BOLLO,
// ESENTI_DA_BOLLO, TOTALE), with the columns COMUNE before it and SOPPRESSO after it,
// because a municipality is small and small numbers are left out (Suppress).
type OpenTable struct {
	Office    registry.OfficeID
	Month     Month
	Dimension Dimension
	Rows      []OpenRow
}

// OpenRow is a row of an OpenTable.
type OpenRow struct {
	Abroad bool
	Value  string // of the dimension
	Cells
}

// NewOpenTable adds counts up by a dimension and takes the small numbers out. kind names a
// kind in the words of the national table.
func NewOpenTable(office registry.OfficeID, m Month, by Dimension, counts []Count) (*OpenTable, error) {
	if column[by] == "" {
		return nil, ErrDimension
	}
	t := &OpenTable{Office: office, Month: m, Dimension: by}
	for _, c := range counts {
		r := t.row(c.Abroad, by.value(c))
		r.Stamped += c.Stamped
		r.Exempt += c.Exempt
	}
	slices.SortFunc(t.Rows, func(a, b OpenRow) int {
		if a.Abroad != b.Abroad {
			return cmp.Compare(subjectType(a.Abroad), subjectType(b.Abroad))
		}
		return cmp.Compare(a.Value, b.Value)
	})
	for _, abroad := range []bool{true, false} {
		var cells []*Cells
		for i := range t.Rows {
			if t.Rows[i].Abroad == abroad {
				cells = append(cells, &t.Rows[i].Cells)
			}
		}
		Suppress(cells)
	}
	return t, nil
}

func (t *OpenTable) row(abroad bool, value string) *OpenRow {
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Abroad == abroad && r.Value == value {
			return r
		}
	}
	t.Rows = append(t.Rows, OpenRow{Abroad: abroad, Value: value})
	return &t.Rows[len(t.Rows)-1]
}

func (d Dimension) value(c Count) string {
	switch {
	case d == ByUse:
		return string(c.Use)
	case d == ByExemption:
		return strconv.Itoa(c.Exemption)
	case c.Combined:
		return "CONTESTUALE"
	}
	return nationalNames[c.Kind]
}

// nationalNames is the kinds as the national table has them.
var nationalNames = map[Kind]string{
	Birth: "NASCITA", Death: "MORTE", Marriage: "MATRIMONIO", Removal: "CANCELLAZIONE", Citizenship: "CITTADINANZA",
	CitizenshipHistory: "STORICO CITTADINANZA", Life: "ESISTENZA IN VITA", Residence: "RESIDENZA", ResidenceHistory: "STORICO RESIDENZA",
	ResidenceAbroad: "RESIDENZA AIRE", CivilStatus: "STATO CIVILE", Household: "STATO FAMIGLIA", HouseholdAndStatus: "STATO FAMIGLIA E STATO CIVILE",
	CommunityResidence: "RESIDENZA IN CONVIVENZA", HouseholdAbroad: "STATO FAMIGLIA AIRE", HouseholdTies: "STATO FAMIGLIA CON RAPPORTI PARENTELA",
	FreeStatus: "STATO LIBERO", CivilUnion: "UNIONE CIVILE", CohabitationContract: "CONTRATTO CONVIVENZA", ResidenceOnDate: "STORICO RESIDENZA ALLA DATA",
	PoliticalRights: "GODIMENTO DEI DIRITTI POLITICI", ElectoralRoll: "ISCRIZIONE NELLE LISTE ELETTORALI", HouseholdOnDate: "STATO FAMIGLIA ALLA DATA",
}

func subjectType(abroad bool) string {
	if abroad {
		return "AIRE"
	}
	return "Residenti"
}

// Write writes the table as CSV (RFC 4180). What is left out is empty, and SOPPRESSO is S.
func (t *OpenTable) Write(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"COMUNE", "MESE", "ANNO", "TIPO_SOGGETTO", column[t.Dimension], "BOLLO", "ESENTI_DA_BOLLO", "TOTALE", "SOPPRESSO"}}
	for _, r := range t.Rows {
		rows = append(rows, []string{
			string(t.Office), strconv.Itoa(int(t.Month.Month)), strconv.Itoa(t.Month.Year), subjectType(r.Abroad), r.Value,
			shown(r.Stamped, r.HideParts), shown(r.Exempt, r.HideParts), shown(r.Total(), r.HideTotal), suppressed(r.HideParts),
		})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("certificates: writing open data: %w", err)
	}
	return nil
}

func shown(n int, hidden bool) string {
	if hidden {
		return ""
	}
	return strconv.Itoa(n)
}

func suppressed(hidden bool) string {
	if hidden {
		return "S"
	}
	return "N"
}
