package office

import (
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
)

// record is one certificate of the office, with how it was asked for where the officer
// may know it.
type record struct {
	Place       place
	Certificate *certificates.Certificate
	Kinds       []string
	State       string // key of a word
	Digest      string
	Application *certificates.Application
	Forced      []string // the rules that were set aside, in words
	Issued      bool     // just now
	Withdrawn   bool     // just now

	zone *time.Location // of the offices
}

// Local is a time in the zone of the offices.
func (b *record) Local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(b.zone)
}

func (s *Room) certificate(w http.ResponseWriter, r *http.Request) error {
	body, err := s.record(r)
	if err != nil {
		return err
	}
	body.Issued, body.Withdrawn = r.URL.Query().Has("issued"), r.URL.Query().Has("withdrawn")
	p := s.Page(r, "office-certificate", body)
	body.Kinds = s.names(p, body.Certificate.Kinds)
	if err := s.applied(r, p, body); err != nil {
		return err
	}
	return s.Show(w, http.StatusOK, p)
}

// applied adds how a certificate was asked for, for who issues.
func (s *Room) applied(r *http.Request, p *page.Page, body *record) error {
	if !body.Place.Issues {
		return nil
	}
	a, err := s.Desk.Application(r.Context(), by(r), body.Certificate.ID, web.RequestID(r.Context()))
	switch {
	case errors.Is(err, certificates.ErrNotFound): // there need be none
		return nil
	case err != nil:
		return err
	}
	body.Application, body.Forced = a, rules(p, a.Forced)
	return nil
}

// record reads the certificate that the address names, for an officer of its office.
func (s *Room) record(r *http.Request) (*record, error) {
	c, err := s.Desk.Certificate(r.Context(), by(r), named(r), web.RequestID(r.Context()))
	if err != nil {
		return nil, err
	}
	return &record{Place: s.in(r, c.Office), Certificate: c, State: s.state(c), Digest: hex.EncodeToString(c.SealedDigest[:]), zone: s.Clock().Location()}, nil
}

// named is the certificate that the address names.
func named(r *http.Request) certificates.ID { return certificates.ID(web.PathParam(r, "id")) }

// document hands out the sealed file.
func (s *Room) document(w http.ResponseWriter, r *http.Request) error {
	c, sealed, err := s.Desk.Document(r.Context(), by(r), named(r), web.RequestID(r.Context()))
	if err != nil {
		return err
	}
	s.Hand(w, "certificato-"+strings.ReplaceAll(c.Number.String(), "/", "-")+".pdf", "application/pdf", sealed)
	return nil
}
