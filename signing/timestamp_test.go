package signing

import (
	"bytes"
	"context"
	"crypto"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
)

// stampAttacks is what an authority can answer that is no good.
var stampAttacks = []struct {
	name   string
	answer func(v *services, ctx context.Context, c Call) (int, []byte, error)
	want   []error
}{
	{"late", func(_ *services, ctx context.Context, _ Call) (int, []byte, error) {
		<-ctx.Done()
		return 0, nil, ctx.Err()
	}, []error{ErrUnavailable, context.DeadlineExceeded}},
	{"unreachable", func(*services, context.Context, Call) (int, []byte, error) {
		return 0, nil, errors.New("connection refused")
	}, []error{ErrUnavailable}},
	{"HTTP 500", func(v *services, _ context.Context, c Call) (int, []byte, error) {
		_, good, err := v.stamp(c.Body, nil)
		return 500, good, err
	}, []error{ErrUnavailable}},
	{"rejected", func(*services, context.Context, Call) (int, []byte, error) {
		answer, err := timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.UnacceptedPolicy)
		return 200, answer, err
	}, []error{ErrUnavailable}},
	{"rejected, with a good token", withStatus(2), []error{ErrUnavailable}},
	{"garbage", answering([]byte("<html>login please</html>")), []error{ErrTimestamp}},
	{"empty", answering(nil), []error{ErrTimestamp}},
	{"granted without a token", answering(sequence(sequence(integer(big.NewInt(granted))))), []error{ErrTimestamp}},
	{"something after the token", func(v *services, _ context.Context, c Call) (int, []byte, error) {
		status, good, err := v.stamp(c.Body, nil)
		return status, append(good, 0), err
	}, []error{ErrTimestamp}},
	{"a token that is none", answering(sequence(sequence(integer(big.NewInt(granted))), sequence(null))), []error{ErrTimestamp, ErrMessage}},
	{"wrong nonce", edited(func(t *timestamp.Timestamp, _ *Identity) { t.Nonce = new(big.Int).Add(t.Nonce, big.NewInt(1)) }), []error{ErrTimestamp}},
	{"no nonce", edited(func(t *timestamp.Timestamp, _ *Identity) { t.Nonce = nil }), []error{ErrTimestamp}},
	{"wrong imprint", edited(func(t *timestamp.Timestamp, _ *Identity) { t.HashedMessage = bytes.Repeat([]byte{7}, 32) }), []error{ErrTimestamp, ErrAltered}},
	{"imprint too short", edited(func(t *timestamp.Timestamp, _ *Identity) { t.HashedMessage = t.HashedMessage[:31] }), []error{ErrTimestamp, ErrAltered}},
	{"another hash", edited(func(t *timestamp.Timestamp, _ *Identity) { t.HashAlgorithm = crypto.SHA384 }), []error{ErrTimestamp, ErrAltered}},
	{"other policy", edited(func(t *timestamp.Timestamp, _ *Identity) {
		t.Policy = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 2}
	}), []error{ErrTimestamp}},
	{"granted with another policy", func(v *services, _ context.Context, c Call) (int, []byte, error) {
		_, answer, err := v.stamp(c.Body, func(t *timestamp.Timestamp, _ *Identity) { t.Policy = asn1.ObjectIdentifier{1, 2, 3} })
		return 200, restatus(answer, grantedWithMods), err
	}, []error{ErrTimestamp}},
	{"of half an hour ago", edited(func(t *timestamp.Timestamp, _ *Identity) { t.Time = now.Add(-30 * time.Minute) }), []error{ErrTimestamp}},
	{"of tomorrow", edited(func(t *timestamp.Timestamp, _ *Identity) { t.Time = now.Add(12 * time.Hour) }), []error{ErrTimestamp}},
	{"without certificate", edited(func(t *timestamp.Timestamp, _ *Identity) { t.AddTSACertificate, t.Certificates = false, nil }), []error{ErrTimestamp, ErrMessage}},
	{"critical extension", edited(func(t *timestamp.Timestamp, _ *Identity) {
		t.ExtraExtensions = append(t.ExtraExtensions, extension(true))
	}), []error{ErrTimestamp, ErrMessage}},
	{"longer than there is room for", edited(func(t *timestamp.Timestamp, _ *Identity) {
		t.ExtraExtensions = append(t.ExtraExtensions, extension(false))
		t.ExtraExtensions[0].Value = make([]byte, defaultStampRoom)
	}), []error{ErrHole}},
	{"certificate without the usage", by(stampUsage(true, asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 4})), []error{ErrTimestamp, ErrStampUsage}},
	{"usage not critical", by(stampUsage(false, timeStamping)), []error{ErrTimestamp, ErrStampUsage}},
	{"usage beside another", by(stampUsage(true, timeStamping, asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 4})), []error{ErrTimestamp, ErrStampUsage}},
	{"usage beside an unknown one", by(stampUsage(true, timeStamping, asn1.ObjectIdentifier{1, 2, 3})), []error{ErrTimestamp, ErrStampUsage}},
	{"certificate without any usage", by(func(c *x509.Certificate) { c.ExtraExtensions = nil }), []error{ErrTimestamp, ErrStampUsage}},
	{"certificate for encryption", by(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }), []error{ErrTimestamp, ErrKeyUsage}},
	{"an authority that issues certificates", by(func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }), []error{ErrTimestamp, ErrAuthority}},
	{"expired certificate", by(func(c *x509.Certificate) { c.NotAfter = now.Add(-time.Second) }), []error{ErrTimestamp, ErrExpired}},
	{"certificate that is not valid yet", by(func(c *x509.Certificate) { c.NotBefore = now.Add(time.Hour) }), []error{ErrTimestamp, ErrNotYetValid}},
	{"another root of the same name", func(_ *services, _ context.Context, c Call) (int, []byte, error) {
		return newServices(newPKI("TEST root")).stamp(c.Body, nil)
	}, []error{ErrTimestamp, ErrChain}},
	{"the certificate of another key", edited(func(_ *timestamp.Timestamp, id *Identity) { id.Key = newEC(elliptic.P256()) }), []error{ErrTimestamp, ErrSignature}},
}

func answering(answer []byte) func(*services, context.Context, Call) (int, []byte, error) {
	return func(*services, context.Context, Call) (int, []byte, error) { return 200, answer, nil }
}

func edited(edit func(*timestamp.Timestamp, *Identity)) func(*services, context.Context, Call) (int, []byte, error) {
	return func(v *services, _ context.Context, c Call) (int, []byte, error) { return v.stamp(c.Body, edit) }
}

// by answers with a good token by another certificate.
func by(edits ...func(*x509.Certificate)) func(*services, context.Context, Call) (int, []byte, error) {
	return func(v *services, _ context.Context, c Call) (int, []byte, error) {
		return v.stamp(c.Body, func(_ *timestamp.Timestamp, id *Identity) { *id = *v.stampIdentity(ecP256(), edits...) })
	}
}

func withStatus(status int64) func(*services, context.Context, Call) (int, []byte, error) {
	return func(v *services, _ context.Context, c Call) (int, []byte, error) {
		_, answer, err := v.stamp(c.Body, nil)
		return 200, restatus(answer, status), err
	}
}

// restatus is a response with another PKI status.
func restatus(response []byte, status int64) []byte {
	token, err := readStampResponse(response)
	if err != nil {
		panic(err)
	}
	return sequence(sequence(integer(big.NewInt(status))), token)
}

func extension(critical bool) pkix.Extension {
	return pkix.Extension{Id: asn1.ObjectIdentifier{2, 999, 1}, Critical: critical, Value: []byte{5, 0}}
}

func TestStampAttacks(t *testing.T) {
	t.Parallel()
	for _, c := range stampAttacks {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newServices(trust())
			v.answers[stampURL] = func(ctx context.Context, q Call) (int, []byte, error) { return c.answer(v, ctx, q) }
			quick := func(o *StamperOptions) { o.Timeout = 100 * time.Millisecond }
			token, err := v.stamper(t, quick).Stamp(context.Background(), []byte("data"))
			if token != nil {
				t.Error("there is a token")
			}
			for _, want := range append(c.want, ErrNoTimestamp) {
				if !errors.Is(err, want) {
					t.Errorf("Stamp: %v, want %v", err, want)
				}
			}
			if errors.Is(err, ErrUnavailable) == errors.Is(err, ErrTimestamp) && !errors.Is(err, ErrHole) {
				t.Errorf("Stamp: %v: one cannot tell a wrong answer from none", err)
			}
			// The next authority is asked, whatever the first did.
			v.answers[otherStampURL] = func(_ context.Context, q Call) (int, []byte, error) { return v.stamp(q.Body, nil) }
			second := func(o *StamperOptions) { o.Authorities = append(o.Authorities, Authority{URL: otherStampURL}) }
			if _, err := v.stamper(t, quick, second).Stamp(context.Background(), []byte("data")); err != nil {
				t.Errorf("with a second authority: %v", err)
			}
		})
	}
}

func TestStamp(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(*services, context.Context, Call) (int, []byte, error){
		"granted":           withStatus(granted),
		"granted with mods": withStatus(grantedWithMods),
		"own time zone":     edited(func(t *timestamp.Timestamp, _ *Identity) { t.Time = now.In(time.UTC) }),
		"qualified":         edited(func(t *timestamp.Timestamp, _ *Identity) { t.Qualified = true }),
		"RSA":               edited(func(_ *timestamp.Timestamp, id *Identity) { *id = *trust().stampIdentity(rsa2048()) }),
		"P-384":             edited(func(_ *timestamp.Timestamp, id *Identity) { *id = *trust().stampIdentity(ecP384()) }),
		"our clock is slow": edited(func(t *timestamp.Timestamp, _ *Identity) { t.Time = now.Add(4 * time.Minute) }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newServices(trust())
			var asked Call
			v.answers[stampURL] = func(ctx context.Context, q Call) (int, []byte, error) {
				asked = q
				return answer(v, ctx, q)
			}
			secret := func(o *StamperOptions) { o.Authorities[0].Authorization = "Basic secret" }
			token, err := v.stamper(t, secret).Stamp(context.Background(), []byte("da"), []byte("ta"))
			if err != nil {
				t.Fatal(err)
			}
			if asked.Authorization != "Basic secret" || asked.ContentType != "application/timestamp-query" || asked.Method != "POST" {
				t.Errorf("the question was %+v", asked)
			}
			if !token.Policy.Equal(testPolicy) || token.Accuracy != 1500*time.Millisecond || len(token.Chain) != 2 || token.Time.Sub(now).Abs() > 5*time.Minute {
				t.Errorf("token %+v", token)
			}
			if _, err := VerifyToken(token.DER, v.roots(), []byte("data")); err != nil {
				t.Errorf("VerifyToken: %v", err)
			}
			if _, err := VerifyToken(token.DER, v.roots(), []byte("date")); !errors.Is(err, ErrAltered) {
				t.Errorf("VerifyToken for other data: %v", err)
			}
			if _, err := VerifyToken(token.DER, nil, []byte("data")); !errors.Is(err, ErrChain) {
				t.Errorf("VerifyToken without roots: %v", err)
			}
			if err := token.ValidAt(now.Add(25 * time.Hour)); !errors.Is(err, ErrExpired) {
				t.Errorf("ValidAt after the certificate: %v", err)
			}
		})
	}
}

// Who waits no longer has no further authority asked.
func TestStampGivenUp(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	ctx, cancel := context.WithCancel(context.Background())
	v.answers[stampURL] = func(context.Context, Call) (int, []byte, error) {
		cancel()
		return 500, nil, nil
	}
	s := v.stamper(t, func(o *StamperOptions) { o.Authorities = append(o.Authorities, o.Authorities[0]) })
	if _, err := s.Stamp(ctx, []byte("data")); !errors.Is(err, ErrNoTimestamp) || v.asked.Load() != 1 {
		t.Errorf("Stamp: %v after %d questions", err, v.asked.Load())
	}
}

// The errors of all authorities are told, and no secret with them.
func TestStampNamesEveryAuthority(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	s := v.stamper(t, func(o *StamperOptions) {
		o.Authorities = []Authority{{URL: "http://user:password@one.example/path?token=1"}, {URL: "http://two.example"}}
	})
	_, err := s.Stamp(context.Background(), []byte("data"))
	for _, want := range []string{"one.example", "two.example"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
	for _, never := range []string{"password", "token=1", "path"} {
		if strings.Contains(err.Error(), never) {
			t.Errorf("%v names %s", err, never)
		}
	}
}

func TestNewStamperRefuses(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	for name, edit := range map[string]func(*StamperOptions){
		"no roots":      func(o *StamperOptions) { o.Roots = nil },
		"no transport":  func(o *StamperOptions) { o.Transport = nil },
		"no randomness": func(o *StamperOptions) { o.Random = nil },
		"no clock":      func(o *StamperOptions) { o.Clock = nil },
		"no authority":  func(o *StamperOptions) { o.Authorities = nil },
		"no address":    func(o *StamperOptions) { o.Authorities[0].URL = "" },
		"a directory":   func(o *StamperOptions) { o.Authorities[0].URL = "ldap://example" },
		"a path":        func(o *StamperOptions) { o.Authorities[0].URL = "/tsa" },
	} {
		o := v.stampOptions()
		edit(&o)
		if _, err := NewStamper(o); err == nil {
			t.Errorf("%s: NewStamper accepts it", name)
		}
	}
}
