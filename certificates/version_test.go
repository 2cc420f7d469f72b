package certificates

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/sportello/sportello/registry"
)

// The questions of the rules are code, of which no digest can be taken when they run: it
// is taken of their source here, without comments.
func TestEdition(t *testing.T) {
	t.Parallel()
	const want = "2026-11-26 bcf4"
	files, err := filepath.Glob("rules_*.go")
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, name := range append(files, "catalogue.go", "rule.go", "table.go") {
		if matched, _ := filepath.Match("*_test.go", name); matched {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		var source bytes.Buffer
		if err := format.Node(&source, token.NewFileSet(), f); err != nil {
			t.Fatal(err)
		}
		h.Write(source.Bytes())
	}
	if got := Edition + " " + hex.EncodeToString(h.Sum(nil)[:2]); got != want {
		t.Errorf("the rules are %q, want %q: give Edition the day of the change, then adjust this test", got, want)
	}
}

// The version moves with everything that a row or a rule says.
func TestVersionMoves(t *testing.T) {
	t.Parallel()
	c := book(t)
	was := c.Version(day)
	if again := book(t).Version(day); again != was {
		t.Errorf("the same rule book is %s and %s", was, again)
	}
	moved := &Catalogue{entries: slices.Clone(c.entries), rules: slices.Clone(c.rules)}
	for i := range reflect.TypeFor[Rule]().NumField() {
		rule := *c.rules[0]
		if !spoil(reflect.ValueOf(&rule).Elem().Field(i)) {
			continue
		}
		rule.digest = digestOf(&rule)
		if rule.digest == c.rules[0].digest {
			t.Errorf("%s of a rule does not count", reflect.TypeFor[Rule]().Field(i).Name)
		}
		rule.From, rule.Until = registry.Date{}, registry.Date{}
		if moved.rules[0] = &rule; moved.Version(day) == was {
			t.Errorf("the version is still %s", was)
		}
	}
	for i := range reflect.TypeFor[Entry]().NumField() {
		e := c.entries[0]
		if spoil(reflect.ValueOf(&e).Elem().Field(i)) && digestOf(e) == c.entries[0].digest {
			t.Errorf("%s of a row does not count", reflect.TypeFor[Entry]().Field(i).Name)
		}
	}
}

// spoil gives a field another value; false for one that is not exported.
func spoil(v reflect.Value) bool {
	if !v.CanSet() {
		return false
	}
	other := map[reflect.Type]any{
		reflect.TypeFor[Text]():                     Text{registry.Italian: "altro"},
		reflect.TypeFor[registry.Date]():            registry.Date{Year: 1999, Month: 1, Day: 1},
		reflect.TypeFor[[]Kind]():                   []Kind{99},
		reflect.TypeFor[[]Channel]():                []Channel{"x"},
		reflect.TypeFor[[]registry.StandingState](): []registry.StandingState{"x"},
	}[v.Type()]
	switch {
	case other != nil:
		v.Set(reflect.ValueOf(other))
	case v.Kind() == reflect.String:
		v.SetString("other")
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.Kind() == reflect.Int:
		v.SetInt(77)
	default:
		panic("no other value for " + v.Type().String())
	}
	return true
}

// On the day on which something takes effect or ends, the version is another.
func TestVersionOfADay(t *testing.T) {
	t.Parallel()
	c := book(t)
	before := registry.Date{Year: 2016, Month: 6, Day: 4}
	if c.Version(before) == c.Version(firstUnions) {
		t.Error("civil unions came and the version stayed")
	}
	if c.Version(firstUnions) != c.Version(day) {
		t.Error("nothing came and the version moved")
	}
}
