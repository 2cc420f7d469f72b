package certificates

// Policy is what an office has decided about its certificates. The zero Policy is that
// of an office that has decided nothing.
type Policy struct {
	Kinds    []Kind            // the kinds that it offers; nil for all
	Validity map[Kind]Validity // where it is not that of the catalogue
	Fee      Fee
	Virtual  string // the authorisation of its virtual stamp, as printed; "" if it has none
}

// Validity is for how long a kind is valid, in months, and the law that says so.
type Validity struct {
	Months int // 0: unlimited
	Ground string
}

// Fee is the diritti di segreteria (Tab. D L. 604/1962) of an office, in cents.
type Fee struct{ Stamped, Exempt int }
