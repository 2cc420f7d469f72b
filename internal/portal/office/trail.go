package office

import (
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
)

// trail is what happened to a certificate, and what it was, so that the page stands for
// itself on paper.
type trail struct {
	*record
	Duty  duty
	Steps []step
	Since []pair // how often it was looked at and handed out; nil on a part of the trail
	First bool   // it is the first page
	Next  string // address of the page after, or ""
	Paper string // who prints it, and when
}

// duty is how the stamp duty was settled, in words.
type duty struct{ How, Why, Citation, Stamp, Amount string }

// step is one event of the trail.
type step struct {
	Seq     int64
	At      time.Time
	What    string // in words, or the event's own name
	Who     string // the role, in words
	Officer string // whose identity is told: an officer's or a machine's
	Channel string // in words
	Details []pair
	Hash    string
}

const trailAtOnce = 200

func (s *Room) trail(w http.ResponseWriter, r *http.Request) error {
	after, err := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	if r.URL.Query().Has("after") && (err != nil || after < 0) {
		return web.ErrRequest
	}
	body, err := s.record(r)
	if err != nil {
		return err
	}
	events, more, err := s.Desk.TrailOf(r.Context(), by(r), body.Certificate.ID, after, trailAtOnce, web.RequestID(r.Context()))
	if err != nil {
		return err
	}
	out := &trail{record: body, First: after == 0}
	p := s.Page(r, "office-trail", out)
	out.Paper = s.paperLine(p, body.Place)
	if err := s.whole(r, p, out); err != nil {
		return err
	}
	for _, e := range events {
		out.Steps = append(out.Steps, s.step(p, e))
	}
	if out.First && !more {
		out.Since = since(p, events)
	}
	if more {
		out.Next = "/office/certificates/" + string(body.Certificate.ID) + "/trail?after=" + strconv.FormatInt(events[len(events)-1].Seq, 10)
	}
	return s.Show(w, http.StatusOK, p)
}

// whole adds what the certificate was and how it was asked for, as far as he may know it.
func (s *Room) whole(r *http.Request, p *page.Page, out *trail) (err error) {
	out.Kinds = s.names(p, out.Certificate.Kinds)
	if err := s.applied(r, p, out.record); err != nil {
		return err
	}
	d, err := s.Desk.DutyOf(r.Context(), by(r), out.Certificate.ID)
	if err != nil {
		return err
	}
	out.Duty = duty{How: word(p, "office.duty.", string(d.Means)), Citation: d.Citation, Stamp: d.Stamp, Amount: money(p, d.Amount)}
	if d.Means == "" {
		out.Duty.How, out.Duty.Why = p.Say("office.duty.exemption"), exemptionOf(p, d.Exemption)
	}
	if d.Ground != "" {
		out.Duty.Why += ": " + d.Ground
	}
	return nil
}

// since is how often a certificate was looked at, handed out, and opened by who checks it.
func since(p *page.Page, events []audit.Event) (out []pair) {
	for _, kind := range []audit.Kind{audit.CertificateRead, audit.CertificateDownload, audit.VerificationOpened, audit.ApplicationRead, audit.TrailRead} {
		n := 0
		for _, e := range events {
			if e.Kind == kind {
				n++
			}
		}
		out = append(out, pair{word(p, "office.event.", string(kind)), strconv.Itoa(n)})
	}
	return out
}

func (s *Room) step(p *page.Page, e audit.Event) step {
	out := step{
		Seq: e.Seq, At: e.At.In(s.Clock().Location()), Hash: hex.EncodeToString(e.Hash[:]),
		What: word(p, "office.event.", string(e.Kind)), Who: word(p, "office.actor.", string(e.Actor.Kind)), Channel: word(p, "office.channel.", e.Channel),
	}
	if e.Actor.Kind == audit.Officer || e.Actor.Kind == audit.Machine {
		out.Officer = e.Actor.ID
	}
	for _, key := range slices.Sorted(maps.Keys(e.Details)) {
		out.Details = append(out.Details, detail(p, key, e.Details[key])...)
	}
	return out
}

// detail is what an event tells beside what happened, in words where there are some.
func detail(p *page.Page, name, value string) (out []pair) {
	switch name {
	case "rules":
	case "reason": // why the register no longer says it
		return []pair{{word(p, "office.detail.", name), word(p, "office.superseded.", value)}}
	default:
		return []pair{{word(p, "office.detail.", name), word(p, "office.detail."+name+".", value)}}
	}
	for _, rule := range rules(p, strings.Fields(value)) {
		out = append(out, pair{word(p, "office.detail.", name), rule})
	}
	return out
}

// word is the text for a name that is stored, or the name itself if it is a newer one.
func word(p *page.Page, prefix, name string) string {
	if !p.Has(prefix + name) {
		return name
	}
	return p.Say(prefix + name)
}
