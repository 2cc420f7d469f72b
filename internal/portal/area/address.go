package area

import (
	"strings"

	"github.com/sportello/sportello/certificates"
)

// address is an address on one line, as the register writes it.
func address(a certificates.AddressContent) string {
	street := strings.TrimSpace(a.Street + " " + a.Number)
	town := strings.TrimSpace(a.PostalCode + " " + a.Municipality)
	if a.Alternative != "" {
		town += " / " + a.Alternative
	}
	return joined(street, a.Internal, a.Hamlet, town+bracketed(a.Province), a.State)
}

// joined is those of the texts that are there, with commas between.
func joined(texts ...string) string {
	var some []string
	for _, t := range texts {
		if t != "" {
			some = append(some, t)
		}
	}
	return strings.Join(some, ", ")
}
