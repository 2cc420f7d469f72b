package trust

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"time"

	"github.com/sportello/sportello/internal/demo/keys"
)

type (
	responseData struct {
		ResponderID asn1.RawValue
		ProducedAt  time.Time `asn1:"generalized"`
		Responses   []singleResponse
		Extensions  []pkix.Extension `asn1:"explicit,tag:1,optional"`
	}
	singleResponse struct {
		ID         certID
		Status     asn1.RawValue
		ThisUpdate time.Time `asn1:"generalized"`
		NextUpdate time.Time `asn1:"generalized,explicit,tag:0"`
	}
	basicResponse struct {
		Data         asn1.RawValue
		Algorithm    pkix.AlgorithmIdentifier
		Signature    asn1.BitString
		Certificates []asn1.RawValue `asn1:"explicit,tag:0"`
	}
	ocspResponse struct {
		Status asn1.Enumerated
		Bytes  responseBytes `asn1:"explicit,tag:0"`
	}
	responseBytes struct {
		Type     asn1.ObjectIdentifier
		Response []byte
	}
)

var (
	basicType       = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1} // id-pkix-ocsp-basic
	ecdsaWithSHA256 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

var (
	good    = asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0}
	unknown = asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 2}
)

// revokedSince gives no reason: none was said.
func revokedSince(t time.Time) (asn1.RawValue, error) {
	der, err := asn1.MarshalWithParams(struct {
		At time.Time `asn1:"generalized"`
	}{t.UTC()}, "tag:1")
	return asn1.RawValue{FullBytes: der}, err
}

func byName(c *x509.Certificate) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 1, IsCompound: true, Bytes: c.RawSubject}
}

// sign makes the response, with the responder's certificate in it.
func (d *responseData) sign(random io.Reader, by *keys.Holder) ([]byte, error) {
	if _, ok := by.Key.Public().(*ecdsa.PublicKey); !ok {
		return nil, errors.New("trust: the responder's key is not for ECDSA")
	}
	data, err := asn1.Marshal(*d)
	if err != nil {
		return nil, err
	}
	signature, err := by.Key.Sign(random, sum(crypto.SHA256, data), crypto.SHA256)
	if err != nil {
		return nil, err
	}
	basic, err := asn1.Marshal(basicResponse{
		Data: asn1.RawValue{FullBytes: data}, Algorithm: pkix.AlgorithmIdentifier{Algorithm: ecdsaWithSHA256},
		Signature:    asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)},
		Certificates: []asn1.RawValue{{FullBytes: by.Certificate.Raw}},
	})
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(ocspResponse{Bytes: responseBytes{Type: basicType, Response: basic}})
}
