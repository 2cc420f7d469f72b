package pdf

// unpack reads the objects in an object stream (ISO 32000-1 7.5.7). What it holds
// and the cross-reference section says nothing of, or places elsewhere, is a finding:
// some readers would find it there.
func (f *File) unpack(index int, container *Indirect) error {
	s := container.Value.(*Stream)
	data, err := f.decode(s)
	if fatal(err) {
		return err
	}
	n, counted := s.Dict["N"].(int)
	first, placed := s.Dict["First"].(int)
	if err != nil || !counted || !placed || n < 0 || first < 0 || first > len(data) || s.Dict["Extends"] != nil {
		f.find(StreamUnreadable, container.Number, container.Start)
		return nil
	}
	head := &parser{work: f.work, data: data[:first], inner: true}
	for i := range n {
		if err := f.object(); err != nil {
			return err
		}
		number, ok := head.whole()
		at, also := head.whole()
		if !ok || !also || at > len(data)-first {
			f.find(StreamUnreadable, container.Number, container.Start)
			return nil
		}
		if err := f.take(index, container, data[first:], entry{packed, container.Number, i}, number, at); err != nil {
			return err
		}
	}
	return nil
}

// take reads one object of an object stream, which belongs there by entry e.
func (f *File) take(index int, container *Indirect, data []byte, e entry, number, at int) error {
	r := f.Revisions[index]
	if r.sections[0].entries[number] != e {
		f.find(ObjectTwice, number, container.Start)
		return nil
	}
	p := &parser{work: f.work, data: data, at: at, number: number, inner: true}
	value, err := p.object(0)
	if fatal(err) {
		return err
	}
	if err != nil {
		f.find(ObjectUnreadable, number, container.Start)
	}
	r.Objects[number] = &Indirect{Number: number, Value: value, Container: container.Number, Revision: index}
	return nil
}
