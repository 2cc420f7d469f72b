//go:build pkcs11

package signing

import (
	"crypto"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/ThalesGroup/crypto11"
	"github.com/miekg/pkcs11"
)

// tokenKey is a key in a token, with the connection to it. A connection that was
// lost is made anew at the next use.
type tokenKey struct {
	at     PKCS11
	public crypto.PublicKey

	mu   sync.RWMutex
	open *connection // nil while there is none
	shut error       // why none is made any more
}

type connection struct {
	context *crypto11.Context
	key     crypto.Signer
}

var (
	errClosed  = errors.New("signing: the device has been closed")
	errNowhere = fmt.Errorf("%w: there is no connection", ErrDevice)
)

func openPKCS11(p PKCS11) (crypto.Signer, error) {
	d := &tokenKey{at: p}
	if err := d.connect(); err != nil {
		return nil, err
	}
	d.public = d.open.key.Public()
	return d, nil
}

func (d *tokenKey) Public() crypto.PublicKey { return d.public }

// Close logs out and lets go of the device. It waits for uses that are going on.
func (d *tokenKey) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shut = errClosed
	return d.disconnect()
}

// Sign uses the key. A use that finds the connection lost makes it anew and tries
// once more: the digest is the same, so nothing is signed that should not be.
func (d *tokenKey) Sign(random io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	signature, used, err := d.try(random, digest, o)
	if err == nil || !lost(err) {
		return signature, err
	}
	if failed := d.reconnect(used); failed != nil {
		return nil, errors.Join(err, failed)
	}
	signature, _, err = d.try(random, digest, o)
	return signature, err
}

func (d *tokenKey) try(random io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, *connection, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.open == nil {
		return nil, nil, errNowhere
	}
	signature, err := d.open.key.Sign(random, digest, o)
	if err != nil {
		return nil, d.open, fmt.Errorf("%w: %w", ErrDevice, err)
	}
	return signature, d.open, nil
}

// reconnect replaces the connection that was found lost, unless somebody else has
// done so meanwhile.
func (d *tokenKey) reconnect(lost *connection) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open != lost {
		return nil
	}
	if d.shut != nil {
		return d.shut
	}
	_ = d.disconnect() // what is lost cannot be closed in order
	return d.connect()
}

func (d *tokenKey) disconnect() error {
	if d.open == nil {
		return nil
	}
	c := d.open
	d.open = nil
	return c.context.Close()
}

// connect logs in and finds the key. A PIN that may be wrong is not tried a second
// time, and a key that is another one than before is not used.
func (d *tokenKey) connect() (err error) {
	defer func() { // crypto11 panics at a token with room for one session only
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %w: %v", ErrDevice, ErrPanic, p)
		}
	}()
	if err := d.at.mayLogIn(); err != nil {
		return err
	}
	pin, err := d.at.PIN()
	if err != nil {
		return fmt.Errorf("%w: reading the PIN: %w", ErrDevice, err)
	}
	c, err := crypto11.Configure(&crypto11.Config{Path: d.at.Module, TokenLabel: d.at.Token, Pin: pin})
	if refused(err) {
		d.shut = fmt.Errorf("%w: %w", ErrPIN, err)
		return d.shut
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDevice, err)
	}
	key, err := d.find(c)
	if err != nil {
		return errors.Join(err, c.Close())
	}
	d.open = &connection{c, key}
	return nil
}

func (d *tokenKey) find(c *crypto11.Context) (crypto.Signer, error) {
	var label []byte
	if d.at.Label != "" {
		label = []byte(d.at.Label)
	}
	keys, err := c.FindKeyPairs(d.at.ID, label)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: looking for the key: %w", ErrDevice, err)
	case len(keys) == 0:
		return nil, fmt.Errorf("%w: token %q holds no such key pair, or only its private half", ErrDevice, d.at.Token)
	case len(keys) > 1:
		return nil, fmt.Errorf("%w: token %q holds %d such key pairs; name one by label and identifier", ErrDevice, d.at.Token, len(keys))
	}
	if before, ok := d.public.(interface{ Equal(crypto.PublicKey) bool }); ok && !before.Equal(keys[0].Public()) {
		return nil, fmt.Errorf("%w: the token holds another key than at the start", ErrMismatch)
	}
	return keys[0], nil
}

// mayLogIn says whether the token is there and no PIN has been refused since the
// last good one, by whomever: a service that is started again and again must not
// use up the tries (PKCS #11 2.40, CK_TOKEN_INFO).
func (p PKCS11) mayLogIn() error {
	const doubtful = pkcs11.CKF_USER_PIN_COUNT_LOW | pkcs11.CKF_USER_PIN_FINAL_TRY | pkcs11.CKF_USER_PIN_LOCKED
	flags, err := p.flags()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDevice, err)
	}
	if flags&doubtful != 0 {
		return fmt.Errorf("%w: token %q has refused a PIN before; log in once by hand with the right one", ErrPIN, p.Token)
	}
	return nil
}

func (p PKCS11) flags() (uint, error) {
	module := pkcs11.New(p.Module)
	if module == nil {
		return 0, fmt.Errorf("%s cannot be loaded as a PKCS #11 library", p.Module)
	}
	defer module.Destroy()
	switch err := module.Initialize(); {
	case err == nil:
		defer func() { _ = module.Finalize() }() // it is initialized again right away
	case !errors.Is(err, pkcs11.Error(pkcs11.CKR_CRYPTOKI_ALREADY_INITIALIZED)):
		return 0, err
	}
	slots, err := module.GetSlotList(true)
	if err != nil {
		return 0, err
	}
	for _, slot := range slots {
		if info, err := module.GetTokenInfo(slot); err == nil && info.Label == p.Token {
			return info.Flags, nil
		}
	}
	return 0, fmt.Errorf("token %q is not present", p.Token)
}

// refused reports that the token did not take the PIN.
func refused(err error) bool {
	return is(err, pkcs11.CKR_PIN_INCORRECT, pkcs11.CKR_PIN_INVALID, pkcs11.CKR_PIN_LEN_RANGE, pkcs11.CKR_PIN_EXPIRED, pkcs11.CKR_PIN_LOCKED)
}

// lost reports that the connection is of no use any more.
func lost(err error) bool {
	return errors.Is(err, errNowhere) || is(err,
		pkcs11.CKR_DEVICE_REMOVED, pkcs11.CKR_DEVICE_ERROR, pkcs11.CKR_TOKEN_NOT_PRESENT, pkcs11.CKR_TOKEN_NOT_RECOGNIZED,
		pkcs11.CKR_SLOT_ID_INVALID, pkcs11.CKR_SESSION_CLOSED, pkcs11.CKR_SESSION_HANDLE_INVALID, pkcs11.CKR_USER_NOT_LOGGED_IN,
		pkcs11.CKR_KEY_HANDLE_INVALID, pkcs11.CKR_OBJECT_HANDLE_INVALID, pkcs11.CKR_CRYPTOKI_NOT_INITIALIZED,
		pkcs11.CKR_GENERAL_ERROR, pkcs11.CKR_FUNCTION_FAILED)
}

func is(err error, codes ...uint) bool {
	var code pkcs11.Error
	return errors.As(err, &code) && slices.Contains(codes, uint(code))
}
