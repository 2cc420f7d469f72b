package registry

// The kinds of place.
const (
	PlaceMunicipality = "municipality"
	PlaceState        = "state"
)

// Stood reports whether the place was valid on a day that d may mean: whether
// someone born on d can have been born there.
func (p Place) Stood(d Date) bool {
	return !d.IsZero() && !d.Before(p.From) && (p.To.IsZero() || d.Earliest().Before(p.To))
}
