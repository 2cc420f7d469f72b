package main

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docs/operations.md names every setting of a serving process, with its default, and
// no other.
func TestOperationsDoc(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	program, documented := settings(reflect.TypeFor[config]()), map[string]string{}
	name := regexp.MustCompile("SPORTELLO_[A-Z0-9_]+")
	for line := range strings.Lines(string(doc)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 {
			continue
		}
		for _, n := range name.FindAllString(cells[1], -1) {
			documented[n] = strings.Trim(cells[3], " `")
			if program[n] == "" {
				documented[n] = "" // then the cell says what happens without it
			}
		}
	}
	if diff := cmp.Diff(program, documented); diff != "" {
		t.Errorf("settings and defaults (-program +documented):\n%s", diff)
	}
}

// settings is the environment variables of a struct and its embedded ones, with
// their defaults.
func settings(s reflect.Type) map[string]string {
	found := map[string]string{}
	for i := range s.NumField() {
		switch f := s.Field(i); {
		case f.Anonymous:
			for name, def := range settings(f.Type) {
				found[name] = def
			}
		case f.Tag.Get("env") != "":
			found[f.Tag.Get("env")] = f.Tag.Get("default")
		}
	}
	return found
}
