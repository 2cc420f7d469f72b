package api

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Nothing secret is printed: for people of whom the register holds all that it may not
// tell, every certificate that can be had is issued, by themselves and at the counter, alone
// and combined, in every language, and searched: its page, the data attached to it, what its
// symbol says, and every answer of the API on the way. And all of it is, letter by letter,
// what the same people are told of whom the register holds no secret. A wish that comes true
// for nobody fails the test.
func TestNothingSecretIsPrinted(t *testing.T) {
	t.Parallel()
	var printed sync.Map // by wish
	t.Run("people", func(t *testing.T) {
		for name, change := range secretives {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				p, config := printer(t, secretive(change))
				other, plainConfig := printer(t, innocent(change))
				told, plainly := searchAnswers(t, p, over(t, config)), searchAnswers(t, other, over(t, plainConfig))
				if diff := cmp.Diff(plainly, told); diff != "" {
					t.Errorf("secrets can be told from what can be had (-without +with):\n%s", diff)
				}
				for _, r := range wishes() {
					told, had := searchPages(t, p, config.Desk, r)
					plainly, _ := searchPages(t, other, plainConfig.Desk, r)
					if diff := cmp.Diff(plainly, told); diff != "" {
						t.Errorf("secrets can be told from %v (-without +with):\n%s", r.Kinds, diff)
					}
					if had {
						printed.Store(fmt.Sprint(r.Kinds), true)
					}
				}
			})
		}
	})
	for _, r := range wishes() {
		if _, ok := printed.Load(fmt.Sprint(r.Kinds)); !ok {
			t.Errorf("%v was printed for nobody: nothing is known about it", r.Kinds)
		}
	}
}

// wishes is every kind of the catalogue, and several at once.
func wishes() (all []certificates.Request) {
	wanted := [][]certificates.Kind{
		{certificates.Residence, certificates.Household},
		{certificates.Birth, certificates.Marriage, certificates.HouseholdTies},
		{certificates.Life, certificates.FreeStatus, certificates.HouseholdAndStatus},
		{certificates.Citizenship, certificates.CivilUnion, certificates.PoliticalRights, certificates.ElectoralRoll},
		{certificates.CivilStatus, certificates.CommunityResidence},
		{certificates.ResidenceAbroad, certificates.HouseholdAbroad},
		{certificates.CivilStatus, certificates.CohabitationContract},
	}
	for _, e := range certificates.NewCatalogue().Entries() {
		wanted = append(wanted, []certificates.Kind{e.Kind})
	}
	for i, kinds := range wanted {
		if i%everyWish != 0 {
			continue
		}
		r := certificates.Request{Subject: anna, Kinds: kinds, Use: certificates.PrivateUse, Grounds: "successione", Duty: certificates.Duty{Exemption: 9}, ID: "req"}
		if speaksOfADay(kinds[0]) {
			r.On = march(2015)
		}
		all = append(all, r)
	}
	return all
}

func speaksOfADay(k certificates.Kind) bool {
	return k == certificates.ResidenceOnDate || k == certificates.HouseholdOnDate
}

// askers is who may ask for anna: she herself, and an officer for a stranger and for her.
func askers(anna *registry.Person) []certificates.Requester {
	officer := &auth.Principal{Client: "console", Officer: "m.rossi", Scopes: []auth.Scope{auth.IssueCertificates}, Offices: []string{string(valdemo)}}
	stranger := certificates.Identified{Name: "Bo Vista", Born: march(1970), Document: "carta d'identità AX12345"}
	herself := certificates.Identified{Name: anna.Name.String(), Born: anna.Birth.Date, Document: "carta d'identità AX12346"}
	return []certificates.Requester{
		{Principal: &auth.Principal{FiscalCode: string(anna.FiscalCode), Assurance: "l2"}, Person: anna, Channel: certificates.Online},
		{Principal: officer, Channel: certificates.Counter, Applicant: &stranger},
		{Principal: officer, Channel: certificates.Counter, Applicant: &herself},
	}
}

// searchPages issues what is wished for in every language to whoever can have it, and
// searches it. It returns what was stated or why it was refused, and whether anybody had it.
func searchPages(t *testing.T, p *printing, desk *certificates.Desk, r certificates.Request) (told []string, had bool) {
	t.Helper()
	for i, by := range askers(&p.people[0].Subject) {
		for _, r.Language = range languages(t) {
			r.Key = fmt.Sprint("key-", r.Kinds, r.Language, i)
			_, err := desk.Issue(t.Context(), by, r)
			var refused *certificates.RefusedError
			switch {
			case err == nil:
				search(t, fmt.Sprint(r.Kinds, " in ", r.Language), p.printed(t, !had || r.Language == registry.Italian && i == 0))
				told, had = append(told, p.text(t)), true
			case errors.As(err, &refused):
				told = append(told, refused.Error())
			default:
				t.Errorf("issuing %v in %s: %v", r.Kinds, r.Language, err)
			}
		}
	}
	return told, had
}

// text is what the last certificate states, without what chance has a part in.
func (p *printing) text(t *testing.T) string {
	t.Helper()
	data, err := p.content.Canonical()
	lines := p.press.Lines(&p.content)
	if err != nil || lines == nil {
		t.Fatalf("%v has no page: %v", p.content.Kinds, err)
	}
	return fmt.Sprintf("%s %q %+v", data, lines, p.press.Facts(&p.content))
}

// printed is all that the last certificate says, but for its code, which is drawn at
// random and may spell anything. What another program reads out of its file is looked at
// too, if it is to be.
func (p *printing) printed(t *testing.T, file bool) string {
	t.Helper()
	told := p.text(t) + fmt.Sprintf(" %+v", p.stated(t))
	if file {
		data, err := p.content.Canonical()
		text := read(t, p.file)
		if err != nil || !strings.Contains(text, "CERTIFICA") || !strings.Contains(text, string(data)) {
			t.Fatalf("the page reads %q, %v", text, err)
		}
		told += text
	}
	code := p.mark.Code
	return strings.NewReplacer(code.String(), "", code.Compact(), "").Replace(told)
}
