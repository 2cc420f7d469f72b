package web

import (
	"net/http"

	"golang.org/x/text/language"

	"github.com/sportello/sportello/registry"
)

// Languages are those in which Sportello has sentences for people. The first is
// the one for whoever asks for none of them. German, Slovene and French, the other
// languages of official table 14, are added here once they are translated.
var Languages = []registry.Language{registry.Italian, registry.English}

var matcher = func() language.Matcher {
	tags := make([]language.Tag, len(Languages))
	for i, l := range Languages {
		tags[i] = language.Make(string(l))
	}
	return language.NewMatcher(tags)
}()

// longestPreference bounds what is read of Accept-Language; longer is ignored.
const longestPreference = 200

// Language is the language in which to answer (RFC 9110 section 12.5.4).
func Language(r *http.Request) registry.Language {
	wish := r.Header.Get("Accept-Language")
	if wish == "" || len(wish) > longestPreference {
		return Languages[0]
	}
	_, i := language.MatchStrings(matcher, wish)
	return Languages[i]
}
