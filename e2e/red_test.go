package e2e

import (
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/browsertest"
	"github.com/sportello/sportello/internal/portal/area"
	"github.com/sportello/sportello/internal/portal/decisions"
	"github.com/sportello/sportello/internal/portal/declarations"
	"github.com/sportello/sportello/internal/portal/office"
	"github.com/sportello/sportello/internal/portal/request"
)

// redForm finds forms that do something, and the address to which they are sent.
var redForm = regexp.MustCompile(`<form method="post" action="\{\{(.*?)\}\}"[^\n]*`)

// redOwn is the forms that need no word of whose they are, by a part of their address: what
// they are about is somebody's, and nobody else's form about it is taken.
var redOwn = []string{
	".Body.Base", `.Address "/drop"`, // a draft
	`"/request"`,                                    // begins one, about who may be asked for
	`"/me/notices/" .ID`, `"/me/certificates/" .ID`, // identities
	`"/me/declarations"`, // the person whom it names has to be one for whom the visitor signs
}

// A page that is still open on a shared computer does nothing in the name of who logs in there
// next: each form says whose it is, or is about what is nobody else's.
func TestRedFormsAreSomebodys(t *testing.T) {
	t.Parallel()
	unused := slices.Clone(redOwn)
	for _, room := range []fs.FS{request.Files, declarations.Files, area.Files, office.Files, decisions.Files} {
		names, err := fs.Glob(room, "pages/*.html")
		if err != nil || len(names) == 0 {
			t.Fatal(names, err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(room, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, form := range redForm.FindAllStringSubmatch(string(text), -1) {
				own := func(part string) bool { return strings.Contains(form[1], part) }
				if !strings.Contains(form[0], `{{template "whose"`) && !slices.ContainsFunc(redOwn, own) {
					t.Errorf("%s: whose is %s", name, form[0])
				}
				unused = slices.DeleteFunc(unused, own)
			}
		}
	}
	if len(unused) > 0 {
		t.Errorf("no form is sent to %q", unused)
	}
}

// Who sits at a shared computer next comes by "back" to no page of who was logged in before,
// and the pages that are kept for whoever is without network are nobody's.
func TestRedSharedComputer(t *testing.T) {
	t.Parallel()
	b := browse(t)
	enter(b, "demo", code(t, "Greco"))
	b.Open(demo.base + "/me/data")
	if !browsertest.Value[bool](b, "document.body.innerText.includes('Tommaso')") {
		t.Fatal("the page does not name him")
	}
	at := browsertest.Value[int](b, "history.length")
	b.Open(demo.base + "/verify")
	kept := browsertest.Value[string](b, `navigator.serviceWorker.ready.then(async () => {
		let kept = "";
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const r of await cache.keys()) if (new URL(r.url).pathname === "/verify") kept += await (await cache.match(r)).text();
		}
		return kept;
	})`)
	if strings.Contains(kept, "Tommaso") || strings.Contains(kept, "Greco") || strings.Count(kept, `class="login"`) != 5 {
		t.Errorf("kept for whoever comes next: %d pages, that name him: %v", strings.Count(kept, "</html>"), strings.Contains(kept, "Tommaso"))
	}
	if !browsertest.Value[bool](b, "document.querySelector('form[action^=\"/logout\"]').requestSubmit() === undefined") {
		t.Fatal("no way out")
	}
	b.Until("location.pathname === '/login/ended' && document.readyState === 'complete'")
	if !browsertest.Value[bool](b, "history.go(%s - history.length) === undefined", at) {
		t.Fatal("no way back")
	}
	b.Until("location.pathname === '/login' && document.readyState === 'complete' && !document.body.innerText.includes('Tommaso')")
}

// redPaths are ways to write an address of a citizen's own pages that are no such address.
var redPaths = []string{
	"/me/data/", "//me/data", "/ME/DATA", "/Me/data", "/me%2fdata", "/me%2Fdata", "/me/./data", "/me/../me/data", "/login/../me/data", "/me//data", "/me/data%00", "/me/data%0a",
	"/me/data;v=1", "/%2e%2e/me/data", "/assets/../me/data", "/assets/x/..%2f..%2fme%2fdata", "/me\u2215data", "/me/data%20", "/me/data.html", "/verify/../me/data", "/v/..%2f..%2fme%2fdata",
	"/office/%2e%2e/me/data", "/%6de/data%2f", "/me/%2e", "/me%5cdata", `/me\data`, "/.%2fme/data", "/me/data%ff", "/me/data%c0%af",
}

// However an address is written, nobody comes round the guards, and nothing breaks: it is not
// there, leads to the login, or leads to how it is written.
func TestRedPaths(t *testing.T) {
	t.Parallel()
	nobody, him := newVisitor(t), citizen(t, "Greco")
	for who, v := range map[string]*visitor{"nobody": nobody, "a citizen": him} {
		plain := *v
		plain.client = &http.Client{Jar: v.client.Jar} // what cleans addresses is before the pages, and has none of their headers
		for _, path := range redPaths {
			seen := plain.stopped(post(v, http.MethodGet, path, nil, ""))
			to := seen.Header.Get("Location")
			switch status := seen.StatusCode; {
			case status == http.StatusNotFound, status == http.StatusBadRequest, status == http.StatusOK && strings.HasPrefix(path, "/v/"):
			case status == http.StatusTemporaryRedirect && (to == "/me/data" || to == "/me/data/" || to == "/me/"):
			case status == http.StatusSeeOther && v == nobody && strings.HasPrefix(to, "/login?then=%2Fme"):
			default:
				t.Errorf("%s, %s: %d %s", who, path, status, to)
			}
		}
	}
}
