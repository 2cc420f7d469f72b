package signing

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The types of RFC 5652 and RFC 5035, read by encoding/asn1: another reader than
// the one that is tested.
type (
	contentInfo struct {
		Type asn1.ObjectIdentifier
		Data signedDataASN1 `asn1:"explicit,tag:0"`
	}
	signedDataASN1 struct {
		Version          int
		DigestAlgorithms []pkix.AlgorithmIdentifier `asn1:"set"`
		Content          struct{ Type asn1.ObjectIdentifier }
		Certificates     asn1.RawValue
		Signers          []signerInfo `asn1:"set"`
	}
	signerInfo struct {
		Version            int
		Signer             issuerAndSerialASN1
		DigestAlgorithm    pkix.AlgorithmIdentifier
		Attributes         asn1.RawValue
		SignatureAlgorithm pkix.AlgorithmIdentifier
		Signature          []byte
	}
	issuerAndSerialASN1 struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	attributeASN1 struct {
		Type   asn1.ObjectIdentifier
		Values []asn1.RawValue `asn1:"set"`
	}
	signingCertificateASN1 struct{ Certificates []certificateID }
	certificateID          struct {
		Algorithm    pkix.AlgorithmIdentifier `asn1:"optional"`
		Hash         []byte
		IssuerSerial struct {
			Issuer []asn1.RawValue
			Serial *big.Int
		}
	}
)

func unmarshal(t *testing.T, der []byte, into any) {
	t.Helper()
	if rest, err := asn1.Unmarshal(der, into); err != nil || len(rest) > 0 {
		t.Fatalf("%T: %v, %d bytes left", into, err, len(rest))
	}
}

func TestCMS(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			s := trust().sealer(t, k.key(), k.pss)
			sheet, file := sealed(t, s)
			d, err := open(file)
			if err != nil {
				t.Fatal(err)
			}
			var ci contentInfo
			unmarshal(t, d.der, &ci)
			own, scheme := s.identity.Certificate, s.envelope.scheme
			sd := ci.Data
			if sd.Version != 1 || len(sd.DigestAlgorithms) != 1 || len(sd.Signers) != 1 {
				t.Fatalf("version %d, %d digest algorithms, %d signers", sd.Version, len(sd.DigestAlgorithms), len(sd.Signers))
			}
			si := sd.Signers[0]
			if si.Version != 1 || !bytes.Equal(si.Signer.Issuer.FullBytes, own.RawIssuer) || si.Signer.Serial.Cmp(own.SerialNumber) != 0 {
				t.Errorf("signer: %+v", si.Signer)
			}

			var got []string
			var previous []byte
			values := map[string][]byte{}
			for rest := si.Attributes.Bytes; len(rest) > 0; {
				var a attributeASN1
				after, err := asn1.Unmarshal(rest, &a)
				if err != nil || len(a.Values) != 1 {
					t.Fatalf("attribute: %v, %d values", err, len(a.Values))
				}
				raw := rest[:len(rest)-len(after)]
				if bytes.Compare(previous, raw) >= 0 {
					t.Errorf("attribute %s is not in its order", a.Type)
				}
				got, previous, rest = append(got, a.Type.String()), raw, after
				values[a.Type.String()] = a.Values[0].FullBytes
			}
			const contentType, messageDigest, signingCertificateV2 = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47"
			if diff := cmp.Diff([]string{contentType, messageDigest, signingCertificateV2}, got); diff != "" {
				t.Errorf("signed attributes (-want +got):\n%s", diff)
			}
			var digest []byte
			unmarshal(t, values[messageDigest], &digest)
			if !bytes.Equal(digest, sheet.hole.digest(file, scheme)) {
				t.Errorf("message digest %x", digest)
			}
			var sc signingCertificateASN1
			unmarshal(t, values[signingCertificateV2], &sc)
			if len(sc.Certificates) != 1 {
				t.Fatalf("%d signing certificates", len(sc.Certificates))
			}
			id := sc.Certificates[0]
			if !bytes.Equal(id.Hash, scheme.digest(own.Raw)) || id.IssuerSerial.Serial.Cmp(own.SerialNumber) != 0 || len(id.IssuerSerial.Issuer) != 1 || !bytes.Equal(id.IssuerSerial.Issuer[0].Bytes, own.RawIssuer) {
				t.Errorf("signing certificate: %+v", id)
			}
			// SHA-256 is the DEFAULT and must not be written in DER; another hash must.
			if named := id.Algorithm.Algorithm != nil; named != (k.name == "P-384") {
				t.Errorf("hash named: %v, %v", named, id.Algorithm.Algorithm)
			}
		})
	}
}

// The parameters as RFC 4055 has them: both hashes SHA-256 with NULL, salt 32.
func TestPSSParameters(t *testing.T) {
	t.Parallel()
	const want = "3041" + "06092a864886f70d01010a" + "3034" +
		"a00f" + "300d06096086480165030402010500" +
		"a11c" + "301a06092a864886f70d010108" + "300d06096086480165030402010500" +
		"a203" + "020120"
	if got := hex.EncodeToString(pss.signatureID); got != want {
		t.Errorf("signature algorithm\n%s, want\n%s", got, want)
	}
}

func TestSetOf(t *testing.T) {
	t.Parallel()
	got := hex.EncodeToString(setOf(tagged(0), []byte{4, 1, 2}, []byte{4, 1, 1}, []byte{2, 1, 9}, []byte{4, 1, 1}))
	if want := "a009" + "020109" + "040101" + "040102"; got != want {
		t.Errorf("setOf = %s, want %s", got, want)
	}
}
