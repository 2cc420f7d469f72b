package cms

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// openssl runs it in a directory, which holds a key and its certificate.
func openssl(t testing.TB, dir string, args ...string) {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Fatal("openssl is missing: install the Debian package openssl")
	}
	c := exec.Command(path, args...)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("openssl %v: %v\n%s", args, err, out)
	}
}

func file(t testing.TB, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const document = "a document"

// signedBy is a detached CMS by openssl.
func signedBy(t testing.TB, key []string, how ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "document", document)
	openssl(t, dir, append([]string{"req", "-x509", "-nodes", "-subj", "/CN=TEST", "-keyout", "key.pem", "-out", "cert.pem", "-newkey"}, key...)...)
	openssl(t, dir, append([]string{"cms", "-sign", "-binary", "-in", "document", "-signer", "cert.pem", "-inkey", "key.pem", "-outform", "DER", "-out", "cms"}, how...)...)
	return file(t, dir, "cms")
}

var (
	rsa2048 = []string{"rsa:2048"}
	p256    = []string{"ec", "-pkeyopt", "ec_paramgen_curve:P-256"}
)

func verify(der []byte, text string) error {
	d, err := Parse(der)
	if err != nil {
		return err
	}
	if len(d.Signers) != 1 {
		return ErrForm
	}
	s := d.Signers[0]
	h, err := s.Hash()
	if err != nil {
		return err
	}
	c, err := s.Certificate(d.Certificates)
	if err != nil {
		return err
	}
	sum := h.New()
	sum.Write([]byte(text))
	return s.Verify(c, OIDData, sum.Sum(nil))
}

// What openssl signs is read, and refused where it should be.
func TestAsOpenSSLSigns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		key  []string
		how  []string
		want error
	}{
		"RSA":                   {rsa2048, []string{"-md", "sha256"}, nil},
		"RSA, SHA-512":          {rsa2048, []string{"-md", "sha512"}, nil},
		"PSS":                   {rsa2048, []string{"-md", "sha256", "-keyopt", "rsa_padding_mode:pss"}, nil},
		"P-256":                 {p256, []string{"-md", "sha256"}, nil},
		"with CAdES":            {p256, []string{"-md", "sha384", "-cades"}, nil},
		"key identifier":        {p256, []string{"-md", "sha256", "-keyid"}, nil},
		"content in it":         {p256, []string{"-md", "sha256", "-nodetach"}, nil},
		"SHA-1":                 {rsa2048, []string{"-md", "sha1"}, ErrAlgorithm},
		"no attributes":         {p256, []string{"-md", "sha256", "-noattr"}, ErrAttributes},
		"no certificates":       {p256, []string{"-md", "sha256", "-nocerts"}, ErrSigner},
		"in indefinite lengths": {p256, []string{"-md", "sha256", "-stream"}, ErrForm},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			der := signedBy(t, test.key, test.how...)
			if err := verify(der, document); !errors.Is(err, test.want) {
				t.Errorf("verify = %v, want %v", err, test.want)
			}
			if test.want != nil {
				return
			}
			if err := verify(der, "another"); !errors.Is(err, ErrDigest) {
				t.Errorf("of another document: %v", err)
			}
			der[len(der)-1] ^= 1
			if err := verify(der, document); !errors.Is(err, ErrSignature) {
				t.Errorf("changed at its end: %v", err)
			}
			for n := range len(der) {
				if err := verify(der[:n], document); !errors.Is(err, ErrForm) {
					t.Fatalf("the first %d bytes: %v", n, err)
				}
			}
			if err := verify(append(der, 0), document); !errors.Is(err, ErrForm) {
				t.Errorf("with a byte behind it: %v", err)
			}
		})
	}
}

// stampedBy is a time-stamp token by openssl over the document.
func stampedBy(t testing.TB) []byte {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "document", document)
	put(t, dir, "serial", "01")
	put(t, dir, "conf", `[tsa]
default_tsa = a
[a]
serial = serial
crypto_device = builtin
signer_cert = cert.pem
certs = cert.pem
signer_key = key.pem
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
ess_cert_id_alg = sha256
accuracy = secs:1
`)
	openssl(t, dir, "req", "-x509", "-nodes", "-subj", "/CN=TEST", "-keyout", "key.pem", "-out", "cert.pem", "-newkey", "rsa:2048",
		"-addext", "extendedKeyUsage=critical,timeStamping", "-addext", "basicConstraints=critical,CA:false", "-addext", "keyUsage=critical,digitalSignature")
	openssl(t, dir, "ts", "-query", "-data", "document", "-sha512", "-cert", "-out", "query")
	openssl(t, dir, "ts", "-reply", "-config", "conf", "-section", "a", "-queryfile", "query", "-token_out", "-out", "token")
	return file(t, dir, "token")
}

func TestTokens(t *testing.T) {
	t.Parallel()
	der := stampedBy(t)
	token, err := ParseToken(der)
	if err != nil {
		t.Fatal(err)
	}
	if since := time.Since(token.Time); since < -time.Minute || since > time.Hour || token.Policy.String() != "1.2.3.4" {
		t.Errorf("of %s, policy %s", token.Time, token.Policy)
	}
	if _, err := token.Verify([]byte(document[:3]), []byte(document[3:])); err != nil {
		t.Errorf("Verify = %v", err)
	}
	if _, err := token.Verify([]byte("another")); !errors.Is(err, ErrImprint) {
		t.Errorf("of another document: %v", err)
	}
	imprint := sha512.Sum512([]byte(document))
	swapped := sha512.Sum512([]byte("another"))
	forged, err := ParseToken(bytes.Replace(der, imprint[:], swapped[:], 1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := forged.Verify([]byte("another")); !errors.Is(err, ErrDigest) {
		t.Errorf("with its imprint swapped: %v", err)
	}
	for n := range len(der) {
		if _, err := ParseToken(der[:n]); !errors.Is(err, ErrToken) {
			t.Fatalf("the first %d bytes: %v", n, err)
		}
	}
	if _, err := ParseToken(signedBy(t, p256)); !errors.Is(err, ErrToken) {
		t.Errorf("a signature as a token: %v", err)
	}
}

// Whatever comes in is read or refused.
func FuzzParse(f *testing.F) {
	f.Add(signedBy(f, p256, "-md", "sha256", "-cades"))
	f.Add(signedBy(f, rsa2048, "-md", "sha256", "-keyid"))
	f.Add(stampedBy(f))
	seed, err := hex.DecodeString("3003020100")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Fuzz(func(t *testing.T, der []byte) {
		sum := sha256.Sum256(der)
		if token, err := ParseToken(der); err == nil {
			_, _ = token.Verify(sum[:])
		}
		d, err := Parse(der)
		if err != nil {
			return
		}
		for _, s := range d.Signers {
			if c, err := s.Certificate(d.Certificates); err == nil && s.Verify(c, d.ContentType, sum[:]) == nil {
				t.Fatal("a signature over a digest that nobody knew")
			}
		}
	})
}
