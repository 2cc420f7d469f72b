package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const discoveryPath = "/.well-known/openid-configuration"

// fetcher gets the key sets of identity providers: over TLS unless the provider is
// on this machine, without following redirects, and only so much.
type fetcher struct{ client *http.Client }

func newFetcher() fetcher {
	return fetcher{&http.Client{
		Timeout: 5 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("an identity provider's keys are not fetched through a redirect")
		},
	}}
}

// discovery is the address of a provider's description (OpenID Connect Discovery 1.0
// section 4.1: a slash at the end of the issuer gives way to the path).
func discovery(issuer string) string { return strings.TrimSuffix(issuer, "/") + discoveryPath }

// keys gets a key set. An address that ends in the discovery path is that of the
// provider's description, which must be of the same issuer and leads to the keys.
func (f fetcher) keys(ctx context.Context, address string) ([]byte, error) {
	issuer, ok := strings.CutSuffix(address, discoveryPath)
	if !ok {
		return f.get(ctx, address)
	}
	body, err := f.get(ctx, address)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Issuer string `json:"issuer"`
		JWKS   string `json:"jwks_uri"`
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, fmt.Errorf("description of %s: %w", issuer, err)
	}
	if discovery(doc.Issuer) != address {
		return nil, fmt.Errorf("description of %s names another issuer", issuer)
	}
	u, err := url.Parse(doc.JWKS)
	if err != nil || (u.Scheme != "https" && !loopback(u)) {
		return nil, fmt.Errorf("description of %s: the keys must be at an https address", issuer)
	}
	return f.get(ctx, doc.JWKS)
}

const fetchLimit = 256 << 10

func (f fetcher) get(ctx context.Context, address string) (body []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/json")
	res, err := f.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", address, res.Status)
	}
	body, err = io.ReadAll(io.LimitReader(res.Body, fetchLimit+1))
	if err == nil && len(body) > fetchLimit {
		err = fmt.Errorf("%s answered with more than %d bytes", address, fetchLimit)
	}
	return body, err
}
