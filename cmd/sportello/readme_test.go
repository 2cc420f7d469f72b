package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/demo/people"
)

// The README lists every hand-made person, with what happens to him or her.
func TestReadmeListsThePeople(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range people.Cases() {
		row := fmt.Sprintf("| `%s` | %s | %s | %s |\n", c.FiscalCode, c.Name, c.Situation.English, c.Outcome.English)
		if !strings.Contains(string(readme), row) {
			t.Errorf("README.md lacks the row\n%s", row)
		}
	}
}
