package login

import (
	"regexp"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// unkeyed matches a sign before which French has a space, with one that breaks the line.
var unkeyed = regexp.MustCompile(` [:;?!]`)

// Every language says everything, in words of its own. That each has the same texts is the
// kit's to see.
func TestWords(t *testing.T) {
	t.Parallel()
	k := newKit(t, new(world), "https://sportello.example", true)
	same := map[string]bool{"login.name.cie": true, "login.name.spid": true, "login.name.eidas": true}
	for key, italian := range k.Words(registry.Italian) {
		if !strings.HasPrefix(key, "login.") {
			continue
		}
		for _, language := range certificates.Languages {
			text := k.Words(language)[key]
			if text == "" || text != strings.TrimSpace(text) || strings.Contains(text, "  ") || unkeyed.MatchString(text) {
				t.Errorf("%s in %s: %q", key, language, text)
			}
			if language != registry.Italian && text == italian && !same[key] {
				t.Errorf("%s in %s is Italian: %q", key, language, text)
			}
		}
	}
	for _, reason := range reasons {
		for _, part := range []string{".title", ".text", ".do"} {
			if k.Words(registry.Italian)["login.failed."+reason.name+part] == "" {
				t.Errorf("no words for %s%s", reason.name, part)
			}
		}
	}
	for _, b := range Buttons {
		if k.Words(registry.Italian)["login.with."+string(b)] == "" || k.Words(registry.Italian)["login.name."+string(b)] == "" {
			t.Errorf("no words for the button %s", b)
		}
	}
}
