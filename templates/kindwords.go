package templates

import "github.com/sportello/sportello/certificates"

// kindWords is what there is of every kind: its title, and what it is called within
// the title of a combined certificate and above its part of one.
type kindWords struct{ Title, Of, Heading phrase }

// kindWording is the words of every kind of certificate.
type kindWording struct {
	Birth struct {
		kindWords
		States, StatesByAct phrase `holds:"born"`
		ByAct               phrase
	}
	Death struct {
		kindWords
		States   phrase `holds:"when"`
		StatesAt phrase `holds:"when where"`
		ByAct    phrase
	}
	Marriage struct {
		kindWords
		States, SpouseBorn, ByAct phrase
	}
	Removal struct {
		kindWords
		States phrase `holds:"when"`
		Reason phrase
	}
	Citizenship struct {
		kindWords
		States phrase
	}
	CitizenshipHistory struct {
		kindWords
		States, Citizenship phrase
	}
	Life struct {
		kindWords
		States phrase `holds:"date"`
	}
	Residence struct {
		kindWords
		States, Given phrase
	}
	ResidenceHistory struct {
		kindWords
		States, Address phrase
	}
	ResidenceAbroad struct {
		kindWords
		States, Since, Consulate phrase
	}
	CivilStatus struct {
		kindWords
		Unmarried, Married, Widowed, Divorced        phrase
		InCivilUnion, FreeByDeath, FreeByDissolution phrase
		Spouse, MarriedOn, MarriedIn                 phrase
		Partner, UnitedOn, UnitedIn                  phrase
	}
	Household struct {
		kindWords
		Alone       phrase
		Members     phrase `holds:"count"`
		Place, Date phrase
	}
	HouseholdAndStatus struct {
		kindWords
		Status                                                    phrase
		Unmarried, Married, Widowed, Divorced                     phrase
		InCivilUnion, FreeByDeath, FreeByDissolution, NotRecorded phrase
	}
	HouseholdTies struct {
		kindWords
		Tie phrase
	}
	CommunityResidence struct {
		kindWords
		States, At phrase
	}
	HouseholdAbroad struct {
		kindWords
		Alone   phrase
		Members phrase `holds:"count"`
	}
	FreeStatus struct {
		kindWords
		States phrase
	}
	CivilUnion struct {
		kindWords
		PartnerBorn, ByAct phrase
	}
	CohabitationContract struct {
		kindWords
		States, Party, PartyBorn, On, By phrase
	}
	ResidenceOnDate struct {
		kindWords
		States phrase `holds:"date"`
		Since  phrase
	}
	PoliticalRights struct {
		kindWords
		States phrase
	}
	ElectoralRoll struct {
		kindWords
		States, Since phrase
	}
	HouseholdOnDate struct {
		kindWords
		Address, Alone phrase `holds:"date"`
		Members        phrase `holds:"date count"`
	}
}

// kind is how a kind of certificate is put into words.
type kind struct {
	*kindWords
	state func(*document, *certificates.Content) error
}

// allKinds is every kind that can be printed.
func (w *wording) allKinds() map[certificates.Kind]kind {
	return map[certificates.Kind]kind{
		certificates.Birth:                {&w.Birth.kindWords, w.birth},
		certificates.Death:                {&w.Death.kindWords, w.death},
		certificates.Marriage:             {&w.Marriage.kindWords, w.marriage},
		certificates.Removal:              {&w.Removal.kindWords, w.removal},
		certificates.Citizenship:          {&w.Citizenship.kindWords, w.citizenship},
		certificates.CitizenshipHistory:   {&w.CitizenshipHistory.kindWords, w.citizenshipHistory},
		certificates.Life:                 {&w.Life.kindWords, w.life},
		certificates.Residence:            {&w.Residence.kindWords, w.residence},
		certificates.ResidenceHistory:     {&w.ResidenceHistory.kindWords, w.residenceHistory},
		certificates.ResidenceAbroad:      {&w.ResidenceAbroad.kindWords, w.residenceAbroad},
		certificates.CivilStatus:          {&w.CivilStatus.kindWords, w.civilStatus},
		certificates.Household:            {&w.Household.kindWords, w.household},
		certificates.HouseholdAndStatus:   {&w.HouseholdAndStatus.kindWords, w.householdAndStatus},
		certificates.CommunityResidence:   {&w.CommunityResidence.kindWords, w.communityResidence},
		certificates.HouseholdAbroad:      {&w.HouseholdAbroad.kindWords, w.householdAbroad},
		certificates.HouseholdTies:        {&w.HouseholdTies.kindWords, w.householdTies},
		certificates.FreeStatus:           {&w.FreeStatus.kindWords, w.freeStatus},
		certificates.CivilUnion:           {&w.CivilUnion.kindWords, w.civilUnion},
		certificates.CohabitationContract: {&w.CohabitationContract.kindWords, w.contract},
		certificates.ResidenceOnDate:      {&w.ResidenceOnDate.kindWords, w.residenceOnDate},
		certificates.PoliticalRights:      {&w.PoliticalRights.kindWords, w.politicalRights},
		certificates.ElectoralRoll:        {&w.ElectoralRoll.kindWords, w.electoralRoll},
		certificates.HouseholdOnDate:      {&w.HouseholdOnDate.kindWords, w.householdOnDate},
	}
}
