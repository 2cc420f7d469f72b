package registry

// StandingState says how a record stands in the register.
type StandingState string

// The states of a record.
const (
	Resident  StandingState = "resident"  // registered in the municipality (APR)
	Abroad    StandingState = "abroad"    // registered among Italians abroad (AIRE, L. 470/1988)
	Dead      StandingState = "dead"      // removed for death (art. 11 d.P.R. 223/1989)
	Removed   StandingState = "removed"   // removed for another reason: moved, untraceable, ...
	Duplicate StandingState = "duplicate" // a second record of the same person, kept as history
)

// Standing is the state of a record since a day, with the official reason code of
// the registration or removal (official tables of motivi di iscrizione and di
// cancellazione), or "".
type Standing struct {
	State  StandingState
	Since  Date
	Reason string
}

// Active reports whether the person is in the register now, at home or abroad.
func (s Standing) Active() bool { return s.State == Resident || s.State == Abroad }

// Certifiability is official table 42: what may be certified about the person.
// The household has its own flag (Household.Certifiable).
type Certifiability int

// The values of table 42.
const (
	NotCertifiable       Certifiability = 0
	PartiallyCertifiable Certifiability = 1 // residence, household and residence in a community only
	FullyCertifiable     Certifiability = 2
	NotRegistrable       Certifiability = 3
	Interdicted          Certifiability = 4 // interdicted or under guardianship
)

// Procedure is an administrative procedure (procedimento) open on the record; it
// stops most certificates until the office closes it (EN181).
type Procedure struct {
	Kind   string // official procedure kind, or free text
	Opened Date
}

// Residence is where a person lives: the residence of art. 3 d.P.R. 223/1989, or
// the address abroad of who is registered in the AIRE.
type Residence struct {
	Since   Date
	Address Address
}

// Address is a dwelling place as printed. Abroad, Municipality is the foreign
// locality and State is set.
type Address struct {
	Street       string // kind and name: "Via Roma"
	Number       string // house number with its exponent: "12/B"
	Internal     string // stairs, floor, door
	Hamlet       string // frazione, or ""
	PostalCode   string
	Municipality string
	Alternative  string // the municipality's name in its second language, or ""
	Province     string // two letters
	State        string // foreign state in Italian, "" in Italy
	Consulate    string // competent consulate for an address abroad
}
