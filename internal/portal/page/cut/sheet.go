package cut

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Sheet is a style sheet cut down to the rules that may match, and the pictures that were
// written into it, by name: the pages' policy loads pictures from files only. Custom
// properties and animations stay where the sheet that is left, or ours, refers to them.
// Faces of fonts go: ours names them.
func (n *Names) Sheet(css, ours string) (string, map[string][]byte, error) {
	rules, err := parse(css)
	if err != nil {
		return "", nil, err
	}
	rules = n.used(rules)
	rules = animated(rules, ours)
	for before := -1; before != size(rules); {
		before = size(rules)
		rules = referred(rules, ours)
	}
	pictures := map[string][]byte{}
	if rules, err = extract(rules, pictures); err != nil {
		return "", nil, err
	}
	var out strings.Builder
	for _, r := range rules {
		r.write(&out)
		out.WriteByte('\n')
	}
	return out.String(), pictures, nil
}

// Asked is every name that the selectors of a style sheet ask for, as a selector, sorted:
// ".btn", "table", "[type=radio]".
func Asked(css string) ([]string, error) {
	rules, err := parse(css)
	if err != nil {
		return nil, err
	}
	var out []string
	each(rules, func(r rule) {
		if r.block && !strings.HasPrefix(r.head, "@") && r.head != "from" && r.head != "to" {
			out = append(out, asked(r.head)...)
		}
	})
	slices.Sort(out)
	return slices.Compact(out), nil
}

func asked(head string) (out []string) {
	for _, selector := range list(head) {
		for _, s := range simple(selector) {
			switch {
			case s[0] != ':':
				out = append(out, s)
			case choices(s) != nil:
				out = append(out, asked(strings.Join(choices(s), ","))...)
			}
		}
	}
	return out
}

// used is the rules that may match.
func (n *Names) used(rules []rule) (out []rule) {
	for _, r := range rules {
		switch name, _, _ := strings.Cut(strings.TrimPrefix(r.head, "@"), " "); {
		case !r.block || strings.HasPrefix(r.head, "@keyframes") || strings.HasPrefix(r.head, "@-webkit-keyframes"):
		case strings.HasPrefix(r.head, "@font-face"):
			continue
		case strings.HasPrefix(r.head, "@") && name != "page":
			if r.rules = n.used(r.rules); len(r.rules) == 0 {
				continue
			}
		case !strings.HasPrefix(r.head, "@"):
			kept := slices.DeleteFunc(list(r.head), func(s string) bool { return !n.May(s) })
			if r.rules = plain(r.rules); len(kept) == 0 || len(r.rules) == 0 {
				continue
			}
			r.head = strings.Join(kept, ",")
		}
		out = append(out, r)
	}
	return out
}

// plain is declarations without what only browsers of the past understand.
func plain(rules []rule) []rule {
	return slices.DeleteFunc(rules, func(r rule) bool {
		return strings.HasPrefix(r.head, "-ms-") || strings.HasPrefix(r.head, "-moz-osx-") || strings.HasPrefix(r.head, "filter:progid")
	})
}

var (
	reference = regexp.MustCompile(`var\(\s*(--[\w-]+)`)
	property  = regexp.MustCompile(`^(--[\w-]+)\s*:`)
)

// referred leaves out custom properties that nothing refers to.
func referred(rules []rule, ours string) []rule {
	wanted := map[string]bool{}
	note := func(text string) {
		for _, m := range reference.FindAllStringSubmatch(text, -1) {
			wanted[m[1]] = true
		}
	}
	note(ours)
	each(rules, func(r rule) { note(r.head) })
	return without(rules, func(r rule) bool {
		m := property.FindStringSubmatch(r.head)
		return !r.block && m != nil && !wanted[m[1]]
	})
}

// animated leaves out animations that nothing plays.
func animated(rules []rule, ours string) []rule {
	played := ours
	each(rules, func(r rule) {
		if !r.block && strings.Contains(r.head, "animation") {
			played += " " + r.head
		}
	})
	return without(rules, func(r rule) bool {
		at, name, _ := strings.Cut(r.head, " ")
		return strings.HasSuffix(at, "keyframes") && !regexp.MustCompile(`[\s:,]`+regexp.QuoteMeta(name)+`\b`).MatchString(played)
	})
}

// without is rules without some, and without the blocks that this leaves empty.
func without(rules []rule, gone func(rule) bool) (out []rule) {
	for _, r := range rules {
		if gone(r) {
			continue
		}
		if r.block {
			if r.rules = without(r.rules, gone); len(r.rules) == 0 {
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

func each(rules []rule, do func(rule)) {
	for _, r := range rules {
		do(r)
		each(r.rules, do)
	}
}

func size(rules []rule) (n int) {
	each(rules, func(rule) { n++ })
	return n
}

// Repaint puts other colours for some, each as it is written in the sheet. A colour that
// the sheet no longer has is an error: the table is out of date.
func Repaint(css string, colours map[string]string) (string, error) {
	for from, to := range colours {
		whole := regexp.MustCompile(regexp.QuoteMeta(from) + `([^\w%]|$)`)
		if !whole.MatchString(css) {
			return "", fmt.Errorf("cut: no colour %s", from)
		}
		css = whole.ReplaceAllString(css, to+"$1")
	}
	return css, nil
}
