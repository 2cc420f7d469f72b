package inspect

import (
	"slices"
)

func (c *inspection) reason(r Reason) {
	for _, known := range c.report.Reasons {
		if known.Code == r.Code && known.Revision == r.Revision && known.Object == r.Object {
			return
		}
	}
	const most = 50
	if len(c.report.Reasons) < most {
		c.report.Reasons = append(c.report.Reasons, r)
	}
}

// faults turns what is wrong with a signature into reasons.
func (c *inspection) faults(s *Signature) {
	for _, f := range s.Faults {
		c.reason(Reason{Code: f, Revision: s.Revision, Object: s.Object})
	}
}

// note is a reason that changes no verdict.
func (c *inspection) note(code Code, s *Signature) {
	c.notes = append(c.notes, Reason{Code: code, Revision: s.Revision, Object: s.Object})
}

// decide gives the verdict: the first that holds.
func (c *inspection) decide() {
	seal := c.seal()
	r := c.report
	switch {
	case seal == nil:
		r.Verdict = Unsealed
		for _, s := range r.Signatures {
			c.faults(s)
		}
		c.findings(0)
	case !seal.Intact:
		r.Verdict = Broken
		c.faults(seal)
		c.findings(0)
	case !seal.Ours:
		r.Verdict = Foreign
		c.reason(Reason{Code: SealForeign, Revision: seal.Revision, Object: seal.Object})
	case c.alteredSince(seal):
		r.Verdict = Altered
	case c.ambiguous(seal):
		r.Verdict = Ambiguous
	case r.Content.Consistent == No:
		r.Verdict = Inconsistent
		for _, d := range r.Content.Differences {
			c.reason(Reason{Code: d})
		}
	case c.unproven(seal):
		r.Verdict = Unproven
	case seal.Revision < len(r.Revisions)-1:
		r.Verdict = Extended
		c.notes = append(c.notes, Reason{Code: ChangedNote, Revision: seal.Revision + 1})
	default:
		r.Verdict = Genuine
	}
	if seal != nil && seal.Ours && seal.Intact && !seal.Trusted {
		c.note(ChainUnknown, seal)
	}
	for _, n := range c.notes {
		c.reason(n)
	}
}

// seal is the signature that the verdict is about: the first right one of ours, or
// else the first that claims to be ours, that is right, that there is.
func (c *inspection) seal() *Signature {
	for _, wanted := range []func(*Signature) bool{
		func(s *Signature) bool { return s.Ours && s.Intact },
		func(s *Signature) bool { return s.Ours },
		func(s *Signature) bool { return s.Intact },
		func(*Signature) bool { return true },
	} {
		for _, s := range c.report.Signatures {
			if !s.IsStamp() && wanted(s) {
				return s
			}
		}
	}
	return nil
}

// alteredSince collects what was changed after the seal, or is wrong in what came
// after it.
func (c *inspection) alteredSince(seal *Signature) bool {
	end := c.file.Revisions[seal.Revision].End
	c.findings(end)
	for i := seal.Revision + 1; i < len(c.report.Revisions); i++ {
		classes := c.report.Revisions[i].Classes
		for _, class := range classes {
			if code := codeOfClass[class]; code != "" {
				c.reason(Reason{Code: code, Revision: i})
			}
		}
		c.judgeAdditions(i, classes)
	}
	if len(c.report.Reasons) > 0 && seal.Permission > 0 {
		c.brokenPermission(seal)
	}
	for _, s := range c.report.Signatures {
		if s.Revision > seal.Revision {
			c.faults(s)
		}
	}
	return len(c.report.Reasons) > 0
}

var codeOfClass = map[Class]Code{
	ClassSignature: ChangedSignature, ClassForm: ChangedForm, ClassAnnotation: ChangedAnnotation, ClassContent: ChangedContent,
	ClassPages: ChangedPages, ClassAttachment: ChangedAttachment, ClassMetadata: ChangedMetadata, ClassStructure: ChangedStructure,
	ClassAction: ChangedAction, ClassCatalog: ChangedCatalog, ClassUnknown: ChangedUnknown,
}

// judgeAdditions looks at a revision that adds validation material or a time stamp:
// the material must belong to a signature, the stamp must be there.
func (c *inspection) judgeAdditions(revision int, classes []Class) {
	if slices.Contains(classes, ClassDSS) {
		if c.material.malformed {
			c.reason(Reason{Code: DSSForm, Revision: revision})
		} else if c.material.foreign() {
			c.reason(Reason{Code: DSSForeign, Revision: revision})
		}
	}
	stamped := slices.ContainsFunc(c.report.Signatures, func(s *Signature) bool { return s.Revision == revision && s.IsStamp() && s.Intact })
	if slices.Contains(classes, ClassStamp) && !stamped {
		c.reason(Reason{Code: StampMissing, Revision: revision})
	}
}

// brokenPermission says that a certification allowed less than was done: 1 nothing,
// 2 forms and signatures, 3 annotations as well (ISO 32000-1 table 254).
func (c *inspection) brokenPermission(seal *Signature) {
	allowed := []Class{ClassDSS, ClassStamp}
	if seal.Permission >= 2 {
		allowed = append(allowed, ClassForm, ClassSignature)
	}
	if seal.Permission == 3 {
		allowed = append(allowed, ClassAnnotation)
	}
	for i := seal.Revision + 1; i < len(c.report.Revisions); i++ {
		for _, class := range c.report.Revisions[i].Classes {
			if !slices.Contains(allowed, class) {
				c.reason(Reason{Code: PermissionBroken, Revision: i})
			}
		}
	}
}

// ambiguous collects what is wrong within the part that is sealed.
func (c *inspection) ambiguous(seal *Signature) bool {
	c.findings(0)
	for _, s := range c.report.Signatures {
		if s != seal && s.Revision <= seal.Revision && !s.IsStamp() {
			c.reason(Reason{Code: SignatureSurplus, Revision: s.Revision, Object: s.Object})
		}
	}
	c.unusedObjects(seal.Revision)
	return len(c.report.Reasons) > 0
}

// unusedObjects finds what is sealed but part of nothing, so that a later update
// could make it visible, and what runs when the file is opened.
func (c *inspection) unusedObjects(revision int) {
	roles := c.rolesAt(revision)
	for i := range revision + 1 {
		r := c.file.Revisions[i]
		for number, o := range r.Objects {
			if o.Free || c.file.Object(revision, number) != o || slices.Contains(r.Containers, number) {
				continue
			}
			switch {
			case roles[number]&^roleBack == 0:
				c.reason(Reason{Code: UnusedObject, Revision: i, Object: number})
			case roles[number]&roleAction != 0:
				c.reason(Reason{Code: ActiveObject, Revision: i, Object: number})
			}
		}
	}
	if root := c.root(revision); root["OpenAction"] != nil || root["AA"] != nil {
		c.reason(Reason{Code: ActiveObject, Revision: revision})
	}
}

// unproven says why the seal proves nothing although nothing was changed.
func (c *inspection) unproven(seal *Signature) bool {
	for _, code := range c.standing(seal) {
		c.reason(Reason{Code: code, Revision: seal.Revision, Object: seal.Object})
	}
	return len(c.report.Reasons) > 0
}

// findings turns what the reader of the file found, from an offset on, into reasons.
func (c *inspection) findings(from int) {
	for _, f := range c.file.Findings() {
		if f.Offset >= from {
			c.reason(Reason{Code: f.Code, Revision: c.revisionOf(f.Offset), Object: f.Object, Offset: f.Offset})
		}
	}
}

func (c *inspection) revisionOf(offset int) int {
	for i, r := range c.file.Revisions {
		if offset < r.End {
			return i
		}
	}
	return max(0, len(c.file.Revisions)-1)
}
