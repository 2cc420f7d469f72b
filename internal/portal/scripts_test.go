package portal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
)

// What others wrote is as its package has it: jsqr 1.4.0 of the npm registry, whose
// archive has the integrity
// sha512-dxLob7q65Xg2DvstYkRpkYtmKm2sPJ9oFhrhmudT1dZvNFFTlroai3AWSpLey/w5vMcLBXRgOJsbXpdN9HzU/A==
// and the files dist/jsQR.js and LICENSE.
func TestVendor(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"jsqr-1.4.0.js":          "bc40c8a15196236b2314db0856f72ca0b49980cd5413b8c852a7349f5fee0859",
		"jsqr-1.4.0-LICENSE.txt": "c6596eb7be8581c18be736c846fb9173b69eccf6ef94c5135893ec56bd92ba08",
	}
	found, err := files.ReadDir("assets/vendor")
	if err != nil || len(found) != len(want) {
		t.Fatalf("%v, %v", found, err)
	}
	for _, f := range found {
		data, err := files.ReadFile("assets/vendor/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != want[f.Name()] {
			t.Errorf("%s is %x", f.Name(), sum)
		}
	}
}

var (
	importPattern = regexp.MustCompile(`(?:from|import\() ?"([^"]+)"|import "([^"]+)"`)
	wordPattern   = regexp.MustCompile(`say\("([^"]+)"`)
	dangerPattern = regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.src ?=|https?://[a-z]`)
)

// Our scripts load only what is served here, write nothing as HTML, and say nothing
// that has no words.
func TestScripts(t *testing.T) {
	t.Parallel()
	l, err := newLooks()
	if err != nil {
		t.Fatal(err)
	}
	spoken := (&page{words: l.words[certificates.Languages[0]]}).Spoken()
	for name, a := range l.assets {
		if path.Ext(name) != ".js" || strings.HasPrefix(name, "vendor/") {
			continue
		}
		for _, m := range importPattern.FindAllSubmatch(a.data, -1) {
			if target := path.Join(path.Dir(name), string(m[1])+string(m[2])); l.assets[target].data == nil {
				t.Errorf("%s loads %s, which is not there", name, target)
			}
		}
		for _, m := range wordPattern.FindAllSubmatch(a.data, -1) {
			if key := string(m[1]); spoken[key] == "" && !strings.HasSuffix(key, ".") {
				t.Errorf("%s says %s, which has no words", name, key)
			}
		}
		if m := dangerPattern.Find(a.data); m != nil {
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
	w := s.get("/verify-worker.js")
	if w.StatusCode != 200 || w.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || w.Header.Get("Content-Security-Policy") != web.PolicyChecks || w.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.StatusCode, w.Header)
	}
	_, list, _ := bytes.Cut(w.body, []byte("shell = "))
	list, _, _ = bytes.Cut(list, []byte(";\n"))
	var shell []string
	if err := json.Unmarshal(list, &shell); err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	for _, address := range shell {
		kept[address] = true
		if a := s.get(address); a.StatusCode != 200 || len(a.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: %d", address, a.StatusCode)
		}
	}
	page := s.get("/verify")
	for _, n := range append(page.all("link"), page.all("script")...) {
		href, _ := attr(n, "href")
		src, _ := attr(n, "src")
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
			if got, ok := attr(s.get(path).one("section#online"), name); !ok || got != value {
				t.Errorf("%s: %s is %q, want %q", path, name, got, value)
			}
		}
	}
	if lists, _ := attr(s.get("/verify").one("body"), "data-lists"); lists != "323" { // November 2026
		t.Errorf("%s lists", lists)
	}
}
