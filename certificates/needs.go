package certificates

import "github.com/sportello/sportello/registry"

// needs is what rules and contents look at for each kind, beside the basics: no more is
// read of the register.
var needs = map[Kind]registry.Facts{
	Birth:                registry.OfActs,
	Death:                registry.OfDeath | registry.OfActs,
	Marriage:             registry.OfStatus | registry.OfActs,
	Removal:              registry.Basics,
	Citizenship:          registry.OfCitizenship,
	CitizenshipHistory:   registry.OfCitizenship | registry.OfHistory,
	Life:                 registry.Basics,
	Residence:            registry.OfResidence,
	ResidenceHistory:     registry.OfHistory,
	ResidenceAbroad:      registry.OfResidence,
	CivilStatus:          registry.OfStatus | registry.OfActs,
	Household:            ofFamilies,
	HouseholdAndStatus:   ofFamilies | registry.OfStatus,
	CommunityResidence:   registry.OfResidence,
	HouseholdAbroad:      ofFamilies,
	HouseholdTies:        ofFamilies,
	FreeStatus:           registry.OfStatus,
	CivilUnion:           registry.OfStatus | registry.OfActs,
	CohabitationContract: registry.OfContract | registry.OfStatus,
	ResidenceOnDate:      registry.OfHistory | registry.OfDeath,
	PoliticalRights:      registry.OfElectoral | registry.OfCitizenship,
	ElectoralRoll:        registry.OfElectoral | registry.OfCitizenship,
	HouseholdOnDate:      ofFamilies | registry.OfMembers | registry.OfHistory | registry.OfDeath,
}

// ofFamilies is what the kinds of households need; Withheld has who is homeless.
const ofFamilies = registry.OfResidence | registry.OfWithheld

// facts is what must be read for these kinds: everything for one that nobody knows.
func facts(kinds []Kind) registry.Facts {
	all := registry.Basics
	for _, k := range kinds {
		f, known := needs[k]
		if !known {
			return 0
		}
		all |= f
	}
	return all
}
