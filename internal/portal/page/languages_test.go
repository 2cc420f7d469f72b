package page

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// forms is the plural forms that a language has, by CLDR, for whole numbers.
var forms = map[registry.Language][]string{
	registry.Italian: {"many", "one", "other"}, registry.German: {"one", "other"}, registry.Slovene: {"few", "one", "other", "two"},
	registry.French: {"many", "one", "other"}, registry.English: {"one", "other"},
}

// faults matches what no text may have, in any language and in each.
var faults = map[registry.Language]*regexp.Regexp{
	"":               regexp.MustCompile(`  |^\s|\s$|"|[’‘´…]`), // double or outer space; quotes that are not the language's; another apostrophe
	registry.Italian: regexp.MustCompile(`[„“”»]\w|[„“”]|codice QR`),
	registry.German:  regexp.MustCompile(`[«»”]|QR-Symbol|\bd\.P\.R\.|Haushalt|versiegelt`),
	registry.Slovene: regexp.MustCompile(`[„“”]|»$|»\s?\w*«\w|[Ss]imbol\w* QR|[Pp]rošnj|d\.P\.R\.|zapečaten|[Pp]resežen`),
	registry.French:  regexp.MustCompile(` [:;?!»]|« |[\pL\d)][:;?!](\s|$)|[„“”]|[Ss]ymbole QR|d\.P\.R\.|[Ss]ceau|[Ss]cellé`),
	registry.English: regexp.MustCompile(`[«»„]|QR code|\bwhom\b.*\?$|[Tt]ax code`),
}

// longest is how many words a sentence may have: plain language has 20, and few need more.
const longest = 30

// Every text of every room is whole in every language: with the same gaps to fill, the plural
// forms of the language, its own quotes and spaces, one term for one thing, in short sentences.
func TestLanguages(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../*/words/it.json")
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	gaps, sentence := regexp.MustCompile(`{{\.\w+}}|%s`), regexp.MustCompile(`[.!?:;]\s`)
	for _, file := range append(files, "../words/it.json") {
		italian := readForms(t, file)
		for _, l := range certificates.Languages {
			for key, texts := range readForms(t, filepath.Join(filepath.Dir(file), string(l)+".json")) {
				if _, plain := texts[""]; !plain {
					if diff := cmp.Diff(forms[l], slices.Sorted(maps.Keys(texts))); diff != "" {
						t.Errorf("%s in %s (-want +got):\n%s", key, l, diff)
					}
				}
				for form, text := range texts {
					like := italian[key]["other"] + italian[key][""]
					want, got := gaps.FindAllString(like, -1), gaps.FindAllString(text, -1)
					slices.Sort(want)
					slices.Sort(got)
					if !slices.Equal(slices.Compact(want), slices.Compact(got)) && form != "one" { // "today, the last day"
						t.Errorf("%s in %s fills %v, in Italian %v", key, l, got, want)
					}
					for _, of := range []registry.Language{"", l} {
						if fault := faults[of].FindString(text); fault != "" {
							t.Errorf("%s in %s has %q: %s", key, l, fault, text)
						}
					}
					if l != registry.Italian && text == like && len(strings.Fields(gaps.ReplaceAllString(text, ""))) > 1 && strings.ContainsAny(text, "aeiou") {
						t.Errorf("%s in %s is Italian: %s", key, l, text)
					}
					for _, part := range sentence.Split(text, -1) {
						if n := len(strings.Fields(part)); n > longest && !strings.HasSuffix(key, "months") {
							t.Errorf("%s in %s has a sentence of %d words: %s", key, l, n, part)
						}
					}
				}
			}
		}
	}
}

// readForms is the texts of a file by key and plural form, "" for one that has none.
func readForms(t *testing.T, file string) map[string]map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	out := make(map[string]map[string]string, len(raw))
	for key, value := range raw {
		switch value := value.(type) {
		case string:
			out[key] = map[string]string{"": value}
		case map[string]any:
			out[key] = map[string]string{}
			for form, text := range value {
				out[key][form], _ = text.(string)
			}
		}
	}
	return out
}
