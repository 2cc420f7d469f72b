package signing

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"testing"
	"time"
)

// down is an outside service that does not answer.
func down(context.Context, Call) (int, []byte, error) { return 503, nil, nil }

// Without a lowering policy nothing half-sealed comes out; with it, a whole file at the
// level that was reached, which is raised to the same level later.
func TestSealWhenServicesAreDown(t *testing.T) {
	t.Parallel()
	after := func(n int, v *services, url string) { // the service goes down after n answers
		good := v.answers[url]
		v.answers[url] = func(ctx context.Context, c Call) (int, []byte, error) {
			if n--; n < 0 {
				return down(ctx, c)
			}
			return good(ctx, c)
		}
	}
	for _, c := range []struct {
		name     string
		breaking func(*services)
		level    Level
		want     error
		reached  Level
	}{
		{"no time stamp", func(v *services) { after(0, v, stampURL) }, LevelT, ErrNoTimestamp, LevelB},
		{"no time stamp for B-LTA", func(v *services) { after(0, v, stampURL) }, LevelLTA, ErrNoTimestamp, LevelB},
		{"no second time stamp", func(v *services) { after(1, v, stampURL) }, LevelLTA, ErrNoTimestamp, LevelLT},
		{"nothing about the authority", func(v *services) { after(2, v, ocspURL) }, LevelLT, ErrUnavailable, LevelT},
		{"nothing about the authority for B-LTA", func(v *services) { after(2, v, ocspURL) }, LevelLTA, ErrUnavailable, LevelT},
		{"nothing at all", func(v *services) { after(0, v, ocspURL) }, LevelLTA, ErrRevocation, LevelB},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newServices(trust())
			whole := v.answers
			v.answers = map[string]func(context.Context, Call) (int, []byte, error){stampURL: whole[stampURL], ocspURL: whole[ocspURL]}
			c.breaking(v)
			o := v.options(t, c.level)
			strict := mustSealer(t, v.identity(ecP256()), o)
			err := o.Revocation.Refresh(context.Background())
			if (err != nil) != (c.want == ErrRevocation) {
				t.Fatalf("Refresh: %v", err)
			}
			file, err := strict.Seal(context.Background(), layout{}.sheet(t, strict.Reserve()))
			if !errors.Is(err, c.want) || file != nil {
				t.Errorf("Seal = %d bytes, %v, want %v", len(file), err, c.want)
			}

			v.answers = map[string]func(context.Context, Call) (int, []byte, error){stampURL: whole[stampURL], ocspURL: whole[ocspURL]}
			c.breaking(v)
			var reasons []error
			o = v.options(t, c.level)
			o.Lowered = func(_ context.Context, reason error) { reasons = append(reasons, reason) }
			lenient := mustSealer(t, v.identity(ecP256()), o)
			_ = o.Revocation.Refresh(context.Background())
			sheet := layout{}.sheet(t, lenient.Reserve())
			file, err = lenient.Seal(context.Background(), sheet)
			if err != nil || len(reasons) != 1 || !errors.Is(reasons[0], c.want) {
				t.Fatalf("Seal: %v, reasons %v, want %v", err, reasons, c.want)
			}
			if l, err := levelOf(file); l != c.reached || err != nil {
				t.Errorf("levelOf = %v, %v, want %v", l, err, c.reached)
			}
			if err := lenient.Check(sheet, file); err != nil {
				t.Errorf("Check: %v", err)
			}
			if err := strict.Check(sheet, file); err == nil {
				t.Error("Check of another sealer accepts it")
			}
			if _, err := lenient.Raise(context.Background(), file); err == nil {
				t.Error("Raise without the services succeeds")
			}

			v.answers = whole
			raised, err := lenient.Raise(context.Background(), file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(raised, file) {
				t.Error("the raised file does not begin with the file")
			}
			if err := lenient.Check(sheet, raised); err != nil {
				t.Errorf("Check of the raised file: %v", err)
			}
			if seal, err := Verify(raised, v.verify()); err != nil || seal.Level != c.level {
				t.Errorf("Verify of the raised file: %+v, %v", seal, err)
			}
		})
	}
}

// A sheet with room for a bare seal only is not sealed at B-T.
func TestSealNeedsRoomForTheStamp(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	s := v.sealer(t, LevelT)
	before := v.asked.Load()
	if _, err := s.Seal(context.Background(), layout{}.sheet(t, v.sealer(t, LevelB).Reserve())); !errors.Is(err, ErrHole) {
		t.Errorf("Seal: %v, want ErrHole", err)
	}
	if s.Reserve()-v.sealer(t, LevelB).Reserve() < defaultStampRoom {
		t.Errorf("room for %d bytes", s.Reserve())
	}
	if got := v.asked.Load() - before; got > 4 { // about the certificates of the other sealers
		t.Errorf("%d questions", got)
	}
}

// Where there is no responder, revocation lists do.
func TestSealWithLists(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	o := v.options(t, LevelLTA)
	o.Revocation.o.Addresses = func(c *x509.Certificate) (responders, lists []string) {
		if c.IsCA {
			return []string{ocspURL}, nil
		}
		return nil, []string{listURL}
	}
	s := mustSealer(t, v.identity(ecP256()), o)
	if err := o.Revocation.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	sheet, file := sealed(t, s)
	if err := s.Check(sheet, file); err != nil {
		t.Errorf("Check: %v", err)
	}
	d, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	// The list is about the seal and the authority both, and so is there once.
	if m := d.additions[0].material; len(m[ocspKind]) != 1 || len(m[listKind]) != 1 {
		t.Errorf("%d responses, %d lists", len(m[ocspKind]), len(m[listKind]))
	}
}

// What outside services did is told to who asks with a context of his own.
func TestSealGivenUp(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	s := v.sealer(t, LevelLTA)
	ctx, cancel := context.WithCancel(context.Background())
	v.answers[stampURL] = func(ctx context.Context, _ Call) (int, []byte, error) {
		cancel()
		<-ctx.Done()
		return 0, nil, ctx.Err()
	}
	if _, err := s.Seal(ctx, layout{}.sheet(t, s.Reserve())); !errors.Is(err, ErrNoTimestamp) || !errors.Is(err, context.Canceled) {
		t.Errorf("Seal: %v", err)
	}
}

// Every level is reached from every lower one.
func TestRaise(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	for _, from := range levels {
		for _, to := range levels[1:] {
			t.Run(from.String()+" to "+to.String(), func(t *testing.T) {
				t.Parallel()
				_, file := sealed(t, v.sealer(t, from))
				s := v.sealer(t, to)
				raised, err := s.Raise(context.Background(), file)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.HasPrefix(raised, file) {
					t.Error("it does not begin with what it was")
				}
				want := max(from, to)
				seal, err := Verify(raised, v.verify())
				if err != nil || seal.Level != want {
					t.Fatalf("Verify = %+v, %v, want %v", seal, err, want)
				}
				renewed := from == LevelLTA && to == LevelLTA
				if grown := len(raised) > len(file); grown != (from < to || renewed) {
					t.Errorf("it grew is %v", grown)
				}
			})
		}
	}
}

// What was added by whomever is not what a sealer for B-B made.
func TestCheckRefusesAHigherLevel(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	s := v.sealer(t, LevelB)
	sheet, file := sealed(t, s)
	if _, err := s.Raise(context.Background(), file); !errors.Is(err, ErrLevel) {
		t.Errorf("Raise: %v, want ErrLevel", err)
	}
	for _, l := range levels[1:] {
		raised, err := v.sealer(t, l).Raise(context.Background(), file)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Check(sheet, raised); !errors.Is(err, ErrLevel) {
			t.Errorf("Check of %v: %v, want ErrLevel", l, err)
		}
	}
}

// lasting is a pki whose certificates outlive those of the others.
func lasting(name string, life time.Duration) *pki {
	longer := func(c *x509.Certificate) { c.NotAfter = now.Add(life) }
	p := newPKI(name, longer)
	t := authority(name)
	longer(t)
	p.root = issue(t, t, p.rootKey.Public(), p.rootKey)
	p.issuing = issue(p.edited(authority(name+", issuing")), p.root, p.issuingKey.Public(), p.rootKey)
	return p
}

// A file is renewed before its last time stamp runs out, by a younger authority each
// time, and so outlives every certificate that it began with, the root's too.
func TestRenewal(t *testing.T) {
	t.Parallel()
	v, move := ticking(lasting("TEST first", 10*time.Hour))
	o := v.options(t, LevelLTA)
	o.Stamper.o.Roots = v.roots()
	s := mustSealer(t, v.identity(ecP256()), o)
	if err := o.Revocation.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	sheet, file := sealed(t, s)
	verify := VerifyOptions{Roots: v.roots(), StampRoots: o.Stamper.o.Roots}
	for i := range 3 {
		end := now.Add(time.Duration(i+1) * 10 * time.Hour)
		verify.At = v.now()
		seal, err := Verify(file, verify)
		if err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
		if !seal.Until.Equal(end) || len(seal.Stamps) != i+2 || seal.Stamps[0].Document || !seal.Stamps[i+1].Document {
			t.Errorf("round %d: until %v, want %v, %d time stamps", i, seal.Until, end, len(seal.Stamps))
		}
		if seal.Since.Sub(now).Abs() > time.Minute {
			t.Errorf("round %d: since %v, want %v", i, seal.Since, now)
		}
		verify.At = end.Add(time.Second)
		if _, err := Verify(file, verify); !errors.Is(err, ErrExpired) {
			t.Errorf("round %d, too late: %v, want ErrExpired", i, err)
		}
		move(9 * time.Hour)
		younger := newServices(lasting("TEST younger", time.Duration(i+2)*10*time.Hour))
		younger.now = v.now
		o.Stamper.o.Roots.AddCert(younger.root)
		v.answers[stampURL] = younger.answers[stampURL]
		previous := v.answers[ocspURL]
		v.answers[ocspURL] = func(ctx context.Context, c Call) (int, []byte, error) {
			if younger.issued(c.Body) {
				return younger.status(c.Body)
			}
			return previous(ctx, c)
		}
		renewed, err := s.Raise(context.Background(), file)
		if err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
		if !bytes.HasPrefix(renewed, file) {
			t.Errorf("round %d: it does not begin with what it was", i)
		}
		file = renewed
		move(time.Hour)
	}
	if !bytes.HasPrefix(file, sheet.Unsealed()[:sheet.hole.Start]) {
		t.Error("the sheet is not in it any more")
	}
}
