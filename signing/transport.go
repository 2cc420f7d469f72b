package signing

import "context"

// Transport carries a call to an outside service of the seal: a time-stamp
// authority, a revocation service, a remote signing service. It bounds time and
// size, follows no redirect to another host and keeps to the context. A status
// other than 200 is no error: the caller says what it means. It must be safe for
// concurrent use.
type Transport func(ctx context.Context, c Call) (status int, body []byte, err error)

// Call is one HTTP request. Method GET has no body.
type Call struct {
	Method, URL   string
	ContentType   string // of Body
	Accept        string
	Authorization string // the header's value, or ""; never logged
	Body          []byte
}
