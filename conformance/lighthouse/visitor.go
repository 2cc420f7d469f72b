package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// visitor is somebody who is logged in to the pages of a demo.
type visitor struct {
	base    string
	browser *http.Client
}

// seen is a page that he was answered with.
type seen struct {
	at   *url.URL
	text string
}

var (
	leading = regexp.MustCompile(`<a class="btn btn-primary" rel="noreferrer" href="([^"]+)"`)
	asked   = regexp.MustCompile(`name="request" value="([^"]+)"`)
	person  = regexp.MustCompile(`name="person" value="([^"]+)"`)
	target  = regexp.MustCompile(`<form method="post" action="([^"]+)">\s*<input type="hidden" name="request"`)
)

// enter logs in: from the login page to the provider, as whom a field of its form names,
// and back.
func enter(ctx context.Context, base, provider, field, value string) (*visitor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	v := &visitor{base, &http.Client{Jar: jar, Timeout: 30 * time.Second}}
	left, err := v.send(ctx, base+"/login/"+provider, url.Values{"then": {""}})
	if err != nil {
		return nil, err
	}
	there, err := v.open(ctx, left.one(leading))
	if err != nil {
		return nil, err
	}
	to, err := there.at.Parse(there.one(target))
	if err != nil {
		return nil, err
	}
	_, err = v.send(ctx, to.String(), url.Values{"request": {there.one(asked)}, field: {value}})
	if err == nil && v.cookie() == "" {
		err = errors.New("there is no session")
	}
	return v, err
}

// cookie is what the browser sends with a request.
func (v *visitor) cookie() string {
	u, err := url.Parse(v.base)
	if err != nil {
		return ""
	}
	var all []string
	for _, c := range v.browser.Jar.Cookies(u) {
		all = append(all, c.String())
	}
	return strings.Join(all, "; ")
}

// draft is the address of a request that waits for its confirmation: for a certificate of
// residence, for himself, for school.
func (v *visitor) draft(ctx context.Context) (string, error) {
	who, err := v.send(ctx, v.base+"/request", url.Values{})
	if err != nil {
		return "", err
	}
	draft := strings.TrimSuffix(who.at.Path, "/who")
	for _, step := range []struct {
		name    string
		answers url.Values
		next    string
	}{
		{"who", url.Values{"person": {who.one(person)}}, "receiver"},
		{"receiver", url.Values{"receiver": {"private"}}, "kinds"},
		{"kinds", url.Values{"kind": {"residence"}}, "duty"},
		{"duty", url.Values{"how": {"exempt"}, "exemption": {"107"}, "language": {"it"}}, "preview"},
	} {
		came, err := v.send(ctx, v.base+draft+"/"+step.name, step.answers)
		if err != nil {
			return "", fmt.Errorf("%s: %w", step.name, err)
		}
		if came.at.Path != draft+"/"+step.next {
			return "", fmt.Errorf("%s does not lead to %s", step.name, step.next)
		}
	}
	return draft, nil
}

func (v *visitor) open(ctx context.Context, address string) (seen, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return seen{}, err
	}
	return v.do(r)
}

func (v *visitor) send(ctx context.Context, address string, fields url.Values) (seen, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(fields.Encode()))
	if err != nil {
		return seen{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.do(r)
}

func (v *visitor) do(r *http.Request) (seen, error) {
	answer, err := v.browser.Do(r)
	if err != nil {
		return seen{}, err
	}
	text, err := io.ReadAll(answer.Body)
	err = errors.Join(err, answer.Body.Close())
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s", answer.Status)
	}
	return seen{answer.Request.URL, string(text)}, err
}

// one is what is found on the page, "" if nothing is.
func (s seen) one(what *regexp.Regexp) string {
	if m := what.FindStringSubmatch(s.text); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}
