package cut

import (
	"errors"
	"strings"
)

var (
	errOpen  = errors.New("cut: a block that does not end")
	errClose = errors.New("cut: a block that did not begin")
)

// rule is one statement of a style sheet: a declaration ("color:red"), or a block
// ("a:hover", "@media print") with what is in it.
type rule struct {
	head  string
	block bool
	rules []rule
}

// parser reads CSS as far as it takes to know where statements begin and end: CSS Syntax
// Level 3, without the error handling of browsers.
type parser struct {
	text string
	at   int
}

func parse(text string) ([]rule, error) {
	p := &parser{text: strings.TrimPrefix(text, "\ufeff")}
	rules, closed, err := p.rules()
	if err == nil && closed {
		err = errClose
	}
	return rules, err
}

// rules is the statements up to the end of their block, or of the text.
func (p *parser) rules() (out []rule, closed bool, err error) {
	for {
		head, end := p.head()
		switch {
		case end == '{':
			inner, closed, err := p.rules()
			if err != nil {
				return nil, false, err
			}
			if !closed {
				return nil, false, errOpen
			}
			out = append(out, rule{head, true, inner})
			continue
		case head != "":
			out = append(out, rule{head: head})
		}
		if end != ';' {
			return out, end == '}', nil
		}
	}
}

// head is the text up to the next {, } or ;, which it gives too, or to the end (0).
func (p *parser) head() (string, byte) {
	var head strings.Builder
	for depth := 0; p.at < len(p.text); {
		c := p.text[p.at]
		if strings.HasPrefix(p.text[p.at:], "/*") {
			p.skipComment()
			continue
		}
		begin := p.at
		p.at++
		switch {
		case c == '\\':
			p.at = min(p.at+1, len(p.text))
		case c == '"' || c == '\'':
			p.skipString(c)
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth <= 0 && (c == '{' || c == '}' || c == ';'):
			return strings.TrimSpace(head.String()), c
		}
		head.WriteString(p.text[begin:p.at])
	}
	return strings.TrimSpace(head.String()), 0
}

func (p *parser) skipComment() {
	if end := strings.Index(p.text[p.at+2:], "*/"); end >= 0 {
		p.at += 2 + end + 2
		return
	}
	p.at = len(p.text)
}

func (p *parser) skipString(quote byte) {
	for p.at < len(p.text) {
		c := p.text[p.at]
		p.at++
		switch c {
		case quote:
			return
		case '\\':
			p.at = min(p.at+1, len(p.text))
		}
	}
}

// write puts a rule down again, outer rules on lines of their own.
func (r rule) write(out *strings.Builder) {
	out.WriteString(r.head)
	if !r.block {
		return
	}
	out.WriteByte('{')
	for i, inner := range r.rules {
		if i > 0 && !r.rules[i-1].block {
			out.WriteByte(';')
		}
		inner.write(out)
	}
	out.WriteByte('}')
}
