package cut

import (
	"maps"
	"slices"
	"strings"
)

// list splits a list of selectors at its commas.
func list(text string) (out []string) {
	depth, begin := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(text[begin:i]))
				begin = i + 1
			}
		}
	}
	return append(out, strings.TrimSpace(text[begin:]))
}

// May reports whether some page could have what a selector asks for. It looks at each
// name by itself, not at how elements stand in each other.
func (n *Names) May(selector string) bool {
	for _, s := range simple(selector) {
		if !n.has(s) {
			return false
		}
	}
	return true
}

func (n *Names) has(s string) bool {
	switch s[0] {
	case '[':
		return n.attribute(strings.Trim(s, "[]"))
	case ':':
		args := choices(s)
		return args == nil || slices.ContainsFunc(args, n.May)
	}
	name, _ := ident(strings.TrimLeft(s, ".#"))
	switch s[0] {
	case '.':
		return n.class(name)
	case '#':
		return n.IDs[name]
	}
	return n.Elements[strings.ToLower(name)]
}

// simple is the simple selectors (Selectors Level 4, 3) in a selector, without what is
// between them: "a.b > [c]:not(d)" has "a", ".b", "[c]" and ":not(d)".
func simple(selector string) (out []string) {
	for s := selector; s != ""; {
		rest := s[1:]
		switch {
		case s[0] == '[':
			_, rest, _ = strings.Cut(s, "]")
		case s[0] == ':':
			_, rest = ident(strings.TrimLeft(s, ":"))
			rest = behind(rest)
		case s[0] == '.' || s[0] == '#':
			_, rest = ident(rest)
		case letter(s[0]):
			_, rest = ident(s)
		default: // combinators, * and blanks
			s = rest
			continue
		}
		out = append(out, s[:len(s)-len(rest)])
		s = rest
	}
	return out
}

// choices is the selectors of which a pseudo class wants one; nil for states, which come
// and go, and for what must not be.
func choices(pseudo string) []string {
	name, args, _ := strings.Cut(strings.TrimSuffix(pseudo, ")"), "(")
	switch strings.TrimLeft(name, ":") {
	case "is", "where", "has":
		return list(args)
	}
	return nil
}

// class reports whether a page may have a class.
func (n *Names) class(name string) bool {
	return n.Classes[name] || slices.ContainsFunc(n.Stems, func(stem string) bool { return strings.HasPrefix(name, stem) })
}

// attribute reports whether a page may have what stands in brackets.
func (n *Names) attribute(text string) bool {
	name, value, compared := strings.Cut(text, "=")
	part := strings.ContainsAny(name, "~|^$*")
	name = strings.TrimRight(name, "~|^$* ")
	value = strings.Trim(strings.TrimSpace(value), `"'`)
	values, ok := n.Attributes[name]
	switch {
	case name == "class": // of one class, as Bootstrap Italia asks: [class^=col-]
		return slices.ContainsFunc(slices.Concat(slices.Collect(maps.Keys(n.Classes)), n.Stems), func(c string) bool { return strings.Contains(c, value) })
	case !ok:
		return false
	case !compared || values[filled]:
		return true
	case !part:
		return values[value]
	}
	for v := range values {
		if strings.Contains(v, value) {
			return true
		}
	}
	return false
}

// ident is the name that a text begins with, without its escapes, and what follows.
func ident(text string) (name, rest string) {
	var b strings.Builder
	i := 0
	for ; i < len(text) && (letter(text[i]) || text[i] >= '0' && text[i] <= '9'); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String(), text[i:]
}

func letter(c byte) bool {
	return c == '-' || c == '_' || c == '\\' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// behind is what follows the parentheses that a text begins with, if it does.
func behind(text string) string {
	if !strings.HasPrefix(text, "(") {
		return text
	}
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text[i+1:]
			}
		}
	}
	return ""
}
