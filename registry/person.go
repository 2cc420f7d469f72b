package registry

// PersonID is the identity of one person's record in the installation: a random
// UUID in canonical text form. It says nothing about the person and is what URLs,
// logs and audit events carry in place of a name or fiscal code.
type PersonID string

// Sex as recorded (official table: M, F).
type Sex string

// The recorded sexes.
const (
	Male   Sex = "M"
	Female Sex = "F"
)

// Name is a person's name as the register holds it. Either part may be missing
// (ANPR: senzaCognome, senzaNome). Where the recorded form is not in the Latin
// alphabet, Latin holds the register's own transliteration (datiTranslitterati).
type Name struct {
	Surname string
	Given   string
	Latin   *Name // transliteration, nil when the recorded form is Latin already
}

// Printed is the form that a certificate prints: the transliteration where there
// is one.
func (n Name) Printed() Name {
	if n.Latin != nil {
		return *n.Latin
	}
	return n
}

// String is surname and given name with a blank between, without either if it is
// missing.
func (n Name) String() string {
	switch {
	case n.Surname == "":
		return n.Given
	case n.Given == "":
		return n.Surname
	}
	return n.Surname + " " + n.Given
}

// BirthPlaceKind tells the three shapes of a place of birth in the official model
// (luogoNascita: comune, localita, luogoEccezionale).
type BirthPlaceKind string

// The kinds of birth place.
const (
	BornInMunicipality BirthPlaceKind = "municipality" // of Italy, standing or abolished
	BornAbroad         BirthPlaceKind = "abroad"
	BornElsewhere      BirthPlaceKind = "exceptional" // on a ship, an aircraft, a train
)

// BirthPlace is where a person was born, by the name that the place had then.
type BirthPlace struct {
	Kind        BirthPlaceKind
	Code        string // cadastral code of the municipality, or Znnn of the foreign state; may be ""
	Name        string // municipality, foreign locality, or the words for the exceptional place
	Alternative string // the municipality's name in its second language, or ""
	Province    string // two letters for Italy, or ""
	State       string // foreign state in Italian, or ""
}

// Birth is when and where a person was born, and the act that records it.
type Birth struct {
	Date  Date
	Place BirthPlace
	Act   *Act
}

// Person is one person's record as the register held it at the time of reading.
type Person struct {
	ID            PersonID
	Office        OfficeID
	Number        string // number of the record in the office's own register, unique within the office
	Name          Name
	Sex           Sex
	Birth         Birth
	FiscalCode    FiscalCode // "" if none was assigned
	CodeValidated bool       // the Agenzia delle Entrate has confirmed code and data (validitaCF 1)

	Standing       Standing
	Certifiability Certifiability
	Procedures     []Procedure // open on the day of reading

	Residence    *Residence // nil where the record has no address
	CivilStatus  *CivilStatus
	Citizenships []Citizenship
	Membership   *Membership // nil for who belongs to no household or community
	Contract     *Contract   // nil for who has none
	Electoral    *Electoral  // nil where the record does not speak of it
	Death        *Death      // nil for the living

	Withheld Withheld
}

// Italian reports whether an Italian citizenship is recorded.
func (p Person) Italian() bool {
	for _, c := range p.Citizenships {
		if c.State == ItalianState {
			return true
		}
	}
	return false
}
