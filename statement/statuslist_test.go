package statement

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStatusListRefused(t *testing.T) {
	t.Parallel()
	list := func(c object) object { return c["status_list"].(object) }
	for name, test := range map[string]struct {
		edit func(c object)
		want error
	}{
		"sub missing":           {func(c object) { delete(c, "sub") }, ErrIssuer},
		"another issuer":        {func(c object) { c["sub"] = "https://other.example/status-lists/3" }, ErrIssuer},
		"an issuer like ours":   {func(c object) { c["sub"] = issuer + ".evil.example/status-lists/3" }, ErrIssuer},
		"not a list of ours":    {func(c object) { c["sub"] = issuer + "/v/3" }, ErrIssuer},
		"iat missing":           {func(c object) { delete(c, "iat") }, ErrToken},
		"iat a text":            {func(c object) { c["iat"] = "now" }, ErrToken},
		"iat in the future":     {func(c object) { c["iat"], c["exp"] = now.Add(time.Hour).Unix(), now.Add(24*time.Hour).Unix() }, ErrFuture},
		"exp missing":           {func(c object) { delete(c, "exp") }, ErrToken},
		"exp before iat":        {func(c object) { c["exp"] = now.Unix() }, ErrToken},
		"exp in a year":         {func(c object) { c["exp"] = now.AddDate(1, 0, 0).Unix() }, ErrToken},
		"ttl missing":           {func(c object) { delete(c, "ttl") }, ErrToken},
		"ttl negative":          {func(c object) { c["ttl"] = -1 }, ErrToken},
		"ttl beyond exp":        {func(c object) { c["ttl"] = 25 * 60 * 60 }, ErrToken},
		"ttl beyond all":        {func(c object) { c["ttl"] = json.Number("9223372036854775807") }, ErrToken},
		"list missing":          {func(c object) { delete(c, "status_list") }, ErrToken},
		"list an array":         {func(c object) { c["status_list"] = []int{1} }, ErrToken},
		"bits missing":          {func(c object) { delete(list(c), "bits") }, ErrToken},
		"two bits":              {func(c object) { list(c)["bits"] = 2 }, ErrToken},
		"three bits":            {func(c object) { list(c)["bits"] = 3 }, ErrToken},
		"bits a text":           {func(c object) { list(c)["bits"] = "1" }, ErrToken},
		"lst missing":           {func(c object) { delete(list(c), "lst") }, ErrToken},
		"lst no base64url":      {func(c object) { list(c)["lst"] = "e/r+" }, ErrToken},
		"lst padded":            {func(c object) { list(c)["lst"] = list(c)["lst"].(string) + "=" }, ErrToken},
		"lst no zlib":           {func(c object) { list(c)["lst"] = b64([]byte("hello, world")) }, ErrToken},
		"lst cut":               {func(c object) { list(c)["lst"] = b64(zlibOf(t, make([]byte, 1024))[:12]) }, ErrToken},
		"checksum wrong":        {func(c object) { list(c)["lst"] = b64(spoilt(zlibOf(t, make([]byte, 1024)))) }, ErrToken},
		"something behind":      {func(c object) { list(c)["lst"] = b64(append(zlibOf(t, make([]byte, 1024)), 0)) }, ErrToken},
		"two lists":             {func(c object) { list(c)["lst"] = b64(bytes.Repeat(zlibOf(t, make([]byte, 1024)), 2)) }, ErrToken},
		"no places":             {func(c object) { list(c)["lst"] = b64(zlibOf(t, nil)) }, ErrToken},
		"a byte too many":       {func(c object) { list(c)["lst"] = b64(zlibOf(t, make([]byte, MaxListSize/8+1))) }, ErrSize},
		"a bomb of 16 MB":       {func(c object) { list(c)["lst"] = bomb() }, ErrSize},
		"larger than any token": {func(c object) { c["note"] = strings.Repeat("x", maxStatusToken) }, ErrToken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := claimsOf(t, must(statusList(t).Sign(sampleKey())))
			test.edit(c)
			if _, err := ParseStatusList(must(sampleKey().signToken(StatusListType, c)), keySet(t), now); !errors.Is(err, test.want) {
				t.Errorf("ParseStatusList = %v, want %v", err, test.want)
			}
		})
	}
}

func zlibOf(t *testing.T, b []byte) []byte {
	t.Helper()
	return must(deflate(b))
}

func spoilt(b []byte) []byte {
	b[len(b)-1] ^= 1
	return b
}

// bomb is 16 MB of nothing, 128 times the largest list.
var bomb = sync.OnceValue(func() string {
	var out bytes.Buffer
	w := must(zlib.NewWriterLevel(&out, zlib.BestSpeed))
	if _, err := w.Write(make([]byte, 16<<20)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b64(out.Bytes())
})

// The bomb is stopped by what it is, not by what it would have taken. Not parallel:
// it counts what the program allocates.
func TestBombCostsNothing(t *testing.T) {
	lst := bomb()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := inflate(lst)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, ErrSize) {
		t.Errorf("inflate = %v, want %v", err, ErrSize)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 2<<20 {
		t.Errorf("%d bytes for a bomb", n)
	}
}

func TestStatusTokensRefused(t *testing.T) {
	t.Parallel()
	for name, forged := range forgedTokens(t, StatusListType, must(statusList(t).Sign(sampleKey()))) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if l, err := ParseStatusList(forged, keySet(t), now); !isAny(err, ErrToken, ErrSignature, ErrUnknownKey, ErrIssuer) || l != nil {
				t.Errorf("ParseStatusList = %v, %v", l, err)
			}
		})
	}
}

func TestStatusListByKeysNotTrusted(t *testing.T) {
	t.Parallel()
	good := must(statusList(t).Sign(sampleKey()))
	for name, test := range map[string]struct {
		keys *KeySet
		now  time.Time
		want error
	}{
		"no keys":         {nil, now, ErrUnknownKey},
		"empty keys":      {&KeySet{Issuer: issuer}, now, ErrUnknownKey},
		"others' keys":    {must(NewKeySet(issuer, now, now.AddDate(0, 1, 0), entry(otherKey()))), now, ErrUnknownKey},
		"another issuer":  {must(NewKeySet("https://other.example", now, now.AddDate(0, 1, 0), entry(sampleKey()))), now, ErrIssuer},
		"compromised":     {keySet(t, func(k *IssuerKey) { k.CompromisedAt = now }), now, ErrCompromised},
		"a past key":      {keySet(t, func(k *IssuerKey) { k.Until = now.AddDate(0, 0, -2) }), now, ErrNotInForce},
		"keys expired":    {keySet(t), now.AddDate(0, 0, 30), ErrExpired},
		"clock far back":  {keySet(t), now.Add(-time.Hour), ErrFuture},
		"a key set given": {keySet(t), now, ErrToken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := good
			if name == "a key set given" {
				text = signedKeys(t, keySet(t), sampleKey())
			}
			if _, err := ParseStatusList(text, test.keys, test.now); !errors.Is(err, test.want) {
				t.Errorf("ParseStatusList = %v, want %v", err, test.want)
			}
		})
	}
}

func TestStatusListMade(t *testing.T) {
	t.Parallel()
	for _, size := range []int{-8, 0, 1, 7, 12, MaxListSize + 8} {
		if _, err := NewStatusList("", size); !errors.Is(err, ErrSize) {
			t.Errorf("a list of %d: %v, want %v", size, err, ErrSize)
		}
	}
	for name, edit := range map[string]func(*StatusList){
		"no times":        func(l *StatusList) { l.IssuedAt, l.Expires = time.Time{}, time.Time{} },
		"no issue":        func(l *StatusList) { l.IssuedAt = time.Time{} },
		"no end":          func(l *StatusList) { l.Expires = time.Time{} },
		"an end too late": func(l *StatusList) { l.Expires = l.IssuedAt.AddDate(1, 0, 0) },
		"no ttl":          func(l *StatusList) { l.TTL = 0 },
		"ttl too long":    func(l *StatusList) { l.TTL = 48 * time.Hour },
	} {
		l := statusList(t)
		edit(l)
		if s, err := l.Sign(sampleKey()); !errors.Is(err, ErrField) || s != "" {
			t.Errorf("%s: Sign = %q, %v, want %v", name, s, err, ErrField)
		}
	}
	l := statusList(t)
	for _, index := range []int{-1, l.Size(), MaxListSize, 1 << 40} {
		if err := l.Withdraw(index); !errors.Is(err, ErrIndex) {
			t.Errorf("Withdraw(%d) = %v, want %v", index, err, ErrIndex)
		}
		if _, err := l.Withdrawn(index); !errors.Is(err, ErrIndex) {
			t.Errorf("Withdrawn(%d) = %v, want %v", index, err, ErrIndex)
		}
	}
}

func TestStatusList(t *testing.T) {
	t.Parallel()
	withdrawn := map[int]bool{0: true, 7: true, 8: true, 70_123: true, DefaultListSize - 1: true}
	want := statusList(t, 0, 7, 8, 70_123, DefaultListSize-1)
	s := must(want.Sign(sampleKey()))
	got, err := ParseStatusList(s, keySet(t), now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(StatusList{})); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	for i := range got.Size() {
		if w, err := got.Withdrawn(i); err != nil || w != withdrawn[i] {
			t.Errorf("%d withdrawn: %t, %v", i, w, err)
		}
	}
	t.Logf("token of a list of %d places with %d withdrawn: %d bytes", got.Size(), len(withdrawn), len(s))
}

// The token of a full-size list in the worst case can be read back.
func TestLargestStatusList(t *testing.T) {
	t.Parallel()
	l := must(NewStatusList(typical().StatusURI(), MaxListSize))
	l.IssuedAt, l.Expires, l.TTL = now, now.Add(time.Hour), time.Minute
	for i := range MaxListSize {
		if b := byte(i*i>>7 ^ i*2654435761>>13 ^ i*i*i>>11); b&1 == 1 {
			if err := l.Withdraw(i); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := ParseStatusList(must(l.Sign(sampleKey())), keySet(t), now)
	if err != nil || !bytes.Equal(got.bits, l.bits) {
		t.Errorf("ParseStatusList: %v", err)
	}
}

// Vectors of draft-ietf-oauth-status-list-20, section 4.1 and appendix C.1.
func TestVectorsOfTheDraft(t *testing.T) {
	t.Parallel()
	long := "eNrt3AENwCAMAEGogklACtKQPg9LugC9k_ACvreiogEAAKkeCQAAAAAAAAAAAAAAAAAAAIBylgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAXG9IAAAAAAAAAPwsJAAAAAAAAAAAAAAAvhsSAAAAAAAAAAAA7KpLAAAAAAAAAAAAAAAAAAAAAJsLCQAAAAAAAAAAADjelAAAAAAAAAAAKjDMAQAAAACAZC8L2AEb"
	for _, test := range []struct {
		lst  string
		size int
		set  []int
	}{
		{"eNrbuRgAAhcBXQ", 16, []int{0, 3, 4, 5, 7, 8, 9, 13, 15}},
		{long, 1 << 20, []int{0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345}},
	} {
		bits, err := inflate(test.lst)
		if err != nil {
			t.Fatal(err)
		}
		got, want := &StatusList{bits: bits}, must(NewStatusList("", test.size))
		for _, i := range test.set {
			if err := want.Withdraw(i); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got.bits, want.bits) {
			t.Errorf("a list of %d places is read otherwise than the draft has it", test.size)
		}
	}
	// What we write is read by the same decompressor.
	r, err := zlib.NewReader(bytes.NewReader(zlibOf(t, []byte{0xb9, 0xa3})))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := out.ReadFrom(r); err != nil || !bytes.Equal(out.Bytes(), []byte{0xb9, 0xa3}) {
		t.Errorf("written: %x, %v", out.Bytes(), err)
	}
}
