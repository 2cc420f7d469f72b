package certificates

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The length of a reason for forcing, in characters.
const (
	shortestReason = 10
	longestReason  = 500
)

// lift takes out the refusals that an officer sets aside (forzaCertificazione of ANPR)
// and adds what is wrong with his doing so: a rule that may not be set aside, one that
// stops nothing, no reason. Nobody forces in advance or more than is needed. What is
// left says of each rule whether the one who asks could set it aside.
func (f Force) lift(by Requester, kinds []Kind, stopped []Refusal) []Refusal {
	if by.Channel != Counter {
		return stopped
	}
	var out []Refusal
	for _, r := range stopped {
		r.Forceable = r.Rule.Forced
		if !r.Forceable || !slices.Contains(f.Rules, r.Rule.Code) {
			out = append(out, r)
		}
	}
	for _, rule := range f.faults(stopped) {
		out = append(out, refusal(kinds, rule))
	}
	return out
}

func (f Force) faults(stopped []Refusal) (faults []*Rule) {
	switch {
	case len(f.Rules) == 0 && f.Reason == "":
		return nil
	case len(f.Rules) == 0:
		return []*Rule{forcedNothing}
	}
	fault := func(rule *Rule) {
		if !slices.Contains(faults, rule) {
			faults = append(faults, rule)
		}
	}
	for _, code := range f.Rules {
		i := slices.IndexFunc(stopped, func(r Refusal) bool { return r.Rule.Code == code })
		switch {
		case i < 0:
			fault(forcedNothing)
		case !stopped[i].Rule.Forced:
			fault(notForceable)
		}
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(f.Reason)); n < shortestReason || n > longestReason {
		fault(noReason)
	}
	return faults
}
