package certificates

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Use is what a certificate is for (uso, destinazione). It decides the wording
// that art. 40 d.P.R. 445/2000 prescribes.
type Use string

// The uses (tipo di destinazione, service 6001 of ANPR, paEstera).
const (
	PrivateUse     Use = "private"      // 0, between private parties in Italy
	AuthorityUse   Use = "foreign-body" // 1, for a public body of another state
	ImmigrationUse Use = "immigration"  // 2, for procedures of immigration
	JudicialUse    Use = "judicial"     // 3, for judicial procedures
	AbroadUse      Use = "abroad"       // 4, only for abroad
)

// Channel is the way by which a request reached the office.
type Channel string

// The channels.
const (
	Online     Channel = "online"  // a citizen by himself
	Counter    Channel = "counter" // an officer for someone who stands there
	BackOffice Channel = "office"  // an officer at his desk, who reads, withdraws or decides and issues nothing
	Lawyers    Channel = "lawyer"  // a lawyer with a mandate (d.m. 6 ottobre 2023)
	Interop    Channel = "api"     // a machine of another administration
)

// Request is what someone asks for.
type Request struct {
	Subject  registry.PersonID
	Kinds    []Kind // several make a combined certificate (contestuale)
	Use      Use
	Language registry.Language // stands beside Italian; Italian itself for Italian alone
	On       registry.Date     // the past day that a historical certificate speaks of, or zero
	Grounds  string            // why a historical certificate is asked for (art. 35 c.4 d.P.R. 223/1989), or ""
	Duty     Duty
	Force    Force
	Key      string // the requester's idempotency key; ignored by previews
	Replaces ID     // the certificate in whose place this one is asked for, or ""
	ID       string // request id, for the audit trail

	due due // how far the stamp duty has come
}

// digest identifies what is asked for, and for whom and on what mandate, so that a key
// used again for something else is noticed.
func (r Request) digest(by Requester) [32]byte {
	var applicant Identified
	var mandate Mandate
	if by.Applicant != nil {
		applicant = *by.Applicant
	}
	if by.Mandate != nil {
		mandate = *by.Mandate
	}
	return sha256.Sum256(fmt.Appendf(nil, "%s %v %s %s %s %q %+v %q %q %q %s",
		r.Subject, r.Kinds, r.Use, r.Language, r.On, r.Grounds, r.Duty, r.Force, applicant, mandate, r.Replaces))
}

// Force is an officer's decision to set rules aside that allow it, with the reason
// that is recorded.
type Force struct {
	Rules  []string // their codes
	Reason string
}

// Identified is the person before an officer, identified by a document (art. 33 c.1 d.P.R.
// 223/1989), for whom the certificate is issued at the counter.
type Identified struct {
	Name     string
	Born     registry.Date
	Document string              // kind, number and authority
	Code     registry.FiscalCode // "" if he has not stated it
}

// complete reports whether everything is there that identifies somebody on a day.
func (i Identified) complete(today registry.Date) bool {
	return strings.TrimSpace(i.Name) != "" && strings.TrimSpace(i.Document) != "" && !i.Born.IsZero() && !today.Before(i.Born)
}

// is reports whether the record is that person's.
func (i Identified) is(p registry.Person) bool {
	if i.Code != "" {
		return i.Code == p.FiscalCode
	}
	return i.Born == p.Birth.Date && p.Name.Called(i.Name)
}

// Mandate is the mandate of a lawyer: what for, its day, and the data by which his
// client's case names the person (d.m. 6 ottobre 2023). A lawyer must know whom he asks
// about; he is shown nobody else.
type Mandate struct {
	Purpose Purpose
	On      registry.Date
	Subject registry.Sought
}

// Purpose is what a lawyer's mandate is for.
type Purpose string

// The purposes that d.m. 6 ottobre 2023 admits.
const (
	Service       Purpose = "service"       // notificazione di atti
	Extrajudicial Purpose = "extrajudicial" //
	Judicial      Purpose = "judicial"      //
)

// mandateYears is how old a mandate may be: as long as the right that it is about
// (art. 2946 c.c.).
const mandateYears = 10

// complete reports whether a mandate is one of the admitted, given on a day on which it
// can have been.
func (m Mandate) complete(today registry.Date) bool {
	return slices.Contains([]Purpose{Service, Extrajudicial, Judicial}, m.Purpose) && m.Dated(today)
}

// Dated reports whether a mandate was given on a whole day that has come and is not more
// than ten years ago.
func (m Mandate) Dated(today registry.Date) bool {
	return m.On.Day != 0 && !today.Before(m.On) && !m.On.Before(today.AddMonths(-12*mandateYears))
}

// Requester is the one who asks: the principal and, for a citizen, his own record
// in the register.
type Requester struct {
	Principal *auth.Principal
	Person    *registry.Person // nil for machines, officers and lawyers who live elsewhere
	Channel   Channel
	Applicant *Identified // at the counter
	Mandate   *Mandate    // of a lawyer

	stray *stray // why a lawyer has no record here; nil for anybody else
}

// stray is a login without a record that can be served.
type stray struct {
	why     *registry.UnmatchedError
	records []registry.Person
}

// With is the requester as he declares himself in one request: at the counter for the
// applicant, or as a lawyer on a mandate. Whether he may is for the rules to say.
func (by Requester) With(a *Identified, m *Mandate) Requester {
	by.Applicant, by.Mandate = a, m
	if m != nil && by.Principal.Lawyer {
		by.Channel = Lawyers
	}
	return by
}
