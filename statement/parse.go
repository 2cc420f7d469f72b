package statement

import (
	"bytes"
	"fmt"

	"github.com/veraison/go-cose"
)

// Signed is a statement as it was read, with a signature that has not been looked
// at: it may say anything. It is good for choosing the key set and the status list
// that Verify is to be given.
type Signed struct {
	Statement *Statement
	Key       KeyID

	message *cose.Sign1Message
}

// Parse reads a signed statement without verifying it. ErrMalformed, among them
// ErrVersion. There is one form and no other: a tagged COSE_Sign1 with exactly "alg"
// ES256 and "kid" of eight bytes protected, nothing unprotected, deterministic CBOR
// throughout, nothing behind it.
func Parse(data []byte) (*Signed, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrMalformed, MaxSize)
	}
	var m cose.Sign1Message
	if m.UnmarshalCBOR(data) != nil {
		return nil, fmt.Errorf("%w: not a COSE_Sign1", ErrMalformed)
	}
	id, err := header(&m)
	if err != nil {
		return nil, err
	}
	if !canonical(&m, id, data) {
		return nil, fmt.Errorf("%w: not in deterministic CBOR", ErrMalformed)
	}
	s, err := decode(m.Payload)
	if err != nil {
		return nil, err
	}
	return &Signed{s, id, &m}, nil
}

func header(m *cose.Sign1Message) (id KeyID, err error) {
	protected := m.Headers.Protected
	alg, algErr := protected.Algorithm()
	kid, ok := protected[cose.HeaderLabelKeyID].([]byte)
	switch {
	case algErr != nil || alg != cose.AlgorithmES256:
		return id, fmt.Errorf("%w: algorithm", ErrMalformed)
	case !ok || len(kid) != len(id):
		return id, fmt.Errorf("%w: key identifier", ErrMalformed)
	case len(protected) != len(headers(id).Protected) || len(m.Headers.Unprotected) != 0:
		return id, fmt.Errorf("%w: headers that are not known here", ErrMalformed)
	}
	return KeyID(kid), nil
}

// canonical reports whether data is what Sign makes of these parts.
func canonical(m *cose.Sign1Message, id KeyID, data []byte) bool {
	again, err := (&cose.Sign1Message{Headers: headers(id), Payload: m.Payload, Signature: m.Signature}).MarshalCBOR()
	return err == nil && bytes.Equal(again, data)
}
