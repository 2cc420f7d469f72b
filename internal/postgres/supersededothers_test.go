package postgres

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// People in another situation than the family at home.

func bound(code registry.CivilStatusCode, act registry.ActKind) func() []registry.Entry {
	return func() []registry.Entry {
		e := familyOf()
		e[0].Person.CivilStatus = &registry.CivilStatus{Code: code, Since: date(2017, 6, 6), Event: &registry.UnionEvent{
			Partner: registry.Name{Surname: "Bo", Given: "Ugo"}, PartnerBirth: date(1979, 3, 4), Date: date(2017, 6, 6), Place: "Roma",
			Act: &registry.Act{Kind: act, Municipality: "Roma", Year: 2017, Part: "II", Series: "A", Number: "7"},
		}}
		return e
	}
}

// endings is what happens to a marriage or a union, certified by a kind beside civil status.
func endings(kind certificates.Kind, over registry.CivilStatusCode) []learned {
	both, alone := []certificates.Kind{kind, certificates.CivilStatus}, []certificates.Kind{kind}
	return []learned{
		{what: "nothing", change: of(func(*registry.Person) {})},
		{what: "a move", change: of(func(p *registry.Person) { p.Residence = viaMilano(effect) })},
		{
			what: "an end", change: of(func(p *registry.Person) { p.CivilStatus = &registry.CivilStatus{Code: over, Since: effect} }),
			want: []expected{{both, certificates.ByStatus, effect}},
		},
		{
			what: "an end that was made known late", change: of(func(p *registry.Person) { p.CivilStatus = &registry.CivilStatus{Code: over, Since: date(2026, 11, 5)} }),
			want: []expected{{both, certificates.ByCorrection, date(2026, 11, 5)}},
		},
		{
			what: "the death of the partner", change: of(func(p *registry.Person) { p.CivilStatus = &registry.CivilStatus{Code: registry.Widowed, Since: effect} }),
			want: []expected{{both, certificates.ByStatus, effect}},
		},
		{
			what: "death", change: of(func(p *registry.Person) { p.Standing = registry.Standing{State: registry.Dead, Since: effect} }),
			want: []expected{{both, certificates.ByDeath, effect}},
		},
		{
			what: "the partner's name put right", change: of(func(p *registry.Person) { p.CivilStatus.Event.Partner.Given = "Ùgo" }),
			want: []expected{{both, certificates.ByCorrection, date(2017, 6, 6)}},
		},
		{
			what: "the partner's birth put right", change: of(func(p *registry.Person) { p.CivilStatus.Event.PartnerBirth.Day = 5 }),
			want: []expected{{alone, certificates.ByCorrection, date(2017, 6, 6)}},
		},
		{
			what: "the act put right", change: of(func(p *registry.Person) { p.CivilStatus.Event.Act.Number = "8" }),
			want: []expected{{alone, certificates.ByCorrection, date(2017, 6, 6)}},
		},
	}
}

var married = situation{
	people:  bound(registry.Married, registry.MarriageAct),
	kinds:   []certificates.Kind{certificates.Marriage, certificates.CivilStatus},
	changes: endings(certificates.Marriage, registry.Divorced),
}

var united = situation{
	people:  bound(registry.InCivilUnion, registry.UnionAct),
	kinds:   []certificates.Kind{certificates.CivilUnion, certificates.CivilStatus},
	changes: endings(certificates.CivilUnion, registry.FreeByDissolution),
}

var (
	ofDeath   = []certificates.Kind{certificates.Death}
	ofRemoval = []certificates.Kind{certificates.Removal}
)

// dead is somebody of whom only corrections become known.
var dead = situation{
	people: func() []registry.Entry {
		e := familyOf()
		p := &e[0].Person
		p.Standing = registry.Standing{State: registry.Dead, Since: date(2026, 9, 9), Reason: "1"}
		p.Death = &registry.Death{Date: date(2026, 9, 9), Place: "Roma", Act: &registry.Act{Kind: registry.DeathAct, Municipality: "Roma", Year: 2026, Part: "I", Number: "5"}}
		return e
	},
	kinds: append([]certificates.Kind{certificates.Death}, ofHistory[:3]...),
	changes: []learned{
		{what: "nothing", change: of(func(*registry.Person) {})},
		{what: "no address any more", change: of(func(p *registry.Person) { p.Residence = nil })},
		{what: "out of the household", change: func(e []registry.Entry) []registry.Entry {
			e[0].Household, e[0].Person.Membership = nil, nil
			return e[:1]
		}},
		{what: "why the record ended", change: of(func(p *registry.Person) { p.Standing.Reason = "2" })},
		{what: "the place put right", change: of(func(p *registry.Person) { p.Death.Place = "Napoli" }), want: []expected{{kinds: ofDeath, reason: certificates.ByCorrection}}},
		{what: "the day put right", change: of(func(p *registry.Person) { p.Death.Date.Day = 10 }), want: []expected{{kinds: ofDeath, reason: certificates.ByCorrection}}},
		{what: "the act put right", change: of(func(p *registry.Person) { p.Death.Act.Number = "6" }), want: []expected{{kinds: ofDeath, reason: certificates.ByCorrection}}},
		{
			what: "alive after all", change: of(func(p *registry.Person) {
				p.Standing, p.Death = registry.Standing{State: registry.Resident, Since: date(1990, 1, 1)}, nil
			}),
			want: []expected{{kinds: ofDeath, reason: certificates.ByCorrection}},
		},
		{
			what: "a name put right", change: of(func(p *registry.Person) { p.Name.Given = "Mària" }),
			want: []expected{{kinds: append([]certificates.Kind{certificates.Death}, ofHistory[:3]...), reason: certificates.ByCorrection}},
		},
	},
}

// removed is somebody whose removal stays what it was, whatever becomes of him.
var removed = situation{
	people: func() []registry.Entry {
		e := familyOf()
		e[0].Person.Standing = registry.Standing{State: registry.Removed, Since: date(2026, 9, 9), Reason: "3"}
		return e
	},
	kinds: []certificates.Kind{certificates.Removal},
	changes: []learned{
		{what: "nothing", change: of(func(*registry.Person) {})},
		{what: "back again", change: of(func(p *registry.Person) { p.Standing = registry.Standing{State: registry.Resident, Since: effect} })},
		{what: "abroad", change: of(func(p *registry.Person) { p.Standing = registry.Standing{State: registry.Abroad, Since: effect} })},
		{what: "death", change: of(func(p *registry.Person) { p.Standing = registry.Standing{State: registry.Dead, Since: effect} })},
		{what: "the day put right", change: of(func(p *registry.Person) { p.Standing.Since.Day = 1 }), want: []expected{{kinds: ofRemoval, reason: certificates.ByCorrection}}},
		{what: "the reason put right", change: of(func(p *registry.Person) { p.Standing.Reason = "4" }), want: []expected{{kinds: ofRemoval, reason: certificates.ByCorrection}}},
		{
			what: "a mistake", change: of(func(p *registry.Person) {
				p.Standing = registry.Standing{State: registry.Resident, Since: date(1990, 1, 1)}
			}),
			want: []expected{{kinds: ofRemoval, reason: certificates.ByCorrection}},
		},
		{what: "a name put right", change: of(func(p *registry.Person) { p.Name.Given = "Mària" }), want: []expected{{kinds: ofRemoval, reason: certificates.ByCorrection}}},
	},
}

var (
	ofAbroad       = []certificates.Kind{certificates.ResidenceAbroad, certificates.HouseholdAbroad}
	londonSince    = date(2021, 2, 2)
	registeredThen = date(2020, 3, 4)
)

// abroad is a family among Italians abroad (AIRE).
var abroad = situation{
	people: func() []registry.Entry {
		e := familyOf()
		for i := range e {
			p := &e[i].Person
			p.Standing = registry.Standing{State: registry.Abroad, Since: registeredThen, Reason: "C01"}
			p.Residence = &registry.Residence{Since: londonSince, Address: registry.Address{
				Street: "1 Roman Road", PostalCode: "E3", Municipality: "Londra", State: "Regno Unito", Consulate: "Londra",
			}}
			e[i].Household.Kind = registry.FamilyAbroad
		}
		return e
	},
	kinds: ofAbroad,
	changes: []learned{
		{what: "nothing", change: of(func(*registry.Person) {})},
		{what: "citizenship of there", change: of(func(p *registry.Person) {
			p.Citizenships = append(p.Citizenships, registry.Citizenship{State: "GBR", Name: "britannica", Since: effect})
		})},
		{what: "another beginning of the address", change: of(func(p *registry.Person) { p.Residence.Since = date(2021, 1, 1) })},
		{
			what: "a move", change: of(func(p *registry.Person) { p.Residence.Since, p.Residence.Address.Street = effect, "2 Roman Road" }),
			want: []expected{{ofAbroad, certificates.ByMove, effect}},
		},
		{
			what: "the consulate put right", change: of(func(p *registry.Person) { p.Residence.Address.Consulate = "Manchester" }),
			want: []expected{{ofAbroad, certificates.ByCorrection, londonSince}},
		},
		{
			what: "the day of registration put right", change: of(func(p *registry.Person) { p.Standing.Since.Day = 1 }),
			want: []expected{{ofAbroad, certificates.ByCorrection, londonSince}},
		},
		{what: "home again", change: of(func(p *registry.Person) {
			p.Standing, p.Residence = registry.Standing{State: registry.Resident, Since: effect}, viaMilano(effect)
		}), want: []expected{{ofAbroad, certificates.ByRemoval, effect}}},
		{
			what: "death", change: of(func(p *registry.Person) { p.Standing = registry.Standing{State: registry.Dead, Since: effect} }),
			want: []expected{{ofAbroad, certificates.ByDeath, effect}},
		},
		{what: "a birth in the household", change: another, want: []expected{{ofAbroad[1:], certificates.ByHousehold, effect}}},
		{what: "a member who leaves for another household", change: leaves(2), want: []expected{{ofAbroad[1:], certificates.ByHousehold, goneSince}}},
	},
}

var ofCommunity = []certificates.Kind{certificates.CommunityResidence}

// inCommunity is people who share a house and nothing else.
var inCommunity = situation{
	people: func() []registry.Entry {
		e := familyOf()
		for i := range e {
			e[i].Household.Kind, e[i].Household.Name, e[i].Household.CommunityKind = registry.Community, "Casa San Rocco", 3
			e[i].Person.Membership.Relationship = []registry.Relationship{registry.CommunityHead, registry.CommunityMember, registry.CommunityMember}[i]
		}
		return e
	},
	kinds: ofCommunity,
	changes: []learned{
		{what: "nothing", change: of(func(*registry.Person) {})},
		{what: "another inhabitant", change: another},
		{what: "an inhabitant who leaves", change: leaves(2)},
		{what: "an inhabitant's name", change: func(e []registry.Entry) []registry.Entry {
			e[1].Person.Name.Surname = "Bianchi"
			return e
		}},
		{what: "another name of the house", change: func(e []registry.Entry) []registry.Entry {
			for i := range e {
				e[i].Household.Name = "Casa San Marco"
			}
			return e
		}, want: []expected{{ofCommunity, certificates.ByCorrection, date(2010, 5, 1)}}},
		{what: "a family of her own", change: leaves(0), want: []expected{{ofCommunity, certificates.ByHousehold, effect}}},
		{what: "a move", change: of(func(p *registry.Person) { p.Residence = viaMilano(effect) }), want: []expected{{ofCommunity, certificates.ByMove, effect}}},
		{
			what: "death", change: of(func(p *registry.Person) { p.Standing = registry.Standing{State: registry.Dead, Since: effect} }),
			want: []expected{{ofCommunity, certificates.ByDeath, effect}},
		},
		{
			what: "removal", change: of(func(p *registry.Person) { p.Standing = registry.Standing{State: registry.Removed, Since: effect} }),
			want: []expected{{ofCommunity, certificates.ByRemoval, effect}},
		},
	},
}
