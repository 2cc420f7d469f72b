package verification

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

var errData = errors.New("verification: the attached data are not those of a certificate")

// Facts is what the page of a certificate must show that carries these data
// (certificates.Content.Canonical), for inspect.Options: number, names, days, streets.
// They are what is printed in the same way in every language and under every wording
// that there has been, so that an old certificate does not seem to contradict itself.
func Facts(data []byte) ([]string, error) {
	var c certificates.Content
	if err := json.Unmarshal(data, &c); err != nil || c.Version != certificates.ContentVersion || c.Number.Serial == 0 {
		return nil, errData // the cause may quote the data
	}
	f := facts{c.Number.String()}
	f.day(c.IssuedOn)
	f.day(c.ValidTo)
	f.person(c.Subject)
	for _, p := range c.Household {
		f.person(p.Individual)
	}
	if a := c.Residence; a != nil {
		f.text(a.Street)
		f.text(a.Municipality)
	}
	if s := c.CivilStatus; s != nil {
		f.text(s.Partner)
	}
	return f, nil
}

type facts []string

func (f *facts) person(p certificates.Individual) {
	f.text(p.Surname)
	f.text(p.Given)
	f.day(p.Born)
}

// text adds what is printed letter by letter. Marks that combine may have been drawn
// into their letters.
func (f *facts) text(s string) {
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Mn, r) }) < 0 {
		*f = append(*f, s)
	}
}

// day adds a day as it is printed if all of it is known.
func (f *facts) day(d registry.Date) {
	if d.Month != 0 && d.Day != 0 {
		*f = append(*f, fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year))
	}
}
