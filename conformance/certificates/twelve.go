package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/sportello/sportello/registry"
)

// names are of a household of twelve: long and short ones, with the letters that
// registers hold, and from other alphabets with their transliteration. Its head is the
// first.
var names = []registry.Name{
	{Surname: "Wolfeschlegelsteinhausenbergerdorff-Żółkiewski di Castelprova e Borgo Esempio", Given: "Maximilian Amadeus Bartholomäus"},
	{Surname: "Țăranș", Given: "Ștefania-Brândușa"},
	{Surname: "O", Given: "Ng"},
	{Surname: "Dell'Orto de' Conti", Given: "Niccolò"},
	{Surname: "Şığaoğlu", Given: "İlayda"},
	{Surname: "Nguyễn Đặng", Given: "Thị Hằng"},
	{Given: "Aryanto"},
	{Surname: "Παπαδόπουλος", Given: "Γεώργιος", Latin: &registry.Name{Surname: "Papadopoulos", Given: "Georgios"}},
	{Surname: "Ђорђевић", Given: "Јелена", Latin: &registry.Name{Surname: "Đorđević", Given: "Jelena"}},
	{Surname: "Guðmundsdóttir", Given: "Þórunn Æsa"},
	{Surname: "Čapková-Hálová", Given: "Růžena"},
	{Surname: strings.Repeat("Donaudampfschiff", 6), Given: "Ångström"},
}

// twelve is that household, with ties that registers hold.
func twelve() []registry.Entry {
	const c = registry.Child
	ties := []registry.Relationship{registry.Head, registry.Spouse, c, c, c, c, c, c, 4, 10, 16, 81}
	in := &registry.HouseholdEntry{Number: "TWELVE", Kind: registry.Family, Certifiable: true, Complete: true}
	since := registry.Date{Year: 2019, Month: time.March, Day: 1}
	var all []registry.Entry
	for i, name := range names {
		born := registry.Date{Year: 1950 + 4*i, Month: time.May, Day: 10 + i}
		all = append(all, registry.Entry{Household: in, Person: registry.Person{
			Number: fmt.Sprintf("T%03d", i+1), Name: name, Sex: []registry.Sex{registry.Male, registry.Female}[i%2],
			Birth:    registry.Birth{Date: born, Place: registry.BirthPlace{Kind: registry.BornInMunicipality, Name: home}},
			Standing: registry.Standing{State: registry.Resident, Since: since, Reason: "3"}, Certifiability: registry.FullyCertifiable,
			Residence:    &registry.Residence{Since: since, Address: registry.Address{Street: "Vicolo della Fonte", Number: "12/B", Internal: "int. 3", PostalCode: "99900", Municipality: home}},
			CivilStatus:  &registry.CivilStatus{Code: registry.Unmarried, Since: born},
			Citizenships: []registry.Citizenship{{State: registry.ItalianState, Name: "italiana", Since: born}},
			Membership:   &registry.Membership{Relationship: ties[i], Since: since},
		}})
	}
	all[0].Person.CivilStatus, all[1].Person.CivilStatus = wedTo(names[1], since), wedTo(names[0], since)
	return all
}

func wedTo(partner registry.Name, on registry.Date) *registry.CivilStatus {
	return &registry.CivilStatus{Code: registry.Married, Since: on, Event: &registry.UnionEvent{
		Partner: partner, Date: on, Place: "Castelprova",
		Act: &registry.Act{Kind: registry.MarriageAct, Municipality: "Castelprova", Year: on.Year, Part: "II", Series: "A", Number: "7"},
	}}
}
