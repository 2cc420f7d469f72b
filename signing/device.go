package signing

import (
	"crypto"
	"errors"
)

// Why a key in a device or at a service cannot be used.
var (
	// ErrDevice says that the device gave no signature. The same use may
	// succeed when it is there again.
	ErrDevice = errors.New("signing: the device is not available")
	// ErrPIN says that a PIN was wrong, or may have been. It is not tried again
	// by this process: a few wrong ones lock the key for good.
	ErrPIN = errors.New("signing: the PIN was not accepted and is not tried again")
)

// PKCS11 says where a key is in a device that speaks PKCS #11 2.40. The key is
// named by its label, its identifier or both, of which there must be one.
type PKCS11 struct {
	Module string                 // path of the device's library
	Token  string                 // label of the token
	Label  string                 // CKA_LABEL of the key pair, or ""
	ID     []byte                 // CKA_ID of the key pair, or nil
	PIN    func() (string, error) // of the user, read at every login
}

// LoadPKCS11 opens the device, logs in and finds the key; chain is the PEM
// certificates of the key and its issuers. ErrPIN, ErrDevice, ErrKey; an error that
// says so in a program that was built without PKCS #11. The identity is not checked
// yet. Its key is an io.Closer, safe for concurrent use otherwise. It finds its way
// back when the device was gone for a while.
func LoadPKCS11(p PKCS11, chain []byte) (*Identity, error) {
	certificates, err := parseCertificatesPEM(chain)
	if err != nil {
		return nil, err
	}
	if p.Label == "" && len(p.ID) == 0 {
		return nil, errors.New("signing: a key in a device is named by its label or its identifier")
	}
	key, err := openPKCS11(p)
	if err != nil {
		return nil, err
	}
	id, err := newIdentity(key, certificates)
	if err != nil {
		return nil, errors.Join(err, closeKey(key))
	}
	return id, nil
}

func closeKey(key crypto.Signer) error {
	if c, ok := key.(interface{ Close() error }); ok {
		return c.Close()
	}
	return nil
}
