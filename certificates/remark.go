package certificates

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// RemarkID is the identity of a remark: a UUID in canonical text form.
type RemarkID string

// Remark is what a citizen tells his office about the register's data of him: that they
// were written down wrongly (rettifica, art. 16 Reg. (EU) 2016/679). The office looks at it,
// corrects what is wrong by its own ways, and answers. It changes nothing by itself.
type Remark struct {
	ID     RemarkID
	Office registry.OfficeID
	Number Number // in the office's series of remarks, which begins anew every year
	Person registry.PersonID
	At     time.Time
	Note
	Answer *Answer // nil while it is open
}

// Note is what a remark says.
type Note struct {
	About Topic
	Wrong string // what is not right
	Right string // what it should say
	Reach string // how the citizen wants to be reached, or ""
}

// Answer is how an office has answered a remark.
type Answer struct {
	Text string
	By   string // the officer's identity at the office; "" for the citizen, who is told the office
	At   time.Time
}

// Topic is the group of data that a remark is about. The text is stable: it is stored.
type Topic string

// Topics are all there are, in the order in which an OwnRecord has them.
var Topics = []Topic{"identity", "birth", "residence", "citizenship", "status", "household", "contract", "electoral"}

// The limits of a remark, in characters, and of how many of a person are open.
const (
	RemarkLongest = 600
	ReachLongest  = 200
	AnswerLongest = 2000
	RemarksOpen   = 10
	longestKey    = 255
)

var (
	// ErrRemark says that a remark or its answer says nothing, or too much.
	ErrRemark = errors.New("certificates: a remark that is not complete")
	// ErrRemarks says that as many remarks of a person are open as may be.
	ErrRemarks = errors.New("certificates: too many open remarks")
)

// RemarkFilter chooses remarks. One of Person and Office is set.
type RemarkFilter struct {
	Person registry.PersonID
	Office registry.OfficeID
	State  RemarkState // "" for any
}

// RemarkState is how a remark stands.
type RemarkState string

// The states.
const (
	RemarkOpen     RemarkState = "open"
	RemarkAnswered RemarkState = "answered"
)

// State is how the remark stands.
func (r *Remark) State() RemarkState {
	if r.Answer != nil {
		return RemarkAnswered
	}
	return RemarkOpen
}

// Remarks keeps what citizens have told their offices. Nothing of it is changed or
// removed. ErrNotFound where there is none.
type Remarks interface {
	// MakeRemark stores a remark under the next number of its office and year, with its events, and
	// returns it. The same person's same key returns what was stored then, and stores
	// nothing. ErrRemarks for who has RemarksOpen of them open.
	MakeRemark(ctx context.Context, r Remark, key string, events ...audit.Event) (*Remark, error)
	// RemarkByID reads one.
	RemarkByID(ctx context.Context, id RemarkID) (*Remark, error)
	// RemarksBy lists remarks, the newest first; before is the identity of the last one of
	// the page before, or "".
	RemarksBy(ctx context.Context, f RemarkFilter, before RemarkID, limit int) ([]*Remark, error)
	// AnswerRemark stores the answer, with its events and the notice to whom has made the
	// remark (NoticeAnswered). ErrState if there is one already.
	AnswerRemark(ctx context.Context, id RemarkID, a Answer, events ...audit.Event) error
}

// Faults is the parts of a note that say nothing or too much, by the names that its fields
// have in forms: "about", "wrong", "right", "reach".
func (n Note) Faults() (faults []string) {
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"about", slices.Contains(Topics, n.About)}, {"wrong", fits(n.Wrong, 1, RemarkLongest)}, {"right", fits(n.Right, 1, RemarkLongest)}, {"reach", fits(n.Reach, 0, ReachLongest)},
	} {
		if !f.ok {
			faults = append(faults, f.name)
		}
	}
	return faults
}

// fits reports whether a text has so many characters and can be stored.
func fits(s string, shortest, longest int) bool {
	n := utf8.RuneCountInString(s)
	return n >= shortest && n <= longest && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// Trimmed is the note without blanks around its texts.
func (n Note) Trimmed() Note {
	n.Wrong, n.Right, n.Reach = trimmed(n.Wrong), trimmed(n.Right), trimmed(n.Reach)
	return n
}

// trimmed is a text without blanks around it. A browser counts the end of a line as one
// character and sends two: here it is one.
func trimmed(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// Remark keeps what the citizen who asks says about his own data, for his office. The same
// key keeps it once. Errors: ErrNotAllowed for everybody else, ErrRemark, ErrRemarks.
func (d *Desk) Remark(ctx context.Context, by Requester, n Note, key, request string) (*Remark, error) {
	if err := d.oneself(ctx, by, request); err != nil {
		return nil, err
	}
	n = n.Trimmed()
	if len(n.Faults()) > 0 || !fits(key, 1, longestKey) {
		return nil, ErrRemark
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	r := Remark{ID: RemarkID(id.String()), Office: by.Person.Office, Person: by.Person.ID, At: d.now(), Note: n}
	r.Number.Year = d.Clock().Year()
	return d.Remarks.MakeRemark(ctx, r, key, d.remarked(by, &r, audit.RemarkMade, request))
}

// OwnRemarks lists the remarks of the citizen who asks, the newest first, at most limit. more
// says that there is a page after this one.
func (d *Desk) OwnRemarks(ctx context.Context, by Requester, before RemarkID, limit int, request string) (list []*Remark, more bool, err error) {
	if err := d.oneself(ctx, by, request); err != nil {
		return nil, false, err
	}
	list, more, err = d.remarks(ctx, RemarkFilter{Person: by.Person.ID}, before, limit)
	if err != nil || len(list) == 0 {
		return nil, false, err
	}
	if err := d.read(ctx, by, request, *by.Person); err != nil {
		return nil, false, err
	}
	for _, r := range list {
		if r.Answer != nil {
			r.Answer.By = ""
		}
	}
	return list, more, nil
}

func (d *Desk) remarks(ctx context.Context, f RemarkFilter, before RemarkID, limit int) (list []*Remark, more bool, err error) {
	list, err = d.Remarks.RemarksBy(ctx, f, before, limit+1)
	if err != nil {
		return nil, false, err
	}
	if more = len(list) > limit; more {
		list = list[:limit]
	}
	return list, more, nil
}

// remarked is an event about a remark.
func (d *Desk) remarked(by Requester, r *Remark, kind audit.Kind, request string) audit.Event {
	e := d.event(by, r.Office, kind, request)
	e.Person, e.Details = string(r.Person), map[string]string{"remark": string(r.ID), "about": string(r.About)}
	if by.Principal.Officer != "" {
		e.Actor = audit.Actor{Kind: audit.Officer, ID: by.Principal.Officer}
	}
	return e
}
