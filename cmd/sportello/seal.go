package main

import (
	"crypto/x509"
	"encoding/hex"
	"os"
	"strings"
	"time"

	"github.com/sportello/sportello/signing"
)

// sealKey is where the key of the seal is if not in a file, and how it is treated
// there.
type sealKey struct {
	SealPKCS11Module   string        `name:"seal-pkcs11-module" env:"SPORTELLO_SEAL_PKCS11_MODULE" placeholder:"PATH" help:"Library of a device that holds the key (PKCS#11), instead of a file."`
	SealPKCS11Token    string        `name:"seal-pkcs11-token" env:"SPORTELLO_SEAL_PKCS11_TOKEN" placeholder:"LABEL" help:"Label of the token in the device."`
	SealPKCS11KeyLabel string        `name:"seal-pkcs11-key-label" env:"SPORTELLO_SEAL_PKCS11_KEY_LABEL" placeholder:"LABEL" help:"Label of the key in the token."`
	SealPKCS11KeyID    string        `name:"seal-pkcs11-key-id" env:"SPORTELLO_SEAL_PKCS11_KEY_ID" placeholder:"HEX" help:"Identifier of the key in the token, instead of its label or beside it."`
	SealCSCURL         string        `name:"seal-csc-url" env:"SPORTELLO_SEAL_CSC_URL" placeholder:"URL" help:"Remote sealing service that holds the key (CSC API), with the version: https://service.example/csc/v2."`
	SealCSCCredential  string        `name:"seal-csc-credential" env:"SPORTELLO_SEAL_CSC_CREDENTIAL" placeholder:"ID" help:"Credential of the key at the service."`
	SealCSCTokenFile   string        `name:"seal-csc-token-file" env:"SPORTELLO_SEAL_CSC_TOKEN_FILE" placeholder:"PATH" help:"File that holds the access token for the service; read for each call."`
	SealPINFile        string        `name:"seal-pin-file" env:"SPORTELLO_SEAL_PIN_FILE" placeholder:"PATH" help:"File that holds the PIN of the token, or of the credential if it has one."`
	SealAtOnce         int           `type:"setting" env:"SPORTELLO_SEAL_AT_ONCE" default:"4" help:"Seals that a device or service makes at the same time."`
	SealWaiting        int           `type:"setting" env:"SPORTELLO_SEAL_WAITING" default:"64" help:"Certificates that may wait for a device or service."`
	SealPatience       time.Duration `type:"setting" env:"SPORTELLO_SEAL_PATIENCE" default:"8s" help:"How long one waits for its seal."`
	SealQualified      bool          `type:"setting" env:"SPORTELLO_SEAL_QUALIFIED" help:"Refuse to start unless the certificate states that its seals are qualified."`
}

// keySource is a place where the key of the seal may be.
type keySource struct {
	name string // of the setting that chooses it
	set  string // all that is set for it
	load func(*faults) (*signing.Identity, error)
}

func (c *config) sources() []keySource {
	return []keySource{
		{"SPORTELLO_SEAL_KEY_FILE", c.SealKeyFile, c.fromPEM},
		{"SPORTELLO_SEAL_PKCS12_FILE", c.SealPKCS12File + c.SealPasswordFile, c.fromPKCS12},
		{"SPORTELLO_SEAL_PKCS11_MODULE", c.SealPKCS11Module + c.SealPKCS11Token + c.SealPKCS11KeyLabel + c.SealPKCS11KeyID, c.fromPKCS11},
		{"SPORTELLO_SEAL_CSC_URL", c.SealCSCURL + c.SealCSCCredential + c.SealCSCTokenFile, c.fromCSC},
	}
}

// identity reads the key from the one place that is configured, with the setting
// that its faults are told under. It is nil if there are some.
func (c *config) identity(f *faults) (string, *signing.Identity) {
	var chosen []keySource
	for _, s := range c.sources() {
		if s.set != "" {
			chosen = append(chosen, s)
		}
	}
	switch {
	case len(chosen) > 1:
		var names []string
		for _, s := range chosen[1:] {
			names = append(names, s.name)
		}
		f.add(chosen[0].name, "is set together with %s; the key is in one place", strings.Join(names, " and "))
		return "", nil
	case len(chosen) == 0:
		chosen = c.sources()[:1]
	}
	before := len(*f)
	id, err := chosen[0].load(f)
	if err != nil && len(*f) == before {
		f.add(chosen[0].name, "%v", err)
	}
	if len(*f) > before {
		return "", nil
	}
	return chosen[0].name, id
}

func (c *config) fromPEM(f *faults) (*signing.Identity, error) {
	key := readFile(f, "SPORTELLO_SEAL_KEY_FILE", c.SealKeyFile)
	chain := c.chain(f)
	return signing.LoadPEM(key, chain)
}

func (c *config) fromPKCS12(f *faults) (*signing.Identity, error) {
	if c.SealChainFile != "" {
		f.add("SPORTELLO_SEAL_CHAIN_FILE", "is set, but the certificates are in the PKCS#12 file")
	}
	data := readFile(f, "SPORTELLO_SEAL_PKCS12_FILE", c.SealPKCS12File)
	password := readFile(f, "SPORTELLO_SEAL_PASSWORD_FILE", c.SealPasswordFile)
	return signing.LoadPKCS12(data, trimmed(password))
}

// fromPKCS11 opens the device, unless something is wrong already: a login with half
// a configuration helps nobody.
func (c *config) fromPKCS11(f *faults) (*signing.Identity, error) {
	needed(f, "SPORTELLO_SEAL_PKCS11_MODULE", c.SealPKCS11Module)
	needed(f, "SPORTELLO_SEAL_PKCS11_TOKEN", c.SealPKCS11Token)
	id, err := hex.DecodeString(c.SealPKCS11KeyID)
	if err != nil {
		f.add("SPORTELLO_SEAL_PKCS11_KEY_ID", "is not hexadecimal")
	}
	if c.SealPKCS11KeyLabel+c.SealPKCS11KeyID == "" {
		f.add("SPORTELLO_SEAL_PKCS11_KEY_LABEL", "is not set, nor is SPORTELLO_SEAL_PKCS11_KEY_ID")
	}
	pin := secret(f, "SPORTELLO_SEAL_PIN_FILE", c.SealPINFile)
	chain := c.chain(f)
	c.checkQueue(f)
	if len(*f) > 0 {
		return nil, nil
	}
	return signing.LoadPKCS11(signing.PKCS11{
		Module: c.SealPKCS11Module, Token: c.SealPKCS11Token, Label: c.SealPKCS11KeyLabel, ID: id, PIN: pin,
	}, chain)
}

func (c *config) fromCSC(f *faults) (*signing.Identity, error) {
	checkIssuer(f, "SPORTELLO_SEAL_CSC_URL", c.SealCSCURL) // the token and the seal need TLS as well
	needed(f, "SPORTELLO_SEAL_CSC_CREDENTIAL", c.SealCSCCredential)
	service := signing.CSC{
		URL: c.SealCSCURL, Credential: c.SealCSCCredential, Transport: newTransport(),
		Token: secret(f, "SPORTELLO_SEAL_CSC_TOKEN_FILE", c.SealCSCTokenFile),
	}
	if c.SealPINFile != "" {
		service.PIN = secret(f, "SPORTELLO_SEAL_PIN_FILE", c.SealPINFile)
	}
	chain := c.chain(f)
	c.checkQueue(f)
	return signing.LoadCSC(service, chain)
}

func (c *config) chain(f *faults) []byte {
	return readFile(f, "SPORTELLO_SEAL_CHAIN_FILE", c.SealChainFile)
}

func (c *config) checkQueue(f *faults) {
	if c.SealAtOnce < 1 {
		f.add("SPORTELLO_SEAL_AT_ONCE", "must be above zero")
	}
	if c.SealWaiting < 0 {
		f.add("SPORTELLO_SEAL_WAITING", "must not be below zero")
	}
	if c.SealPatience <= 0 {
		f.add("SPORTELLO_SEAL_PATIENCE", "must be above zero")
	}
}

func needed(f *faults, name, value string) {
	if value == "" {
		f.add(name, "is not set")
	}
}

// secret is what a file holds each time it is asked for; now it must be there.
func secret(f *faults, name, path string) func() (string, error) {
	before := len(*f)
	if now := readFile(f, name, path); len(*f) == before && trimmed(now) == "" {
		f.add(name, "%s is empty", path)
	}
	return func() (string, error) {
		b, err := os.ReadFile(path)
		return trimmed(b), err
	}
}

func trimmed(b []byte) string { return strings.TrimRight(string(b), "\r\n") }

// qualified adds what keeps the seals from being qualified ones, if they are to be.
func (c *config) qualified(f *faults, certificate *x509.Certificate) {
	if !c.SealQualified {
		return
	}
	const name = "SPORTELLO_SEAL_QUALIFIED"
	if demo(certificate) {
		f.add(name, "the certificate is one of the demo, without legal value")
	}
	for _, e := range flatten(signing.Qualified(certificate)) {
		f.add(name, "%v", e)
	}
}

// demo reports whether the names in a certificate say that it is one of the demo.
func demo(c *x509.Certificate) bool {
	for _, name := range append(append([]string{c.Subject.CommonName, c.Issuer.CommonName}, c.Subject.Organization...), c.Issuer.Organization...) {
		if strings.HasPrefix(name, "DEMO ") {
			return true
		}
	}
	return false
}
