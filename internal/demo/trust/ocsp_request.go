package trust

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
)

// The library golang.org/x/crypto/ocsp knows neither nonces nor requests for more
// than one certificate, so here are the structures of RFC 6960 section 4.

type (
	ocspRequest struct {
		TBS       tbsRequest
		Signature asn1.RawValue `asn1:"explicit,tag:0,optional"` // anyone may ask
	}
	tbsRequest struct {
		Version    int           `asn1:"explicit,tag:0,default:0,optional"`
		Requestor  asn1.RawValue `asn1:"explicit,tag:1,optional"`
		List       []singleRequest
		Extensions []pkix.Extension `asn1:"explicit,tag:2,optional"`
	}
	singleRequest struct {
		ID         certID
		Extensions []pkix.Extension `asn1:"explicit,tag:0,optional"`
	}
	certID struct {
		Raw               asn1.RawContent // goes back as it came
		Hash              pkix.AlgorithmIdentifier
		NameHash, KeyHash []byte
		Serial            *big.Int
	}
)

var nonceID = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 2}

var errMalformed = errors.New("trust: malformed OCSP request")

// statusRequest is what was asked.
type statusRequest struct {
	ids   []certID
	nonce *pkix.Extension
}

func parseStatusRequest(der []byte) (*statusRequest, error) {
	var r ocspRequest
	if rest, err := asn1.Unmarshal(der, &r); err != nil || len(rest) > 0 || r.TBS.Version != 0 || len(r.TBS.List) == 0 {
		return nil, errMalformed
	}
	q := &statusRequest{}
	for _, e := range r.TBS.Extensions {
		switch {
		case e.Id.Equal(nonceID):
			if q.nonce != nil || !nonceFits(e.Value) {
				return nil, errMalformed
			}
			q.nonce = &e
		case e.Critical:
			return nil, errMalformed
		}
	}
	for _, one := range r.TBS.List {
		for _, e := range one.Extensions {
			if e.Critical {
				return nil, errMalformed
			}
		}
		q.ids = append(q.ids, one.ID)
	}
	return q, nil
}

// nonceFits is RFC 9654 section 2.1.
func nonceFits(value []byte) bool {
	var nonce []byte
	rest, err := asn1.Unmarshal(value, &nonce)
	return err == nil && len(rest) == 0 && len(nonce) >= 1 && len(nonce) <= 128
}

var idHashes = []struct {
	id   asn1.ObjectIdentifier
	hash crypto.Hash
}{
	{asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}, crypto.SHA1}, // still what most ask by; it is no signature
	{sha256ID, crypto.SHA256}, {sha384ID, crypto.SHA384}, {sha512ID, crypto.SHA512},
}

// names reports whether the certificate asked for is said to be of this issuer.
func (id *certID) names(issuer *x509.Certificate) bool {
	var key struct {
		Algorithm pkix.AlgorithmIdentifier
		Bits      asn1.BitString
	}
	if _, err := asn1.Unmarshal(issuer.RawSubjectPublicKeyInfo, &key); err != nil {
		return false
	}
	for _, h := range idHashes {
		if h.id.Equal(id.Hash.Algorithm) {
			return bytes.Equal(sum(h.hash, issuer.RawSubject), id.NameHash) && bytes.Equal(sum(h.hash, key.Bits.RightAlign()), id.KeyHash)
		}
	}
	return false
}

func sum(hash crypto.Hash, b []byte) []byte {
	h := hash.New()
	h.Write(b)
	return h.Sum(nil)
}
