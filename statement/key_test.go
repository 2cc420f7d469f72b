package statement

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"strings"
	"testing"
)

func pkcs8(t *testing.T, key crypto.PrivateKey) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func TestLoadKeyRefuses(t *testing.T) {
	t.Parallel()
	good := pkcs8(t, sampleKey().signer.key)
	p384 := must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"nothing":          nil,
		"no PEM":           []byte("MIGHAgEAMBMGByqGSM49"),
		"P-384":            pkcs8(t, p384),
		"RSA":              pkcs8(t, must(rsa.GenerateKey(rand.Reader, 2048))),
		"Ed25519":          pkcs8(t, edwards),
		"SEC 1":            bytes.ReplaceAll(good, []byte("PRIVATE KEY"), []byte("EC PRIVATE KEY")),
		"encrypted":        bytes.ReplaceAll(good, []byte("PRIVATE KEY"), []byte("ENCRYPTED PRIVATE KEY")),
		"a public key":     bytes.ReplaceAll(good, []byte("PRIVATE KEY"), []byte("PUBLIC KEY")),
		"damaged":          bytes.Replace(good, []byte("MIGH"), []byte("MIGG"), 1),
		"empty":            []byte("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"),
		"two keys":         append(bytes.Clone(good), good...),
		"with certificate": append(bytes.Clone(good), "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := LoadKey(text, rand.Reader); !errors.Is(err, ErrKey) {
				t.Errorf("LoadKey = %v, want %v", err, ErrKey)
			}
		})
	}
	if _, err := NewKey(p384, rand.Reader); !errors.Is(err, ErrKey) {
		t.Errorf("NewKey with P-384 = %v, want %v", err, ErrKey)
	}
}

func TestLoadKey(t *testing.T) {
	t.Parallel()
	k, err := LoadKey(pkcs8(t, sampleKey().signer.key), nil)
	if err != nil {
		t.Fatal(err)
	}
	if k.ID() != sampleKey().ID() || !bytes.Equal(signed(t, typical()), must(k.Sign(typical()))) {
		t.Error("it is not the key that was written")
	}
}

// RFC 7638 section 3 and the members of RFC 7517: the name is the start of the hash
// of what a JWK library would write.
func TestKeyID(t *testing.T) {
	t.Parallel()
	x, y, err := point(sampleKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]string{"kty": "EC", "crv": "P-256", "x": b64(x), "y": b64(y)}
	hash := crypto.SHA256.New()
	hash.Write(must(json.Marshal(members))) // sorts its keys
	if want := base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:8]); sampleKey().ID().String() != want {
		t.Errorf("name %s, want %s", sampleKey().ID(), want)
	}
}

// broken is a device that returns something else than a signature.
type broken struct {
	crypto.Signer
	answer []byte
	err    error
}

func (b broken) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return b.answer, b.err }

func TestDeviceThatFails(t *testing.T) {
	t.Parallel()
	pulled := errors.New("device removed")
	good := must(sampleKey().signer.key.Sign(nil, make([]byte, 32), crypto.SHA256))
	for name, device := range map[string]broken{
		"an error":           {err: pulled},
		"nothing":            {},
		"r and s bare":       {answer: make([]byte, 64)},
		"something behind":   {answer: append(bytes.Clone(good), 0)},
		"zeros":              {answer: []byte{0x30, 6, 2, 1, 0, 2, 1, 0}},
		"negative":           {answer: []byte{0x30, 6, 2, 1, 0x80, 2, 1, 1}},
		"of a larger curve":  {answer: append([]byte{0x30, 40, 2, 33}, append(bytes.Repeat([]byte{0x7f}, 33), 2, 1, 1)...)},
		"cut":                {answer: good[:len(good)-1]},
		"a kilobyte of ones": {answer: bytes.Repeat([]byte{1}, 1024)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			device.Signer = sampleKey().signer.key
			k := must(NewKey(device, rand.Reader))
			if data, err := k.Sign(typical()); err == nil || data != nil || device.err != nil && !errors.Is(err, device.err) {
				t.Errorf("Sign = %x, %v", data, err)
			}
			if token, err := statusList(t).Sign(k); err == nil || token != "" {
				t.Errorf("Sign a list = %q, %v", token, err)
			}
		})
	}
}

// A device is asked as crypto.Signer says, with the name of the hash.
type strict struct {
	*ecdsa.PrivateKey
	t *testing.T
}

func (s strict) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if opts == nil || opts.HashFunc() != crypto.SHA256 || len(digest) != 32 {
		s.t.Errorf("asked to sign %d bytes with %v", len(digest), opts)
	}
	return s.PrivateKey.Sign(random, digest, opts)
}

func TestDevice(t *testing.T) {
	t.Parallel()
	k := must(NewKey(strict{sampleKey().signer.key.(*ecdsa.PrivateKey), t}, rand.Reader))
	data, err := k.Sign(typical())
	if err != nil {
		t.Fatal(err)
	}
	if v := Verify(data, keySet(t), statusList(t), now); v.State != Valid {
		t.Errorf("verdict %+v", v)
	}
}

func TestKeysAreNotShown(t *testing.T) {
	t.Parallel()
	secret := string(pkcs8(t, sampleKey().signer.key))
	_, err := LoadKey([]byte(strings.Replace(secret, "MIGH", "MIGG", 1)), nil)
	if err == nil || strings.ContainsAny(err.Error(), "=+/") {
		t.Errorf("the error may hold the key: %v", err)
	}
}
