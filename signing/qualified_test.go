package signing

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// statement is a QCStatement with what it says, if anything.
func statement(id asn1.ObjectIdentifier, info ...[]byte) []byte {
	return sequence(append([][]byte{oid(id...)}, info...)...)
}

var (
	compliance = statement(oidQCCompliance)
	sscd       = statement(oidQCDevice)
	eseal      = statement(oidQCType, sequence(oid(oidQCTypeSeal...)))
	esign      = statement(oidQCType, sequence(oid(0, 4, 0, 1862, 1, 6, 1)))
	both       = statement(oidQCType, sequence(oid(0, 4, 0, 1862, 1, 6, 1), oid(oidQCTypeSeal...)))
	elsewhere  = statement(oidQCLegislation, sequence([]byte{0x13, 2, 'C', 'H'}))
	retention  = statement(asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 3}, []byte{2, 1, 20})
	semantics  = statement(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 11, 2}, sequence(oid(0, 4, 0, 194121, 1, 2)))
)

// stating is a certificate with the given value of QCStatements.
func stating(value []byte) *x509.Certificate {
	return trust().identity(ecP256(), func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: oidQCStatements, Value: value}}
	}).Certificate
}

func TestQualified(t *testing.T) {
	t.Parallel()
	none := []string{"QcCompliance", "QcSSCD", "QcType"}
	for _, c := range []struct {
		name  string
		value []byte
		want  []string // words, one for each line
	}{
		{"empty", sequence(), none},
		{"signature instead of seal", sequence(compliance, sscd, esign), []string{"QcType"}},
		{"seal and signature", sequence(compliance, sscd, both), []string{"QcType"}},
		{"type without types", sequence(compliance, sscd, statement(oidQCType)), []string{"QcType"}},
		{"type of nothing", sequence(compliance, sscd, statement(oidQCType, sequence())), []string{"QcType"}},
		{"type and more", sequence(compliance, sscd, statement(oidQCType, sequence(oid(oidQCTypeSeal...)), null)), []string{"QcType"}},
		{"advanced seal on a qualified certificate", sequence(compliance, eseal), []string{"QcSSCD"}},
		{"a device and no more", sequence(sscd), []string{"QcCompliance", "QcType"}},
		{"of another country", sequence(compliance, sscd, eseal, elsewhere), []string{"QcCClegislation"}},
		{"only of another country", sequence(elsewhere), append(none, "QcCClegislation")},
		{"unrelated statements", sequence(retention, semantics), none},
		{"not a sequence", null, []string{"cannot be read"}},
		{"nothing", []byte{}, []string{"cannot be read"}},
		{"more after it", append(sequence(compliance, sscd, eseal), 0), []string{"cannot be read"}},
		{"cut off", sequence(compliance, sscd, eseal)[:9], []string{"cannot be read"}},
		{"no identifier", sequence(compliance, sscd, eseal, sequence(null)), []string{"cannot be read"}},
		{"not a statement", sequence(compliance, sscd, eseal, null), []string{"cannot be read"}},
		{"a statement twice", sequence(compliance, sscd, eseal, esign), []string{"cannot be read"}},

		{"qualified seal", sequence(compliance, sscd, eseal), nil},
		{"qualified seal, in full", sequence(semantics, compliance, retention, sscd, eseal), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := Qualified(stating(c.value))
			if len(c.want) == 0 {
				if err != nil {
					t.Errorf("Qualified: %v", err)
				}
				return
			}
			if !errors.Is(err, ErrNotQualified) {
				t.Fatalf("Qualified: %v, want ErrNotQualified", err)
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(c.want) {
				t.Fatalf("Qualified: %q, want %d lines", lines, len(c.want))
			}
			for i, word := range c.want {
				if !strings.Contains(lines[i], word) {
					t.Errorf("line %d: %q, want %q", i, lines[i], word)
				}
			}
		})
	}
}

func TestQualifiedWithoutStatements(t *testing.T) {
	t.Parallel()
	if err := Qualified(trust().identity(ecP256()).Certificate); !errors.Is(err, ErrNotQualified) {
		t.Errorf("Qualified: %v, want ErrNotQualified", err)
	}
}

// The certificate of somebody else's making: openssl writes the extension.
func TestQualifiedByOpenSSL(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	conf, out := filepath.Join(dir, "conf"), filepath.Join(dir, "cert.pem")
	text := `[req]
distinguished_name=dn
[dn]
[ext]
1.3.6.1.5.5.7.1.3=ASN1:SEQUENCE:statements
[statements]
compliance=SEQUENCE:compliance
device=SEQUENCE:device
type=SEQUENCE:type
[compliance]
id=OID:0.4.0.1862.1.1
[device]
id=OID:0.4.0.1862.1.4
[type]
id=OID:0.4.0.1862.1.6
types=SEQUENCE:types
[types]
seal=OID:0.4.0.1862.1.6.2
`
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null",
		"-subj", "/CN=TEST", "-config", conf, "-extensions", "ext", "-out", out)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("openssl (Debian package openssl): %v\n%s", err, said)
	}
	pem, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	certificates, err := parseCertificatesPEM(pem)
	if err != nil {
		t.Fatal(err)
	}
	if err := Qualified(certificates[0]); err != nil {
		t.Errorf("Qualified: %v", err)
	}
}

func FuzzQualified(f *testing.F) {
	for _, seed := range [][]byte{sequence(compliance, sscd, eseal), sequence(elsewhere, both), sequence(), null} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		c := &x509.Certificate{Extensions: []pkix.Extension{{Id: oidQCStatements, Value: value}}}
		if err := Qualified(c); err == nil && !strings.Contains(string(value), string(oid(oidQCTypeSeal...))) {
			t.Errorf("qualified without being for seals: %x", value)
		}
	})
}
