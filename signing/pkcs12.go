package signing

import (
	"crypto"
	"crypto/x509"
	"fmt"

	"software.sslmate.com/src/go-pkcs12"
)

// LoadPKCS12 reads an identity from a PKCS#12 file (RFC 7292) with one private key.
// ErrKey for a key that does not seal. The identity is not checked yet.
func LoadPKCS12(data []byte, password string) (*Identity, error) {
	key, certificate, issuers, err := pkcs12.DecodeChain(data, password)
	if err != nil {
		return nil, fmt.Errorf("signing: reading PKCS#12: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, ErrKey
	}
	return newIdentity(signer, append([]*x509.Certificate{certificate}, issuers...))
}
