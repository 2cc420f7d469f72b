package signing

import (
	"context"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"
)

// ticking is services whose clock can be moved.
func ticking(p *pki) (v *services, move func(time.Duration)) {
	v = newServices(p)
	at := now
	v.now = func() time.Time { return at }
	return v, func(d time.Duration) { at = at.Add(d) }
}

func TestNewRevocationRefuses(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]RevocationOptions{
		"no transport": {Clock: clock},
		"no clock":     {Transport: newServices(trust()).transport},
	} {
		if _, err := NewRevocation(o); err == nil {
			t.Errorf("%s: NewRevocation accepts it", name)
		}
	}
}

// A certificate that is revoked stops the sealing, whatever the level and the policy,
// before the key is used.
func TestRevokedStopsSealing(t *testing.T) {
	t.Parallel()
	for _, l := range levels {
		for name, who := range map[string]func(*services, *Identity) *x509.Certificate{
			"own":    func(_ *services, id *Identity) *x509.Certificate { return id.Certificate },
			"issuer": func(v *services, _ *Identity) *x509.Certificate { return v.issuing },
		} {
			t.Run(l.String()+"/"+name, func(t *testing.T) {
				t.Parallel()
				v, move := ticking(trust())
				key := &device{Signer: ecP256()}
				id := v.identity(key)
				o := v.options(t, l)
				o.Lowered = func(context.Context, error) { t.Error("the revocation is passed over") }
				s := mustSealer(t, id, o)
				if err := o.Revocation.Refresh(context.Background()); err != nil {
					t.Fatal(err)
				}
				if _, err := s.Seal(context.Background(), layout{}.sheet(t, s.Reserve())); err != nil {
					t.Fatal(err)
				}
				uses := key.uses
				v.revoked[who(v, id).SerialNumber.String()] = v.now()
				move(30 * time.Minute)
				if err := o.Revocation.Refresh(context.Background()); !errors.Is(err, ErrRevoked) {
					t.Fatalf("Refresh: %v, want ErrRevoked", err)
				}
				if _, err := s.Seal(context.Background(), layout{}.sheet(t, s.Reserve())); !errors.Is(err, ErrRevoked) {
					t.Errorf("Seal: %v, want ErrRevoked", err)
				}
				if err := s.State(); !errors.Is(err, ErrRevoked) {
					t.Errorf("State: %v, want ErrRevoked", err)
				}
				if key.uses != uses {
					t.Error("the key was used")
				}
				// It stays so when the services are gone and time passes.
				v.answers = nil
				move(10 * time.Hour)
				if err := o.Revocation.Refresh(context.Background()); err == nil {
					t.Error("Refresh without services succeeds")
				}
				if err := s.State(); !errors.Is(err, ErrRevoked) {
					t.Errorf("State later: %v, want ErrRevoked", err)
				}
			})
		}
	}
}

// An answer from before the revocation, sent again, changes nothing.
func TestRevocationIsNotUndoneByAnOldAnswer(t *testing.T) {
	t.Parallel()
	v, move := ticking(trust())
	s := v.sealer(t, LevelB)
	old := map[string][]byte{}
	good := v.answers[ocspURL]
	v.answers[ocspURL] = func(ctx context.Context, c Call) (int, []byte, error) {
		status, answer, err := good(ctx, c)
		old[string(c.Body)] = answer
		return status, answer, err
	}
	move(31 * time.Minute)
	if err := s.o.Revocation.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	v.revoked[s.identity.Certificate.SerialNumber.String()] = v.now()
	v.answers[ocspURL] = good
	move(31 * time.Minute)
	if err := s.o.Revocation.Refresh(context.Background()); !errors.Is(err, ErrRevoked) {
		t.Fatalf("Refresh: %v, want ErrRevoked", err)
	}
	v.answers[ocspURL] = func(_ context.Context, c Call) (int, []byte, error) { return 200, old[string(c.Body)], nil }
	move(20 * time.Minute)
	if err := s.o.Revocation.Refresh(context.Background()); !errors.Is(err, ErrRevoked) {
		t.Errorf("Refresh with the old answer: %v, want ErrRevoked", err)
	}
	if err := s.State(); !errors.Is(err, ErrRevoked) {
		t.Errorf("State: %v, want ErrRevoked", err)
	}
}

// What is known is used as long as it holds and asked for again before it does not.
func TestRefreshKeepsAhead(t *testing.T) {
	t.Parallel()
	v, move := ticking(trust())
	s := v.sealer(t, LevelB)
	refresh := func(after time.Duration, want int64) {
		t.Helper()
		before := v.asked.Load()
		move(after)
		if err := s.o.Revocation.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := v.asked.Load() - before; got != want {
			t.Errorf("after %s %d questions, want %d", after, got, want)
		}
	}
	refresh(0, 0)
	refresh(29*time.Minute, 0)
	refresh(2*time.Minute, 2) // the certificate and its issuer
	refresh(time.Minute, 0)

	v.answers = nil // an outage within the validity is felt by nobody
	move(58 * time.Minute)
	if err := s.o.Revocation.Refresh(context.Background()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("Refresh: %v, want ErrUnavailable", err)
	}
	if err := s.State(); err != nil {
		t.Errorf("State: %v", err)
	}
	move(2 * time.Minute)
	if err := s.State(); !errors.Is(err, ErrRevocation) {
		t.Errorf("State after the validity: %v, want ErrRevocation", err)
	}
}

func TestRefreshForgetsWhatHasExpired(t *testing.T) {
	t.Parallel()
	v, move := ticking(trust())
	s := v.sealer(t, LevelB)
	move(49 * time.Hour)
	before := v.asked.Load()
	if err := s.o.Revocation.Refresh(context.Background()); err != nil || v.asked.Load() != before || len(s.o.Revocation.watched) != 0 {
		t.Errorf("Refresh: %v, %d questions, %d watched", err, v.asked.Load()-before, len(s.o.Revocation.watched))
	}
}

// Responders are asked before lists, each in order, and directories never.
func TestRevocationAsksInOrder(t *testing.T) {
	t.Parallel()
	v := newServices(newPKI("TEST order", func(c *x509.Certificate) {
		c.OCSPServer = []string{"ldap://directory", "http://down.example/", ocspURL}
		c.CRLDistributionPoints = []string{listURL}
	}))
	var order []string
	o := RevocationOptions{Clock: clock, Transport: func(ctx context.Context, c Call) (int, []byte, error) {
		order = append(order, c.Method+" "+c.URL)
		return v.transport(ctx, c)
	}}
	r, err := NewRevocation(o)
	if err != nil {
		t.Fatal(err)
	}
	c := v.identity(ecP256()).Certificate
	use := subject{c, v.issuing, now, now}
	e, err := r.prove(context.Background(), use)
	if err != nil || e.kind != ocspKind {
		t.Fatalf("prove = %+v, %v", e, err)
	}
	if got := strings.Join(order, ", "); got != "POST http://down.example/, POST "+ocspURL {
		t.Errorf("asked %s", got)
	}
	if _, err := r.prove(context.Background(), use); err != nil || len(order) != 2 {
		t.Errorf("what is known is asked for again: %v, %v", order, err)
	}
	delete(v.answers, ocspURL)
	r, err = NewRevocation(o)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := r.prove(context.Background(), use); err != nil || e.kind != listKind {
		t.Errorf("without responder: %+v, %v", e, err)
	}
	delete(v.answers, listURL)
	r, err = NewRevocation(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.prove(context.Background(), use); !errors.Is(err, ErrUnavailable) {
		t.Errorf("without anybody: %v, want ErrUnavailable", err)
	}
}

// Answers that are genuine but not of the present are not taken.
func TestRevocationWantsThePresent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		away time.Duration
		want error
	}{
		"out of date":       {-2 * time.Hour, ErrRevocation},
		"of the future":     {2 * time.Hour, ErrRevocation},
		"our clock is slow": {3 * time.Minute, nil},
	} {
		v := newServices(trust())
		v.now = func() time.Time { return now.Add(c.away) }
		r := v.revocation(t)
		r.o.Clock = clock
		id := v.identity(ecP256())
		if _, err := r.prove(context.Background(), subject{id.Certificate, v.issuing, now, now}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
