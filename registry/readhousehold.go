package registry

import (
	"slices"
	"strings"
)

// householdColumns is the columns that speak of a household.
var householdColumns = []string{"household_number", "household_kind", "household_certifiable", "household_complete", "community_name", "community_kind", "relationship", "member_since"}

// household reads the household of a row and holds it against what earlier rows
// said of the same one; nil if the row names none.
func (p *people) household(r *row, state StandingState) *HouseholdEntry {
	h := HouseholdEntry{Number: r.text("household_number")}
	if h.Number == "" {
		for _, column := range householdColumns {
			if r.text(column) != "" {
				r.fail(column, "speaks of a household, but household_number is empty")
			}
		}
		r.unplaced = slices.ContainsFunc(r.wrong, func(e *RowError) bool { return slices.Contains(householdColumns, e.Column) })
		return nil
	}
	r.household = strings.Clone(h.Number)
	usual := Family
	if state == Abroad {
		usual = FamilyAbroad
	}
	h.Kind = oneOf(r, "household_kind", usual, Family, Community, FamilyAbroad)
	h.Certifiable, h.Complete = r.flag("household_certifiable"), r.flag("household_complete")
	h.Name, h.CommunityKind = r.text("community_name"), r.whole("community_kind", 1, 6)
	for _, column := range []string{"community_name", "community_kind"} {
		if h.Kind == Community {
			r.needed(column)
		} else if r.text(column) != "" {
			r.fail(column, "speaks of a community, but the household is a family")
		}
	}
	return p.agree(r, h)
}

// agree returns the household as the first row told it. The household of a row at
// fault is not taken for granted.
func (p *people) agree(r *row, h HouseholdEntry) *HouseholdEntry {
	first, ok := p.households[h.Number]
	if !ok {
		if len(r.wrong) == 0 {
			h.Number, h.Name = r.household, strings.Clone(h.Name)
			p.households[h.Number] = &h
		}
		return &h
	}
	for _, c := range []struct {
		column string
		same   bool
	}{
		{"household_kind", h.Kind == first.Kind},
		{"household_certifiable", h.Certifiable == first.Certifiable},
		{"household_complete", h.Complete == first.Complete},
		{"community_name", h.Name == first.Name},
		{"community_kind", h.CommunityKind == first.CommunityKind},
	} {
		if !c.same {
			r.fail(c.column, "an earlier row says otherwise of the same household")
		}
	}
	return first
}

// membership reads the tie to the household: of official table 5 in a family, of
// table 6 in a community.
func (r *row) membership(h *HouseholdEntry) *Membership {
	if h == nil {
		return nil
	}
	r.needed("relationship")
	tie := Relationship(r.whole("relationship", 1, 99))
	switch {
	case tie == 0:
	case h.Kind == Community && (tie <= 3 || tie == 9):
		tie += communityTies
	case h.Kind != Community && (tie <= 26 || tie == 28 || tie == 80 || tie == 81 || tie == 99):
	default:
		r.fail("relationship", "not a relationship of the official table")
	}
	return &Membership{Relationship: tie, Since: r.date("member_since")}
}
