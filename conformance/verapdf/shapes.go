package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/registry"
)

// offices is one with a coat of arms, and a demo without, which has a second name.
func offices() []registry.Office {
	own, demo := people.Office(), people.Office()
	own.ID, own.Basis = "X900", registry.BasisLocal
	demo.ID, demo.Name, demo.Alternative, demo.CoatOfArms = "X906", "Comune di Collesempio", "Gemeinde Musterbichl", nil
	return []registry.Office{own, demo}
}

// shapes is the certificates, by name.
func shapes() map[string]*certificates.Content {
	all := map[string]*certificates.Content{}
	for kind, name := range map[certificates.Kind]string{
		certificates.Birth: "birth", certificates.Citizenship: "citizenship", certificates.Life: "life",
		certificates.Residence: "residence", certificates.CivilStatus: "civil-status", certificates.Household: "household",
	} {
		for i, office := range offices() {
			c := content(kind, 3)
			c.Office, c.Basis = certificates.OfficeContent{Code: string(office.ID), Name: office.Name}, office.Basis
			c.Use = []certificates.Use{certificates.PrivateUse, certificates.AbroadUse}[i]
			all[name+[]string{"", "-demo"}[i]] = c
		}
	}
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 25, 40} {
		all[fmt.Sprintf("members-%02d", n)] = content(certificates.Household, n)
	}
	for name, surname := range map[string]string{
		"shortest": "O", "longest": strings.Repeat("Wolfeschlegelsteinhausen", 13)[:300], "syntax": `\) Tj endstream /Type<<>>`,
		"polish": "Żółkiewski", "turkish": "Şığaİ", "romanian": "Țăranș", "vietnamese": "Nguyễn Đặng", "greek": "Παπαδόπουλος", "cyrillic": "Ђорђевић Щукина",
		alphabet: "Đặng Żółkiewski Şıİğ Ħŵŷ Țăran Ɓɛ Ḁ ᾍδης Ђорђ Ҥ",
	} {
		c := content(certificates.Household, 2)
		c.Subject.Surname, c.Household[1].Surname = surname, surname
		all[name] = c
	}
	nobody := content(certificates.Household, 2)
	nobody.Household[1] = certificates.MemberContent{}
	all["little-known"] = nobody
	return all
}

// places is where members of a household were born: names in two languages, and long
// ones.
var places = []certificates.PlaceContent{
	{Kind: registry.BornInMunicipality, Name: "Valdemo", Province: "VD"},
	{Kind: registry.BornInMunicipality, Name: "Bolzano", Alternative: "Bozen", AlternativeLanguage: registry.German, Province: "BZ"},
	{Kind: registry.BornInMunicipality, Name: "Duino-Aurisina", Alternative: "Devin-Nabrežina", AlternativeLanguage: registry.Slovene, Province: "TS"},
	{Kind: registry.BornElsewhere, Name: "motonave Città di Valdemo, in navigazione tra Genova e Cagliari"},
}

func content(kind certificates.Kind, members int) *certificates.Content {
	now := time.Now()
	today := registry.DateOf(now)
	c := &certificates.Content{
		Version: certificates.ContentVersion, Office: certificates.OfficeContent{Code: "X900", Name: "Comune di Valdemo"}, Basis: registry.BasisLocal,
		Kinds: []certificates.Kind{kind}, Use: certificates.PrivateUse, Language: registry.Italian,
		Number: certificates.Number{Year: today.Year, Serial: 123}, IssuedOn: today, Validity: 3, ValidTo: today.AddMonths(3), Extracted: now,
		Subject: member(1),
	}
	address := &certificates.AddressContent{
		Street: "Via dell'Unità d'Italia", Number: "12/B", PostalCode: "00000", Province: "BZ",
		Municipality: "Collesempio", Alternative: "Musterbichl", AlternativeLanguage: registry.German,
	}
	switch kind {
	case certificates.Birth:
		c.BirthAct = &certificates.ActContent{Municipality: "Valdemo", Year: 1980, Part: "I", Series: "A", Number: "123"}
	case certificates.Citizenship:
		c.Citizenship = registry.ItalianState
	case certificates.Life:
		c.Alive = true
	case certificates.Residence:
		c.Residence = address
	case certificates.CivilStatus:
		c.CivilStatus = &certificates.CivilStatusContent{Code: registry.Married, Partner: "Esempi Dimostra", On: registry.Date{Year: 2005, Month: 6, Day: 18}, Place: "Valdemo"}
	case certificates.Household:
		c.Residence = address
		for i := range members {
			c.Household = append(c.Household, certificates.MemberContent{Individual: member(i)})
		}
	}
	return c
}

func member(i int) certificates.Individual {
	return certificates.Individual{
		Surname: "Esempi-Dimostrativi", Given: fmt.Sprintf("Niccolò %d", i+1), Sex: registry.Male,
		Born: registry.Date{Year: 1950 + i, Month: 3}, Place: places[i%len(places)],
	}
}
