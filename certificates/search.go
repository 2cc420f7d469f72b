package certificates

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// Search is the looking for a person who is not known by an identity.
type Search struct {
	Sought  registry.Sought
	Purpose string // why, in words; kept with the search
	Request string // request id
}

// Lookup is a search as it is kept: by whom and why, not for whom. Whom it found stands
// in the audit events.
type Lookup struct {
	Office  registry.OfficeID // in whose audit trail it stands
	By      RequesterRef
	Purpose string
	Found   int
	Request string // request id
	At      time.Time
}

const (
	mostFound       = 5 // more are not shown, so that nobody browses
	shortestPurpose = 10
	longestPurpose  = 200
)

// Search finds persons: for an officer those of his offices, by fiscal code or by
// names and birth, at most five; for a lawyer the one whom he names in every detail.
// Everything found is recorded with its purpose before it is told. Errors:
// ErrNotAllowed for anybody else, ErrSought, *NotYoursError for a lawyer who named
// nobody, registry.ErrUnavailable.
func (d *Desk) Search(ctx context.Context, by Requester, s Search) ([]registry.Person, error) {
	find := d.byOfficer
	switch {
	case by.Channel == Counter:
	case by.Principal.Lawyer:
		by.Channel, find = Lawyers, d.byLawyer
	default:
		return nil, ErrNotAllowed
	}
	if !s.complete() {
		return nil, ErrSought
	}
	found, err := find(ctx, by, s.Sought)
	if err != nil {
		return nil, err
	}
	tooMany := len(found) > mostFound
	if tooMany {
		found = nil
	}
	if err := d.searched(ctx, by, s, found); err != nil {
		return nil, err
	}
	switch {
	case tooMany:
		return nil, ErrSought
	case by.Channel == Lawyers && len(found) == 0:
		return nil, d.notYours(ctx, by, Request{ID: s.Request}, nil)
	}
	return found, nil
}

// complete reports whether a search has a purpose and says enough, in letters.
func (s Search) complete() bool {
	named := s.Sought.Name.Surname != "" && s.Sought.Name.Given != "" && !s.Sought.Born.IsZero()
	return fits(strings.TrimSpace(s.Purpose), shortestPurpose, longestPurpose) && (s.Sought.Code != "" || named) &&
		!strings.ContainsFunc(s.Sought.Name.Surname+s.Sought.Name.Given, noLetter)
}

// noLetter reports a character that stands in no name, such as a wildcard.
func noLetter(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" '’-.", r)
}

// byOfficer finds whoever the data fit in the officer's offices: the code alone, if one
// is said.
func (d *Desk) byOfficer(ctx context.Context, by Requester, s registry.Sought) (found []registry.Person, err error) {
	var records []registry.Person
	if s.Code != "" {
		records, err = d.Register.ByFiscalCode(ctx, s.Code)
	} else {
		records, err = d.Register.ByBirth(ctx, s.Born, by.offices())
	}
	for _, p := range records {
		x := registry.Extract{Subject: p}
		if (s.Code != "" || s.Begins(p)) && by.mayAskFor(x, registry.Date{}) {
			found = append(found, p)
		}
	}
	return found, err
}

// byLawyer finds the one whom all the data fit, by his record that stands.
func (d *Desk) byLawyer(ctx context.Context, _ Requester, s registry.Sought) ([]registry.Person, error) {
	if s.Code == "" {
		return nil, ErrSought
	}
	records, err := d.Register.ByFiscalCode(ctx, s.Code)
	var found, standing []registry.Person
	for _, p := range records {
		if !s.Is(p) {
			continue
		}
		found = append(found, p)
		if p.Standing.Active() {
			standing = append(standing, p)
		}
	}
	if len(standing) > 0 {
		return standing, err
	}
	return found, err
}

// searched records a search and whom it found.
func (d *Desk) searched(ctx context.Context, by Requester, s Search, found []registry.Person) error {
	how := "name"
	if s.Sought.Code != "" {
		how = "code"
	}
	e := detailed(d.event(by, d.home(by), audit.SubjectSearched, s.Request), map[string]string{"by": how, "found": strconv.Itoa(len(found))})
	events := []audit.Event{e}
	if len(found) > 0 {
		events = events[:0]
	}
	for _, p := range found {
		e.Office, e.Person = string(p.Office), string(p.ID)
		events = append(events, e)
	}
	l := Lookup{Office: registry.OfficeID(events[0].Office), By: by.ref(), Purpose: strings.TrimSpace(s.Purpose), Found: len(found), Request: s.Request, At: e.At}
	return d.Lookups.Searched(ctx, l, events...)
}
