package certificates

import (
	"context"
	"slices"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// Trail reads what was written down of who looked at a person's data.
type Trail interface {
	// Looks returns the events of these kinds about a person's data from one moment up to
	// another, the newest first, at most limit, but those that he caused himself, which are
	// counted. Whoever is shown a certificate sees all whom it names, so the looks at those
	// are among them.
	Looks(ctx context.Context, id registry.PersonID, kinds []audit.Kind, from, to time.Time, limit int) (Traces, error)
}

// Traces is what the audit trail holds of the looks at a person's data in a time.
type Traces struct {
	Others []Trace
	Own    int       // on how many occasions the person looked himself
	First  time.Time // of all looks at his data, whenever; zero if there was none
}

// Trace is one event with what belongs to it.
type Trace struct {
	audit.Event
	Kinds   []Kind  // of the certificate
	Search  string  // the purpose of a search, in the words of who searched
	Mandate Purpose // of a lawyer
}

// Look is one occasion on which somebody saw a person's data, or tried to.
type Look struct {
	At      time.Time
	By      audit.ActorKind   // a citizen is another member of the household, of today or of then
	Office  registry.OfficeID // in whose trail it stands
	Client  string            // of a machine, the name that its provider has for it
	Channel string
	What    audit.Kind // the most that he did
	Kinds   []Kind     // of the certificates
	Search  string     // the purpose of a search; a lawyer's is the office's to read, as it tells about a case
	Mandate Purpose    // of a lawyer
}

// Looks is who looked at a person's data in a month.
type Looks struct {
	Month  Month
	Others []Look // the newest first
	More   bool   // there were more than are shown
	Own    int
	First  Month // the month of the first look of all
}

// looks are the events by which somebody sees a person's data, or tries to, from the least
// to the most. Each has words on the page that shows them, internal/portal/area.
var looks = []audit.Kind{
	audit.SubjectRefused, audit.SubjectRead, audit.CertificateRefused, audit.SubjectSearched, audit.RemarkRead, audit.CertificateRead, audit.ApplicationRead,
	audit.CertificatePreview, audit.VerificationOpened, audit.CertificateDownload, audit.CertificateIssued,
}

const (
	tracesAtOnce = 1000
	// oneRequest is how far apart the events of one request may be. A request's identifier
	// is its sender's choice: without this, who always sends the same would look once.
	oneRequest = time.Minute
)

// Readers is who looked at the data of the citizen who asks, in a month: bodies and roles,
// nobody's name. His asking is recorded as a look of his own before it is answered.
// ErrNotAllowed for everybody else, about whomever: not even parents see a child's.
func (d *Desk) Readers(ctx context.Context, by Requester, m Month, request string) (*Looks, error) {
	if err := d.oneself(ctx, by, request); err != nil {
		return nil, err
	}
	if err := d.read(ctx, by, request, *by.Person); err != nil {
		return nil, err
	}
	zone := d.Clock().Location()
	traces, err := d.Trail.Looks(ctx, by.Person.ID, looks, m.begins(zone), m.Next().begins(zone), tracesAtOnce+1)
	if err != nil {
		return nil, err
	}
	l := &Looks{Month: m, Own: traces.Own, First: m}
	if !traces.First.IsZero() {
		l.First = monthOf(traces.First.In(zone))
	}
	if l.More = len(traces.Others) > tracesAtOnce; l.More {
		traces.Others = traces.Others[:tracesAtOnce]
	}
	l.Others = fold(traces.Others)
	return l, nil
}

func (m Month) begins(zone *time.Location) time.Time {
	return time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, zone)
}

func monthOf(t time.Time) Month { return Month{t.Year(), t.Month()} }

// fold makes one look of what somebody did in one request.
func fold(traces []Trace) (list []Look) {
	var begun []Trace // of each look, its newest event
	for _, t := range traces {
		i := len(begun) - 1
		for i >= 0 && begun[i].At.Sub(t.At) < oneRequest && !t.with(begun[i]) {
			i--
		}
		if i >= 0 && t.with(begun[i]) {
			list[i].add(t)
			continue
		}
		begun, list = append(begun, t), append(list, look(t))
	}
	return list
}

// with reports whether two events belong to one request.
func (t Trace) with(o Trace) bool {
	return t.Request != "" && t.Request == o.Request && t.Actor == o.Actor && t.Office == o.Office && o.At.Sub(t.At) < oneRequest
}

func look(t Trace) Look {
	l := Look{At: t.At, By: t.Actor.Kind, Office: registry.OfficeID(t.Office), Channel: t.Channel, What: t.Kind, Kinds: t.Kinds, Search: t.told(), Mandate: t.Mandate}
	if t.Actor.Kind == audit.Machine {
		l.Client = t.Actor.ID
	}
	return l
}

// told is the purpose of a search as the person whom it found may read it. Behind a lawyer's
// reference stands another's case, which is his to keep (art. 622 c.p.; art. 13 c.d.f.).
func (t Trace) told() string {
	if t.Actor.Kind == audit.Lawyer {
		return ""
	}
	return t.Search
}

// add takes in one more event of the same request.
func (l *Look) add(t Trace) {
	if slices.Index(looks, t.Kind) > slices.Index(looks, l.What) {
		l.What = t.Kind
	}
	for _, k := range t.Kinds {
		if !slices.Contains(l.Kinds, k) {
			l.Kinds = append(slices.Clip(l.Kinds), k)
		}
	}
	if l.Search == "" {
		l.Search = t.told()
	}
	if l.Mandate == "" {
		l.Mandate = t.Mandate
	}
}
