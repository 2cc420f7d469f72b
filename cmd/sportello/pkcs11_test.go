//go:build pkcs11

package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sportello/sportello/signing"
)

// A program that was built with PKCS #11 finds the key by its settings, refuses a
// wrong PIN before anything is served, and puts the device behind the queue.
func TestPKCS11FromSettings(t *testing.T) {
	const module, pin = "/usr/lib/softhsm/libsofthsm2.so", "482913"
	o := newOffice(t)
	tokens := filepath.Join(o.dir, "tokens")
	if err := os.Mkdir(tokens, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SOFTHSM2_CONF", o.file("softhsm2.conf", []byte("directories.tokendir = "+tokens+"\nobjectstore.backend = file\n")))
	for _, command := range [][]string{
		{"softhsm2-util", "--init-token", "--free", "--label", "office", "--so-pin", "0123456789", "--pin", pin},
		{"pkcs11-tool", "--module", module, "--token-label", "office", "--login", "--pin", pin, "--keypairgen", "--key-type", "EC:prime256v1", "--label", "seal", "--id", "a1"},
	} {
		if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s (sudo apt-get install softhsm2 opensc): %v\n%s", command[0], err, out)
		}
	}
	c := &config{
		database: database{DatabaseURL: "postgres://someone@localhost/sportello"}, logging: logging{"json", "info"}, TokenLifetime: time.Hour,
		PublicURL: "https://sportello.example", Issuer: "https://login.example", Listen: "127.0.0.1:0", TimeZone: "Europe/Rome",
		loggingIn:       loggingIn{SessionIdle: time.Minute, SessionLifetime: time.Hour},
		CallsPerAddress: 1, PagesPerPerson: 1, SearchesPerMinute: 1, VerifyPerCode: 1, VerifyPerAddress: 1, VerifyInAll: 1, OpenPerCode: 1, UploadLimit: 1,
		SealRootsFile: o.pem("root.pem", o.root), SealChainFile: o.pem("chain.pem", o.seal(newKey(t).Public())),
		sealKey: sealKey{
			SealPKCS11Module: module, SealPKCS11Token: "office", SealPKCS11KeyID: "a1", SealPINFile: o.file("pin", []byte(pin+"\n")),
			SealAtOnce: 2, SealWaiting: 4, SealPatience: 5 * time.Second,
		},
		longTerm: longTerm{SealLevel: "B-B"},
	}
	refused := func(want string) {
		t.Helper()
		if _, err := c.load(time.Now(), nil); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), pin) {
			t.Errorf("load: %v, want %q", err, want)
		}
	}
	refused(signing.ErrMismatch.Error()) // another's certificate
	found, err := signing.LoadPKCS11(signing.PKCS11{
		Module: module, Token: "office", Label: "seal", PIN: func() (string, error) { return pin, nil },
	}, []byte(mustRead(t, c.SealChainFile)))
	if err != nil {
		t.Fatal(err)
	}
	public := found.Key.Public()
	if err := (&material{device: found.Key.(interface{ Close() error })}).closeKey(); err != nil {
		t.Fatal(err)
	}
	c.SealChainFile = o.pem("chain.pem", o.seal(public, statements(t)))
	c.SealQualified = true
	m, err := c.load(time.Now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{config: c, material: m, log: logging{}.logger(terminal{os.Stdout, os.Stderr})}
	if err := a.guard(context.Background(), prometheus.NewRegistry(), time.Now); err != nil {
		t.Fatal(err)
	}
	if q, ok := m.identity.Key.(*signing.Queue); !ok || q.State() != signing.BreakerClosed {
		t.Errorf("the device is used through a %T", m.identity.Key)
	}
	if _, err := signing.NewSealer(m.identity, signing.Options{Roots: m.roots, Random: rand.Reader, Clock: time.Now}); err != nil {
		t.Errorf("NewSealer: %v", err)
	}
	if err := m.closeKey(); err != nil {
		t.Errorf("closing: %v", err)
	}
	c.SealPINFile = o.file("wrong", []byte("000000"))
	refused(signing.ErrPIN.Error())
	c.SealPINFile = o.file("pin", []byte(pin))
	refused("by hand")
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
