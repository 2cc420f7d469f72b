package main

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/sportello/sportello/certificates"

	"github.com/sportello/sportello/internal/browsertest"
)

// Every page in every language on a phone and on a desk: nothing sticks out to the side,
// the longest German words least of all, and the scripts speak as the page does.
func TestPagesInEveryLanguage(t *testing.T) {
	t.Parallel()
	w := new(wire)
	c := newCycle(t, w.around)
	good, gone := c.issue("household", "tongue-key-01"), c.issue("residence", "tongue-key-02")
	c.must("POST /v1/certificates/"+gone.id+`/withdrawal as officer {"reason": "wrong house number"}`, http.StatusCreated)
	b := browse(t, c.base)
	for i, l := range certificates.Languages {
		in := "?lang=" + string(l)
		look := func(name, address string) {
			t.Helper()
			b.Open(address)
			if lang := browsertest.Value[string](b.Browser, "document.documentElement.lang"); lang != string(l) {
				t.Errorf("%s in %s: lang is %s", name, l, lang)
			}
			b.Look(fmt.Sprintf("%s-%s", name, l))
		}
		look("start", c.base+"/"+in)
		look("form", c.base+"/verify"+in)
		look("unknown", c.base+"/v/0000000000000000000000000000"+in)
		look("withdrawn", gone.page()+in)
		symbol := [...]string{"nessun valore legale", "ohne rechtlichen Wert", "brez pravne veljave", "sans valeur légale", "no legal value"}[i]
		b.says(good.page()+in+"#"+good.digits, "demo", symbol, good.number)
		b.Look("symbol-" + string(l))
	}
	b.Open(c.base + "/verify?lang=sl")
	b.Until(`!document.getElementById("ready").hidden`)
	w.cut(true)
	b.says(good.page()+"?lang=sl#"+good.digits, "demo", "brez pravne veljave", "Brez omrežja")
	b.says(good.page()+"#"+good.digits, "demo", "Senza rete") // as the browser is set
}
