package signing

import (
	"bytes"
	"crypto"
	_ "crypto/sha1" //nolint:gosec // the certificate hash of RFC 2634 knows no other
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// ErrStampUsage says that a certificate is not one for time stamps.
var ErrStampUsage = errors.New("signing: the certificate is not for time stamps and nothing else")

var extendedKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}

// stampPurpose is what RFC 3161 2.3 asks of an authority's certificate: one extended
// key usage, timeStamping, critical. ErrStampUsage, ErrKeyUsage or ErrAuthority.
func stampPurpose(c *x509.Certificate) error {
	only := len(c.UnknownExtKeyUsage) == 0 && slices.Equal(c.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping})
	critical := false
	for _, e := range c.Extensions {
		critical = critical || e.Critical && e.Id.Equal(extendedKeyUsage)
	}
	if !only || !critical {
		return ErrStampUsage
	}
	return purpose(c)
}

// namesSigner says whether the message's signer signed which certificate is his, so
// that no other for the same key can be put in its place: signing-certificate (RFC 2634
// 5.4) or signing-certificate-v2 (RFC 5035 3), of which the first entry counts.
func (m *Message) namesSigner(c *x509.Certificate) error {
	v1, v2 := m.attribute(oidSigningCertificate), m.attribute(oidSigningCertificateV2)
	if v1 == nil && v2 == nil {
		return fmt.Errorf("%w: the signer does not say which certificate is his", ErrMessage)
	}
	if v1 != nil && !namesCertificate(v1, c, crypto.SHA1) || v2 != nil && !namesCertificate(v2, c, crypto.SHA256) {
		return fmt.Errorf("%w: the signer says that another certificate is his", ErrMessage)
	}
	return nil
}

// namesCertificate says whether a SigningCertificate, or V2 with its default hash,
// names c.
func namesCertificate(attribute []byte, c *x509.Certificate, hash crypto.Hash) bool {
	var list, ids, id, algorithm, name, digest cryptobyte.String
	in := cryptobyte.String(attribute)
	if !in.ReadASN1(&list, tag.SEQUENCE) || !list.ReadASN1(&ids, tag.SEQUENCE) || !ids.ReadASN1(&id, tag.SEQUENCE) {
		return false
	}
	if id.PeekASN1Tag(tag.SEQUENCE) {
		if !id.ReadASN1(&algorithm, tag.SEQUENCE) || !algorithm.ReadASN1Element(&name, tag.OBJECT_IDENTIFIER) {
			return false
		}
		if hash = hashes[string(name)]; hash == 0 {
			return false
		}
	}
	if !id.ReadASN1(&digest, tag.OCTET_STRING) || !bytes.Equal(digest, sum(hash, c.Raw)) {
		return false
	}
	issuer := sequence(sequence(element(tagged(4), c.RawIssuer)), integer(c.SerialNumber))
	return id.Empty() || bytes.Equal(id, issuer)
}
