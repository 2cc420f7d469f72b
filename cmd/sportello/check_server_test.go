package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/statement"
)

// issuer is somebody who calls himself an office, and a service that counts who calls.
type issuer struct {
	*httptest.Server
	key    *statement.Key
	called atomic.Int64
}

func newIssuer(t *testing.T, answer http.HandlerFunc) *issuer {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{}
	if i.key, err = statement.NewKey(private, rand.Reader); err != nil {
		t.Fatal(err)
	}
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.called.Add(1)
		answer(w, r)
	}))
	t.Cleanup(i.Close)
	return i
}

// address is what a symbol holds by which somebody at an address has issued.
func (i *issuer) address(t *testing.T, by string) string {
	t.Helper()
	y, m, d := time.Now().Date()
	signed, err := i.key.Sign(&statement.Statement{
		Issuer: by, Office: statement.Office{Code: "X900", Name: "Comune di Valdemo"}, Kinds: []int{int(certificates.Life)}, Number: "2026/0000001",
		IssuedOn: statement.Date{Year: y, Month: m, Day: d}, Data: sha256.Sum256([]byte("x")), Name: "Quartermain Anna",
	})
	if err != nil {
		t.Fatal(err)
	}
	return by + "/v/" + certificates.Code{1}.Compact() + "#" + statement.Digits(signed)
}

// Nobody is asked without network, nobody whom the symbol does not name rightly, and
// nobody in the clear.
func TestVerifyAsksNobody(t *testing.T) {
	t.Parallel()
	i := newIssuer(t, http.NotFound)
	c := newCounter(t)
	mine := i.address(t, i.URL)
	c.wants("offline", notChecked, 3, "keys-missing", "--offline", c.put("1.png", symbol(t, mine)))
	c.wants("offline, with a server", notChecked, 3, "keys-missing", "--offline", "--server", i.URL, c.put("1.png", symbol(t, mine)))
	bare, _, _ := strings.Cut(mine, "#")
	c.wants("without a statement", notChecked, 3, "no-statement", c.put("2.png", symbol(t, bare)))
	elsewhere := strings.Replace(i.address(t, "https://anagrafe.example"), "https://anagrafe.example", i.URL, 1)
	c.wants("another's statement", notGenuine, 1, "statement-elsewhere", c.put("3.png", symbol(t, elsewhere)))
	c.wants("in the clear", notChecked, 3, "server-insecure keys-missing", c.put("4.png", symbol(t, i.address(t, "http://anagrafe.invalid"))))
	if n := i.called.Load(); n != 0 {
		t.Errorf("the issuer was called %d times", n)
	}
}

// Whatever a service answers, it is no reason to believe it, and nobody to whom it
// sends is asked.
func TestVerifyAndBadServers(t *testing.T) {
	t.Parallel()
	other := newIssuer(t, http.NotFound)
	for name, x := range map[string]struct {
		answer  http.HandlerFunc
		verdict verdict
		code    int
		reasons string
	}{
		"nothing there": {http.NotFound, notChecked, 3, "issuer-new server-unreachable keys-missing"},
		"sends elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
		}, notChecked, 3, "issuer-new server-unreachable keys-missing"},
		"talks nonsense": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"state":"splendid"}`)
		}, notGenuine, 1, "issuer-new not-issued keys-unusable"},
		"never ends": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for block := make([]byte, 64<<10); ; {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		}, notChecked, 3, "issuer-new server-unreachable keys-missing"},
		"says valid, without keys": {func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, "/v1/") {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"state":"valid","sentence":"x"}`)
		}, notChecked, 3, "issuer-new server-unreachable keys-missing"},
	} {
		i, c := newIssuer(t, x.answer), newCounter(t)
		f := c.wants(name, x.verdict, x.code, x.reasons, c.put("x.png", symbol(t, i.address(t, i.URL))))
		if f.Statement != nil {
			t.Errorf("%s: the statement passes for the office's", name)
		}
		if i.called.Load() == 0 {
			t.Errorf("%s: was not called", name)
		}
	}
	if n := other.called.Load(); n != 0 {
		t.Errorf("who was sent to was called %d times", n)
	}
}

// An office of one's own invention is valid by its own word; that it was never met
// before is said, and a named server settles it.
func TestVerifyFalseOffice(t *testing.T) {
	t.Parallel()
	var i *issuer
	i = newIssuer(t, func(w http.ResponseWriter, r *http.Request) {
		now := time.Now()
		switch {
		case r.URL.Path == "/statement-keys":
			set, err := statement.NewKeySet(i.URL, now, now.AddDate(0, 0, 10), statement.IssuerKey{Public: i.key.Public(), From: now.AddDate(0, 0, -9)})
			if err == nil {
				var token string
				if token, err = set.Sign(i.key); err == nil {
					_, _ = io.WriteString(w, token)
				}
			}
			if err != nil {
				t.Error(err)
			}
		case strings.HasPrefix(r.URL.Path, "/v1/"):
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"state":"valid","sentence":"x"}`)
		default:
			http.NotFound(w, r)
		}
	})
	c := newCounter(t)
	picture := c.put("x.png", symbol(t, i.address(t, i.URL)))
	f := c.wants("a false office", valid, 0, "issuer-new", picture)
	if f.Statement == nil || f.Statement.Issuer != i.URL {
		t.Errorf("%+v", f.Statement)
	}
	real := newIssuer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"state":"unknown","sentence":"x"}`)
	})
	c.wants("a false office, and the right one named", notGenuine, 1, "not-issued", "--server", real.URL, picture)
}
