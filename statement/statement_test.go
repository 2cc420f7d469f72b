package statement

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFieldsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit func(*Statement)
		want error
		says string
	}{
		"no issuer":                {func(s *Statement) { s.Issuer = "" }, ErrField, "issuer"},
		"issuer without scheme":    {func(s *Statement) { s.Issuer = "valdemo.example" }, ErrField, "issuer"},
		"issuer of files":          {func(s *Statement) { s.Issuer = "file:///etc" }, ErrField, "issuer"},
		"issuer with a slash":      {func(s *Statement) { s.Issuer += "/" }, ErrField, "issuer"},
		"issuer with a fragment":   {func(s *Statement) { s.Issuer += "#" }, ErrField, "issuer"},
		"issuer with a query":      {func(s *Statement) { s.Issuer += "?" }, ErrField, "issuer"},
		"issuer with a blank":      {func(s *Statement) { s.Issuer += " " }, ErrField, "issuer"},
		"issuer too long":          {func(s *Statement) { s.Issuer += strings.Repeat("a", MaxIssuer) }, ErrTooLong, "issuer"},
		"no office code":           {func(s *Statement) { s.Office.Code = "" }, ErrField, "office code"},
		"office code too long":     {func(s *Statement) { s.Office.Code = strings.Repeat("A", MaxCode+1) }, ErrTooLong, "office code"},
		"no office name":           {func(s *Statement) { s.Office.Name = "" }, ErrField, "office name"},
		"office name too long":     {func(s *Statement) { s.Office.Name = strings.Repeat("A", MaxOffice+1) }, ErrTooLong, "office name"},
		"no kind":                  {func(s *Statement) { s.Kinds = nil }, ErrField, "number of kinds"},
		"kind 0":                   {func(s *Statement) { s.Kinds = []int{0} }, ErrField, "kind"},
		"too many kinds":           {func(s *Statement) { s.Kinds = slices.Repeat([]int{1}, MaxKinds+1) }, ErrField, "number of kinds"},
		"no number":                {func(s *Statement) { s.Number = "" }, ErrField, "number"},
		"number too long":          {func(s *Statement) { s.Number = strings.Repeat("1", MaxNumber+1) }, ErrTooLong, "number"},
		"no day of issue":          {func(s *Statement) { s.IssuedOn = Date{} }, ErrField, "date of issue"},
		"day of issue incomplete":  {func(s *Statement) { s.IssuedOn.Day = 0 }, ErrField, "date of issue"},
		"day of issue impossible":  {func(s *Statement) { s.IssuedOn = Date{2026, time.February, 29} }, ErrField, "date of issue"},
		"last day impossible":      {func(s *Statement) { s.ValidUntil = Date{2026, time.April, 31} }, ErrField, "last day"},
		"last day before issue":    {func(s *Statement) { s.ValidUntil = Date{2026, time.November, 24} }, ErrField, "last day"},
		"birth impossible":         {func(s *Statement) { s.Born = Date{1980, 13, 1} }, ErrField, "date of birth"},
		"birth without month":      {func(s *Statement) { s.Born = Date{1980, 0, 1} }, ErrField, "date of birth"},
		"no digest":                {func(s *Statement) { s.Data = [32]byte{} }, ErrField, "digest"},
		"list negative":            {func(s *Statement) { s.Status.List = -1 }, ErrField, "status list"},
		"index negative":           {func(s *Statement) { s.Status.Index = -1 }, ErrField, "status index"},
		"index too large":          {func(s *Statement) { s.Status.Index = MaxListSize }, ErrField, "status index"},
		"name too long":            {func(s *Statement) { s.Name = strings.Repeat("x", 300) }, ErrTooLong, "name"},
		"name not UTF-8":           {func(s *Statement) { s.Name = "Ross\xff" }, ErrField, "name"},
		"name with a control":      {func(s *Statement) { s.Name = "Rossi\x1b[2J" }, ErrField, "name holds U+001B"},
		"name turned around":       {func(s *Statement) { s.Name = "Rossi \u2067x" }, ErrField, "name holds U+2067"},
		"name with a hidden blank": {func(s *Statement) { s.Name = "Ros\u200bsi" }, ErrField, "name holds U+200B"},
		"too many facts":           {func(s *Statement) { s.Facts = make([]Fact, MaxFacts+1) }, ErrField, "number of facts"},
		"fact without label":       {func(s *Statement) { s.Facts[0].Label = "" }, ErrField, "label of a fact"},
		"label too long":           {func(s *Statement) { s.Facts[0].Label = strings.Repeat("x", MaxLabel+1) }, ErrTooLong, "label of a fact"},
		"value too long":           {func(s *Statement) { s.Facts[0].Value = strings.Repeat("x", MaxValue+1) }, ErrTooLong, "value of a fact"},
		"all of it too long": {func(s *Statement) {
			s.Name = strings.Repeat("x", MaxName)
			s.Facts[0].Value = strings.Repeat("x", MaxValue)
			s.Office.Name = strings.Repeat("x", MaxOffice)
		}, ErrTooLong, "bytes signed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := typical()
			test.edit(s)
			_, err := sampleKey().Sign(s)
			if !errors.Is(err, test.want) || !errors.Is(err, ErrField) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("Sign = %v, want %v that says %q", err, test.want, test.says)
			}
			for _, personal := range []string{"Rossi", "Garibaldi", "xxx", "1980"} {
				if err != nil && strings.Contains(err.Error(), personal) {
					t.Errorf("the error says %q: %v", personal, err)
				}
			}
		})
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	_, err := sampleKey().Sign(&Statement{})
	for _, field := range []string{"issuer", "office code", "office name", "number", "date of issue", "kinds", "digest"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("the error does not name %s: %v", field, err)
		}
	}
}

func TestFit(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit  func(*Statement)
		size  int
		name  string
		facts []Fact
	}{
		"it fits":             {func(*Statement) {}, MaxSize, typical().Name, typical().Facts},
		"a surname of 300":    {func(s *Statement) { s.Name = strings.Repeat("x", 300) }, MaxSize, "", typical().Facts},
		"an address of 300":   {func(s *Statement) { s.Facts[0].Value = strings.Repeat("x", 300) }, MaxSize, typical().Name, []Fact{{"Residenza", ""}}},
		"a name of 120 bytes": {func(s *Statement) { s.Name = strings.Repeat("x", 120) }, 400, strings.Repeat("x", 120), []Fact{{"Residenza", ""}}},
		"the longest first": {
			func(s *Statement) { s.Facts = []Fact{{"a", "11"}, {"b", "22222222"}, {"c", "333"}} },
			285, typical().Name,
			[]Fact{{"a", "11"}, {"b", ""}, {"c", "333"}},
		},
		"the name last": {func(s *Statement) { s.Name = strings.Repeat("x", 100) }, 300, "", []Fact{{"Residenza", ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := typical()
			test.edit(s)
			before := slices.Clone(s.Facts)
			got, err := s.Fit(test.size)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(signed(t, got)); n > test.size {
				t.Errorf("%d bytes, want at most %d", n, test.size)
			}
			if got.Name != test.name || !slices.Equal(got.Facts, test.facts) {
				t.Errorf("name %q, facts %q", got.Name, got.Facts)
			}
			if diff := cmp.Diff(before, s.Facts); diff != "" {
				t.Errorf("the statement itself changed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFitRefuses(t *testing.T) {
	t.Parallel()
	if _, err := typical().Fit(200); !errors.Is(err, ErrTooLong) {
		t.Errorf("no room: %v, want %v", err, ErrTooLong)
	}
	s := typical()
	s.Name = strings.Repeat("x", 300) + "\n"
	s.Facts[0].Value = "\x07"
	if _, err := s.Fit(MaxSize); !errors.Is(err, ErrField) || errors.Is(err, ErrTooLong) {
		t.Errorf("a control: %v, want %v", err, ErrField)
	}
}

// Fit knows what Sign will make.
func TestSignedSize(t *testing.T) {
	t.Parallel()
	for name, s := range samples() {
		if got, want := signedSize(len(must(s.encode()))), len(signed(t, s)); got != want {
			t.Errorf("%s: %d bytes expected, %d made", name, got, want)
		}
	}
	s := shortest()
	s.Issuer, s.Office.Name, s.Number, s.Name = "https://a.b", "C", "1", ""
	if got, want := signedSize(len(must(s.encode()))), len(signed(t, s)); got != want {
		t.Errorf("tiny: %d bytes expected, %d made", got, want)
	}
}
