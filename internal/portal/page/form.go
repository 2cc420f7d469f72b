package page

import (
	"net/http"
	"slices"
	"strings"

	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// FormType is the media type of a small form.
const FormType = "application/x-www-form-urlencoded"

// ReadForm reads a small form into r.PostForm. web.ErrMediaType, what web.Unread makes of a
// broken body, or web.ErrWhose for a form that was opened as somebody else.
func (k *Kit) ReadForm(w http.ResponseWriter, r *http.Request) error {
	if mediaType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); mediaType != FormType {
		return web.ErrMediaType
	}
	r.Body = http.MaxBytesReader(w, r.Body, k.Limits.Body)
	if err := r.ParseForm(); err != nil {
		return web.Unread(err)
	}
	if v := Of(r.Context()); v != nil && r.PostForm.Has("whose") && r.PostForm.Get("whose") != v.Whose() {
		return web.ErrWhose
	}
	return nil
}

// Field is one question of a form, for the parts that draw it.
type Field struct {
	*Page
	Key     string // of its words: the label; Key.hint is the hint, where there is one
	Name    string
	Value   string
	Type    string            // of the input, "text" if not said
	Attrs   map[string]string // further attributes, those that Input allows
	Options []Option
	Days    [3]string // of a date: day, month, year
}

// Option is one answer to choose.
type Option struct {
	Value, Label, Hint string
	Chosen, Disabled   bool
}

// Hint is the key of the hint, "" if there is none.
func (f Field) Hint() string {
	if f.Has(f.Key + ".hint") {
		return f.Key + ".hint"
	}
	return ""
}

// Wrong is what is wrong with the answer, or "".
func (f Field) Wrong() string { return f.Fault(f.Name) }

// Described is the identities of hint and fault.
func (f Field) Described() string {
	var ids []string
	if f.Hint() != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if f.Wrong() != "" {
		ids = append(ids, f.Name+"-fault")
	}
	return strings.Join(ids, " ")
}

// Attr is a further attribute, "" if it was not given.
func (f Field) Attr(name string) string { return f.Attrs[name] }

// Input is a field of one line, or of several with "rows". More is attributes and values in turn, out of
// type, maxlength, autocomplete, inputmode, list, rows, min, max, step, required and autofocus (any value) and spellcheck.
func (p *Page) Input(key, name, value string, more ...string) Field {
	f := Field{Page: p, Key: key, Name: name, Value: value, Type: "text", Attrs: map[string]string{}}
	for i := 0; i+1 < len(more); i += 2 {
		f.Attrs[more[i]] = more[i+1]
	}
	if t := f.Attrs["type"]; t != "" {
		f.Type = t
	}
	return f
}

// Birth is a date in three fields, NAME-day, NAME-month and NAME-year: a day or a month may be unknown.
func (p *Page) Birth(key, name, day, month, year string) Field {
	return Field{Page: p, Key: key, Name: name, Days: [3]string{day, month, year}}
}

// ReadDate is the date that such fields were filled with; a day or a month left empty is unknown.
func ReadDate(r *http.Request, name string) (d registry.Date, typed [3]string, err error) {
	for i, part := range []string{"-day", "-month", "-year"} {
		typed[i] = strings.TrimSpace(r.PostForm.Get(name + part))
	}
	pad := func(s string) string { return strings.Repeat("0", max(0, 2-len(s))) + s }
	d, err = registry.ParseDate(typed[2] + "-" + pad(typed[1]) + "-" + pad(typed[0]))
	return d, typed, err
}

// Radios is a question with answers of which one is chosen.
func (p *Page) Radios(key, name string, options []Option, chosen string) Field {
	return p.choose(key, name, options, []string{chosen})
}

// Checks is a question with answers of which several may be chosen.
func (p *Page) Checks(key, name string, options []Option, chosen []string) Field {
	return p.choose(key, name, options, chosen)
}

// Select is a question with many answers of which one is chosen.
func (p *Page) Select(key, name string, options []Option, chosen string) Field {
	return p.choose(key, name, options, []string{chosen})
}

func (p *Page) choose(key, name string, options []Option, chosen []string) Field {
	f := Field{Page: p, Key: key, Name: name, Options: slices.Clone(options)}
	for i := range f.Options {
		f.Options[i].Chosen = slices.Contains(chosen, f.Options[i].Value)
	}
	return f
}
