package certificates

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sportello/sportello/registry"
)

var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(ContentSchema))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("content.schema.json", document); err != nil {
		return nil, err
	}
	return c.Compile("content.schema.json")
})

// validate holds a canonical content against the published schema.
func validate(content []byte) error {
	s, err := schema()
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(map[string]any){
		"another version":            func(c map[string]any) { c["version"] = 2 },
		"no office":                  func(c map[string]any) { delete(c, "office") },
		"an office without name":     func(c map[string]any) { c["office"] = map[string]any{"code": "X900"} },
		"no kind":                    func(c map[string]any) { c["kinds"] = []int{} },
		"a kind outside the table":   func(c map[string]any) { c["kinds"] = []int{21} },
		"a kind without its data":    func(c map[string]any) { c["kinds"] = []int{8, 11} },
		"citizenship unasked":        func(c map[string]any) { c["citizenship"] = "ITA" },
		"a number without its zeros": func(c map[string]any) { c["number"] = "2026/123" },
		"a date that is none":        func(c map[string]any) { c["issuedOn"] = "2026-02-30" },
		"no time":                    func(c map[string]any) { c["extractedAt"] = "yesterday" },
		"validity without an end":    func(c map[string]any) { delete(c, "validUntil") },
		"a father":                   func(c map[string]any) { c["subject"].(map[string]any)["father"] = "Bruno" },
		"a fiscal code":              func(c map[string]any) { c["subject"].(map[string]any)["fiscalCode"] = "X" },
		"an empty surname":           func(c map[string]any) { c["subject"].(map[string]any)["surname"] = "" },
		"a birth in month 13":        func(c map[string]any) { c["subject"].(map[string]any)["birthDate"] = "1980-13-01" },
		"a day of an unknown month":  func(c map[string]any) { c["subject"].(map[string]any)["birthDate"] = "1980-00-01" },
		"a tie":                      func(c map[string]any) { c["household"] = []any{map[string]any{"relationship": 1}} },
		"a household of nobody":      func(c map[string]any) { c["household"] = []any{} },
		"a spouse of the past":       func(c map[string]any) { c["civilStatus"] = map[string]any{"code": 4, "partner": "Rossi"} },
		"a status without class":     func(c map[string]any) { c["civilStatus"] = map[string]any{"code": 9} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := contentOf(t, Residence).Canonical()
			if err != nil {
				t.Fatal(err)
			}
			if err := validate(data); err != nil {
				t.Fatal(err)
			}
			var c map[string]any
			if err := json.Unmarshal(data, &c); err != nil {
				t.Fatal(err)
			}
			spoil(c)
			if data, err = json.Marshal(c); err != nil {
				t.Fatal(err)
			}
			if err := validate(data); err == nil {
				t.Errorf("the schema lets through %s", data)
			}
		})
	}
}

// contentOf is the content of a kind for Anna.
func contentOf(t testing.TB, kind Kind) *Content {
	t.Helper()
	for _, c := range contents(t) {
		if c.Kinds[0] == kind && c.Subject.Given == "Anna" {
			return c
		}
	}
	t.Fatalf("no content of kind %d", kind)
	return nil
}

func TestSchemaHolds(t *testing.T) {
	t.Parallel()
	all := contents(t)
	if len(all) < 5*6 {
		t.Fatalf("only %d contents", len(all))
	}
	for _, c := range all {
		data, err := c.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(data); err != nil {
			t.Errorf("%s: %v", data, err)
		}
	}
}

// The language of a second name goes with it.
func TestLanguageOfSecondNames(t *testing.T) {
	t.Parallel()
	c := contentOf(t, Residence)
	if got := c.Subject.Place.AlternativeLanguage; got != registry.German {
		t.Errorf("Bozen is said to be %q", got)
	}
	if got := c.Residence.AlternativeLanguage; got != registry.Slovene {
		t.Errorf("Trst is said to be %q", got)
	}
	abroad := individual(registry.Person{Birth: registry.Birth{Place: registry.BirthPlace{Kind: registry.BornAbroad, Alternative: "Nissa", Province: "BZ"}}})
	if got := abroad.Place.AlternativeLanguage; got != "" {
		t.Errorf("a name abroad is said to be %q", got)
	}
}
