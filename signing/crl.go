package signing

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// readCRL reads a complete revocation list of the issuer (RFC 5280 5). It may come from
// anybody.
func readCRL(der []byte, c, issuer *x509.Certificate) (*evidence, error) {
	list, err := x509.ParseRevocationList(der)
	if err != nil || len(list.Raw) != len(der) { // x509 passes over what follows
		return nil, errors.New("not a revocation list")
	}
	if !bytes.Equal(list.RawIssuer, issuer.RawSubject) || list.CheckSignatureFrom(issuer) != nil {
		return nil, errors.New("the revocation list is not by the issuer")
	}
	if !listsAll(list, c) {
		return nil, errors.New("the revocation list leaves out the certificate")
	}
	e := &evidence{der: der, kind: listKind, from: list.ThisUpdate, until: list.NextUpdate}
	if e.until.IsZero() {
		e.until = e.from.Add(newsAfter)
	}
	for _, r := range list.RevokedCertificateEntries {
		if r.SerialNumber.Cmp(c.SerialNumber) == 0 {
			e.revoked = r.RevocationTime
		}
	}
	return e, nil
}

var issuingDistributionPoint = asn1.ObjectIdentifier{2, 5, 29, 28}

// listsAll says whether c would be in the list if it were revoked. Of what limits a
// list the issuing distribution point is known; any other critical extension, such as
// that of a list of changes, makes it one that we cannot read (RFC 5280 5.2).
func listsAll(list *x509.RevocationList, c *x509.Certificate) bool {
	for _, e := range list.Extensions {
		switch {
		case e.Id.Equal(issuingDistributionPoint):
			if !inScope(e.Value, c) {
				return false
			}
		case e.Critical:
			return false
		}
	}
	return true
}

// inScope reads an IssuingDistributionPoint (RFC 5280 5.2.5). The list must be at an
// address that c names, for certificates such as c is, for all reasons.
func inScope(value []byte, c *x509.Certificate) bool {
	var scope, point cryptobyte.String
	var hasPoint, users, authorities bool
	in := cryptobyte.String(value)
	ok := in.ReadASN1(&scope, tag.SEQUENCE) && in.Empty() &&
		scope.ReadOptionalASN1(&point, &hasPoint, tagged(0)) &&
		readFlag(&scope, 1, &users) && readFlag(&scope, 2, &authorities) && scope.Empty()
	if !ok || users && c.IsCA || authorities && !c.IsCA {
		return false
	}
	return !hasPoint || namesPoint(point, c.CRLDistributionPoints)
}

func readFlag(in *cryptobyte.String, n uint8, into *bool) bool {
	var value cryptobyte.String
	t := tag.Tag(n).ContextSpecific()
	if !in.PeekASN1Tag(t) {
		return true
	}
	*into = true
	return in.ReadASN1(&value, t) && bytes.Equal(value, []byte{0xFF})
}

// namesPoint says whether one of the addresses is a name of the DistributionPointName.
func namesPoint(name cryptobyte.String, addresses []string) bool {
	var names, one cryptobyte.String
	var t tag.Tag
	uri := tag.Tag(6).ContextSpecific()
	for ok := name.ReadASN1(&names, tagged(0)); ok && !names.Empty(); {
		if ok = names.ReadAnyASN1(&one, &t); ok && t == uri && slices.Contains(addresses, string(one)) {
			return true
		}
	}
	return false
}
