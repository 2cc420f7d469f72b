package certificates

// Kind is a certificate kind (tipo di certificato) by its official code, table 13
// of the national register.
type Kind int

// The kinds of table 13.
const (
	Birth                Kind = 1
	Death                Kind = 2
	Marriage             Kind = 3
	Removal              Kind = 4
	Citizenship          Kind = 5
	CitizenshipHistory   Kind = 6
	Life                 Kind = 7
	Residence            Kind = 8
	ResidenceHistory     Kind = 9
	ResidenceAbroad      Kind = 10
	CivilStatus          Kind = 11
	Household            Kind = 12
	HouseholdAndStatus   Kind = 13
	CommunityResidence   Kind = 14
	HouseholdAbroad      Kind = 15
	HouseholdTies        Kind = 16
	FreeStatus           Kind = 17
	CivilUnion           Kind = 18
	CohabitationContract Kind = 19
	ResidenceOnDate      Kind = 20
)

// The kinds beside table 13, which publishes no code of theirs: the two electoral ones
// (d.P.R. 223/1967), and the household as it was on a past day, which no service of
// ANPR issues and the office does from its own history (art. 35 c.4 d.P.R. 223/1989).
const (
	PoliticalRights Kind = 101
	ElectoralRoll   Kind = 102
	HouseholdOnDate Kind = 103
)
