package signing

import (
	"crypto"
	"encoding/asn1"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// stampHash is the hash of what we have stamped.
const stampHash = crypto.SHA256

// stampRequest is a TimeStampReq (RFC 3161 2.4.1) that asks for the authority's
// certificates too.
func stampRequest(digest []byte, policy asn1.ObjectIdentifier, nonce *big.Int) []byte {
	var wanted []byte
	if policy != nil {
		wanted = oid(policy...)
	}
	return sequence(
		version1,
		sequence(sequence(oidSHA256, null), element(tag.OCTET_STRING, digest)),
		wanted,
		integer(nonce),
		element(tag.BOOLEAN, []byte{0xFF}))
}

// The answers that bring a token (RFC 3161 2.4.2). What the second has changed is seen
// by comparing: everything that we ask for is.
const (
	granted         = 0
	grantedWithMods = 1
)

// readStampResponse takes the token out of a TimeStampResp. ErrUnavailable if the
// authority refuses, ErrTimestamp if it is not a response.
func readStampResponse(answer []byte) ([]byte, error) {
	var response, status, token cryptobyte.String
	var code int
	in := cryptobyte.String(answer)
	if !in.ReadASN1(&response, tag.SEQUENCE) || !in.Empty() || !response.ReadASN1(&status, tag.SEQUENCE) || !status.ReadASN1Integer(&code) {
		return nil, fmt.Errorf("%w: the answer is not a time-stamp response", ErrTimestamp)
	}
	if code != granted && code != grantedWithMods {
		return nil, fmt.Errorf("%w: refused, PKI status %d", ErrUnavailable, code)
	}
	if !response.ReadASN1Element(&token, tag.SEQUENCE) || !response.Empty() {
		return nil, fmt.Errorf("%w: the answer holds no token", ErrTimestamp)
	}
	return token, nil
}
