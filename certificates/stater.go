package certificates

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/statement"
)

// Stater signs what the QR symbol of a certificate says by itself
// (docs/offline-check.md). It is safe for concurrent use.
type Stater struct {
	Key    *statement.Key
	Issuer string // public address of the installation, without a slash at the end
}

// StatusListSize is how many places a status list has. A list serves a month of the
// whole installation, so that half a million certificates a month leave it half empty.
const StatusListSize = statement.MaxListSize

// firstListYear is the year whose January has list 0.
const firstListYear = 2000

// statusList is the list of the certificates that are issued on a day.
func statusList(day registry.Date) int { return (day.Year-firstListYear)*12 + int(day.Month) - 1 }

// StatusListsAt is how many lists there are at a time: those with a lower number.
func StatusListsAt(t time.Time) int { return statusList(registry.DateOf(t)) + 1 }

// state signs the statement of a certificate and writes it as digits. What does not
// fit is left to the paper, and the statement says so.
func (s *Stater) state(c *Content, facts []Fact, data []byte, status statement.Status) (string, error) {
	st := &statement.Statement{
		Issuer: s.Issuer, Office: statement.Office{Code: c.Office.Code, Name: c.Office.Name}, Number: c.Number.String(),
		IssuedOn: statement.Date(c.IssuedOn), ValidUntil: statement.Date(c.ValidTo), Data: sha256.Sum256(data), Status: status,
		Name: registry.Name{Surname: c.Subject.Surname, Given: c.Subject.Given}.String(), Born: statement.Date(c.Subject.Born),
		Demo: c.Basis == registry.BasisDemo,
	}
	for _, k := range c.Kinds {
		st.Kinds = append(st.Kinds, int(k))
	}
	for _, f := range facts {
		st.Facts = append(st.Facts, statement.Fact(f))
	}
	fit, err := st.Fit(statement.MaxSize)
	if err != nil {
		return "", fmt.Errorf("certificates: %w", err)
	}
	signed, err := s.Key.Sign(fit)
	if err != nil {
		return "", fmt.Errorf("certificates: %w", err)
	}
	return statement.Digits(signed), nil
}
