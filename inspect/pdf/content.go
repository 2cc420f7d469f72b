package pdf

import "context"

// Operation is an operator of a content stream with its operands (ISO 32000-1 7.8.2).
type Operation struct {
	Operator string
	Operands []Object
}

// maxOperands is what an operator takes at most (ISO 32000-1 annex C).
const maxOperands = 33

// Operations reads a decoded content stream and calls do for each operation; the
// operands hold until it returns. It ends with the first error of do. ErrFilter for
// what is no content, inline images among it; ErrLimit and the errors of ctx.
func (f *File) Operations(content []byte, do func(Operation) error) error {
	p := &parser{work: f.work, data: content, inner: true, content: true}
	operands := make([]Object, 0, maxOperands)
	for {
		p.skip()
		if p.at == len(content) {
			return context.Cause(f.ctx)
		}
		if operator := p.operator(); operator != "" {
			if operator == "BI" || operator == "ID" {
				return ErrFilter
			}
			if err := do(Operation{operator, operands}); err != nil {
				return err
			}
			operands = operands[:0]
			continue
		}
		o, err := p.object(1)
		if fatal(err) {
			return err
		}
		if err != nil || len(operands) == maxOperands {
			return ErrFilter
		}
		operands = append(operands, o)
	}
}

// operator reads an operator, if one is next.
func (p *parser) operator() string {
	c := p.data[p.at]
	if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '\'' && c != '"' {
		return ""
	}
	from := p.at
	switch word := string(p.word()); word {
	case "true", "false", "null":
		p.at = from
		return ""
	default:
		return word
	}
}
