package web

import (
	"net/http"
	"slices"

	"golang.org/x/text/language"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// longestPreference bounds what is read of Accept-Language; longer is ignored.
const longestPreference = 200

// Language is the language in which to answer (RFC 9110 section 12.5.4): the one of ours
// that the caller likes best, whatever its region, or the first of ours. A language that
// we do not speak is passed over, and no other is guessed from it.
func Language(r *http.Request) registry.Language {
	wish := r.Header.Get("Accept-Language")
	if len(wish) > longestPreference {
		return certificates.Languages[0]
	}
	tags, _, err := language.ParseAcceptLanguage(wish) // the best liked first, those with q=0 left out
	if err != nil {
		return certificates.Languages[0]
	}
	for _, tag := range tags {
		base, sure := tag.Base()
		if l := registry.Language(base.String()); sure == language.Exact && slices.Contains(certificates.Languages, l) {
			return l
		}
	}
	return certificates.Languages[0]
}
