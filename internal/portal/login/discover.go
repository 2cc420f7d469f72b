package login

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// How long a provider's description is used, how long one that cannot be had is left
// alone, and how long it is waited for.
const (
	descriptionLife = time.Hour
	descriptionRest = 10 * time.Second
	descriptionWait = 5 * time.Second
)

// party is us before one provider (a relying party, OpenID Connect Core section 1.2). It is
// safe for concurrent use.
type party struct {
	Provider
	redirect string // where the provider sends people back to
	outside  *http.Client
	clock    func() time.Time
	random   io.Reader

	turn   chan struct{} // full while somebody looks at what follows
	found  *description
	failed error
	asked  time.Time
}

// description is what a provider tells about itself (OpenID Connect Discovery 1.0 section 3).
type description struct {
	*oidc.Provider
	verifier *oidc.IDTokenVerifier

	Authorization string `json:"authorization_endpoint"`
	Token         string `json:"token_endpoint"`
	Keys          string `json:"jwks_uri"`
	UserInfo      string `json:"userinfo_endpoint"`
	EndSession    string `json:"end_session_endpoint"`
	SendsIssuer   bool   `json:"authorization_response_iss_parameter_supported"` // RFC 9207 section 3
	TakesClaims   bool   `json:"claims_parameter_supported"`
}

// describe gets the description when it is needed first, and anew now and then. One that
// cannot be had anew is used on; without any it is ErrUnavailable.
func (p *party) describe(ctx context.Context) (*description, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
	}
	now := p.clock()
	rested := p.failed == nil || now.Sub(p.asked) >= descriptionRest
	if stale := p.found == nil || now.Sub(p.asked) >= descriptionLife || p.failed != nil; stale && rested {
		p.asked = now
		found, err := p.fetch(context.WithoutCancel(ctx)) // it is for all who come after, too
		if p.failed = err; err == nil {
			p.found = found
		}
	}
	if p.found == nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, p.failed)
	}
	return p.found, nil
}

func (p *party) fetch(ctx context.Context) (*description, error) {
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.outside), descriptionWait)
	defer cancel()
	found, err := oidc.NewProvider(ctx, p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("description of %s: %s", p.Issuer, brief(err))
	}
	d := &description{Provider: found}
	if err := found.Claims(d); err != nil {
		return nil, fmt.Errorf("description of %s: %s", p.Issuer, brief(err))
	}
	for address, must := range map[string]bool{d.Authorization: true, d.Token: true, d.Keys: true, d.UserInfo: false, d.EndSession: false} {
		if u, err := url.Parse(address); (must || address != "") && (err != nil || !Trustworthy(u)) {
			return nil, fmt.Errorf("description of %s: an address is missing or not https", p.Issuer)
		}
	}
	d.verifier = found.Verifier(&oidc.Config{ClientID: p.Client, Now: p.clock})
	return d, nil
}
