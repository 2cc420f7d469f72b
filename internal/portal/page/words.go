package page

import (
	"encoding/json"
	"fmt"
	"io/fs"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// words is every text of the pages in one language. A text stands in a file
// words/LANGUAGE.json under its key, or its plural forms do (CLDR: one, two, few, other);
// it has room for arguments, "{{.Name}}".
type words struct {
	plain     map[string]string
	localizer *i18n.Localizer
}

func readWords(rooms []fs.FS) (map[registry.Language]*words, error) {
	all := make(map[registry.Language]*words, len(certificates.Languages))
	for _, l := range certificates.Languages {
		tag := language.Make(string(l))
		bundle := i18n.NewBundle(tag)
		w := &words{plain: map[string]string{}, localizer: i18n.NewLocalizer(bundle, string(l))}
		for _, room := range rooms {
			file := "words/" + string(l) + ".json"
			data, err := fs.ReadFile(room, file)
			if err != nil {
				return nil, fmt.Errorf("page: %w", err)
			}
			if _, err := bundle.ParseMessageFileBytes(data, file); err != nil {
				return nil, fmt.Errorf("page: words of %s: %w", l, err)
			}
			if err := w.add(data); err != nil {
				return nil, fmt.Errorf("page: words of %s: %w", l, err)
			}
		}
		all[l] = w
	}
	return all, sameWords(all)
}

// add takes in the words of one room.
func (w *words) add(data []byte) error {
	var room map[string]json.RawMessage
	if err := json.Unmarshal(data, &room); err != nil {
		return err
	}
	for key, value := range room {
		if _, twice := w.plain[key]; twice {
			return fmt.Errorf("there are two words %s", key)
		}
		var text string
		if err := json.Unmarshal(value, &text); err != nil {
			var forms map[string]string
			if err := json.Unmarshal(value, &forms); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			text = forms["other"]
		}
		w.plain[key] = text
	}
	return nil
}

// sameWords reports a word that only some languages have.
func sameWords(all map[registry.Language]*words) error {
	for _, l := range certificates.Languages {
		for _, other := range certificates.Languages {
			for key := range all[other].plain {
				if _, ok := all[l].plain[key]; !ok {
					return fmt.Errorf("page: no word %s in %s", key, l)
				}
			}
		}
	}
	return nil
}

// strict fails over an argument that is missing. To look for "<no value>" in the text would
// not do: somebody may have written just that into an argument.
var strict = &template.TextParser{Option: "missingkey=error"}

// say is a text with its arguments, names and values in turn.
func (w *words) say(key string, count any, args []any) (string, error) {
	text, ok := w.plain[key]
	switch {
	case !ok:
		return "", fmt.Errorf("page: no words for %s", key)
	case count == nil && len(args) == 0:
		return text, nil
	case len(args)%2 != 0:
		return "", fmt.Errorf("page: %s: an argument without a name", key)
	}
	data := make(map[string]any, len(args)/2+1)
	if count != nil {
		data["Count"] = count
	}
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return "", fmt.Errorf("page: %s: an argument without a name", key)
		}
		data[name] = args[i+1]
	}
	said, err := w.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: count, TemplateData: data, TemplateParser: strict})
	if err != nil {
		return "", fmt.Errorf("page: %s: %w", key, err)
	}
	return said, nil
}
