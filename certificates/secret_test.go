package certificates

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// Nothing secret is stated: no parent, no adoption, no fiscal code, none of the data of
// art. 35 c.2 d.P.R. 223/1989, no number of a record, nothing of a marriage that is over.
// By each kind alone and by all together, about people of whom the register holds all of
// that. What the page, its attachment, its symbol and the API say is searched in
// internal/api.
func TestNothingSecretIsStated(t *testing.T) {
	t.Parallel()
	for _, who := range everyKind {
		x := witness(who)
		holdsNothingSecret(t, x, stated(t, x, who))
		if who == HouseholdOnDate {
			continue // it speaks of another day than the others
		}
		all := slices.DeleteFunc(slices.Clone(everyKind), func(k Kind) bool { return k == HouseholdOnDate })
		holdsNothingSecret(t, x, stated(t, x, all...))
	}
}

func holdsNothingSecret(t failing, x registry.Extract, c *Content) {
	data, err := c.Canonical()
	if err != nil {
		t.Fatalf("Canonical = %v", err)
	}
	text := string(data)
	if strings.Contains(text, secret) || strings.Contains(text, "0000-4000-8000") {
		t.Fatalf("kinds %v state a secret, or an identity: %s", c.Kinds, text)
	}
	for _, m := range c.Household {
		if m.Tie != plainTie(m.Tie) {
			t.Fatalf("kinds %v state the tie %d", c.Kinds, m.Tie)
		}
	}
	plain, err := asPublished().compose(Request{Kinds: c.Kinds, Use: c.Use, Language: c.Language, On: c.On}, termsOf(c), unknown(x), today).withNumber(c.Number).Canonical()
	if err != nil || !bytes.Equal(data, plain) {
		t.Fatalf("kinds %v tell who has secrets from who has none (%v):\n%s", c.Kinds, err, cmp.Diff(text, string(plain)))
	}
}

func termsOf(c *Content) terms {
	return terms{office: registry.Office{ID: registry.OfficeID(c.Office.Code), Name: c.Office.Name, Basis: c.Basis}}
}

func (c *Content) withNumber(n Number) *Content {
	c.Number = n
	return c
}

// unknown is the same extract of a register that holds nothing secret, and gives the
// members of a household in another order.
func unknown(x registry.Extract) registry.Extract {
	forget := func(p *registry.Person) {
		p.Withheld, p.FiscalCode, p.CodeValidated, p.Number, p.Procedures = registry.Withheld{}, "", false, "", nil
		if p.Contract != nil {
			c := *p.Contract
			c.PartnerCode = ""
			p.Contract = &c
		}
	}
	household := func(h *registry.Household) *registry.Household {
		if h == nil {
			return nil
		}
		other := *h
		other.Number, other.Members = "", slices.Clone(h.Members)
		slices.Reverse(other.Members)
		for i := range other.Members {
			m := &other.Members[i]
			forget(&m.Person)
			m.Relationship = plainTie(m.Relationship)
		}
		return &other
	}
	forget(&x.Subject)
	x.Household = household(x.Household)
	if x.Past != nil {
		past := *x.Past
		forget(&past.Subject)
		past.Household = household(past.Household)
		x.Past = &past
	}
	return x
}

// The test above can fail: what it looks for is there.
func TestWitnessesHaveSecrets(t *testing.T) {
	t.Parallel()
	for _, k := range everyKind {
		x := witness(k)
		found := map[registry.Relationship]bool{}
		for _, m := range x.Household.Members {
			found[m.Relationship] = true
			if w := m.Person.Withheld; len(w.Parents) != 2 || !w.Adopted || !w.AnonymousBirth || !w.Homeless || m.Person.FiscalCode == "" {
				t.Errorf("kind %d: %s has no secrets", k, m.Person.Name.Given)
			}
		}
		for _, tie := range []registry.Relationship{14, 15, 19, 80} {
			if !found[tie] || plainTie(tie) == tie {
				t.Errorf("kind %d: nobody has the tie %d", k, tie)
			}
		}
	}
}
