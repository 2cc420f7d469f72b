package templates

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

var sampleAt = time.Date(2026, 11, 21, 10, 4, 33, 0, time.FixedZone("CET", 3600))

// shield is a coat of arms with transparent corners.
func shield(t testing.TB, width, height int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			u, v := float64(2*x-width)/float64(width), float64(y)/float64(height)
			switch edge := 1 - u*u - max(0, v-0.5)*max(0, v-0.5)*4; {
			case edge < 0 || v < 0.04:
			case edge < 0.12 || v < 0.1:
				m.Set(x, y, color.NRGBA{200, 160, 40, 255})
			case u*u+4*(v-0.4)*(v-0.4) < 0.1:
				m.Set(x, y, color.NRGBA{250, 250, 250, 255})
			case u < 0:
				m.Set(x, y, color.NRGBA{20, 70, 140, 255})
			default:
				m.Set(x, y, color.NRGBA{170, 25, 30, 255})
			}
		}
	}
	return encodePNG(t, m)
}

func encodePNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sampleOffice(t testing.TB) registry.Office {
	return registry.Office{
		ID: "H501", Name: "Comune di Valdemo", Province: "Provincia di Esempio", Department: "Servizi demografici - Ufficio anagrafe",
		Address: "Piazza del Municipio 1, 39100 Valdemo (VD)", Contact: "Telefono 0471 000000 - anagrafe.comune.valdemo.example",
		CoatOfArms: shield(t, 160, 200), Basis: registry.BasisLocal, Languages: []registry.Language{registry.Italian},
	}
}

// demoOffice has two names, no coat of arms and no legal value.
func demoOffice(t testing.TB) registry.Office {
	o := sampleOffice(t)
	o.ID, o.Name, o.Alternative, o.Basis, o.CoatOfArms = "A952", "Comune di Valdemo sulla Strada del Vino", "Gemeinde Weintal an der Straße", registry.BasisDemo, nil
	return o
}

// sampleHole is small, so that golden files are.
const sampleHole = 64

var shared struct {
	once sync.Once
	*Typesetter
}

// sampleTypesetter is one that all tests share.
func sampleTypesetter(t testing.TB) *Typesetter {
	t.Helper()
	shared.once.Do(func() {
		var err error
		if shared.Typesetter, err = New(append(borderOffices(t), sampleOffice(t), demoOffice(t)), Options{Hole: sampleHole}); err != nil {
			t.Fatal(err)
		}
	})
	return shared.Typesetter
}

// typesetterOf is one for an office alone, with the fonts of the shared one.
func typesetterOf(t testing.TB, o registry.Office) (*Typesetter, error) {
	t.Helper()
	return sampleTypesetter(t).With([]registry.Office{o})
}

func sampleMark() certificates.Mark {
	code := certificates.Code{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	return certificates.Mark{Code: code, URL: "https://anagrafe.comune.valdemo.example/v/" + code.Compact()}
}

// lay is the unsealed file of a content.
func lay(t testing.TB, c *certificates.Content) []byte {
	t.Helper()
	sheet, err := sampleTypesetter(t).Lay(c, sampleMark(), sampleAt)
	if err != nil {
		t.Fatalf("Lay = %v", err)
	}
	return sheet.Unsealed()
}

func day(t testing.TB, s string) registry.Date {
	t.Helper()
	d, err := registry.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var (
	valdemo = certificates.PlaceContent{Kind: registry.BornInMunicipality, Name: "Valdemo", Province: "VD"}
	bolzano = certificates.PlaceContent{Kind: registry.BornInMunicipality, Name: "Bolzano", Alternative: "Bozen", AlternativeLanguage: registry.German, Province: "BZ"}
	lyon    = certificates.PlaceContent{Kind: registry.BornAbroad, Name: "Lione", State: "Francia"}
	atSea   = certificates.PlaceContent{Kind: registry.BornElsewhere, Name: "motonave Città di Valdemo, in navigazione"}
)

// sample is a content of a kind about Maria Rossi.
func sample(t testing.TB, kind certificates.Kind) *certificates.Content {
	t.Helper()
	c := &certificates.Content{
		Version: certificates.ContentVersion, Office: certificates.OfficeContent{Code: "H501", Name: "Comune di Valdemo"},
		Basis: registry.BasisLocal, Kinds: []certificates.Kind{kind}, Use: certificates.PrivateUse, Language: registry.Italian,
		Number: certificates.Number{Year: 2026, Serial: 123}, IssuedOn: day(t, "2026-11-21"),
		Validity: 3, ValidTo: day(t, "2027-02-21"), Extracted: sampleAt,
		Subject: certificates.Individual{Surname: "Rossi", Given: "Maria Antonia", Sex: registry.Female, Born: day(t, "1980-03-12"), Place: valdemo},
	}
	address := &certificates.AddressContent{Street: "Via Roma", Number: "12/B", Internal: "scala A, interno 3", PostalCode: "39100", Municipality: "Valdemo", Province: "VD"}
	switch kind {
	case certificates.Birth:
		c.BirthAct = &certificates.ActContent{Municipality: "Valdemo", Year: 1980, Part: "I", Series: "A", Number: "123", Office: "1"}
	case certificates.Citizenship:
		c.Citizenship = registry.ItalianState
	case certificates.Life:
		c.Alive = true
	case certificates.Residence:
		c.Residence = address
	case certificates.CivilStatus:
		c.CivilStatus = &certificates.CivilStatusContent{Code: registry.Married, Partner: "Bianchi Giovanni", On: day(t, "2005-06-18"), Place: "Bolzano"}
	case certificates.Household:
		c.Residence, c.Household = address, household(t, 4)
	}
	return c
}

// household is so many members, among them every hard one.
func household(t testing.TB, n int) []certificates.MemberContent {
	t.Helper()
	abroad := func(name, state string) certificates.PlaceContent {
		return certificates.PlaceContent{Kind: registry.BornAbroad, Name: name, State: state}
	}
	some := []certificates.Individual{
		{Surname: "Rossi", Given: "Maria Antonia", Sex: registry.Female, Born: day(t, "1980-03-12"), Place: valdemo},
		{Surname: "Bianchi", Given: "Giovanni", Sex: registry.Male, Born: day(t, "1978-11-02"), Place: bolzano},
		{Surname: "Bianchi", Given: "Lucia", Sex: registry.Female, Born: day(t, "2008-07-30"), Place: lyon},
		{Surname: "D'Angelo", Given: "Niccolò", Sex: registry.Male, Born: day(t, "2015-12-24"), Place: valdemo},
		{Surname: "Đorđević-Kovačević", Given: "Živko", Sex: registry.Male, Born: day(t, "1950-00-00"), Place: atSea},
		{Given: "Thiri", Sex: registry.Female, Born: day(t, "2000-10-00"), Place: abroad("Yangon", "Birmania")},
		{Surname: "Mahāvīra", Sex: registry.Male, Born: day(t, "1999-09-09"), Place: abroad("Colombo", "Sri Lanka")},
		{Surname: "Παπαδόπουλος", Given: "Γεώργιος", Sex: registry.Male, Born: day(t, "1971-02-28"), Place: abroad("Atene", "Grecia")},
		{Surname: "Петрова", Given: "Ольга", Sex: registry.Female, Born: registry.Date{}, Place: certificates.PlaceContent{}},
	}
	out := make([]certificates.MemberContent, n)
	for i := range out {
		out[i].Individual = some[i%len(some)]
	}
	return out
}

// samples is the certificates that are looked at, by name.
func samples(t testing.TB) map[string]*certificates.Content {
	t.Helper()
	all := map[string]*certificates.Content{
		"birth": sample(t, certificates.Birth), "citizenship": sample(t, certificates.Citizenship), "life": sample(t, certificates.Life),
		"residence": sample(t, certificates.Residence), "civil-status": sample(t, certificates.CivilStatus), "household": sample(t, certificates.Household),
	}
	large := sample(t, certificates.Household)
	large.Household = household(t, 12)
	all["household-12"] = large

	demo := sample(t, certificates.Residence)
	demo.Office, demo.Basis, demo.Use = certificates.OfficeContent{Code: "A952", Name: "Comune di Valdemo sulla Strada del Vino"}, registry.BasisDemo, certificates.AbroadUse
	demo.Residence.Hamlet, demo.Residence.Alternative, demo.Residence.AlternativeLanguage, demo.Subject.Place = "Pieve di Sopra", "Weintal", registry.German, bolzano
	all["demo"] = demo

	long := sample(t, certificates.CivilStatus)
	long.Subject.Surname = strings.Repeat("Wolfeschlegelsteinhausen", 13)[:300]
	long.CivilStatus.Partner = strings.Repeat("Bergerdorff", 12)
	all["long"] = long
	return all
}
