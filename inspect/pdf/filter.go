package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
)

// ErrFilter says that a stream is of an encoding that is not read, or is damaged.
var ErrFilter = errors.New("pdf: a stream cannot be decoded")

// Decode undoes the encoding of a stream: none or FlateDecode, with or without a
// predictor. ErrFilter for others, ErrLimit if what comes out is too much.
func (f *File) Decode(s *Stream) ([]byte, error) { return f.decode(s) }

func (w *work) decode(s *Stream) ([]byte, error) {
	filter, parameters, ok := oneFilter(s.Dict)
	switch {
	case !ok || s.Dict["F"] != nil: // the bytes would be in another file
		return nil, ErrFilter
	case filter == "":
		return s.Raw, nil
	case filter != "FlateDecode":
		return nil, ErrFilter
	}
	out, err := w.inflate(s.Raw)
	if err != nil {
		return nil, err
	}
	return unpredict(out, parameters)
}

// oneFilter is the only filter of a stream, "" for none, and its parameters.
func oneFilter(d Dict) (filter Name, parameters Dict, ok bool) {
	f, p := d["Filter"], d["DecodeParms"]
	if row, is := f.(Array); is {
		if len(row) > 1 {
			return "", nil, false
		}
		f = first(row)
		if row, is := p.(Array); is {
			p = first(row)
		}
	}
	if f == nil {
		return "", nil, true
	}
	filter, ok = f.(Name)
	if p != nil && ok {
		parameters, ok = p.(Dict)
	}
	return filter, parameters, ok
}

func first(a Array) Object {
	if len(a) == 0 {
		return nil
	}
	return a[0]
}

// inflate decompresses, piece by piece, within what is left of the limit and of the
// time.
func (w *work) inflate(raw []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, ErrFilter
	}
	var out bytes.Buffer
	const piece = 64 << 10
	for {
		n, err := io.CopyN(&out, r, piece)
		w.expanded += int(n)
		switch {
		case w.expanded > w.limits.Expanded:
			return nil, ErrLimit
		case errors.Is(err, io.EOF):
			return out.Bytes(), w.ctx.Err()
		case err != nil:
			return nil, ErrFilter
		case w.ctx.Err() != nil:
			return nil, w.ctx.Err()
		}
	}
}
