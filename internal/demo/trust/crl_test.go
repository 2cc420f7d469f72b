package trust

import (
	"bytes"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// fetched is a list as it is served now.
func fetched(t *testing.T, url string, issuer *x509.Certificate) (*x509.RevocationList, []byte) {
	t.Helper()
	r, der := call(t, "GET", url, "", nil)
	if r.StatusCode != http.StatusOK || r.Header.Get("Cache-Control") != "public, max-age=60" {
		t.Fatalf("%s: %s, %q", url, r.Status, r.Header.Get("Cache-Control"))
	}
	crl, err := x509.ParseRevocationList(der)
	if err != nil {
		t.Fatal(err)
	}
	if err := crl.CheckSignatureFrom(issuer); err != nil {
		t.Error(err)
	}
	return crl, der
}

func TestOpensslCRL(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	write := func() {
		t.Helper()
		_, root := call(t, "GET", p.at.Root.CRL, "", nil)
		_, issuing := call(t, "GET", p.at.Issuing.CRL, "", nil)
		put(t, p.path("root.crl"), root)
		put(t, p.path("issuing.crl"), issuing)
		judged(t, []string{"verify OK", "CRL Number"}, "crl", "-inform", "DER", "-in", p.path("root.crl"), "-CAfile", p.Root, "-noout", "-text")
		for _, name := range []string{"root", "issuing"} {
			judged(t, nil, "crl", "-inform", "DER", "-in", p.path(name+".crl"), "-out", p.path(name+".crl.pem"))
		}
		var both []byte
		for _, name := range []string{"root", "issuing"} {
			one, err := os.ReadFile(p.path(name + ".crl.pem"))
			if err != nil {
				t.Fatal(err)
			}
			both = append(both, one...)
		}
		put(t, p.path("both.crl"), both)
	}
	verify := []string{"verify", "-x509_strict", "-crl_check_all", "-CRLfile", p.path("both.crl"), "-CAfile", p.Root, "-untrusted", p.path("issuing.pem")}
	write()
	judged(t, []string{"seal.pem: OK", "tsa.pem: OK"}, append(verify, p.path("seal.pem"), p.path("tsa.pem"))...)
	p.revoke(t)
	write()
	judged(t, []string{"tsa.pem: OK"}, append(verify, p.path("tsa.pem"))...)
	if out, ok := openssl(t, append(verify, p.path("seal.pem"))...); ok || !strings.Contains(out, "certificate revoked") {
		t.Errorf("the revoked seal is taken for good: %s", out)
	}
}

// A list is made once for many, and again in good time before it ends.
func TestListIsKeptForHalfItsLife(t *testing.T) {
	t.Parallel()
	begun := time.Now().UTC().Truncate(time.Second)
	var passed atomic.Int64
	p := open(t, Options{Clock: func() time.Time { return begun.Add(time.Duration(passed.Load())) }})
	issuer := p.IssuingAuthority.Certificate
	first, der := fetched(t, p.at.Issuing.CRL, issuer)
	if !first.ThisUpdate.Equal(begun) || !first.NextUpdate.Equal(begun.Add(listLifetime)) {
		t.Errorf("from %s to %s", first.ThisUpdate, first.NextUpdate)
	}
	passed.Store(int64(listLifetime/2 - 1))
	if _, again := fetched(t, p.at.Issuing.CRL, issuer); !bytes.Equal(der, again) {
		t.Error("made anew although it is young")
	}
	passed.Store(int64(listLifetime / 2))
	second, _ := fetched(t, p.at.Issuing.CRL, issuer)
	if !second.ThisUpdate.Equal(begun.Add(listLifetime/2)) || second.Number.Cmp(first.Number) <= 0 {
		t.Errorf("of %s with number %s after %s", second.ThisUpdate, second.Number, first.Number)
	}
	passed.Store(int64(-time.Hour)) // the clock was set back
	if third, _ := fetched(t, p.at.Issuing.CRL, issuer); third.ThisUpdate.After(begun) {
		t.Errorf("a list of %s from the future is served", third.ThisUpdate)
	}
}

func TestListFollowsARevocationAtOnce(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	issuer := p.IssuingAuthority.Certificate
	before, _ := fetched(t, p.at.Issuing.CRL, issuer)
	p.revoke(t)
	after, _ := fetched(t, p.at.Issuing.CRL, issuer)
	if len(after.RevokedCertificateEntries) != 1 || after.RevokedCertificateEntries[0].SerialNumber.Cmp(p.Identity.Certificate.SerialNumber) != 0 {
		t.Errorf("revoked: %v", after.RevokedCertificateEntries)
	}
	if after.Number.Cmp(before.Number) <= 0 {
		t.Errorf("number %s after %s", after.Number, before.Number)
	}
	if root, _ := fetched(t, p.at.Root.CRL, p.RootAuthority.Certificate); len(root.RevokedCertificateEntries) != 0 {
		t.Errorf("the root revokes %v", root.RevokedCertificateEntries)
	}
}

func TestRootRevokesTheIssuingAuthority(t *testing.T) {
	t.Parallel()
	p := open(t, Options{Revoked: func(c *x509.Certificate) (time.Time, bool, error) { return time.Now(), c.IsCA, nil }})
	root, _ := fetched(t, p.at.Root.CRL, p.RootAuthority.Certificate)
	if len(root.RevokedCertificateEntries) != 1 || root.RevokedCertificateEntries[0].SerialNumber.Cmp(p.IssuingAuthority.Certificate.SerialNumber) != 0 {
		t.Errorf("the root revokes %v", root.RevokedCertificateEntries)
	}
}

func TestUnchangedListIsNotSentAgain(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	first, _ := call(t, "GET", p.at.Issuing.CRL, "", nil)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.at.Issuing.CRL, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("If-None-Match", first.Header.Get("ETag"))
	for _, want := range []int{http.StatusNotModified, http.StatusOK} {
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s, want %d", response.Status, want)
		}
		p.revoke(t)
	}
}

// An empty list would say that nothing is revoked.
func TestListCannotTell(t *testing.T) {
	t.Parallel()
	p := open(t, Options{Revoked: func(*x509.Certificate) (time.Time, bool, error) { return time.Time{}, false, errors.New("disk") }})
	for _, url := range []string{p.at.Issuing.CRL, p.at.Root.CRL} {
		if r, got := call(t, "GET", url, "", nil); r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Cache-Control") != "no-store" || bytes.Contains(got, []byte("disk")) {
			t.Errorf("%s: %s, %q", url, r.Status, got)
		}
	}
}
