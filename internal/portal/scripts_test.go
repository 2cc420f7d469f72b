package portal

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/internal/web"
)

var (
	importPattern = regexp.MustCompile(`(?:from|import\() ?"([^"]+)"|import "([^"]+)"`)
	wordPattern   = regexp.MustCompile(`say\("([^"]+)"`)
	dangerPattern = regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.src ?=|https?://[a-z]`)
)

// Our scripts load only what is served here, write nothing as HTML, and say nothing
// that has no words.
func TestScripts(t *testing.T) {
	t.Parallel()
	k := newArchive().config(t).Kit
	spoken := (&checking{Page: k.Page(httptest.NewRequest("GET", "/", nil), "form", nil)}).Spoken()
	for _, name := range k.Assets() {
		if path.Ext(name) != ".js" || strings.HasPrefix(name, "vendor/") {
			continue
		}
		for _, m := range importPattern.FindAllSubmatch(k.Asset(name), -1) {
			if target := path.Join(path.Dir(name), string(m[1])+string(m[2])); k.Asset(target) == nil {
				t.Errorf("%s loads %s, which is not there", name, target)
			}
		}
		for _, m := range wordPattern.FindAllSubmatch(k.Asset(name), -1) {
			if key := string(m[1]); spoken[key] == "" && !strings.HasSuffix(key, ".") {
				t.Errorf("%s says %s, which has no words", name, key)
			}
		}
		if m := dangerPattern.Find(k.Asset(name)); m != nil {
			t.Errorf("%s has %q", name, m)
		}
	}
	for key := range spoken {
		if strings.HasPrefix(key, "js.") && strings.HasSuffix(key, ".means") && spoken[strings.TrimSuffix(key, ".means")] == "" {
			t.Errorf("%s has no title", key)
		}
	}
}

// The worker keeps the page in every language and all that it loads.
func TestWorker(t *testing.T) {
	t.Parallel()
	s := newArchive().site(t)
	w := s.Get("/verify-worker.js")
	if w.StatusCode != 200 || w.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || w.Header.Get("Content-Security-Policy") != web.PolicyChecks || w.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.StatusCode, w.Header)
	}
	_, list, _ := bytes.Cut(w.Body, []byte("shell = "))
	list, _, _ = bytes.Cut(list, []byte(";\n"))
	var shell []string
	if err := json.Unmarshal(list, &shell); err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	for _, address := range shell {
		kept[address] = true
		if a := s.Get(address); a.StatusCode != 200 || len(a.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: %d", address, a.StatusCode)
		}
	}
	page := s.Get("/verify")
	for _, n := range append(page.All("link"), page.All("script")...) {
		href, _ := pagetest.Attr(n, "href")
		src, _ := pagetest.Attr(n, "src")
		if !kept[href+src] {
			t.Errorf("%s is not kept", href+src)
		}
	}
	for _, l := range certificates.Languages {
		if !kept["/verify?lang="+string(l)] {
			t.Errorf("kept is %v", shell)
		}
	}
}

// The office's answer stands on the page as the scripts compare it.
func TestAnswerForScripts(t *testing.T) {
	t.Parallel()
	a := newArchive()
	s := a.site(t)
	for path, want := range map[string]map[string]string{
		here:                    {"data-state": "valid", "data-office": "X900", "data-kinds": "12", "data-issued": "2026-11-21", "data-until": "2027-02-21", "data-place": "322/70123"},
		"/v/" + never.Compact(): {"data-state": "unknown", "data-office": "", "data-kinds": "", "data-issued": "", "data-until": "", "data-place": ""},
	} {
		for name, value := range want {
			if got, ok := pagetest.Attr(s.Get(path).One("section#online"), name); !ok || got != value {
				t.Errorf("%s: %s is %q, want %q", path, name, got, value)
			}
		}
	}
	if lists, _ := pagetest.Attr(s.Get("/verify").One("body"), "data-lists"); lists != "323" { // November 2026
		t.Errorf("%s lists", lists)
	}
}
