package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/signing"
)

// office is a seal's trust as a municipality has it: a root and what it issues.
type office struct {
	t    *testing.T
	dir  string
	key  *ecdsa.PrivateKey
	root *x509.Certificate
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dir: t.TempDir(), key: newKey(t)}
	o.root = o.issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: "TEST root"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, o.key.Public())
	return o
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (o *office) issue(template *x509.Certificate, key crypto.PublicKey) *x509.Certificate {
	o.t.Helper()
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent := o.root
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, o.key)
	if err != nil {
		o.t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

// statements are the QCStatements of a qualified seal.
func statements(t *testing.T) pkix.Extension {
	t.Helper()
	type plain struct{ ID asn1.ObjectIdentifier }
	type typed struct {
		ID    asn1.ObjectIdentifier
		Types []asn1.ObjectIdentifier
	}
	der, err := asn1.Marshal(struct {
		Compliance, Device plain
		Type               typed
	}{
		plain{asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 1}},
		plain{asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 4}},
		typed{asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 6}, []asn1.ObjectIdentifier{{0, 4, 0, 1862, 1, 6, 2}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 3}, Value: der}
}

func (o *office) seal(key crypto.PublicKey, extensions ...pkix.Extension) *x509.Certificate {
	o.t.Helper()
	return o.issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: "TEST sigillo"}, KeyUsage: x509.KeyUsageContentCommitment, ExtraExtensions: extensions,
	}, key)
}

func (o *office) file(name string, content []byte) string {
	o.t.Helper()
	path := filepath.Join(o.dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		o.t.Fatal(err)
	}
	return path
}

func (o *office) pem(name string, c *x509.Certificate) string {
	o.t.Helper()
	return o.file(name, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
}

// remote is the environment of a seal at a service with a certificate for key.
func (o *office) remote(url string, c *x509.Certificate) []string {
	o.t.Helper()
	return []string{
		"SPORTELLO_SEAL_KEY_FILE=", "SPORTELLO_SEAL_CHAIN_FILE=" + o.pem("chain.pem", c), "SPORTELLO_SEAL_ROOTS_FILE=" + o.pem("root.pem", o.root),
		"SPORTELLO_SEAL_CSC_URL=" + url, "SPORTELLO_SEAL_CSC_CREDENTIAL=office", "SPORTELLO_SEAL_CSC_TOKEN_FILE=" + o.file("token", []byte("t0ken\n")),
	}
}

func TestCheckConfigOfTheKey(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	plain := production(t, "postgres://someone@localhost/sportello")
	remote := append(plain[:len(plain):len(plain)], o.remote("https://seals.example/csc/v2", o.seal(newKey(t).Public()))...)
	pinFile, empty := o.file("pin", []byte("s3cret\n")), o.file("empty", []byte("\n"))
	device := append(plain[:len(plain):len(plain)],
		"SPORTELLO_SEAL_KEY_FILE=", "SPORTELLO_SEAL_PKCS11_MODULE=/does/not/exist.so", "SPORTELLO_SEAL_PKCS11_TOKEN=office",
		"SPORTELLO_SEAL_PKCS11_KEY_LABEL=seal", "SPORTELLO_SEAL_PIN_FILE="+pinFile)
	for _, c := range []struct {
		name string
		env  []string
		set  []string
		want []string // beginnings of the faults, and nothing else
	}{
		{"remote", remote, nil, nil},
		{"remote on this machine", remote, []string{"CSC_URL=http://127.0.0.1:1/csc/v2"}, nil},
		{"remote, in the clear", remote, []string{"CSC_URL=http://seals.example/csc/v2"}, []string{"CSC_URL: must begin with https://"}},
		{"remote, half", remote, []string{"CSC_URL=", "CSC_TOKEN_FILE=", "CHAIN_FILE="}, []string{"CSC_URL: is not set", "CSC_TOKEN_FILE: is not set", "CHAIN_FILE: is not set"}},
		{"remote, no credential", remote, []string{"CSC_CREDENTIAL="}, []string{"CSC_CREDENTIAL: is not set"}},
		{"remote, empty token", remote, []string{"CSC_TOKEN_FILE=" + empty}, []string{"CSC_TOKEN_FILE: " + empty + " is empty"}},
		{"remote, PIN missing", remote, []string{"PIN_FILE=/does/not/exist"}, []string{"PIN_FILE: /does/not/exist"}},
		{"remote, no patience", remote, []string{"PATIENCE=0s", "AT_ONCE=0", "WAITING=-1"}, []string{"AT_ONCE: must", "WAITING: must", "PATIENCE: must"}},
		{"remote, another root", append(remote[:len(remote):len(remote)], plain[len(plain)-3]), nil, []string{"CSC_URL: signing: the certificate does not lead"}},
		{"remote, not certificates", remote, []string{"CHAIN_FILE=" + empty}, []string{"CSC_URL: signing: no certificate"}},
		{"file and device", plain, []string{"PKCS11_TOKEN=office"}, []string{"KEY_FILE: is set together with SPORTELLO_SEAL_PKCS11_MODULE"}},
		{"everywhere", remote, []string{"KEY_FILE=a", "PASSWORD_FILE=b", "PKCS11_KEY_ID=00"}, []string{"KEY_FILE: is set together with SPORTELLO_SEAL_PKCS12_FILE and SPORTELLO_SEAL_PKCS11_MODULE and SPORTELLO_SEAL_CSC_URL"}},
		{"nowhere", plain, []string{"KEY_FILE=", "CHAIN_FILE="}, []string{"KEY_FILE: is not set", "CHAIN_FILE: is not set"}},
		{"chain beside PKCS#12", plain, []string{"KEY_FILE=", "PKCS12_FILE=" + empty, "PASSWORD_FILE=" + empty}, []string{"CHAIN_FILE: is set, but"}},
		{"device in a program without", device, nil, []string{"PKCS11_MODULE: signing: this program was built without PKCS #11"}},
		{"device, half", device, []string{"PKCS11_MODULE=", "PKCS11_TOKEN=", "PKCS11_KEY_LABEL=", "PIN_FILE=", "PKCS11_KEY_ID=xyz"}, []string{
			"PKCS11_MODULE: is not set", "PKCS11_TOKEN: is not set", "PKCS11_KEY_ID: is not hex", "PIN_FILE: is not set",
		}},
		{"device, no key named", device, []string{"PKCS11_KEY_LABEL=", "CHAIN_FILE="}, []string{"PKCS11_KEY_LABEL: is not set, nor", "CHAIN_FILE: is not set"}},
		{"qualified, by the demo", plain, []string{"QUALIFIED=true"}, []string{
			"QUALIFIED: the certificate is one of the demo", "QUALIFIED: signing: not a certificate for qualified seals: it does not state that it is qualified",
			"QUALIFIED: signing: not a certificate for qualified seals: it does not state that its key", "QUALIFIED: signing: not a certificate for qualified seals: it does not state that it is for seals",
		}},
		{"qualified", remote, []string{"QUALIFIED=true", "CHAIN_FILE=" + o.pem("qualified.pem", o.seal(newKey(t).Public(), statements(t)))}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			env := c.env[:len(c.env):len(c.env)]
			for _, s := range c.set {
				env = append(env, "SPORTELLO_SEAL_"+s)
			}
			out, errOut, code := sportello(t, env, "check-config")
			if (code == 0) != (len(c.want) == 0) || code != 0 && code != exitUsage {
				t.Errorf("ended with %d: %s%s", code, out, errOut)
			}
			lines := strings.Split(strings.TrimSpace(errOut), "\n")
			if errOut == "" {
				lines = nil
			}
			if len(lines) != len(c.want) {
				t.Fatalf("%d faults, want %d:\n%s", len(lines), len(c.want), errOut)
			}
			for i, want := range c.want {
				if !strings.HasPrefix(lines[i], "sportello: configuration: SPORTELLO_SEAL_"+want) {
					t.Errorf("fault %d is %q, want %q", i, lines[i], want)
				}
			}
			if strings.Contains(out+errOut, "s3cret") || strings.Contains(out+errOut, "t0ken") {
				t.Errorf("a secret was printed:\n%s%s", out, errOut)
			}
		})
	}
}

// sealService is a CSC service as far as a start of the program asks.
func sealService(t *testing.T, c *x509.Certificate) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := map[string]any{"specs": "2.0.0.2"}
		if r.URL.Path == "/csc/v2/credentials/info" {
			answer = map[string]any{
				"key":  map[string]any{"status": "enabled", "algo": []string{"1.2.840.10045.4.3.2"}},
				"cert": map[string]any{"status": "valid", "certificates": [][]byte{c.Raw}},
				"auth": map[string]any{"mode": "implicit"},
			}
		}
		if r.Header.Get("Authorization") != "Bearer t0ken" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/csc/v2"
}

// A service that has another key than is configured keeps the program from
// starting; one that is not there does not.
func TestServeWithARemoteKey(t *testing.T) {
	t.Parallel()
	url := dbtest.New(t)
	o := newOffice(t)
	c := o.seal(newKey(t).Public())
	env := production(t, url)
	if _, errOut, code := sportello(t, env, "import", "offices", o.file("o.csv", []byte(someOffices))); code != 0 {
		t.Fatal(errOut)
	}
	env = append(env, o.remote(sealService(t, o.seal(newKey(t).Public())), c)...)
	_, errOut, code := sportello(t, env, "serve")
	if code != exitFault || !strings.Contains(errOut, signing.ErrMismatch.Error()) {
		t.Errorf("with another's certificate at the service: %d: %s", code, errOut)
	}
	for name, at := range map[string]string{"there": sealService(t, c), "gone": "http://" + free(t) + "/csc/v2"} {
		public, private := free(t), free(t)
		s := serving(t, append(env, "SPORTELLO_SEAL_CSC_URL="+at, "SPORTELLO_LISTEN="+public, "SPORTELLO_METRICS_LISTEN="+private))
		body := s.eventually("http://" + private + "/metrics")
		for _, line := range []string{"sportello_seal_key_state 0", "sportello_seal_key_in_use 0"} {
			if !strings.Contains(body, line) {
				t.Errorf("service %s: the metrics lack %q", name, line)
			}
		}
		if ready := s.eventually("http://" + public + "/readyz"); !strings.Contains(ready, `"seal":"ok"`) {
			t.Errorf("service %s: not ready: %s", name, ready)
		}
	}
}

// serving runs the service until the test ends; it must end cleanly.
func serving(t *testing.T, env []string) *served {
	t.Helper()
	cmd := exec.Command(program, "serve")
	cmd.Env, cmd.Stderr = append(cleanEnv(), env...), &logWriter{t: t}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &served{t, make(chan error, 1)}
	go func() { s.ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGINT) // it may have ended
		if err := <-s.ended; err != nil {
			t.Errorf("serve ended with %v", err)
		}
	})
	return s
}

// served is a service that runs, until it ends.
type served struct {
	t     *testing.T
	ended chan error
}

// eventually is the first answer at an address.
func (s *served) eventually(url string) string {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		res, err := http.Get(url)
		if err == nil {
			body, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err != nil {
				s.t.Fatal(err)
			}
			return string(body)
		}
		select {
		case err := <-s.ended:
			s.ended <- err
			s.t.Fatalf("the service has ended: %v", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
	s.t.Fatalf("%s does not answer in %s", url, patience)
	return ""
}

func TestTransport(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("another host was asked") }))
	t.Cleanup(elsewhere.Close)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/echo":
			body, _ := io.ReadAll(r.Body)
			w.WriteHeader(http.StatusTeapot)
			_, _ = w.Write(append([]byte(r.Method+" "+r.Header.Get("Content-Type")+" "+r.Header.Get("Accept")+" "+r.Header.Get("Authorization")+" "), body...))
		case "/here":
			http.Redirect(w, r, "/echo", http.StatusFound)
		case "/there":
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/much":
			_, _ = w.Write(bytes.Repeat([]byte("x"), outsideLimit+1))
		case "/never":
			<-r.Context().Done()
		}
	}))
	t.Cleanup(s.Close)
	transport := newTransport()
	for _, c := range []struct {
		call   signing.Call
		status int
		body   string
	}{
		{signing.Call{Method: "POST", URL: "/echo", ContentType: "a/b", Accept: "c/d", Authorization: "Bearer x", Body: []byte("y")}, 418, "POST a/b c/d Bearer x y"},
		{signing.Call{Method: "GET", URL: "/here"}, 418, "GET    "},
		{signing.Call{Method: "POST", URL: "/here"}, 302, ""},
		{signing.Call{Method: "GET", URL: "/there", Authorization: "Bearer x"}, 302, ""},
		{signing.Call{Method: "GET", URL: "/round"}, 302, ""},
		{signing.Call{Method: "GET", URL: "/much"}, 0, ""},
		{signing.Call{Method: "GET", URL: "/never"}, 0, ""},
		{signing.Call{Method: "NOT A METHOD", URL: "/echo"}, 0, ""},
	} {
		ctx := t.Context()
		if c.call.URL == "/never" {
			deadline, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
			defer cancel()
			ctx = deadline
		}
		path := c.call.URL
		c.call.URL = s.URL + path
		status, body, err := transport(ctx, c.call)
		if (c.status == 0) != (err != nil) || c.status != 0 && status != c.status || c.status == 418 && string(body) != c.body {
			t.Errorf("%s %s = %d, %.40q, %v; want %d", c.call.Method, path, status, body, err, c.status)
		}
		if err != nil && strings.Contains(err.Error(), "Bearer") {
			t.Errorf("the error tells too much: %v", err)
		}
	}
}

// hangs is a device that never lets go.
type hangs struct{ done chan struct{} }

func (h hangs) Close() error { <-h.done; return nil }

func TestCloseKeyLeavesADeviceThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := hangs{make(chan struct{})}
		defer close(h.done)
		began := time.Now()
		if err := (&material{device: h}).closeKey(); !errors.Is(err, signing.ErrSlow) || time.Since(began) != sealFarewell {
			t.Errorf("closeKey after %s: %v", time.Since(began), err)
		}
	})
	if err := (&material{}).closeKey(); err != nil {
		t.Errorf("closeKey without a device: %v", err)
	}
}
