package signing

import (
	"bytes"
	"context"
	"crypto"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestSealFillsTheHoleAndNothingElse(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, ecP256(), false)
	sheet, file := sealed(t, s)
	h := sheet.hole
	if bytes.Equal(file, sheet.Unsealed()) {
		t.Fatal("the sealed file is the sheet")
	}
	emptied := bytes.Clone(file)
	copy(emptied[h.Start+1:h.End-1], bytes.Repeat([]byte("0"), h.End-h.Start-2))
	if !bytes.Equal(emptied, sheet.Unsealed()) {
		t.Error("bytes outside the hole differ, or the sheet itself was written to")
	}
	if err := s.Check(sheet, file); err != nil {
		t.Errorf("Check: %v", err)
	}
}

func TestSealOnce(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, ecP256(), false)
	sheet, _ := sealed(t, s)
	if _, err := s.Seal(context.Background(), sheet); !errors.Is(err, ErrSpent) {
		t.Errorf("second seal: %v, want ErrSpent", err)
	}
}

// A try that came to nothing spends the sheet as well: nobody knows what a device
// did before it failed.
func TestSealOnceAfterAFailure(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, ecP256(), false)
	sheet := layout{}.sheet(t, s.Reserve())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Seal(ctx, sheet); !errors.Is(err, context.Canceled) {
		t.Fatalf("first seal: %v, want that it was cancelled", err)
	}
	if _, err := s.Seal(context.Background(), sheet); !errors.Is(err, ErrSpent) {
		t.Errorf("second seal: %v, want ErrSpent", err)
	}
}

func TestSealOnceAmongMany(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, ecP256(), false)
	sheet := layout{}.sheet(t, s.Reserve())
	errs := make([]error, 16)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range errs {
		done.Go(func() {
			start.Wait()
			_, errs[i] = s.Seal(context.Background(), sheet)
		})
	}
	start.Done()
	done.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, ErrSpent) {
			t.Errorf("Seal: %v, want ErrSpent", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d won, want 1", won, len(errs))
	}
}

// device is a key with faults, which counts how often it is used.
type device struct {
	crypto.Signer
	uses   int
	answer func(good []byte) ([]byte, error)
}

func (d *device) Sign(r io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	d.uses++
	good, err := d.Signer.Sign(r, digest, o)
	if d.answer == nil || err != nil {
		return good, err
	}
	return d.answer(good)
}

func TestSealRefusesBeforeTheKeyIsUsed(t *testing.T) {
	t.Parallel()
	issuerEnds := func(p *pki) *pki { // an issuer that expires before its certificates
		a := authority("TEST short-lived")
		a.NotAfter = now.Add(time.Hour)
		q := *p
		q.issuing = issue(a, p.root, p.issuingKey.Public(), p.rootKey)
		return &q
	}
	for _, c := range []struct {
		name string
		pki  *pki
		at   time.Time
		less int // bytes of room
		want error
	}{
		{name: "hole too small by one byte", pki: trust(), at: now, less: 1, want: ErrHole},
		{name: "hole without room", pki: trust(), at: now, less: -1, want: ErrHole},
		{name: "expired overnight", pki: trust(), at: now.Add(24*time.Hour + time.Second), want: ErrExpired},
		{name: "issuer expired overnight", pki: issuerEnds(trust()), at: now.Add(2 * time.Hour), want: ErrExpired},
		{name: "clock set back", pki: trust(), at: now.Add(-2 * time.Minute), want: ErrNotYetValid},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			key := &device{Signer: ecP256()}
			at := now
			o := c.pki.options()
			o.Clock = func() time.Time { return at }
			s := mustSealer(t, c.pki.identity(key), o)
			room := s.Reserve() - c.less
			if c.less < 0 {
				room = 0
			}
			at = c.at
			got, err := s.Seal(context.Background(), layout{}.sheet(t, room))
			if !errors.Is(err, c.want) || got != nil {
				t.Errorf("Seal = %d bytes, %v, want %v", len(got), err, c.want)
			}
			if key.uses != 0 {
				t.Errorf("the key was used %d times", key.uses)
			}
		})
	}
}

func TestSealWithAFaultyDevice(t *testing.T) {
	t.Parallel()
	unplugged := errors.New("device removed")
	for _, c := range []struct {
		name        string
		answer      func([]byte) ([]byte, error)
		seal, check error
	}{
		{"fails", func([]byte) ([]byte, error) { return nil, unplugged }, unplugged, nil},
		{"answers too much", func(b []byte) ([]byte, error) { return append(b, make([]byte, 100)...), nil }, ErrHole, nil},
		{"answers nothing", func([]byte) ([]byte, error) { return nil, nil }, nil, ErrSignature},
		{"answers wrongly", func(b []byte) ([]byte, error) { b[len(b)-1] ^= 1; return b, nil }, nil, ErrSignature},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := trust().sealer(t, &device{Signer: ecP256(), answer: c.answer}, false)
			sheet := layout{}.sheet(t, s.Reserve())
			file, err := s.Seal(context.Background(), sheet)
			if !errors.Is(err, c.seal) {
				t.Fatalf("Seal: %v, want %v", err, c.seal)
			}
			if err != nil {
				return
			}
			if err := s.Check(sheet, file); !errors.Is(err, c.check) {
				t.Errorf("Check: %v, want %v", err, c.check)
			}
		})
	}
}

func TestSealIsDeterministic(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, rsa2048(), false)
	_, a := sealed(t, s)
	_, b := sealed(t, s)
	if !bytes.Equal(a, b) {
		t.Error("the same sheet, sealed with RSA PKCS #1 v1.5, gave different bytes")
	}
}

// An ECDSA signature varies in length; the room must be enough for the longest.
func TestReserveIsEnough(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, ecP256(), false)
	lengths := map[int]bool{}
	for range 300 {
		_, file := sealed(t, s)
		d, err := open(file)
		if err != nil {
			t.Fatal(err)
		}
		lengths[len(d.signature)] = true
		if len(d.signature) > s.longest || len(d.der) > s.Reserve() {
			t.Fatalf("signature of %d bytes in a CMS of %d, want at most %d in %d", len(d.signature), len(d.der), s.longest, s.Reserve())
		}
	}
	if !lengths[s.longest] {
		t.Errorf("lengths %v: %d is never reached", lengths, s.longest)
	}
}

// A valid seal is not enough: it must be the configured one, over this sheet.
func TestCheckRefusesAnothersSeal(t *testing.T) {
	t.Parallel()
	p := trust()
	id := p.identity(ecP256())
	mine := mustSealer(t, id, p.options())
	sameSerial := func(c *x509.Certificate) { c.SerialNumber = id.Certificate.SerialNumber }
	for _, c := range []struct {
		name  string
		other *Identity
		want  error
	}{
		{"another certificate of the same authority", p.identity(newEC(elliptic.P256())), ErrForeign},
		{"another certificate for the same key", p.identity(ecP256()), ErrForeign},
		{"another key", p.identity(rsa2048()), ErrForeign},
		{"a certificate with the same serial number", p.identity(newEC(elliptic.P256()), sameSerial), ErrForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sheet, file := sealed(t, mustSealer(t, c.other, p.options()))
			if _, err := Verify(file, p.verify()); err != nil {
				t.Fatalf("Verify: %v", err)
			}
			if err := mine.Check(sheet, file); !errors.Is(err, c.want) {
				t.Errorf("Check: %v, want %v", err, c.want)
			}
		})
	}
}

func TestCheckRefusesAnotherSheet(t *testing.T) {
	t.Parallel()
	s := trust().sealer(t, ecP256(), false)
	sheet, file := sealed(t, s)
	wider := layout{}.sheet(t, s.Reserve()+1)
	other := layout{extra: "(another)"}.sheet(t, s.Reserve())
	_, twin := sealedAs(t, s, layout{dictionary: strings.Replace(goodDictionary, "Comune", "Altrui", 1)})
	_, moved := sealedAs(t, s, layout{extra: "<0000>"})
	at := bytes.Index(moved, []byte("<0000>"))
	elsewhere, err := Head{}.Sheet(moved, Hole{at, at + len("<0000>")})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sheet *Sheet
		file  []byte
	}{
		"another page":         {other, file},
		"another, as long":     {sheet, twin},
		"hole elsewhere":       {elsewhere, moved},
		"wider hole":           {wider, file},
		"unsealed":             {sheet, sheet.Unsealed()},
		"empty":                {sheet, nil},
		"longer":               {sheet, append(bytes.Clone(file), '\n')},
		"shorter":              {sheet, file[:len(file)-1]},
		"a changed byte":       {sheet, bytes.Replace(file, []byte("certificate"), []byte("Certificate"), 1)},
		"a sheet without hole": {&Sheet{}, file},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := s.Check(c.sheet, c.file); err == nil {
				t.Error("Check accepts it")
			}
		})
	}
}

func TestNewSealerRefuses(t *testing.T) {
	t.Parallel()
	p := trust()
	for _, c := range []struct {
		name string
		edit func(*Options, *Identity)
		want error
	}{
		{"no roots", func(o *Options, _ *Identity) { o.Roots = nil }, ErrChain},
		{"expired", func(o *Options, _ *Identity) { o.Clock = func() time.Time { return now.Add(25 * time.Hour) } }, ErrExpired},
		{"another's certificate", func(_ *Options, id *Identity) { id.Certificate = p.identity(ecP384()).Certificate }, ErrMismatch},
		{"certificate too large", func(_ *Options, id *Identity) {
			*id = *p.identity(ecP256(), func(c *x509.Certificate) {
				c.ExtraExtensions = []pkix.Extension{{Id: []int{2, 999, 1}, Value: make([]byte, maxCMS)}}
			})
		}, nil},
		{"PSS without RSA", func(o *Options, _ *Identity) { o.PSS = true }, nil},
		{"no such level", func(o *Options, _ *Identity) { o.Level = LevelLTA + 1 }, ErrLevel},
		{"B-T without authorities", func(o *Options, _ *Identity) { o.Level = LevelT }, nil},
		{"B-LT without revocation", func(o *Options, _ *Identity) { o.Level, o.Stamper = LevelLT, newServices(p).stamper(t) }, nil},
		{"no room for the time stamp", func(o *Options, _ *Identity) {
			o.Level = LevelT
			o.Stamper = newServices(p).stamper(t, func(o *StamperOptions) { o.Room = maxCMS })
		}, nil},
		{"no clock", func(o *Options, _ *Identity) { o.Clock = nil }, nil},
		{"no randomness", func(o *Options, _ *Identity) { o.Random = nil }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o, id := p.options(), p.identity(ecP256())
			c.edit(&o, id)
			_, err := NewSealer(id, o)
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("NewSealer: %v, want %v", err, c.want)
			}
		})
	}
}

// What is unrelated in the configured chain, and the root, stays out of the seal.
func TestSealHoldsTheChainOnly(t *testing.T) {
	t.Parallel()
	p, stranger := trust(), newPKI("TEST stranger")
	id := p.identity(ecP256())
	id.Chain = []*x509.Certificate{stranger.issuing, p.root, id.Certificate, p.issuing, p.issuing}
	s := mustSealer(t, id, p.options())
	sheet, file := sealed(t, s)
	if err := s.Check(sheet, file); err != nil {
		t.Errorf("Check: %v", err)
	}
	seal, err := Verify(file, p.verify())
	if err != nil {
		t.Fatal(err)
	}
	d, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	held, err := d.parseCertificates()
	if err != nil {
		t.Fatal(err)
	}
	if len(held) != 2 || !held[0].Equal(id.Certificate) || !held[1].Equal(p.issuing) {
		t.Errorf("the seal holds %d certificates, want the own and its issuer", len(held))
	}
	if len(seal.Chain) != 2 || !seal.Chain[1].Equal(p.root) {
		t.Errorf("chain of %d, want issuer and root", len(seal.Chain))
	}
}
