package signing

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/crypto/ocsp"
)

// ocspRequest asks about one certificate, by the hash that every responder knows (RFC
// 5019 2.1.1). It has no nonce: responses are kept and used until news are due.
func ocspRequest(c, issuer *x509.Certificate) ([]byte, error) {
	return ocsp.CreateRequest(c, issuer, nil)
}

// readOCSP reads a response about c and nothing else (RFC 6960 4.2), signed by the
// issuer or by who may answer for it. It may come from anybody.
func readOCSP(der []byte, c, issuer *x509.Certificate) (*evidence, error) {
	if !bytes.Contains(der, integer(c.SerialNumber)) { // before a signature is verified
		return nil, errors.New("the OCSP response is about another certificate")
	}
	r, err := ocsp.ParseResponse(der, nil)
	var refused ocsp.ResponseError
	switch {
	case errors.As(err, &refused):
		return nil, fmt.Errorf("%w: OCSP status %d", ErrUnavailable, refused.Status)
	case err != nil:
		return nil, errors.New("not an OCSP response about one certificate")
	}
	signer, err := responder(r, issuer)
	if err != nil {
		return nil, err
	}
	if err := r.CheckSignatureFrom(signer); err != nil {
		return nil, errors.New("the OCSP response's signature is wrong")
	}
	if !isAbout(r, c, issuer) {
		return nil, errors.New("the OCSP response is about another certificate")
	}
	e := &evidence{der: der, kind: ocspKind, from: r.ThisUpdate, until: r.NextUpdate}
	if e.until.IsZero() {
		e.until = e.from.Add(newsAfter)
	}
	switch r.Status {
	case ocsp.Good:
	case ocsp.Revoked:
		e.revoked = r.RevokedAt
	default:
		return nil, fmt.Errorf("%w: the responder does not know the certificate", ErrUnavailable)
	}
	return e, nil
}

// responder is who signed the response: the issuer, or who has from the issuer itself a
// certificate for that (RFC 6960 4.2.2.2). Whether that one is revoked is not asked: it
// is short-lived and commonly says so itself (id-pkix-ocsp-nocheck).
func responder(r *ocsp.Response, issuer *x509.Certificate) (*x509.Certificate, error) {
	c := r.Certificate
	if c == nil || c.Equal(issuer) {
		return issuer, nil
	}
	byIssuer := bytes.Equal(c.RawIssuer, issuer.RawSubject) && issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
	if !byIssuer || !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) {
		return nil, errors.New("the OCSP response is by somebody who may not answer for the issuer")
	}
	return c, validAt(c, r.ProducedAt)
}

// isAbout says whether the response's CertID (RFC 6960 4.1.1) is that of c. The library
// compares the serial number only, which another authority may have given as well.
func isAbout(r *ocsp.Response, c, issuer *x509.Certificate) bool {
	var info, key cryptobyte.String
	whole := cryptobyte.String(issuer.RawSubjectPublicKeyInfo)
	ok := whole.ReadASN1(&info, tag.SEQUENCE) && info.SkipASN1(tag.SEQUENCE) && info.ReadASN1(&key, tag.BIT_STRING)
	const unusedBits = 1 // a byte that counts them
	if !ok || len(key) < unusedBits {
		return false
	}
	id := slices.Concat(
		element(tag.OCTET_STRING, sum(r.IssuerHash, issuer.RawSubject)),
		element(tag.OCTET_STRING, sum(r.IssuerHash, key[unusedBits:])),
		integer(c.SerialNumber))
	return r.SerialNumber.Cmp(c.SerialNumber) == 0 && bytes.Contains(r.TBSResponseData, id)
}
