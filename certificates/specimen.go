package certificates

import (
	"time"

	"github.com/sportello/sportello/registry"
)

// specimenStamp is a paper stamp that nobody has bought.
const specimenStamp = "00000000000000"

// Specimen is the content of a certificate of residence about an invented person, by which
// an office sees what its certificates look like. It is for Typesetter.Proof; nobody
// seals it.
func (c *Catalogue) Specimen(o registry.Office, p Policy, l registry.Language, at time.Time) *Content {
	x := registry.Extract{AsOf: registry.Now(at), Subject: registry.Person{
		Office: o.ID, Name: registry.Name{Surname: "Esempio", Given: "Anna"}, Sex: registry.Female,
		Birth:     registry.Birth{Date: registry.Date{Year: 1980, Month: 1, Day: 31}, Place: registry.BirthPlace{Kind: registry.BornInMunicipality, Name: "Roma", Province: "RM"}},
		Residence: &registry.Residence{Address: registry.Address{Street: "Via Esempio", Number: "1", Municipality: "Esempio"}},
	}}
	r := Request{Kinds: []Kind{Residence}, Use: PrivateUse, Language: l, Duty: Duty{Means: PaperStamp, Stamp: Stamp{ID: specimenStamp, On: registry.DateOf(at)}}}
	if p.Virtual != "" {
		r.Duty = Duty{Means: VirtualStamp}
	}
	content := c.compose(r, terms{office: o, policy: p}, x, at)
	content.Duty = settledBy(r.Duty, p)
	return content
}
