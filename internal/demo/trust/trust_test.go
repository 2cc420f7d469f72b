package trust

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/internal/demo/keys"
)

// place is services that answer on the loopback interface, mounted as the demo
// mounts them, with the keys that they answer for.
type place struct {
	*keys.Material
	at  URLs
	dir string // of PEM files
}

func open(t *testing.T, o Options) *place {
	t.Helper()
	p := &place{dir: t.TempDir()}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.at = At("http://" + l.Addr().String() + "/demo/trust")
	p.Material = made(t, p.dir, p.at)
	mux := http.NewServeMux()
	mux.Handle("/demo/trust/", http.StripPrefix("/demo/trust", services(t, p.Material, o)))
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan error)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), <-done); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	p.write(t, "issuing", p.IssuingAuthority.Certificate)
	p.write(t, "seal", p.Identity.Certificate)
	p.write(t, "tsa", p.TimeStamp.Certificate)
	return p
}

func made(t testing.TB, dir string, u URLs) *keys.Material {
	t.Helper()
	m, err := keys.Ensure(filepath.Join(dir, "keys"), keys.Options{URLs: u.URLs, Random: rand.Reader, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func services(t testing.TB, m *keys.Material, o Options) http.Handler {
	t.Helper()
	if o.Clock == nil {
		o.Clock = time.Now
	}
	o.Random = rand.Reader
	h, err := New(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// posted is what the services answer without a network between.
func posted(h http.Handler, path, mediaType string, body []byte) []byte {
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", mediaType)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.Bytes()
}

// path of a file of this test's.
func (p *place) path(name string) string { return filepath.Join(p.dir, name) }

func (p *place) write(t *testing.T, name string, c *x509.Certificate) {
	t.Helper()
	put(t, p.path(name+".pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
}

// revoke does what a user does.
func (p *place) revoke(t *testing.T) {
	t.Helper()
	put(t, filepath.Join(filepath.Dir(p.Key), "revoked"), nil)
}

func put(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// openssl returns what it said, and whether it ended well.
func openssl(t *testing.T, args ...string) (string, bool) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "openssl", args...).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatal("openssl is missing: install the Debian package openssl")
	}
	return string(out), err == nil
}

// judged fails unless openssl ends well and says all that is wanted.
func judged(t *testing.T, wants []string, args ...string) {
	t.Helper()
	out, ok := openssl(t, args...)
	if !ok {
		t.Errorf("openssl %s: %s", strings.Join(args, " "), out)
	}
	for _, want := range wants {
		if !strings.Contains(out, want) {
			t.Errorf("openssl %s does not say %q:\n%s", args[0], want, out)
		}
	}
}

// call sends a request over the network and reads the whole answer.
func call(t *testing.T, method, url, mediaType string, body []byte) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if mediaType != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	response, err := http.DefaultTransport.RoundTrip(r) // follows nothing
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, got
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{}, {Clock: time.Now}, {Random: rand.Reader}} {
		if _, err := New(&keys.Material{}, o); err == nil {
			t.Errorf("%+v is enough", o)
		}
	}
}

func TestHTTPRefusals(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	large := bytes.Repeat([]byte{0x30}, limit+1)
	base := strings.TrimSuffix(p.at.TimeStamp, timeStampPath)
	for _, c := range []struct {
		method, path, mediaType string
		body                    []byte
		status                  int
	}{
		{"POST", "/ocsp", "application/ocsp-request", large, 413},
		{"POST", "/tsa", "application/timestamp-query", large, 413},
		{"POST", "/ocsp", "", []byte{0x30}, 415},
		{"POST", "/tsa", "", []byte{0x30}, 415},
		{"POST", "/ocsp", "application/timestamp-query", []byte{0x30}, 415},
		{"POST", "/tsa", "application/x-www-form-urlencoded", []byte{0x30}, 415},
		{"GET", "/tsa", "", nil, 405},
		{"PUT", "/ocsp", "application/ocsp-request", nil, 405},
		{"POST", "/issuing.crl", "", nil, 405},
		{"DELETE", "/root.cer", "", nil, 405},
		{"GET", "/", "", nil, 404},
		{"GET", "/root-key.pem", "", nil, 404},
		{"GET", "/%2e%2e/keys/key.pem", "", nil, 404},
	} {
		r, got := call(t, c.method, base+c.path, c.mediaType, c.body)
		if r.StatusCode != c.status || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s of type %q, %d bytes: %s, %q, %q; want %d, no-store", c.method, c.path, c.mediaType, len(c.body), r.Status, r.Header.Get("Cache-Control"), got, c.status)
		}
	}
}

// Who checks a certificate asks where it says, and needs no more than the root.
func TestWhatTheCertificatesName(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	for _, c := range []*x509.Certificate{p.Identity.Certificate, p.TimeStamp.Certificate} {
		for !bytes.Equal(c.RawIssuer, c.RawSubject) {
			r, der := call(t, "GET", c.IssuingCertificateURL[0], "", nil)
			issuer, err := x509.ParseCertificate(der)
			if err != nil || r.Header.Get("Content-Type") != "application/pkix-cert" {
				t.Fatalf("issuer of %s: %s, %v", c.Subject, r.Status, err)
			}
			if err := c.CheckSignatureFrom(issuer); err != nil {
				t.Errorf("issuer of %s: %v", c.Subject, err)
			}
			r, der = call(t, "GET", c.CRLDistributionPoints[0], "", nil)
			crl, err := x509.ParseRevocationList(der)
			if err != nil || r.Header.Get("Content-Type") != "application/pkix-crl" {
				t.Fatalf("list for %s: %s, %v", c.Subject, r.Status, err)
			}
			if err := crl.CheckSignatureFrom(issuer); err != nil || len(crl.RevokedCertificateEntries) != 0 {
				t.Errorf("list for %s: %v, %d entries", c.Subject, err, len(crl.RevokedCertificateEntries))
			}
			c = issuer
		}
		if !c.Equal(p.RootAuthority.Certificate) {
			t.Errorf("the way ends at %s", c.Subject)
		}
	}
	if got := fmt.Sprint(p.Identity.Certificate.OCSPServer); got != "["+p.at.Issuing.OCSP+"]" {
		t.Errorf("the seal's status is asked at %s", got)
	}
}
