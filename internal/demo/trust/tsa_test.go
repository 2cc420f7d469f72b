package trust

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"encoding/asn1"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
)

const (
	stampQuery = "application/timestamp-query"
	stampReply = "application/timestamp-reply"
)

// stamped asks for a stamp over the network and leaves the answer in a file.
func (p *place) stamped(t *testing.T, query []byte, file string) []byte {
	t.Helper()
	r, reply := call(t, "POST", p.at.TimeStamp, stampQuery, query)
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != stampReply {
		t.Fatalf("%s, %q", r.Status, r.Header.Get("Content-Type"))
	}
	put(t, p.path(file), reply)
	return reply
}

func TestOpensslTimeStamp(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	put(t, p.path("data"), []byte("what is to be stamped"))
	for name, args := range map[string][]string{
		"sha256, certificates": {"-sha256", "-cert"},
		"sha384, no nonce":     {"-sha384", "-no_nonce", "-cert"},
		"sha512, policy":       {"-sha512", "-tspolicy", Policy.String()},
	} {
		t.Run(name, func(t *testing.T) {
			query, reply := p.path(name+".tsq"), p.path(name+".tsr")
			judged(t, nil, append([]string{"ts", "-query", "-data", p.path("data"), "-out", query}, args...)...)
			der, err := os.ReadFile(query)
			if err != nil {
				t.Fatal(err)
			}
			p.stamped(t, der, name+".tsr")
			judged(t, []string{"Status: Granted", "Policy OID: " + Policy.String(), "Accuracy: 0x01 seconds", "DEMO Sportello time-stamp authority"}, "ts", "-reply", "-in", reply, "-text")
			verify := []string{"ts", "-verify", "-queryfile", query, "-in", reply, "-CAfile", p.Root}
			if slices.Contains(args, "-cert") {
				judged(t, []string{"Verification: OK"}, verify...)
				return
			}
			if out, ok := openssl(t, verify...); ok {
				t.Errorf("certificates came although nobody asked: %s", out)
			}
			judged(t, []string{"Verification: OK"}, append(verify, "-untrusted", filepath.Join(filepath.Dir(p.Key), "timestamp.pem"))...)
		})
	}
}

// signed is a request of the library, for what its options say.
func signed(t testing.TB, o timestamp.RequestOptions) []byte {
	t.Helper()
	der, err := timestamp.CreateRequest(strings.NewReader("data"), &o)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func reshape(t testing.TB, der []byte, with func(*stampRequest)) []byte {
	t.Helper()
	var r stampRequest
	if _, err := asn1.Unmarshal(der, &r); err != nil {
		t.Fatal(err)
	}
	with(&r)
	return marshal(t, r)
}

func TestTimeStampRefusals(t *testing.T) {
	t.Parallel()
	p := open(t, Options{})
	whole := signed(t, timestamp.RequestOptions{Nonce: big.NewInt(7)})
	for name, c := range map[string]struct {
		der  []byte
		want string // openssl's word for the failure
	}{
		"nothing":           {nil, "data submitted has the wrong format"},
		"garbage":           {[]byte("please stamp this"), "data submitted has the wrong format"},
		"half":              {whole[:len(whole)/2], "data submitted has the wrong format"},
		"something behind":  {append(bytes.Clone(whole), 0), "data submitted has the wrong format"},
		"a certificate":     {p.Identity.Certificate.Raw, "data submitted has the wrong format"},
		"short digest":      {reshape(t, whole, func(r *stampRequest) { r.Imprint.Digest = r.Imprint.Digest[1:] }), "data submitted has the wrong format"},
		"no digest":         {reshape(t, whole, func(r *stampRequest) { r.Imprint.Digest = nil }), "data submitted has the wrong format"},
		"digest of another": {reshape(t, whole, func(r *stampRequest) { r.Imprint.Hash.Algorithm = sha512ID }), "data submitted has the wrong format"},
		"SHA-1":             {signed(t, timestamp.RequestOptions{Hash: crypto.SHA1}), "unrecognized or unsupported algorithm identifier"},
		"no known digest":   {reshape(t, whole, func(r *stampRequest) { r.Imprint.Hash.Algorithm = asn1.ObjectIdentifier{1, 2, 3} }), "unrecognized or unsupported algorithm identifier"},
		"another version":   {reshape(t, whole, func(r *stampRequest) { r.Version = 2 }), "transaction not permitted or supported"},
		"another policy":    {signed(t, timestamp.RequestOptions{TSAPolicyOID: asn1.ObjectIdentifier{1, 2, 3, 4}}), "requested tsa policy is not supported"},
		"an extension": {reshape(t, whole, func(r *stampRequest) {
			r.Extensions = []asn1.RawValue{{Tag: asn1.TagSequence, IsCompound: true, Bytes: []byte{6, 2, 42, 3, 4, 0}}}
		}), "requested extension is not supported"},
	} {
		file := strings.ReplaceAll(name, " ", "-") + ".tsr"
		reply := p.stamped(t, c.der, file)
		if _, err := timestamp.ParseResponse(reply); err == nil || !strings.Contains(err.Error(), "the request is rejected") {
			t.Errorf("%s: %v", name, err)
		}
		out, _ := openssl(t, "ts", "-reply", "-in", p.path(file), "-text")
		if !strings.Contains(out, "Status: Rejected") || !strings.Contains(strings.ToLower(out), c.want) || !strings.Contains(out, "TST info:\nNot included.") {
			t.Errorf("%s: want %q in\n%s", name, c.want, out)
		}
	}
}

func TestTimeStampAnswersWhatWasAsked(t *testing.T) {
	t.Parallel()
	then := time.Date(2027, 3, 4, 5, 6, 7, 800, time.FixedZone("", 3600))
	p := open(t, Options{Clock: func() time.Time { return then }})
	huge := new(big.Int).Lsh(big.NewInt(1), 500)
	for _, o := range []timestamp.RequestOptions{
		{}, {Nonce: big.NewInt(0)}, {Nonce: huge, Certificates: true}, {TSAPolicyOID: Policy}, {Hash: crypto.SHA512, Nonce: big.NewInt(-5)},
	} {
		got, err := timestamp.ParseResponse(p.stamped(t, signed(t, o), "reply"))
		if err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
		if (got.Nonce == nil) != (o.Nonce == nil) || o.Nonce != nil && got.Nonce.Cmp(o.Nonce) != 0 {
			t.Errorf("nonce %v for %v", got.Nonce, o.Nonce)
		}
		if want := map[bool]int{true: 2}[o.Certificates]; len(got.Certificates) != want {
			t.Errorf("%d certificates, want %d", len(got.Certificates), want)
		}
		if !got.Time.Equal(then.Truncate(time.Second)) || got.Accuracy != accuracy || !got.Policy.Equal(Policy) {
			t.Errorf("%s within %s under %s", got.Time, got.Accuracy, got.Policy)
		}
		if o.Hash == 0 {
			o.Hash = crypto.SHA256
		}
		if !bytes.Equal(got.HashedMessage, sum(o.Hash, []byte("data"))) || got.HashAlgorithm != o.Hash {
			t.Errorf("%s of something else", got.HashAlgorithm)
		}
	}
}

// No number comes twice, whether the authority was started again or not.
func TestTimeStampNumbers(t *testing.T) {
	t.Parallel()
	m := made(t, t.TempDir(), URLs{})
	query := signed(t, timestamp.RequestOptions{})
	seen := map[string]bool{}
	for range 4 {
		h := services(t, m, Options{Clock: func() time.Time { return time.Unix(1_800_000_000, 0) }})
		for range 25 {
			got, err := timestamp.ParseResponse(posted(h, timeStampPath, stampQuery, query))
			if err != nil {
				t.Fatal(err)
			}
			if n := got.SerialNumber; n.BitLen() > 160 || n.BitLen() < 64 || seen[n.String()] {
				t.Fatalf("number %s, of %d bits, seen: %t", n, n.BitLen(), seen[n.String()])
			}
			seen[got.SerialNumber.String()] = true
		}
	}
}

// Tests of those who ask need an authority that answers wrongly, and signs it.
func TestSpoiled(t *testing.T) {
	t.Parallel()
	other := sha256.Sum256([]byte("other"))
	m := made(t, t.TempDir(), URLs{})
	query := signed(t, timestamp.RequestOptions{Nonce: big.NewInt(7), Certificates: true})
	h := services(t, m, Options{Spoil: func(s *timestamp.Timestamp) { s.Nonce, s.HashedMessage = big.NewInt(8), other[:] }})
	got, err := timestamp.ParseResponse(posted(h, timeStampPath, stampQuery, query))
	if err != nil || got.Nonce.Int64() != 8 || !bytes.Equal(got.HashedMessage, other[:]) {
		t.Errorf("%+v, %v", got, err)
	}
	h = services(t, m, Options{Spoil: func(s *timestamp.Timestamp) { s.HashAlgorithm = crypto.MD5SHA1 }})
	if _, err := timestamp.ParseResponse(posted(h, timeStampPath, stampQuery, query)); err == nil || !strings.Contains(err.Error(), timestamp.SystemFailure.String()) {
		t.Errorf("what cannot be made: %v, want a system failure", err)
	}
}

func FuzzTimeStampRequest(f *testing.F) {
	m := made(f, f.TempDir(), URLs{})
	whole := signed(f, timestamp.RequestOptions{Nonce: big.NewInt(7), Certificates: true, TSAPolicyOID: Policy})
	f.Add(whole)
	f.Add(signed(f, timestamp.RequestOptions{Hash: crypto.SHA384}))
	f.Add(signed(f, timestamp.RequestOptions{Hash: crypto.SHA1}))
	f.Add(reshape(f, whole, func(r *stampRequest) { r.Version = 2 }))
	h := services(f, m, Options{})
	f.Fuzz(func(t *testing.T, der []byte) {
		if len(der) > limit {
			return
		}
		got, err := timestamp.ParseResponse(posted(h, timeStampPath, stampQuery, der))
		if err != nil {
			if !strings.Contains(err.Error(), "the request is rejected") || strings.Contains(err.Error(), timestamp.SystemFailure.String()) {
				t.Fatalf("%x: %v", der, err)
			}
			return
		}
		asked, err := timestamp.ParseRequest(der)
		if err != nil || !bytes.Equal(asked.HashedMessage, got.HashedMessage) || asked.HashAlgorithm != got.HashAlgorithm {
			t.Fatalf("%x is stamped as %+v: %v", der, got, err)
		}
	})
}
