package statement

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Statement is what the QR symbol of a certificate says: what is printed on the
// paper anyway, so that the two can be compared by who holds it.
type Statement struct {
	Issuer     string // public address of the installation, "https://verifica.example.it"
	Office     Office
	Kinds      []int  // codes of official table 13, as printed
	Number     string // as printed, "2026/0000123"
	IssuedOn   Date
	ValidUntil Date              // last day of validity; zero: unlimited
	Data       [sha256.Size]byte // SHA-256 of the attached canonical JSON
	Status     Status

	Name  string // of the subject; "": see the paper
	Born  Date   // as far as it is known; zero: see the paper
	Facts []Fact
	Demo  bool // nothing stated has any legal value
}

// Office is the office that issued.
type Office struct{ Code, Name string }

// Status is where the withdrawal of a certificate shows: its place in one of the
// issuer's status lists.
type Status struct{ List, Index int }

// Fact is one thing that the certificate states: "Residenza", "Via Roma 1, Valdemo".
// An empty Value says that it stands on the paper and does not fit here.
type Fact struct{ Label, Value string }

// The bounds of a statement. Lengths are in bytes of UTF-8; MaxSize is that of a
// signed statement. A QR symbol of 35 mm holds it beside an address of 80 characters
// in modules of 0.4 mm; for a longer address there is Fit.
const (
	MaxSize   = 434
	MaxKinds  = 8
	MaxFacts  = 8
	MaxIssuer = 100
	MaxCode   = 16
	MaxOffice = 80
	MaxNumber = 32
	MaxName   = 120
	MaxLabel  = 40
	MaxValue  = 120
)

const (
	maxKind = 255
	maxList = 1 << 16
)

// ErrField says that a field of a statement is missing, malformed or out of bounds.
// The error names the field and never its value.
var ErrField = errors.New("statement: a field cannot be stated")

// ErrTooLong is an ErrField for what is only too long: Fit may help.
var ErrTooLong = fmt.Errorf("%w: too long", ErrField)

// StatusURI is the address of the status list that the statement refers to. The
// statement carries only the number of the list, to be short.
func (s *Statement) StatusURI() string { return StatusURI(s.Issuer, s.Status.List) }

const statusPath = "/status-lists/"

// StatusURI is the address of an issuer's status list by its number, and the
// subject of its token.
func StatusURI(issuer string, list int) string { return issuer + statusPath + strconv.Itoa(list) }

// check returns all faults, joined.
func (s *Statement) check() error {
	faults := []error{
		malformed("issuer", validIssuer(s.Issuer)),
		text("issuer", s.Issuer, MaxIssuer),
		text("office code", s.Office.Code, MaxCode),
		text("office name", s.Office.Name, MaxOffice),
		text("number", s.Number, MaxNumber),
		malformed("date of issue", s.IssuedOn.whole()),
		malformed("last day of validity", s.ValidUntil == Date{} || s.ValidUntil.whole() && s.ValidUntil.number() >= s.IssuedOn.number()),
		malformed("date of birth", s.Born == Date{} || s.Born.partial()),
		malformed("number of kinds", len(s.Kinds) >= 1 && len(s.Kinds) <= MaxKinds),
		malformed("number of facts", len(s.Facts) <= MaxFacts),
		malformed("status list", s.Status.List >= 0 && s.Status.List < maxList),
		malformed("status index", s.Status.Index >= 0 && s.Status.Index < MaxListSize),
		malformed("digest of the data", s.Data != [sha256.Size]byte{}),
		optional("name", s.Name, MaxName),
	}
	for _, k := range s.Kinds {
		faults = append(faults, malformed("kind", k >= 1 && k <= maxKind))
	}
	for _, f := range s.Facts {
		faults = append(faults, text("label of a fact", f.Label, MaxLabel), optional("value of a fact", f.Value, MaxValue))
	}
	return errors.Join(faults...)
}

func malformed(field string, ok bool) error {
	if ok {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrField, field)
}

func text(field, s string, longest int) error {
	if s == "" {
		return fmt.Errorf("%w: %s is missing", ErrField, field)
	}
	return optional(field, s, longest)
}

func optional(field, s string, longest int) error {
	switch {
	case len(s) > longest:
		return fmt.Errorf("%w: %s has more than %d bytes", ErrTooLong, field, longest)
	case !utf8.ValidString(s):
		return fmt.Errorf("%w: %s is not UTF-8", ErrField, field)
	}
	// No controls and no marks of direction, by which a text looks like another.
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		return fmt.Errorf("%w: %s holds %U, which cannot be shown", ErrField, field, r)
	}
	return nil
}

// validIssuer reports whether s is an address to which paths can be appended. Plain
// HTTP is for demos on one's own machine.
func validIssuer(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || strings.ContainsAny(s, "?#") || strings.HasSuffix(s, "/") || u.String() != s {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http"
}
