package portal

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

var (
	someone = certificates.Requester{Principal: &auth.Principal{FiscalCode: "RSSMRA80A41H501U"}, Person: &registry.Person{ID: "c0ffee00-0000-4000-8000-000000000001"}}
	advises = certificates.Requester{Principal: &auth.Principal{FiscalCode: "RSSMRA80A41H501U", Lawyer: true}} // and lives elsewhere
	serves  = certificates.Requester{Principal: &auth.Principal{Officer: "o-1", Offices: []string{"X900"}}}
)

// visited is the pages as somebody sees them who has so many notices to read.
func visited(t *testing.T, by *certificates.Requester, unread int, failing error) site {
	t.Helper()
	c := newArchive().config(t)
	c.Visitors = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if by != nil {
				r = r.WithContext(page.With(r.Context(), &page.Visitor{By: *by, Name: "Somebody"}))
			}
			next.ServeHTTP(w, r)
		})
	}
	c.Unread = func(context.Context, certificates.Requester) (int, error) { return unread, failing }
	return over(t, c)
}

// Every page says to a citizen, in words, that something is to be read, and to nobody else.
func TestUnread(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]*certificates.Requester{"nobody": nil, "a lawyer": &advises, "an officer": &serves} {
		if p := visited(t, by, 3, errors.New("not asked")).Get("/verify"); p.StatusCode != 200 || len(p.All("header a[href='/me/notices']")) != 0 {
			t.Errorf("%s: %d, is told of notices", name, p.StatusCode)
		}
	}
	if p := visited(t, &someone, 0, registry.ErrUnavailable).Get("/verify"); p.StatusCode != 503 {
		t.Errorf("who cannot be told: %d", p.StatusCode)
	}
	if p := visited(t, &someone, 0, nil).Get("/verify"); p.StatusCode != 200 || len(p.All("header a[href='/me/notices']")) != 0 {
		t.Errorf("nothing new: %d", p.StatusCode)
	}
	for language, want := range map[string]string{"it": "2 avvisi da leggere", "de": "2 ungelesene Mitteilungen", "sl": "2 neprebrani obvestili", "fr": "2 avis à lire", "en": "2 unread notices"} {
		if p := visited(t, &someone, 2, nil).Get("/verify?lang=" + language); p.Text("header a[href^='/me/notices']") != want {
			t.Errorf("%s: %q, want %q", language, p.Text("header a[href^='/me/notices']"), want)
		}
	}
}

// Who works for an office is led there, and nowhere that is shut to him.
func TestStartOfAnOfficer(t *testing.T) {
	t.Parallel()
	for _, l := range certificates.Languages {
		p := visited(t, &serves, 0, nil).Get("/?lang=" + string(l))
		if len(p.All("main a[href^='/office']")) != 1 || len(p.All("main a[href^='/me'], main a[href^='/request'], main a[href^='/login']")) != 0 {
			t.Errorf("%s: %s", l, p.Text("main"))
		}
	}
	if p := visited(t, &someone, 0, nil).Get("/"); len(p.All("main a[href='/me']")) != 1 || strings.Contains(p.Text("main"), "sportello dell'ufficio") {
		t.Errorf("a citizen: %s", p.Text("main"))
	}
}
