package registry

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlaceStood(t *testing.T) {
	t.Parallel()
	abolished := Place{From: day("1866-11-19"), To: day("1924-11-14")}
	for s, want := range map[string]bool{
		"1866-11-18": false, "1866-11-19": true, "1924-11-13": true, "1924-11-14": false,
		"1924-11-00": true, "1924-00-00": true, "1925-00-00": false, "1866-00-00": true, "1866-10-00": false,
	} {
		if got := abolished.Stood(day(s)); got != want {
			t.Errorf("Stood(%s) = %v, want %v", s, got, want)
		}
	}
	if (Place{From: day("1924-11-14")}).Stood(Date{}) {
		t.Error("a birth of which no day is recorded is placed")
	}
	if !(Place{From: day("1924-11-14")}).Stood(day("2026-11-21")) {
		t.Error("a standing place does not stand")
	}
}

const municipalities = "\ufeff" + `"ID","DATAISTITUZIONE","DATACESSAZIONE","CODISTAT","CODCATASTALE","DENOMINAZIONE_IT","DENOMTRASLITTERATA","ALTRADENOMINAZIONE","ALTRADENOMTRASLITTERATA","ID_PROVINCIA","IDPROVINCIAISTAT","IDREGIONE","IDPREFETTURA","STATO","SIGLAPROVINCIA","FONTE","DATAULTIMOAGG","COD_DENOM"
`

const states = "ID,DENOMINAZIONE,DENOMINAZIONEISTAT,DENOMINAZIONEISTAT_EN,DATAINIZIOVALIDITA,DATAFINEVALIDITA,CODISO3166_1_ALPHA3,CODMAE,CODMIN,CODAT,CODISTAT,CITTADINANZA,NASCITA,RESIDENZA,FONTE,TIPO,CODISOSOVRANO,DATAULTIMOAGG\n"

func TestReadPlaces(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what, file string
		want       []Place
	}{
		{"municipalities", municipalities + `9001,"1866-11-19","1924-11-13","999001","X910","PROVÀ","PROVA'","","",99,"999","05","","C","VD","","2016-06-17","999500"
"9002","1924-11-14","9999-12-31","999001","X910","PROVA TERME","PROVA TERME","PROBEBAD","PROBEBAD",99,"999","05","VD","A","VD","","2016-06-17",""
"9003","1900-02-28","1900-02-28","999002","ND","SENZA CODICE","SENZA CODICE","","",99,"999","05","","C","VD","","2016-06-17",""
`, []Place{
			{Kind: PlaceMunicipality, SourceID: "9001", Code: "X910", Istat: "999001", Name: "PROVÀ", Transliterated: "PROVA'", Province: "VD", From: day("1866-11-19"), To: day("1924-11-14")},
			{Kind: PlaceMunicipality, SourceID: "9002", Code: "X910", Istat: "999001", Name: "PROVA TERME", Transliterated: "PROVA TERME", Alternative: "PROBEBAD", Province: "VD", From: day("1924-11-14")},
			{Kind: PlaceMunicipality, SourceID: "9003", Istat: "999002", Name: "SENZA CODICE", Transliterated: "SENZA CODICE", Province: "VD", From: day("1900-02-28"), To: day("1900-03-01")},
		}},
		{"states", states + `1,RURITANIA,Ruritania,Ruritania,01/01/1900,31/12/9999,QRU,900,901,Z990,901,S,S,S,MAECI,STATO,,
2,VECCHIA UNIONE,,,01/01/1900,31/12/1991,,,,,,N,S,N,MAECI,STATO,,
3,,Senza validità*,,,,,,,,888,,,,ISTAT,,,
`, []Place{
			{Kind: PlaceState, SourceID: "1", Code: "Z990", Istat: "901", ISO: "QRU", Name: "RURITANIA", From: day("1900-01-01")},
			{Kind: PlaceState, SourceID: "2", Name: "VECCHIA UNIONE", From: day("1900-01-01"), To: day("1992-01-01")},
			{Kind: PlaceState, SourceID: "3", Istat: "888", Name: "Senza validità*", From: day("1900-01-01")},
		}},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			var got []Place
			for p, err := range ReadPlaces(strings.NewReader(test.file)) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, p)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("ReadPlaces (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadPlacesRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what, file string
		want       []string
	}{
		{
			"bad rows", municipalities +
				"1,1866-11-19,1866-11-18,,X91,,,,,,,,,,,,,\n" + // four things at once
				"1,,31/02/1924,,X910,PROVA,,,,,,,,,,,,\n" +
				"3,1866-11-00,,,X910,PROVA,,,,,,,,,,,,\n",
			[]string{
				"line 2, column DENOMINAZIONE_IT: empty, and must not be",
				"line 2, column CODCATASTALE: not a letter and three digits",
				"line 2, column DATACESSAZIONE: before the first day of validity",
				"line 3, column DATAISTITUZIONE: empty, and must not be",
				"line 3, column DATACESSAZIONE: not a day of the form YYYY-MM-DD or DD/MM/YYYY",
				"line 3, column ID: an earlier row has the same",
				"line 4, column DATAISTITUZIONE: not a day of the form YYYY-MM-DD or DD/MM/YYYY",
			},
		},
		{"bad states", states + "1,,,,,,it,,,,,,,,,,,\n", []string{
			"line 2, column DENOMINAZIONE: empty, and must not be",
			"line 2, column CODISO3166_1_ALPHA3: not three capital letters",
		}},
		{"another table", "ID,DESCRIZIONE,ORDINAMENTO\n1,Residenza,\n", []string{
			"unreadable: line 1, column DATAISTITUZIONE: the column is missing", "unreadable: line 1, column DATACESSAZIONE: the column is missing",
			"unreadable: line 1, column CODISTAT: the column is missing", "unreadable: line 1, column CODCATASTALE: the column is missing",
			"unreadable: line 1, column DENOMINAZIONE_IT: the column is missing", "unreadable: line 1, column DENOMTRASLITTERATA: the column is missing",
			"unreadable: line 1, column ALTRADENOMINAZIONE: the column is missing", "unreadable: line 1, column SIGLAPROVINCIA: the column is missing",
		}},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			var got []string
			for p, err := range ReadPlaces(strings.NewReader(test.file)) {
				if err == nil {
					t.Errorf("read %v", p)
					continue
				}
				got = append(got, told(t, err))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

// told is the row's error, marked if it ends the file.
func told(t *testing.T, err error) string {
	t.Helper()
	var row *RowError
	if !errors.As(err, &row) {
		t.Fatalf("%v is no RowError", err)
	}
	if errors.Is(err, ErrUnreadable) {
		return "unreadable: " + row.Error()
	}
	return row.Error()
}
