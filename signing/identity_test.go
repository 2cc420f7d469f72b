package signing

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

func TestIdentityCheck(t *testing.T) {
	t.Parallel()
	p, stranger := trust(), newPKI("TEST stranger")
	edited := func(edit func(*x509.Certificate)) *Identity { return p.identity(ecP256(), edit) }
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	alone := p.identity(ecP256())
	alone.Chain = nil
	swapped := p.identity(ecP256())
	swapped.Key = ecP384()
	short := edited(func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(time.Hour), now.Add(2*time.Hour) })

	for _, c := range []struct {
		name string
		id   *Identity
		at   time.Time
		want []error
	}{
		{"good", p.identity(ecP256()), now, nil},
		{"good, digital signature", edited(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageDigitalSignature }), now, nil},
		{"last second", p.identity(ecP256()), now.Add(24 * time.Hour), nil},
		{"expired", p.identity(ecP256()), now.Add(24*time.Hour + time.Second), []error{ErrExpired}},
		{"not valid yet", short, now, []error{ErrNotYetValid}},
		{"key of another", swapped, now, []error{ErrMismatch}},
		{"key usage", edited(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }), now, []error{ErrKeyUsage}},
		{"no key usage", edited(func(c *x509.Certificate) { c.KeyUsage = 0 }), now, []error{ErrKeyUsage}},
		{"authority", edited(func(c *x509.Certificate) {
			c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, c.KeyUsage|x509.KeyUsageCertSign
		}), now, []error{ErrAuthority}},
		{"issuer missing", alone, now, []error{ErrChain}},
		{"another root", stranger.identity(ecP256()), now, []error{ErrChain}},
		{"issuer expired", p.identity(ecP256(), func(c *x509.Certificate) { c.NotAfter = now.AddDate(1, 0, 0) }), now.AddDate(0, 0, 3), []error{ErrChain}},
		{"Ed25519", p.identity(ed), now, []error{ErrKey}},
		{"all at once", &Identity{
			Key:         ecP384(),
			Certificate: stranger.identity(newEC(elliptic.P256()), func(c *x509.Certificate) { c.KeyUsage, c.IsCA, c.BasicConstraintsValid = 0, true, true }).Certificate,
		}, now.AddDate(1, 0, 0), []error{ErrExpired, ErrMismatch, ErrKeyUsage, ErrAuthority, ErrChain}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := c.id.Check(c.at, p.roots())
			for _, fault := range []error{ErrKey, ErrMismatch, ErrNotYetValid, ErrExpired, ErrKeyUsage, ErrAuthority, ErrWeak, ErrChain} {
				want := false
				for _, w := range c.want {
					want = want || w == fault
				}
				if errors.Is(err, fault) != want {
					t.Errorf("Check: %v: is %q %v, want %v", err, fault, !want, want)
				}
			}
			if err != nil && len(strings.Split(err.Error(), "\n")) != len(c.want) {
				t.Errorf("Check: %q, want one line for each of %d faults", err, len(c.want))
			}
		})
	}
}

// A weak signature cannot be made with this toolchain any more, so it is claimed.
func TestIdentityCheckRefusesWeakSignatures(t *testing.T) {
	t.Parallel()
	for _, a := range []x509.SignatureAlgorithm{x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.MD5WithRSA} {
		id := trust().identity(ecP256())
		id.Certificate.SignatureAlgorithm = a
		if err := id.Check(now, trust().roots()); !errors.Is(err, ErrWeak) {
			t.Errorf("Check of %s: %v, want ErrWeak", a, err)
		}
		issuer := *trust().issuing
		issuer.SignatureAlgorithm = a
		id = trust().identity(ecP256())
		id.Chain = []*x509.Certificate{&issuer}
		if err := id.Check(now, trust().roots()); !errors.Is(err, ErrWeak) {
			t.Errorf("Check of issuer with %s: %v, want ErrWeak", a, err)
		}
	}
}

func pkcs8(tb testing.TB, key any) []byte {
	tb.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		tb.Fatal(err)
	}
	return pemOf("PRIVATE KEY", der)
}

func TestLoadPEM(t *testing.T) {
	t.Parallel()
	p := trust()
	id := p.identity(ecP256())
	chain := pemOf("CERTIFICATE", id.Certificate.Raw, p.issuing.Raw)
	sec1, err := x509.MarshalECPrivateKey(ecP256().(*ecdsa.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	of2048 := p.identity(rsa2048())
	for _, c := range []struct {
		name       string
		key, chain []byte
		want       *x509.Certificate
	}{
		{"PKCS #8", pkcs8(t, ecP256()), chain, id.Certificate},
		{"SEC 1 after its parameters", append(pemOf("EC PARAMETERS", oidSHA256), pemOf("EC PRIVATE KEY", sec1)...), chain, id.Certificate},
		{"PKCS #1", pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsa2048().(*rsa.PrivateKey))), pemOf("CERTIFICATE", of2048.Certificate.Raw, p.issuing.Raw), of2048.Certificate},
		{"one file, issuer first", append(pkcs8(t, ecP256()), pemOf("CERTIFICATE", p.issuing.Raw, id.Certificate.Raw)...), nil, id.Certificate},
		{"text between", append([]byte("subject=TEST\n"), pkcs8(t, ecP256())...), append([]byte("subject=TEST\n"), chain...), id.Certificate},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.chain == nil {
				c.chain = c.key
			}
			got, err := LoadPEM(c.key, c.chain)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Certificate.Equal(c.want) || len(got.Chain) != 1 || !got.Chain[0].Equal(p.issuing) {
				t.Errorf("LoadPEM = %q and a chain of %d", got.Certificate.Subject, len(got.Chain))
			}
			if err := got.Check(now, p.roots()); err != nil {
				t.Errorf("Check: %v", err)
			}
		})
	}
}

func TestLoadPEMRefuses(t *testing.T) {
	t.Parallel()
	p := trust()
	chain := pemOf("CERTIFICATE", p.identity(ecP256()).Certificate.Raw)
	good := pkcs8(t, ecP256())
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	legacy := []byte("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n-----END RSA PRIVATE KEY-----\n")
	for _, c := range []struct {
		name       string
		key, chain []byte
		want       string
	}{
		{"RSA-1024", pkcs8(t, newRSA(1024)), chain, ErrKey.Error()},
		{"RSA-2056", pkcs8(t, newRSA(2056)), chain, ErrKey.Error()},
		{"Ed25519", pkcs8(t, ed), chain, ErrKey.Error()},
		{"P-224", pkcs8(t, newEC(elliptic.P224())), chain, ErrKey.Error()},
		{"P-521", pkcs8(t, newEC(elliptic.P521())), chain, ErrKey.Error()},
		{"DSA", pemOf("DSA PRIVATE KEY", sequence()), chain, ErrKey.Error()},
		{"broken", pemOf("PRIVATE KEY", sequence()), chain, ErrKey.Error()},
		{"encrypted", pemOf("ENCRYPTED PRIVATE KEY", sequence()), chain, "encrypted"},
		{"encrypted in the old way", legacy, chain, "encrypted"},
		{"no key", chain, chain, "no private key"},
		{"empty", nil, chain, "no private key"},
		{"two keys", append(pkcs8(t, ecP384()), good...), chain, "more than one"},
		{"no certificate", good, good, "no certificate"},
		{"broken certificate", good, pemOf("CERTIFICATE", sequence()), "certificate 1"},
		{"not PEM", good, []byte("text"), "no certificate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := LoadPEM(c.key, c.chain); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("LoadPEM: %v, want %q", err, c.want)
			}
		})
	}
}

// A certificate of another key is no fault of loading: Check says so with the rest.
func TestLoadPEMOfAnotherKey(t *testing.T) {
	t.Parallel()
	p := trust()
	id, err := LoadPEM(pkcs8(t, ecP384()), pemOf("CERTIFICATE", p.identity(ecP256()).Certificate.Raw, p.issuing.Raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := id.Check(now, p.roots()); !errors.Is(err, ErrMismatch) {
		t.Errorf("Check: %v, want ErrMismatch", err)
	}
}

func TestLoadPKCS12(t *testing.T) {
	t.Parallel()
	p := trust()
	for _, k := range []struct {
		name string
		key  crypto.Signer
	}{{"RSA-2048", rsa2048()}, {"P-256", ecP256()}, {"P-384", ecP384()}} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			id := p.identity(k.key)
			data, err := pkcs12.Modern2023.Encode(k.key, id.Certificate, []*x509.Certificate{p.issuing, p.root}, "secret")
			if err != nil {
				t.Fatal(err)
			}
			got, err := LoadPKCS12(data, "secret")
			if err != nil {
				t.Fatal(err)
			}
			if err := got.Check(now, p.roots()); err != nil || !got.Certificate.Equal(id.Certificate) {
				t.Errorf("LoadPKCS12 = %q, %v", got.Certificate.Subject, err)
			}
			if _, err := LoadPKCS12(data, "wrong"); err == nil || strings.Contains(err.Error(), "wrong") {
				t.Errorf("LoadPKCS12 with a wrong password: %v", err)
			}
			if _, err := LoadPKCS12(data[:len(data)-1], "secret"); err == nil {
				t.Error("LoadPKCS12 accepts half a file")
			}
		})
	}
}

func TestLoadPKCS12Refuses(t *testing.T) {
	t.Parallel()
	key := newEC(elliptic.P521())
	data, err := pkcs12.Modern2023.Encode(key, trust().identity(key).Certificate, nil, "secret")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LoadPKCS12(data, "secret"); !errors.Is(err, ErrKey) {
		t.Errorf("LoadPKCS12 of P-521: %v, want ErrKey", err)
	}
	if _, err := LoadPKCS12(nil, ""); err == nil {
		t.Error("LoadPKCS12 accepts nothing")
	}
}
