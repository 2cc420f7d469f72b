// Command rulebook writes the rule book as a page for people: every kind of certificate
// and every rule, in Italian and in English. `make generate` runs it.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"

	"github.com/sportello/sportello/certificates"
)

//go:generate go run . ../../docs/rules.md

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: rulebook FILE")
	}
	page, err := page()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], page, 0o644); err != nil { //nolint:gosec // a public page
		log.Fatal(err)
	}
}

// page is the whole page.
func page() ([]byte, error) {
	catalogue := certificates.NewCatalogue()
	var out bytes.Buffer
	fmt.Fprintf(&out, head, certificates.Edition)
	for _, w := range []words{italian, english} {
		if err := half.Execute(&out, chapter{words: w, Kinds: catalogue.Entries(), rules: certificates.Rulebook()}); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

const head = `<!-- Generated from the catalogue by make generate. Do not edit. -->

# Il libro delle regole · The rule book

Edizione · Edition %s. [Italiano](#italiano) · [English](#english)
`
