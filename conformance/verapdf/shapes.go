package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/registry"
)

// offices is one with a coat of arms, a demo without, which has a second name, and one
// for each language that may stand beside Italian.
func offices() []registry.Office {
	own, demo := people.Office(), people.Office()
	own.ID, own.Basis = "X900", registry.BasisLocal
	demo.ID, demo.Name, demo.Alternative, demo.CoatOfArms = "X906", "Comune di Collesempio", "Gemeinde Musterbichl", nil
	demo.Languages = []registry.Language{registry.Italian, registry.German}
	all := []registry.Office{own, demo}
	for id, o := range map[registry.OfficeID]struct {
		name     string
		language registry.Language
	}{"X907": {"Gemeinde Mustertal", registry.German}, "X908": {"Občina Vzorčna Dolina", registry.Slovene}, "X909": {"Commune de Val-Modèle", registry.French}} {
		border := people.Office()
		border.ID, border.Basis, border.Alternative, border.Languages = id, registry.BasisLocal, o.name, []registry.Language{registry.Italian, o.language}
		all = append(all, border)
	}
	return all
}

// of makes a content that of an office, in a language.
func of(c *certificates.Content, id registry.OfficeID, l registry.Language) *certificates.Content {
	for _, o := range offices() {
		if o.ID == id {
			c.Office, c.Basis = certificates.OfficeContent{Code: string(o.ID), Name: o.Name}, o.Basis
		}
	}
	c.Language = l
	return c
}

// languages is what stands beside Italian, with the office that issues it.
var languages = map[registry.Language]registry.OfficeID{
	registry.Italian: "X900", registry.English: "X900", registry.German: "X907", registry.Slovene: "X908", registry.French: "X909",
}

// shapes is the certificates, by name.
func shapes() map[string]*certificates.Content {
	all := map[string]*certificates.Content{}
	for l, id := range languages {
		for kind, name := range names {
			all[string(l)+"-"+name] = of(content(3, kind), id, l)
		}
		for name, kinds := range together {
			all[string(l)+"-"+name] = of(content(3, kinds...), id, l)
		}
		for n := range 12 {
			all[fmt.Sprintf("%s-members-%02d", l, n+1)] = of(content(n+1, certificates.HouseholdTies), id, l)
		}
	}
	for kind, name := range names {
		c := of(content(3, kind), "X906", registry.Italian)
		c.Use = certificates.AbroadUse
		all[name+"-demo"] = c
	}
	for _, l := range []registry.Language{registry.German, registry.English} {
		all["demo-"+string(l)] = of(content(3, certificates.Household), "X906", l)
	}
	for i, u := range []certificates.Use{certificates.AuthorityUse, certificates.ImmigrationUse, certificates.JudicialUse} {
		c := of(content(1, certificates.Residence), "X907", registry.German)
		c.Use, c.Duty = u, duties[i]
		all["use-"+string(u)] = c
	}
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 25, 40} {
		all[fmt.Sprintf("members-%02d", n)] = content(n, certificates.Household)
	}
	for name, surname := range map[string]string{
		"shortest": "O", "longest": strings.Repeat("Wolfeschlegelsteinhausen", 13)[:300], "syntax": `\) Tj endstream /Type<<>>`,
		"polish": "Żółkiewski", "turkish": "Şığaİ", "romanian": "Țăranș", "vietnamese": "Nguyễn Đặng", "greek": "Παπαδόπουλος", "cyrillic": "Ђорђевић Щукина",
		alphabets: "Đặng Żółkiewski Şıİğ Ħŵŷ Țăran Ɓɛ Ḁ ᾍδης Ђорђ Ҥ",
	} {
		c := content(2, certificates.Household)
		c.Subject.Surname, c.Household[1].Surname = surname, surname
		all[name] = c
	}
	nobody := content(2, certificates.Household)
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

// duties is the stamp duty settled in several ways.
var duties = []*certificates.DutyContent{
	{Exemption: 9, Citation: "art. 9 Tabella B d.P.R. 642/1972", Fee: 26},
	{Means: certificates.PaperStamp, Amount: 1600, Stamp: "01234567890123", StampOn: began, Fee: 52},
	{Means: certificates.OnlinePayment, Amount: 1600, Payment: "302001234567890123"},
}

// content is a certificate of kinds; so many members has a household.
func content(members int, kinds ...certificates.Kind) *certificates.Content {
	now := time.Now()
	today := registry.DateOf(now)
	c := &certificates.Content{
		Version: certificates.ContentVersion, Office: certificates.OfficeContent{Code: "X900", Name: "Comune di Valdemo"}, Basis: registry.BasisLocal,
		Kinds: kinds, Use: certificates.PrivateUse, Language: registry.Italian,
		Number: certificates.Number{Year: today.Year, Serial: 123}, IssuedOn: today, Validity: 3, ValidTo: today.AddMonths(3), Extracted: now,
		Subject: member(1),
	}
	for _, kind := range kinds {
		state(c, kind, members)
	}
	return c
}

func member(i int) certificates.Individual {
	return certificates.Individual{
		Surname: "Esempi-Dimostrativi", Given: fmt.Sprintf("Niccolò %d", i+1), Sex: registry.Male,
		Born: registry.Date{Year: 1950 + i, Month: 3}, Place: places[i%len(places)],
	}
}
