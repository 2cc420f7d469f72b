package main

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/statement"
)

// longTerm is what a certificate brings along for those who check it later, or
// without network.
type longTerm struct {
	SealLevel        string   `env:"SPORTELLO_SEAL_LEVEL" default:"B-B" help:"PAdES level of the seals: B-B, B-T, B-LT or B-LTA."`
	SealTSAURL       []string `name:"seal-tsa-url" env:"SPORTELLO_SEAL_TSA_URL" placeholder:"URL" help:"Time-stamp authorities, in the order in which they are asked."`
	SealTSAPolicy    string   `name:"seal-tsa-policy" env:"SPORTELLO_SEAL_TSA_POLICY" placeholder:"OID" help:"Policy that time stamps must be under; the authorities' own if empty."`
	SealTSARootsFile string   `name:"seal-tsa-roots-file" env:"SPORTELLO_SEAL_TSA_ROOTS_FILE" placeholder:"PATH" help:"Root certificates that time stamps must lead to, PEM; those of the seal if empty."`
	SealLowered      bool     `type:"setting" env:"SPORTELLO_SEAL_LOWERED" help:"When time stamps or revocation states cannot be had, issue at a lower level and raise the file later, instead of refusing."`

	StatementKeyFile  string `env:"SPORTELLO_STATEMENT_KEY_FILE" placeholder:"PATH" help:"Private key of the statements in the QR symbols, ECDSA P-256, PEM (PKCS#8); without it the symbol holds the address alone."`
	StatementSince    string `env:"SPORTELLO_STATEMENT_SINCE" placeholder:"DAY" help:"Since when that key signs, as YYYY-MM-DD."`
	StatementKeysFile string `env:"SPORTELLO_STATEMENT_KEYS_FILE" placeholder:"PATH" help:"The issuer's other keys, past and next: a JWK Set as published."`
}

// lasting is what a faultless longTerm yields.
type lasting struct {
	level         signing.Level
	stampRoots    *x509.CertPool // nil: those of the seal
	stampPolicy   asn1.ObjectIdentifier
	statementKey  *statement.Key // nil for none
	statementKeys []statement.IssuerKey
}

func (l *longTerm) load(f *faults) (out lasting) {
	var err error
	if out.level, err = signing.ParseLevel(l.SealLevel); err != nil {
		f.add("SPORTELLO_SEAL_LEVEL", "%q is not B-B, B-T, B-LT or B-LTA", l.SealLevel)
	}
	if out.level > signing.LevelB && len(l.SealTSAURL) == 0 {
		f.add("SPORTELLO_SEAL_TSA_URL", "is not set; %s needs a time-stamp authority", out.level)
	}
	for _, address := range l.SealTSAURL {
		absolute(f, "SPORTELLO_SEAL_TSA_URL", address)
	}
	if out.stampPolicy, err = policy(l.SealTSAPolicy); err != nil {
		f.add("SPORTELLO_SEAL_TSA_POLICY", "is not an object identifier such as 1.2.3")
	}
	if l.SealTSARootsFile != "" {
		out.stampRoots = x509.NewCertPool()
		if pem := readFile(f, "SPORTELLO_SEAL_TSA_ROOTS_FILE", l.SealTSARootsFile); pem != nil && !out.stampRoots.AppendCertsFromPEM(pem) {
			f.add("SPORTELLO_SEAL_TSA_ROOTS_FILE", "holds no certificate")
		}
	}
	l.statement(f, &out)
	return out
}

// policy is an object identifier, nil for none.
func policy(s string) (id asn1.ObjectIdentifier, err error) {
	if s == "" {
		return nil, nil
	}
	for arc := range strings.SplitSeq(s, ".") {
		n, err := strconv.ParseUint(arc, 10, 31)
		if err != nil {
			return nil, err
		}
		id = append(id, int(n))
	}
	if len(id) < 2 || id[0] > 2 {
		return nil, errors.New("not an object identifier")
	}
	return id, nil
}

// statement reads the keys of the statements: the current one, and those before and
// after it.
func (l *longTerm) statement(f *faults, out *lasting) {
	if l.StatementKeyFile == "" {
		if l.StatementSince+l.StatementKeysFile != "" {
			f.add("SPORTELLO_STATEMENT_KEY_FILE", "is not set")
		}
		return
	}
	since, err := time.Parse(time.DateOnly, l.StatementSince)
	if err != nil {
		f.add("SPORTELLO_STATEMENT_SINCE", "is not a day of the form YYYY-MM-DD")
	}
	if pem := readFile(f, "SPORTELLO_STATEMENT_KEY_FILE", l.StatementKeyFile); pem != nil {
		if out.statementKey, err = statement.LoadKey(pem, rand.Reader); err != nil {
			f.add("SPORTELLO_STATEMENT_KEY_FILE", "%v", err)
			return
		}
		out.statementKeys = []statement.IssuerKey{{Public: out.statementKey.Public(), From: since}}
	}
	if l.StatementKeysFile == "" {
		return
	}
	if text := readFile(f, "SPORTELLO_STATEMENT_KEYS_FILE", l.StatementKeysFile); text != nil {
		others, err := statement.ParseHistory(text)
		if err != nil {
			f.add("SPORTELLO_STATEMENT_KEYS_FILE", "%v", err)
		}
		out.statementKeys = append(out.statementKeys, others...)
	}
}
