package statement

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"
)

// Claims that are wrong, in deterministic CBOR and under a good signature.
func TestClaimsRefused(t *testing.T) {
	t.Parallel()
	type claims = map[any]any
	for name, edit := range map[string]func(all, private claims){
		"no issuer":               func(all, _ claims) { delete(all, int64(1)) },
		"issuer null":             func(all, _ claims) { all[int64(1)] = nil },
		"issuer empty":            func(all, _ claims) { all[int64(1)] = "" },
		"issuer of bytes":         func(all, _ claims) { all[int64(1)] = []byte(issuer) },
		"issuer no address":       func(all, _ claims) { all[int64(1)] = "Comune di Valdemo" },
		"issuer with a query":     func(all, _ claims) { all[int64(1)] = issuer + "?a=b" },
		"issuer with a password":  func(all, _ claims) { all[int64(1)] = "https://a:b@valdemo.example" },
		"issuer a script":         func(all, _ claims) { all[int64(1)] = "javascript://valdemo.example" },
		"no day of issue":         func(all, _ claims) { delete(all, int64(6)) },
		"day of issue null":       func(all, _ claims) { all[int64(6)] = nil },
		"issued at noon":          func(all, _ claims) { all[int64(6)] = issuedOn.midnight().Unix() + day/2 },
		"issued before 1600":      func(all, _ claims) { all[int64(6)] = int64(-20_000_000_000) },
		"issued as a fraction":    func(all, _ claims) { all[int64(6)] = float64(issuedOn.midnight().Unix()) },
		"issued as a text":        func(all, _ claims) { all[int64(6)] = "2026-11-25" },
		"issued as a tagged time": func(all, _ claims) { all[int64(6)] = cbor.Tag{Number: 1, Content: issuedOn.midnight().Unix()} },
		"issued beyond all":       func(all, _ claims) { all[int64(6)] = int64(1) << 62 },
		"expires at noon":         func(all, _ claims) { all[int64(4)] = issuedOn.midnight().Unix() + day/2 },
		"expires before issue":    func(all, _ claims) { all[int64(4)] = issuedOn.midnight().Unix() - day },
		"expires null":            func(all, _ claims) { all[int64(4)] = nil },
		"expires at 0":            func(all, _ claims) { all[int64(4)] = 0 },
		"not before":              func(all, _ claims) { all[int64(5)] = issuedOn.midnight().Unix() },
		"unknown claim":           func(all, _ claims) { all["note"] = "hello" },
		"no private claims":       func(all, _ claims) { delete(all, int64(-65537)) },
		"private claims null":     func(all, _ claims) { all[int64(-65537)] = nil },
		"private claims array":    func(all, _ claims) { all[int64(-65537)] = []int{1} },

		"no version":           func(_, p claims) { delete(p, int64(0)) },
		"version 0":            func(_, p claims) { p[int64(0)] = 0 },
		"version -1":           func(_, p claims) { p[int64(0)] = -1 },
		"version a text":       func(_, p claims) { p[int64(0)] = "1" },
		"no office code":       func(_, p claims) { delete(p, int64(1)) },
		"no office name":       func(_, p claims) { delete(p, int64(2)) },
		"no kinds":             func(_, p claims) { delete(p, int64(3)) },
		"kinds empty":          func(_, p claims) { p[int64(3)] = []int{} },
		"kind 0":               func(_, p claims) { p[int64(3)] = []int{0} },
		"kind negative":        func(_, p claims) { p[int64(3)] = []int{-1} },
		"kind as a text":       func(_, p claims) { p[int64(3)] = []string{"residence"} },
		"kinds not an array":   func(_, p claims) { p[int64(3)] = 8 },
		"nine kinds":           func(_, p claims) { p[int64(3)] = []int{1, 2, 3, 4, 5, 6, 7, 8, 9} },
		"seventeen kinds":      func(_, p claims) { p[int64(3)] = make([]int, 17) },
		"no number":            func(_, p claims) { delete(p, int64(4)) },
		"number as a number":   func(_, p claims) { p[int64(4)] = 123 },
		"number too long":      func(_, p claims) { p[int64(4)] = strings.Repeat("1", MaxNumber+1) },
		"no digest":            func(_, p claims) { delete(p, int64(5)) },
		"digest of 31 bytes":   func(_, p claims) { p[int64(5)] = make([]byte, 31) },
		"digest of 33 bytes":   func(_, p claims) { p[int64(5)] = bytes.Repeat([]byte{1}, 33) },
		"digest of zeros":      func(_, p claims) { p[int64(5)] = make([]byte, 32) },
		"digest as a text":     func(_, p claims) { p[int64(5)] = strings.Repeat("a", 32) },
		"digest an array":      func(_, p claims) { p[int64(5)] = []int{1, 2, 3} },
		"no status":            func(_, p claims) { delete(p, int64(6)) },
		"status a number":      func(_, p claims) { p[int64(6)] = 7 },
		"status of one":        func(_, p claims) { p[int64(6)] = []int{7} },
		"status of three":      func(_, p claims) { p[int64(6)] = []int{3, 7, 8} },
		"status list negative": func(_, p claims) { p[int64(6)] = []int{-3, 7} },
		"index negative":       func(_, p claims) { p[int64(6)] = []int{3, -7} },
		"index beyond lists":   func(_, p claims) { p[int64(6)] = []int{3, MaxListSize} },
		"no name":              func(_, p claims) { delete(p, int64(7)) },
		"name empty":           func(_, p claims) { p[int64(7)] = "" },
		"name with a line end": func(_, p claims) { p[int64(7)] = "Rossi\nMaria" },
		"name turned around":   func(_, p claims) { p[int64(7)] = "Rossi \u202eairaM" },
		"name with a null":     func(_, p claims) { p[int64(7)] = "Rossi\x00" },
		"name too long":        func(_, p claims) { p[int64(7)] = strings.Repeat("a", MaxName+1) },
		"birth 0":              func(_, p claims) { p[int64(8)] = 0 },
		"birth 31 February":    func(_, p claims) { p[int64(8)] = 1980_02_31 },
		"birth without month":  func(_, p claims) { p[int64(8)] = 1980_00_05 },
		"birth negative":       func(_, p claims) { p[int64(8)] = -1980_01_05 },
		"birth as a text":      func(_, p claims) { p[int64(8)] = "1980-01-05" },
		"facts empty":          func(_, p claims) { p[int64(9)] = []any{} },
		"facts null":           func(_, p claims) { p[int64(9)] = nil },
		"facts a map":          func(_, p claims) { p[int64(9)] = claims{"Residenza": "Via Roma"} },
		"fact without value":   func(_, p claims) { p[int64(9)] = []any{[]any{"Residenza"}} },
		"fact of three":        func(_, p claims) { p[int64(9)] = []any{[]any{"Residenza", "Via Roma", "1"}} },
		"fact without label":   func(_, p claims) { p[int64(9)] = []any{[]any{"", "Via Roma"}} },
		"fact with null label": func(_, p claims) { p[int64(9)] = []any{[]any{nil, "Via Roma"}} },
		"fact with no text":    func(_, p claims) { p[int64(9)] = []any{[]any{"Residenza", ""}} },
		"fact too deep":        func(_, p claims) { p[int64(9)] = []any{[]any{[]any{[]any{}}, "Via Roma"}} },
		"nine facts":           func(_, p claims) { p[int64(9)] = manyFacts(MaxFacts + 1) },
		"demo false":           func(_, p claims) { p[int64(10)] = false },
		"demo 1":               func(_, p claims) { p[int64(10)] = 1 },
		"unknown private":      func(_, p claims) { p[int64(11)] = 1 },
		"unknown text key":     func(_, p claims) { p["version"] = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, private := claimsMap()
			edit(all, private)
			f := newForge()
			f.Payload = must(encoding.Marshal(all))
			refuse(t, f.bytes(t), NotStatement, Malformed)
		})
	}
}

func manyFacts(n int) (out []any) {
	for range n {
		out = append(out, []any{"a", "b"})
	}
	return out
}

// The same claims in other bytes, under a good signature.
func TestOtherEncodingsRefused(t *testing.T) {
	t.Parallel()
	payload := must(typical().encode())
	replace := func(from, to string) []byte {
		if !bytes.Contains(payload, []byte(from)) {
			t.Fatalf("%x is not in the payload", from)
		}
		return bytes.Replace(payload, []byte(from), []byte(to), 1)
	}
	issuerClaim := string(payload[1 : 4+len(issuer)])
	for name, changed := range map[string][]byte{
		"issuer twice":             append([]byte{0xa5}, append([]byte(issuerClaim), payload[1:]...)...),
		"two issuers":              append([]byte{0xa5}, append([]byte("\x01\x6bhttps://a.b"), payload[1:]...)...),
		"issuer last":              append([]byte{0xa4}, append(bytes.Clone(payload[1+len(issuerClaim):]), issuerClaim...)...),
		"private twice":            replace("\x3a\x00\x01\x00\x00\xab\x00\x01", "\x3a\x00\x01\x00\x00\xac\x00\x01\x00\x01"),
		"two versions":             replace("\x3a\x00\x01\x00\x00\xab\x00\x01", "\x3a\x00\x01\x00\x00\xac\x00\x02\x00\x01"),
		"map without end":          append(append([]byte{0xbf}, payload[1:]...), 0xff),
		"private without end":      append(replace("\x3a\x00\x01\x00\x00\xab", "\x3a\x00\x01\x00\x00\xbf"), 0xff),
		"text in chunks":           replace("\x02\x71Comune di Valdemo", "\x02\x7f\x68Comune d\x69i Valdemo\xff"),
		"digest in chunks":         replace("\x05\x58\x20", "\x05\x5f\x58\x20"),
		"kind in two bytes":        replace("\x03\x81\x08", "\x03\x81\x18\x08"),
		"kind in nine bytes":       replace("\x03\x81\x08", "\x03\x81\x1b\x00\x00\x00\x00\x00\x00\x00\x08"),
		"kind as a big number":     replace("\x03\x81\x08", "\x03\x81\xc2\x41\x08"),
		"kind as a fraction":       replace("\x03\x81\x08", "\x03\x81\xf9\x48\x00"),
		"length of text in two":    replace("\x02\x71Comune", "\x02\x78\x11Comune"),
		"length of array in two":   replace("\x03\x81\x08", "\x03\x98\x01\x08"),
		"length of map in two":     append([]byte{0xb8, 4}, payload[1:]...),
		"key in two bytes":         replace("\x04\x6c2026", "\x18\x04\x6c2026"),
		"not UTF-8":                replace("Rossi", "Ross\xff"),
		"half of a character":      replace("Rossi Maria", "Rossi Mari\xc3"),
		"undefined":                replace("\x0a\xf5", "\x0a\xf7"),
		"a simple value":           replace("\x0a\xf5", "\x0a\xe0"),
		"tagged claims":            append([]byte{0xd8, 61}, payload...),
		"something behind":         append(bytes.Clone(payload), 0),
		"cut":                      payload[:len(payload)-1],
		"an array":                 {0x80},
		"a map that never ends":    bytes.Repeat([]byte{0xa1, 0x00}, 100),
		"arrays in arrays":         bytes.Repeat([]byte{0x81}, 200),
		"a text that is too long":  {0x7b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"an array that is too big": {0xa1, 0x01, 0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newForge()
			f.Payload = changed
			refuse(t, f.bytes(t), NotStatement, Malformed)
		})
	}
}

func TestLaterVersion(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(all, private map[any]any){
		"2":                       func(_, p map[any]any) { p[int64(0)] = 2 },
		"2 and more members":      func(_, p map[any]any) { p[int64(0)], p[int64(11)] = 2, "more" },
		"2 and another form":      func(_, p map[any]any) { p[int64(0)], p[int64(3)] = 2, "residence" },
		"100 and claims of later": func(all, p map[any]any) { p[int64(0)], all[int64(7)] = 100, []byte("id") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, private := claimsMap()
			edit(all, private)
			f := newForge()
			f.Payload = must(encoding.Marshal(all))
			refuse(t, f.bytes(t), NotStatement, LaterVersion)
		})
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	all := samples()
	for name, edit := range map[string]func(*Statement){
		"name on paper":     func(s *Statement) { s.Name = "" },
		"value on paper":    func(s *Statement) { s.Facts[0].Value = "" },
		"birth unknown":     func(s *Statement) { s.Born = Date{} },
		"birth of a year":   func(s *Statement) { s.Born = Date{1900, 0, 0} },
		"birth of a month":  func(s *Statement) { s.Born = Date{1900, time.February, 0} },
		"birth on 29/2":     func(s *Statement) { s.Born = Date{2000, time.February, 29} },
		"issued in 1970":    func(s *Statement) { s.IssuedOn = Date{1970, time.January, 1} },
		"valid for a day":   func(s *Statement) { s.ValidUntil = s.IssuedOn },
		"valid to new year": func(s *Statement) { s.ValidUntil = Date{2026, time.December, 31} },
		"first places":      func(s *Statement) { s.Status = Status{} },
		"last places":       func(s *Statement) { s.Status = Status{maxList - 1, MaxListSize - 1} },
		"letters of Europe": func(s *Statement) {
			s.Name = "Čišić Žołądź Ångström Παπαδόπουλος Ђорђевић"
		},
		"a fixed blank":      func(s *Statement) { s.Facts[0].Value = "Via Roma\u00a01" },
		"a combining accent": func(s *Statement) { s.Name = "M\u0323ario" },
		"real":               func(s *Statement) { s.Demo = false },
		"on this machine":    func(s *Statement) { s.Issuer = "http://127.0.0.1:8080" },
		"below a path":       func(s *Statement) { s.Issuer = "https://valdemo.example/sportello" },
	} {
		s := typical()
		edit(s)
		all[name] = s
	}
	for name, s := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := signed(t, s)
			got, err := Parse(data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(s, got.Statement); diff != "" {
				t.Errorf("statement (-want +got):\n%s", diff)
			}
			if got.Key != sampleKey().ID() {
				t.Errorf("key %v", got.Key)
			}
		})
	}
}

// The dates are those of the standard claims, which any library for CWT judges by.
func TestStandardClaims(t *testing.T) {
	t.Parallel()
	all, _ := claimsMap()
	want := map[any]any{
		int64(1): issuer,
		int64(4): time.Date(2027, time.February, 26, 0, 0, 0, 0, time.UTC).Unix(),
		int64(6): time.Date(2026, time.November, 25, 0, 0, 0, 0, time.UTC).Unix(),
	}
	delete(all, int64(-65537))
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}
