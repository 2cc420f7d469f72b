package signing

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
)

// Why a remote sealing service gave no signature.
var (
	// ErrRemoteDown says that the service could not be reached, or cannot work.
	ErrRemoteDown = errors.New("signing: the sealing service is not available")
	// ErrRemoteRefused says that the service is there and will not seal for us.
	ErrRemoteRefused = errors.New("signing: the sealing service refuses")
	// ErrRemoteAnswer says that what the service answered is not what was asked
	// for, another signature among it. It is not used.
	ErrRemoteAnswer = errors.New("signing: the sealing service gave a wrong answer")
)

// CSC says where a key is at a remote sealing service that speaks the API of the
// Cloud Signature Consortium, version 2.0.0.2 or 1.0.4.0. The credential must be one
// that a program may use by itself: authorised implicitly, or explicitly by a PIN.
type CSC struct {
	URL        string                 // of the API, with its version: https://service.example/csc/v2
	Credential string                 // credentialID
	Token      func() (string, error) // OAuth 2.0 access token, read for every call
	PIN        func() (string, error) // nil if the credential has none
	Transport  Transport
}

// LoadCSC makes an identity whose key is at the service. chain is the PEM
// certificates of the key, the first of them, and its issuers: what seals is settled
// by the configuration, and the service must have just that certificate. The service
// is not asked yet. The identity's key is a *Remote.
func LoadCSC(c CSC, chain []byte) (*Identity, error) {
	certificates, err := parseCertificatesPEM(chain)
	if err != nil {
		return nil, err
	}
	if len(certificates) == 0 {
		return nil, errors.New("signing: no certificate found")
	}
	return newIdentity(&Remote{service: c, certificate: certificates[0], pinTurn: make(chan struct{}, 1)}, certificates)
}

// Remote is a key at a remote sealing service. It is a crypto.Signer, safe for
// concurrent use. Each use is authorised by itself, for its one digest
// (numSignatures 1, SCAL2), and what comes back is verified before it is used.
type Remote struct {
	service     CSC
	certificate *x509.Certificate

	mu    sync.Mutex
	terms *terms // nil until the service has told them

	pinTurn chan struct{} // whoever holds it may send the PIN
	barred  error         // why none is sent any more
}

// Public is the key of the configured certificate.
func (r *Remote) Public() crypto.PublicKey { return r.certificate.PublicKey }

// Check asks the service what it has under the credential (credentials/info, section
// 11.5). ErrRemoteDown, ErrRemoteRefused, ErrRemoteAnswer; ErrMismatch if it has
// another certificate.
func (r *Remote) Check(ctx context.Context) error {
	_, err := r.agreed(ctx)
	return err
}

// Sign is SignContext for a caller who waits as long as the transport lets him.
func (r *Remote) Sign(random io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	return r.SignContext(context.Background(), random, digest, o)
}

// SignContext has the service sign (credentials/authorize and signatures/signHash,
// sections 11.6 and 11.10). Its errors are those of Check and ErrPIN.
func (r *Remote) SignContext(ctx context.Context, _ io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	s, err := schemeFor(r.Public(), digest, o)
	if err != nil {
		return nil, err
	}
	t, err := r.agreed(ctx)
	if err != nil {
		return nil, err
	}
	algorithm, err := t.algorithm(s)
	if err != nil {
		return nil, err
	}
	sad, err := r.authorize(ctx, t, s, digest)
	if err != nil {
		return nil, err
	}
	signature, err := r.signHash(ctx, t, s, algorithm, sad, digest)
	if err != nil {
		return nil, err
	}
	if !s.verify(r.Public(), digest, signature) {
		r.forget() // it may have another certificate by now
		return nil, fmt.Errorf("%w: %d bytes that are no signature by the certificate's key", ErrRemoteAnswer, len(signature))
	}
	return signature, nil
}

// schemeFor is the scheme that the options stand for.
func schemeFor(key crypto.PublicKey, digest []byte, o crypto.SignerOpts) (*scheme, error) {
	schemes, err := schemesOf(key)
	if err != nil {
		return nil, err
	}
	i := 0
	if _, ok := o.(*rsa.PSSOptions); ok {
		i = 1
	}
	if i >= len(schemes) || schemes[i].hash != o.HashFunc() || len(digest) != o.HashFunc().Size() {
		return nil, errors.New("signing: a digest of another kind than the key signs")
	}
	return schemes[i], nil
}

// agreed is the service's terms, asked for once.
func (r *Remote) agreed(ctx context.Context) (*terms, error) {
	r.mu.Lock()
	t := r.terms
	r.mu.Unlock()
	if t != nil {
		return t, nil
	}
	t, err := r.ask(ctx)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.terms = t
	return t, nil
}

func (r *Remote) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.terms = nil
}

// ask learns the version of the API, how the credential is authorised and what it
// signs with, and sees that it is ours.
func (r *Remote) ask(ctx context.Context) (*terms, error) {
	var about aboutService
	if err := r.call(ctx, "info", map[string]any{}, &about); err != nil {
		return nil, err
	}
	d, err := dialectOf(about.Specs)
	if err != nil {
		return nil, err
	}
	var c credential
	request := map[string]any{"credentialID": r.service.Credential, "certificates": "single", "authInfo": true}
	if err := r.call(ctx, "credentials/info", request, &c); err != nil {
		return nil, err
	}
	if err := r.isOurs(&c); err != nil {
		return nil, err
	}
	pin, err := c.pinName()
	if err != nil {
		return nil, err
	}
	if (pin == "") != (r.service.PIN == nil) {
		return nil, fmt.Errorf("%w: whether the credential has a PIN and whether one is configured do not agree", ErrRemoteRefused)
	}
	return &terms{dialect: d, algorithms: c.Key.Algorithms, pin: pin}, nil
}

func (r *Remote) isOurs(c *credential) error {
	if c.Key.Status != "enabled" {
		return fmt.Errorf("%w: the credential's key is not enabled", ErrRemoteRefused)
	}
	if s := c.Certificate.Status; s != "" && s != "valid" {
		return fmt.Errorf("%w: the credential's certificate is not valid", ErrRemoteRefused)
	}
	if len(c.Certificate.Certificates) == 0 {
		return fmt.Errorf("%w: no certificate", ErrRemoteAnswer)
	}
	if !bytes.Equal(c.Certificate.Certificates[0], r.certificate.Raw) {
		return fmt.Errorf("%w: %w: the credential has another one than is configured", ErrRemoteAnswer, ErrMismatch)
	}
	return nil
}

// authorize obtains the signature activation data for one digest.
func (r *Remote) authorize(ctx context.Context, t *terms, s *scheme, digest []byte) (string, error) {
	request := map[string]any{"credentialID": r.service.Credential, "numSignatures": 1}
	t.hashes(request, s, digest, false)
	if t.pin == "" {
		return r.activation(ctx, request)
	}
	// One PIN at a time, so that a wrong one is not sent twice.
	select {
	case r.pinTurn <- struct{}{}:
		defer func() { <-r.pinTurn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if r.barred != nil {
		return "", r.barred
	}
	pin, err := r.service.PIN()
	if err != nil {
		return "", fmt.Errorf("signing: reading the PIN: %w", err)
	}
	t.authorisedBy(request, pin)
	sad, err := r.activation(ctx, request)
	if refusedForGood(err) {
		r.barred = fmt.Errorf("%w: %w", ErrPIN, err)
		return "", r.barred
	}
	return sad, err
}

func (r *Remote) activation(ctx context.Context, request map[string]any) (string, error) {
	var answer struct {
		SAD string `json:"SAD"`
	}
	err := r.call(ctx, "credentials/authorize", request, &answer)
	if err == nil && answer.SAD == "" {
		err = fmt.Errorf("%w: no signature activation data", ErrRemoteAnswer)
	}
	return answer.SAD, err
}

func (r *Remote) signHash(ctx context.Context, t *terms, s *scheme, algorithm, sad string, digest []byte) ([]byte, error) {
	request := map[string]any{"credentialID": r.service.Credential, "SAD": sad, "signAlgo": algorithm}
	t.hashes(request, s, digest, true)
	if s == pss {
		request["signAlgoParams"] = base64.StdEncoding.EncodeToString(pssParameters())
	}
	var answer struct {
		Signatures [][]byte `json:"signatures"`
	}
	if err := r.call(ctx, "signatures/signHash", request, &answer); err != nil {
		return nil, err
	}
	if len(answer.Signatures) != 1 {
		return nil, fmt.Errorf("%w: %d signatures for one digest", ErrRemoteAnswer, len(answer.Signatures))
	}
	return answer.Signatures[0], nil
}

// algorithm is the first name of the scheme that the credential knows.
func (t *terms) algorithm(s *scheme) (string, error) {
	for _, name := range algorithmNames[s] {
		if slices.Contains(t.algorithms, name) {
			return name, nil
		}
	}
	return "", fmt.Errorf("%w: the credential's key does not sign this way", ErrRemoteRefused)
}
