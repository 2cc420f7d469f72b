package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/sportello/sportello/signing"
)

// The bounds of a call to an outside service of the seal.
const (
	outsideTimeout   = 15 * time.Second
	outsideLimit     = 4 << 20 // bytes of an answer
	outsideRedirects = 3
)

// newTransport carries calls to the outside services of the seal.
func newTransport() signing.Transport {
	client := &http.Client{Timeout: outsideTimeout, CheckRedirect: sameHost}
	return func(ctx context.Context, c signing.Call) (status int, body []byte, err error) {
		r, err := http.NewRequestWithContext(ctx, c.Method, c.URL, bytes.NewReader(c.Body))
		if err != nil {
			return 0, nil, err
		}
		for name, value := range map[string]string{"Content-Type": c.ContentType, "Accept": c.Accept, "Authorization": c.Authorization} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		res, err := client.Do(r)
		if err != nil {
			return 0, nil, err
		}
		defer func() { err = errors.Join(err, res.Body.Close()) }()
		body, err = io.ReadAll(io.LimitReader(res.Body, outsideLimit+1))
		if err == nil && len(body) > outsideLimit {
			err = fmt.Errorf("%s answered with more than %d bytes", r.URL.Host, outsideLimit)
		}
		return res.StatusCode, body, err
	}
}

// sameHost lets a GET be sent on within its host; any other redirect is the answer.
func sameHost(r *http.Request, via []*http.Request) error {
	first := via[0]
	if first.Method != http.MethodGet || r.URL.Scheme != first.URL.Scheme || r.URL.Host != first.URL.Host || len(via) > outsideRedirects {
		return http.ErrUseLastResponse
	}
	return nil
}
