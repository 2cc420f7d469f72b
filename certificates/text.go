package certificates

import (
	"strings"

	"github.com/sportello/sportello/registry"
)

// Text is one sentence in several languages. Italian is always there.
type Text map[registry.Language]string

// In is the sentence in the language, or in Italian where it has not been
// translated.
func (t Text) In(l registry.Language) string {
	if s, ok := t[l]; ok {
		return s
	}
	return t[registry.Italian]
}

// Languages are those that Sportello speaks: Italian, which is spoken to whoever asks for
// none of them, the others of official table 14, and English. They are in Say's order.
var Languages = []registry.Language{registry.Italian, registry.German, registry.Slovene, registry.French, registry.English}

// Say is a sentence in every language that Sportello speaks. One that is missing does
// not compile.
func Say(it, de, sl, fr, en string) Text {
	return Text{registry.Italian: it, registry.German: de, registry.Slovene: sl, registry.French: unbroken.Replace(fr), registry.English: en}
}

// unbroken keeps a line from breaking before the signs that French sets a space before:
// written in source, a space that does not break cannot be told from one that does.
var unbroken = strings.NewReplacer(" :", "\u00a0:", " ;", "\u00a0;", " ?", "\u00a0?", " !", "\u00a0!")

// say is Say, short for the many sentences of this package.
func say(it, de, sl, fr, en string) Text { return Say(it, de, sl, fr, en) }

// Then is one sentence and then another.
func (t Text) Then(next Text) Text {
	out := make(Text, len(Languages))
	for _, l := range Languages {
		out[l] = t.In(l) + " " + next.In(l)
	}
	return out
}

// Whole reports whether the sentence is there in every language, ends alike in all of
// them, and has as many gaps (%s) in each.
func (t Text) Whole() bool {
	first := t[registry.Italian]
	for _, l := range Languages {
		if s := t[l]; s == "" || ending(s) != ending(first) || strings.Count(s, "%s") != strings.Count(first, "%s") {
			return false
		}
	}
	return true
}

// ending is the mark at the end of a sentence that is not empty, 0 for none.
func ending(s string) byte {
	if last := s[len(s)-1]; strings.IndexByte(".?!:;,", last) >= 0 {
		return last
	}
	return 0
}
