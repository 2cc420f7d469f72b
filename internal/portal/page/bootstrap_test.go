package page_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/portal/page/cut"
)

const portal = ".."

// listed is the lines of a file that the vendoring wrote.
func listed(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(data))
}

// The style sheet and the icons that are served are cut down to what templates and scripts
// had when `make assets` ran. What began to be used since is not in them.
func TestVendoredFits(t *testing.T) {
	t.Parallel()
	names, err := cut.Read(os.DirFS(portal))
	if err != nil {
		t.Fatal(err)
	}
	used := listed(t, "testdata/bootstrap-italia-used.txt")
	for _, name := range listed(t, "testdata/bootstrap-italia.txt") {
		if _, ok := slices.BinarySearch(used, name); !ok && names.May(name) {
			t.Errorf("%s of Bootstrap Italia is used since the style sheet was cut: run make assets", name)
		}
	}
	sprite, err := os.ReadFile("assets/vendor/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	for _, icon := range slices.Sorted(maps.Keys(names.Icons)) {
		if names.Classes[icon] || strings.Contains(string(sprite), `id="`+icon+`"`) {
			continue
		}
		t.Errorf("the icon %s is not in the sprite: run make assets, or mend its name", icon)
	}
}

// A class that no style sheet knows is a mistake in writing.
func TestClassesAreKnown(t *testing.T) {
	t.Parallel()
	names, err := cut.Read(os.DirFS(portal))
	if err != nil {
		t.Fatal(err)
	}
	style, err := os.ReadFile("assets/style.css")
	if err != nil {
		t.Fatal(err)
	}
	ours, err := cut.Asked(string(style))
	if err != nil {
		t.Fatal(err)
	}
	known := slices.Concat(ours, listed(t, "testdata/bootstrap-italia.txt"))
	for _, class := range slices.Sorted(maps.Keys(names.Classes)) {
		if !slices.Contains(known, "."+class) {
			t.Errorf("a template has the class %s, which neither Bootstrap Italia nor assets/style.css knows", class)
		}
	}
}
