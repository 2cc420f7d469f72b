package signing

import (
	"context"
	"crypto"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCSCSeals(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		for version, pin := range map[int]string{1: "", 2: "0000"} {
			t.Run(k.name, func(t *testing.T) {
				t.Parallel()
				s := newService(t, version, k.key())
				s.pin = pin
				o := trust().options()
				o.PSS = k.pss
				sealer := mustSealer(t, s.identity(t), o)
				for range 2 {
					sheet, file := sealed(t, sealer)
					if err := sealer.Check(sheet, file); err != nil {
						t.Errorf("version %d: Check: %v", version, err)
					}
				}
				want := []string{
					"info", "credentials/info", "credentials/authorize", "signatures/signHash", "credentials/authorize", "signatures/signHash",
				}
				if diff := cmp.Diff(want, s.calls); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// auth edits how the credential is authorised, in version 2.
func auth(a map[string]any) func(map[string]any) {
	return func(answer map[string]any) { answer["auth"] = a }
}

func TestCSCRefusesACredential(t *testing.T) {
	t.Parallel()
	another := trust().identity(rsa2048()).Certificate.Raw
	for _, c := range []struct {
		name string
		edit func(map[string]any)
		want error
		say  string
	}{
		{"key disabled", func(a map[string]any) { a["key"].(map[string]any)["status"] = "disabled" }, ErrRemoteRefused, "not enabled"},
		{"certificate revoked", func(a map[string]any) { a["cert"].(map[string]any)["status"] = "revoked" }, ErrRemoteRefused, "not valid"},
		{"another certificate", func(a map[string]any) { a["cert"].(map[string]any)["certificates"] = [][]byte{another} }, ErrMismatch, ""},
		{"no certificate", func(a map[string]any) { delete(a, "cert") }, ErrRemoteAnswer, "no certificate"},
		{"another kind of key", func(a map[string]any) { a["key"].(map[string]any)["algo"] = []string{"1.2.840.10045.4.3.2"} }, ErrRemoteRefused, "this way"},
		{"a person with a browser", auth(map[string]any{"mode": "oauth2code"}), ErrRemoteRefused, "by a person"},
		{"no mode", auth(map[string]any{}), ErrRemoteRefused, "by a person"},
		{"a PIN that is not configured", auth(map[string]any{"mode": "explicit"}), ErrRemoteRefused, "PIN"},
		{"a PIN and a one-time password", auth(map[string]any{"mode": "explicit", "objects": []any{map[string]any{"id": "PIN"}, map[string]any{"id": "OTP"}}}), ErrRemoteRefused, "more than"},
		{"a one-time password", func(a map[string]any) {
			a["auth"], a["authMode"], a["OTP"] = nil, "explicit", map[string]any{"presence": true}
		}, ErrRemoteRefused, "more than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, 2, rsa2048())
			s.info = c.edit
			key := s.identity(t).Key.(*Remote)
			got, err := key.Sign(nil, digest32, crypto.SHA256)
			if got != nil || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.say) {
				t.Errorf("Sign: %v, want %v and %q", err, c.want, c.say)
			}
			if s.called("signatures/signHash") != 0 {
				t.Error("it was asked to sign all the same")
			}
		})
	}
}

// A PIN that is configured for a credential without one is a mistake, not sent.
func TestCSCSendsNoPINUnasked(t *testing.T) {
	t.Parallel()
	s := newService(t, 2, rsa2048())
	key := s.identity(t, func(c *CSC) { c.PIN = func() (string, error) { return "0000", nil } }).Key.(*Remote)
	if err := key.Check(t.Context()); !errors.Is(err, ErrRemoteRefused) || s.called("credentials/authorize") != 0 {
		t.Errorf("Check: %v", err)
	}
}

func TestCSCServiceFails(t *testing.T) {
	t.Parallel()
	unreachable := errors.New("connection refused")
	for _, c := range []struct {
		name string
		spoiled
		want error
	}{
		{"unreachable", spoiled{err: unreachable}, ErrRemoteDown},
		{"too late", spoiled{err: context.DeadlineExceeded}, ErrRemoteDown},
		{"out of order", spoiled{status: 500}, ErrRemoteDown},
		{"being repaired", spoiled{status: 503, body: "<html>"}, ErrRemoteDown},
		{"too much asked", spoiled{status: 429}, ErrRemoteDown},
		{"token expired", spoiled{status: 401, body: `{"error":"invalid_token"}`}, ErrRemoteRefused},
		{"bad request", spoiled{status: 400, body: `{"error":"invalid_request","error_description":"MARIO ROSSI"}`}, ErrRemoteRefused},
		{"forbidden, without reason", spoiled{status: 403, body: "MARIO ROSSI"}, ErrRemoteRefused},
		{"a code that is none", spoiled{status: 400, body: `{"error":"MARIO ROSSI"}`}, ErrRemoteRefused},
		{"moved", spoiled{status: 302}, ErrRemoteAnswer},
		{"accepted, later", spoiled{status: 202, body: `{}`}, ErrRemoteAnswer},
		{"not JSON", spoiled{status: 200, body: "<html>"}, ErrRemoteAnswer},
		{"half", spoiled{status: 200, body: `{"SAD":`}, ErrRemoteAnswer},
		{"nothing", spoiled{status: 200}, ErrRemoteAnswer},
		{"another shape", spoiled{status: 200, body: `{"specs":1,"key":[],"SAD":{},"signatures":"x"}`}, ErrRemoteAnswer},
		{"empty", spoiled{status: 200, body: `{}`}, nil}, // each method has its own word for it
		{"asynchronous", spoiled{status: 200, body: `{"responseID":"1","specs":"2.0.0.2"}`}, nil},
		{"a future version", spoiled{status: 200, body: `{"specs":"3.0"}`}, nil},
	} {
		for _, method := range []string{"info", "credentials/info", "credentials/authorize", "signatures/signHash"} {
			t.Run(c.name+", "+method, func(t *testing.T) {
				t.Parallel()
				s := newService(t, 2, rsa2048())
				key := s.identity(t).Key
				s.answer = func(m string) *spoiled {
					if m == method && (c.body == "" || !strings.Contains(c.body, `"specs":"2`) || m != "info") {
						return &c.spoiled
					}
					return nil
				}
				if c.name == "asynchronous" && method == "info" {
					return // that is a good answer
				}
				got, err := key.Sign(nil, digest32, crypto.SHA256)
				if got != nil || err == nil || c.want != nil && !errors.Is(err, c.want) {
					t.Errorf("Sign = %x, %v, want %v", got, err, c.want)
				}
				if strings.Contains(err.Error(), "MARIO") || strings.Contains(err.Error(), "CKN69L8") {
					t.Errorf("the error tells too much: %v", err)
				}
				s.answer = nil
				if _, err := key.Sign(nil, digest32, crypto.SHA256); err != nil {
					t.Errorf("when it works again: %v", err)
				}
			})
		}
	}
}

func TestCSCRefusesAnotherSignature(t *testing.T) {
	t.Parallel()
	stranger := newRSA(2048)
	for name, edit := range map[string]func([]byte) [][]byte{
		"none":           func([]byte) [][]byte { return nil },
		"two":            func(b []byte) [][]byte { return [][]byte{b, b} },
		"empty":          func([]byte) [][]byte { return [][]byte{{}} },
		"a changed bit":  func(b []byte) [][]byte { b[7] ^= 1; return [][]byte{b} },
		"one byte short": func(b []byte) [][]byte { return [][]byte{b[1:]} },
		"one byte long":  func(b []byte) [][]byte { return [][]byte{append(b, 0)} },
		"by another key": func([]byte) [][]byte { return [][]byte{mustSign(t, stranger)} },
		"of another digest": func([]byte) [][]byte {
			b, _ := rsa2048().Sign(nil, append(digest32[1:], 1), crypto.SHA256)
			return [][]byte{b}
		},
		"in another way":     func([]byte) [][]byte { b, _ := rsa2048().Sign(rand.Reader, digest32, pssOptions); return [][]byte{b} },
		"of a hundred kilos": func([]byte) [][]byte { return [][]byte{make([]byte, 100<<10)} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, 2, rsa2048())
			s.sign = edit
			id := s.identity(t)
			sealer := mustSealer(t, id, trust().options())
			got, err := sealer.Seal(t.Context(), layout{}.sheet(t, sealer.Reserve()))
			if got != nil || !errors.Is(err, ErrRemoteAnswer) {
				t.Errorf("Seal = %d bytes, %v, want ErrRemoteAnswer", len(got), err)
			}
		})
	}
}

// A certificate that was renewed at the service is told as such at the next use.
func TestCSCKeyReplacedWhileRunning(t *testing.T) {
	t.Parallel()
	s := newService(t, 2, rsa2048())
	key := s.identity(t).Key
	if _, err := key.Sign(nil, digest32, crypto.SHA256); err != nil {
		t.Fatal(err)
	}
	s.key = newRSA(2048)
	s.id = trust().identity(s.key)
	if _, err := key.Sign(nil, digest32, crypto.SHA256); !errors.Is(err, ErrRemoteAnswer) {
		t.Errorf("first use after: %v, want ErrRemoteAnswer", err)
	}
	if _, err := key.Sign(nil, digest32, crypto.SHA256); !errors.Is(err, ErrMismatch) {
		t.Errorf("second use after: %v, want ErrMismatch", err)
	}
}

// However many ask at once, a wrong PIN is sent once and never again.
func TestCSCSendsAWrongPINOnce(t *testing.T) {
	t.Parallel()
	for version := 1; version <= 2; version++ {
		s := newService(t, version, rsa2048())
		s.pin = "9999"
		key := s.identity(t).Key
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				if _, err := key.Sign(nil, digest32, crypto.SHA256); !errors.Is(err, ErrPIN) || strings.Contains(err.Error(), "9999") {
					t.Errorf("Sign with a wrong PIN: %v, want ErrPIN", err)
				}
			})
		}
		all.Wait()
		if s.wrong != 1 {
			t.Errorf("version %d: a wrong PIN was sent %d times", version, s.wrong)
		}
	}
}

// An outage, or an access token that has run out, says nothing about the PIN.
func TestCSCKeepsThePINThroughAnOutage(t *testing.T) {
	t.Parallel()
	s := newService(t, 2, rsa2048())
	s.pin = "0000"
	key := s.identity(t).Key
	for _, status := range []int{401, 429, 503} {
		s.answer = func(m string) *spoiled {
			if m == "credentials/authorize" {
				return &spoiled{status: status}
			}
			return nil
		}
		if _, err := key.Sign(nil, digest32, crypto.SHA256); err == nil || errors.Is(err, ErrPIN) {
			t.Errorf("status %d: %v", status, err)
		}
	}
	s.answer = nil
	if _, err := key.Sign(nil, digest32, crypto.SHA256); err != nil {
		t.Errorf("after the outage: %v", err)
	}
}

// The access token is read for each call, so that another program may renew it.
func TestCSCReadsTheTokenAnew(t *testing.T) {
	t.Parallel()
	s := newService(t, 2, rsa2048())
	good, err := s.csc().Token()
	if err != nil {
		t.Fatal(err)
	}
	token := "old"
	missing := errors.New("a file is missing")
	key := s.identity(t, func(c *CSC) {
		c.Token = func() (string, error) {
			if token == "" {
				return "", missing
			}
			return token, nil
		}
	}).Key
	if _, err := key.Sign(nil, digest32, crypto.SHA256); !errors.Is(err, ErrRemoteRefused) || strings.Contains(err.Error(), "old") {
		t.Errorf("with an old token: %v", err)
	}
	token = ""
	if _, err := key.Sign(nil, digest32, crypto.SHA256); !errors.Is(err, missing) {
		t.Errorf("without a token: %v", err)
	}
	token = good
	if _, err := key.Sign(nil, digest32, crypto.SHA256); err != nil {
		t.Errorf("with a new token: %v", err)
	}
}

func TestCSCRefusesOtherDigests(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key    crypto.Signer
		digest []byte
		o      crypto.SignerOpts
	}{
		"short":             {rsa2048(), digest32[:31], crypto.SHA256},
		"another hash":      {rsa2048(), make([]byte, 64), crypto.SHA512},
		"PSS by EC":         {ecP256(), digest32, pssOptions},
		"PSS, another hash": {rsa2048(), make([]byte, 64), &rsa.PSSOptions{Hash: crypto.SHA512}},
		"P-384 by P-256":    {ecP256(), make([]byte, 48), crypto.SHA384},
	} {
		s := newService(t, 2, c.key)
		if _, err := s.identity(t).Key.Sign(nil, c.digest, c.o); err == nil || len(s.calls) != 0 {
			t.Errorf("%s: %v after %d calls, want that nothing is asked", name, err, len(s.calls))
		}
	}
}

func TestLoadCSCRefuses(t *testing.T) {
	t.Parallel()
	p521 := trust().identity(newEC(elliptic.P521()))
	for name, c := range map[string]struct {
		chain []byte
		want  string
	}{
		"no certificate":     {nil, "no certificate"},
		"broken certificate": {pemOf("CERTIFICATE", sequence()), "certificate 1"},
		"P-521":              {pemOf("CERTIFICATE", p521.Certificate.Raw), ErrKey.Error()},
	} {
		if _, err := LoadCSC(CSC{}, c.chain); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// A service that hangs is left when the queue's patience is over, also by those
// who wait to send the PIN.
func TestCSCThatHangs(t *testing.T) {
	t.Parallel()
	s := newService(t, 2, rsa2048())
	s.pin = "0000"
	id := s.identity(t, func(c *CSC) {
		good := c.Transport
		c.Transport = func(ctx context.Context, call Call) (int, []byte, error) {
			if strings.HasSuffix(call.URL, "authorize") {
				<-ctx.Done()
				return 0, nil, ctx.Err()
			}
			return good(ctx, call)
		}
	})
	o := queueOptions()
	o.Slots, o.Patience = 4, 20*time.Millisecond
	q := mustQueue(t, id.Key, o)
	if got := q.tries(t.Context(), 4); got["signed"] != 0 {
		t.Errorf("signed without authorisation: %v", got)
	}
	waitUntil(t, func() bool { return q.InUse() == 0 })
}

func waitUntil(t *testing.T, so func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Fatal("not within a minute")
}

func mustSign(tb testing.TB, key crypto.Signer) []byte {
	tb.Helper()
	s, err := key.Sign(nil, digest32, crypto.SHA256)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// Whatever a service answers, there is an error and no signature.
func FuzzCSCAnswer(f *testing.F) {
	id := trust().identity(ecP256())
	f.Add(200, []byte(`{"specs":"2.0.0.2","key":{"status":"enabled","algo":["1.2.840.10045.4.3.2"]},"auth":{"mode":"implicit"},"SAD":"x","signatures":["MAA="]}`))
	f.Add(200, []byte(`{"specs":"1.","OTP":{"presence":{}},"auth":{"objects":[{}]},"cert":{"certificates":[null]}}`))
	f.Add(400, []byte(`{"error":"invalid_pin"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		c := CSC{
			Token:     func() (string, error) { return "t", nil },
			Transport: func(context.Context, Call) (int, []byte, error) { return status, body, nil },
		}
		loaded, err := LoadCSC(c, pemOf("CERTIFICATE", id.Certificate.Raw))
		if err != nil {
			t.Fatal(err)
		}
		if s, err := loaded.Key.Sign(nil, digest32, crypto.SHA256); s != nil || err == nil {
			t.Errorf("Sign = %x, %v", s, err)
		}
	})
}
