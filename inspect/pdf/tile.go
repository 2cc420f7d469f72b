package pdf

import (
	"bytes"
	"slices"
)

// span is the bytes of an object or of a cross-reference section.
type span struct{ start, end, object int }

// tile checks that every byte of a revision belongs to exactly one object, to the
// cross-reference section or to the header. What lies between, an older reader or a
// later update could make visible.
func (f *File) tile() {
	for i, r := range f.Revisions {
		at := r.Start
		if i == 0 {
			at = f.headerEnd()
		}
		for _, s := range r.spans() {
			if s.start < at {
				f.find(Overlap, s.object, s.start)
			} else {
				f.gap(at, s.start)
			}
			at = max(at, s.end)
		}
		if at < r.End {
			f.gap(at, r.End)
		}
	}
}

func (r *Revision) spans() []span {
	var all []span
	for _, o := range r.Objects {
		if o.End > o.Start {
			all = append(all, span{o.Start, o.End, o.Number})
		}
	}
	for i, s := range r.sections {
		end := s.end
		if i == 0 {
			end = r.End
		}
		all = append(all, span{s.at, end, s.stream})
	}
	slices.SortFunc(all, func(a, b span) int { return a.start - b.start })
	return all
}

// headerEnd is behind the header and the comment that says that the file is binary
// (ISO 32000-1 7.5.2).
func (f *File) headerEnd() int {
	at := f.lineEnd(0)
	if at < len(f.data) && f.data[at] == '%' && !bytes.HasPrefix(f.data[at:], []byte(headerMark)) {
		at = f.lineEnd(at)
	}
	return at
}

// lineEnd is behind the line that begins at an offset; a line is short.
func (f *File) lineEnd(at int) int {
	const longest = 64
	rest := f.data[at:min(len(f.data), at+longest)]
	if n := bytes.IndexAny(rest, "\r\n"); n >= 0 {
		return at + n + 1
	}
	return at + len(rest)
}

// gap looks at bytes that belong to nothing. Blanks may stand there.
func (f *File) gap(from, to int) {
	rest := bytes.TrimLeft(f.data[from:min(to, len(f.data))], "\x00\t\n\f\r ")
	if len(rest) == 0 {
		return
	}
	at := min(to, len(f.data)) - len(rest)
	if bytes.Contains(rest, []byte(headerMark)) {
		f.find(HeaderTwice, 0, at)
		return
	}
	f.find(LooseBytes, 0, at)
}
