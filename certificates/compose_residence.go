package certificates

import (
	"strings"

	"github.com/sportello/sportello/registry"
)

// residenceContent is where a person lives, without the day since when: a certificate
// of residence does not state it.
func residenceContent(p registry.Person) *AddressContent {
	if p.Residence == nil {
		return nil
	}
	a := addressContent(p.Residence.Address)
	return &a
}

func addressContent(a registry.Address) AddressContent {
	c := AddressContent{
		Street: a.Street, Number: a.Number, Internal: a.Internal, Hamlet: a.Hamlet, PostalCode: a.PostalCode,
		Municipality: a.Municipality, Alternative: a.Alternative, Province: a.Province, State: a.State,
	}
	if c.Alternative != "" {
		c.AlternativeLanguage = registry.SecondLanguage(c.Province)
	}
	return c
}

// abroadContent is the address of who is registered in the AIRE, with the day since
// when.
func abroadContent(p registry.Person) *AbroadContent {
	if p.Standing.State != registry.Abroad || p.Residence == nil {
		return nil
	}
	a := p.Residence.Address
	return &AbroadContent{
		Address: spaced(a.Street, a.Number, a.Internal), Locality: spaced(a.PostalCode, a.Municipality),
		State: a.State, Consulate: a.Consulate, Since: p.Standing.Since,
	}
}

// spaced is those of the words that are there, with blanks between.
func spaced(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func residenceHistory(h registry.History) []PastResidence {
	var all []PastResidence
	for _, r := range h.Residences {
		all = append(all, PastResidence{AddressContent: addressContent(r.Address), Since: r.Since, Until: r.Until})
	}
	return all
}

// residenceOn is the residence on a day and since when it was that. When it ceased to
// be one is no part of the question. Where the days of the record are incomplete, it is
// the residence only if it certainly was.
func residenceOn(h registry.History, on registry.Date) []PastResidence {
	for _, r := range h.Residences {
		if !on.Before(r.Since.Latest()) && (r.Until.IsZero() || on.Before(r.Until)) {
			return []PastResidence{{AddressContent: addressContent(r.Address), Since: r.Since}}
		}
	}
	return nil
}
