package registry

import (
	"io"
	"iter"
	"slices"
	"strings"
	"time"
)

// The columns of the two official tables that are read. Both are published with
// others, which may come and go.
var (
	municipalityColumns = layout{
		required: []string{
			"ID", "DATAISTITUZIONE", "DATACESSAZIONE", "CODISTAT", "CODCATASTALE",
			"DENOMINAZIONE_IT", "DENOMTRASLITTERATA", "ALTRADENOMINAZIONE", "SIGLAPROVINCIA",
		},
		open: true,
	}
	stateColumns = layout{
		required: []string{"ID", "DENOMINAZIONE", "DENOMINAZIONEISTAT", "DATAINIZIOVALIDITA", "DATAFINEVALIDITA", "CODISO3166_1_ALPHA3", "CODAT", "CODISTAT"},
		open:     true,
	}
)

// ReadPlaces reads the official archive of municipalities (archivio dei comuni) or
// the official table of foreign states (tabella stati esteri) of the national
// register as they are published, told apart by their headers. Errors are those of
// ReadPeople. The sequence can be ranged over once.
func ReadPlaces(r io.Reader) iter.Seq2[Place, error] {
	seen := map[string]bool{}
	return readRows(r, placeLayout, func(r *row) Place {
		read := r.municipality
		if _, state := r.src.index["CODAT"]; state {
			read = r.state
		}
		p := read()
		if seen[p.SourceID] {
			r.fail("ID", "an earlier row has the same")
		}
		seen[strings.Clone(p.SourceID)] = true
		return p
	})
}

func placeLayout(header []string) layout {
	if slices.Contains(header, "CODAT") {
		return stateColumns
	}
	return municipalityColumns
}

// municipality reads a row of the archive. Who founded the archive wrote ND where
// no cadastral code was ever given.
func (r *row) municipality() Place {
	p := Place{
		Kind: PlaceMunicipality, SourceID: r.needed("ID"), Code: r.text("CODCATASTALE"), Istat: r.text("CODISTAT"),
		Name: r.needed("DENOMINAZIONE_IT"), Transliterated: r.text("DENOMTRASLITTERATA"), Alternative: r.text("ALTRADENOMINAZIONE"),
		Province: r.text("SIGLAPROVINCIA"),
	}
	if p.Code == "ND" {
		p.Code = ""
	}
	r.needed("DATAISTITUZIONE")
	r.placeTimes(&p, "CODCATASTALE", "DATAISTITUZIONE", "DATACESSAZIONE")
	return p
}

// tableStart is the first day of validity of the states in their table, also of
// the one entry in it that states none.
var tableStart = Date{1900, time.January, 1}

func (r *row) state() Place {
	p := Place{
		Kind: PlaceState, SourceID: r.needed("ID"), Code: r.text("CODAT"), Istat: r.text("CODISTAT"), ISO: r.text("CODISO3166_1_ALPHA3"),
		Name: r.text("DENOMINAZIONE"),
	}
	if p.Name == "" {
		p.Name = r.text("DENOMINAZIONEISTAT")
	}
	if p.Name == "" {
		r.fail("DENOMINAZIONE", "empty, and must not be")
	}
	if p.ISO != "" && !stateCode.MatchString(p.ISO) {
		r.fail("CODISO3166_1_ALPHA3", "not three capital letters")
	}
	r.placeTimes(&p, "CODAT", "DATAINIZIOVALIDITA", "DATAFINEVALIDITA")
	if p.From.IsZero() {
		p.From = tableStart
	}
	return p
}

// placeTimes checks the code and reads the validity. Both tables name the last day
// of it: where one municipality follows another of the same code, its first day
// is the day after. 9999-12-31 stands for no last day.
func (r *row) placeTimes(p *Place, code, from, last string) {
	if p.Code != "" && !OfficeID(p.Code).Valid() {
		r.fail(code, "not a letter and three digits")
	}
	p.From = r.officialDay(from)
	switch end := r.officialDay(last); {
	case end.IsZero(), end.Year == 9999:
	case end.Before(p.From):
		r.fail(last, "before the first day of validity")
	default:
		p.To = DateOf(time.Date(end.Year, end.Month, end.Day+1, 0, 0, 0, 0, time.UTC))
	}
}

// officialDay reads a complete day, YYYY-MM-DD in the one table and DD/MM/YYYY in
// the other.
func (r *row) officialDay(column string) Date {
	s := r.text(column)
	if s == "" {
		return Date{}
	}
	if len(s) == 10 && s[2] == '/' && s[5] == '/' {
		s = s[6:] + "-" + s[3:5] + "-" + s[:2]
	}
	d, err := ParseDate(s)
	if err != nil || d.Day == 0 {
		r.fail(column, "not a day of the form YYYY-MM-DD or DD/MM/YYYY")
		return Date{}
	}
	return d
}
