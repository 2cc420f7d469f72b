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
		"another version":          func(c map[string]any) { c["version"] = 2 },
		"no office":                func(c map[string]any) { delete(c, "office") },
		"an office without name":   func(c map[string]any) { c["office"] = map[string]any{"code": "X900"} },
		"no kind":                  func(c map[string]any) { c["kinds"] = []int{} },
		"a kind outside the table": func(c map[string]any) { c["kinds"] = []int{8, 21} },
		"a kind twice":             func(c map[string]any) { c["kinds"] = []int{8, 8} },
		"another use":              func(c map[string]any) { c["use"] = "public" },
		"another language":         func(c map[string]any) { c["language"] = "lld" },
		"a ground without validity": func(c map[string]any) {
			delete(c, "validityMonths")
			delete(c, "validUntil")
			c["validityGround"] = "art. 41"
		},
		"a duty that nobody settled": func(c map[string]any) { c["stampDuty"] = map[string]any{"feeCents": 26} },
		"a duty settled twice":       func(c map[string]any) { c["stampDuty"] = map[string]any{"exemption": 3, "means": "online"} },
		"a stamp of 13 digits":       func(c map[string]any) { c["stampDuty"] = map[string]any{"means": "stamp", "stamp": "0123456789012"} },
		"a since of a residence":     func(c map[string]any) { c["residence"].(map[string]any)["since"] = "2012-03-04" },
		"a state of a residence":     func(c map[string]any) { c["residence"].(map[string]any)["state"] = "Francia" },
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
			spoilt(t, contentOf(t, Residence), spoil)
		})
	}
}

// spoilt fails unless the schema takes the content, and refuses it once it is spoilt.
func spoilt(t *testing.T, content *Content, spoil func(map[string]any)) {
	t.Helper()
	data, err := content.Canonical()
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
}

// common is what every content holds, whatever its kinds; birthAct is stated if the
// register knows the act.
var common = []string{"version", "office", "basis", "kinds", "use", "language", "number", "issuedOn", "validityMonths", "validityGround", "validUntil", "extractedAt", "subject"}

// A kind without any part of what it states is refused, and so is a part that no kind
// asked for.
func TestSchemaKnowsWhatEachKindStates(t *testing.T) {
	t.Parallel()
	parts := map[Kind]map[string]any{}
	for _, k := range everyKind {
		parts[k] = object(t, stated(t, witness(k), k))
		for _, name := range common {
			delete(parts[k], name)
		}
		if len(parts[k]) == 0 {
			t.Errorf("kind %d states nothing", k)
		}
	}
	for k, own := range parts {
		for name := range own {
			if name != "birthAct" {
				spoilt(t, stated(t, witness(k), k), func(c map[string]any) { delete(c, name) })
			}
		}
		for _, other := range parts {
			for name, value := range other {
				if _, asked := own[name]; !asked {
					spoilt(t, stated(t, witness(k), k), func(c map[string]any) { c[name] = value })
				}
			}
		}
	}
}

func TestSchemaRefusesWithinAPart(t *testing.T) {
	t.Parallel()
	first := func(c map[string]any, part string) map[string]any { return c[part].([]any)[0].(map[string]any) }
	part := func(c map[string]any, part string) map[string]any { return c[part].(map[string]any) }
	for name, x := range map[string]struct {
		kind  Kind
		spoil func(map[string]any)
	}{
		"a tie unasked":                {Household, func(c map[string]any) { first(c, "household")["relationship"] = 1 }},
		"a civil status unasked":       {HouseholdTies, func(c map[string]any) { first(c, "household")["civilStatus"] = 1 }},
		"a member without tie":         {HouseholdTies, func(c map[string]any) { delete(first(c, "household"), "relationship") }},
		"a member without status":      {HouseholdAndStatus, func(c map[string]any) { delete(first(c, "household"), "civilStatus") }},
		"a stepchild":                  {HouseholdTies, func(c map[string]any) { first(c, "household")["relationship"] = 14 }},
		"a stepparent":                 {HouseholdTies, func(c map[string]any) { first(c, "household")["relationship"] = 15 }},
		"a stepsibling":                {HouseholdTies, func(c map[string]any) { first(c, "household")["relationship"] = 19 }},
		"an adopted child":             {HouseholdTies, func(c map[string]any) { first(c, "household")["relationship"] = 80 }},
		"a member's father":            {Household, func(c map[string]any) { first(c, "household")["father"] = "Bruno" }},
		"a member's fiscal code":       {Household, func(c map[string]any) { first(c, "household")["fiscalCode"] = "X" }},
		"a member without birth":       {Household, func(c map[string]any) { delete(first(c, "household"), "birthDate") }},
		"members of a community":       {CommunityResidence, func(c map[string]any) { c["household"] = []any{c["subject"]} }},
		"a community without name":     {CommunityResidence, func(c map[string]any) { c["community"] = map[string]any{"name": ""} }},
		"a residence without since":    {ResidenceHistory, func(c map[string]any) { delete(first(c, "residences"), "since") }},
		"a marriage of nobody":         {Marriage, func(c map[string]any) { c["marriage"] = map[string]any{} }},
		"a spouse's fiscal code":       {Marriage, func(c map[string]any) { part(c, "marriage")["partnerFiscalCode"] = "X" }},
		"a contract without a day":     {CohabitationContract, func(c map[string]any) { delete(part(c, "cohabitationContract"), "date") }},
		"a contract with nobody":       {CohabitationContract, func(c map[string]any) { delete(part(c, "cohabitationContract"), "partner") }},
		"a death without a day":        {Death, func(c map[string]any) { part(c, "death")["date"] = "" }},
		"a cause of death":             {Death, func(c map[string]any) { part(c, "death")["cause"] = "malattia" }},
		"a removal without a day":      {Removal, func(c map[string]any) { part(c, "removal")["date"] = "" }},
		"a birth abroad of no act":     {Birth, func(c map[string]any) { c["birthAct"] = map[string]any{"year": 1980} }},
		"an act with parents":          {Birth, func(c map[string]any) { part(c, "birthAct")["mother"] = "Anna" }},
		"no rights":                    {PoliticalRights, func(c map[string]any) { c["electoral"] = map[string]any{"politicalRights": false} }},
		"a roll unasked":               {PoliticalRights, func(c map[string]any) { part(c, "electoral")["enrolled"] = true }},
		"a roll not entered":           {ElectoralRoll, func(c map[string]any) { c["electoral"] = map[string]any{} }},
		"an address without its state": {ResidenceAbroad, func(c map[string]any) { delete(part(c, "abroad"), "state") }},
		"a state that is no code":      {CitizenshipHistory, func(c map[string]any) { first(c, "citizenships")["state"] = "Serbia" }},
		"an incomplete past day":       {ResidenceOnDate, func(c map[string]any) { c["asOf"] = "2010-05-00" }},
		"a status that was":            {FreeStatus, func(c map[string]any) { c["civilStatus"] = map[string]any{"code": 3} }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spoilt(t, stated(t, witness(x.kind), x.kind), x.spoil)
		})
	}
}

// object is a content as whoever receives it reads it.
func object(t testing.TB, c *Content) (out map[string]any) {
	t.Helper()
	data, err := c.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
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
	if len(all) < 5*6+len(everyKind) {
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
