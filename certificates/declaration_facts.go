package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// How the register fills in each state. What is missing or in doubt stays blank, so that
// nothing is made up; the person who signs knows it.

// add adds a fact that is left blank unless it is fit to be stated and recorded.
func (d *Declared) add(label Text, fit bool, value Text) {
	if !fit {
		value = nil
	}
	d.Facts = append(d.Facts, DeclaredFact{label, value})
}

func tellBirth(s *signature, d *Declared) {
	b := s.Extract.Subject.Birth
	d.add(wordBorn, true, dayInWords(b.Date))
	d.add(wordBirthPlace, true, birthPlaceInWords(individual(s.Extract.Subject).Place))
}

func tellResidence(s *signature, d *Declared) {
	fit := s.certifiable(Residence) || s.certifiable(ResidenceAbroad)
	var a AddressContent
	if r := s.Extract.Subject.Residence; fit {
		a = addressContent(r.Address)
	}
	d.add(wordAddress, fit, plain(addressLine(a)))
	if a.Hamlet != "" {
		d.add(wordHamlet, fit, plain(a.Hamlet))
	}
	d.add(wordTown, fit, plain(spaced(a.PostalCode, located(a.Municipality, a.Alternative, spaced(a.Province, a.State)))))
}

// A certificate of citizenship is for Italians with no other; a declaration is not.
func tellCitizenship(s *signature, d *Declared) {
	d.add(wordCitizenship, s.certifiable(Citizenship, "EN110", "SP005"), citizenshipsInWords(s.Extract.Subject.Citizenships))
}

// The register holds the political rights alone.
func tellRights(s *signature, d *Declared) {
	e := s.Extract.Subject.Electoral
	d.add(wordPoliticalRights, s.certifiable(PoliticalRights) && e != nil && e.Rights, wordEnjoyed)
	d.add(wordCivilRights, false, nil)
}

// A marriage or union that is over is nobody's business: art. 46 asks for no more than that
// somebody is free.
func tellStatus(s *signature, d *Declared) {
	p, fit := s.Extract.Subject, s.certifiable(CivilStatus)
	d.add(wordCivilStatus, fit, statusInWords(p))
	switch {
	case fit && p.CivilStatus.Code == registry.Married:
		d.add(wordSpouse, true, partnerInWords(p.CivilStatus))
	case fit && p.CivilStatus.Code == registry.InCivilUnion:
		d.add(wordPartner, true, partnerInWords(p.CivilStatus))
	}
}

// tellHousehold states the members as the household certificate does, with their ties where
// these can be true together.
func tellHousehold(s *signature, d *Declared) {
	tie := func(registry.Member) registry.Relationship { return 0 }
	switch {
	case s.certifiable(HouseholdTies):
		tie = func(m registry.Member) registry.Relationship { return plainTie(m.Relationship) }
	case !s.certifiable(Household) && !s.certifiable(HouseholdAbroad):
		d.add(wordMembers, false, nil)
		return
	}
	for _, m := range listed(s.Extract.Household) {
		d.Members = append(d.Members, MemberContent{Individual: individual(m.Person), Tie: tie(m)})
	}
}

func tellLife(_ *signature, d *Declared) { d.add(wordLife, true, wordAlive) }

// tellChildren states the children who live with the subject. Ties are to the head alone, so
// it is only of the head that the register knows the children; and not where one of them may
// be another's, for then a list would tell which.
func tellChildren(s *signature, d *Declared) {
	h := s.Extract.Household
	if s.certifiable(HouseholdTies) && h.Head().Person.ID == s.Extract.Subject.ID && !slices.ContainsFunc(h.Members, isStepchild) {
		for _, m := range listed(h) {
			if plainTie(m.Relationship) == registry.Child {
				d.Members = append(d.Members, MemberContent{Individual: individual(m.Person)})
			}
		}
	}
	if d.Members == nil {
		d.add(wordChild, false, nil)
		d.add(wordBorn, false, nil)
		d.add(wordBirthPlace, false, nil)
	}
}

func isStepchild(m registry.Member) bool { return m.Relationship == stepchild }

// tellWidowhood states who has died. The day of the register is that of the entry, which need
// not be that of the death.
func tellWidowhood(s *signature, d *Declared) {
	status := s.Extract.Subject.CivilStatus
	fit := s.certifiable(CivilStatus) && (status.Code == registry.Widowed || status.Code == registry.FreeByDeath)
	var name Text
	if fit {
		name = partnerInWords(status)
	}
	d.add(wordDeceased, fit, name)
	d.add(wordDied, false, nil)
	d.add(wordDiedIn, false, nil)
}

func tellRoll(s *signature, d *Declared) {
	e := s.Extract.Subject.Electoral
	fit := s.certifiable(ElectoralRoll) && e != nil && e.Enrolled
	d.add(wordRoll, fit, plain(s.Office.Name))
	if fit && !e.Since.IsZero() {
		d.add(wordRollSince, true, dayInWords(e.Since))
	}
}

func tellCode(s *signature, d *Declared) {
	p := s.Extract.Subject
	_, err := registry.ParseFiscalCode(string(p.FiscalCode))
	d.add(wordCode, p.CodeValidated && err == nil, plain(string(p.FiscalCode)))
}

// tellActs states the acts behind birth and a marriage or union that lasts.
func tellActs(s *signature, d *Declared) {
	p := s.Extract.Subject
	d.add(wordBirthAct, s.certifiable(Birth), actInWords(p.Birth.Act))
	for _, u := range []struct {
		kind  Kind
		label Text
	}{{Marriage, wordMarriageAct}, {CivilUnion, wordUnionAct}} {
		if s.certifiable(u.kind) && p.CivilStatus.Event != nil {
			d.add(u.label, true, actInWords(p.CivilStatus.Event.Act))
		}
	}
}

// named is the persons whose records the states show: the subject, and members of the
// household.
func (s *signature) named(states []Declared) []registry.Person {
	people := []registry.Person{s.Extract.Subject}
	if s.signer.ID != s.Extract.Subject.ID {
		people = append(people, s.signer)
	}
	h := s.Extract.Household
	if h == nil {
		return people
	}
	for _, m := range h.Members {
		shown := slices.ContainsFunc(states, func(d Declared) bool {
			return slices.ContainsFunc(d.Members, func(c MemberContent) bool { return c.Individual == individual(m.Person) })
		})
		if shown && !slices.ContainsFunc(people, func(p registry.Person) bool { return p.ID == m.Person.ID }) {
			people = append(people, m.Person)
		}
	}
	return people
}
