package signing

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
	"golang.org/x/crypto/ocsp"
)

// Addresses of the services in the tests.
const (
	stampURL      = "http://stamp.example/tsa"
	otherStampURL = "http://other.example/tsa"
	ocspURL       = "http://ocsp.example/"
	listURL       = "http://lists.example/issuing.crl"
)

var testPolicy = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}

// services answers for a pki: a time-stamp authority, a responder and revocation lists.
// What it answers can be changed by address.
type services struct {
	*pki
	stamping *Identity
	answers  map[string]func(context.Context, Call) (int, []byte, error)
	revoked  map[string]time.Time // by serial number
	asked    atomic.Int64
	now      func() time.Time
}

func newServices(p *pki) *services {
	v := &services{pki: p, revoked: map[string]time.Time{}, now: clock}
	v.stamping = p.stampIdentity(ecP256())
	v.answers = map[string]func(context.Context, Call) (int, []byte, error){
		stampURL: func(_ context.Context, c Call) (int, []byte, error) { return v.stamp(c.Body, nil) },
		ocspURL:  func(_ context.Context, c Call) (int, []byte, error) { return v.status(c.Body) },
		listURL:  func(context.Context, Call) (int, []byte, error) { return 200, v.list(nil), nil },
	}
	return v
}

func (v *services) transport(ctx context.Context, c Call) (int, []byte, error) {
	v.asked.Add(1)
	answer := v.answers[c.URL]
	if answer == nil {
		return 0, nil, errors.New("connection refused")
	}
	return answer(ctx, c)
}

// stampUsage is the extended key usage of time stamps, critical.
func stampUsage(critical bool, usages ...asn1.ObjectIdentifier) func(*x509.Certificate) {
	value, err := asn1.Marshal(usages)
	if err != nil {
		panic(err)
	}
	return func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: extendedKeyUsage, Critical: critical, Value: value}}
	}
}

var timeStamping = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 8}

func (p *pki) stampIdentity(key crypto.Signer, edits ...func(*x509.Certificate)) *Identity {
	good := []func(*x509.Certificate){
		stampUsage(true, timeStamping),
		func(c *x509.Certificate) {
			c.Subject.CommonName, c.KeyUsage = "TEST marca temporale", x509.KeyUsageDigitalSignature
		},
	}
	return p.identity(key, append(good, edits...)...)
}

// stamp answers a request with a token that is good but for the edit.
func (v *services) stamp(request []byte, edit func(*timestamp.Timestamp, *Identity)) (int, []byte, error) {
	q, err := timestamp.ParseRequest(request)
	if err != nil {
		return 400, nil, nil
	}
	id := *v.stamping
	t := &timestamp.Timestamp{
		HashAlgorithm: q.HashAlgorithm, HashedMessage: q.HashedMessage, Time: v.now(), Nonce: q.Nonce,
		Accuracy: 1500 * time.Millisecond, Policy: testPolicy, SerialNumber: big.NewInt(1), AddTSACertificate: q.Certificates, Certificates: []*x509.Certificate{v.issuing},
	}
	if edit != nil {
		edit(t, &id)
	}
	answer, err := t.CreateResponseWithOpts(id.Certificate, id.Key, crypto.SHA256)
	return 200, answer, err
}

// status answers a request for an OCSP response.
func (v *services) status(request []byte) (int, []byte, error) {
	q, err := ocsp.ParseRequest(request)
	if err != nil {
		return 400, nil, nil
	}
	t := ocsp.Response{Status: ocsp.Good, SerialNumber: q.SerialNumber, ThisUpdate: v.now().Add(-time.Minute), NextUpdate: v.now().Add(time.Hour)}
	if at, is := v.revoked[q.SerialNumber.String()]; is {
		t.Status, t.RevokedAt = ocsp.Revoked, at
	}
	issuer, key := v.issuing, v.issuingKey
	if q.SerialNumber.Cmp(v.issuing.SerialNumber) == 0 {
		issuer, key = v.root, v.rootKey
	}
	answer, err := ocsp.CreateResponse(issuer, issuer, t, key)
	return 200, answer, err
}

// issued says whether a request for a status names an issuer of this pki.
func (v *services) issued(request []byte) bool {
	q, err := ocsp.ParseRequest(request)
	if err != nil {
		return false
	}
	for _, issuer := range []*x509.Certificate{v.issuing, v.root} {
		ours, err := ocsp.CreateRequest(issuer, issuer, nil)
		if err != nil {
			panic(err)
		}
		if bytes.Contains(ours, q.IssuerKeyHash) {
			return true
		}
	}
	return false
}

// list is the revocation list of the issuing authority, edited before it is signed.
func (v *services) list(edit func(*x509.RevocationList)) []byte {
	t := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: v.now().Add(-time.Minute), NextUpdate: v.now().Add(time.Hour)}
	for serial, at := range v.revoked {
		n, _ := new(big.Int).SetString(serial, 10)
		t.RevokedCertificateEntries = append(t.RevokedCertificateEntries, x509.RevocationListEntry{SerialNumber: n, RevocationTime: at})
	}
	if edit != nil {
		edit(t)
	}
	der, err := x509.CreateRevocationList(rand.Reader, t, v.issuing, v.issuingKey)
	if err != nil {
		panic(err)
	}
	return der
}

func (v *services) stampOptions() StamperOptions {
	return StamperOptions{
		Authorities: []Authority{{URL: stampURL, Policy: testPolicy}}, Roots: v.roots(),
		Transport: v.transport, Random: rand.Reader, Clock: v.now, Timeout: time.Second,
	}
}

func (v *services) stamper(tb testing.TB, edits ...func(*StamperOptions)) *Stamper {
	tb.Helper()
	o := v.stampOptions()
	for _, edit := range edits {
		edit(&o)
	}
	s, err := NewStamper(o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// revocation asks the responder about everything.
func (v *services) revocation(tb testing.TB) *Revocation {
	tb.Helper()
	r, err := NewRevocation(RevocationOptions{
		Transport: v.transport, Clock: v.now, Timeout: time.Second,
		Addresses: func(*x509.Certificate) (responders, lists []string) { return []string{ocspURL}, nil },
	})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// options is those of a sealer that seals at the level.
func (v *services) options(tb testing.TB, l Level) Options {
	tb.Helper()
	o := v.pki.options()
	o.Level, o.Clock, o.Stamper, o.Revocation = l, v.now, v.stamper(tb), v.revocation(tb)
	return o
}

func (v *services) sealer(tb testing.TB, l Level, edits ...func(*Options)) *Sealer {
	tb.Helper()
	o := v.options(tb, l)
	for _, edit := range edits {
		edit(&o)
	}
	s := mustSealer(tb, v.identity(ecP256()), o)
	if o.Revocation != nil {
		if err := o.Revocation.Refresh(context.Background()); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}
