package login

import (
	"context"
	"slices"
	"time"

	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/session"
)

// How many of one's logins are shown at most, and of how many days.
const (
	pastMost = 10
	pastDays = 90
)

// PastMost is how many logins are shown.
func (listed) PastMost() int { return pastMost }

// PastDays is of how many days logins are shown.
func (listed) PastDays() int { return pastDays }

// past is a login of late, and how it has ended.
type past struct {
	At       time.Time
	Provider string
	End      string    // as the words have it: one of session.End, "open", or "itself"
	EndedAt  time.Time // zero where nobody has ended it
}

// past is one's logins of late, by whichever provider, the newest first. What the audit trail
// knows no end of, and is open no more, has ended by itself.
func (r *Room) past(ctx context.Context, p *page.Page, current *session.Session, open []*session.Session) (list []past, err error) {
	now, l := r.Clock(), &current.Login
	all, err := r.Sessions.LoginsOf(ctx, l.Trace.Actor, l.Issuer(), now.AddDate(0, 0, -pastDays), pastMost)
	for _, x := range all {
		shown := past{At: x.At.In(now.Location()), Provider: r.called(p, x.Provider), End: string(x.End)}
		switch {
		case x.End != "":
			shown.EndedAt = x.EndedAt.In(now.Location())
		case slices.ContainsFunc(open, func(s *session.Session) bool { return s.ID == x.ID }):
			shown.End = "open"
		default:
			shown.End = "itself"
		}
		list = append(list, shown)
	}
	return list, err
}

// called is what a provider is called in a list; one that there is no more is another.
func (r *Room) called(in *page.Page, provider string) string {
	party := r.party(provider)
	if party == nil {
		return in.Say("login.name." + string(Plain))
	}
	if own := party.own(in.Language); own != "" {
		return own
	}
	return in.Say("login.name." + string(party.Button))
}
