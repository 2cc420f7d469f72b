package pdf

import (
	"bytes"
	"context"
	"fmt"
)

// File is a file that was read. It does not change, but for the findings and the
// limits, which decoding draws on: it is for one goroutine.
type File struct {
	*work
	data      []byte
	Revisions []*Revision // the first writing first; at least one
}

// Revision is a part of the file that was written at once.
type Revision struct {
	Start, End int // bytes of the file; End is behind the end of line after %%EOF
	EOF        int // where %%EOF ends
	Trailer    Dict
	Stream     int               // number of its cross-reference stream, 0 for a table
	Objects    map[int]*Indirect // what it writes anew, by number; not the stream
	Containers []int             // those of Objects that are object streams

	sections []*section // the second is that of a hybrid file
}

// Findings is what is ambiguous or wrong, in the order in which it was found.
func (f *File) Findings() []Finding { return f.findings }

// Bytes is the file itself.
func (f *File) Bytes() []byte { return f.data }

// Open reads a file: its revisions and every object in them. Errors: ErrNotPDF,
// ErrLimit, those of ctx, and ErrUnreadable where the cross-reference sections
// cannot be followed; the File returned with that one has nothing but findings.
func Open(ctx context.Context, data []byte, l Limits) (*File, error) {
	f := &File{work: &work{ctx: ctx, limits: l, size: len(data)}, data: data}
	if len(data) > l.Size {
		return f, ErrLimit
	}
	if err := f.header(); err != nil {
		return f, err
	}
	if err := f.chain(); err != nil {
		return f, err
	}
	for i := range f.Revisions {
		if err := f.load(i); err != nil {
			return f, err
		}
	}
	f.tile()
	return f, ctx.Err()
}

const headerMark = "%PDF-"

// header wants the file to begin as one: readers differ in where they count offsets
// from if it does not.
func (f *File) header() error {
	const tolerated = 1024 // where other readers look
	switch at := bytes.Index(f.data[:min(len(f.data), tolerated)], []byte(headerMark)); {
	case at < 0:
		return ErrNotPDF
	case at > 0:
		return f.refuse(HeaderMoved, 0, at)
	}
	return nil
}

// refuse is ErrUnreadable with a finding.
func (f *File) refuse(c Code, object, offset int) error {
	f.find(c, object, offset)
	return fmt.Errorf("%w: %s at %d", ErrUnreadable, c, offset)
}

func (f *File) parser(at int) *parser { return &parser{work: f.work, data: f.data, at: at} }

// Object is an object as it stood after a revision, nil if there was none.
func (f *File) Object(revision, number int) *Indirect {
	for ; revision >= 0; revision-- {
		if o, written := f.Revisions[revision].Objects[number]; written {
			if o.Free {
				return nil
			}
			return o
		}
	}
	return nil
}

// Resolve follows a reference, as of a revision, to a direct object. What is no
// reference is returned as it is, what leads nowhere as nil.
func (f *File) Resolve(revision int, o Object) Object {
	const hops = 4
	for range hops {
		ref, is := o.(Ref)
		if !is {
			return o
		}
		target := f.Object(revision, ref.Number)
		if target == nil || target.Generation != ref.Generation {
			return nil
		}
		o = target.Value
	}
	return nil
}
