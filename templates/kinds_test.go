package templates

import (
	"maps"
	"slices"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// borderOffices issue beside Italian in German, Slovene and French.
func borderOffices(t testing.TB) []registry.Office {
	var all []registry.Office
	for _, o := range []registry.Office{
		{ID: "B160", Name: "Comune di Bressandemo", Alternative: "Gemeinde Brixenmuster", Languages: []registry.Language{registry.Italian, registry.German}},
		{ID: "D383", Name: "Comune di Duindemo", Alternative: "Občina Devin-Vzorec", Languages: []registry.Language{registry.Italian, registry.Slovene}},
		{ID: "A326", Name: "Comune di Aostademo", Alternative: "Commune d'Aoste-Modèle", Languages: []registry.Language{registry.Italian, registry.French}},
	} {
		like := sampleOffice(t)
		o.Department, o.Address, o.Contact, o.CoatOfArms, o.Basis = like.Department, like.Address, like.Contact, like.CoatOfArms, like.Basis
		all = append(all, o)
	}
	return all
}

// beside is the same certificate of an office that issues in the language.
func beside(t testing.TB, c *certificates.Content, l registry.Language) *certificates.Content {
	t.Helper()
	other := *c
	other.Language = l
	for _, o := range borderOffices(t) {
		if slices.Contains(o.Languages, l) {
			other.Office = certificates.OfficeContent{Code: string(o.ID), Name: o.Name}
		}
	}
	return &other
}

// every is a certificate of every kind that can be printed, about Maria Rossi.
func every(t testing.TB) map[certificates.Kind]*certificates.Content {
	t.Helper()
	all := map[certificates.Kind]*certificates.Content{}
	for _, k := range kindsOf(sampleTypesetter(t)) {
		c := sample(t, k)
		complete(t, c, k)
		all[k] = c
	}
	return all
}

func kindsOf(ts *Typesetter) []certificates.Kind {
	return slices.Sorted(maps.Keys(ts.wording[registry.Italian].kinds))
}

// combined is one certificate of several kinds.
func combined(t testing.TB, kinds ...certificates.Kind) *certificates.Content {
	t.Helper()
	c := sample(t, kinds[0])
	c.Kinds = kinds
	for _, k := range kinds {
		complete(t, c, k)
	}
	return c
}

// complete gives a content what a kind states.
func complete(t testing.TB, c *certificates.Content, k certificates.Kind) {
	t.Helper()
	like := sample(t, certificates.Household)
	past := func(street, since, until string) certificates.PastResidence {
		r := certificates.PastResidence{AddressContent: *like.Residence, Since: day(t, since)}
		r.Street = street
		if until != "" {
			r.Until = day(t, until)
		}
		return r
	}
	switch k {
	case certificates.Birth:
		c.BirthAct = sample(t, k).BirthAct
	case certificates.Citizenship:
		c.Citizenship = registry.ItalianState
	case certificates.Life:
		c.Alive = true
	case certificates.CivilStatus:
		c.CivilStatus = sample(t, k).CivilStatus
	case certificates.Death:
		c.Validity, c.ValidTo = 0, registry.Date{}
		c.Death = &certificates.DeathContent{On: day(t, "2026-10-02"), Place: "Bolzano", Act: &certificates.ActContent{Municipality: "Bolzano", Year: 2026, Part: "II", Series: "B", Number: "88"}}
	case certificates.Removal:
		c.Removal = &certificates.RemovalContent{On: day(t, "2026-10-02"), Reason: "3"}
	case certificates.Marriage:
		c.Marriage = union(t, "Bianchi Giovanni")
	case certificates.CivilUnion:
		c.CivilUnion = union(t, "Verdi Anna")
	case certificates.CohabitationContract:
		c.Contract = &certificates.ContractContent{Partner: "Verdi Paolo", PartnerBorn: day(t, "1979-05-06"), On: day(t, "2024-01-15"), By: "avv. Dimostra Esempi, foro di Valdemo"}
	case certificates.CommunityResidence:
		c.Community, c.Residence = &certificates.CommunityContent{Name: "Casa di riposo San Demo"}, like.Residence
	case certificates.ResidenceAbroad, certificates.HouseholdAbroad:
		c.Abroad = &certificates.AbroadContent{Address: "Musterstraße 12", Locality: "80331 Monaco di Baviera", State: "Germania", Consulate: "Monaco di Baviera", Since: day(t, "2015-02-01")}
		if k == certificates.HouseholdAbroad {
			c.Household = household(t, 3)
		}
	case certificates.Residence:
		c.Residence = like.Residence
	case certificates.ResidenceHistory:
		abroad := past("Rue de la Gare", "2012-00-00", "2015-02-01")
		abroad.Municipality, abroad.Alternative, abroad.AlternativeLanguage, abroad.Province, abroad.PostalCode = "Aosta", "Aoste", registry.French, "AO", "11100"
		c.Residences = []certificates.PastResidence{abroad, past("Via Garibaldi", "2015-02-01", "2020-06-30"), past("Via Roma", "2020-06-30", "")}
	case certificates.ResidenceOnDate:
		c.On, c.Residences = day(t, "2016-06-01"), []certificates.PastResidence{past("Via Garibaldi", "2015-02-01", "2020-06-30")}
	case certificates.CitizenshipHistory:
		c.Citizenships = []certificates.PastCitizenship{
			{State: "SRB", Name: "di Serbia", Since: day(t, "1980-03-12"), Until: day(t, "2010-04-01")}, {State: registry.ItalianState, Name: "italiana", Since: day(t, "2010-04-01")},
		}
	case certificates.FreeStatus:
		c.FreeStatus = true
	case certificates.PoliticalRights:
		c.Electoral = electoral(c)
		c.Electoral.Rights = true
	case certificates.ElectoralRoll:
		c.Electoral = electoral(c)
		c.Electoral.Enrolled, c.Electoral.Since = true, day(t, "1998-03-12")
	case certificates.Household, certificates.HouseholdAndStatus, certificates.HouseholdTies, certificates.HouseholdOnDate:
		c.Residence, c.Household = like.Residence, household(t, 4)
		describe(c, k)
		if k == certificates.HouseholdOnDate {
			c.On = day(t, "2016-06-01")
		}
	}
}

func electoral(c *certificates.Content) *certificates.ElectoralContent {
	if c.Electoral != nil {
		return c.Electoral
	}
	return &certificates.ElectoralContent{}
}

// describe gives each member what the kind states of him.
func describe(c *certificates.Content, k certificates.Kind) {
	statuses := []registry.CivilStatusCode{registry.Married, registry.Married, registry.Unmarried, registry.FreeByDissolution, registry.StatusUnclassified}
	ties := []registry.Relationship{registry.Head, registry.Spouse, registry.Child, registry.Child, registry.Parent, 81, 23}
	for i := range c.Household {
		switch m := &c.Household[i]; k {
		case certificates.HouseholdAndStatus:
			m.CivilStatus = statuses[i%len(statuses)]
		case certificates.HouseholdTies:
			m.Tie = ties[i%len(ties)]
		}
	}
}

func union(t testing.TB, partner string) *certificates.UnionContent {
	t.Helper()
	return &certificates.UnionContent{
		Partner: partner, PartnerBorn: day(t, "1978-11-02"), On: day(t, "2005-06-18"), Place: "Bolzano",
		Act: &certificates.ActContent{Municipality: "Bolzano", Year: 2005, Part: "II", Series: "A", Number: "44"},
	}
}

// paid is a duty of every sort.
func paid(t testing.TB) map[string]*certificates.DutyContent {
	t.Helper()
	return map[string]*certificates.DutyContent{
		"exempt":  {Exemption: 9, Citation: "art. 9 Tabella B d.P.R. 642/1972", Fee: 26},
		"other":   {Exemption: 99, Ground: "uso previsto da convenzione internazionale"},
		"stamp":   {Means: certificates.PaperStamp, Amount: 1600, Stamp: "01234567890123", StampOn: day(t, "2026-11-20"), Fee: 52},
		"virtual": {Means: certificates.VirtualStamp, Amount: 1600, Authority: "autorizzazione Agenzia delle Entrate n. 12345 del 02/01/2020"},
		"online":  {Means: certificates.OnlinePayment, Amount: 1600, Payment: "302001234567890123"},
	}
}
