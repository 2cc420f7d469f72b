package templates

import "github.com/sportello/sportello/registry"

// removalWording is why somebody was removed from the register, by the official table
// of motivi di cancellazione. Two reasons are printed shorter than the table has them,
// because art. 35 c.2 d.P.R. 223/1989 keeps off certificates that somebody is homeless
// (4) and what his residence permit is (7).
type removalWording struct {
	Death, PresumedDeath, Moved, Domicile, LeftItaly, Untraceable, NotRenewed phrase
	Abroad, Census, Double, LostCitizenship, Restored, Other                  phrase
}

// index makes the tables that are looked into by official codes.
func (w *wording) index() {
	w.kinds, w.removed, w.tied, w.stated = w.allKinds(), w.Removals.byCode(), w.Ties.byCode(), w.statuses()
}

// byCode is the words of each reason that the table has.
func (r *removalWording) byCode() map[string]*phrase {
	return map[string]*phrase{
		"1": &r.Death, "2": &r.PresumedDeath, "3": &r.Moved, "4": &r.Domicile, "5": &r.LeftItaly, "6": &r.Untraceable, "7": &r.NotRenewed,
		"8": &r.Abroad, "9": &r.Census, "10": &r.Double, "11": &r.LostCitizenship, "12": &r.Restored, "13": &r.Other,
	}
}

// tieWording is the ties to the head of a household, by official table 5.
type tieWording struct {
	Head, Spouse, Child, Grandchild, GreatGrandchild, Parent, Grandparent, GreatGrandparent phrase
	Sibling, SiblingsChild, ParentsSibling, Cousin, OtherRelative                           phrase
	ChildInLaw, ParentInLaw, SiblingInLaw, NephewInLaw, UncleInLaw, OtherInLaw              phrase
	Cohabitant, Responsible, Guardian, Partner, Nephew, NotRecorded                         phrase
}

// byCode is the words of each tie that can be stated. That is neither 14, 15, 19 nor 80,
// from which an adoption could be read (art. 28 L. 184/1983). Of code 23, cohabitant by
// ties of adoption or affection, the same is said as of 25.
func (t *tieWording) byCode() map[registry.Relationship]*phrase {
	return map[registry.Relationship]*phrase{
		registry.Head: &t.Head, registry.Spouse: &t.Spouse, registry.Child: &t.Child, 4: &t.Grandchild, 5: &t.GreatGrandchild,
		registry.Parent: &t.Parent, 7: &t.Grandparent, 8: &t.GreatGrandparent, registry.Sibling: &t.Sibling,
		10: &t.SiblingsChild, 11: &t.ParentsSibling, 12: &t.Cousin, 13: &t.OtherRelative,
		16: &t.ChildInLaw, 17: &t.ParentInLaw, 18: &t.SiblingInLaw, 20: &t.NephewInLaw, 21: &t.UncleInLaw, 22: &t.OtherInLaw,
		23: &t.Cohabitant, 24: &t.Responsible, 25: &t.Cohabitant, 26: &t.Guardian, registry.Partner: &t.Partner, 81: &t.Nephew, 99: &t.NotRecorded,
	}
}

// statuses is each civil status that can be stated, in words. Celibe and nubile are both
// "di stato libero", as the national register prints them (italia/anpr#1108).
func (w *wording) statuses() map[registry.CivilStatusCode]*phrase {
	t := &w.CivilStatus
	return map[registry.CivilStatusCode]*phrase{
		registry.Unmarried: &t.Unmarried, registry.Married: &t.Married, registry.Widowed: &t.Widowed, registry.Divorced: &t.Divorced,
		registry.InCivilUnion: &t.InCivilUnion, registry.FreeByDeath: &t.FreeByDeath, registry.FreeByDissolution: &t.FreeByDissolution,
	}
}

// statusOf is a civil status in a column.
func (w *wording) statusOf(code registry.CivilStatusCode) *phrase {
	t := &w.HouseholdAndStatus
	switch code {
	case registry.Unmarried:
		return &t.Unmarried
	case registry.Married:
		return &t.Married
	case registry.Widowed:
		return &t.Widowed
	case registry.Divorced:
		return &t.Divorced
	case registry.InCivilUnion:
		return &t.InCivilUnion
	case registry.FreeByDeath:
		return &t.FreeByDeath
	case registry.FreeByDissolution:
		return &t.FreeByDissolution
	case registry.StatusUnclassified, 0:
		return &t.NotRecorded
	}
	return nil
}
