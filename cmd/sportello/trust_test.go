package main

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func openssl(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "openssl", args...).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatal("openssl is missing: install the Debian package openssl")
	}
	if err != nil {
		t.Fatalf("openssl %s: %s", strings.Join(args, " "), out)
	}
	return string(out)
}

// Who checks the demo's seal finds the services that its certificate names, and
// gets a time stamp beside them.
func TestDemoTrustServices(t *testing.T) {
	t.Parallel()
	env, listen, data := place(t)
	start(t, env, "until Ctrl-C", "demo", "--people", "50")
	file := func(name string) string { return filepath.Join(data, "keys", name) }
	mine := func(name string) string { return filepath.Join(data, name) }
	address := strings.TrimSpace(openssl(t, "x509", "-in", file("chain.pem"), "-noout", "-ocsp_uri"))
	if want := "http://" + listen + "/demo/trust/ocsp"; address != want {
		t.Fatalf("the seal's status is asked at %q, want %q", address, want)
	}
	response, err := http.Get("http://" + listen + "/demo/trust/issuing.cer")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var issuing bytes.Buffer
	if _, err := issuing.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mine("issuing.cer"), issuing.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	status := func() string {
		return openssl(t, "ocsp", "-url", address, "-CAfile", file("root.pem"), "-issuer", mine("issuing.cer"), "-cert", file("chain.pem"))
	}
	if said := status(); !strings.Contains(said, "Response verify OK") || !strings.Contains(said, "chain.pem: good") {
		t.Errorf("the seal: %s", said)
	}
	if err := os.WriteFile(file("revoked"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if said := status(); !strings.Contains(said, "chain.pem: revoked") {
		t.Errorf("the seal after it was revoked: %s", said)
	}

	openssl(t, "ts", "-query", "-data", file("root.pem"), "-cert", "-sha256", "-out", mine("query"))
	query, err := os.Open(mine("query"))
	if err != nil {
		t.Fatal(err)
	}
	defer query.Close()
	stamped, err := http.Post("http://"+listen+"/demo/trust/tsa", "application/timestamp-query", query)
	if err != nil {
		t.Fatal(err)
	}
	defer stamped.Body.Close()
	var reply bytes.Buffer
	if _, err := reply.ReadFrom(stamped.Body); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mine("reply"), reply.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := openssl(t, "ts", "-verify", "-queryfile", mine("query"), "-in", mine("reply"), "-CAfile", file("root.pem")); !strings.Contains(said, "Verification: OK") {
		t.Errorf("the time stamp: %s", said)
	}
}

// A demo goes on under another address, and with keys of an earlier version, and
// says what it did.
func TestDemoRenewsItsKeys(t *testing.T) {
	t.Parallel()
	env, _, data := place(t)
	dir := filepath.Join(data, "keys")
	demo := func(listen string) string {
		t.Helper()
		out, errOut, code := sportello(t, append(env, "SPORTELLO_LISTEN="+listen), "demo", "--once", "--people", "50")
		if code != 0 {
			t.Fatalf("ended with %d: %s%s", code, out, errOut)
		}
		return out
	}
	listen := free(t)
	if out := demo(listen); strings.Contains(out, dir+".") {
		t.Errorf("the first start says\n%s", out)
	}
	if out := demo(free(t)); !strings.Contains(out, "another address") || !strings.Contains(out, "same root") || !strings.Contains(out, dir+".2") {
		t.Errorf("under another address it says\n%s", out)
	}
	for _, name := range []string{"root-key.pem", "issuing-key.pem", "timestamp-key.pem", "timestamp.pem", "ocsp-key.pem", "ocsp.pem"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if out := demo(listen); !strings.Contains(out, "earlier version") || !strings.Contains(out, "new root") || !strings.Contains(out, dir+".2") {
		t.Errorf("with an earlier version's keys it says\n%s", out)
	}
}
