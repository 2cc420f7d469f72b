package certificates

import (
	"context"
	"strings"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Application is how a certificate was asked for, as far as the certificate itself does
// not say it: who stood at the counter, on which mandate, why, and what an officer set
// aside. It is nobody's business but the office's.
type Application struct {
	Applicant *Identified         // at the counter
	Lawyer    registry.FiscalCode // of the lawyer who asked, or ""
	Mandate   *Mandate            // of the lawyer
	Grounds   string              // of a historical certificate, or ""
	Forced    []string            // codes of the rules that were set aside
	Reason    string              // why they were
}

// application is nil where there is nothing to be written down.
func application(by Requester, r Request) *Application {
	a := &Application{Applicant: by.Applicant, Mandate: by.Mandate, Grounds: r.Grounds}
	if len(r.Force.Rules) > 0 {
		a.Forced, a.Reason = r.Force.Rules, strings.TrimSpace(r.Force.Reason)
	}
	if by.Channel == Lawyers {
		a.Lawyer = registry.FiscalCode(by.Principal.FiscalCode)
	}
	if a.Applicant == nil && a.Mandate == nil && a.Grounds == "" && len(a.Forced) == 0 {
		return nil
	}
	return a
}

// What a lawyer may ask for, and from where on his mandates are looked at (d.m. 6
// ottobre 2023).
const (
	LawyerDaily     = 30  // certificates in a day
	ConspicuousDay  = 10  // more than these in a day
	ConspicuousHalf = 100 // more than these in a half-year

	conspicuousAtOnce = 500
)

// HalfYear is the first day of the half-year of a day, in January or July.
func HalfYear(day registry.Date) registry.Date {
	if day.Month < time.July {
		return registry.Date{Year: day.Year, Month: time.January, Day: 1}
	}
	return registry.Date{Year: day.Year, Month: time.July, Day: 1}
}

// Conspicuous is a lawyer who asked for so many certificates, in all offices together,
// that his mandates are to be looked at by each office that he asked.
type Conspicuous struct {
	Lawyer registry.FiscalCode
	Office registry.OfficeID
	Period Period
	From   registry.Date // first day of the period
	At     time.Time     // when it was noticed
}

// Period is a time in which a lawyer's certificates are counted.
type Period string

// The periods.
const (
	OneDay    Period = "day"
	HalfAYear Period = "half-year"
)

// Application reads how a certificate was asked for, for an officer at the counter of
// its office. ErrNotFound for anybody else, and where there is nothing to it.
func (d *Desk) Application(ctx context.Context, by Requester, id ID, request string) (*Application, error) {
	c, err := d.visible(ctx, by, id)
	switch {
	case err != nil:
		return nil, err
	case !by.issues(c):
		return nil, ErrNotFound
	}
	a, err := d.Archive.Application(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := d.Journal.Record(ctx, d.about(by, c, audit.ApplicationRead, request)); err != nil {
		return nil, err
	}
	return a, nil
}

// Conspicuous lists the lawyers whose mandates an officer's offices are to look at.
// ErrNotAllowed for who does not issue at the counter.
func (d *Desk) Conspicuous(ctx context.Context, by Requester) ([]Conspicuous, error) {
	if by.Channel != Counter {
		return nil, ErrNotAllowed
	}
	return d.Lookups.Conspicuous(ctx, by.offices(), conspicuousAtOnce)
}

// offices is where an officer issues.
func (by Requester) offices() (ids []registry.OfficeID) {
	for _, code := range by.Principal.Offices {
		if by.Principal.May(auth.IssueCertificates, code) {
			ids = append(ids, registry.OfficeID(code))
		}
	}
	return ids
}
