package audit_test

import (
	"encoding/hex"
	"errors"
	"iter"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
)

func event() audit.Event {
	return audit.Event{
		Office: "Z999", At: time.Date(2026, 11, 22, 9, 30, 0, 123456000, time.UTC), Kind: audit.CertificateIssued,
		Actor: audit.Actor{Kind: audit.Citizen, ID: "c0ffee00-0000-4000-8000-000000000001"}, Channel: "online",
		Person: "c0ffee00-0000-4000-8000-000000000001", Certificate: "c0ffee00-0000-7000-8000-000000000002", Request: "r-1",
		Details: map[string]string{"b": "2", "a": "1"},
	}
}

func chain(n int) []audit.Event {
	var head audit.Head
	events := make([]audit.Event, n)
	for i := range events {
		events[i] = event()
		events[i].At = events[i].At.Add(time.Duration(i) * time.Second)
		head.Append(&events[i])
	}
	return events
}

func seq(events []audit.Event) iter.Seq2[audit.Event, error] {
	return func(yield func(audit.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func head(e audit.Event) audit.Head { return audit.Head{Office: e.Office, Seq: e.Seq, Hash: e.Hash} }

// The form that is hashed must never change: it is what stored chains are checked
// against.
func TestHashIsForEver(t *testing.T) {
	t.Parallel()
	e := event()
	e.Seq = 7
	e.Link(audit.Hash{1, 2, 3})
	const want = "9b63fcb2090937b9786719ef20f55c28affeb5a68f6908473dee5f4dc2c38002"
	if got := hex.EncodeToString(e.Hash[:]); got != want {
		t.Errorf("hash = %s, want %s", got, want)
	}
	if got, want := e.DetailsJSON(), `{"a":"1","b":"2"}`; got != want {
		t.Errorf("DetailsJSON() = %s, want %s", got, want)
	}
}

func TestHashIgnoresTheTimeZone(t *testing.T) {
	t.Parallel()
	a, b := event(), event()
	b.At = b.At.In(time.FixedZone("", 3600))
	a.Link(audit.Hash{})
	b.Link(audit.Hash{})
	if a.Hash != b.Hash {
		t.Error("the same moment in another time zone has another hash")
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	events := chain(5)
	got, err := audit.Verify(seq(events), head(events[1]), head(events[4]))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(head(events[4]), got); diff != "" {
		t.Errorf("Verify() (-want +got):\n%s", diff)
	}
	if got, err := audit.Verify(seq(nil)); got != (audit.Head{}) || err != nil {
		t.Errorf("Verify(nothing) = %v, %v", got, err)
	}
}

// Every field of an event is under its hash; a new field that is not makes this
// test fail.
func TestVerifyNoticesEveryField(t *testing.T) {
	t.Parallel()
	change := map[string]func(*audit.Event){
		"Office":      func(e *audit.Event) { e.Office = "Z998" },
		"Seq":         func(e *audit.Event) { e.Seq++ },
		"At":          func(e *audit.Event) { e.At = e.At.Add(time.Microsecond) },
		"Kind":        func(e *audit.Event) { e.Kind = audit.CertificateFailed },
		"Actor":       func(e *audit.Event) { e.Actor.Kind = audit.Machine },
		"Channel":     func(e *audit.Event) { e.Channel = "counter" },
		"Person":      func(e *audit.Event) { e.Person = "" },
		"Certificate": func(e *audit.Event) { e.Certificate = "" },
		"Request":     func(e *audit.Event) { e.Request = "r-2" },
		"Details":     func(e *audit.Event) { e.Details = map[string]string{"a": "1", "b": "3"} },
		"Prev":        func(e *audit.Event) { e.Prev[31] ^= 1 },
		"Hash":        func(e *audit.Event) { e.Hash[0] ^= 1 },
		"Actor.ID":    func(e *audit.Event) { e.Actor.ID = "" },
		"no Details":  func(e *audit.Event) { e.Details = nil },
		"key":         func(e *audit.Event) { e.Details = map[string]string{"a": "1", "c": "2"} },
		"moved": func(e *audit.Event) {
			e.Person, e.Certificate = e.Certificate, e.Person
		},
	}
	for field := range reflect.TypeFor[audit.Event]().Fields() {
		if change[field.Name] == nil {
			t.Errorf("no change of field %s is tried", field.Name)
		}
	}
	for name, do := range change {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events := chain(3)
			do(&events[1])
			refuses(t, events, 2)
		})
	}
}

func TestVerifyNoticesEveryMove(t *testing.T) {
	t.Parallel()
	forged := func(e audit.Event, prev audit.Event) audit.Event {
		e.Request = "forged"
		e.Link(prev.Hash)
		return e
	}
	for _, test := range []struct {
		name string
		do   func([]audit.Event) []audit.Event
		at   int64
	}{
		{"first removed", func(e []audit.Event) []audit.Event { return e[1:] }, 1},
		{"one removed", func(e []audit.Event) []audit.Event { return slices.Delete(e, 2, 3) }, 3},
		{"two swapped", func(e []audit.Event) []audit.Event { e[1], e[2] = e[2], e[1]; return e }, 2},
		{"one twice", func(e []audit.Event) []audit.Event { return slices.Insert(e, 2, e[1]) }, 3},
		{"one inserted", func(e []audit.Event) []audit.Event { return slices.Insert(e, 2, forged(e[2], e[1])) }, 4},
		{"one replaced and linked again", func(e []audit.Event) []audit.Event { e[2] = forged(e[2], e[1]); return e }, 4},
		{"of another office", func(e []audit.Event) []audit.Event { e[3].Office = "Z998"; e[3].Link(e[2].Hash); return e }, 4},
		{"sequence moved", func(e []audit.Event) []audit.Event { e[3].Seq = 9; e[3].Link(e[2].Hash); return e }, 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			refuses(t, test.do(chain(5)), test.at)
		})
	}
}

// A chain that was cut or written anew from some event on is sound in itself;
// only a head that was known before tells.
func TestVerifyAgainstKnownHeads(t *testing.T) {
	t.Parallel()
	events := chain(5)
	last := head(events[4])
	rewritten := slices.Clone(events)
	for i := 3; i < 5; i++ {
		rewritten[i].Channel = "counter"
		rewritten[i].Link(rewritten[i-1].Hash)
	}
	for _, test := range []struct {
		name   string
		events []audit.Event
		known  []audit.Head
		at     int64
	}{
		{"cut", events[:4], []audit.Head{last}, 5},
		{"emptied", nil, []audit.Head{last}, 1},
		{"cut, a second head", events[:4], []audit.Head{head(events[1]), last}, 5},
		{"written anew", rewritten, []audit.Head{last}, 5},
		{"written anew, an earlier head", rewritten, []audit.Head{head(events[3])}, 4},
		{"another office", events, []audit.Head{{Office: "Z998"}}, 1},
		{"heads of two offices", events, []audit.Head{head(events[0]), {Office: "Z998"}}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			refuses(t, test.events, test.at, test.known...)
		})
	}
	if _, err := audit.Verify(seq(rewritten)); err != nil {
		t.Errorf("Verify(written anew) without a known head = %v, want nil", err)
	}
}

func TestVerifyPassesErrorsOn(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	events := func(yield func(audit.Event, error) bool) { yield(audit.Event{}, gone) }
	if _, err := audit.Verify(events); !errors.Is(err, gone) {
		t.Errorf("Verify() = %v, want %v", err, gone)
	}
}

func refuses(t *testing.T, events []audit.Event, at int64, known ...audit.Head) {
	t.Helper()
	_, err := audit.Verify(seq(events), known...)
	var broken *audit.BrokenError
	if !errors.As(err, &broken) || broken.Seq != at || broken.Why == "" {
		t.Errorf("Verify() = %v, want broken at event %d", err, at)
	}
}

func TestParseDetails(t *testing.T) {
	t.Parallel()
	for _, details := range []map[string]string{
		nil, {"a": "1"}, {"z": "<&>\u2028", "a": "\x00\t\"\\"}, {"": ""},
	} {
		text := (&audit.Event{Details: details}).DetailsJSON()
		got, err := audit.ParseDetails(text)
		if err != nil || !maps.Equal(got, details) {
			t.Errorf("ParseDetails(%s) = %v, %v, want %v", text, got, err, details)
		}
	}
	for _, text := range []string{
		"", "null", "[]", `{"a":1}`, `{"a":"1"} `, `{ "a":"1"}`, `{"b":"1","a":"2"}`, `{"a":"1","a":"2"}`, `{"a":null}`,
		`{"a":"\u0031"}`, `{"a":"1"}{"a":"1"}`, `{"a":{"b":"c"}}`, "{}\n",
	} {
		if got, err := audit.ParseDetails(text); !errors.Is(err, audit.ErrDetails) {
			t.Errorf("ParseDetails(%q) = %v, %v, want %v", text, got, err, audit.ErrDetails)
		}
	}
}

// Two events with the same hash are the same event. The texts are cut at two
// places into fields, so that the fuzzer moves bytes across their borders.
func FuzzTwoEventsNeverHashTheSame(f *testing.F) {
	f.Add("Z999onlineperson", "Z999onlineperson", uint8(4), uint8(10), uint8(4), uint8(11), int64(1), int64(1))
	f.Add("ab", "ab", uint8(1), uint8(1), uint8(1), uint8(2), int64(-1), int64(1<<40))
	f.Add(`{"a":"1"}`, "", uint8(0), uint8(2), uint8(0), uint8(0), int64(0), int64(0))
	f.Fuzz(func(t *testing.T, s1, s2 string, i1, j1, i2, j2 uint8, n1, n2 int64) {
		if !utf8.ValidString(s1) || !utf8.ValidString(s2) {
			return // no text, and no database would store it
		}
		for _, a := range events(s1, i1, j1, n1) {
			for _, b := range events(s2, i2, j2, n2) {
				if same := cmp.Equal(bare(a), bare(b)); same != (a.Hash == b.Hash) {
					t.Errorf("%+v and %+v: equal %v, same hash %v", a, b, same, a.Hash == b.Hash)
				}
			}
		}
	})
}

// events puts the three parts of a text into different fields.
func events(s string, i, j uint8, n int64) []audit.Event {
	a := min(int(i), len(s))
	b := min(a+int(j), len(s))
	p := []string{s[:a], s[a:b], s[b:]}
	list := []audit.Event{
		{Office: p[0], Kind: audit.Kind(p[1]), Request: p[2], Seq: n},
		{Actor: audit.Actor{Kind: audit.ActorKind(p[0]), ID: p[1]}, Channel: p[2], At: time.UnixMicro(n % (1 << 55)).UTC()},
		{Person: p[0], Certificate: p[1], Request: p[2]},
		{Certificate: p[0], Request: p[1], Details: map[string]string{"": p[2]}},
		{Request: p[0], Details: map[string]string{p[1]: p[2], "k": ""}},
		{Details: map[string]string{p[0]: p[1], p[2]: ""}},
	}
	for i := range list {
		for key, value := range list[i].Details { // cutting may have split a letter
			if !utf8.ValidString(key) || !utf8.ValidString(value) {
				list[i].Details = nil
			}
		}
		list[i].Link(audit.Hash{})
	}
	return list
}

func bare(e audit.Event) audit.Event {
	e.Hash = audit.Hash{}
	return e
}
