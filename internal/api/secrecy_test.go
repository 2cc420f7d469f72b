package api

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Nothing secret is printed: for people of whom the register holds all that it may not
// tell, every certificate that can be had is issued, by themselves and at the counter, alone
// and combined, in every language, and searched: its page, the data attached to it, what its
// symbol says, and every answer of the API on the way. A kind that can be had and was
// printed for nobody fails the test.
func TestNothingSecretIsPrinted(t *testing.T) {
	t.Parallel()
	var (
		printed  sync.Map // by kind
		combined atomic.Bool
	)
	t.Run("people", func(t *testing.T) {
		for name, change := range secretives {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				p, config := printer(t, secretive(change))
				searchAnswers(t, p, over(t, config))
				for _, r := range wishes() {
					if searchPages(t, p, config.Desk, r) {
						for _, k := range r.Kinds {
							printed.Store(k, true)
						}
						if len(r.Kinds) > 1 {
							combined.Store(true)
						}
					}
				}
			})
		}
	})
	for _, k := range everyKind {
		switch _, ok := printed.Load(k); {
		case !ok && !slices.Contains(unprinted, k):
			t.Errorf("kind %d was printed for nobody: nothing is known about it", k)
		case ok && slices.Contains(unprinted, k):
			t.Errorf("kind %d is printed now: take it off the list of the unprinted", k)
		}
	}
	if combined.Load() == combinedUnprinted {
		t.Errorf("combined certificates were printed: %v, which is said to be otherwise", combined.Load())
	}
}

// everyKind is every kind that there is.
var everyKind = []certificates.Kind{
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, certificates.PoliticalRights, certificates.ElectoralRoll, certificates.HouseholdOnDate,
}

// unprinted is the kinds that nobody can have yet, or that there is no page for. The test
// fails if one of them is printed all the same, so that the list can only get shorter.
var unprinted = []certificates.Kind{
	2, 3, 4, 6, 9, 10, 13, 14, 15, 16, 17, 18, 19, 20, certificates.PoliticalRights, certificates.ElectoralRoll, certificates.HouseholdOnDate,
}

// combinedUnprinted says the same of several kinds at once.
const combinedUnprinted = true

// wishes is every kind that can be had, and several at once.
func wishes() (all []certificates.Request) {
	wanted := [][]certificates.Kind{
		{certificates.Residence, certificates.Household},
		{certificates.Birth, certificates.Marriage, certificates.HouseholdTies},
		{certificates.Life, certificates.FreeStatus, certificates.HouseholdAndStatus},
		{certificates.ResidenceAbroad, certificates.HouseholdAbroad},
	}
	for _, k := range everyKind {
		wanted = append(wanted, []certificates.Kind{k})
	}
	for _, kinds := range wanted {
		r := certificates.Request{Subject: anna, Kinds: kinds, Use: certificates.PrivateUse, Grounds: "successione", Duty: certificates.Duty{Exemption: 9}, ID: "req"}
		if kinds[0] == certificates.ResidenceOnDate || kinds[0] == certificates.HouseholdOnDate {
			r.On = march(2015)
		}
		all = append(all, r)
	}
	return all
}

// searchPages issues what is wished for in every language to whoever can have it, and
// searches it. It reports whether anybody could.
func searchPages(t *testing.T, p *printing, desk *certificates.Desk, r certificates.Request) (printed bool) {
	t.Helper()
	self := p.people[0].Subject
	for i, by := range []certificates.Requester{
		{Principal: &auth.Principal{FiscalCode: string(self.FiscalCode), Assurance: "l2"}, Person: &self, Channel: certificates.Online},
		{
			Principal: &auth.Principal{Client: "console", Scopes: []auth.Scope{auth.ReadCertificates, auth.WithdrawCertificates}, Offices: []string{string(valdemo)}},
			Channel:   certificates.Counter, Applicant: &certificates.Identified{Name: "Bo Vista", Born: march(1970), Document: "carta d'identità AX12345"},
		},
	} {
		for _, r.Language = range languages(t) {
			r.Key = fmt.Sprint("key-", r.Kinds, r.Language, i)
			_, err := desk.Issue(t.Context(), by, r)
			var refused *certificates.RefusedError
			switch {
			case err == nil:
				printed = true
				search(t, fmt.Sprint(r.Kinds, " in ", r.Language), p.printed(t, r.Language == registry.Italian))
			case errors.As(err, &refused), errors.Is(err, certificates.ErrNotAllowed):
			case len(r.Kinds) > 1 && combinedUnprinted, slices.Contains(unprinted, r.Kinds[0]):
			default:
				t.Errorf("issuing %v in %s: %v", r.Kinds, r.Language, err)
			}
		}
	}
	return printed
}

// printed is all that the last certificate says. What another program reads out of its
// file is looked at too, if it is to be.
func (p *printing) printed(t *testing.T, file bool) string {
	t.Helper()
	data, err := p.content.Canonical()
	lines := p.press.Lines(&p.content)
	if err != nil || lines == nil {
		t.Fatalf("%v has no page: %v", p.content.Kinds, err)
	}
	told := fmt.Sprintf("%s %q %+v %+v", data, lines, p.press.Facts(&p.content), p.stated(t))
	if !file {
		return told
	}
	dir := t.TempDir()
	page, attached := filepath.Join(dir, "page.pdf"), filepath.Join(dir, "certificato.json")
	if err := os.WriteFile(page, p.file, 0o600); err != nil {
		t.Fatal(err)
	}
	text := tool(t, "pdftotext", page, "-")
	tool(t, "pdfdetach", "-savefile", "certificato.json", "-o", attached, page)
	found, err := os.ReadFile(attached)
	if err != nil || !strings.Contains(text, "CERTIFICA") {
		t.Fatalf("the page reads %q, %v", text, err)
	}
	return told + text + string(found) + tool(t, "pdfinfo", page)
}

// searchAnswers calls the API in every way that leads to a person, as that person.
func searchAnswers(t *testing.T, p *printing, c counter) {
	t.Helper()
	var told strings.Builder
	hear := func(r call) answer {
		a := c.do(r)
		fmt.Fprintf(&told, "%s %v\n", a.body, a.Header)
		return a
	}
	hear(call{method: "GET", path: "/v1/subjects", as: "anna"})
	for _, language := range []string{"it", "de", "en"} {
		hear(call{method: "GET", path: "/v1/subjects/" + string(anna) + "/availability", as: "anna", header: http.Header{"Accept-Language": {language}}})
	}
	catalogue := certificates.NewCatalogue()
	for _, entry := range catalogue.Entries() {
		e := entry.Slug
		hear(call{"POST", "/v1/previews", "anna", ask(anna, e), nil})
		a := hear(call{"POST", "/v1/certificates", "anna", ask(anna, e), key("key-" + e)})
		if a.StatusCode != http.StatusCreated {
			continue
		}
		var issued Certificate
		a.into(t, &issued)
		code := "/v1/verifications/" + p.mark.Code.Compact()
		hear(call{method: "GET", path: a.Header.Get("Location"), as: "anna"})
		hear(call{method: "GET", path: code})
		hear(call{"POST", code + "/content", "", fmt.Sprintf(`{"number":%q,"birthDate":"1985-03-04"}`, issued.Number), nil})
	}
	hear(call{method: "GET", path: "/v1/certificates", as: "anna"})
	search(t, "the answers", told.String())
}

// legacy is the words and codes from which an adoption could be read, in every language
// that is printed.
var legacy = regexp.MustCompile(`(?i)"relationship":(14|15|19|80)\b|figliastr|patrign|matrign|fratellastr|sorellastr|adott|adoz|adopt|stief|pastor|mačeh|očim|posvoj|demi-frère|demi-sœur|step-?(child|son|daughter|father|mother|brother|sister)`)

// search looks for what must not be told.
func search(t *testing.T, where, told string) {
	t.Helper()
	if strings.Contains(strings.ToUpper(told), secret) {
		t.Errorf("%s: a secret is told:\n%s", where, told)
	}
	for name, code := range fiscalCodes {
		if strings.Contains(told, string(code)) {
			t.Errorf("%s: the fiscal code of %s is told:\n%s", where, name, told)
		}
	}
	if found := legacy.FindString(told); found != "" {
		t.Errorf("%s: %q is told:\n%s", where, found, told)
	}
}
