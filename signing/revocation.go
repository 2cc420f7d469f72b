package signing

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// RevocationOptions is what a Revocation needs. Timeout and Addresses have defaults.
type RevocationOptions struct {
	Transport Transport
	Clock     func() time.Time
	Timeout   time.Duration // for one question; 5 seconds if 0
	// Addresses is where to ask about a certificate; if nil, where it says itself. OCSP
	// is asked before revocation lists.
	Addresses func(*x509.Certificate) (ocsp, lists []string)
}

// Revocation keeps what issuers say about the certificates in use, fetched ahead so
// that sealing waits for nobody. It starts no goroutine: the program calls Refresh from
// time to time. It is safe for concurrent use.
type Revocation struct {
	o       RevocationOptions
	mu      sync.Mutex
	watched map[string]*watched // by the certificate's DER
}

// watched is a certificate whose state is kept; evidence is nil as long as there is none.
type watched struct {
	certificate, issuer *x509.Certificate
	evidence            *evidence
	fetched             time.Time
}

// NewRevocation knows nothing yet.
func NewRevocation(o RevocationOptions) (*Revocation, error) {
	if o.Transport == nil || o.Clock == nil {
		return nil, errors.New("signing: revocation needs a transport and a clock")
	}
	o.Timeout = orDefault(o.Timeout, defaultTimeout)
	if o.Addresses == nil {
		o.Addresses = func(c *x509.Certificate) (ocsp, lists []string) { return c.OCSPServer, c.CRLDistributionPoints }
	}
	return &Revocation{o: o, watched: map[string]*watched{}}, nil
}

// freshFor is how long an answer is not asked for again, however long it holds: what has
// been revoked meanwhile must be noticed.
const freshFor = time.Hour

// Refresh asks about every certificate of which there may be news: nothing is known of
// it, it is revoked, or the answer is an hour old or has passed half its validity. It is
// to be called every few minutes. What fails comes joined, and what can be had of the
// others is renewed all the same. ErrRevoked, among the others, says that one of them is
// revoked; a sealer whose own certificate that is seals no more.
func (r *Revocation) Refresh(ctx context.Context) error {
	var faults []error
	for _, s := range r.due() {
		_, err := r.fetch(ctx, s)
		if state := r.state(s); err == nil || errors.Is(state, ErrRevoked) {
			err = errors.Join(err, state)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", s.certificate.Subject.CommonName, err))
		}
	}
	return errors.Join(faults...)
}

// due is what to ask about now. A certificate that has run out is forgotten: nobody
// asks about it any more.
func (r *Revocation) due() (out []subject) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.o.Clock()
	for key, w := range r.watched {
		switch {
		case now.After(w.certificate.NotAfter):
			delete(r.watched, key)
		case w.evidence == nil || !w.evidence.revoked.IsZero() || !now.Before(w.fetched.Add(min(freshFor, w.evidence.until.Sub(w.fetched)/2))):
			out = append(out, subject{w.certificate, w.issuer, now, now})
		}
	}
	return out
}

// watch has Refresh ask about a certificate, and those above it, from now on.
func (r *Revocation) watch(c *x509.Certificate, chain []*x509.Certificate) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range subjects(c, chain, time.Time{}, time.Time{}) {
		if r.watched[string(s.certificate.Raw)] == nil {
			r.watched[string(s.certificate.Raw)] = &watched{certificate: s.certificate, issuer: s.issuer}
		}
	}
}

// state is what is known of a certificate without asking: nil if the use is good,
// ErrRevoked, or ErrRevocation if that is not known.
func (r *Revocation) state(s subject) error {
	e := r.known(s.certificate)
	if e == nil {
		return fmt.Errorf("%w: nothing is known of %s yet", ErrRevocation, s.certificate.Subject.CommonName)
	}
	return e.supports(s)
}

func (r *Revocation) known(c *x509.Certificate) *evidence {
	r.mu.Lock()
	defer r.mu.Unlock()
	if w := r.watched[string(c.Raw)]; w != nil {
		return w.evidence
	}
	return nil
}

// prove is evidence that the use was good: what is kept, if that will do, otherwise
// fetched. The errors are those of fetch, and ErrRevoked.
func (r *Revocation) prove(ctx context.Context, s subject) (*evidence, error) {
	e := r.known(s.certificate)
	if e == nil || errors.Is(e.supports(s), ErrRevocation) {
		var err error
		if e, err = r.fetch(ctx, s); err != nil {
			return nil, fmt.Errorf("%s: %w", s.certificate.Subject.CommonName, err)
		}
	}
	if err := e.supports(s); err != nil {
		return nil, fmt.Errorf("%s: %w", s.certificate.Subject.CommonName, err)
	}
	return e, nil
}

// fetch asks whoever can be asked about a certificate until one answers well, and keeps
// the answer. ErrUnavailable or ErrRevocation, all of them joined, if none does.
func (r *Revocation) fetch(ctx context.Context, s subject) (*evidence, error) {
	questions, err := r.questions(s)
	if err != nil {
		return nil, err
	}
	faults := []error{fmt.Errorf("%w: nobody else to ask", ErrUnavailable)}
	for _, q := range questions {
		e, err := r.ask(ctx, q, s)
		if err == nil {
			return r.keep(s, e), nil
		}
		faults = append(faults, fmt.Errorf("%s: %w", host(q.URL), err))
	}
	return nil, errors.Join(faults...)
}

// question is a call and the kind of evidence that answers it.
type question struct {
	Call
	kind int
}

// questions is whom to ask, in order. Directories (LDAP) are out of use.
func (r *Revocation) questions(s subject) (out []question, err error) {
	responders, lists := r.o.Addresses(s.certificate)
	body, err := ocspRequest(s.certificate, s.issuer)
	for _, address := range responders {
		out = append(out, question{Call{Method: "POST", URL: address, ContentType: "application/ocsp-request", Accept: "application/ocsp-response", Body: body}, ocspKind})
	}
	for _, address := range lists {
		out = append(out, question{Call{Method: "GET", URL: address, Accept: "application/pkix-crl"}, listKind})
	}
	return slices.DeleteFunc(out, func(q question) bool { return !isHTTP(q.URL) }), err
}

// keep takes note of an answer and returns the newest: one that was given before the
// certificate was revoked can be sent again.
func (r *Revocation) keep(s subject, e *evidence) *evidence {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := r.watched[string(s.certificate.Raw)]
	if w != nil && w.evidence != nil && e.from.Before(w.evidence.from) {
		return w.evidence
	}
	r.watched[string(s.certificate.Raw)] = &watched{s.certificate, s.issuer, e, r.o.Clock()}
	return e
}

func (r *Revocation) ask(ctx context.Context, q question, s subject) (*evidence, error) {
	answer, err := call(ctx, r.o.Transport, r.o.Timeout, q.Call)
	if err != nil {
		return nil, err
	}
	e, err := readEvidence(answer, q.kind, s.certificate, s.issuer)
	if err != nil {
		return nil, err
	}
	now := r.o.Clock()
	if e.from.After(now.Add(defaultTolerance)) {
		return nil, fmt.Errorf("%w: it is of the future", ErrRevocation)
	}
	if e.until.Before(now) {
		return nil, fmt.Errorf("%w: it is out of date", ErrRevocation)
	}
	return e, nil
}
