package session

import (
	"slices"
	"strings"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
)

// Trace is as whom somebody logs in, and in whose audit trails it stands. It is kept with
// the session, so that its end stands where its beginning does, whatever has become of his
// rights meanwhile.
type Trace struct {
	Actor   audit.Actor `json:"actor"`
	Channel string      `json:"channel"`
	Offices []string    `json:"offices"` // codes; "" alone where no office of the installation is concerned
}

// End is how a session ended before its time. The text is stable: it is stored and chained.
type End string

// The ends. One that nobody uses, or whose time is up, ends by itself and has no event.
const (
	ByHand    End = "logout"    // he logged out
	Elsewhere End = "elsewhere" // he ended it from another of his sessions
	Replaced  End = "replaced"  // somebody logged in anew in the same browser
	Crowded   End = "crowded"   // he had Most of them, and logged in once more
	Lost      End = "lost"      // the register does not have him any more, or not as one who can be served
)

// Most is how many sessions one person has at once.
const Most = 10

// Past is a login as the audit trail tells of it.
type Past struct {
	ID       string
	Provider string // by its name in the configuration of then
	At       time.Time
	End      End // "" if it was not ended before its time, or is not over
	EndedAt  time.Time
}

// Issuer is by whom somebody's past logins are told from another's of the same name: "" for
// who is in the register, where he is one person through whichever provider he comes.
func (l Login) Issuer() string {
	if l.Trace.Actor.Kind == audit.Citizen {
		return ""
	}
	return l.Principal.Issuer
}

// Begun is the events of the login, by somebody who holds these rights at the moment. They
// tell neither a device nor an address nor a secret.
func (s *Session) Begun(held []auth.Grant, request string) []audit.Event {
	l := &s.Login
	return s.events(audit.SessionBegun, l.Begun, request, func(office string) map[string]string {
		d := map[string]string{"session": s.ID, "provider": l.Provider, "issuer": l.Principal.Issuer, "level": l.Principal.Assurance}
		if l.Trace.Actor.Kind == audit.Officer {
			d["rights"] = rights(held, office)
		}
		return d
	})
}

// Ended is the events of its end.
func (s *Session) Ended(how End, at time.Time, request string) []audit.Event {
	return s.events(audit.SessionEnded, at, request, func(string) map[string]string {
		return map[string]string{"session": s.ID, "how": string(how)}
	})
}

func (s *Session) events(kind audit.Kind, at time.Time, request string, details func(office string) map[string]string) (events []audit.Event) {
	for _, office := range s.Login.Trace.Offices {
		events = append(events, audit.Event{
			Office: office, At: at, Kind: kind, Actor: s.Login.Trace.Actor, Channel: s.Login.Trace.Channel, Request: request, Details: details(office),
		})
	}
	return events
}

// rights is what is held in an office; for the installation, in which.
func rights(held []auth.Grant, office string) string {
	var list []string
	for _, g := range held {
		switch office {
		case "":
			list = append(list, string(g.Scope)+"@"+g.Office)
		case g.Office:
			list = append(list, string(g.Scope))
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}
