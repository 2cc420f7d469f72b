package templates

import (
	"fmt"
	"strconv"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// date is a day as it stands in a table: "21/11/2026", or with what is not known of
// it in words.
func (w *wording) date(d registry.Date) string {
	p := &w.Person
	switch {
	case d.IsZero():
		return p.NoDate.Text
	case d.Month == 0:
		return p.DateOfYear.fill("", strconv.Itoa(d.Year))
	case d.Day == 0:
		return p.DateOfMonth.fill("", w.Months[d.Month-1], strconv.Itoa(d.Year))
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
}

// when is a day as it stands in a sentence: "il 21/11/2026", "in ottobre 2000
// (giorno non noto)".
func (w *wording) when(d registry.Date) string {
	p := &w.Person
	switch {
	case d.IsZero():
		return p.OnNoDay.Text
	case d.Month == 0:
		return p.InYear.fill("", strconv.Itoa(d.Year))
	case d.Day == 0:
		return p.InMonth.fill("", w.Months[d.Month-1], strconv.Itoa(d.Year))
	}
	return p.OnDay.fill("", w.date(d))
}

// born is when and where a person was born, in a sentence.
func (w *wording) born(i *certificates.Individual) string {
	p, when, where := &w.Person, w.when(i.Born), w.placeFor(&i.Place)
	switch {
	case where == "":
		return p.BornSomewhere.fill(i.Sex, when)
	case i.Place.Kind == registry.BornElsewhere:
		return p.BornElsewhere.fill(i.Sex, when, where)
	}
	return p.Born.fill(i.Sex, when, where)
}

// place is a birth place with its second name, province and state: "Bolzano/Bozen
// (BZ)", "Lione (Francia)".
func place(p *certificates.PlaceContent) string {
	return located(p.Name, p.Alternative, join(p.Province, p.State))
}

// placeFor is the same with the name first that is in the language of the wording.
func (w *wording) placeFor(p *certificates.PlaceContent) string {
	own := *p
	if p.Alternative != "" && p.AlternativeLanguage == w.language {
		own.Name, own.Alternative = p.Alternative, p.Name
	}
	return place(&own)
}

func located(name, alternative, in string) string {
	if alternative != "" && alternative != name {
		name += "/" + alternative
	}
	if in != "" {
		name = join(name, "("+in+")")
	}
	return name
}

// secondName is what the second name of a place adds to it in another language.
func (w *wording) secondName(p *certificates.PlaceContent) foreign {
	return w.foreign(p.Name, p.Alternative, p.AlternativeLanguage)
}

// foreign is the second of two names of a place, if it is in another language than the
// wording.
func (w *wording) foreign(name, alternative string, l registry.Language) foreign {
	switch {
	case alternative == "" || alternative == name || l == "" || l == registry.Italian:
		return foreign{}
	case l == w.language:
		return foreign{name, registry.Italian}
	}
	return foreign{alternative, l}
}

// streetAndTown is an address in two lines: street and house, place.
func (w *wording) streetAndTown(a *certificates.AddressContent) (street, town string) {
	street = a.Street
	if a.Number != "" {
		street = w.Address.Numbered.fill("", street, a.Number)
	}
	if a.Internal != "" {
		street += ", " + a.Internal
	}
	if a.Hamlet != "" {
		street += ", " + w.Address.Hamlet.fill("", a.Hamlet)
	}
	return street, join(a.PostalCode, located(a.Municipality, a.Alternative, join(a.Province, a.State)))
}

// name is the name of a person, with what is to stand out: the surname, or the name
// of who has none.
func (w *wording) name(i *certificates.Individual) (strong, rest string) {
	if i.Surname == "" {
		return i.Given, w.Person.NoSurname.Text
	}
	return i.Surname, w.given(i)
}

// surname and given are the parts of a name in columns of their own.
func (w *wording) surname(i *certificates.Individual) string {
	return orElse(i.Surname, w.Person.NoSurname.Text)
}

func (w *wording) given(i *certificates.Individual) string {
	return orElse(i.Given, w.Person.NoGiven.Text)
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
