package statement

import (
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// forge is a COSE_Sign1 that may be wrong in any way and yet is signed as it should
// be, so that nothing but the fault under test stops it.
type forge struct {
	Tag         []byte
	Protected   []byte
	Unprotected any
	Payload     []byte
	Key         *Key
	Signature   func([]byte) []byte
}

func newForge() *forge {
	return &forge{Tag: []byte{0xd2}, Protected: protected(algES256, kidOf(sampleKey())), Unprotected: map[int]int{}, Key: sampleKey(), Payload: must(typical().encode())}
}

type parameter struct {
	label any
	value any
}

var algES256 = parameter{1, -7}

func kidOf(k *Key) parameter { return parameter{4, k.id[:]} }

// protected is a map of parameters in the order given, duplicates included.
func protected(all ...parameter) []byte {
	out := []byte{0xa0 | byte(len(all))}
	for _, p := range all {
		out = append(append(out, must(cbor.Marshal(p.label))...), must(cbor.Marshal(p.value))...)
	}
	return out
}

func (f *forge) bytes(t testing.TB) []byte {
	t.Helper()
	content := must(encoding.Marshal([]any{"Signature1", f.Protected, []byte{}, f.Payload}))
	signature, err := f.Key.signer.Sign(nil, content)
	if err != nil {
		t.Fatal(err)
	}
	if f.Signature != nil {
		signature = f.Signature(signature)
	}
	return append(f.Tag, must(encoding.Marshal([]any{f.Protected, f.Unprotected, f.Payload, signature}))...)
}

// claimsMap is the claims of typical, to be changed, and the private ones among them.
func claimsMap() (all, private map[any]any) {
	mode := must(cbor.DecOptions{IntDec: cbor.IntDecConvertSignedOrFail}.DecMode())
	if err := mode.Unmarshal(must(typical().encode()), &all); err != nil {
		panic(err)
	}
	return all, all[int64(-65537)].(map[any]any)
}

// The forge itself makes good statements.
func TestForge(t *testing.T) {
	t.Parallel()
	f := newForge()
	if v := Verify(f.bytes(t), keySet(t), statusList(t), now); v.State != Valid {
		t.Errorf("as it is: %+v", v)
	}
	all, _ := claimsMap()
	f.Payload = must(encoding.Marshal(all))
	if v := Verify(f.bytes(t), keySet(t), statusList(t), now); v.State != Valid {
		t.Errorf("with its claims written again: %+v", v)
	}
}
