// Command certificates issues fresh certificates for outside judges, through the
// public API and its published client, and writes each to a file, with the signature
// and the bytes that it is over beside it for judges that know no PDF.
//
// Online: what the hand-made people of a demo can have for themselves. At the counters
// of four more offices: every kind, alone and combined, in every language. Started
// again with the same key it gets the same certificates, as they have become.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"time"
)

func main() {
	var r round
	database := flag.String("load", "", "load the further offices into the database at this URL, and end")
	flag.StringVar(&r.url, "url", "http://127.0.0.1:8080", "where the service is")
	flag.StringVar(&r.base, "base", "http://127.0.0.1:8080", "where the demo is, whose identity provider is trusted")
	flag.StringVar(&r.loginKey, "login-key", "", "file of that provider's key")
	flag.StringVar(&r.key, "key", "conformance", "what the idempotency keys begin with")
	flag.StringVar(&r.out, "out", "certificates", "where the certificates go")
	only := flag.String("only", "", "issue those whose name matches this regular expression")
	least := flag.Int("least", 1, "fewer certificates are a failure")
	flag.Parse()
	do := func(ctx context.Context) error { return r.run(ctx, *only, *least) }
	if *database != "" {
		do = func(ctx context.Context) error { return load(ctx, *database) }
	}
	if err := do(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "certificates:", err)
		os.Exit(1)
	}
}

// round is one issuing of everything.
type round struct {
	url, base, loginKey, key, out string

	only   *regexp.Regexp
	issued int
}

func (r *round) run(ctx context.Context, only string, least int) (err error) {
	if r.only, err = regexp.Compile(only); err != nil {
		return err
	}
	if err := await(ctx, r.url+"/readyz"); err != nil {
		return err
	}
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	if err := r.online(ctx); err != nil {
		return err
	}
	if err := r.counters(ctx); err != nil {
		return err
	}
	if r.issued < least {
		return fmt.Errorf("only %d certificates could be had, not %d", r.issued, least)
	}
	return nil
}

// await waits until the service is ready.
func await(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		if ready(ctx, url) {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("the service was not ready within a minute")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func ready(ctx context.Context, url string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
}
