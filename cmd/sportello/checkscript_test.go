package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/statement"
)

// notary signs statements, also ones that are none, and vouches for its key.
type notary struct {
	t      *testing.T
	issuer string
	now    time.Time
	key    *ecdsa.PrivateKey
	signer *statement.Key
	keys   *statement.KeySet
	sample statement.Statement
}

func newNotary(t *testing.T, issuer string) *notary {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := statement.NewKey(key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 25, 10, 30, 0, 0, time.UTC)
	keys, err := statement.NewKeySet(issuer, now, now.AddDate(0, 1, 0), statement.IssuerKey{Public: &key.PublicKey, From: now.AddDate(-1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return &notary{t, issuer, now, key, signer, keys, statement.Statement{
		Issuer: issuer, Office: statement.Office{Code: "Z000", Name: "Comune di Valdemo"}, Kinds: []int{8, 12}, Number: "2026/0000123",
		IssuedOn: statement.Date{Year: 2026, Month: 11, Day: 25}, ValidUntil: statement.Date{Year: 2027, Month: 2, Day: 25},
		Data: sha256.Sum256(nil), Status: statement.Status{List: 3, Index: 70123}, Name: "Rossi Maria Anna",
		Born: statement.Date{Year: 1980, Month: 1, Day: 5}, Facts: []statement.Fact{{Label: "Residenza", Value: "Via Giuseppe Garibaldi 12"}, {Label: "Altro"}}, Demo: true,
	}}
}

// sign signs the statement, changed.
func (n *notary) sign(change func(*statement.Statement)) []byte {
	n.t.Helper()
	s := n.sample
	change(&s)
	data, err := n.signer.Sign(&s)
	if err != nil {
		n.t.Fatal(err)
	}
	return data
}

func same(*statement.Statement) {}

// seal signs any claims as a statement is signed.
func (n *notary) seal(claims []byte) []byte {
	n.t.Helper()
	protected := n.sign(same)[3:16]
	encode := func(v any) []byte {
		b, err := cbor.Marshal(v)
		if err != nil {
			n.t.Fatal(err)
		}
		return b
	}
	digest := sha256.Sum256(encode([]any{"Signature1", protected, []byte{}, claims}))
	r, s, err := ecdsa.Sign(rand.Reader, n.key, digest[:])
	if err != nil {
		n.t.Fatal(err)
	}
	signature := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	return append([]byte{0xd2}, encode([]any{protected, map[int]int{}, claims, signature})...)
}

func (n *notary) claims() []byte {
	var parts []cbor.RawMessage
	data := n.sign(same)
	if err := cbor.Unmarshal(data[1:], &parts); err != nil {
		n.t.Fatal(err)
	}
	var claims []byte
	if err := cbor.Unmarshal(parts[2], &claims); err != nil {
		n.t.Fatal(err)
	}
	return claims
}

// after is a later key set of the issuer, in which the key at hand stands otherwise and
// another signs.
func (n *notary) after(change func(*statement.IssuerKey)) (string, *statement.KeySet) {
	n.t.Helper()
	next := newNotary(n.t, n.issuer)
	old := n.keys.Keys[0]
	change(&old)
	set, err := statement.NewKeySet(n.issuer, n.now, n.now.AddDate(0, 1, 0), old, next.keys.Keys[0])
	if err != nil {
		n.t.Fatal(err)
	}
	token, err := set.Sign(next.signer)
	if err != nil {
		n.t.Fatal(err)
	}
	return token, set
}

// list is a signed status list, and as it is read.
func (n *notary) list(uri string, issued time.Time, withdrawn ...int) (string, *statement.StatusList) {
	n.t.Helper()
	l, err := statement.NewStatusList(uri, statement.DefaultListSize)
	if err != nil {
		n.t.Fatal(err)
	}
	for _, i := range withdrawn {
		if err := l.Withdraw(i); err != nil {
			n.t.Fatal(err)
		}
	}
	l.IssuedAt, l.Expires, l.TTL = issued, issued.Add(24*time.Hour), time.Hour
	token, err := l.Sign(n.signer)
	if err != nil {
		n.t.Fatal(err)
	}
	if l, err = statement.ParseStatusList(token, n.keys, n.now); err != nil {
		n.t.Fatal(err)
	}
	return token, l
}

// texts is true statements, forged ones, and what only looks like one.
func (n *notary) texts() (out []string) {
	for _, change := range []func(*statement.Statement){
		same,
		func(s *statement.Statement) { s.ValidUntil = statement.Date{} },
		func(s *statement.Statement) { s.Demo, s.Name, s.Facts, s.Born = false, "", nil, statement.Date{} },
		func(s *statement.Statement) { s.Born.Day = 0 },
		func(s *statement.Statement) { s.Born.Day, s.Born.Month = 0, 0 },
		func(s *statement.Statement) { s.Issuer = "https://other.example" },
		func(s *statement.Statement) { s.IssuedOn = statement.Date{Year: 2024, Month: 1, Day: 1} },
		func(s *statement.Statement) { s.IssuedOn = statement.Date{Year: 2026, Month: 11, Day: 26} },
		func(s *statement.Statement) { s.IssuedOn = statement.Date{Year: 2026, Month: 12, Day: 1} },
		func(s *statement.Statement) {
			s.IssuedOn, s.ValidUntil = statement.Date{Year: 2026, Month: 8, Day: 24}, statement.Date{Year: 2026, Month: 11, Day: 24}
		},
		func(s *statement.Statement) { s.Status.Index = 7 },
		func(s *statement.Statement) { s.Status.Index = statement.DefaultListSize },
		func(s *statement.Statement) { s.Status.List = 4 },
		func(s *statement.Statement) { s.Name = "Đặng Thị Ngọc Ñandú Žižek" },
	} {
		out = append(out, statement.Digits(n.sign(change)))
	}
	good, claims := n.sign(same), n.claims()
	for i := range good { // changed after it was signed
		out = append(out, statement.Digits(flipped(good, i, 1)))
	}
	for i := range claims { // signed with a fault in it
		for _, bit := range []byte{1, 0x20, 0x80} {
			out = append(out, statement.Digits(n.seal(flipped(claims, i, bit))))
		}
	}
	for _, edit := range [][2]string{
		{"\x00\x01\x01", "\x00\x02\x01"}, {"\x0a\xf5", "\x0a\xf4"}, {"\x0a\xf5", "\x0b\xf5"}, {"Maria", "Mar\u202e"}, {"Maria", "\u200baa"}, {"\x08\x1a\x01\x2e\x20\x29", "\x08\x1a\x01\x2e\x20\x60"},
	} {
		out = append(out, statement.Digits(n.seal(bytes.Replace(claims, []byte(edit[0]), []byte(edit[1]), 1))))
	}
	text := statement.Digits(good)
	return append(out, "", "1", text+"0", text+"000", text[:len(text)-1], text[:17], "256", text+" ", "x"+text, strings.Repeat("0", 2000), statement.Digits(append(slices.Clone(good), 0)))
}

func flipped(data []byte, at int, bits byte) []byte {
	out := slices.Clone(data)
	out[at] ^= bits
	return out
}

// judged is a verdict in one line.
func judged(v statement.Verdict) string {
	words := []string{string(v.State)}
	for _, r := range v.Reasons {
		words = append(words, string(r))
	}
	if v.Statement != nil {
		words = append(words, v.Statement.Number, v.Statement.Name, v.Statement.Office.Name, v.Statement.ValidUntil.String())
		for _, f := range v.Statement.Facts {
			words = append(words, f.Label, f.Value)
		}
	}
	return strings.Join(words, " ")
}

const judge = `(async (texts, keysToken, listToken, issuer, now) => {
	const { verify } = await import("/statement.js");
	const { keySet, statusList } = await import("/tokens.js");
	const keys = keysToken ? await keySet(keysToken, issuer, now) : null;
	const list = listToken ? await statusList(listToken, keys, now) : null;
	const until = (s) => s.expires === null ? "" : new Date((s.expires - 86400) * 1000).toISOString().slice(0, 10);
	const out = [];
	for (const text of texts) {
		const v = await verify(text, keys, list, now), s = v.statement;
		out.push([v.state, ...v.reasons, ...(s ? [s.number, s.name ?? "", s.office, until(s), ...s.facts.flat().map((f) => f ?? "")] : [])].join(" "));
	}
	return out;
})(%s, %s, %s, %s, %s)`

const accepted = `(async (keysTokens, listTokens, good, issuer, now) => {
	const { keySet, statusList } = await import("/tokens.js");
	const keys = await keySet(good, issuer, now);
	const all = (tokens, read) => Promise.all(tokens.map((token) => read(token).then(() => true, () => false)));
	return [await all(keysTokens, (t) => keySet(t, issuer, now)), await all(listTokens, (t) => statusList(t, keys, now))];
})(%s, %s, %s, %s, %s)`

// The scripts of the verification page come to the verdicts of package statement, over
// true statements, forged ones and forged ones under a good signature.
func TestScriptsJudgeAlike(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.FileServer(http.Dir("../../internal/portal/page/assets")))
	t.Cleanup(server.Close)
	b := newBrowser(t, server.URL)
	b.open(server.URL)
	n := newNotary(t, server.URL)
	keys, err := n.keys.Sign(n.signer)
	if err != nil {
		t.Fatal(err)
	}
	uri := statement.StatusURI(n.issuer, 3)
	fresh, freshList := n.list(uri, n.now, 7)
	old, oldList := n.list(uri, n.now.AddDate(0, 0, -3), 7)
	gone, goneList := n.list(uri, n.now, 70123)
	other, otherList := n.list(statement.StatusURI(n.issuer, 5), n.now)
	texts := n.texts()
	revokedToken, revoked := n.after(func(k *statement.IssuerKey) { k.CompromisedAt = n.now })
	pastToken, past := n.after(func(k *statement.IssuerKey) { k.Until = n.now.AddDate(0, 0, -20) })
	few, states := texts[:30], map[string]bool{}
	for name, x := range map[string]struct {
		texts []string
		token string
		list  *statement.StatusList
		now   time.Time
		keys  string
		set   *statement.KeySet
	}{
		"a fresh list":      {texts, fresh, freshList, n.now, keys, n.keys},
		"an old list":       {few, old, oldList, n.now, keys, n.keys},
		"withdrawn":         {few, gone, goneList, n.now, keys, n.keys},
		"another list":      {few, other, otherList, n.now, keys, n.keys},
		"no list":           {few, "", nil, n.now, keys, n.keys},
		"no keys":           {few, "", nil, n.now, "", nil},
		"keys that are old": {few, "", nil, n.now.AddDate(0, 2, 0), keys, n.keys},
		"a revoked key":     {few, "", nil, n.now, revokedToken, revoked},
		"a past key":        {few, "", nil, n.now, pastToken, past},
		"after its time":    {few, "", nil, n.now.AddDate(0, 0, 20), keys, n.keys},
	} {
		var want []string
		for _, text := range x.texts {
			v := statement.VerifyDigits(text, x.set, x.list, x.now)
			want, states[string(v.State)] = append(want, judged(v)), true
		}
		got := value[[]string](b, judge, x.texts, x.keys, x.token, n.issuer, x.now.Unix())
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: verdicts of the script differ:\n%s", name, diff)
		}
	}
	if len(states) != 7 {
		t.Errorf("only the states %v were tried", states)
	}
	n.tokens(b, keys, fresh)
}

// tokens has both read key sets and lists with one character changed.
func (n *notary) tokens(b *browser, keys, list string) {
	changed := func(token string) (out []string) {
		for i := 0; i < len(token); i += 3 {
			out = append(out, token[:i]+string("AB"[i%2])+token[i+1:])
		}
		return append(out, token, token+".", token+"=", token[:len(token)-1], "", "..", token+"A")
	}
	keySets, lists := changed(keys), changed(list)
	want := [][]bool{{}, {}}
	for _, token := range keySets {
		_, err := statement.ParseKeySet(token, n.issuer, n.now)
		want[0] = append(want[0], err == nil)
	}
	for _, token := range lists {
		_, err := statement.ParseStatusList(token, n.keys, n.now)
		want[1] = append(want[1], err == nil)
	}
	got := value[[][]bool](b, accepted, keySets, lists, keys, n.issuer, n.now.Unix())
	if diff := cmp.Diff(want, got); diff != "" {
		n.t.Errorf("tokens that the script reads differ:\n%s", diff)
	}
}
