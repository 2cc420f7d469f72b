package registry

// Contract is a cohabitation contract (contratto di convivenza, art. 1 c.50-64
// L. 76/2016) as recorded: the other party, which may be partial, the day, and the
// notary or lawyer who authenticated it and sent it to the register (c.51, c.52).
type Contract struct {
	Partner      Name
	PartnerBirth Date
	PartnerCode  FiscalCode // "" where it is not recorded
	Date         Date
	By           string
}
