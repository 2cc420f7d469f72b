package signing

import (
	"crypto"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"
)

// responderIdentity is somebody whom the issuing authority has answer for it.
func (p *pki) responderIdentity(edits ...func(*x509.Certificate)) *Identity {
	good := func(c *x509.Certificate) {
		c.KeyUsage, c.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}
	}
	return p.identity(newEC(elliptic.P256()), append([]func(*x509.Certificate){good}, edits...)...)
}

// ocspAnswer is a response about c that is good but for the edits.
type ocspAnswer struct {
	ocsp.Response
	issuer    *x509.Certificate // whom the response names as the issuer
	responder *x509.Certificate // whom it names as the responder
	key       crypto.Signer
	whole     func([]byte) []byte
}

func answerAbout(p *pki, c *x509.Certificate) *ocspAnswer {
	return &ocspAnswer{
		Response: ocsp.Response{Status: ocsp.Good, SerialNumber: c.SerialNumber, ThisUpdate: now.Add(-time.Minute), NextUpdate: now.Add(time.Hour)},
		issuer:   p.issuing, responder: p.issuing, key: p.issuingKey,
		whole: func(b []byte) []byte { return b },
	}
}

func (a *ocspAnswer) der(tb testing.TB) []byte {
	tb.Helper()
	der, err := ocsp.CreateResponse(a.issuer, a.responder, a.Response, a.key)
	if err != nil {
		tb.Fatal(err)
	}
	return a.whole(der)
}

// delegated has the response signed by another.
func delegated(id *Identity) func(*ocspAnswer) {
	return func(a *ocspAnswer) { a.responder, a.Certificate, a.key = id.Certificate, id.Certificate, id.Key }
}

var ocspAttacks = []struct {
	name string
	edit func(*pki, *ocspAnswer)
	want []error
}{
	{"unknown", func(_ *pki, a *ocspAnswer) { a.Status = ocsp.Unknown }, []error{ErrRevocation, ErrUnavailable}},
	{"wrong serial number", func(_ *pki, a *ocspAnswer) { a.SerialNumber = big.NewInt(7) }, []error{ErrRevocation}},
	{"same serial number of another issuer", func(_ *pki, a *ocspAnswer) { a.issuer = newPKI("TEST stranger").issuing }, []error{ErrRevocation}},
	{"same serial number of an issuer of the same name", func(p *pki, a *ocspAnswer) { a.issuer = newPKI("TEST root").issuing }, []error{ErrRevocation}},
	{"signed by a stranger", func(_ *pki, a *ocspAnswer) { a.key = newEC(elliptic.P256()) }, []error{ErrRevocation}},
	{"signed by the root", func(p *pki, a *ocspAnswer) { a.key, a.responder = p.rootKey, p.root }, []error{ErrRevocation}},
	{"responder without the usage", func(p *pki, a *ocspAnswer) {
		delegated(p.responderIdentity(func(c *x509.Certificate) { c.ExtKeyUsage = nil }))(a)
	}, []error{ErrRevocation}},
	{"responder of another issuer", func(_ *pki, a *ocspAnswer) { delegated(newPKI("TEST root").responderIdentity())(a) }, []error{ErrRevocation}},
	{"responder expired", func(p *pki, a *ocspAnswer) {
		delegated(p.responderIdentity(func(c *x509.Certificate) { c.NotAfter = now.Add(-time.Hour) }))(a)
	}, []error{ErrRevocation, ErrExpired}},
	{"the certificate answers for itself", func(p *pki, a *ocspAnswer) { delegated(p.identity(ecP256()))(a) }, []error{ErrRevocation}},
	{"garbage", func(_ *pki, a *ocspAnswer) { a.whole = func([]byte) []byte { return []byte("garbage") } }, []error{ErrRevocation}},
	{"empty", func(_ *pki, a *ocspAnswer) { a.whole = func([]byte) []byte { return nil } }, []error{ErrRevocation}},
	{"cut", func(_ *pki, a *ocspAnswer) { a.whole = func(b []byte) []byte { return b[:len(b)-1] } }, []error{ErrRevocation}},
	{"byte appended", func(_ *pki, a *ocspAnswer) { a.whole = func(b []byte) []byte { return append(b, 0) } }, []error{ErrRevocation}},
	{"byte changed", func(_ *pki, a *ocspAnswer) { a.whole = func(b []byte) []byte { b[len(b)-1] ^= 1; return b } }, []error{ErrRevocation}},
	{"try later", func(_ *pki, a *ocspAnswer) { a.whole = func([]byte) []byte { return ocsp.TryLaterErrorResponse } }, []error{ErrRevocation}},
	{"too long", func(_ *pki, a *ocspAnswer) {
		a.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 999, 1}, Value: make([]byte, maxOCSP)}}
	}, []error{ErrRevocation}},
	{"critical extension", func(_ *pki, a *ocspAnswer) {
		a.ExtraExtensions = []pkix.Extension{extension(true)}
	}, []error{ErrRevocation}},
}

func TestOCSPAttacks(t *testing.T) {
	t.Parallel()
	p := trust()
	c := p.identity(ecP256()).Certificate
	for _, attack := range ocspAttacks {
		t.Run(attack.name, func(t *testing.T) {
			t.Parallel()
			a := answerAbout(p, c)
			attack.edit(p, a)
			e, err := readEvidence(a.der(t), ocspKind, c, p.issuing)
			if e != nil || err == nil {
				t.Fatalf("readEvidence = %+v, %v", e, err)
			}
			for _, want := range attack.want {
				if !errors.Is(err, want) {
					t.Errorf("readEvidence: %v, want %v", err, want)
				}
			}
		})
	}
}

// What a good or bad, but genuine, answer proves of uses at several times.
func TestEvidence(t *testing.T) {
	t.Parallel()
	p := trust()
	c := p.identity(ecP256()).Certificate
	revoked := func(a *ocspAnswer) { a.Status, a.RevokedAt = ocsp.Revoked, now.Add(-30*time.Minute) }
	for _, x := range []struct {
		name         string
		edit         func(*ocspAnswer)
		used, proven time.Duration
		want         error
	}{
		{"good", func(*ocspAnswer) {}, 0, 0, nil},
		{"good, by a delegate", delegated(p.responderIdentity()), 0, 0, nil},
		{"good, the issuer's certificate beside", func(a *ocspAnswer) { a.Certificate = a.issuer }, 0, 0, nil},
		{"good, by SHA-256", func(a *ocspAnswer) { a.IssuerHash = crypto.SHA256 }, 0, 0, nil},
		{"the last minute", func(*ocspAnswer) {}, time.Hour, time.Hour, nil},
		{"used before the answer", func(*ocspAnswer) {}, -time.Hour, 0, nil},
		{"news were due", func(*ocspAnswer) {}, time.Hour + time.Second, time.Hour + time.Second, ErrRevocation},
		{"always news, soon after", func(a *ocspAnswer) { a.NextUpdate = time.Time{} }, 50 * time.Minute, 50 * time.Minute, nil},
		{"always news, long after", func(a *ocspAnswer) { a.NextUpdate = time.Time{} }, time.Hour, time.Hour, ErrRevocation},
		{"revoked", revoked, 0, 0, ErrRevoked},
		{"revoked, by a delegate", func(a *ocspAnswer) { revoked(a); delegated(p.responderIdentity())(a) }, 0, 0, ErrRevoked},
		{"revoked after what is proven", revoked, -time.Hour, -31 * time.Minute, nil},
		{"revoked at the second", revoked, -30 * time.Minute, -30 * time.Minute, ErrRevoked},
		{"revoked after the use, before the proof", revoked, -time.Hour, 0, ErrRevoked},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			a := answerAbout(p, c)
			x.edit(a)
			e, err := readEvidence(a.der(t), ocspKind, c, p.issuing)
			if err != nil {
				t.Fatal(err)
			}
			err = e.supports(subject{c, p.issuing, now.Add(x.used), now.Add(x.proven)})
			if !errors.Is(err, x.want) {
				t.Errorf("supports: %v, want %v", err, x.want)
			}
		})
	}
}

// scope is an IssuingDistributionPoint, critical as it must be.
func scope(contents ...[]byte) pkix.Extension {
	return pkix.Extension{Id: issuingDistributionPoint, Critical: true, Value: sequence(contents...)}
}

func point(address string) []byte {
	return element(tagged(0), element(tagged(0), element(0x86, []byte(address))))
}

func only(n uint8) []byte { return element(tagged(n)&^0x20, []byte{0xFF}) }

func TestCRL(t *testing.T) {
	t.Parallel()
	v := newServices(newPKI("TEST lists", func(c *x509.Certificate) { c.CRLDistributionPoints = []string{"ldap://x", listURL} }))
	c := v.identity(ecP256()).Certificate
	with := func(e pkix.Extension) func(*x509.RevocationList) {
		return func(l *x509.RevocationList) { l.ExtraExtensions = []pkix.Extension{e} }
	}
	revoking := func(serial *big.Int) func(*x509.RevocationList) {
		return func(l *x509.RevocationList) {
			l.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: big.NewInt(3), RevocationTime: now}, {SerialNumber: serial, RevocationTime: now.Add(-time.Second)}}
		}
	}
	stranger := newServices(newPKI("TEST lists"))
	cut := v.list(nil)
	good, changed := v.list(nil), v.list(nil)
	changed[len(changed)-1] ^= 1
	for _, x := range []struct {
		name string
		der  []byte
		want error
	}{
		{"good", good, nil},
		{"another is revoked", v.list(revoking(big.NewInt(4))), nil},
		{"revoked", v.list(revoking(c.SerialNumber)), ErrRevoked},
		{"news were due", v.list(func(l *x509.RevocationList) { l.NextUpdate = now.Add(-time.Second) }), ErrRevocation},
		{"of an issuer of the same name", stranger.list(nil), ErrRevocation},
		{"byte changed", changed, ErrRevocation},
		{"cut", cut[:len(cut)-1], ErrRevocation},
		{"byte appended", append(v.list(nil), 0), ErrRevocation},
		{"garbage", []byte("garbage"), ErrRevocation},
		{"empty", nil, ErrRevocation},
		{"too long", make([]byte, maxCRL+1), ErrRevocation},
		{"of changes", v.list(with(pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}})), ErrRevocation},
		{"critical extension", v.list(with(extension(true))), ErrRevocation},
		{"other extension", v.list(with(extension(false))), nil},
		{"at our address", v.list(with(scope(point(listURL)))), nil},
		{"at another address", v.list(with(scope(point("http://lists.example/2.crl")))), ErrRevocation},
		{"of users", v.list(with(scope(only(1)))), nil},
		{"of authorities", v.list(with(scope(only(2)))), ErrRevocation},
		{"for some reasons", v.list(with(scope(element(tagged(3)&^0x20, []byte{6, 0x40})))), ErrRevocation},
		{"of others too", v.list(with(scope(only(4)))), ErrRevocation},
		{"scope that is none", v.list(with(pkix.Extension{Id: issuingDistributionPoint, Critical: true, Value: []byte{5, 0}})), ErrRevocation},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			e, err := readEvidence(x.der, listKind, c, v.issuing)
			if err == nil {
				err = e.supports(subject{c, v.issuing, now, now})
			}
			if !errors.Is(err, x.want) {
				t.Errorf("%v, want %v", err, x.want)
			}
		})
	}
	t.Run("of users, asked about an authority", func(t *testing.T) {
		t.Parallel()
		list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: now, NextUpdate: now.Add(time.Hour), ExtraExtensions: []pkix.Extension{scope(only(1))}}
		der, err := x509.CreateRevocationList(rand.Reader, list, v.root, v.rootKey)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readEvidence(der, listKind, v.issuing, v.root); !errors.Is(err, ErrRevocation) {
			t.Errorf("%v, want ErrRevocation", err)
		}
	})
}
