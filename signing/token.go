package signing

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// ErrTimestamp says that a time stamp does not prove what it should: it is not what
// was asked for, or is not by an authority that is trusted.
var ErrTimestamp = errors.New("signing: the time stamp is wrong")

// Token is a valid time stamp (RFC 3161 2.4.2): its authority saw the imprint at the
// time. It is not to be changed.
type Token struct {
	DER         []byte
	Time        time.Time
	Accuracy    time.Duration // to either side; 0 if the token does not say
	Policy      asn1.ObjectIdentifier
	Serial      *big.Int
	Nonce       *big.Int // nil without
	Hash        crypto.Hash
	Imprint     []byte
	Certificate *x509.Certificate   // of the authority
	Chain       []*x509.Certificate // the certificate's issuer first, a root last
}

// VerifyToken checks a token in DER from anybody: that it is a TSTInfo over the data,
// which is given in parts, signed by a certificate that is for time stamps and nothing
// else (RFC 3161 2.3), that it names itself (RFC 5816), and that led to one of the
// roots at the token's time. Whether it still does is for Token.ValidAt to say.
// ErrTimestamp if not, together with ErrMessage, ErrAltered (another imprint),
// ErrSignature, ErrExpired, ErrNotYetValid or ErrChain where they apply.
func VerifyToken(der []byte, roots *x509.CertPool, data ...[]byte) (*Token, error) {
	t, err := verifyToken(der, roots, data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTimestamp, err)
	}
	return t, nil
}

func verifyToken(der []byte, roots *x509.CertPool, data [][]byte) (*Token, error) {
	m, err := ParseMessage(der)
	if err != nil {
		return nil, err
	}
	t := &Token{DER: der, Certificate: m.Signer()}
	switch {
	case !bytes.Equal(m.typeID, oidTSTInfo) || !t.read(m.Content):
		return nil, fmt.Errorf("%w: the content is not a TSTInfo", ErrMessage)
	case !bytes.Equal(t.Imprint, sum(t.Hash, data...)):
		return nil, fmt.Errorf("%w: it is for something else", ErrAltered)
	case t.Certificate == nil:
		return nil, fmt.Errorf("%w: the authority's certificate is missing", ErrMessage)
	}
	if err := stampPurpose(t.Certificate); err != nil {
		return nil, err
	}
	if err := m.namesSigner(t.Certificate); err != nil {
		return nil, err
	}
	if err := validAt(t.Certificate, t.Time); err != nil {
		return nil, err
	}
	if t.Chain, err = chainOf(t.Certificate, m.Certificates, roots, t.Time, x509.ExtKeyUsageTimeStamping); err != nil {
		return nil, ErrChain // x509's words may quote a stranger's certificate
	}
	return t, m.Verify(t.Certificate, m.Content)
}

// ValidAt says whether the token still proves its time at the time at. ErrExpired if
// one of its certificates has run out by then.
func (t *Token) ValidAt(at time.Time) error {
	for _, c := range t.members() {
		if err := validAt(c, at); err != nil {
			return err
		}
	}
	return nil
}

func (t *Token) members() []*x509.Certificate {
	return append([]*x509.Certificate{t.Certificate}, t.Chain...)
}
