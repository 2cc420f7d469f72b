package e2e

import (
	"io"
	"net/http"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/portal/pagetest"
)

// What a page may weigh on the wire, fonts apart, which are kept for a year.
const heaviest = 100 << 10

// imported finds what a script or a style sheet loads with itself.
var imported = regexp.MustCompile(`(?m)^import .*"(\./[^"]+)"|@import +"([^"]+)"|url\("?([^")#]+)`)

// weigh adds up what a browser that takes gzip gets for a page that nobody has loaded
// anything of yet. What the page shows is not packed where it is somebody's.
func (v *visitor) weigh(address string) (total int) {
	v.t.Helper()
	body, packed := v.fetch(address)
	page := v.get(address)
	v.want(http.StatusOK)
	if v.path() != parse(address).Path {
		v.t.Fatalf("%s leads to %s", address, v.path())
	}
	if personal := page.Header.Get("Cache-Control") == "no-store" && len(page.All("form[action^='/logout']")) > 0; personal == packed {
		v.t.Errorf("%s: packed %t", address, packed)
	}
	seen := map[string]bool{}
	var add func(string)
	add = func(file string) {
		file, _, _ = strings.Cut(file, "#")
		if file == "" || seen[file] || path.Ext(file) == ".woff2" || strings.HasPrefix(file, "data:") {
			return
		}
		seen[file] = true
		size, _ := v.fetch(file)
		total += size
		if ext := path.Ext(file); ext == ".css" || ext == ".js" {
			for _, m := range imported.FindAllStringSubmatch(v.text(file), -1) {
				add(path.Join(path.Dir(file), m[1]+m[2]+m[3]))
			}
		}
	}
	total += body
	for selector, attribute := range map[string]string{"link[rel=stylesheet], link[rel=icon], link[rel=modulepreload]": "href", "script": "src", "use": "href", "img": "src"} {
		for _, n := range page.All(selector) {
			file, _ := pagetest.Attr(n, attribute)
			add(file)
		}
	}
	return total
}

// fetch is how long an answer is on the wire, and whether it is packed.
func (v *visitor) fetch(address string) (size int, packed bool) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), "GET", demo.base+address, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip") // said by ourselves, so that nobody unpacks
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: %s %v", address, answer.Status, err)
	}
	return len(body), answer.Header.Get("Content-Encoding") == "gzip"
}

func (v *visitor) text(address string) string {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), "GET", demo.base+address, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return string(body)
}

// A phone at the edge of the network has every page of every room in a few seconds.
func TestEveryPageIsLight(t *testing.T) {
	t.Parallel()
	weigh := func(v *visitor, addresses ...string) {
		t.Helper()
		for _, address := range addresses {
			n := v.weigh(address)
			t.Logf("%-32s %6d bytes", address, n)
			if n > heaviest {
				t.Errorf("%s: %d bytes, more than %d", address, n, heaviest)
			}
		}
	}
	weigh(newVisitor(t), "/", "/service", "/help", "/privacy", "/accessibility", "/verify", "/v/X", "/login")
	chiara := citizen(t, "Chiara")
	weigh(chiara, "/", "/verify", "/me", "/me/certificates", "/me/notices", "/me/data", "/me/readers", "/me/remarks", "/me/sessions", "/me/declarations", "/request")
	chiara.get("/request")
	chiara.send("form[action='/request']", nil)
	chiara.want(http.StatusOK)
	draft := path.Dir(chiara.path())
	for _, step := range []string{"who", "receiver", "kinds", "duty"} {
		weigh(chiara, draft+"/"+step)
		chiara.get(draft + "/" + step)
		fields := map[string][]string{"receiver": {"private"}, "kind": {"residence"}, "how": {"exempt"}, "exemption": {"107"}, "language": {"it"}}
		if step == "who" {
			herself, _ := pagetest.Attr(chiara.page.All("input[name=person]")[0], "value")
			fields["person"] = []string{herself}
		}
		chiara.send("form[action='"+draft+"/"+step+"']", fields)
		chiara.want(http.StatusOK)
	}
	weigh(chiara, draft+"/preview", draft+"/summary")
	weigh(officer(t, registrar), "/office", "/office/search", "/office/certificates", "/office/statistics", "/office/remarks")
	weigh(officer(t, firstAdm), "/office/decisions", "/office/decisions/new", "/office/roles", "/office/roles/new")
}
