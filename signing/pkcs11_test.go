//go:build pkcs11

package signing

import (
	"context"
	"crypto"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/pkcs11"
)

// The tests of this file use SoftHSM in place of a device. Its library knows one
// configuration in a process, so they take turns.

const (
	pin     = "482913"
	softHSM = "softhsm2-util"
	p11Tool = "pkcs11-tool"
	sealKey = "seal"
)

// hsm is a SoftHSM with tokens in a directory of its own.
type hsm struct {
	t      testing.TB
	dir    string
	module string
}

func newHSM(t testing.TB) *hsm {
	t.Helper()
	h := &hsm{t: t, dir: t.TempDir()}
	for _, name := range []string{"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"} {
		if _, err := os.Stat(name); err == nil {
			h.module = name
		}
	}
	for program, pkg := range map[string]string{softHSM: "softhsm2", p11Tool: "opensc"} {
		if _, err := exec.LookPath(program); err != nil || h.module == "" {
			t.Fatalf("%s or its library is missing: sudo apt-get install %s", program, pkg)
		}
	}
	if err := os.Mkdir(filepath.Join(h.dir, "tokens"), 0o700); err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(h.dir, "softhsm2.conf")
	if err := os.WriteFile(conf, []byte("directories.tokendir = "+h.tokens()+"\nobjectstore.backend = file\nlog.level = ERROR\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SOFTHSM2_CONF", conf)
	return h
}

func (h *hsm) tokens() string { return filepath.Join(h.dir, "tokens") }

func (h *hsm) run(program string, args ...string) {
	h.t.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		h.t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

func (h *hsm) token(label string) {
	h.t.Helper()
	h.run(softHSM, "--init-token", "--free", "--label", label, "--so-pin", "0123456789", "--pin", pin)
}

func (h *hsm) tool(token string, args ...string) {
	h.t.Helper()
	h.run(p11Tool, append([]string{"--module", h.module, "--token-label", token, "--login", "--pin", pin}, args...)...)
}

// key makes a key pair in the token; kind is as pkcs11-tool names it.
func (h *hsm) key(token, kind, label, id string) {
	h.t.Helper()
	h.tool(token, "--keypairgen", "--key-type", kind, "--label", label, "--id", id)
}

func (h *hsm) at(token, label string) PKCS11 {
	return PKCS11{Module: h.module, Token: token, Label: label, PIN: func() (string, error) { return pin, nil }}
}

// identity opens the device and has a certificate issued for the key in it.
func (h *hsm) identity(p PKCS11) *Identity {
	h.t.Helper()
	key, err := openPKCS11(p)
	if err != nil {
		h.t.Fatal(err)
	}
	public := key.Public()
	if err := closeKey(key); err != nil {
		h.t.Fatal(err)
	}
	c := issue(sealCertificate(), trust().issuing, public, trust().issuingKey)
	id, err := LoadPKCS11(p, pemOf("CERTIFICATE", trust().issuing.Raw, c.Raw))
	if err != nil {
		h.t.Fatal(err)
	}
	opened := id.Key
	h.t.Cleanup(func() {
		if err := closeKey(opened); err != nil {
			h.t.Error(err)
		}
	})
	return id
}

// library is another user of the module in this process, who can pull the rug.
func (h *hsm) library() *pkcs11.Ctx {
	h.t.Helper()
	m := pkcs11.New(h.module)
	if m == nil {
		h.t.Fatal("the module cannot be loaded")
	}
	h.t.Cleanup(m.Destroy)
	return m
}

func (h *hsm) loseSessions() {
	h.t.Helper()
	m := h.library()
	slots, err := m.GetSlotList(true)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, s := range slots {
		if err := m.CloseAllSessions(s); err != nil && !errors.Is(err, pkcs11.Error(pkcs11.CKR_TOKEN_NOT_RECOGNIZED)) {
			h.t.Fatal(err)
		}
	}
}

// unplug takes the tokens away, and returns what brings them back.
func (h *hsm) unplug() (plug func()) {
	h.t.Helper()
	away := h.tokens() + "-away"
	if err := errors.Join(os.Rename(h.tokens(), away), os.Mkdir(h.tokens(), 0o700)); err != nil {
		h.t.Fatal(err)
	}
	return func() {
		h.t.Helper()
		if err := errors.Join(os.RemoveAll(h.tokens()), os.Rename(away, h.tokens())); err != nil {
			h.t.Fatal(err)
		}
	}
}

func TestPKCS11Seals(t *testing.T) {
	h := newHSM(t)
	h.token("office")
	for _, c := range []struct {
		kind, label string
		pss         bool
	}{{"rsa:2048", "rsa", false}, {"rsa:2048", "pss", true}, {"EC:prime256v1", "p256", false}, {"EC:secp384r1", "p384", false}} {
		t.Run(c.label, func(t *testing.T) {
			h := &hsm{t, h.dir, h.module}
			h.key("office", c.kind, c.label, "01")
			id := h.identity(h.at("office", c.label))
			o := trust().options()
			o.PSS = c.pss
			s := mustSealer(t, id, o)
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					for range 5 {
						sheet := layout{}.sheet(t, s.Reserve())
						file, err := s.Seal(context.Background(), sheet)
						if err != nil {
							t.Errorf("Seal: %v", err)
							return
						}
						if err := s.Check(sheet, file); err != nil {
							t.Errorf("Check: %v", err)
						}
						if _, err := Verify(file, trust().verify()); err != nil {
							t.Errorf("Verify: %v", err)
						}
					}
				})
			}
			all.Wait()
		})
	}
}

func TestPKCS11Refuses(t *testing.T) {
	h := newHSM(t)
	h.token("office")
	h.key("office", "EC:prime256v1", "good", "01")
	h.key("office", "EC:prime256v1", "twins", "02")
	h.key("office", "EC:prime256v1", "twins", "03")
	h.key("office", "EC:secp521r1", "p521", "04")
	h.key("office", "EC:prime256v1", "half", "05")
	h.tool("office", "--delete-object", "--type", "pubkey", "--id", "05")
	certificate := pemOf("CERTIFICATE", trust().identity(ecP256()).Certificate.Raw)
	missing := errors.New("a file is missing")
	for _, c := range []struct {
		name  string
		edit  func(*PKCS11)
		chain []byte
		want  error
		say   string
	}{
		{"no module", func(p *PKCS11) { p.Module = "/does/not/exist.so" }, certificate, ErrDevice, "exist.so"},
		{"a module that is none", func(p *PKCS11) { p.Module = "/etc/passwd" }, certificate, ErrDevice, "loaded"},
		{"no such token", func(p *PKCS11) { p.Token = "drawer" }, certificate, ErrDevice, "drawer"},
		{"no such key", func(p *PKCS11) { p.Label = "nothing" }, certificate, ErrDevice, "no such key pair"},
		{"no such identifier", func(p *PKCS11) { p.ID = []byte{9} }, certificate, ErrDevice, "no such key pair"},
		{"two keys", func(p *PKCS11) { p.Label = "twins" }, certificate, ErrDevice, "2 such"},
		{"the private half only", func(p *PKCS11) { p.Label = "half" }, certificate, ErrDevice, "private half"},
		{"a key that does not seal", func(p *PKCS11) { p.Label = "p521" }, certificate, ErrKey, ""},
		{"not named", func(p *PKCS11) { p.Label = "" }, certificate, nil, "label"},
		{"no certificate", func(*PKCS11) {}, nil, nil, "no certificate"},
		{"broken certificate", func(*PKCS11) {}, pemOf("CERTIFICATE", sequence()), nil, "certificate 1"},
		{"no PIN", func(p *PKCS11) { p.PIN = func() (string, error) { return "", missing } }, certificate, missing, ""},
		{"a driver that panics", func(p *PKCS11) { p.PIN = func() (string, error) { panic("no room") } }, certificate, ErrPanic, "no room"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := h.at("office", "good")
			c.edit(&p)
			_, err := LoadPKCS11(p, c.chain)
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.say) || strings.Contains(err.Error(), pin) {
				t.Errorf("LoadPKCS11: %v, want %v and %q", err, c.want, c.say)
			}
		})
	}
	id, err := LoadPKCS11(h.at("office", "good"), certificate)
	if err != nil {
		t.Fatalf("after all refusals: %v", err)
	}
	defer closeKey(id.Key)
	if err := id.Check(now, trust().roots()); !errors.Is(err, ErrMismatch) {
		t.Errorf("Check of another's certificate: %v, want ErrMismatch", err)
	}
}

// A wrong PIN is tried once, by this process and by the next, until somebody has
// entered the right one by hand.
func TestPKCS11TriesAWrongPINOnce(t *testing.T) {
	h := newHSM(t)
	h.token("office")
	h.key("office", "EC:prime256v1", sealKey, "01")
	asked := 0
	p := h.at("office", sealKey)
	p.PIN = func() (string, error) { asked++; return "000000", nil }
	for try := range 3 {
		if _, err := openPKCS11(p); !errors.Is(err, ErrPIN) || strings.Contains(err.Error(), "000000") {
			t.Errorf("try %d with a wrong PIN: %v, want ErrPIN", try, err)
		}
	}
	if asked != 1 {
		t.Errorf("the PIN was read %d times, want once", asked)
	}
	if _, err := openPKCS11(h.at("office", sealKey)); !errors.Is(err, ErrPIN) || !strings.Contains(err.Error(), "by hand") {
		t.Errorf("the right PIN after a wrong one: %v, want that a person is to see to it", err)
	}
	h.tool("office", "--list-objects")
	key, err := openPKCS11(h.at("office", sealKey))
	if err != nil {
		t.Fatalf("after a login by hand: %v", err)
	}
	if err := closeKey(key); err != nil {
		t.Error(err)
	}
}

// A PIN that was changed while the service runs is not tried again and again.
func TestPKCS11PINChangedWhileRunning(t *testing.T) {
	h := newHSM(t)
	h.token("office")
	h.key("office", "EC:prime256v1", sealKey, "01")
	asked := 0
	p := h.at("office", sealKey)
	p.PIN = func() (string, error) { asked++; return pin, nil }
	key, err := openPKCS11(p)
	if err != nil {
		t.Fatal(err)
	}
	defer closeKey(key)
	h.run(p11Tool, "--module", h.module, "--token-label", "office", "--login", "--pin", pin, "--change-pin", "--new-pin", "739155")
	h.loseSessions()
	for range 5 {
		if _, err := key.Sign(nil, digest32, crypto.SHA256); !errors.Is(err, ErrPIN) {
			t.Errorf("Sign after the PIN was changed: %v, want ErrPIN", err)
		}
	}
	if asked != 2 {
		t.Errorf("the PIN was read %d times, want once at the start and once more", asked)
	}
}

// A session that the device has forgotten costs no certificate.
func TestPKCS11SessionsLost(t *testing.T) {
	h := newHSM(t)
	h.token("office")
	h.key("office", "rsa:2048", sealKey, "01")
	id := h.identity(h.at("office", sealKey))
	s := mustSealer(t, id, trust().options())
	for name, lose := range map[string]func(){
		"sessions": h.loseSessions,
		"library":  func() { _ = h.library().Finalize() },
	} {
		lose()
		sheet := layout{}.sheet(t, s.Reserve())
		file, err := s.Seal(t.Context(), sheet)
		if err != nil {
			t.Errorf("%s lost: Seal: %v", name, err)
			continue
		}
		if err := s.Check(sheet, file); err != nil {
			t.Errorf("%s lost: Check: %v", name, err)
		}
	}
}

// A device that is pulled out while it seals makes errors, no wrong seals, and is
// found again when it is back, under the same queue.
func TestPKCS11PulledOutWhileSealing(t *testing.T) {
	h := newHSM(t)
	h.token("office")
	h.key("office", "EC:prime256v1", sealKey, "01")
	id := h.identity(h.at("office", sealKey))
	o := queueOptions()
	o.Rest, o.Waiting = 20*time.Millisecond, 100
	q := mustQueue(t, id.Key, o)
	id.Key = q
	s := mustSealer(t, id, trust().options())
	seal := func() error {
		sheet := layout{}.sheet(t, s.Reserve())
		file, err := s.Seal(context.Background(), sheet)
		if err != nil {
			return err
		}
		return s.Check(sheet, file)
	}
	stop := make(chan struct{})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := seal(); err != nil && !errors.Is(err, ErrDevice) && !errors.Is(err, ErrBusy) {
					t.Errorf("while it is pulled out: %v", err)
				}
			}
		})
	}
	if err := seal(); err != nil {
		t.Fatal(err)
	}
	plug := h.unplug()
	waitFor(t, "the breaker opens", func() bool { return q.State() == BreakerOpen })
	plug()
	waitFor(t, "it seals again", func() bool { return seal() == nil })
	close(stop)
	all.Wait()
	if q.State() != BreakerClosed {
		t.Errorf("the breaker is %s", q.State())
	}
}

func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Fatalf("not within a minute: %s", what)
}

// A key that was replaced in the device while the service runs does not seal under
// the old certificate.
func TestPKCS11KeyReplacedWhileRunning(t *testing.T) {
	h := newHSM(t)
	h.token("office")
	h.key("office", "EC:prime256v1", sealKey, "01")
	id := h.identity(h.at("office", sealKey))
	s := mustSealer(t, id, trust().options())
	h.tool("office", "--delete-object", "--type", "privkey", "--id", "01")
	h.tool("office", "--delete-object", "--type", "pubkey", "--id", "01")
	h.key("office", "EC:prime256v1", sealKey, "01")
	h.loseSessions()
	for range 2 {
		if _, err := s.Seal(t.Context(), layout{}.sheet(t, s.Reserve())); !errors.Is(err, ErrMismatch) {
			t.Errorf("Seal by another key: %v, want ErrMismatch", err)
		}
	}
}

func TestPKCS11Close(t *testing.T) {
	h := newHSM(t)
	h.token("office")
	h.key("office", "EC:prime256v1", sealKey, "01")
	key, err := openPKCS11(h.at("office", sealKey))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(closeKey(key), closeKey(key)); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if got, err := key.Sign(nil, digest32, crypto.SHA256); !errors.Is(err, errClosed) || got != nil {
		t.Errorf("Sign after Close = %x, %v", got, err)
	}
}

// BenchmarkPKCS11 seals with keys in SoftHSM, behind the queue that the service has,
// beside the bare key of the same device.
func BenchmarkPKCS11(b *testing.B) {
	h := newHSM(b)
	h.token("office")
	for label, kind := range map[string]string{"RSA-2048": "rsa:2048", "P-256": "EC:prime256v1"} {
		h.key("office", kind, label, "01")
		id := h.identity(h.at("office", label))
		bare := id.Key
		id.Key = mustQueue(b, bare, queueOptions())
		s := mustSealer(b, id, trust().options())
		body, hole := layout{}.write(s.Reserve())
		device := time.Duration(0)
		b.Run(label+"/device signs", func(b *testing.B) {
			defer func() { device = b.Elapsed() / time.Duration(b.N) }()
			for b.Loop() {
				if _, err := bare.Sign(nil, digest32, crypto.SHA256); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(label+"/Seal", func(b *testing.B) {
			for b.Loop() {
				sheet, err := Head{}.Sheet(body, hole)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := s.Seal(b.Context(), sheet); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(device)*float64(b.N)/float64(b.Elapsed()), "of-device-rate")
		})
	}
}
