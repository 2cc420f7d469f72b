package pdf

import "bytes"

// Indirect is an object as it stands in the file, with its number.
type Indirect struct {
	Number, Generation int
	Value              Object
	Start, End         int // in the file; 0 for an object in an object stream
	Container          int // number of the object stream, 0 for none
	Revision           int // in which it was written
	Free               bool
}

// head reads "12 0 obj".
func (p *parser) head() (number, generation int, ok bool) {
	number, ok = p.whole()
	if ok {
		generation, ok = p.whole()
	}
	return number, generation, ok && p.keyword("obj")
}

// indirect reads the object that begins at an offset. length resolves a /Length
// that is a reference. errSyntax if there is no such object.
func (p *parser) indirect(length func(Ref) (int, bool)) (*Indirect, error) {
	o := &Indirect{Start: p.at}
	if p.at >= len(p.data) || classes[p.data[p.at]] != regularByte {
		return nil, errSyntax
	}
	var ok bool
	if o.Number, o.Generation, ok = p.head(); !ok {
		return nil, errSyntax
	}
	p.number = o.Number
	var err error
	if o.Value, err = p.object(0); err != nil {
		return nil, err
	}
	if d, is := o.Value.(Dict); is && p.keyword("stream") {
		if o.Value, err = p.stream(d, length); err != nil {
			return nil, err
		}
	}
	if !p.keyword("endobj") {
		return nil, errSyntax
	}
	o.End = p.at
	return o, nil
}

// stream takes the bytes of a stream, whose keyword has been read (ISO 32000-1
// 7.3.8). They must be exactly as many as /Length says: some readers believe it,
// others look for endstream.
func (p *parser) stream(d Dict, length func(Ref) (int, bool)) (*Stream, error) {
	rest := p.data[p.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("\r\n")):
		p.at += 2
	case bytes.HasPrefix(rest, []byte("\n")):
		p.at++
	default:
		return nil, errSyntax
	}
	n, ok := d["Length"].(int)
	if ref, is := d["Length"].(Ref); is {
		n, ok = length(ref)
	}
	from := p.at
	if !ok || n < 0 || n > len(p.data)-from {
		return nil, p.badLength(from)
	}
	p.at += n
	raw := p.data[from:p.at]
	end := bytes.TrimLeft(p.data[p.at:min(len(p.data), p.at+2)], "\r\n")
	p.at = min(len(p.data), p.at+2) - len(end)
	if string(p.word()) != "endstream" || bytes.Contains(raw, []byte("endstream")) {
		return nil, p.badLength(from)
	}
	return &Stream{d, raw}, nil
}

func (p *parser) badLength(at int) error {
	p.find(StreamLength, p.number, at)
	return errSyntax
}
