package statement

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"
	"testing"
	"time"
)

const issuer = "https://verifica.comune.valdemo.example"

var (
	issuedOn = Date{2026, time.November, 25}
	now      = time.Date(2026, time.November, 25, 10, 30, 0, 0, time.UTC)
)

// sampleKey is the P-256 key of RFC 6979 A.2.5, which everybody knows. It signs
// without randomness, so that examples stay as they are.
var sampleKey = sync.OnceValue(func() *Key {
	d, _ := hex.DecodeString("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")
	private := must(ecdsa.ParseRawPrivateKey(elliptic.P256(), d))
	return must(NewKey(private, nil))
})

var otherKey = sync.OnceValue(newKey)

func newKey() *Key {
	return must(NewKey(must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), rand.Reader))
}

// typical is a certificate of residence.
func typical() *Statement {
	return &Statement{
		Issuer: issuer, Office: Office{"Z000", "Comune di Valdemo"}, Kinds: []int{8}, Number: "2026/0000123",
		IssuedOn: issuedOn, ValidUntil: Date{2027, time.February, 25}, Data: sha256.Sum256([]byte("{}")),
		Status: Status{3, 70_123}, Name: "Rossi Maria Anna", Born: Date{1980, time.January, 5},
		Facts: []Fact{{"Residenza", "Via Giuseppe Garibaldi 12, 00010 Valdemo (VD)"}},
		Demo:  true,
	}
}

// shortest is a certificate of life.
func shortest() *Statement {
	s := typical()
	s.Kinds, s.Facts, s.Demo, s.Name, s.ValidUntil = []int{7}, nil, false, "Re Ada", Date{}
	return s
}

// combined is several kinds for somebody with long names.
func combined() *Statement {
	s := typical()
	s.Kinds = []int{5, 7, 8, 11, 12}
	s.Name = "Della Torre Valsassina Massimiliano Bartolomeo"
	s.Facts = []Fact{
		{"Residenza", "Via Giuseppe Garibaldi 12, 00010 Valdemo (VD)"},
		{"Cittadinanza", "italiana"},
		{"Stato civile", "coniugato"},
		{"Famiglia", "5 componenti"},
	}
	return s
}

// longest is as many bytes as may be, or one less.
func longest() *Statement {
	s := combined()
	s.Facts = append(s.Facts, Fact{"Note", "x"})
	for len(must(sampleKey().Sign(s))) < MaxSize-1 {
		s.Facts[4].Value += "x"
	}
	return s
}

func samples() map[string]*Statement {
	return map[string]*Statement{"shortest": shortest(), "typical": typical(), "combined": combined(), "longest": longest()}
}

func signed(t testing.TB, s *Statement) []byte {
	t.Helper()
	b, err := sampleKey().Sign(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func entry(k *Key) IssuerKey { return IssuerKey{Public: k.Public(), From: now.AddDate(-1, 0, 0)} }

// keySet is one that holds sampleKey, changed.
func keySet(t testing.TB, edit ...func(*IssuerKey)) *KeySet {
	t.Helper()
	k := entry(sampleKey())
	for _, f := range edit {
		f(&k)
	}
	ks, err := NewKeySet(issuer, now, now.AddDate(0, 0, 30), k)
	if err != nil {
		t.Fatal(err)
	}
	return ks
}

// statusList is the one of typical in which these indexes are withdrawn.
func statusList(t testing.TB, withdrawn ...int) *StatusList {
	t.Helper()
	l, err := NewStatusList(typical().StatusURI(), DefaultListSize)
	if err != nil {
		t.Fatal(err)
	}
	l.IssuedAt, l.Expires, l.TTL = now, now.Add(24*time.Hour), 12*time.Hour
	for _, i := range withdrawn {
		if err := l.Withdraw(i); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
