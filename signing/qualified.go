package signing

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// ErrNotQualified says that a certificate does not call its seal a qualified one.
var ErrNotQualified = errors.New("signing: not a certificate for qualified seals")

// The statements of a qualified certificate (RFC 3739 section 3.2.6 for the
// extension, ETSI EN 319 412-5 clause 4 for what it holds).
var (
	oidQCStatements  = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 3}
	oidQCCompliance  = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 1}
	oidQCDevice      = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 4}
	oidQCType        = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 6}
	oidQCTypeSeal    = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 6, 2}
	oidQCLegislation = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 7}
)

// Qualified says whether a certificate states that a seal by it is a qualified
// electronic seal (Reg. (EU) 910/2014 art. 3(27)): that it is qualified itself
// (QcCompliance, clause 4.2.1), that its key is in a qualified device (QcSSCD,
// 4.2.2), that it is for seals (QcType eseal, 4.2.3), under the law of the Union and
// no other (no QcCClegislation, 4.2.4). All that is missing comes together, joined,
// one a line, each ErrNotQualified. Whether the issuer may say so is another question,
// which the trusted lists answer.
func Qualified(c *x509.Certificate) error {
	statements, err := qcStatements(c)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotQualified, err)
	}
	var faults []error
	lacks := func(missing bool, what string) {
		if missing {
			faults = append(faults, fmt.Errorf("%w: %s", ErrNotQualified, what))
		}
	}
	_, compliant := statements[oidQCCompliance.String()]
	_, device := statements[oidQCDevice.String()]
	_, elsewhere := statements[oidQCLegislation.String()]
	lacks(!compliant, "it does not state that it is qualified (QcCompliance, EN 319 412-5 4.2.1)")
	lacks(!device, "it does not state that its key is in a qualified device (QcSSCD, 4.2.2)")
	lacks(!forSeals(statements[oidQCType.String()]), "it does not state that it is for seals (QcType eseal, 4.2.3)")
	lacks(elsewhere, "it is issued under the law of a country outside the Union (QcCClegislation, 4.2.4)")
	return errors.Join(faults...)
}

// qcStatements is what the statements say, by their identifiers; none if the
// certificate has no such extension.
func qcStatements(c *x509.Certificate) (map[string]cryptobyte.String, error) {
	i := slices.IndexFunc(c.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(oidQCStatements) })
	if i < 0 {
		return nil, nil
	}
	malformed := errors.New("its QCStatements cannot be read")
	der := cryptobyte.String(c.Extensions[i].Value)
	var list cryptobyte.String
	if !der.ReadASN1(&list, tag.SEQUENCE) || !der.Empty() {
		return nil, malformed
	}
	statements := map[string]cryptobyte.String{}
	for !list.Empty() {
		var statement cryptobyte.String
		var id asn1.ObjectIdentifier
		if !list.ReadASN1(&statement, tag.SEQUENCE) || !statement.ReadASN1ObjectIdentifier(&id) {
			return nil, malformed
		}
		if _, twice := statements[id.String()]; twice {
			return nil, malformed
		}
		statements[id.String()] = statement
	}
	return statements, nil
}

// forSeals reports whether a QcType names seals and nothing else: a certificate has
// one purpose.
func forSeals(info cryptobyte.String) bool {
	var types cryptobyte.String
	var id asn1.ObjectIdentifier
	return info.ReadASN1(&types, tag.SEQUENCE) && info.Empty() &&
		types.ReadASN1ObjectIdentifier(&id) && types.Empty() && id.Equal(oidQCTypeSeal)
}
