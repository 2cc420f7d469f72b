package registry

// Death is when and where a person died, and the act that records it (art. 72 d.P.R.
// 396/2000). The record may lack any of it.
type Death struct {
	Date  Date
	Place string
	Act   *Act
}
