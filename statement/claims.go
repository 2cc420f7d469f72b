package statement

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// version is that of the private claim. A reader refuses what it does not know, so
// any new member is a new version.
const version = 1

const day = 24 * 60 * 60 // seconds

// claims is the CWT Claims Set. Issued is the day of issue at 0:00 UTC, Expires the
// end of the last day of validity: whole days, so that the printed dates can be had
// back without knowing the time zone of the office. What is not registered is in
// one private claim (a key below -65536, RFC 8392 section 9.1.1), because each key of
// that range takes five bytes.
type claims struct {
	Issuer  string  `cbor:"1,keyasint"`
	Expires int64   `cbor:"4,keyasint,omitempty"`
	Issued  int64   `cbor:"6,keyasint"`
	Private private `cbor:"-65537,keyasint"`
}

type private struct {
	Version    int      `cbor:"0,keyasint"`
	OfficeCode string   `cbor:"1,keyasint"`
	OfficeName string   `cbor:"2,keyasint"`
	Kinds      []int    `cbor:"3,keyasint"`
	Number     string   `cbor:"4,keyasint"`
	Data       []byte   `cbor:"5,keyasint"`
	Status     status   `cbor:"6,keyasint"`
	Name       *string  `cbor:"7,keyasint"` // null: see the paper
	Born       int64    `cbor:"8,keyasint,omitempty"`
	Facts      []factOf `cbor:"9,keyasint,omitempty"`
	Demo       bool     `cbor:"10,keyasint,omitempty"`
}

type status struct {
	_     struct{} `cbor:",toarray"`
	List  int
	Index int
}

type factOf struct {
	_     struct{} `cbor:",toarray"`
	Label string
	Value *string // null: see the paper
}

// ErrMalformed says that bytes or a text are not of the form of a statement.
var ErrMalformed = errors.New("statement: not a statement")

// ErrVersion is an ErrMalformed for a statement of a later version.
var ErrVersion = fmt.Errorf("%w of a version known here", ErrMalformed)

var (
	encoding = must(cbor.CoreDetEncOptions().EncMode())
	decoding = must(cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		MaxNestedLevels:   4, MaxArrayElements: 16, MaxMapPairs: 16,
	}.DecMode())
	// versionOnly reads the version of a claims set that may hold anything else.
	versionOnly = must(cbor.DecOptions{DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // options that are constant
	}
	return v
}

// encode is the claims set in its one form. ErrField for a statement out of bounds.
func (s *Statement) encode() ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	c := claims{Issuer: s.Issuer, Issued: s.IssuedOn.midnight().Unix(), Private: private{
		Version: version, OfficeCode: s.Office.Code, OfficeName: s.Office.Name,
		Kinds: s.Kinds, Number: s.Number, Data: s.Data[:], Status: status{List: s.Status.List, Index: s.Status.Index},
		Name: orNull(s.Name), Born: s.Born.number(), Demo: s.Demo,
	}}
	if s.ValidUntil != (Date{}) {
		c.Expires = s.ValidUntil.midnight().Unix() + day
	}
	for _, f := range s.Facts {
		c.Private.Facts = append(c.Private.Facts, factOf{Label: f.Label, Value: orNull(f.Value)})
	}
	return encoding.Marshal(c)
}

// decode reads what encode wrote, and nothing else.
func decode(payload []byte) (*Statement, error) {
	var c claims
	if err := decoding.Unmarshal(payload, &c); err != nil {
		if later(payload) {
			return nil, ErrVersion
		}
		return nil, fmt.Errorf("%w: claims", ErrMalformed) // the cause may quote what it says
	}
	if c.Private.Version > version {
		return nil, ErrVersion
	}
	s := c.statement()
	again, err := s.encode()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if !bytes.Equal(again, payload) {
		return nil, fmt.Errorf("%w: claims are missing or not deterministic CBOR", ErrMalformed)
	}
	return s, nil
}

func (c *claims) statement() *Statement {
	p := c.Private
	s := &Statement{
		Issuer: c.Issuer, Office: Office{p.OfficeCode, p.OfficeName}, Kinds: p.Kinds, Number: p.Number,
		IssuedOn: dateOf(time.Unix(c.Issued, 0)), Status: Status{p.Status.List, p.Status.Index},
		Name: orEmpty(p.Name), Born: dateOfNumber(p.Born), Demo: p.Demo,
	}
	if c.Expires != 0 {
		s.ValidUntil = dateOf(time.Unix(c.Expires-day, 0))
	}
	if len(p.Data) == sha256.Size {
		copy(s.Data[:], p.Data)
	}
	for _, f := range p.Facts {
		s.Facts = append(s.Facts, Fact{f.Label, orEmpty(f.Value)})
	}
	return s
}

// later reports whether the claims are of a version after ours, so that who checks
// can be told to renew his checker.
func later(payload []byte) bool {
	var c struct {
		Private struct {
			Version int `cbor:"0,keyasint"`
		} `cbor:"-65537,keyasint"`
	}
	return versionOnly.Unmarshal(payload, &c) == nil && c.Private.Version > version
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
