package certificates

// Deciding is the refusals that decide for who asks himself, so that he reads what stops him
// and what to do, once. Where the law or the register stands against a kind, that alone: no
// other way and no other answer helps. Where only the way does, no other answer helps. What
// other answers can mend stays whole, as long as nothing else stands against it. Who answers
// for a refusal, an officer or a machine, is told all.
func Deciding(list []Refusal) (out []Refusal) {
	most := map[Kind]obstacle{}
	for _, r := range list {
		most[r.Kind] = max(most[r.Kind], r.Rule.obstacle())
	}
	told := map[Kind]bool{}
	for _, r := range list {
		if o := r.Rule.obstacle(); o == most[r.Kind] && (o <= otherwise || !told[r.Kind]) {
			out, told[r.Kind] = append(out, r), true
		}
	}
	return out
}

// obstacle is how much a rule leaves to who asks, from the most to the least.
type obstacle int

const (
	unsaid    obstacle = iota // the request does not say something yet
	otherwise                 // other answers
	elseway                   // another way of asking
	others                    // somebody else can help: the office, an archive
	never                     // nobody can; another certificate is the way
)

const notThisWay = "SP205"

func (r *Rule) obstacle() obstacle {
	switch {
	case r.Missing:
		return unsaid
	case r.Code == notThisWay:
		return elseway
	case r.By != Applicant && r.Stage != Combination && r.Stage != UseAndDuty:
		return others
	case r.Stage == WhoAsks, r.Stage == OfSubject, r.Stage == OfKind:
		return never
	}
	return otherwise
}
