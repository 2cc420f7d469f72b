package statement

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzVerify looks for bytes that are read and yet are not what would be written
// again, and for any that stop the program.
func FuzzVerify(f *testing.F) {
	for _, s := range samples() {
		f.Add(signed(f, s))
	}
	f.Add([]byte{0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26, 0xa0, 0x41, 0xa0, 0x40})
	keys, list := keySet(f), statusList(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		v := Verify(data, keys, list, now)
		if (v.Statement != nil) != (v.State == Valid || v.State == Expired || v.State == Withdrawn || v.State == NotYetValid) {
			t.Errorf("verdict %+v", v)
		}
		signed, err := Parse(data)
		if err != nil {
			return
		}
		payload, err := signed.Statement.encode()
		if err != nil || !bytes.Contains(data, payload) {
			t.Errorf("read from %x, written again as %x, %v", data, payload, err)
		}
	})
}

// FuzzClaims is FuzzVerify for what a key has signed.
func FuzzClaims(f *testing.F) {
	for _, s := range samples() {
		f.Add(must(s.encode()))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		s, err := decode(payload)
		if err != nil {
			return
		}
		again, err := s.encode()
		if err != nil || !bytes.Equal(again, payload) {
			t.Errorf("read from %x, written again as %x, %v", payload, again, err)
		}
	})
}

func FuzzParseDigits(f *testing.F) {
	f.Add(Digits(signed(f, typical())))
	for _, s := range []string{"", "000", "256", "72057594037927935", "7205759403792793500001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		data, err := ParseDigits(text)
		if err == nil && Digits(data) != text {
			t.Errorf("%q is read as %x, which is written %q", text, data, Digits(data))
		}
	})
}

// FuzzTokens signs whatever claims there are, so that not every one ends at the
// signature.
func FuzzTokens(f *testing.F) {
	for _, token := range []string{must(keySet(f).Sign(sampleKey())), must(statusList(f, 7).Sign(sampleKey()))} {
		part := strings.Split(token, ".")
		f.Add(token, must(unb64(part[1])))
	}
	keys := keySet(f)
	f.Fuzz(func(t *testing.T, token string, claims []byte) {
		if ks, err := ParseKeySet(token, issuer, now); err == nil && len(ks.Keys) == 0 {
			t.Error("a set without keys")
		}
		resign := func(typ string) string {
			signed := b64([]byte(`{"alg":"ES256","kid":"`+sampleKey().ID().String()+`","typ":"`+typ+`"}`)) + "." + b64(claims)
			return signed + "." + b64(must(sampleKey().signer.Sign(nil, []byte(signed))))
		}
		if ks, err := keys.Renew(resign(KeySetType), now); err == nil {
			if ks.byID[sampleKey().ID()] == nil {
				t.Error("a set that does not hold the key that signed it")
			}
		}
		if l, err := ParseStatusList(resign(StatusListType), keys, now); err == nil && (l.Size() == 0 || l.Size() > MaxListSize) {
			t.Errorf("a list of %d places", l.Size())
		}
	})
}
