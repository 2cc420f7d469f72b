package provider

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestEnsureKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "login.key")
	keys := make([]crypto.Signer, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			var err error
			if keys[i], err = EnsureKey(path); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, k := range keys {
		if k, ok := k.(*ecdsa.PrivateKey); !ok || !k.Equal(keys[0]) {
			t.Errorf("several keys for one file")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestEnsureKeyRefuses(t *testing.T) {
	t.Parallel()
	p256, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	p384, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	small, _ := rsa.GenerateKey(rand.Reader, 1024)
	good := inPEM(t, p256)
	for name, test := range map[string]struct {
		text []byte
		mode os.FileMode
	}{
		"empty":          {nil, 0o600},
		"cut off":        {good[:len(good)/2], 0o600},
		"not a key":      {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}), 0o600},
		"P-384":          {inPEM(t, p384), 0o600},
		"RSA 1024":       {inPEM(t, small), 0o600},
		"read by others": {good, 0o644},
		"read by group":  {good, 0o640},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "login.key")
			if err := os.WriteFile(path, test.text, test.mode); err != nil {
				t.Fatal(err)
			}
			if k, err := EnsureKey(path); err == nil || k != nil {
				t.Errorf("EnsureKey = %v, %v", k, err)
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != string(test.text) {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
	if k, err := EnsureKey(t.TempDir()); err == nil {
		t.Errorf("EnsureKey of a directory = %v", k)
	}
}

func TestEnsureKeyTakesWhatIsThere(t *testing.T) {
	t.Parallel()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "login.key")
	if err := os.WriteFile(path, inPEM(t, k), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := EnsureKey(path); err != nil || !k.Equal(got) {
		t.Errorf("EnsureKey = %T, %v", got, err)
	}
}

func inPEM(t *testing.T, k any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}
