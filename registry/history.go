package registry

// History is how a person's record changed, the oldest first, as far back as the
// data of the office go. Until is exclusive, and zero for what still holds.
type History struct {
	Residences   []PastResidence
	Citizenships []PastCitizenship
	Registered   Date // the first registration that the record knows of
}

// PastResidence is a residence for as long as it was one.
type PastResidence struct {
	Residence
	Until Date
}

// PastCitizenship is a citizenship for as long as it was one.
type PastCitizenship struct {
	Citizenship
	Until Date
}
