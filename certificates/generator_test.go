package certificates

import (
	"flag"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/sportello/sportello/registry"
)

// The same people at every run, so that a change is judged and not the luck of a run.
// Others: go test -run Random -rapid.seed=0 -rapid.checks=10000.
func init() {
	for name, value := range map[string]string{"rapid.seed": "20261121", "rapid.checks": "150", "rapid.nofailfile": "true", "rapid.shrinktime": "3s"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
}

// mostly draws what is usual, and in one draw of ten any of what there is.
func mostly[T any](t *rapid.T, label string, usual T, any ...T) T {
	if rapid.IntRange(0, 9).Draw(t, label+" unusual") != 9 {
		return usual
	}
	return rapid.SampledFrom(any).Draw(t, label)
}

func often(t *rapid.T, label string) bool { return rapid.IntRange(0, 9).Draw(t, label) != 9 }

// village is a few households of random people. What the register may not tell of them is
// marked; everything else may be missing or strange.
func village(t *rapid.T) *books {
	b := newBooks()
	clear(b.people)
	n := 0
	for h := range rapid.IntRange(1, 3).Draw(t, "households") {
		home := registry.Household{
			ID: registry.HouseholdID(fmt.Sprint("h", h)), Number: secret, Name: "Casa San Rocco",
			Kind:        mostly(t, "kind of household", registry.Family, registry.Community, registry.FamilyAbroad),
			Certifiable: often(t, "certifiable"), Complete: often(t, "complete"),
		}
		for i := range rapid.IntRange(1, 4).Draw(t, "members") {
			n++
			tie := mostly(t, "tie", registry.Head, 0, registry.Spouse, registry.Child)
			if i > 0 {
				tie = rapid.SampledFrom([]registry.Relationship{2, 3, 6, 9, 14, 15, 19, 23, 28, 80, 81, 99}).Draw(t, "tie")
			}
			home.Members = append(home.Members, registry.Member{Person: somebody(t, n), Relationship: tie})
		}
		for _, m := range home.Members {
			x := registry.Extract{Subject: m.Person, History: past(t, m.Person), AsOf: registry.Now(today)}
			if often(t, "in a household") {
				x.Household = &home
			}
			b.people[m.Person.ID] = x
		}
	}
	return b
}

func anyDate(t *rapid.T, label string, from, to int) registry.Date {
	d := registry.Date{Year: rapid.IntRange(from, to).Draw(t, label), Month: time.Month(rapid.IntRange(0, 12).Draw(t, "month"))}
	if d.Month != 0 {
		d.Day = rapid.IntRange(0, 28).Draw(t, "day")
	}
	return d
}

func somebody(t *rapid.T, n int) registry.Person {
	p := known(n, mostly(t, "given name", "Anna", "", "Żaneta", "Ольга"), 1980)
	p.FiscalCode = registry.FiscalCode(fmt.Sprint(secret, n))
	p.Name.Surname = mostly(t, "surname", "D'Àloia", "", "Müller-Đorđević")
	p.Sex = mostly(t, "sex", registry.Female, registry.Male, "")
	p.Birth.Date = anyDate(t, "birth", 1940, 2026)
	p.Birth.Place = mostly(t, "birth place", p.Birth.Place,
		registry.BirthPlace{}, registry.BirthPlace{Kind: registry.BornAbroad, Name: "Lione", State: "Francia"}, registry.BirthPlace{Kind: registry.BornElsewhere, Name: "in mare"})
	p.Birth.Act = mostly(t, "birth act", p.Birth.Act, nil)
	p.Standing.State = mostly(t, "standing", registry.Resident, registry.Abroad, registry.Dead, registry.Removed, registry.Duplicate)
	p.Certifiability = mostly(t, "certifiability", registry.FullyCertifiable, 0, 1, 3, 4)
	p.Procedures = mostly(t, "procedures", nil, []registry.Procedure{{Kind: secret}})
	p.Residence = mostly(t, "residence", p.Residence, nil, &registry.Residence{}, &registry.Residence{Since: date(2020), Address: registry.Address{Street: "1 Roman Road", Municipality: "Londra", State: "Regno Unito", Consulate: "Londra"}})
	p.CivilStatus = status(t)
	p.Citizenships = mostly(t, "citizenships", p.Citizenships, nil, []registry.Citizenship{{State: registry.CitizenshipUndetermined}}, []registry.Citizenship{{State: registry.ItalianState}, {State: "FRA"}})
	p.Contract = mostly(t, "contract", nil, &registry.Contract{Partner: registry.Name{Surname: "Neri"}, PartnerCode: secret, Date: date(2019)}, &registry.Contract{PartnerCode: secret})
	p.Electoral = mostly(t, "electoral", p.Electoral, nil, &registry.Electoral{}, &registry.Electoral{Rights: true})
	p.Death = mostly(t, "death", nil, &registry.Death{}, &registry.Death{Date: date(2020), Place: "Trieste"})
	p.Withheld.Adopted, p.Withheld.Homeless = rapid.Bool().Draw(t, "adopted"), !often(t, "at home")
	return p
}

// status is a civil status; the other party to what is over is not to be told.
func status(t *rapid.T) *registry.CivilStatus {
	code := rapid.SampledFrom([]registry.CivilStatusCode{1, 2, 3, 4, 6, 7, 8, 9}).Draw(t, "civil status")
	s := &registry.CivilStatus{Code: code}
	switch code {
	case registry.Unmarried:
	case registry.Married, registry.InCivilUnion:
		s.Event = mostly(t, "union", union("Bianchi"), nil, &registry.UnionEvent{}, &registry.UnionEvent{Place: "Trieste"})
	default:
		s.Event = union(secret)
	}
	return mostly(t, "status", s, nil)
}

func past(t *rapid.T, p registry.Person) (h registry.History) {
	var since registry.Date
	for i := range rapid.IntRange(0, 3).Draw(t, "residences") {
		until := anyDate(t, "until", 1990+10*i, 1999+10*i)
		h.Residences = append(h.Residences, registry.PastResidence{Residence: registry.Residence{Since: since, Address: registry.Address{Street: "Via Vecchia", Municipality: "Trieste"}}, Until: until})
		since = until
	}
	if p.Residence != nil {
		h.Residences = append(h.Residences, registry.PastResidence{Residence: *p.Residence})
	}
	for _, z := range p.Citizenships {
		h.Citizenships = append(h.Citizenships, registry.PastCitizenship{Citizenship: z})
	}
	return h
}

// wish is what somebody may ask for: any kinds, use, language and day.
func wish(t *rapid.T, subject registry.PersonID) Request {
	return Request{
		Subject: subject, Kinds: rapid.SliceOfNDistinct(rapid.SampledFrom(everyKind), 1, 4, rapid.ID).Draw(t, "kinds"),
		Use:      mostly(t, "use", PrivateUse, AuthorityUse, ImmigrationUse, JudicialUse, AbroadUse),
		Language: mostly(t, "language", registry.Italian, registry.German, registry.Slovene, registry.French, registry.English),
		On:       mostly(t, "on", registry.Date{}, then, registry.Date{Year: 2010}, registry.Date{Year: 2030, Month: 1, Day: 1}),
		Grounds:  mostly(t, "grounds", "successione", ""),
		Duty:     Duty{Exemption: mostly(t, "exemption", 9, 0, 1, 3, 6, 99, 100), Ground: mostly(t, "ground", "", "borsa di studio")},
		Key:      "key-0001", ID: "req",
	}
}
