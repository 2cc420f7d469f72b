package registry

// Withheld is what the register holds of a person and no certificate may state:
// parents (L. 1064/1955), what an adoption could be read from (art. 28 L. 184/1983),
// a mother who is not to be named (art. 93 c.2 D.Lgs. 196/2003) and the data of
// art. 35 c.2 d.P.R. 223/1989. The rules may ask about it; contents have no place for
// it.
type Withheld struct {
	Parents         []Name
	Adopted         bool
	AnonymousBirth  bool
	Homeless        bool // senza fissa dimora
	Occupation      string
	Study           string // title of study
	DigitalDomicile string
	Permit          string // residence permit
}
