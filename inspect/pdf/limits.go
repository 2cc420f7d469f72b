package pdf

import (
	"context"
	"errors"
)

// Limits bounds what reading a file may cost.
type Limits struct {
	Size      int // bytes of the file
	Objects   int // cross-reference entries, all revisions together
	Values    int // names, numbers, strings and brackets that are read
	Depth     int // of arrays and dictionaries in each other
	Expanded  int // bytes that come out of compressed streams, all together
	Revisions int
}

// DefaultLimits is far above any certificate, with thirty years of renewed time
// stamps in it, and far below what hurts.
var DefaultLimits = Limits{Size: 20 << 20, Objects: 50_000, Values: 300_000, Depth: 40, Expanded: 16 << 20, Revisions: 64}

// The ways in which a file is not read at all.
var (
	ErrNotPDF     = errors.New("pdf: not a PDF")
	ErrLimit      = errors.New("pdf: the file is larger or more deeply nested than is read")
	ErrUnreadable = errors.New("pdf: the file's structure cannot be followed")
)

// work is what has been spent on a file and what was found in it. Every part of the
// reader draws on the same one.
type work struct {
	ctx      context.Context
	limits   Limits
	size     int // of the file
	values   int
	objects  int
	scanned  int
	expanded int
	findings []Finding
}

// value counts a value that is read. The clock is looked at now and then: it is
// slow.
func (w *work) value() error {
	w.values++
	if w.values > w.limits.Values {
		return ErrLimit
	}
	const now = 1024
	if w.values%now == 0 {
		return w.ctx.Err()
	}
	return nil
}

// scan counts bytes that were looked at: entries may lead to the same long string over
// and over.
func (w *work) scan(n int) error {
	const times, least = 4, 1 << 20
	if w.scanned += n; w.scanned > times*max(w.size, least) {
		return ErrLimit
	}
	return w.ctx.Err()
}

func (w *work) object() error {
	w.objects++
	if w.objects > w.limits.Objects {
		return ErrLimit
	}
	return nil
}

// fatal reports whether an error ends the reading, rather than being about the one
// object that was read.
func fatal(err error) bool {
	return errors.Is(err, ErrLimit) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
