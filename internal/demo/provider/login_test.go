package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestLoginRefuses(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	if token, err := Login(t.Context(), d.browser, d.Issuer, "BNCLRA90A41H501X"); !errors.Is(err, ErrUnknownPerson) || token != "" {
		t.Errorf("Login of nobody = %q, %v", token, err)
	}
	if token, err := Login(t.Context(), d.browser, d.Issuer+"/", maria); err == nil {
		t.Errorf("Login at another issuer = %q", token)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if token, err := Login(ctx, d.browser, d.Issuer, maria); !errors.Is(err, context.Canceled) {
		t.Errorf("Login of who is gone = %q, %v", token, err)
	}
}

// A provider that does not keep to the protocol gets nobody logged in.
func TestLoginAtABadProvider(t *testing.T) {
	t.Parallel()
	good := func(issuer, state string) url.Values {
		return url.Values{"iss": {issuer}, "state": {state}, "code": {"c"}}
	}
	for name, test := range map[string]struct {
		issuer string // in the document, instead of its own
		page   string // instead of the form
		answer func(issuer, state string) url.Values
		token  string
		want   string
	}{
		"good":             {answer: good, token: `{"access_token":"t"}`},
		"another's name":   {issuer: "https://evil.example", answer: good, token: `{"access_token":"t"}`, want: "another issuer's"},
		"no form":          {page: "<p>", answer: good, want: "no form"},
		"another issuer":   {answer: func(_, s string) url.Values { return good("https://evil.example", s) }, want: "another issuer's"},
		"no issuer":        {answer: func(_, s string) url.Values { return good("", s) }, want: "another issuer's"},
		"another state":    {answer: func(i, _ string) url.Values { return good(i, "else") }, want: "state"},
		"no state":         {answer: func(i, _ string) url.Values { return good(i, "") }, want: "state"},
		"an error":         {answer: func(i, s string) url.Values { return url.Values{"iss": {i}, "state": {s}, "error": {"access_denied"}} }, want: "access_denied"},
		"no token":         {answer: good, token: `{}`, want: "no access token"},
		"token not JSON":   {answer: good, token: `<html>`, want: "exchanging the code"},
		"token too large":  {answer: good, token: `{"access_token":"` + strings.Repeat("a", 2<<20) + `"}`, want: "exchanging the code"},
		"form to nowhere":  {page: `<form method="post" action="http://[">` + "\n" + `<input type="hidden" name="request" value="r">`, answer: good, want: "login page"},
		"no document here": {issuer: "-", answer: good, want: "discovery"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mux := http.NewServeMux()
			ts := httptest.NewServer(mux)
			defer ts.Close()
			state := ""
			mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
				issuer := test.issuer
				if issuer == "" {
					issuer = ts.URL
				}
				if issuer == "-" {
					http.NotFound(w, r)
					return
				}
				fmt.Fprintf(w, `{"issuer":%q,"authorization_endpoint":%q,"token_endpoint":%q}`, issuer, ts.URL+"/a", ts.URL+"/t")
			})
			mux.HandleFunc("/a", func(w http.ResponseWriter, r *http.Request) {
				state = r.FormValue("state")
				if test.page != "" {
					fmt.Fprint(w, test.page)
					return
				}
				fmt.Fprint(w, `<form method="post" action="/c">`+"\n"+`<input type="hidden" name="request" value="r">`)
			})
			mux.HandleFunc("/c", func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, LoopbackRedirect+"?"+test.answer(ts.URL, state).Encode(), http.StatusSeeOther)
			})
			mux.HandleFunc("/t", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, test.token) })

			token, err := Login(t.Context(), ts.Client(), ts.URL, maria)
			switch {
			case test.want == "" && (err != nil || token != "t"):
				t.Errorf("Login = %q, %v", token, err)
			case test.want != "" && (err == nil || token != "" || !strings.Contains(err.Error(), test.want)):
				t.Errorf("Login = %q, %v, want an error about %q", token, err, test.want)
			}
		})
	}
}
