package registry

// Electoral is what the office's electoral archive says of a person (d.P.R. 223/1967):
// whether he or she has the political rights, and whether the name stands on the
// roll (liste elettorali).
type Electoral struct {
	Rights   bool
	Enrolled bool
	Since    Date // on the roll
}
