package main

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// The pages that explain are served, speak of the offices of this installation, and name
// each cookie that a page sets.
func TestGuide(t *testing.T) {
	t.Parallel()
	c := newCycle(t)
	bodies, set := map[string]string{}, []string{}
	for _, path := range []string{"/", "/verify", "/service", "/help", "/privacy", "/accessibility"} {
		a, err := http.Get(c.base + path) //nolint:noctx // a page of the service under test
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(a.Body)
		if err != nil || a.Body.Close() != nil || a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d, %v", path, a.StatusCode, err)
		}
		bodies[path] = string(body)
		for _, cookie := range a.Cookies() {
			set = append(set, cookie.Name)
		}
	}
	for _, path := range []string{"/service", "/help", "/privacy", "/accessibility"} {
		if !strings.Contains(bodies[path], "Comune di Valdemo") {
			t.Errorf("%s does not name the office", path)
		}
	}
	for _, cookie := range cookies(false) {
		if !strings.Contains(bodies["/privacy"], "<code>"+cookie.Name+"</code>") {
			t.Errorf("the privacy page does not name %s", cookie.Name)
		}
		set = slices.DeleteFunc(set, func(name string) bool { return name == cookie.Name })
	}
	if len(set) > 0 {
		t.Errorf("the privacy page does not name %q", set)
	}
}
