package postgres

import (
	"strings"

	"github.com/sportello/sportello/registry"
)

// past is a person's history as a record has it: rows of two tables of facts as JSON,
// the oldest first, and the first day of a registration.
type past struct {
	residences   []pastResidence
	citizenships []pastCitizenship
	registered   registry.Date
}

// span is when a row of facts held. Until is exclusive, zero if it still does.
type span struct {
	Since instant `json:"valid_from"`
	Until instant `json:"valid_to"`
}

// instant is a day in JSON as PostgreSQL writes it. -infinity and null are the zero
// Date, as they are for day.
type instant registry.Date

// UnmarshalJSON makes *instant a json.Unmarshaler.
func (i *instant) UnmarshalJSON(b []byte) (err error) {
	s := strings.Trim(string(b), `"`)
	if s == "null" || s == "-infinity" {
		*i = instant{}
		return nil
	}
	d, err := registry.ParseDate(s)
	*i = instant(d)
	return err
}

type pastResidence struct {
	span
	Street       string `json:"street"`
	Number       string `json:"house_number"`
	Internal     string `json:"internal"`
	Hamlet       string `json:"hamlet"`
	PostalCode   string `json:"postal_code"`
	Municipality string `json:"municipality"`
	Alternative  string `json:"alternative"`
	Province     string `json:"province"`
	State        string `json:"state"`
	Consulate    string `json:"consulate"`
}

type pastCitizenship struct {
	span
	State string `json:"state"`
	Name  string `json:"name"`
}

func (p past) history() registry.History {
	h := registry.History{Registered: p.registered}
	for _, r := range p.residences {
		h.Residences = append(h.Residences, registry.PastResidence{
			Residence: registry.Residence{Since: registry.Date(r.Since), Address: registry.Address{
				Street: r.Street, Number: r.Number, Internal: r.Internal, Hamlet: r.Hamlet, PostalCode: r.PostalCode, Municipality: r.Municipality,
				Alternative: r.Alternative, Province: r.Province, State: r.State, Consulate: r.Consulate,
			}},
			Until: registry.Date(r.Until),
		})
	}
	for _, c := range p.citizenships {
		h.Citizenships = append(h.Citizenships, registry.PastCitizenship{
			Citizenship: registry.Citizenship{State: c.State, Name: c.Name, Since: registry.Date(c.Since)}, Until: registry.Date(c.Until),
		})
	}
	return h
}
