package decisions

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
)

// granting is a form filled in to give somebody a right.
func granting(subject string, s auth.Scope) url.Values {
	return url.Values{
		"name": {"Eva <b>Rossi</b>"}, "subject": {subject}, "issuer": {"https://login.example"}, "scope": {string(s)},
		"from-day": {"26"}, "from-month": {"11"}, "from-year": {"2026"},
	}
}

func TestGrantRefused(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna := o.as("anna", valdemo)
	for name, test := range map[string]struct{ field, value, at, says string }{
		"nobody":       {"subject", " ", "subject", "missing"},
		"no name":      {"name", "", "name", "missing"},
		"no provider":  {"issuer", "", "issuer", "missing"},
		"turned round": {"name", "Eva \u202Eissor", "name", "invisible"},
		"no right":     {"scope", "", "scope", "list"},
		"root":         {"scope", "root", "scope", "list"},
		"yesterday":    {"from-day", "25", "from", "past"},
		"no day":       {"from-day", "x", "from", "no such day"},
	} {
		f := granting("eva", auth.IssueCertificates)
		f.Set(test.field, test.value)
		seen := anna.Post("/office/roles/new?lang=en", f)
		if seen.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(seen.Text("#"+test.at+"-fault"), test.says) {
			t.Errorf("%s: %d %s", name, seen.StatusCode, seen.Text("main"))
		}
		if faults := seen.Faults(); len(faults) > 0 {
			t.Errorf("%s: %v", name, faults)
		}
	}
	if len(o.all) > 0 {
		t.Errorf("%d rights were given", len(o.all))
	}
}

// A registrar's right is given by one administrator, an administrator's by two, and
// nobody's to himself.
func TestRoles(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna, bruno := o.as("anna", valdemo), o.as("bruno", valdemo)
	if to := o.led(anna.Post("/office/roles/new", granting("eva", auth.IssueCertificates)), "/office/roles"); to != "/office/roles?office=X900" {
		t.Errorf("leads to %s", to)
	}
	if seen := anna.Post("/office/roles/new?lang=en", granting("eva", auth.IssueCertificates)); !strings.Contains(seen.Text("#scope-fault"), "already") {
		t.Errorf("given again: %d", seen.StatusCode)
	}
	appoints := o.led(anna.Post("/office/roles/new", granting("eva", auth.ManageOffice)), "/office/decisions/")
	o.led(anna.Post("/office/roles/new", granting("anna", auth.IssueCertificates)), "/office/decisions/")
	page := bruno.Get("/office/roles?lang=en")
	if faults := page.Faults(); len(faults) > 0 {
		t.Error(faults)
	}
	if rows := page.All("tbody tr"); len(rows) != 1 || len(page.All("section[aria-labelledby=waiting] li")) != 2 || !strings.Contains(page.Text("tbody"), "Eva <b>Rossi</b>") {
		t.Errorf("%s", page.Text("main"))
	}
	eva := o.as("eva", valdemo) // by her provider
	if seen := eva.Post(appoints+"?lang=en", url.Values{"do": {"approve"}}); seen.StatusCode != 422 || !strings.Contains(seen.Text("main"), "about you") {
		t.Errorf("eva appoints herself: %d", seen.StatusCode)
	}
	if seen := eva.Get(appoints + "?lang=en"); len(seen.All("main button")) > 0 {
		t.Error("eva is offered an answer about herself")
	}
	o.led(bruno.Post(appoints, url.Values{"do": {"approve"}}), appoints)
	if rows := bruno.Get("/office/roles").All("tbody tr"); len(rows) != 2 {
		t.Errorf("%d rights are held", len(rows))
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna := o.as("anna", valdemo)
	o.led(anna.Post("/office/roles/new", granting("eva", auth.IssueCertificates)), "/office/roles")
	end := "/office/roles/" + string(o.all[0].ID) + "/end"
	page := anna.Get(end + "?lang=en")
	if faults := page.Faults(); len(faults) > 0 {
		t.Error(faults)
	}
	f := form(page)
	f.Set("from-day", "25")
	if seen := anna.Post(end+"?lang=en", f); seen.StatusCode != 422 || !strings.Contains(seen.Text("#from-fault"), "past") {
		t.Errorf("from yesterday: %d", seen.StatusCode)
	}
	o.led(anna.Post(end, form(page)), "/office/roles?office=X900")
	if held, _ := o.RolesOf(t.Context(), valdemo); held[0].What != decisions.Revoke || held[0].State != decisions.Approved {
		t.Errorf("%+v", held[0])
	}
	if seen := anna.Post(end+"?lang=en", form(page)); seen.StatusCode != 422 || !strings.Contains(seen.Text(".summary"), "no longer has the right") {
		t.Errorf("again: %d %s", seen.StatusCode, seen.Text("main"))
	}
	settings := o.proposed(anna, func(url.Values) {})
	if seen := anna.Get("/office/roles/" + strings.TrimPrefix(settings, "/office/decisions/") + "/end"); seen.StatusCode != 404 {
		t.Errorf("settings are taken away like a right: %d", seen.StatusCode)
	}
}

// The last administrator stays, and it is said why.
func TestLastAdministrator(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna, bruno := o.as("anna", valdemo), o.as("bruno", valdemo)
	appoints := o.led(anna.Post("/office/roles/new", granting("eva", auth.ManageOffice)), "/office/decisions/")
	o.led(bruno.Post(appoints, url.Values{"do": {"approve"}}), appoints)
	end := "/office/roles/" + strings.TrimPrefix(appoints, "/office/decisions/") + "/end"
	removes := o.led(anna.Post(end, form(anna.Get(end))), "/office/decisions/")
	o.err = decisions.ErrLast
	seen := bruno.Post(removes+"?lang=en", url.Values{"do": {"approve"}})
	if seen.StatusCode != 422 || !strings.Contains(seen.Text(".summary"), "the last administrator") {
		t.Errorf("%d %s", seen.StatusCode, seen.Text("main"))
	}
}

// Every page is whole in every language, and keeps the language.
func TestEveryLanguage(t *testing.T) {
	t.Parallel()
	o := newOffices(t)
	anna, bruno := o.as("anna", valdemo, montedemo), o.as("bruno", valdemo, montedemo)
	var pages []string
	add := func(at string) string {
		pages = append(pages, at)
		return at
	}
	change := func(f url.Values) { f.Set("contact", "tel. 9") }
	for _, do := range []string{"", "approve", "reject"} {
		at := add(strings.TrimSuffix(o.proposedIn(anna, "X900", change), "?"))
		if do != "" {
			o.led(bruno.Post(at, with(with(form(bruno.Get(at)), "do", do), "answer", "words")), at)
		}
	}
	coming := add(o.proposedIn(anna, "X900", func(f url.Values) { change(f); f.Set("from-month", "12") }))
	o.led(bruno.Post(coming, with(form(bruno.Get(coming)), "do", "approve")), coming)
	same := add(o.proposedIn(anna, "X900", func(url.Values) {}))
	o.led(anna.Post(same, url.Values{"do": {"withdraw"}}), same)
	o.led(anna.Post("/office/roles/new?office=X900", granting("eva", auth.IssueCertificates)), "/office/roles")
	add("/office/roles/" + string(o.all[0].ID) + "/end")
	add("/office/decisions/" + string(o.all[0].ID))
	add(o.led(anna.Post("/office/roles/new?office=X900", granting("eva", auth.ManageOffice)), "/office/decisions/"))
	pages = append(pages, "/office/decisions", "/office/decisions?office=X901", "/office/decisions/new?office=X900", "/office/roles?office=X900", "/office/roles?office=X901", "/office/roles/new")
	for _, l := range certificates.Languages {
		for _, at := range pages {
			sign := "?"
			if strings.Contains(at, "?") {
				sign = "&"
			}
			for _, site := range []string{"anna", "bruno"} {
				seen := o.as(site, valdemo, montedemo).Get(at + sign + "lang=" + string(l))
				if faults := seen.Faults(); seen.StatusCode != 200 || len(faults) > 0 || len(seen.All("h1")) != 1 || len(seen.All("main a, main button")) == 0 {
					t.Errorf("%s in %s as %s: %d %v", at, l, site, seen.StatusCode, faults)
				}
				for _, a := range seen.All("main a, main form") {
					if to := hrefOf(a); strings.HasPrefix(to, "/") && !strings.Contains(to, "lang="+string(l)) {
						t.Errorf("%s leads to %s without the language", at, to)
					}
				}
			}
		}
	}
}
