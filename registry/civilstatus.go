package registry

// CivilStatusCode is official table 1.
type CivilStatusCode int

// The values of table 1. There is no 5.
const (
	Unmarried          CivilStatusCode = 1 // celibe, nubile
	Married            CivilStatusCode = 2
	Widowed            CivilStatusCode = 3
	Divorced           CivilStatusCode = 4
	InCivilUnion       CivilStatusCode = 6 // L. 76/2016
	FreeByDeath        CivilStatusCode = 7 // after the death of the partner in a civil union
	FreeByDissolution  CivilStatusCode = 8 // after the dissolution of a civil union
	StatusUnclassified CivilStatusCode = 9
)

// CivilStatus is a person's civil status since a day. Event describes the
// marriage or union behind it, nil where the record has none.
type CivilStatus struct {
	Code  CivilStatusCode
	Since Date
	Event *UnionEvent
}

// UnionEvent is the marriage or civil union: the other party as recorded, which
// may be partial, and the act.
type UnionEvent struct {
	Partner      Name
	PartnerBirth Date
	Date         Date
	Place        string
	Act          *Act
}

// ItalianState is the state code of Italy in Citizenship.State (ISO 3166-1
// alpha-3).
const ItalianState = "ITA"

// Codes of Citizenship.State that name no state (official values 997, 998, 999).
const (
	CitizenshipUndetermined = "XUD" // 997, being determined
	CitizenshipUnassignable = "XUA" // 998, cannot be attributed
	Stateless               = "XXA" // apolide (ISO 3166-1 user-assigned, ICAO 9303)
)

// Citizenship is one citizenship of a person since a day.
type Citizenship struct {
	State string // ISO 3166-1 alpha-3, or one of the codes above
	Name  string // in Italian: "italiana", "di Serbia"
	Since Date
}

// ActKind is the register of civil status (d.P.R. 396/2000) that holds an act.
type ActKind string

// The registers of civil status.
const (
	BirthAct    ActKind = "birth"
	MarriageAct ActKind = "marriage"
	UnionAct    ActKind = "union"
	DeathAct    ActKind = "death"
)

// Act identifies one civil-status act: the municipality that holds it, and year,
// part, series and number within its register.
type Act struct {
	Kind         ActKind
	Municipality string
	Year         int
	Part         string // "I", "II"
	Series       string // "A", "B", "C" or ""
	Number       string
	Office       string // the municipality's office or volume, or ""
}
