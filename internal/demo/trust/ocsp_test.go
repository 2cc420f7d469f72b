package trust

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"
)

func TestOpensslOCSP(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	ask := func(wants []string, args ...string) {
		t.Helper()
		args = append([]string{"ocsp", "-url", p.at.Issuing.OCSP, "-CAfile", p.Root, "-issuer", p.path("issuing.pem")}, args...)
		out, ok := openssl(t, args...)
		if !ok || strings.Contains(strings.ToLower(out), "nonce") { // it sends one and misses it in the answer
			t.Errorf("openssl %s: %s", strings.Join(args, " "), out)
		}
		for _, want := range append(wants, "Response verify OK", "This Update", "Next Update") {
			if !strings.Contains(out, want) {
				t.Errorf("openssl %s does not say %q:\n%s", strings.Join(args, " "), want, out)
			}
		}
	}
	ask([]string{"seal.pem: good"}, "-cert", p.path("seal.pem"))
	ask([]string{"seal.pem: good"}, "-sha256", "-cert", p.path("seal.pem"))
	ask([]string{"seal.pem: good"}, "-sha512", "-no_nonce", "-cert", p.path("seal.pem"))
	ask([]string{"seal.pem: good", "tsa.pem: good", "0x1234: unknown"}, "-cert", p.path("seal.pem"), "-cert", p.path("tsa.pem"), "-serial", "0x1234")
	p.revoke(t)
	ask([]string{"seal.pem: revoked", "Revocation Time", "tsa.pem: good"}, "-cert", p.path("seal.pem"), "-cert", p.path("tsa.pem"))
}

// request is that of the library, with more extensions.
func request(t testing.TB, c, issuer *x509.Certificate, extensions ...pkix.Extension) []byte {
	t.Helper()
	der, err := ocsp.CreateRequest(c, issuer, &ocsp.RequestOptions{Hash: crypto.SHA256})
	if err != nil {
		t.Fatal(err)
	}
	if extensions == nil {
		return der
	}
	return change(t, der, func(r *ocspRequest) { r.TBS.Extensions = extensions })
}

func change(t testing.TB, der []byte, with func(*ocspRequest)) []byte {
	t.Helper()
	var r ocspRequest
	if _, err := asn1.Unmarshal(der, &r); err != nil {
		t.Fatal(err)
	}
	with(&r)
	return marshal(t, r)
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	der, err := asn1.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func nonce(t testing.TB, n int) pkix.Extension {
	t.Helper()
	return pkix.Extension{Id: nonceID, Value: marshal(t, make([]byte, n))}
}

func TestOCSPRefusals(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	seal, issuer := p.Identity.Certificate, p.IssuingAuthority.Certificate
	whole := request(t, seal, issuer)
	critical := []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3}, Critical: true, Value: []byte{5, 0}}}
	for name, der := range map[string][]byte{
		"nothing":                  nil,
		"garbage":                  []byte("GET / HTTP/1.1"),
		"half":                     whole[:len(whole)/2],
		"something behind":         append(bytes.Clone(whole), 0),
		"a certificate":            seal.Raw,
		"no question":              change(t, whole, func(r *ocspRequest) { r.TBS.List = nil }),
		"another version":          change(t, whole, func(r *ocspRequest) { r.TBS.Version = 1 }),
		"empty nonce":              request(t, seal, issuer, nonce(t, 0)),
		"long nonce":               request(t, seal, issuer, nonce(t, 129)),
		"two nonces":               request(t, seal, issuer, nonce(t, 16), nonce(t, 16)),
		"nonce that is no string":  request(t, seal, issuer, pkix.Extension{Id: nonceID, Value: []byte{5, 0}}),
		"critical extension":       request(t, seal, issuer, critical...),
		"critical extension of it": change(t, whole, func(r *ocspRequest) { r.TBS.List[0].Extensions = critical }),
	} {
		r, got := call(t, "POST", p.at.Issuing.OCSP, "application/ocsp-request", der)
		if r.StatusCode != http.StatusOK || !bytes.Equal(got, ocsp.MalformedRequestErrorResponse) || r.Header.Get("Content-Type") != ocspAnswer {
			t.Errorf("%s: %s, %x; want that it is malformed", name, r.Status, got)
		}
	}
	for name, path := range map[string]string{"bad base64": "/%%%", "base64 for file names": "/MD-_", "a word": "/status", "nothing": "", "nothing again": "/"} {
		r, got := call(t, "GET", p.at.Issuing.OCSP+strings.ReplaceAll(path, "%", "%25"), "", nil)
		if r.StatusCode != http.StatusOK || !bytes.Equal(got, ocsp.MalformedRequestErrorResponse) || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s, %x; want that it is malformed, and kept by nobody", name, r.Status, got)
		}
	}
}

// Good is only what this authority has issued, and remembers.
func TestOCSPUnknown(t *testing.T) {
	t.Parallel()
	p, other := open(t, Options{}), open(t, Options{})
	seal, issuer := p.Identity.Certificate, p.IssuingAuthority.Certificate
	for name, der := range map[string][]byte{
		"another's":               request(t, other.Identity.Certificate, other.IssuingAuthority.Certificate),
		"another issuer":          request(t, seal, other.IssuingAuthority.Certificate),
		"the issuing authority":   request(t, issuer, p.RootAuthority.Certificate),
		"a number that is not":    request(t, other.Identity.Certificate, issuer),
		"another key, same name":  change(t, request(t, seal, issuer), func(r *ocspRequest) { r.TBS.List[0].ID.Raw = nil; r.TBS.List[0].ID.KeyHash[0] ^= 1 }),
		"another name, same key":  change(t, request(t, seal, issuer), func(r *ocspRequest) { r.TBS.List[0].ID.Raw = nil; r.TBS.List[0].ID.NameHash[0] ^= 1 }),
		"a digest that is unused": change(t, request(t, seal, issuer), func(r *ocspRequest) { r.TBS.List[0].ID.Raw = nil; r.TBS.List[0].ID.Hash.Algorithm = sha384ID }),
	} {
		_, der := call(t, "POST", p.at.Issuing.OCSP, "application/ocsp-request", der)
		got, err := ocsp.ParseResponse(der, issuer)
		if err != nil || got.Status != ocsp.Unknown {
			t.Errorf("%s: %+v, %v; want unknown", name, got, err)
		}
	}
}

// The form in a path, in which base64's own characters must not be taken for those
// of a path.
func TestOCSPByGet(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	issuer := p.IssuingAuthority.Certificate
	odd := &x509.Certificate{SerialNumber: new(big.Int).SetBytes(bytes.Repeat([]byte{0x7f, 0xff, 0xfb, 0xef, 0xbe}, 4))}
	for _, c := range []struct {
		of     *x509.Certificate
		status int
	}{{p.Identity.Certificate, ocsp.Good}, {p.TimeStamp.Certificate, ocsp.Good}, {odd, ocsp.Unknown}} {
		text := base64.StdEncoding.EncodeToString(request(t, c.of, issuer))
		if c.of == odd && (!strings.Contains(text, "//") || !strings.Contains(text, "+")) {
			t.Fatalf("%s is not odd enough", text)
		}
		r, der := call(t, "GET", p.at.Issuing.OCSP+"/"+url.QueryEscape(text), "", nil)
		got, err := ocsp.ParseResponse(der, issuer)
		if err != nil || got.Status != c.status || got.SerialNumber.Cmp(c.of.SerialNumber) != 0 {
			t.Errorf("%s: %s, %+v, %v; want status %d", text, r.Status, got, err, c.status)
		}
		if r.Header.Get("Cache-Control") != "public, max-age=60" {
			t.Errorf("to be kept: %q", r.Header.Get("Cache-Control"))
		}
	}
	text := base64.StdEncoding.EncodeToString(request(t, p.Identity.Certificate, issuer, nonce(t, 16)))
	if r, _ := call(t, "GET", p.at.Issuing.OCSP+"/"+url.QueryEscape(text), "", nil); r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("with a nonce, to be kept: %q", r.Header.Get("Cache-Control"))
	}
}

func TestOCSPEchoesTheNonce(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	sent := pkix.Extension{Id: nonceID, Value: marshal(t, []byte("a nonce of 128 bytes"+strings.Repeat(".", 108)))}
	_, der := call(t, "POST", p.at.Issuing.OCSP, "application/ocsp-request", request(t, p.Identity.Certificate, p.IssuingAuthority.Certificate, sent))
	if got, err := ocsp.ParseResponse(der, p.IssuingAuthority.Certificate); err != nil || got.Status != ocsp.Good {
		t.Fatalf("%+v, %v", got, err)
	}
	if !bytes.Contains(der, marshal(t, []pkix.Extension{sent})) {
		t.Errorf("no nonce in %x", der)
	}
}

func TestOCSPFollowsTheClock(t *testing.T) {
	t.Parallel()
	then := time.Date(2027, 3, 4, 5, 6, 7, 8, time.FixedZone("", 3600))
	p := open(t, Options{Clock: func() time.Time { return then }})
	_, der := call(t, "POST", p.at.Issuing.OCSP, "application/ocsp-request", request(t, p.Identity.Certificate, p.IssuingAuthority.Certificate))
	got, err := ocsp.ParseResponse(der, p.IssuingAuthority.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	second := then.Truncate(time.Second)
	if !got.ProducedAt.Equal(second) || !got.ThisUpdate.Equal(second) || !got.NextUpdate.Equal(second.Add(statusLifetime)) {
		t.Errorf("produced %s, from %s to %s", got.ProducedAt, got.ThisUpdate, got.NextUpdate)
	}
}

func TestRevokedByOption(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	p := open(t, Options{Revoked: func(c *x509.Certificate) (time.Time, bool, error) {
		return since, strings.Contains(c.Subject.CommonName, "time-stamp"), nil
	}})
	for c, want := range map[*x509.Certificate]int{p.Identity.Certificate: ocsp.Good, p.TimeStamp.Certificate: ocsp.Revoked} {
		_, der := call(t, "POST", p.at.Issuing.OCSP, "application/ocsp-request", request(t, c, p.IssuingAuthority.Certificate))
		got, err := ocsp.ParseResponse(der, p.IssuingAuthority.Certificate)
		if err != nil || got.Status != want || want == ocsp.Revoked && !got.RevokedAt.Equal(since) {
			t.Errorf("%s: %+v, %v", c.Subject, got, err)
		}
	}
}

// Nothing is good when nobody can tell.
func TestOCSPCannotTell(t *testing.T) {
	t.Parallel()
	p := open(t, Options{Revoked: func(*x509.Certificate) (time.Time, bool, error) { return time.Time{}, false, errors.New("disk") }})
	r, der := call(t, "POST", p.at.Issuing.OCSP, "application/ocsp-request", request(t, p.Identity.Certificate, p.IssuingAuthority.Certificate))
	if !bytes.Equal(der, ocsp.InternalErrorErrorResponse) || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%x", der)
	}
}

func FuzzOCSPRequest(f *testing.F) {
	m := made(f, f.TempDir(), URLs{})
	issuer := m.IssuingAuthority.Certificate
	whole := request(f, m.Identity.Certificate, issuer, nonce(f, 16))
	f.Add(whole)
	f.Add(request(f, m.TimeStamp.Certificate, issuer))
	f.Add(change(f, whole, func(r *ocspRequest) { r.TBS.List = append(r.TBS.List, r.TBS.List...) }))
	f.Add(change(f, whole, func(r *ocspRequest) { r.Signature = asn1.RawValue{Tag: 16, IsCompound: true, Bytes: []byte{5, 0}} }))
	f.Add(change(f, whole, func(r *ocspRequest) { r.TBS.List[0].ID.Raw = nil; r.TBS.List[0].ID.Hash.Algorithm = nonceID }))
	h := services(f, m, Options{})
	f.Fuzz(func(t *testing.T, der []byte) {
		got := posted(h, ocspPath, "application/ocsp-request", der)
		if len(der) > limit || bytes.Equal(got, ocsp.MalformedRequestErrorResponse) {
			return
		}
		r, err := ocsp.ParseResponse(got, issuer)
		if err == ocsp.ParseError("OCSP response contains bad number of responses") || err == ocsp.ParseError("unsupported issuer hash algorithm") {
			return // the library cannot read the answer to such a question
		}
		if err != nil {
			t.Fatalf("%x is answered by %x: %v", der, got, err)
		}
		if r.Status != ocsp.Unknown && r.SerialNumber.Cmp(m.Identity.Certificate.SerialNumber) != 0 && r.SerialNumber.Cmp(m.TimeStamp.Certificate.SerialNumber) != 0 {
			t.Fatalf("%x has status %d", der, r.Status)
		}
	})
}
