package pdf

import (
	"bytes"
	"slices"
)

// chain follows the cross-reference sections from the last startxref back to the
// first writing (ISO 32000-1 7.5.6).
func (f *File) chain() error {
	at, err := f.lastSection()
	if err != nil {
		return err
	}
	seen := map[int]bool{}
	for more := true; more; {
		if seen[at] {
			return f.refuse(XrefLoop, 0, at)
		}
		seen[at] = true
		if len(f.Revisions) == f.limits.Revisions {
			return ErrLimit
		}
		r, err := f.revision(at)
		if err != nil {
			return err
		}
		f.Revisions = append(f.Revisions, r)
		if at, more, err = f.previous(r); err != nil {
			return err
		}
	}
	slices.Reverse(f.Revisions)
	return f.bound()
}

// lastSection is where the last startxref leads.
func (f *File) lastSection() (int, error) {
	start := bytes.LastIndex(f.data, []byte("startxref"))
	if start < 0 {
		return 0, f.refuse(EndForm, 0, len(f.data))
	}
	p := f.parser(start)
	p.word()
	at, ok := p.whole()
	if !ok {
		return 0, f.refuse(EndForm, 0, start)
	}
	return at, nil
}

// previous is the section that r updates.
func (f *File) previous(r *Revision) (at int, more bool, err error) {
	if r.Trailer["Encrypt"] != nil {
		f.find(Encrypted, 0, r.sections[0].at)
	}
	if _, ok := r.Trailer["Root"].(Ref); !ok {
		if len(f.Revisions) == 1 { // the newest, whose trailer counts
			return 0, false, f.refuse(TrailerForm, 0, r.sections[0].at)
		}
		f.find(TrailerForm, 0, r.sections[0].at)
	}
	o, known := r.Trailer["Prev"]
	if !known {
		return 0, false, nil
	}
	at, ok := o.(int)
	if !ok || at <= 0 {
		return 0, false, f.refuse(TrailerForm, 0, r.sections[0].at)
	}
	return at, true, nil
}

// revision reads the section at an offset, and the stream beside it in a hybrid
// file.
func (f *File) revision(at int) (*Revision, error) {
	s, err := f.section(at)
	if err != nil {
		return nil, err
	}
	r := &Revision{Trailer: s.trailer, Stream: s.stream, Objects: map[int]*Indirect{}, sections: []*section{s}}
	r.EOF, r.End = f.ending(s)
	beside, hybrid := s.trailer["XRefStm"]
	if !hybrid {
		return r, nil
	}
	f.find(Hybrid, 0, at)
	offset, ok := beside.(int)
	if !ok {
		return nil, f.refuse(XrefForm, 0, at)
	}
	second, err := f.section(offset)
	if err != nil {
		return nil, err
	}
	if second.stream == 0 {
		return nil, f.refuse(XrefForm, 0, offset)
	}
	r.sections = append(r.sections, second)
	f.merge(s, second)
	return r, nil
}

// merge adds the entries of the stream to those of the table. Where both say
// something of an object they must agree: old readers know the table only.
func (f *File) merge(table, stream *section) {
	for number, e := range stream.entries {
		known, both := table.entries[number]
		if both && known.kind != free && known != e {
			f.find(HybridDiffers, number, stream.at)
			continue
		}
		table.entries[number] = e
	}
}

// ending reads what follows a section: its own startxref and %%EOF.
func (f *File) ending(s *section) (eof, end int) {
	p := f.parser(s.end)
	from := p.at
	ok := p.keyword("startxref")
	at, number := p.whole()
	if !ok || !number || at != s.at {
		f.find(EndForm, 0, from)
		return from, from
	}
	rest := f.data[p.at:]
	blank := len(rest) - len(bytes.TrimLeft(rest, "\r\n"))
	if rest = rest[blank:]; blank == 0 || !bytes.HasPrefix(rest, []byte("%%EOF")) {
		f.find(EndForm, 0, p.at)
		return p.at, p.at
	}
	eof = p.at + blank + len("%%EOF")
	for _, line := range []string{"\r\n", "\n", "\r"} {
		if bytes.HasPrefix(f.data[eof:], []byte(line)) {
			return eof, eof + len(line)
		}
	}
	return eof, eof
}

// bound says where the revisions begin: each where the one before it ends. What was
// written in another order, for the web (ISO 32000-1 annex F), is not followed: what is
// a revision of what could not be said.
func (f *File) bound() error {
	start := 0
	for _, r := range f.Revisions {
		r.Start = start
		for _, s := range r.sections {
			if s.at < start || s.end > r.End {
				return f.refuse(RevisionOrder, 0, s.at)
			}
		}
		start = max(start, r.End)
	}
	if len(f.data) > start {
		f.find(TrailingData, 0, start)
	}
	return nil
}
