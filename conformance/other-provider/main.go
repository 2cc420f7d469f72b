// Command other-provider logs in at an OpenID provider that is not ours and tells
// which of its tokens Sportello accepts. README.md says how it is run.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/sportello/sportello/auth"
)

const fiscalCode = "RSSMRA80A01H501U"

func main() {
	issuer := flag.String("issuer", "", "the provider")
	audience := flag.String("audience", "", "the API's identifier in aud")
	server := flag.String("server", "", "check against a running server at this address instead of the checks in the library")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *issuer, *audience, *server)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "other-provider:", err)
		os.Exit(1)
	}
}

// trial is a token to be had from the provider, and what is to become of it.
type trial struct {
	name     string
	resource string // after the audience; "-" for a token for no resource
	machine  bool
	id       bool // the ID token instead of the access token
	want     error
}

var trials = []trial{
	{name: "citizen, RS256"},
	{name: "citizen, PS256", resource: "/ps256"},
	{name: "citizen, ES256", resource: "/es256"},
	{name: "machine, client credentials", machine: true},
	{name: "default shape: opaque, no resource", resource: "-", want: auth.ErrInvalid},
	{name: "ID token", id: true, want: auth.ErrInvalid},
	{name: "no fiscal number", resource: "/nobody", want: auth.ErrInvalid},
	{name: "level of assurance 1", resource: "/low", want: auth.ErrAssurance},
	{name: "lives for two hours", resource: "/long", want: auth.ErrInvalid},
	{name: "for another API", resource: "/elsewhere", want: auth.ErrInvalid},
	{name: "EdDSA", resource: "/eddsa", want: auth.ErrInvalid},
}

func run(ctx context.Context, issuer, audience, server string) error {
	found, err := discover(ctx, issuer)
	if err != nil {
		return fmt.Errorf("discovery: %w", err)
	}
	check, err := judge(ctx, found, audience, server)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "TOKEN\tWANTED\tGOT\t")
	wrong := 0
	for _, t := range trials {
		token, err := found.token(ctx, t, audience)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		verdict, ok := check(ctx, token, t.want)
		if !ok {
			wrong++
			verdict += "  WRONG"
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t\n", t.name, wanted(t.want), verdict)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d tokens judged wrongly", wrong, len(trials))
	}
	fmt.Printf("%d tokens, all judged as they should be\n", len(trials))
	return nil
}

func wanted(err error) string {
	if err == nil {
		return "accepted"
	}
	return "refused"
}

// verdict judges a token, and says whether that is what was wanted.
type verdict func(ctx context.Context, token string, want error) (string, bool)

// judge is auth's checker, or a running server.
func judge(ctx context.Context, found provider, audience, server string) (verdict, error) {
	if server != "" {
		server = strings.TrimSuffix(server, "/")
		return viaServer(server), wait(ctx, server+"/v1/status")
	}
	checker, err := auth.New(auth.Config{
		Audience: audience, Clock: time.Now, Fetch: get,
		Providers: []auth.Provider{{Issuer: found.Issuer, JWKS: found.Keys, Citizens: true, Machines: true}},
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, token string, want error) (string, bool) {
		who, err := checker.Check(ctx, token)
		if err != nil {
			return err.Error(), want != nil && errors.Is(err, want)
		}
		return describe(who), want == nil
	}, nil
}

func describe(who *auth.Principal) string {
	if who.Citizen() {
		return "citizen, " + who.Assurance
	}
	return fmt.Sprintf("machine, %v in %v", who.Scopes, who.Offices)
}

// viaServer presents tokens to a running server. A person or a client that the
// server does not serve is turned away too, but not with 401.
func viaServer(server string) verdict {
	return func(ctx context.Context, token string, want error) (string, bool) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server+"/v1/subjects", nil)
		if err != nil {
			return err.Error(), false
		}
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return err.Error(), false
		}
		defer answer.Body.Close()
		refused := answer.StatusCode == http.StatusUnauthorized
		return cmp.Or(answer.Header.Get("WWW-Authenticate"), answer.Status), answer.StatusCode < 500 && refused == (want != nil)
	}
}
