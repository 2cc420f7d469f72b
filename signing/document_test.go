package signing

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
	"golang.org/x/crypto/ocsp"
)

// ladder is one seal at every level: each file begins with the one before.
func ladder(t *testing.T, v *services) (s *Sealer, sheet *Sheet, files [4][]byte) {
	t.Helper()
	s = v.sealer(t, LevelLTA)
	sheet, whole := sealed(t, s)
	d, err := open(whole)
	if err != nil {
		t.Fatal(err)
	}
	files[LevelB] = bytes.Clone(whole[:d.end])
	for i := d.hole.Start + 1; i < d.hole.End-1; i++ {
		files[LevelB][i] = '0'
	}
	hex.Encode(files[LevelB][d.hole.Start+1:], s.envelope.assemble(d.attributes, d.signature, nil))
	files[LevelT], files[LevelLT], files[LevelLTA] = whole[:d.end], whole[:d.additions[0].end], whole
	return s, sheet, files
}

// Updates can be cut off, which leaves a file of a lower level, and nothing else.
func TestUpdatesCutOff(t *testing.T) {
	t.Parallel()
	s, sheet, files := ladder(t, newServices(trust()))
	for l, file := range files {
		seal, err := Verify(file, trust().verify())
		if err != nil || seal.Level != Level(l) {
			t.Errorf("Verify = %+v, %v, want %v", seal, err, Level(l))
		}
		if err := s.Check(sheet, file); errors.Is(err, ErrLevel) != (Level(l) != LevelLTA) {
			t.Errorf("Check of %v: %v", Level(l), err)
		}
	}
	for n := len(files[LevelT]) + 1; n < len(files[LevelLTA]); n += 7 {
		if n == len(files[LevelLT]) {
			continue
		}
		if _, err := Verify(files[LevelLTA][:n], trust().verify()); !errors.Is(err, ErrCoverage) {
			t.Fatalf("Verify of %d bytes: %v, want ErrCoverage", n, err)
		}
	}
}

// Every byte of the updates counts. What no time stamp and no signature covers is a few
// bytes of the last token around what its authority signed, such as version numbers:
// what they say does not change.
func TestUpdatesRefuseFlippedBytes(t *testing.T) {
	t.Parallel()
	s, sheet, files := ladder(t, newServices(trust()))
	file := files[LevelLTA]
	d, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	before, err := Verify(file, trust().verify())
	if err != nil {
		t.Fatal(err)
	}
	last, loose := d.additions[1], 0
	const step = 3
	for i := d.end; i < len(file); i += step {
		file[i] ^= 1 << (i % 7)
		seal, err := Verify(file, trust().verify())
		inToken := i > last.hole.Start && i < last.hole.End-1
		switch {
		case err == nil && inToken && sameStamp(seal.Stamps[1], before.Stamps[1]):
			loose++
		case err == nil:
			t.Fatalf("Verify accepts byte %d of %d changed", i, len(file))
		case !inToken && s.Check(sheet, file) == nil:
			t.Fatalf("Check accepts byte %d of %d changed", i, len(file))
		}
		file[i] ^= 1 << (i % 7)
	}
	if loose > 40/step {
		t.Errorf("%d bytes of the token can be changed", loose)
	}
}

func sameStamp(a, b Stamp) bool {
	return a.Time.Equal(b.Time) && a.Serial.Cmp(b.Serial) == 0 && a.Certificate.Equal(b.Certificate) && bytes.Equal(a.Imprint, b.Imprint)
}

// grow appends what a forger can append with parts of his own choice.
type grow struct {
	t    *testing.T
	v    *services
	file []byte
	r    *revision
}

func growing(t *testing.T, v *services, file []byte) *grow {
	t.Helper()
	d, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	r := d.revision
	if r == nil {
		if r, err = readRevision(file); err != nil {
			t.Fatal(err)
		}
	}
	return &grow{t, v, bytes.Clone(file), r}
}

func (g *grow) material(certificates, responses, lists [][]byte) *grow {
	update, next := g.r.addMaterial(len(g.file), &material{certificates, responses, lists})
	g.file, g.r = append(g.file, update...), &next
	return g
}

func (g *grow) stamp(edit func(*timestamp.Timestamp, *Identity)) *grow {
	return g.stampOver(nil, edit)
}

// stampOver stamps other data than it should, unless that is nil.
func (g *grow) stampOver(data []byte, edit func(*timestamp.Timestamp, *Identity)) *grow {
	g.t.Helper()
	update, hole, next := g.r.addStamp(len(g.file), defaultStampRoom)
	g.file, g.r = append(g.file, update...), &next
	if data == nil {
		data = slices.Concat(g.file[:hole.Start], g.file[hole.End:])
	}
	_, answer, err := g.v.stamp(stampRequest(sum(stampHash, data), nil, big.NewInt(1)), edit)
	if err != nil {
		g.t.Fatal(err)
	}
	token, err := readStampResponse(answer)
	if err != nil {
		g.t.Fatal(err)
	}
	hex.Encode(g.file[hole.Start+1:], token)
	return g
}

// ocsps is good responses about the certificates, edited.
func (v *services) ocsps(tb testing.TB, edit func(*ocsp.Response), about ...*x509.Certificate) (out [][]byte) {
	tb.Helper()
	for _, c := range about {
		a := answerAbout(v.pki, c)
		if c.Equal(v.issuing) {
			a.issuer, a.responder, a.key = v.root, v.root, v.rootKey
		}
		if edit != nil {
			edit(&a.Response)
		}
		out = append(out, a.der(tb))
	}
	return out
}

func TestVerifyRefusesForgedUpdates(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	s, _, files := ladder(t, v)
	own, tsa, issuing, root := s.identity.Certificate, v.stamping.Certificate, v.issuing, v.root
	chain := [][]byte{own.Raw, issuing.Raw, root.Raw, tsa.Raw}
	good := v.ocsps(t, nil, own, issuing, tsa)
	stranger := newServices(newPKI("TEST stranger"))
	revoked := func(at time.Time) func(*ocsp.Response) {
		return func(r *ocsp.Response) { r.Status, r.RevokedAt = ocsp.Revoked, at }
	}
	later := func(r *ocsp.Response) { r.ThisUpdate = now }
	_, another := sealed(t, s)
	from := func(file []byte) *grow { return growing(t, v, file) }
	b, tt, lt, lta := files[LevelB], files[LevelT], files[LevelLT], files[LevelLTA]
	at := func(d time.Duration) func(*timestamp.Timestamp, *Identity) {
		return func(s *timestamp.Timestamp, _ *Identity) { s.Time = now.Add(d) }
	}
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"harmless twin", from(tt).material(chain, good, nil).stamp(nil).file, nil},
		{"harmless twin from B-B", from(b).stamp(nil).material(chain, good, nil).stamp(nil).file, nil},
		{"harmless twin with a list", from(tt).material(nil, v.ocsps(t, nil, issuing), [][]byte{v.list(nil)}).file, nil},
		{"harmless twin with material at the end", from(lta).material(nil, v.ocsps(t, later, issuing, tsa), nil).file, nil},
		{"harmless twin, revoked later", from(tt).material(nil, v.ocsps(t, revoked(now.Add(time.Minute)), own, issuing, tsa), nil).file, nil},
		{"harmless twin, the root issued anew", from(tt).material([][]byte{v.rootAgain().Raw}, good, nil).file, nil},

		{"page replaced", updated(lta, ""), ErrCoverage},
		{"page replaced under the updates", bytes.Replace(lta, []byte("72 720 Td"), []byte("72 721 Td"), 1), ErrTimestamp},
		{"byte appended", append(bytes.Clone(lta), '\n'), ErrCoverage},
		{"catalog with an action", bytes.Replace(lt, []byte("/DSS "), []byte("/OpenAction<<>>/DSS "), 1), ErrCoverage},
		{"update of a stranger's form", updated(tt, "9 0 obj\n<</Type/DSS>>\nendobj\n"), ErrCoverage},

		{"material twice", from(lt).material(nil, nil, nil).file, ErrCoverage},
		{"material before a time stamp", from(b).material(chain, good, nil).file, ErrCoverage},
		{"time stamp twice", from(tt).stamp(nil).file, ErrCoverage},
		{"time stamp twice from B-B", from(b).stamp(nil).stamp(nil).file, ErrCoverage},
		{"too many", tooMany(t, v, lta), ErrForm},

		{"time stamp over something else", from(lt).stampOver([]byte("else"), nil).file, ErrAltered},
		{"time stamp over the file before", from(lt).stampOver(lt, nil).file, ErrAltered},
		{"time stamp of another file", bytes.Replace(lta, lastToken(t, lta), lastToken(t, another), 1), ErrTimestamp},
		{"time stamp by a stranger", growing(t, stranger, lt).stamp(nil).file, ErrChain},
		{"time stamp by the sealer", from(lt).stamp(func(_ *timestamp.Timestamp, id *Identity) { *id = *s.identity }).file, ErrStampUsage},
		{"time stamp with another's key", from(lt).stamp(func(_ *timestamp.Timestamp, id *Identity) { id.Key = newEC(elliptic.P256()) }).file, ErrSignature},
		{"time stamp of the future", from(lt).stamp(at(time.Hour)).file, ErrTimestamp},
		{"time stamp before what it covers", from(lt).stamp(func(s *timestamp.Timestamp, id *Identity) {
			s.Time = now.Add(-30 * time.Minute)
			*id = *v.stampIdentity(ecP256(), func(c *x509.Certificate) { c.NotBefore = now.Add(-time.Hour) })
		}).file, errOrder},
		{"time stamp of when its certificate was not valid", from(lt).stamp(at(-2 * time.Minute)).file, ErrNotYetValid},

		{"no material", from(tt).material(nil, nil, nil).file, ErrRevocation},
		{"nothing about the seal", from(tt).material(chain, good[1:], nil).file, ErrRevocation},
		{"nothing about the issuer", from(tt).material(chain, [][]byte{good[0], good[2]}, nil).file, ErrRevocation},
		{"nothing about the authority", from(tt).material(chain, good[:2], nil).file, ErrRevocation},
		{"seal revoked", from(tt).material(chain, append(v.ocsps(t, revoked(now.Add(-time.Second)), own), good[1:]...), nil).file, ErrRevoked},
		{"seal revoked by a list", from(tt).material(chain, good[1:], [][]byte{v.list(revoking(own))}).file, ErrRevoked},
		{"authority revoked", from(tt).material(chain, append(v.ocsps(t, revoked(now.Add(-time.Second)), tsa), good[:2]...), nil).file, ErrRevoked},
		{"out of date", from(tt).material(chain, v.ocsps(t, func(r *ocsp.Response) { r.NextUpdate = now.Add(-time.Second) }, own, issuing, tsa), nil).file, ErrRevocation},
		{"by a stranger", from(tt).material(chain, stranger.ocsps(t, nil, own, issuing, tsa), nil).file, ErrRevocation},
		{"something of no use", from(tt).material(chain, good[:2], [][]byte{v.list(nil), []byte("hidden")}).file, ErrForm},
		{"hidden state", from(tt).material(chain, [][]byte{good[0], good[1], []byte("hidden")}, [][]byte{v.list(nil)}).file, ErrForm},
		{"hidden state in the place of another", from(tt).material(chain, [][]byte{good[1], []byte("hidden")}, [][]byte{v.list(nil)}).file, ErrForm},
		{"certificate of no use", from(tt).material(append(chain, stranger.root.Raw), good, nil).file, ErrForm},
		{"hidden certificate", from(tt).material(append(chain, []byte("hidden")), good, nil).file, ErrForm},
		{"certificate with something hidden", from(tt).material(append(chain, slices.Concat(root.Raw, root.RawSubjectPublicKeyInfo)), good, nil).file, ErrForm},
		{"response that is too long", from(tt).material(chain, append(good[:2:2], make([]byte, maxOCSP+1)), nil).file, ErrRevocation},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Verify(c.file, v.verify())
			if !errors.Is(err, c.want) {
				t.Errorf("Verify: %v, want %v", err, c.want)
			}
			if _, again := s.Raise(context.Background(), c.file); (again == nil) != (c.want == nil) {
				t.Errorf("Raise: %v, want %v", again, c.want)
			}
		})
	}
}

func revoking(c *x509.Certificate) func(*x509.RevocationList) {
	return func(l *x509.RevocationList) {
		l.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: c.SerialNumber, RevocationTime: now.Add(-time.Second)}}
	}
}

// rootAgain is the root, issued anew.
func (p *pki) rootAgain() *x509.Certificate {
	t := authority(p.root.Subject.CommonName)
	return issue(t, t, p.rootKey.Public(), p.rootKey)
}

// lastToken is the digits of the last time stamp of a file.
func lastToken(t *testing.T, file []byte) []byte {
	t.Helper()
	d, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	hole := d.additions[len(d.additions)-1].hole
	return file[hole.Start:hole.End]
}

// tooMany is a file with more updates than are read.
func tooMany(t *testing.T, v *services, file []byte) []byte {
	t.Helper()
	g := growing(t, v, file)
	for range maxAdditions / 2 {
		g.material(nil, v.ocsps(t, nil, v.stamping.Certificate, v.issuing), nil)
		update, hole, next := g.r.addStamp(len(g.file), 16)
		g.file, g.r = append(g.file, update...), &next
		hex.Encode(g.file[hole.Start+1:], sequence(null))
	}
	return g.file
}

// A time stamp that has run out proves nothing, and does no harm while the certificate
// of the seal is valid.
func TestVerifyPassesOverExpiredStamps(t *testing.T) {
	t.Parallel()
	v := newServices(trust())
	v.stamping = v.stampIdentity(ecP256(), func(c *x509.Certificate) { c.NotAfter = now.Add(time.Hour) })
	_, _, files := ladder(t, v)
	for l, file := range files[LevelT:] {
		o := v.verify()
		o.At = now.Add(2 * time.Hour)
		seal, err := Verify(file, o)
		if err != nil {
			t.Errorf("%v: %v", LevelT+Level(l), err)
			continue
		}
		if !seal.Since.Equal(o.At) || !errors.Is(seal.Stamps[0].Fault, ErrExpired) {
			t.Errorf("%v: since %v, fault %v", LevelT+Level(l), seal.Since, seal.Stamps[0].Fault)
		}
		o.At = now.Add(25 * time.Hour)
		if _, err := Verify(file, o); !errors.Is(err, ErrExpired) {
			t.Errorf("%v, the seal expired too: %v, want ErrExpired", LevelT+Level(l), err)
		}
	}
}

// Roots of time stamps are separate where they are given.
func TestVerifyStampRoots(t *testing.T) {
	t.Parallel()
	v, other := newServices(trust()), newServices(newPKI("TEST other"))
	_, _, files := ladder(t, v)
	o := v.verify()
	o.StampRoots = other.roots()
	for l, want := range []error{nil, ErrChain, ErrChain, ErrChain} {
		if _, err := Verify(files[l], o); !errors.Is(err, want) {
			t.Errorf("%v: %v, want %v", Level(l), err, want)
		}
	}
}

// The names of time stamps are in the document's language.
func TestStampName(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{
		"": "(Marca temporale)", "(it-IT)": "(Marca temporale)", "(de)": "(Zeitstempel)", "(xx)": "(Marca temporale)", "(sl-SI)": "<FEFF010C",
	} {
		r := &revision{catalog: pdfDict(fmt.Sprintf("<</Lang %s>>", language))}
		if got := r.stampName(); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", language, got, want)
		}
	}
}
