package portal

import (
	"slices"

	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/verification"
)

// finding is one check and what came of it, by the keys of their words. At is a time in
// words, where the result has one.
type finding struct{ What, Result, At string }

// standing is how a certificate stands in the register.
func standing(v verification.Verdict) finding {
	if v.State == verification.Valid && !v.SupersededOn.IsZero() {
		return finding{"register", "superseded", ""}
	}
	return finding{"register", string(v.State), ""}
}

// findings is what was looked at in a file that is not ours byte for byte.
func findings(r *inspect.Report, p *checking) []finding {
	switch r.Verdict {
	case inspect.NotPDF, inspect.Unreadable, inspect.TooComplex: // the inspection ended before anything was judged
		return []finding{{"structure", "unread", ""}}
	}
	out, contents := []finding{sealing(r)}, finding{"contents", string(r.Content.Consistent), ""}
	seal := first(r)
	if seal == nil {
		return append(out, contents)
	}
	return append(out, covering(seal), timing(seal, p), finding{"revocation", string(seal.Then()), ""}, changing(r, seal), contents)
}

// first is the signature that a file stands on: our seal, or else the first of all; nil if
// there is none but time stamps.
func first(r *inspect.Report) *inspect.Signature {
	signatures := slices.DeleteFunc(slices.Clone(r.Signatures), func(s *inspect.Signature) bool { return s.IsStamp() })
	if i := slices.IndexFunc(signatures, func(s *inspect.Signature) bool { return s.Ours }); i >= 0 {
		return signatures[i]
	}
	if len(signatures) == 0 {
		return nil
	}
	return signatures[0]
}

func sealing(r *inspect.Report) finding {
	switch s := first(r); {
	case s == nil:
		return finding{"seal", "none", ""}
	case !s.Intact:
		return finding{"seal", "broken", ""}
	case s.Ours:
		return finding{"seal", "ours", ""}
	}
	return finding{"seal", "other", ""}
}

func covering(s *inspect.Signature) finding {
	if s.Coverage == inspect.WholeFile || s.Coverage == inspect.WholeRevision {
		return finding{"coverage", string(s.Coverage), ""}
	}
	return finding{"coverage", "wrong", ""}
}

func timing(s *inspect.Signature, p *checking) finding {
	switch {
	case !s.Proven.IsZero():
		return finding{"time", "proven", p.Moment(s.Proven.In(p.zone))}
	case !s.Claimed.IsZero():
		return finding{"time", "claimed", p.Moment(s.Claimed.In(p.zone))}
	}
	return finding{"time", "none", ""}
}

// changing is what was added behind a seal.
func changing(r *inspect.Report, seal *inspect.Signature) finding {
	result := finding{"changes", "none", ""}
	for i, revision := range r.Revisions {
		harm := slices.ContainsFunc(revision.Classes, func(c inspect.Class) bool { return c != inspect.ClassDSS && c != inspect.ClassStamp })
		switch {
		case i <= seal.Revision:
		case harm:
			return finding{"changes", "changed", ""}
		default:
			result.Result = "proof"
		}
	}
	if r.Verdict == inspect.Altered { // also by what is no revision
		result.Result = "changed"
	}
	return result
}
