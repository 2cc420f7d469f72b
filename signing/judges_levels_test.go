package signing

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/asn1"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// judgeStamps has every time stamp judged by openssl, over the data that it is for.
func judgeStamps(t *testing.T, dir, root string, d *document) {
	t.Helper()
	judge := func(token []byte, data ...[]byte) {
		t.Helper()
		stamp := write(t, dir, "token.der", token)
		over := write(t, dir, "stamped.bin", bytes.Join(data, nil))
		out := tool(t, "openssl", "openssl", "ts", "-verify", "-in", stamp, "-token_in", "-data", over, "-CAfile", root)
		if !strings.Contains(out, "Verification: OK") {
			t.Errorf("openssl ts -verify:\n%s", out)
		}
	}
	if d.stamp != nil {
		judge(d.stamp, d.signature)
	}
	for _, a := range d.additions {
		if a.token != nil {
			judge(a.token, d.file[:a.hole.Start], d.file[a.hole.End:a.end])
		}
	}
}

// TestOutsideJudgesOfLevels has every level, as sealed and as raised, judged by programs
// that know nothing of this one.
func TestOutsideJudgesOfLevels(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	dir := t.TempDir()
	root := write(t, dir, "root.pem", pemOf("CERTIFICATE", v.root.Raw))
	nss := "sql:" + dir
	tool(t, "libnss3-tools", "certutil", "-N", "-d", nss, "--empty-password")
	tool(t, "libnss3-tools", "certutil", "-A", "-d", nss, "-n", "root", "-t", "CT,CT,CT", "-i", root)

	sheet, plain := sealed(t, v.sealer(t, LevelB))
	_, _, files := ladder(t, v)
	all := map[string][]byte{"B-T": files[LevelT], "B-LT": files[LevelLT], "B-LTA": files[LevelLTA]}
	for name, file := range map[string][]byte{"renewed": files[LevelLTA], "raised": plain} {
		raised, err := v.sealer(t, LevelLTA).Raise(context.Background(), file)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = raised
	}
	for name, file := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			pdf := write(t, dir, "sealed.pdf", file)
			if out := tool(t, "qpdf", "qpdf", "--check", pdf); !strings.Contains(out, "No syntax or stream encoding errors found") {
				t.Errorf("qpdf --check:\n%s", out)
			}
			out := tool(t, "poppler-utils", "pdfsig", "-nssdir", nss, pdf)
			for _, want := range []string{"Signature is Valid", "Certificate is Trusted", "Total document signed", "ETSI.CAdES.detached"} {
				if name == "B-LT" && want == "Total document signed" { // material is not signed by itself
					continue
				}
				if !strings.Contains(out, want) {
					t.Errorf("pdfsig does not say %q:\n%s", want, out)
				}
			}
			d, err := open(file)
			if err != nil {
				t.Fatal(err)
			}
			// The fields and their time stamps are there for every reader.
			if got := strings.Count(out, "Signature Field Name: Marca temporale"); got != strings.Count(string(file), "/Type/DocTimeStamp") {
				t.Errorf("pdfsig sees %d time stamps:\n%s", got, out)
			}
			hole := sheet.hole
			if name != "raised" {
				hole = d.hole
			}
			judgeByOpenSSL(t, dir, root, hole, file[:d.end])
			judgeStamps(t, dir, root, d)
		})
	}
}

// opensslAuthority answers requests by openssl ts, a time-stamp authority of its own.
func opensslAuthority(t *testing.T, p *pki) func(context.Context, Call) (int, []byte, error) {
	t.Helper()
	dir := t.TempDir()
	id := p.stampIdentity(rsa2048())
	key, err := x509.MarshalPKCS8PrivateKey(id.Key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "serial", []byte("01\n"))
	config := write(t, dir, "tsa.conf", []byte(`[tsa]
default_tsa = here
[here]
serial = `+filepath.Join(dir, "serial")+`
signer_cert = `+write(t, dir, "tsa.pem", pemOf("CERTIFICATE", id.Certificate.Raw))+`
certs = `+write(t, dir, "chain.pem", pemOf("CERTIFICATE", p.issuing.Raw))+`
signer_key = `+write(t, dir, "tsa.key", pemOf("PRIVATE KEY", key))+`
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.9
other_policies = `+testPolicy.String()+`
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500, microsecs:100
ordering = yes
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = sha256
`))
	return func(_ context.Context, c Call) (int, []byte, error) {
		query := write(t, dir, "query.tsq", c.Body)
		answer := filepath.Join(dir, "answer.tsr")
		tool(t, "openssl", "openssl", "ts", "-reply", "-config", config, "-queryfile", query, "-out", answer)
		out, err := os.ReadFile(answer)
		return 200, out, err
	}
}

// A real authority understands our requests, and we its answers.
func TestOpenSSLAuthority(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	v.answers[stampURL] = opensslAuthority(t, v.pki)
	token, err := v.stamper(t).Stamp(context.Background(), []byte("da"), []byte("ta"))
	if err != nil {
		t.Fatal(err)
	}
	if !token.Policy.Equal(testPolicy) || token.Accuracy.Microseconds() != 1_500_100 {
		t.Errorf("token %+v", token)
	}
	none := v.stamper(t, func(o *StamperOptions) { o.Authorities[0].Policy = asn1.ObjectIdentifier{1, 2, 3} })
	if _, err := none.Stamp(context.Background(), []byte("data")); err == nil {
		t.Error("an unknown policy is granted")
	}
	_, file := sealed(t, v.sealer(t, LevelLTA))
	if _, err := Verify(file, v.verify()); err != nil {
		t.Errorf("Verify: %v", err)
	}
}
