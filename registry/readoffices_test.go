package registry

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drawer holds coats of arms.
func drawer(path string) ([]byte, error) {
	switch path {
	case "coat.png":
		return []byte("\x89PNG\r\n\x1a\n..."), nil
	case "coat.jpg":
		return []byte("\xff\xd8\xff..."), nil
	case "coat.svg":
		return []byte("<svg>"), nil
	case "secret.png":
		return nil, fs.ErrPermission
	}
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
}

func TestReadOffices(t *testing.T) {
	t.Parallel()
	const file = `code;name;alternative;province;department;address;contact;coat_of_arms;basis;languages;data_from;archive
X900;Comune di Valdemo;Gemeinde Probetal;Provincia di Valdemo;Servizi demografici;"Piazza del Municipio 1; 99900 Valdemo";https://www.valdemo.example;coat.png;demo;it|de;1995-01-01;Archivio storico, tel. 0
X901;Comune di Prova;;;;;;coat.jpg;local;;;
`
	want := []Office{
		{
			ID: "X900", Name: "Comune di Valdemo", Alternative: "Gemeinde Probetal", Province: "Provincia di Valdemo", Department: "Servizi demografici",
			Address: "Piazza del Municipio 1; 99900 Valdemo", Contact: "https://www.valdemo.example", CoatOfArms: []byte("\x89PNG\r\n\x1a\n..."),
			Basis: BasisDemo, Languages: []Language{Italian, German},
			DataFrom: day("1995-01-01"), Archive: "Archivio storico, tel. 0",
		},
		{ID: "X901", Name: "Comune di Prova", CoatOfArms: []byte("\xff\xd8\xff..."), Basis: BasisLocal, Languages: []Language{Italian}},
	}
	var got []Office
	for o, err := range ReadOffices(strings.NewReader(file), drawer) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, o)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadOffices (-want +got):\n%s", diff)
	}
}

func TestReadOfficesRefuses(t *testing.T) {
	t.Parallel()
	const header = "code,name,basis,languages,coat_of_arms,data_from\n"
	const languages = "column languages: not a list of it, de, sl and fr, each once, with | between them"
	for _, test := range []struct {
		what, row string
		want      []string
	}{
		{"nothing", ",,,,x.png,", []string{
			"column code: empty, and must not be", "column name: empty, and must not be",
			"column coat_of_arms: there is no such file", "column basis: empty, and must not be",
		}},
		{"no cadastral code", "x900,Comune,demo,,,", []string{"column code: not a letter and three digits"}},
		{"another basis", "X900,Comune,legal,,,", []string{"column basis: not one of the words that the column takes"}},
		{"without Italian", "X900,Comune,demo,de,,", []string{"column languages: without it: Italian is always among the languages of an office"}},
		{"a language twice", "X900,Comune,demo,it|it,,", []string{languages}},
		{"English", "X900,Comune,demo,it|en,,", []string{languages}},
		{"a drawing of another kind", "X900,Comune,demo,,coat.svg,", []string{"column coat_of_arms: the file is neither PNG nor JPEG"}},
		{"a file that may not be read", "X900,Comune,demo,,secret.png,", []string{"column coat_of_arms: the file cannot be read"}},
		{"data from some month", "X900,Comune,demo,,,1995-01-00", []string{"column data_from: an incomplete day"}},
		{"data from no day", "X900,Comune,demo,,,1995", []string{"column data_from: not a date of the form YYYY-MM-DD (00 for an unknown day or month)"}},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			var got []string
			for o, err := range ReadOffices(strings.NewReader(header+test.row+"\n"), drawer) {
				var row *RowError
				if !errors.As(err, &row) {
					t.Fatalf("read %v, %v", o, err)
				}
				got = append(got, strings.TrimPrefix(row.Error(), "line 2, "))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadOfficesTwice(t *testing.T) {
	t.Parallel()
	n := 0
	for _, err := range ReadOffices(strings.NewReader("code,name,basis\nX900,Comune,demo\nX900,Comune,demo\n"), drawer) {
		if n++; n == 2 && (err == nil || err.Error() != "line 3, column code: an earlier row has the same code") {
			t.Errorf("error %v", err)
		}
	}
	if n != 2 {
		t.Errorf("%d rows", n)
	}
}
