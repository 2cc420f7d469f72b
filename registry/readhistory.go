package registry

import (
	"io"
	"iter"
)

// addressColumns is the columns of an address, in files of people and of history.
var addressColumns = []string{
	"street", "house_number", "internal", "hamlet", "postal_code", "municipality", "municipality_alternative", "province", "state", "consulate",
}

// historyColumns is the columns of a file of history, by the word in kind that they
// belong to.
var historyColumns = map[string][]string{
	"standing":    {"standing", "standing_reason", "certifiability"},
	"residence":   addressColumns,
	"citizenship": {"citizenship"},
	"household":   {"household_number", "household_kind", "relationship"},
}

var historyLayout = layout{
	required: []string{"number", "kind", "since", "until"},
	optional: append([]string{
		"standing", "standing_reason", "certifiability", "citizenship", "household_number", "household_kind", "relationship",
	}, addressColumns...),
}

// ReadHistory reads what was so of the people of an office from a CSV file in the form
// of docs/import.md, a row for each span. Errors are those of ReadPeople. The sequence
// can be ranged over once.
func ReadHistory(r io.Reader) iter.Seq2[Past, error] {
	return readRows(r, func([]string) layout { return historyLayout }, (*row).past)
}

func (r *row) past() Past {
	kind := oneOf(r, "kind", "", "standing", "residence", "citizenship", "household")
	p := Past{Number: r.needed("number"), Until: r.wholeDay("until")}
	since := r.date("since")
	r.needed("until")
	if !since.IsZero() && !p.Until.IsZero() && !since.Earliest().Before(p.Until) {
		r.fail("until", "not later than since")
	}
	r.others(kind)
	switch kind {
	case "standing":
		s := r.standing()
		s.Since = since
		p.Standing, p.Certifiability = &s, r.certifiability()
	case "residence":
		r.needed("municipality")
		p.Residence = &Residence{Since: since, Address: r.address()}
	case "citizenship":
		p.Citizenship = r.oneCitizenship(since)
	case "household":
		p.Household = r.needed("household_number")
		h := HouseholdEntry{Kind: oneOf(r, "household_kind", Family, Family, Community, FamilyAbroad)}
		p.Membership = r.membership(&h)
		p.Membership.Since = since
	}
	return p
}

// others complains about columns of another kind.
func (r *row) others(kind string) {
	for k, columns := range historyColumns {
		for _, c := range columns {
			if k != kind && kind != "" && r.text(c) != "" {
				r.fail(c, "does not belong to a row of this kind")
			}
		}
	}
}

func (r *row) oneCitizenship(since Date) *Citizenship {
	c, reason := citizenship(r.needed("citizenship"))
	if reason != "" {
		r.fail("citizenship", reason)
	}
	c.Since = since
	return &c
}
