package statement

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"

	"github.com/veraison/go-cose"
)

// Key signs statements, key sets and status lists in the name of an issuer. It is
// safe for concurrent use if the signer is.
type Key struct {
	signer signer
	id     KeyID
}

// NewKey is a key in a file or a device. ErrKey unless it is ECDSA P-256. random must
// be safe for concurrent use; without it a key of package ecdsa signs as RFC 6979
// has it, the same bytes for the same statement.
func NewKey(key crypto.Signer, random io.Reader) (*Key, error) {
	x, y, err := point(key.Public())
	if err != nil {
		return nil, err
	}
	return &Key{signer{key, random}, keyID(x, y)}, nil
}

// LoadKey reads a key from PEM: one block "PRIVATE KEY" (PKCS #8, not encrypted) and
// nothing else. ErrKey for anything else.
func LoadKey(text []byte, random io.Reader) (*Key, error) {
	block, rest := pem.Decode(text)
	if block == nil || block.Type != "PRIVATE KEY" {
		return nil, fmt.Errorf("%w, in PEM as PKCS #8", ErrKey)
	}
	if next, _ := pem.Decode(rest); next != nil {
		return nil, fmt.Errorf("%w, and alone in its file", ErrKey)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, ErrKey // the cause may tell of the key
	}
	private, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return nil, ErrKey
	}
	return NewKey(private, random)
}

// ID is the key's name.
func (k *Key) ID() KeyID { return k.id }

// Public is the key that verifies.
func (k *Key) Public() *ecdsa.PublicKey { return k.signer.key.Public().(*ecdsa.PublicKey) }

// Sign returns the statement as signed bytes; Digits makes a text of them. ErrField
// if the statement is out of bounds, ErrTooLong if it is only too long.
func (k *Key) Sign(s *Statement) ([]byte, error) {
	payload, err := s.encode()
	if err != nil {
		return nil, err
	}
	if n := signedSize(len(payload)); n > MaxSize {
		return nil, fmt.Errorf("%w: %d bytes signed, %d may be", ErrTooLong, n, MaxSize)
	}
	return cose.Sign1(nil, k.signer, headers(k.id), payload, nil)
}

func headers(id KeyID) cose.Headers {
	return cose.Headers{Protected: cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: cose.AlgorithmES256,
		cose.HeaderLabelKeyID:     id[:],
	}}
}

// signedSize is the length of a signed statement whose claims have n bytes, which
// are more than 23 and less than 65536.
func signedSize(n int) int {
	const (
		tagAndArray = 2
		protected   = 14
		unprotected = 1
		signature   = 2 + signatureSize
	)
	head := 2
	if n > 255 {
		head = 3
	}
	return tagAndArray + protected + unprotected + head + n + signature
}
