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

func text(it, en string) Text {
	return Text{registry.Italian: it, registry.English: en}
}
