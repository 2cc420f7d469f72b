package e2e

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

func dial(t *testing.T, host string) net.Conn {
	t.Helper()
	line, err := new(net.Dialer).DialContext(t.Context(), "tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// A session that was ended from another device says so, keeps what was asked for in every
// language, and leads back to it.
func TestEndedSessionLeadsBack(t *testing.T) {
	t.Parallel()
	here, there := citizen(t, "Hoxha"), citizen(t, "Hoxha")
	there.get("/me/sessions")
	there.want(200)
	rows := there.page.All("tbody form:not([action='/logout'])")
	if len(rows) != 2 {
		t.Fatalf("%d sessions", len(rows))
	}
	for _, form := range rows {
		if action, _ := pagetest.Attr(form, "action"); strings.Contains(pagetest.Text(form), "Chiudi questo accesso") {
			there.send("form[action='"+action+"']", nil)
			break
		}
	}
	there.want(200)
	if len(there.page.All("tbody form")) != 1 {
		t.Errorf("%d sessions are left", len(there.page.All("tbody form")))
	}
	here.get("/request?kind=residence")
	here.want(200, "Il tuo accesso è scaduto")
	german, _ := pagetest.Attr(here.page.One("header a[hreflang=de]"), "href")
	to, err := here.page.Request.URL.Parse(german)
	if err != nil {
		t.Fatal(err)
	}
	here.get(to.RequestURI())
	here.want(200, "Anmelden")
	here.identify("demo", "fiscal_code", code(t, "Hoxha"))
	here.want(200)
	if here.path() != "/request" || here.page.Request.URL.Query().Get("lang") != "de" || here.hidden("kind") != "residence" {
		t.Errorf("back at %s", here.page.Request.URL)
	}
	there.get("/me/sessions")
	there.want(200)
}

// The last link of the chain: who logs out here is nobody here, and the page leads on.
func TestLogoutLeadsOn(t *testing.T) {
	t.Parallel()
	v := citizen(t, "Palumbo")
	v.send("form[action='/logout']", nil)
	v.want(200)
	to, _ := pagetest.Attr(v.page.One("main a.btn"), "href")
	v.get(strings.TrimPrefix(to, demo.base))
	v.want(200)
	for v.path() != "/login/ended" && len(v.page.All("form")) > 0 { // the provider asks first
		v.submit(v.page.All("form")[0], url.Values{})
	}
	v.want(200, "L'accesso è chiuso")
	if v.get("/me"); v.path() != "/login" {
		t.Errorf("%d at %s", v.page.StatusCode, v.path())
	}
	if v.page.StatusCode != http.StatusOK {
		t.Errorf("%d", v.page.StatusCode)
	}
}
