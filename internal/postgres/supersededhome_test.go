package postgres

import (
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// What states the household, where somebody lives, and what speaks of the living.
var (
	ofFamily   = []certificates.Kind{certificates.Household, certificates.HouseholdAndStatus, certificates.HouseholdTies}
	ofHome     = slices.Concat([]certificates.Kind{certificates.Residence}, ofFamily)
	ofElectors = []certificates.Kind{certificates.PoliticalRights, certificates.ElectoralRoll}
	ofLiving   = slices.Concat([]certificates.Kind{
		certificates.Citizenship, certificates.Life, certificates.CivilStatus, certificates.FreeStatus, certificates.CohabitationContract,
	}, ofElectors, ofHome)
	ofHistory = []certificates.Kind{certificates.CitizenshipHistory, certificates.ResidenceHistory, certificates.ResidenceOnDate, certificates.HouseholdOnDate}
)

// goneSince is the day of the change, for what has gone without a trace of when.
var goneSince = date(2026, 11, 20)

// atHome is a resident of whom most kinds can be had.
var atHome = situation{
	people:  familyOf,
	kinds:   slices.Concat([]certificates.Kind{certificates.Birth}, ofLiving, ofHistory),
	changes: slices.Concat(nothingPrinted, whereHomeIs, whoSomebodyIs, whoBelongs, rightsAndContracts, thePast),
}

// nothingPrinted changes what no certificate states.
var nothingPrinted = []learned{
	{what: "nothing", change: of(func(*registry.Person) {})},
	{what: "a procedure opened", change: of(func(p *registry.Person) {
		p.Procedures = []registry.Procedure{{Kind: "change of address", Opened: effect}}
	})},
	{what: "no longer certifiable", change: of(func(p *registry.Person) { p.Certifiability = registry.NotCertifiable })},
	{what: "the household no longer certifiable", change: func(e []registry.Entry) []registry.Entry {
		for i := range e {
			e[i].Household.Certifiable = false
		}
		return e
	}},
	{what: "another fiscal code", change: of(func(p *registry.Person) { p.FiscalCode, p.CodeValidated = "RSSMRA80C49999A9", false })},
	{what: "what is withheld", change: of(func(p *registry.Person) { p.Withheld.Occupation, p.Withheld.Homeless = "fornaia", true })},
	{what: "the code of the other party", change: of(func(p *registry.Person) { p.Contract.PartnerCode = "NREKMI81B03H501Y" })},
}

var whereHomeIs = []learned{
	{
		what: "a move", change: of(func(p *registry.Person) { p.Residence = viaMilano(effect) }),
		want: []expected{{ofHome, certificates.ByMove, effect}},
	},
	{
		what: "a move that was made known late", change: of(func(p *registry.Person) { p.Residence = viaMilano(date(2026, 11, 5)) }),
		want: []expected{{append([]certificates.Kind{certificates.ResidenceHistory}, ofHome...), certificates.ByCorrection, date(2026, 11, 5)}},
	},
	{
		what: "a street name put right", change: of(func(p *registry.Person) { p.Residence.Address.Street = "Via di Roma" }),
		want: []expected{{
			append([]certificates.Kind{certificates.ResidenceHistory, certificates.ResidenceOnDate, certificates.HouseholdOnDate}, ofHome...),
			certificates.ByCorrection, date(2010, 5, 1),
		}},
	},
	{
		what: "an earlier beginning of the same address", change: of(func(p *registry.Person) { p.Residence.Since = date(2009, 1, 1) }),
		want: []expected{{kinds: []certificates.Kind{certificates.ResidenceHistory, certificates.ResidenceOnDate}, reason: certificates.ByCorrection}},
	},
	{
		what: "no address", change: of(func(p *registry.Person) { p.Residence = nil }),
		want: []expected{{ofHome, certificates.ByMove, goneSince}},
	},
	{
		what: "removal", change: of(func(p *registry.Person) { p.Standing = registry.Standing{State: registry.Removed, Since: effect} }),
		want: []expected{{ofHome, certificates.ByRemoval, effect}},
	},
	{
		what: "emigration", change: of(func(p *registry.Person) { p.Standing = registry.Standing{State: registry.Abroad, Since: effect} }),
		want: []expected{{ofHome, certificates.ByRemoval, effect}},
	},
}

var whoSomebodyIs = []learned{
	{
		what: "death", change: of(func(p *registry.Person) { p.Standing = registry.Standing{State: registry.Dead, Since: effect} }),
		want: []expected{{ofLiving, certificates.ByDeath, effect}},
	},
	{what: "death before the day of issue", change: of(func(p *registry.Person) {
		p.Standing, p.Death = registry.Standing{State: registry.Dead, Since: date(2026, 11, 1)}, &registry.Death{Date: date(2026, 11, 1)}
	}), want: []expected{{ofLiving, certificates.ByDeath, date(2026, 11, 1)}}},
	{
		what: "a name put right", change: of(func(p *registry.Person) { p.Name.Given = "Mària" }),
		want: []expected{
			{kinds: slices.Concat([]certificates.Kind{certificates.Birth, certificates.Residence}, ofLiving[:7], ofHistory), reason: certificates.ByCorrection},
			{ofFamily, certificates.ByCorrection, date(2010, 5, 1)}, // since the household is as it stands
		},
	},
	{
		what: "the birth act put right", change: of(func(p *registry.Person) { p.Birth.Act.Number = "77" }),
		want: []expected{{kinds: []certificates.Kind{certificates.Birth}, reason: certificates.ByCorrection}},
	},
	{what: "a marriage", change: of(func(p *registry.Person) {
		p.CivilStatus = &registry.CivilStatus{Code: registry.Married, Since: effect, Event: &registry.UnionEvent{Partner: registry.Name{Surname: "Bo", Given: "Ugo"}, Date: effect, Place: "Roma"}}
	}), want: []expected{
		{[]certificates.Kind{certificates.CivilStatus, certificates.FreeStatus}, certificates.ByStatus, effect},
		{[]certificates.Kind{certificates.HouseholdAndStatus}, certificates.ByHousehold, effect},
	}},
	{
		what: "another status that is free", change: of(func(p *registry.Person) { p.CivilStatus = &registry.CivilStatus{Code: registry.Widowed, Since: effect} }),
		want: []expected{
			{[]certificates.Kind{certificates.CivilStatus}, certificates.ByStatus, effect},
			{[]certificates.Kind{certificates.HouseholdAndStatus}, certificates.ByHousehold, effect},
		},
	},
	{
		what: "no status known", change: of(func(p *registry.Person) { p.CivilStatus = nil }),
		want: []expected{
			{[]certificates.Kind{certificates.CivilStatus, certificates.FreeStatus}, certificates.ByStatus, goneSince},
			{[]certificates.Kind{certificates.HouseholdAndStatus}, certificates.ByCorrection, date(2010, 5, 1)},
		},
	},
	{what: "citizenship lost", change: of(func(p *registry.Person) {
		p.Citizenships = []registry.Citizenship{{State: "FRA", Name: "francese", Since: effect}}
	}), want: []expected{{[]certificates.Kind{certificates.Citizenship}, certificates.ByCitizenship, goneSince}}},
	{what: "a second citizenship", change: of(func(p *registry.Person) {
		p.Citizenships = append(p.Citizenships, registry.Citizenship{State: "FRA", Name: "francese", Since: effect})
	})},
	{what: "a second citizenship that was made known late", change: of(func(p *registry.Person) {
		p.Citizenships = append(p.Citizenships, registry.Citizenship{State: "FRA", Name: "francese", Since: date(1979, 1, 1)})
	}), want: []expected{{kinds: []certificates.Kind{certificates.CitizenshipHistory}, reason: certificates.ByCorrection}}},
}

var whoBelongs = []learned{
	{what: "a birth in the household", change: another, want: []expected{{ofFamily, certificates.ByHousehold, effect}}},
	{what: "a member who leaves for another household", change: leaves(2), want: []expected{{ofFamily, certificates.ByHousehold, goneSince}}},
	{what: "the subject leaves for another household", change: leaves(0), want: []expected{{ofFamily, certificates.ByHousehold, effect}}},
	{what: "no household any more", change: func(e []registry.Entry) []registry.Entry {
		e[0].Household, e[0].Person.Membership = nil, nil
		return e[:1]
	}, want: []expected{{ofFamily, certificates.ByHousehold, goneSince}}},
	{what: "a member's name put right", change: func(e []registry.Entry) []registry.Entry {
		e[1].Person.Name.Surname = "Bianchi"
		return e
	}, want: []expected{{append([]certificates.Kind{certificates.HouseholdOnDate}, ofFamily...), certificates.ByCorrection, date(2010, 5, 1)}}},
	{what: "a member's address", change: func(e []registry.Entry) []registry.Entry {
		e[1].Person.Residence.Address.Street = "Via Torino"
		return e
	}},
	{what: "a member's death", change: func(e []registry.Entry) []registry.Entry {
		e[1].Person.Standing = registry.Standing{State: registry.Dead, Since: effect}
		return e
	}},
	{what: "a member's marriage", change: func(e []registry.Entry) []registry.Entry {
		e[1].Person.CivilStatus = &registry.CivilStatus{Code: registry.Married, Since: effect}
		return e
	}, want: []expected{{[]certificates.Kind{certificates.HouseholdAndStatus}, certificates.ByHousehold, effect}}},
	{what: "a tie put right", change: func(e []registry.Entry) []registry.Entry {
		e[2].Person.Membership.Relationship = registry.Sibling
		return e
	}, want: []expected{{[]certificates.Kind{certificates.HouseholdTies}, certificates.ByCorrection, date(2010, 5, 1)}}},
	{what: "a tie that is printed as the same", change: func(e []registry.Entry) []registry.Entry {
		e[2].Person.Membership.Relationship = 80
		return e
	}},
}

var rightsAndContracts = []learned{
	{
		what: "a contract ended", change: of(func(p *registry.Person) { p.Contract = nil }),
		want: []expected{{[]certificates.Kind{certificates.CohabitationContract}, certificates.ByContract, goneSince}},
	},
	{
		what: "another contract", change: of(func(p *registry.Person) { p.Contract.Partner.Surname, p.Contract.Date = "Bo", effect }),
		want: []expected{{[]certificates.Kind{certificates.CohabitationContract}, certificates.ByContract, effect}},
	},
	{
		what: "who authenticated a contract put right", change: of(func(p *registry.Person) { p.Contract.By = "notaio Verdi" }),
		want: []expected{{[]certificates.Kind{certificates.CohabitationContract}, certificates.ByCorrection, date(2019, 9, 9)}},
	},
	{
		what: "rights lost", change: of(func(p *registry.Person) { p.Electoral = &registry.Electoral{Since: effect} }),
		want: []expected{{ofElectors, certificates.ByElectoral, effect}},
	},
	{
		what: "off the roll", change: of(func(p *registry.Person) { p.Electoral = &registry.Electoral{Rights: true, Since: effect} }),
		want: []expected{{ofElectors[1:], certificates.ByElectoral, effect}},
	},
	{
		what: "gone from the archive", change: of(func(p *registry.Person) { p.Electoral = nil }),
		want: []expected{{ofElectors, certificates.ByElectoral, goneSince}},
	},
	{
		what: "the day of enrolment put right", change: of(func(p *registry.Person) { p.Electoral.Since = date(2005, 1, 1) }),
		want: []expected{{ofElectors[1:], certificates.ByCorrection, date(2005, 1, 1)}},
	},
}

// thePast is loads of history.
var thePast = []learned{
	{
		what: "an address of before", past: []registry.Past{{Number: "1", Until: date(2010, 5, 1), Residence: viaMilano(date(2005, 1, 1))}},
		want: []expected{{kinds: []certificates.Kind{certificates.ResidenceHistory}, reason: certificates.ByCorrection}},
	},
	{
		what: "a citizenship of before", past: []registry.Past{{Number: "1", Until: date(2000, 1, 1), Citizenship: &registry.Citizenship{State: "SRB", Name: "serba", Since: date(1981, 1, 1)}}},
		want: []expected{{kinds: []certificates.Kind{certificates.CitizenshipHistory}, reason: certificates.ByCorrection}},
	},
	{what: "somebody who lived with them on that day", past: []registry.Past{
		{Number: "7", Until: date(2016, 1, 1), Household: "F1", Membership: &registry.Membership{Relationship: registry.Sibling, Since: date(2014, 1, 1)}},
	}, want: []expected{{kinds: []certificates.Kind{certificates.HouseholdOnDate}, reason: certificates.ByCorrection}}},
	{what: "somebody who lived with them later", past: []registry.Past{
		{Number: "7", Until: date(2018, 1, 1), Household: "F1", Membership: &registry.Membership{Relationship: registry.Sibling, Since: date(2016, 1, 1)}},
	}},
	{what: "where somebody was registered before", past: []registry.Past{
		{Number: "1", Until: date(1990, 1, 1), Standing: &registry.Standing{State: registry.Abroad, Since: date(1985, 1, 1)}, Certifiability: registry.FullyCertifiable},
	}},
}
