package pdf

import (
	"maps"
	"slices"
)

// load reads the objects of a revision: those that stand in the file, then those in
// object streams.
func (f *File) load(index int) error {
	r := f.Revisions[index]
	entries := r.sections[0].entries
	numbers := slices.Sorted(maps.Keys(entries))
	for _, number := range numbers {
		switch e := entries[number]; e.kind {
		case free:
			r.Objects[number] = &Indirect{Number: number, Revision: index, Free: true}
		case placed:
			if err := f.place(index, number, e); err != nil {
				return err
			}
		}
	}
	for _, number := range numbers {
		if o := r.Objects[number]; o != nil && isObjectStream(o.Value) {
			r.Containers = append(r.Containers, number)
			if err := f.unpack(index, o); err != nil {
				return err
			}
		}
	}
	for _, number := range numbers {
		if e := entries[number]; e.kind == packed && r.Objects[number] == nil {
			f.unpacked(index, number, e)
		}
	}
	return nil
}

func isObjectStream(o Object) bool {
	s, ok := o.(*Stream)
	return ok && s.Dict["Type"] == Name("ObjStm")
}

// place reads the object that an entry leads to. One that only repeats where an
// older revision has the object adds nothing.
func (f *File) place(index, number int, e entry) error {
	r := f.Revisions[index]
	for _, s := range r.sections { // the section itself, if it is a stream
		if number == s.stream && e.where == s.at {
			return nil
		}
	}
	if e.where < r.Start || e.where >= r.End {
		if before := f.Object(index-1, number); before == nil || before.Start != e.where || before.Container != 0 || before.Generation != e.index {
			f.find(EntryElsewhere, number, r.sections[0].at)
			r.Objects[number] = &Indirect{Number: number, Revision: index}
		}
		return nil
	}
	p := f.parser(e.where)
	o, err := p.indirect(f.lengthAt(index))
	spent := f.scan(p.at - e.where)
	switch {
	case fatal(err):
		return err
	case spent != nil:
		return spent
	case err != nil:
		f.find(ObjectUnreadable, number, e.where)
		o = &Indirect{Number: number, Start: e.where, End: e.where}
	case o.Number != number || o.Generation != e.index:
		f.find(EntryMisleads, number, e.where)
		o = &Indirect{Number: number, Start: e.where, End: o.End}
	}
	o.Revision = index
	r.Objects[number] = o
	return nil
}

// lengthAt resolves a /Length that stands in an object of its own.
func (f *File) lengthAt(index int) func(Ref) (int, bool) {
	return func(ref Ref) (int, bool) {
		for i := index; i >= 0; i-- {
			e, known := f.Revisions[i].sections[0].entries[ref.Number]
			if !known {
				continue
			}
			if e.kind != placed || e.where >= len(f.data) {
				return 0, false
			}
			return f.number(e.where, ref)
		}
		return 0, false
	}
}

// number reads the object at an offset, which must be ref and a whole number.
func (f *File) number(at int, ref Ref) (n int, ok bool) {
	p := f.parser(at)
	number, generation, ok := p.head()
	if ok && number == ref.Number && generation == ref.Generation {
		n, ok = p.whole()
		ok = ok && p.keyword("endobj")
	} else {
		ok = false
	}
	return n, f.scan(p.at-at) == nil && ok
}

// unpacked is for an entry that names an object stream which did not bring the
// object.
func (f *File) unpacked(index, number int, e entry) {
	r := f.Revisions[index]
	if before := f.Object(index-1, number); before != nil && before.Container == e.where && r.Objects[e.where] == nil {
		return // repeated from an older revision
	}
	f.find(EntryMisleads, number, r.sections[0].at)
	r.Objects[number] = &Indirect{Number: number, Revision: index}
}
