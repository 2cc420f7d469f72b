package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// chapter is the page in one language.
type chapter struct {
	words
	Kinds []certificates.Entry
	rules []*certificates.Rule
}

var half = template.Must(template.New("").Parse(`
## {{.Language}}

{{.Intro}}

### {{.KindsTitle}}

{{.KindsIntro}}

{{.KindsHead}}
| --- | --- | --- | --- | --- | --- |
{{range .Kinds}}| {{.Kind}} | {{$.In .Name}}{{if .Single}} ({{$.Alone}}){{end}} | {{$.Subjects .}} | {{$.Channels .}} | {{$.Validity .}} | {{.Citation}}{{$.Dates .From .Until}} |
{{end}}
### {{.RulesTitle}}

{{.RulesIntro}}
{{range .Stages}}
#### {{$.Stage .}}
{{range $.Rules .}}
**{{.Code}}** {{$.In .Sentence}}

- {{$.Concerns}}: {{$.Which .}}
- {{$.Written}}: {{.Citation}}{{$.Dates .From .Until}}
- {{$.Remedy}}: {{$.Way .}}
- {{$.Who}}: {{$.By .}}
- {{$.Forced}}: {{if .Forced}}{{$.Yes}}{{else}}{{$.No}}{{end}}
{{if .Missing}}- {{$.Missing}}
{{end}}{{end}}{{end}}`))

// In is a sentence in the language of the chapter.
func (c chapter) In(t certificates.Text) string { return t.In(c.language) }

// Stages is the stages about which there are rules.
func (c chapter) Stages() []certificates.Stage {
	return slices.DeleteFunc(certificates.Stages(), func(s certificates.Stage) bool { return len(c.Rules(s)) == 0 })
}

// Stage is the heading of a stage.
func (c chapter) Stage(s certificates.Stage) string { return c.stages[s] }

// Rules is the rules of a stage.
func (c chapter) Rules(s certificates.Stage) []*certificates.Rule {
	return slices.DeleteFunc(slices.Clone(c.rules), func(r *certificates.Rule) bool { return r.Stage != s })
}

// Way is what the applicant can do.
func (c chapter) Way(r *certificates.Rule) string {
	return strings.ReplaceAll(c.In(r.Way), "{archive}", c.archive)
}

// By is who can help.
func (c chapter) By(r *certificates.Rule) string { return c.helpers[r.By] }

// Subjects is whose certificates there are of a kind.
func (c chapter) Subjects(e certificates.Entry) string { return listed(e.Subjects, c.subjects) }

// Channels is by which way a kind is had.
func (c chapter) Channels(e certificates.Entry) string { return listed(e.Channels, c.channels) }

// Validity is for how long a kind is valid, and by which law.
func (c chapter) Validity(e certificates.Entry) string {
	if e.Validity == 0 {
		return fmt.Sprintf("%s (%s)", c.unlimited, e.Ground)
	}
	return fmt.Sprintf("%d %s (%s)", e.Validity, c.months, e.Ground)
}

// Dates is from when and until when something holds, "" for always.
func (c chapter) Dates(from, until registry.Date) string {
	var s string
	if !from.IsZero() {
		s += fmt.Sprintf("; %s %s", c.from, from)
	}
	if !until.IsZero() {
		s += fmt.Sprintf("; %s %s", c.until, until)
	}
	return s
}

// Which is the kinds that a rule concerns, by their numbers; the others where they are
// fewer.
func (c chapter) Which(r *certificates.Rule) string {
	var in, out []string
	for _, e := range c.Kinds {
		if number := strconv.Itoa(int(e.Kind)); r.Kinds == nil || slices.Contains(r.Kinds, e.Kind) {
			in = append(in, number)
		} else {
			out = append(out, number)
		}
	}
	switch {
	case len(out) == 0:
		return c.all
	case len(out) < len(in):
		return c.allBut + " " + strings.Join(out, ", ")
	}
	return strings.Join(in, ", ")
}

func listed[K comparable](keys []K, words map[K]string) string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = words[k]
	}
	return strings.Join(out, ", ")
}
