package signing

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
)

// LoadPEM reads an identity from two PEM texts: one private key (PKCS#8, PKCS#1 or
// SEC 1, not encrypted) and the certificates, that of the key and its issuers.
// Blocks of other types are passed over, so both texts may be the same file.
// ErrKey for a key that does not seal. The identity is not checked yet.
func LoadPEM(key, chain []byte) (*Identity, error) {
	signer, err := parseKeyPEM(key)
	if err != nil {
		return nil, err
	}
	certificates, err := parseCertificatesPEM(chain)
	if err != nil {
		return nil, err
	}
	return newIdentity(signer, certificates)
}

// newIdentity finds the key's certificate among those that came with it. If there
// is none it takes the first, so that Check can say so beside all other faults.
func newIdentity(key crypto.Signer, certificates []*x509.Certificate) (*Identity, error) {
	if _, err := schemesOf(key.Public()); err != nil {
		return nil, err
	}
	if len(certificates) == 0 {
		return nil, errors.New("signing: no certificate found")
	}
	own := max(0, slices.IndexFunc(certificates, func(c *x509.Certificate) bool { return belongs(key, c) }))
	return &Identity{key, certificates[own], slices.Delete(slices.Clone(certificates), own, own+1)}, nil
}

func parseKeyPEM(text []byte) (crypto.Signer, error) {
	var key crypto.Signer
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		k, err := parseKey(block)
		if err != nil {
			return nil, err
		}
		if k != nil && key != nil {
			return nil, errors.New("signing: more than one private key found")
		}
		if k != nil {
			key = k
		}
	}
	if key == nil {
		return nil, errors.New("signing: no private key found")
	}
	return key, nil
}

// parseKey returns nil for a block that is no private key.
func parseKey(block *pem.Block) (crypto.Signer, error) {
	if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
		return nil, errors.New("signing: the private key is encrypted; PKCS#12 is the form for a key with a password")
	}
	var key any
	var err error
	switch block.Type {
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	case "DSA PRIVATE KEY":
		return nil, ErrKey
	default:
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, ErrKey
	}
	return signer, nil
}

func parseCertificatesPEM(text []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("signing: certificate %d: %w", len(out)+1, err)
		}
		out = append(out, c)
	}
	return out, nil
}
