package login

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// sessions is the identities of the sessions on the page, the current one last.
func (b *browser) listed() (ids []string, seen pagetest.Seen) {
	b.t.Helper()
	seen = b.get("/me/sessions?lang=it")
	for _, n := range seen.All("tbody form") {
		action, _ := pagetest.Attr(n, "action")
		ids = append(ids, strings.TrimSuffix(strings.TrimPrefix(action, "/me/sessions/"), "/end?lang=it"))
	}
	return ids, seen
}

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	phone, desk, other := p.browser(t), p.browser(t), p.browser(t)
	phone.login(maria)
	p.turn(time.Minute)
	desk.login(maria)
	other.login(luigi)
	ids, page := desk.listed()
	if len(ids) != 2 || len(page.Faults()) > 0 || pagetest.Text(page.All("tbody th")[0]) != "Firefox, Android (questo dispositivo)" || pagetest.Text(page.All("tbody td")[2]) != "CIE" {
		t.Fatalf("%d sessions, %v, %s", len(ids), page.Faults(), page.Text("main"))
	}
	if !strings.Contains(page.Text("main"), "dopo 30 minuti") || !strings.Contains(page.Text("main"), "26 novembre 2026") {
		t.Error(page.Text("main"))
	}
	theirs, _ := other.listed()
	for _, id := range []string{theirs[0], uuid.NewString(), "x", "' OR true", "%00"} {
		if seen := desk.post("/me/sessions/"+strings.ReplaceAll(id, " ", "%20")+"/end", nil); seen.StatusCode != http.StatusNotFound {
			t.Errorf("ending %q: %d", id, seen.StatusCode)
		}
	}
	if phone.who() == "" || other.who() == "" {
		t.Error("a session has ended that is not to")
	}
	if seen := desk.post("/me/sessions/"+ids[1]+"/end", nil); seen.Header.Get("Location") != "/me/sessions" || phone.who() != "" || desk.who() == "" {
		t.Errorf("ending one's other session: %d", seen.StatusCode)
	}
	if seen := desk.post("/me/sessions/"+ids[1]+"/end", nil); seen.StatusCode != http.StatusNotFound {
		t.Errorf("ending it again: %d", seen.StatusCode)
	}
	if seen := phone.get("/me/sessions"); seen.Header.Get("Location") != "/login?then=%2Fme%2Fsessions" {
		t.Errorf("who is logged in no more sees %d", seen.StatusCode)
	}
	// One's own, from the list, is a logout.
	away(desk.post("/me/sessions/"+ids[0]+"/end", nil))
	if desk.who() != "" {
		t.Error("still logged in")
	}
}

func TestEndOthers(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	one, two, three, other, officer := p.browser(t), p.browser(t), p.browser(t), p.browser(t), p.browser(t)
	for _, b := range []*browser{one, two, three} {
		b.login(maria)
	}
	other.login(luigi)
	officer.asOfficer("n.vidal")
	if seen := two.post("/me/sessions/others/end", nil); seen.Header.Get("Location") != "/me/sessions" {
		t.Errorf("%d", seen.StatusCode)
	}
	if one.who() != "" || three.who() != "" || two.who() == "" || other.who() == "" || officer.who() == "" {
		t.Error("not exactly the others of the same person have ended")
	}
	if ids, page := officer.listed(); len(ids) != 1 || len(page.All("form[action^='/me/sessions/others']")) != 0 {
		t.Errorf("an officer sees %d sessions", len(ids))
	}
}

// Who is nobody has no sessions to see or to end.
func TestSessionsOfNobody(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b, somebody := p.browser(t), p.browser(t)
	somebody.login(maria)
	ids, _ := somebody.listed()
	for _, path := range []string{"/me/sessions/others/end", "/me/sessions/" + ids[0] + "/end"} {
		if seen := b.post(path, nil); seen.Header.Get("Location") != "/login?then=%2Fme%2Fsessions" {
			t.Errorf("%s: %d", path, seen.StatusCode)
		}
	}
	if somebody.who() == "" {
		t.Error("ended by nobody")
	}
	if seen := b.post("/logout", nil); seen.Header.Get("Location") != "/login/ended" {
		t.Errorf("nobody logs out: %d", seen.StatusCode)
	}
}

// Who asks for the address of such a form otherwise, as a link to another language does, ends
// nothing: he comes to his own list.
func TestEndIsAForm(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.browser(t)
	b.login(maria)
	for path, want := range map[string]string{"/me/sessions/01a215d6-0c94-7523-9810-78d8af783036/end?lang=de": "/me/sessions?lang=de", "/logout?lang=de": "/login?lang=de"} {
		if to := b.get(path).Header.Get("Location"); to != want {
			t.Errorf("%s leads to %q, want %q", path, to, want)
		}
	}
	if b.who() == "" {
		t.Error("logged out")
	}
	if page := b.get("/me/sessions/others/end"); page.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("the others: %d", page.StatusCode)
	}
}
