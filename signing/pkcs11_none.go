//go:build !pkcs11

package signing

import (
	"crypto"
	"errors"
)

func openPKCS11(PKCS11) (crypto.Signer, error) {
	return nil, errors.New("signing: this program was built without PKCS #11; build it with CGO_ENABLED=1 go build -tags pkcs11")
}
