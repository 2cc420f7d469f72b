package main

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// jar notes the names of all cookies that are set on the way.
type jar struct {
	mu  sync.Mutex
	set map[string]bool
}

// RoundTrip is http.RoundTripper.
func (j *jar) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		j.mu.Lock()
		defer j.mu.Unlock()
		for _, c := range answer.Cookies() {
			j.set[c.Name] = true
		}
	}
	return answer, err
}

// The pages that explain are served, speak of the offices of this installation, and name
// each cookie that the service sets, before, in and after a real login, and no other.
func TestGuide(t *testing.T) {
	t.Parallel()
	env, listen, _ := place(t)
	start(t, env, "/login?then=/office", "demo", "--people", "50")
	base, cookies := "http://"+listen, &jar{set: map[string]bool{}}
	v := newVisitor(t, base)
	v.Transport = cookies
	var named []string
	for _, path := range []string{"/", "/verify", "/service", "/help", "/privacy", "/accessibility"} {
		page, _, status := v.ask(base+path, nil)
		if status != http.StatusOK {
			t.Fatalf("%s: %d", path, status)
		}
		if path != "/" && path != "/verify" && !strings.Contains(page, "Comune di Valdemo") {
			t.Errorf("%s does not name the office", path)
		}
		if path == "/privacy" {
			for _, n := range pagetest.Parse(t, &http.Response{Body: io.NopCloser(strings.NewReader(page))}).All("main tbody th code") {
				named = append(named, pagetest.Text(n))
			}
		}
	}
	if len(cookies.set) > 0 {
		t.Errorf("cookies without a login: %v", cookies.set)
	}
	if at := v.login("demo", url.Values{"fiscal_code": {string(people.DefaultCitizen)}}); at.Path != "/me" {
		t.Fatalf("the login leads to %s", at)
	}
	v.ask(base+"/logout", url.Values{})
	if diff := cmp.Diff(slices.Sorted(maps.Keys(cookies.set)), slices.Sorted(slices.Values(named))); diff != "" {
		t.Errorf("cookies that are set, and that the privacy page names, differ:\n%s", diff)
	}
}
