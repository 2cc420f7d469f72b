package trust

import (
	"crypto"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
)

// The library's own parser does not say why it refuses, takes a digest of any length,
// and cannot give a reason in words.

// stampRequest is a TimeStampReq (RFC 3161 section 2.4.1).
type stampRequest struct {
	Version int
	Imprint struct {
		Hash   pkix.AlgorithmIdentifier
		Digest []byte
	}
	Policy     asn1.ObjectIdentifier `asn1:"optional"`
	Nonce      *big.Int              `asn1:"optional"`
	CertReq    bool                  `asn1:"optional,default:false"`
	Extensions []asn1.RawValue       `asn1:"tag:0,optional"`
}

// query is a request that can be answered.
type query struct {
	stampRequest
	hash crypto.Hash
}

var (
	sha256ID = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	sha384ID = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	sha512ID = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}
)

// parseStampRequest returns a *rejection for what gets no time stamp.
func parseStampRequest(der []byte) (*query, error) {
	var q query
	rest, err := asn1.Unmarshal(der, &q.stampRequest)
	q.hash = imprintHash(q.Imprint.Hash.Algorithm)
	switch {
	case err != nil || len(rest) > 0:
		return nil, &rejection{badDataFormat, "the request is not a TimeStampReq in DER"}
	case q.Version != 1:
		return nil, &rejection{badRequest, "the request is not of version 1"}
	case q.hash == 0:
		return nil, &rejection{badAlgorithm, "digests are SHA-256, SHA-384 or SHA-512"}
	case len(q.Imprint.Digest) != q.hash.Size():
		return nil, &rejection{badDataFormat, "the digest is not as long as its algorithm makes it"}
	case q.Policy != nil && !q.Policy.Equal(Policy):
		return nil, &rejection{unacceptedPolicy, "the only policy is " + Policy.String()}
	case len(q.Extensions) > 0:
		return nil, &rejection{unacceptedExtension, "no extension is known"}
	}
	return &q, nil
}

func imprintHash(id asn1.ObjectIdentifier) crypto.Hash {
	switch {
	case id.Equal(sha256ID):
		return crypto.SHA256
	case id.Equal(sha384ID):
		return crypto.SHA384
	case id.Equal(sha512ID):
		return crypto.SHA512
	}
	return 0
}

// The bits of a PKIFailureInfo (RFC 3161 section 2.4.2).
const (
	badAlgorithm        = 0
	badRequest          = 2
	badDataFormat       = 5
	unacceptedPolicy    = 15
	unacceptedExtension = 16
	systemFailure       = 25
)

// rejection is why there is no time stamp.
type rejection struct {
	bit  int
	text string
}

func (r *rejection) Error() string { return r.text }

// marshal makes a TimeStampResp with a PKIStatusInfo and no token.
func (r *rejection) marshal() ([]byte, error) {
	const rejected = 2
	type statusInfo struct {
		Status int
		Text   []asn1.RawValue
		Fail   asn1.BitString
	}
	bits := make([]byte, r.bit/8+1)
	bits[r.bit/8] = 0x80 >> (r.bit % 8)
	return asn1.Marshal(struct{ Info statusInfo }{statusInfo{
		rejected, []asn1.RawValue{{Tag: asn1.TagUTF8String, Bytes: []byte(r.text)}}, asn1.BitString{Bytes: bits, BitLength: r.bit + 1},
	}})
}
