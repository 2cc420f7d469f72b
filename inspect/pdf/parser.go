package pdf

// object reads the object that is next. errSyntax if there is none.
func (p *parser) object(depth int) (Object, error) {
	p.skip()
	if err := p.value(); err != nil {
		return nil, err
	}
	if depth > p.limits.Depth {
		return nil, ErrLimit
	}
	if p.at >= len(p.data) {
		return nil, errSyntax
	}
	switch c := p.data[p.at]; c {
	case '/':
		return p.name()
	case '(':
		return p.literal()
	case '[':
		return p.array(depth)
	case '<':
		if p.at+1 < len(p.data) && p.data[p.at+1] == '<' {
			return p.dict(depth)
		}
		return p.hexString()
	}
	return p.plain()
}

// plain reads a number, a reference or a keyword.
func (p *parser) plain() (Object, error) {
	word := p.word()
	switch string(word) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	if number, ok := wholeOf(word); ok && !p.content {
		if ref, is := p.ref(number); is {
			return ref, nil
		}
	}
	return numeral(word)
}

// ref looks whether "generation R" follows.
func (p *parser) ref(number int) (Ref, bool) {
	from := p.at
	if generation, ok := p.whole(); ok && p.keyword("R") {
		return Ref{number, generation}, true
	}
	p.at = from
	return Ref{}, false
}

func (p *parser) array(depth int) (Object, error) {
	p.at++
	a := Array{}
	for {
		p.skip()
		if p.at < len(p.data) && p.data[p.at] == ']' {
			p.at++
			return a, nil
		}
		o, err := p.object(depth + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, o)
	}
}

func (p *parser) dict(depth int) (Object, error) {
	p.at += len("<<")
	d := Dict{}
	for {
		p.skip()
		if p.at+1 < len(p.data) && p.data[p.at] == '>' && p.data[p.at+1] == '>' {
			p.at += len(">>")
			return d.withoutNull(), nil
		}
		from := p.at
		key, err := p.object(depth + 1)
		if err != nil {
			return nil, err
		}
		name, ok := key.(Name)
		if !ok {
			return nil, errSyntax
		}
		if _, twice := d[name]; twice {
			p.find(KeyTwice, p.number, p.offset(from))
		}
		if d[name], err = p.object(depth + 1); err != nil {
			return nil, err
		}
	}
}

// offset is a place in the file, 0 for one in an object stream.
func (p *parser) offset(at int) int {
	if p.inner {
		return 0
	}
	return at
}

func (d Dict) withoutNull() Dict {
	for k, v := range d {
		if v == nil {
			delete(d, k)
		}
	}
	return d
}
