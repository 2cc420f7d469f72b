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
	f.homes(&c)
	f.events(&c)
	f.duty(c.Duty)
	return f, nil
}

// homes adds where somebody lives or has lived.
func (f *facts) homes(c *certificates.Content) {
	if c.Residence != nil {
		f.texts(c.Residence.Street, c.Residence.Municipality)
	}
	for _, r := range c.Residences {
		f.texts(r.Street, r.Municipality)
		f.days(r.Since, r.Until)
	}
	if a := c.Abroad; a != nil {
		f.texts(a.Address, a.Locality, a.State, a.Consulate)
		f.day(a.Since)
	}
	if c.Community != nil {
		f.text(c.Community.Name)
	}
	f.day(c.On)
}

// events adds what happened to somebody, and with whom.
func (f *facts) events(c *certificates.Content) {
	if s := c.CivilStatus; s != nil {
		f.text(s.Partner)
	}
	for _, u := range []*certificates.UnionContent{c.Marriage, c.CivilUnion} {
		if u != nil {
			f.texts(u.Partner, u.Place)
			f.days(u.PartnerBorn, u.On)
		}
	}
	if u := c.Contract; u != nil {
		f.texts(u.Partner, u.By)
		f.days(u.PartnerBorn, u.On)
	}
	if c.Death != nil {
		f.text(c.Death.Place)
		f.day(c.Death.On)
	}
	if c.Removal != nil {
		f.day(c.Removal.On)
	}
	for _, n := range c.Citizenships {
		f.days(n.Since, n.Until)
	}
	if c.Electoral != nil && c.Electoral.Enrolled {
		f.day(c.Electoral.Since)
	}
}

// duty adds how the stamp duty was settled.
func (f *facts) duty(d *certificates.DutyContent) {
	if d == nil {
		return
	}
	f.texts(d.Citation, d.Ground, d.Stamp, d.Authority, d.Payment)
	f.day(d.StampOn)
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

func (f *facts) texts(all ...string) {
	for _, s := range all {
		f.text(s)
	}
}

func (f *facts) days(all ...registry.Date) {
	for _, d := range all {
		f.day(d)
	}
}

// day adds a day as it is printed if all of it is known.
func (f *facts) day(d registry.Date) {
	if d.Month != 0 && d.Day != 0 {
		*f = append(*f, fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year))
	}
}
