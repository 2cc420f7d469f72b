package registry

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docs/import.md must name every column, once, and say of each whether it must be
// there; its examples must be files that can be read.
func TestImportDoc(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	for title, want := range map[string]layout{"People": peopleColumns, "History": historyLayout, "Offices": officeColumns} {
		section := part(t, doc, title)
		var got layout
		for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| (yes)?").FindAllStringSubmatch(section, -1) {
			if row[2] == "yes" {
				got.required = append(got.required, row[1])
			} else {
				got.optional = append(got.optional, row[1])
			}
		}
		for _, columns := range [][2][]string{{want.required, got.required}, {want.optional, got.optional}} {
			if diff := cmp.Diff(slices.Sorted(slices.Values(columns[0])), slices.Sorted(slices.Values(columns[1]))); diff != "" {
				t.Errorf("%s: columns (-code +doc):\n%s", title, diff)
			}
		}
	}
	for _, column := range slices.Concat(municipalityColumns.required, stateColumns.required) {
		if !strings.Contains(part(t, doc, "Places"), "`"+column+"`") {
			t.Errorf("Places: %s is not named", column)
		}
	}
	entries, wrong := read(t, example(t, doc, "People"))
	if len(entries) != 3 || len(wrong) > 0 {
		t.Errorf("the example of people: %d rows, %q", len(entries), wrong)
	}
	for _, e := range entries {
		if w := Warnings(e.Person); len(w) > 0 && w[0] != WarnNotValidated {
			t.Errorf("the example of people, %s: %v", e.Person.Number, w)
		}
	}
	for p, err := range ReadHistory(strings.NewReader(example(t, doc, "History"))) {
		if err != nil {
			t.Errorf("the example of history: %v, %v", p.Number, err)
		}
	}
	for o, err := range ReadOffices(strings.NewReader(example(t, doc, "Offices")), drawer) {
		if err != nil || o.ID != "X900" {
			t.Errorf("the example of offices: %v, %v", o.ID, err)
		}
	}
}

func part(t *testing.T, doc, title string) string {
	t.Helper()
	_, after, ok := strings.Cut(doc, "\n## "+title+"\n")
	if !ok {
		t.Fatalf("no section %s", title)
	}
	section, _, _ := strings.Cut(after, "\n## ")
	return section
}

func example(t *testing.T, doc, title string) string {
	t.Helper()
	_, after, ok := strings.Cut(part(t, doc, title), "```csv\n")
	if !ok {
		t.Fatalf("%s has no example", title)
	}
	file, _, _ := strings.Cut(after, "```")
	return file
}
