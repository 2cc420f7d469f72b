package certificates

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sportello/sportello/registry"
)

// Remedy says who can open the way that a rule closes.
type Remedy string

// Who can help.
const (
	Applicant  Remedy = "applicant"    // ask for something else
	TheOffice  Remedy = "office"       // the registry office of the municipality
	CivilState Remedy = "civil-status" // the civil-status registrar
	TaxAgency  Remedy = "tax-agency"   // the Agenzia delle Entrate, for fiscal codes
)

// Rule is one ground on which the office does not issue. It is data with one
// question: does it stop this case?
type Rule struct {
	Code     string // the official error code (EN...), or SP... for a rule of Sportello's own
	Sentence Text   // to the applicant, plain
	Citation string // where it is written
	Way      Text   // what to do now
	By       Remedy // who can do it
	Kinds    []Kind // the kinds that it can stop; nil for all
	Stage    Stage
	Forced   bool          // an officer may override it with a written reason (forzaCertificazione)
	From     registry.Date // first day of effect; zero for always
	Until    registry.Date // first day without effect; zero while it holds
	stops    func(*Case) bool
}

// Stage is the part of the pipeline that a rule belongs to. The rules of all stages are
// asked, in this order.
type Stage string

// The stages.
const (
	WhoAsks     Stage = "requester"
	OfSubject   Stage = "subject"
	OfKind      Stage = "kind"
	Combination Stage = "combination"
	UseAndDuty  Stage = "use"
	OfContents  Stage = "contents"
)

// Case is what the rules look at: one kind out of a request, with the register's
// extract.
type Case struct {
	Kind     Kind
	Entry    Entry
	Request  Request
	By       Requester
	Policy   Policy
	Extract  registry.Extract
	Today    registry.Date
	Subject  *registry.Person    // &Extract.Subject
	Together *registry.Household // Extract.Household, nil if none
}

// RulesVersion names the state of the rule book that a certificate is issued
// under. A test fails when the rules change and it does not.
const RulesVersion = "2026-11-25"

// Refusal is one rule that stopped one kind.
type Refusal struct {
	Kind Kind
	Rule *Rule
}

// RefusedError carries every refusal of a request, in the order of the rule book.
type RefusedError struct{ Refusals []Refusal }

// Error lists the codes, no personal data.
func (e *RefusedError) Error() string {
	return "certificates: refused by " + strings.Join(e.Codes(), ", ")
}

// Codes is the codes of the rules that stopped the request, each once.
func (e *RefusedError) Codes() []string {
	var codes []string
	for _, r := range e.Refusals {
		if !slices.Contains(codes, r.Rule.Code) {
			codes = append(codes, r.Rule.Code)
		}
	}
	return codes
}

// refuse asks every rule about every kind of the request and returns what
// stopped it.
func (c *Catalogue) refuse(by Requester, policy Policy, r Request, x registry.Extract, today registry.Date) []Refusal {
	var out []Refusal
	for _, k := range r.Kinds {
		e, _ := c.Entry(k)
		cs := &Case{Kind: k, Entry: e, Request: r, By: by, Policy: policy, Extract: x, Today: today, Subject: &x.Subject, Together: x.Household}
		for _, rule := range rulebook {
			if (rule.Kinds == nil || slices.Contains(rule.Kinds, k)) && rule.stops(cs) {
				out = append(out, Refusal{Kind: k, Rule: rule})
			}
		}
	}
	return out
}

// Rulebook is every rule, in the order in which refusals are reported.
func Rulebook() []*Rule { return slices.Clone(rulebook) }

// rulebook is assembled from the files of rules, each one concern.
var rulebook = slices.Concat(requestRules, personRules, residenceRules, householdRules, statusRules)

func init() {
	seen := map[string]bool{}
	for _, r := range rulebook {
		if r.stops == nil || r.Citation == "" || r.Sentence[registry.Italian] == "" || r.Way[registry.Italian] == "" {
			panic(fmt.Sprintf("certificates: rule %s is incomplete", r.Code))
		}
		if seen[r.Code] {
			panic(fmt.Sprintf("certificates: rule %s stands twice", r.Code))
		}
		seen[r.Code] = true
	}
}
