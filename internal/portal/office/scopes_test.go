package office

import (
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"golang.org/x/net/html"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	board "github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/inforce"
	"github.com/sportello/sportello/internal/portal/decisions"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/templates"
)

var press = sync.OnceValues(func() (*templates.Typesetter, error) { return templates.New(nil, templates.Options{Hole: 64}) })

// withDecisions is the console beside the pages of decisions, as the portal has them.
func (w *world) withDecisions() {
	w.Helper()
	set, err := press()
	if err != nil {
		w.Fatal(err)
	}
	log, clock := slog.New(slog.DiscardHandler), func() time.Time { return now }
	kit, err := page.New(page.Config{
		Kit: web.Kit{Log: log}, Catalogue: w.Catalogue, Offices: w.Offices, Limits: web.NewLimiter(web.Limits{}), PublicURL: w.PublicURL, Clock: clock,
		Rooms: []fs.FS{Files, decisions.Files},
	})
	if err != nil {
		w.Fatal(err)
	}
	state, err := inforce.New(w.Context(), inforce.Config{Register: w.Desk.Offices, Catalogue: w.Catalogue, Press: set, Source: w.db, Clock: clock, Log: log})
	if err != nil {
		w.Fatal(err)
	}
	w.mux, w.Room = chi.NewMux(), New(kit, w.Config)
	w.Routes(w.mux)
	decisions.New(kit, decisions.Config{Board: &board.Board{Store: w.db, Checker: state, Clock: clock}, InForce: state}).Routes(w.mux)
}

// combinations is every set of the rights.
func combinations() (all [][]auth.Scope) {
	rights := board.Scopes()
	for mask := range 1 << len(rights) {
		var some []auth.Scope
		for i, right := range rights {
			if mask>>i&1 == 1 {
				some = append(some, right)
			}
		}
		all = append(all, some)
	}
	return all
}

// holding is an officer with these rights in an office and all others in another one.
func holding(rights []auth.Scope, elsewhere bool) *auth.Principal {
	grants := []auth.Grant{}
	for _, right := range board.Scopes() {
		switch has := slices.Contains(rights, right); {
		case has:
			grants = append(grants, auth.Grant{Scope: right, Office: string(here)})
		case elsewhere:
			grants = append(grants, auth.Grant{Scope: right, Office: string(there)})
		}
	}
	return staff("o.ognuno", nil).WithGrants(grants)
}

// walk is somebody who follows whatever the pages offer him.
type walk struct {
	pagetest.Site
	queue []string
	seen  map[string]int // by path and parameters
	been  map[string]bool
}

// link notes a page that is offered, twice of each shape: months have no end.
func (k *walk) link(to string) {
	u, err := url.Parse(to)
	if err != nil || !strings.HasPrefix(u.Path, "/office") {
		return
	}
	if key := u.Path + strings.Join(slices.Sorted(maps.Keys(u.Query())), "&"); k.seen[key] < 2 && !k.been[to] {
		k.seen[key]++
		k.been[to] = true
		k.queue = append(k.queue, to)
	}
}

// on looks at an answer: nothing on the way is forbidden, and no page is the last one.
func (k *walk) on(how string, a pagetest.Seen) {
	k.T.Helper()
	switch {
	case a.StatusCode == http.StatusSeeOther:
		k.link(a.Header.Get("Location"))
		return
	case a.StatusCode != http.StatusOK:
		k.T.Errorf("%s: %d\n%.300s", how, a.StatusCode, pagetest.Text(a.Root))
		return
	case !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html"):
		return
	}
	if len(a.All("main a[href^='/'], main form")) == 0 {
		k.T.Errorf("%s is a dead end", how)
	}
	for _, n := range a.All("a[href]") {
		to, _ := pagetest.Attr(n, "href")
		k.link(to)
	}
	for _, n := range a.All("main form") {
		k.form(how, n)
	}
}

// form sends a form as it stands. It may want more, but it is one that he may send.
func (k *walk) form(how string, n *html.Node) {
	k.T.Helper()
	action, _ := pagetest.Attr(n, "action")
	if method, _ := pagetest.Attr(n, "method"); method == "get" {
		k.link(action)
		return
	}
	if a := k.Post(action, url.Values{}); a.StatusCode == http.StatusForbidden {
		k.T.Errorf("%s has a form that is forbidden: %s", how, action)
	}
}

func (k *walk) from(to string) {
	k.T.Helper()
	k.link(to)
	for len(k.queue) > 0 {
		next := k.queue[0]
		k.queue = k.queue[1:]
		k.on("GET "+next, k.Get(next))
	}
}

// code is the code that is printed on a certificate.
func (w *world) code(c *certificates.Certificate) string {
	w.Helper()
	file, err := w.db.Sealed(w.Context(), c.ID)
	if err != nil {
		w.Fatal(err)
	}
	return strings.Fields(string(file))[2]
}

// Whatever rights somebody has, alone or beside others in a second office: the console
// offers him what he may do and nothing that is then forbidden; who issues comes to a
// person, who withdraws to the withdrawal of a certificate that lies before him; and
// nobody stands at an end.
func TestEveryCombinationOfRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.withDecisions()
	c := w.issued("Anna", certificates.Residence)
	ways := map[auth.Scope][]string{
		auth.ReadCertificates:     {"/office/certificates", "/office/statistics", "/office/remarks"},
		auth.WithdrawCertificates: {"/office/withdrawals"},
		auth.IssueCertificates:    {"/office/search"},
		auth.ManageOffice:         {"/office/decisions", "/office/roles"},
	}
	for _, rights := range combinations() {
		for _, elsewhere := range []bool{false, true} {
			k := &walk{Site: w.as(holding(rights, elsewhere)), seen: map[string]int{}, been: map[string]bool{}}
			if k.from("/office"); slices.Contains(rights, auth.IssueCertificates) {
				k.on("the search", k.Post("/office/search", sought("code", string(codes["Anna"]), "open", "yes")))
				k.from("/office/people/" + string(c.Subject))
			}
			if slices.Contains(rights, auth.WithdrawCertificates) {
				k.on("number and code", k.Post("/office/withdrawals?office="+string(here), url.Values{"number": {c.Number.String()}, "code": {w.code(c)}}))
				k.from("/office/certificates/" + string(c.ID) + "/withdrawal")
				if !k.been["/office/certificates/"+string(c.ID)] {
					t.Errorf("%v: from the withdrawal there is no way to the certificate", rights)
				}
			}
			for right, pages := range ways {
				for _, path := range pages {
					at := path + "?office=" + string(here)
					may := slices.Contains(rights, right)
					if k.been[at] != may && len(rights) > 0 {
						t.Errorf("%v, and the others elsewhere %v: offered %s: %v", rights, elsewhere, at, k.been[at])
					}
					if a := k.Get(at); (a.StatusCode == http.StatusOK) != may {
						t.Errorf("%v, and the others elsewhere %v: %s answers %d", rights, elsewhere, at, a.StatusCode)
					}
				}
			}
		}
	}
}

// Who has no right any more is told by what name to ask for one.
func TestWithoutRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.as(powerless).Get("/office")
	if text := a.Text("main"); a.StatusCode != http.StatusOK || !strings.Contains(text, "n.nulla") || !strings.Contains(text, "https://idp.example") {
		t.Errorf("%d\n%s", a.StatusCode, text)
	}
	a.One("main a[href='/office']")
}

// A certificate on paper is found by number and code together, in the office in which one
// withdraws, and by nobody else; each look is recorded.
func TestOnPaper(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, other := w.issued("Anna", certificates.Residence), w.issued("Anna", certificates.Life)
	code, number := w.code(c), c.Number.String()
	for name, tt := range map[string]struct {
		who          *auth.Principal
		office       registry.OfficeID
		number, code string
		status       int
		fault        string
	}{
		"nothing":                        {withdrawer, here, "", "", http.StatusUnprocessableEntity, "number"},
		"a number alone":                 {withdrawer, here, number, "", http.StatusUnprocessableEntity, "code"},
		"a code alone":                   {withdrawer, here, "", code, http.StatusUnprocessableEntity, "number"},
		"a number that is none":          {withdrawer, here, script, code, http.StatusUnprocessableEntity, "number"},
		"a code with a slip":             {withdrawer, here, number, code[:len(code)-1], http.StatusUnprocessableEntity, "code"},
		"a code of nobody":               {withdrawer, here, number, certificates.Code{}.String(), http.StatusUnprocessableEntity, ""},
		"the number of another":          {withdrawer, here, other.Number.String(), code, http.StatusUnprocessableEntity, ""},
		"of an office that is not his":   {stranger, there, number, code, http.StatusUnprocessableEntity, ""},
		"in an office that is not his":   {stranger, here, number, code, http.StatusForbidden, ""},
		"an officer who may only read":   {reader, here, number, code, http.StatusForbidden, ""},
		"an officer who may only decide": {decider, here, number, code, http.StatusForbidden, ""},
		"the citizen herself":            {citizen, here, number, code, http.StatusForbidden, ""},
	} {
		before := w.count("SELECT count(*) FROM audit_event")
		a := w.as(tt.who).Post("/office/withdrawals?office="+string(tt.office), url.Values{"number": {tt.number}, "code": {tt.code}})
		if a.StatusCode != tt.status {
			t.Errorf("%s: %d", name, a.StatusCode)
			continue
		}
		if tt.fault != "" {
			a.One(".summary a[href='#" + tt.fault + "']")
		}
		if strings.Contains(string(a.Body), string(c.ID)) {
			t.Errorf("%s: it is told", name)
		}
		looked := 0
		if tt.status == http.StatusUnprocessableEntity && tt.fault == "" {
			looked = 1
		}
		if n := w.count("SELECT count(*) FROM audit_event") - before; n != looked {
			t.Errorf("%s: recorded %d times", name, n)
		}
	}
	before := len(w.events(here))
	a := w.as(withdrawer).Post("/office/withdrawals", url.Values{"number": {number}, "code": {strings.ToLower(code)}})
	if to := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || to != "/office/certificates/"+string(c.ID)+"/withdrawal" {
		t.Errorf("%d to %q", a.StatusCode, to)
	}
	if e := w.events(here)[before]; e.Kind != audit.CertificateRead || e.Details["by"] != "paper" || e.Certificate != string(c.ID) || e.Actor.ID != "w.viola" {
		t.Errorf("recorded %+v", e)
	}
}
