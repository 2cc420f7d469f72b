package page

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
)

// Visitor is who is logged in.
type Visitor struct {
	By      certificates.Requester
	Name    string // as printed
	Session string // names the login among his own; no secret
	Unread  int    // notices to a citizen that he has not read
}

// Whose is a word for him that tells nobody who he is. A form that has it (the part "whose") is
// taken from him alone: on a shared computer a page may still be open when somebody else has
// logged in, and what it says must not be done in his name.
func (v *Visitor) Whose() string {
	who := v.By.Principal.Issuer + "\n" + v.By.Principal.Subject + "\n" + v.By.Principal.Officer
	if v.By.Person != nil {
		who = string(v.By.Person.ID)
	}
	sum := sha256.Sum256([]byte(who))
	return hex.EncodeToString(sum[:16])
}

// Citizen reports whether he asks for himself, as a lawyer or not.
func (v *Visitor) Citizen() bool { return v.By.Principal.Citizen() }

// Officer reports whether he works for an office.
func (v *Visitor) Officer() bool { return v.By.Principal.Officer != "" }

// Staff reports whether the visitor works for an office and is no citizen here, who can ask
// for nothing for himself.
func (p *Page) Staff() bool { return p.Visitor != nil && p.Visitor.Officer() && !p.Visitor.Citizen() }

// Administers reports whether he decides about an office.
func (v *Visitor) Administers() bool { return v.holds(auth.ManageOffice) }

func (v *Visitor) holds(s auth.Scope) bool {
	for _, office := range v.By.Principal.Offices {
		if v.By.Principal.May(s, office) {
			return true
		}
	}
	return false
}

type visitorKey struct{}

// With is a context in which somebody is logged in.
func With(ctx context.Context, v *Visitor) context.Context {
	return context.WithValue(ctx, visitorKey{}, v)
}

// Of is who is logged in, nil for nobody.
func Of(ctx context.Context) *Visitor {
	v, _ := ctx.Value(visitorKey{}).(*Visitor)
	return v
}

// Citizens lets citizens through, and sends who is nobody yet to log in.
func (k *Kit) Citizens(next http.Handler) http.Handler {
	return k.admit((*Visitor).Citizen, next)
}

// Officers lets those through who hold the right in one of their offices. In which, and
// what they ask about there, is for the domain to say.
func (k *Kit) Officers(s auth.Scope) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return k.admit(func(v *Visitor) bool { return v.Officer() && v.holds(s) }, next)
	}
}

// Staff lets everybody through who works for an office.
func (k *Kit) Staff(next http.Handler) http.Handler { return k.admit((*Visitor).Officer, next) }

func (k *Kit) admit(may func(*Visitor) bool, next http.Handler) http.Handler {
	next = k.Limits.Pages(k.Fail, func(r *http.Request) string { return Of(r.Context()).Whose() })(next)
	return k.Handle(func(w http.ResponseWriter, r *http.Request) error {
		switch v := Of(r.Context()); {
		case v == nil:
			k.See(w, r, LoginThen(r))
		case !may(v):
			return certificates.ErrNotAllowed
		default:
			next.ServeHTTP(w, r)
		}
		return nil
	})
}

// MaxThen is how long, in bytes, a way back after the login may be.
const MaxThen = 512

// LoginThen is the way to the login and back to what was asked for. What was sent to an
// address that only takes forms is not repeated: the way back is its page. A long address
// loses what was asked of the page, or is no way back at all: what somebody asks for does not
// make our answer long.
func LoginThen(r *http.Request) string {
	then := r.URL.EscapedPath()
	asked := r.URL.Query()
	asked.Del("lang") // the way back is in the language that was asked for by then
	if len(asked) > 0 && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		if whole := then + "?" + asked.Encode(); len(whole) <= MaxThen {
			then = whole
		}
	}
	if len(then) > MaxThen {
		return "/login"
	}
	return "/login?then=" + url.QueryEscape(then)
}
