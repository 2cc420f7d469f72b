package certificates

import "github.com/sportello/sportello/registry"

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

// say is a sentence in every language that Sportello speaks.
func say(it, de, sl, fr, en string) Text {
	return Text{registry.Italian: it, registry.German: de, registry.Slovene: sl, registry.French: fr, registry.English: en}
}

// spoken is the languages that Sportello speaks, in the order of say.
var spoken = []registry.Language{registry.Italian, registry.German, registry.Slovene, registry.French, registry.English}

// whole reports whether the sentence is there in every language.
func (t Text) whole() bool {
	for _, l := range spoken {
		if t[l] == "" {
			return false
		}
	}
	return true
}
