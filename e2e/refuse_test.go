package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// stopped is a client that stays where it is sent away from.
func (v *visitor) stopped(r *http.Request) pagetest.Seen {
	v.t.Helper()
	client := *v.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	return pagetest.Parse(v.t, answer)
}

// again asks for the same once more, as somebody else perhaps.
func (v *visitor) again(c call) *http.Request {
	v.t.Helper()
	return post(v, c.method, c.path, []byte(c.form), c.formType)
}

// leading is the addresses of forms that lead who asks for them otherwise to a list of his own.
var leading = []string{"/me/sessions/{id:[0-9a-f-]{36}}/end", "/me/notices/{id}/read", "/request/{draft}/drop"}

// verdict is what has to come of what somebody else has found: a status, and 0 where the
// asker may ask for the same about himself, or is let in as well.
func verdict(asker, owner *role, c call) int {
	guarded := strings.HasPrefix(c.route, "/me") || strings.HasPrefix(c.route, "/request") || strings.HasPrefix(c.route, "/office")
	office := strings.HasPrefix(c.route, "/office")
	decides := strings.HasPrefix(c.route, "/office/decisions") || strings.HasPrefix(c.route, "/office/roles")
	sessions := strings.HasPrefix(c.route, "/me/sessions")
	identity := strings.Contains(c.route, "{")
	guest := asker.name == "lawyer" && resident(c.route)
	switch {
	case !guarded:
		return 0
	case asker.name == "nobody":
		return http.StatusSeeOther
	case c.method == http.MethodGet && slices.Contains(leading, c.route):
		return 0
	case sessions && identity:
		return http.StatusNotFound
	case sessions:
		return 0
	case office && !asker.officer, !office && asker.officer, decides && asker.name == "registrar":
		return http.StatusForbidden
	case guest && (identity || c.method == http.MethodGet):
		return http.StatusForbidden
	case !office && identity:
		return http.StatusNotFound
	}
	return 0
}

// resident reports whether an address is only for those of whom the register knows; pages for
// everybody link there.
func resident(path string) bool {
	return slices.ContainsFunc([]string{"/me/data", "/me/readers", "/me/remarks", "/me/notices", "/me/declarations"}, func(of string) bool { return strings.HasPrefix(path, of) })
}

// refusals asks as each role for what every other has come to.
func refusals(t *testing.T, all []*role) {
	asked := map[int]int{}
	for _, asker := range all {
		v := asker.enter(t)
		for owner, list := range calls(all) {
			if owner == asker {
				continue
			}
			for _, c := range list {
				want := verdict(asker, owner, c)
				if want == 0 && (c.method != http.MethodGet || asker.officer || strings.HasPrefix(c.route, "/v") || strings.HasPrefix(c.route, "/login")) {
					continue // it would do something to the asker himself, or is the office's to see
				}
				asked[want]++
				for _, fault := range told(v.stopped(v.again(c)), want, owner) {
					t.Errorf("%s asks for what the %s found, %s %s: %s", asker.name, owner.name, c.method, c.path, fault)
				}
			}
		}
	}
	for _, status := range []int{http.StatusSeeOther, http.StatusForbidden, http.StatusNotFound} {
		if asked[status] < 20 {
			t.Errorf("only %d were asked for that have to be refused with %d", asked[status], status)
		}
	}
	t.Logf("asked for: %v", asked)
}

// told is what is wrong with an answer to somebody else.
func told(page pagetest.Seen, want int, owner *role) (faults []string) {
	if want != 0 && page.StatusCode != want || page.StatusCode >= http.StatusInternalServerError {
		faults = append(faults, fmt.Sprintf("%d, want %d", page.StatusCode, want))
	}
	if want == http.StatusSeeOther && !strings.HasPrefix(page.Header.Get("Location"), "/login?then=%2F") {
		faults = append(faults, "led to "+page.Header.Get("Location"))
	}
	for _, secret := range owner.secrets {
		if bytes.Contains(page.Body, []byte(secret)) || strings.Contains(page.Header.Get("Location"), secret) {
			faults = append(faults, "it tells "+secret)
		}
	}
	return faults
}

// foreignForms sends every form that was sent from another site, as each role with its own
// login: nothing happens.
func foreignForms(t *testing.T, all []*role) {
	sent := 0
	for _, r := range all {
		v := r.enter(t)
		before := standings(v, r)
		for _, c := range calls(all)[r] {
			if c.method != http.MethodPost {
				continue
			}
			for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
				q := v.again(c)
				q.Header.Del("Sec-Fetch-Site")
				q.Header.Set(name, value)
				if page := v.stopped(q); page.StatusCode != http.StatusForbidden || page.Header.Get("Location") != "" || len(page.Cookies()) > 0 {
					t.Errorf("%s: %s from elsewhere by %s: %d", r.name, c.path, name, page.StatusCode)
				}
				sent++
			}
		}
		if after := standings(v, r); !slices.Equal(before, after) {
			t.Errorf("%s: something has happened:\n%s\n%s", r.name, before, after)
		}
	}
	if sent < 50 {
		t.Errorf("only %d forms were sent", sent)
	}
}

// standings is what a citizen has, in words, and that somebody is still logged in.
func standings(v *visitor, r *role) (out []string) {
	paths := []string{"/request", "/me/certificates", "/me/notices", "/me/remarks"}
	switch {
	case r.name == "lawyer":
		paths = paths[:2]
	case r.name == "nobody":
		paths = nil
	case r.officer:
		return []string{fmt.Sprint(v.get("/office").StatusCode)} // others work in the office meanwhile
	}
	for _, path := range paths {
		page := v.get(path)
		out = append(out, fmt.Sprint(page.StatusCode), v.path(), page.Text("main"))
	}
	return out
}

// odd sends what no page of ours would: too much, by other methods, for another host.
func odd(t *testing.T, all []*role) {
	long := []byte("a=" + strings.Repeat("x", 1<<20))
	for _, r := range all {
		v := r.enter(t)
		done := map[string]bool{}
		for _, c := range calls(all)[r] {
			if done[c.method+c.route] {
				continue
			}
			done[c.method+c.route] = true
			for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodTrace, "PROPFIND"} {
				q := v.again(c)
				q.Method = method
				if page := v.stopped(q); page.StatusCode != http.StatusMethodNotAllowed && page.StatusCode != http.StatusForbidden {
					t.Errorf("%s: %s %s: %d", r.name, method, c.path, page.StatusCode)
				}
			}
			if c.method == http.MethodGet {
				forged(v, c)
				continue
			}
			if page := v.stopped(post(v, c.method, c.path, long, c.formType)); !slices.Contains(refusal(c), page.StatusCode) {
				t.Errorf("%s: a long form to %s: %d", r.name, c.path, page.StatusCode)
			}
		}
	}
}

// refusal is what may come of a form that is too long: it is said, or the address reads none,
// or it leads on from a draft of which something has come, or is the role's no more.
func refusal(c call) []int {
	gone := []int{http.StatusRequestEntityTooLarge, http.StatusForbidden, http.StatusNotFound}
	switch {
	case strings.HasPrefix(c.route, "/request/{draft}/"), strings.HasPrefix(c.route, "/me/sessions/"), slices.Contains([]string{
		"/logout", "/me/certificates/{id}/reissue", "/me/notices/{id}/read",
	}, c.route):
		return append(gone, http.StatusSeeOther, http.StatusOK, http.StatusUnprocessableEntity, http.StatusConflict)
	case c.route == "/verify/file": // takes files
		return append(gone, http.StatusUnprocessableEntity, http.StatusBadRequest)
	}
	return gone
}

// forged asks under the name of another host: neither what is on the page nor where it leads
// comes from there.
func forged(v *visitor, c call) {
	v.t.Helper()
	const evil = "evil.example"
	q := v.again(c)
	q.Host = evil
	for _, name := range []string{"X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL"} {
		q.Header.Set(name, evil)
	}
	q.Header.Set("Forwarded", "host="+evil+";proto=https")
	q.Header.Set("X-Forwarded-Proto", "https")
	page := v.stopped(q)
	if strings.Contains(string(page.Body), evil) || strings.Contains(fmt.Sprint(page.Header), evil) || page.StatusCode >= http.StatusInternalServerError {
		v.t.Errorf("%s for another host: %d, which says so", c.path, page.StatusCode)
	}
	for _, cookie := range page.Cookies() {
		if cookie.Secure || cookie.Domain != "" {
			v.t.Errorf("%s for another host: cookie %s", c.path, cookie.Raw)
		}
	}
}
