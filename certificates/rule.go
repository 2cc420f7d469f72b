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
	Applicant  Remedy = "applicant"    // ask for something else, or in another way
	TheOffice  Remedy = "office"       // the registry office of the municipality
	CivilState Remedy = "civil-status" // the civil-status registrar
	TaxAgency  Remedy = "tax-agency"   // the Agenzia delle Entrate, for fiscal codes
	OldArchive Remedy = "archive"      // whoever keeps what was before the data of the office
)

// Rule is one ground on which the office does not issue. It is data with one
// question: does it stop this case?
type Rule struct {
	Code     string // the official error code (EN...), or SP... for a rule of Sportello's own
	Sentence Text   // to the applicant, plain
	Citation string // where it is written
	Way      Text   // what to do now; {archive} stands for the archive that the office names
	By       Remedy // who can do it
	Kinds    []Kind // the kinds that it can stop; nil for all
	Stage    Stage
	Forced   bool          // an officer may override it with a written reason (forzaCertificazione)
	Missing  bool          // it stops what the request does not say yet, and the applicant can add
	From     registry.Date // first day of effect; zero for always
	Until    registry.Date // first day without effect; zero while it holds

	stops  func(*Case) bool
	digest [32]byte // of all of the above but the question
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

// Stages is all stages, in the order in which rules are asked.
func Stages() []Stage {
	return []Stage{WhoAsks, OfSubject, OfKind, Combination, UseAndDuty, OfContents}
}

// Case is what the rules look at: one kind out of a request, with the register's
// extract and the office whose certificate it would be.
type Case struct {
	Kind     Kind
	Entry    Entry
	Request  Request
	By       Requester
	Office   registry.Office
	Policy   Policy
	Extract  registry.Extract
	Today    registry.Date       // the day of issue
	Subject  *registry.Person    // &Extract.Subject
	Together *registry.Household // Extract.Household, nil if none
}

// refuse asks every rule in effect about every kind of the request, and returns what
// stopped it, in the order of the rule book. The kind, its row, Subject and Together of
// the case are set here.
func (c *Catalogue) refuse(of Case) (out []Refusal) {
	of.Subject, of.Together = &of.Extract.Subject, of.Extract.Household
	cases := make([]Case, len(of.Request.Kinds))
	for i, k := range of.Request.Kinds {
		cases[i] = of
		cases[i].Kind = k
		cases[i].Entry, _ = c.Entry(k)
	}
	for _, rule := range c.rules {
		if !inEffect(rule.From, rule.Until, of.Today) {
			continue
		}
		for i := range cases {
			if rule.concerns(cases[i].Kind) && rule.stops(&cases[i]) {
				out = append(out, Refusal{Kind: cases[i].Kind, Rule: rule, archive: archive(of.Office)})
			}
		}
	}
	return of.Request.Force.lift(of.By, of.Request.Kinds, out)
}

func (r *Rule) concerns(k Kind) bool { return r.Kinds == nil || slices.Contains(r.Kinds, k) }

// Rulebook is every rule, in the order in which refusals are reported.
func Rulebook() []*Rule { return slices.Clone(rulebook) }

// rulebook is assembled from the files of rules, each one concern, by stage.
var rulebook = byStage(slices.Concat(
	requesterRules(), subjectRules, kindRules, birthDeathRules, citizenshipRules, statusRules, unionRules, householdRules, tiesRules, residenceRules,
	historyRules, dayRules, pastRules, electoralRules, combinationRules, requestRules,
	dutyRules, bookRules,
))

func byStage(rules []*Rule) []*Rule {
	stages := Stages()
	slices.SortStableFunc(rules, func(a, b *Rule) int { return slices.Index(stages, a.Stage) - slices.Index(stages, b.Stage) })
	return rules
}

func init() {
	seen := map[string]bool{}
	for _, r := range rulebook {
		if r.stops == nil || r.Citation == "" || r.By == "" || !r.Sentence.Whole() || !r.Way.Whole() || !slices.Contains(Stages(), r.Stage) {
			panic(fmt.Sprintf("certificates: rule %s is incomplete", r.Code))
		}
		if seen[r.Code] {
			panic(fmt.Sprintf("certificates: rule %s stands twice", r.Code))
		}
		seen[r.Code] = true
		r.digest = digestOf(r)
	}
}

// archive is whom to ask about what was before the data of the office.
func archive(o registry.Office) string {
	for _, s := range []string{o.Archive, o.Contact} {
		if s != "" {
			return s
		}
	}
	return o.Name
}

// Refusal is one rule that stopped one kind.
type Refusal struct {
	Kind      Kind
	Rule      *Rule
	Forceable bool // the one who asks may set the rule aside with a reason
	archive   string
}

// Way is what the applicant can do now, in a language.
func (r Refusal) Way(l registry.Language) string {
	return strings.ReplaceAll(r.Rule.Way.In(l), "{archive}", r.archive)
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
