package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/sportello/sportello/statement"
)

// issuer is the public address of the installation that the documents name.
const issuer = "https://sportello.example.it"

func newStatementKey() (*statement.Key, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	return statement.NewKey(private, rand.Reader)
}

// sampleStatement is what the QR symbol of the sample certificate says by itself.
func sampleStatement(now time.Time) *statement.Statement {
	year, month, day := now.Date()
	return &statement.Statement{
		Issuer: issuer, Office: statement.Office{Code: "X900", Name: "Comune di Valdemo"}, Kinds: []int{8}, Number: "2026/0000123",
		IssuedOn: statement.Date{Year: year, Month: month, Day: day}, Data: sha256.Sum256(nil), Name: "D'Amico Chiara",
		Facts: []statement.Fact{{Label: "Residenza", Value: "Via della Libertà n. 12/A, 99900 Valdemo (VD)"}},
	}
}

// offline measures the checking of the statement in a QR symbol, as a device without
// network does it, beside the bare signature check.
func offline(o options, t *table) error {
	key, err := newStatementKey()
	if err != nil {
		return err
	}
	now := time.Now()
	keys, err := statement.NewKeySet(issuer, now, now.AddDate(0, 1, 0), statement.IssuerKey{Public: key.Public(), From: now.AddDate(-1, 0, 0)})
	if err != nil {
		return err
	}
	list, err := statement.NewStatusList(statement.StatusURI(issuer, 0), statement.MaxListSize)
	if err != nil {
		return err
	}
	list.IssuedAt, list.Expires, list.TTL = now, now.AddDate(0, 0, 1), time.Hour
	signed, err := key.Sign(sampleStatement(now))
	if err != nil {
		return err
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	digits, digest := statement.Digits(signed), sha256.Sum256(signed)
	signature, err := ecdsa.SignASN1(rand.Reader, private, digest[:])
	if err != nil {
		return err
	}
	raw, err := perSecond(o.window/2, 1, func() error {
		if !ecdsa.VerifyASN1(&private.PublicKey, digest[:], signature) {
			return errors.New("a right signature is wrong")
		}
		return nil
	})
	if err != nil {
		return err
	}
	checked, err := perSecond(o.window/2, 1, func() error {
		if v := statement.VerifyDigits(digits, keys, list, now); v.State != statement.Valid || !v.StatusChecked {
			return fmt.Errorf("a right statement is %s: %v", v.State, v.Reasons)
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.ratio("offline QR checked, one core", fmt.Sprintf("%.0f/s, %d digits", checked, len(digits)), fmt.Sprintf("bare signature check %.0f/s", raw), checked/raw, 0)
	return nil
}
