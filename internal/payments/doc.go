// Package payments is the way to the providers of online payments: the published
// interface of @e.bollo 2.0 of pagoPA, and the provider of the demo. It fills
// certificates.Payments, and takes the notices that a provider sends of its own accord.
//
// Nothing that a provider answers is believed beyond what it must be asked for: amounts
// and digests are compared with the order here and in the domain.
package payments

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/sportello/sportello/certificates"
)

const (
	timeout = 15 * time.Second
	limit   = 1 << 20 // bytes of an answer
)

// caller makes HTTP calls to one provider. It follows no redirect: keys go nowhere else.
type caller struct {
	client *http.Client
	header http.Header
}

func newCaller(name, value string) caller {
	h := http.Header{"Accept": {"application/json"}}
	h.Set(name, value)
	return caller{header: h, client: &http.Client{
		Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// call sends what is to be sent as JSON, or nothing, and reads an answer of status 200
// to 299 into out. What went wrong wraps certificates.ErrPayments and tells neither
// address nor body, which may be about somebody.
func (c caller) call(ctx context.Context, method, url string, in, out any) (status int, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return 0, fmt.Errorf("payments: %w", err)
	}
	if in == nil {
		body = nil
	}
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("%w: the address cannot be used", certificates.ErrPayments)
	}
	r.Header = c.header.Clone()
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := c.client.Do(r)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", certificates.ErrPayments, cause(err))
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	switch {
	case err != nil || len(answer) > limit:
		return 0, fmt.Errorf("%w: its answer broke off or is too long", certificates.ErrPayments)
	case res.StatusCode < 200 || res.StatusCode > 299:
		return res.StatusCode, fmt.Errorf("%w: it answered with status %d", certificates.ErrPayments, res.StatusCode)
	case out == nil:
		return res.StatusCode, nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return res.StatusCode, fmt.Errorf("%w: its answer cannot be read", certificates.ErrPayments)
	}
	return res.StatusCode, nil
}

// cause is an error of the client without the address that it quotes.
func cause(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}
