package pdf

import (
	"bytes"
)

// entry is what a cross-reference section says of an object (ISO 32000-1 7.5.4 and
// 7.5.8.3).
type entry struct {
	kind  int // free, placed or packed
	where int // offset in the file, or number of the object stream
	index int // generation, or index in the object stream
}

const (
	free = iota
	placed
	packed
)

// section is one cross-reference section with its trailer.
type section struct {
	at, end int
	entries map[int]entry
	trailer Dict
	stream  int // number of the object that it is, 0 for a table
}

// put keeps the first of two entries, and says that there were two.
func (s *section) put(w *work, number int, e entry) {
	if _, twice := s.entries[number]; twice {
		w.find(EntryTwice, number, s.at)
		return
	}
	s.entries[number] = e
}

// section reads the section that begins at an offset. ErrUnreadable, with a finding,
// if there is none.
func (f *File) section(at int) (*section, error) {
	if at <= 0 || at >= len(f.data) {
		return nil, f.refuse(XrefForm, 0, at)
	}
	s := &section{at: at, entries: map[int]entry{}}
	p := f.parser(at)
	if bytes.HasPrefix(f.data[at:], []byte("xref")) {
		return s, f.table(p, s)
	}
	return s, f.xrefStream(p, s)
}

// table reads a section of the old form.
func (f *File) table(p *parser, s *section) error {
	p.at += len("xref")
	for !p.keyword("trailer") {
		first, ok := p.whole()
		count, also := p.whole()
		if !ok || !also || first+count > maxNumber {
			return f.refuse(XrefForm, 0, p.at)
		}
		p.skip()
		const width = 20
		for i := range count {
			if err := f.object(); err != nil {
				return err
			}
			if p.at+width > len(f.data) {
				return f.refuse(XrefForm, first+i, p.at)
			}
			e, ok := tableEntry(f.data[p.at : p.at+width])
			if !ok {
				return f.refuse(XrefForm, first+i, p.at)
			}
			s.put(f.work, first+i, e)
			p.at += width
		}
	}
	o, err := p.object(0)
	if fatal(err) {
		return err
	}
	s.trailer, _ = o.(Dict)
	if err != nil || s.trailer == nil {
		return f.refuse(TrailerForm, 0, p.at)
	}
	s.end = p.at
	return nil
}

// maxNumber is the greatest object number (ISO 32000-1 annex C).
const maxNumber = 8_388_607

// tableEntry reads "nnnnnnnnnn ggggg n" and two bytes of line end.
func tableEntry(line []byte) (entry, bool) {
	where, ok := wholeOf(line[:10])
	index, also := wholeOf(line[11:16])
	end := string(line[18:])
	if !ok || !also || line[10] != ' ' || line[16] != ' ' || end != " \n" && end != "\r\n" && end != " \r" {
		return entry{}, false
	}
	switch line[17] {
	case 'n':
		return entry{placed, where, index}, true
	case 'f':
		return entry{free, 0, 0}, true
	}
	return entry{}, false
}

// xrefStream reads a section that is a stream.
func (f *File) xrefStream(p *parser, s *section) error {
	o, err := p.indirect(func(Ref) (int, bool) { return 0, false })
	if fatal(err) {
		return err
	}
	if err != nil {
		return f.refuse(XrefForm, 0, s.at)
	}
	stream, ok := o.Value.(*Stream)
	if !ok || stream.Dict["Type"] != Name("XRef") {
		return f.refuse(XrefForm, o.Number, s.at)
	}
	data, err := f.decode(stream)
	if fatal(err) {
		return err
	}
	if err != nil {
		return f.refuse(StreamUnreadable, o.Number, s.at)
	}
	s.trailer, s.stream, s.end = stream.Dict, o.Number, o.End
	return f.streamEntries(s, data)
}

func (f *File) streamEntries(s *section, data []byte) error {
	widths, ok := wholes(s.trailer["W"])
	size, _ := s.trailer["Size"].(int)
	index, given := wholes(s.trailer["Index"])
	if s.trailer["Index"] == nil {
		index, given = []int{0, size}, true
	}
	if !ok || !given || len(widths) != 3 || len(index)%2 != 0 || max(widths[0], widths[1], widths[2]) > 7 {
		return f.refuse(XrefForm, s.stream, s.at)
	}
	width := widths[0] + widths[1] + widths[2]
	for ; len(index) > 0; index = index[2:] {
		for i := range index[1] {
			if err := f.object(); err != nil {
				return err
			}
			if width == 0 || len(data) < width || index[0]+i > maxNumber {
				return f.refuse(XrefForm, s.stream, s.at)
			}
			e, ok := streamEntry(data[:width], widths)
			if !ok {
				return f.refuse(XrefForm, index[0]+i, s.at)
			}
			s.put(f.work, index[0]+i, e)
			data = data[width:]
		}
	}
	if len(data) > 0 {
		f.find(XrefForm, s.stream, s.at)
	}
	return nil
}

func streamEntry(data []byte, widths []int) (entry, bool) {
	var fields [3]int
	for i, w := range widths {
		for _, c := range data[:w] {
			fields[i] = fields[i]<<8 | int(c)
		}
		data = data[w:]
	}
	if widths[0] == 0 {
		fields[0] = placed
	}
	return entry{fields[0], fields[1], fields[2]}, fields[0] <= packed
}

// wholes is an array of numbers from 0 on.
func wholes(o Object) ([]int, bool) {
	row, ok := o.(Array)
	out := make([]int, len(row))
	for i, v := range row {
		n, is := v.(int)
		if !is || n < 0 {
			return nil, false
		}
		out[i] = n
	}
	return out, ok
}
