package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A provider's keys are found through its description, and nothing that it says
// leads elsewhere.
func TestFetchKeys(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	defer server.Close()
	describe := func(path, issuer, keys string) {
		mux.HandleFunc(path+discoveryPath, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"issuer": "` + issuer + `", "jwks_uri": "` + keys + `"}`))
		})
	}
	serve := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
	}
	here := server.URL
	serve("/keys", `{"keys": []}`)
	serve("/large", strings.Repeat(" ", fetchLimit+1))
	mux.Handle("/elsewhere", http.RedirectHandler(here+"/keys", http.StatusFound))
	describe("/good", here+"/good", here+"/keys")
	describe("/slash", here+"/slash/", here+"/keys")
	describe("/other", "https://other.example", here+"/keys")
	describe("/open", here+"/open", "http://keys.example/keys")
	describe("/file", here+"/file", "file:///etc/hostname")
	describe("/none", here+"/none", "")
	describe("/large-keys", here+"/large-keys", here+"/large")
	describe("/redirected", here+"/redirected", here+"/elsewhere")
	describe("/missing", here+"/missing", here+"/nowhere")
	mux.Handle("/moved"+discoveryPath, http.RedirectHandler(here+"/good"+discoveryPath, http.StatusFound))
	serve("/garbled"+discoveryPath, "<html>")

	for issuer, want := range map[string]string{
		"/good": "", "/slash/": "", "/slash": "",
		"/other": "another issuer", "/open": "https address", "/file": "https address", "/none": "https address",
		"/large-keys": "more than", "/redirected": "redirect", "/moved": "redirect", "/missing": "404", "/garbled": "description", "/absent": "404",
	} {
		keys, err := newFetcher().keys(t.Context(), discovery(here+issuer))
		if (err == nil) != (want == "") || (err != nil && !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", issuer, err, want)
		}
		if err == nil && string(keys) != `{"keys": []}` {
			t.Errorf("%s: the keys are %s", issuer, keys)
		}
	}
}
