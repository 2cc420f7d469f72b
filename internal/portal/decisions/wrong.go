package decisions

import (
	"errors"
	"fmt"
	"unicode"

	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/portal/page"
)

// faults is what the domain's refusals are called on a page.
var faults = []struct {
	is  error
	key string
}{
	{decisions.ErrPast, "decisions.wrong.past"},
	{decisions.ErrFar, "decisions.wrong.far"},
	{decisions.ErrMissing, "decisions.wrong.missing"},
	{decisions.ErrLong, "decisions.wrong.words"},
	{decisions.ErrText, "decisions.wrong.text"},
	{decisions.ErrScope, "decisions.wrong.scope"},
	{decisions.ErrHeld, "decisions.wrong.held"},
	{decisions.ErrNotHeld, "decisions.wrong.not-held"},
	{decisions.ErrOwn, "decisions.wrong.own"},
	{decisions.ErrAboutOneself, "decisions.wrong.oneself"},
	{decisions.ErrNotOwn, "decisions.wrong.not-own"},
	{decisions.ErrState, "decisions.wrong.state"},
	{decisions.ErrLast, "decisions.wrong.last"},
	{decisions.ErrEnded, "decisions.wrong.ended"},
	{decisions.ErrChanged, "decisions.wrong.changed"},
}

// formField is the field of the form for what the domain or the file call otherwise.
var formField = map[string]string{"validity": "ground", "name": "", "coat of arms": ""}

// wrong tells on a page what the domain refuses. It reports false for an error that no
// form can mend. has says whether the page has a field.
func wrong(p *page.Page, err error, has func(field string) bool) bool {
	var all *decisions.FaultsError
	if errors.As(err, &all) {
		for _, f := range all.Faults {
			unusable(p, f, has)
		}
		return true
	}
	field := ""
	if one := (*decisions.FieldError)(nil); errors.As(err, &one) && has(one.Field) {
		field = one.Field
	}
	for _, f := range faults {
		if errors.Is(err, f.is) {
			p.Wrong(field, f.key)
			return true
		}
	}
	return false
}

// unusable tells what is wrong with settings.
func unusable(p *page.Page, f decisions.Fault, has func(field string) bool) {
	field := f.Field
	if other, ok := formField[field]; ok {
		field = other
	}
	if !has(field) {
		field = ""
	}
	if p.Fault(field) != "" { // it has been told what is wrong there
		return
	}
	switch {
	case f.Rune != 0:
		p.Wrong(field, "decisions.wrong.glyph", "Character", shown(f.Rune))
	case f.Field == "languages":
		p.Wrong(field, "decisions.wrong.language")
	case len(p.Faults) == 0: // else it follows from what has been told better
		p.Wrong(field, "decisions.wrong.settings", "Reason", f.String())
	}
}

// shown is a character that can be seen, and its number.
func shown(c rune) string {
	if unicode.IsGraphic(c) && !unicode.IsMark(c) {
		return fmt.Sprintf("%c (U+%04X)", c, c)
	}
	return fmt.Sprintf("U+%04X", c)
}
