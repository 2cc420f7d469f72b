package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// The page that is committed is the one that the rule book makes.
func TestPageIsFresh(t *testing.T) {
	t.Parallel()
	want, err := page()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/rules.md is not the rule book of today: run make generate")
	}
}

// Every kind and every rule stands in both languages, with nothing left out.
func TestPageIsWhole(t *testing.T) {
	t.Parallel()
	data, err := page()
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(data), "## Italiano\n")
	it, en, cut := strings.Cut(rest, "\n## English\n")
	if !found || !cut {
		t.Fatal("the page has no two halves")
	}
	catalogue := certificates.NewCatalogue()
	for half, l := range map[string]registry.Language{it: registry.Italian, en: registry.English} {
		for _, e := range catalogue.Entries() {
			if !strings.Contains(half, e.Name[l]) {
				t.Errorf("%s is missing in %s", e.Slug, l)
			}
		}
		for _, r := range certificates.Rulebook() {
			if !strings.Contains(half, "**"+r.Code+"** "+r.Sentence[l]+"\n") || !strings.Contains(half, ": "+r.Citation) {
				t.Errorf("%s is missing in %s", r.Code, l)
			}
		}
		for _, gap := range []string{": \n", "|  |", "| , ", ", |", "#### \n", "{"} {
			if strings.Contains(half, gap) {
				t.Errorf("in %s there is %q", l, gap)
			}
		}
	}
}
