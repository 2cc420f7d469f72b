package signing

import (
	"fmt"
)

// document is a sealed file, taken apart and not judged: the seal, and what was added
// to it later, which is document time stamps and validation material in turn.
type document struct {
	file []byte
	hole Hole
	end  int // of what the seal covers: the file as it was before anything was added
	*signedData
	additions []addition
	revision  *revision // what another update would build on; nil if nothing was added
}

// addition is one incremental update of ours: a time stamp or, without token, material.
type addition struct {
	token    []byte // in DER
	hole     Hole   // where the token is
	end      int    // of the file with it
	material *material
}

// maxAdditions bounds what a stranger can have us read. It is enough for renewals over
// centuries.
const maxAdditions = 100

// open takes a file apart. ErrUnsealed, ErrForm, or ErrCoverage if anything follows the
// seal that is not, to the last byte, an update as we write it.
func open(file []byte) (*document, error) {
	hole, end, err := locate(file)
	if err != nil {
		return nil, err
	}
	seal, err := readCMS(file[hole.Start+1 : hole.End-1])
	if err != nil {
		return nil, err
	}
	d := &document{file: file, hole: hole, end: end, signedData: seal}
	if end == len(file) {
		return d, nil
	}
	return d, d.readAdditions()
}

func (d *document) readAdditions() error {
	r, err := readRevision(d.file[:d.end])
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCoverage, err)
	}
	for at := d.end; at < len(d.file); {
		if len(d.additions) == maxAdditions {
			return fmt.Errorf("%w: more than %d updates", ErrForm, maxAdditions)
		}
		a, next, err := r.read(d.file, at, d.wantsStamp())
		if err != nil {
			return err
		}
		d.additions = append(d.additions, *a)
		r, at = next, a.end
	}
	d.revision = r
	return nil
}

// wantsStamp says whether a time stamp is the next that may be added. The first one is
// over the seal; material is of what was stamped before it and is stamped itself.
func (d *document) wantsStamp() bool {
	if len(d.additions) == 0 {
		return d.stamp == nil
	}
	return d.additions[len(d.additions)-1].material != nil
}

// read reads the update at an offset of the file.
func (r *revision) read(file []byte, at int, stamp bool) (*addition, *revision, error) {
	if !stamp {
		m, n, next := r.readMaterial(at, file[at:])
		if n == 0 {
			return nil, nil, ErrCoverage
		}
		return &addition{material: m, end: at + n}, &next, nil
	}
	digits, hole, n, next := r.readStamp(at, file[at:])
	if n == 0 {
		return nil, nil, ErrCoverage
	}
	token, err := readHole(digits)
	return &addition{token: token, hole: hole, end: at + n}, &next, err
}

// level is what the additions make of the seal.
func (d *document) level() Level {
	level := LevelB
	if d.stamp != nil {
		level = LevelT
	}
	for _, a := range d.additions {
		switch {
		case a.material == nil && level == LevelB:
			level = LevelT
		case a.material != nil && level == LevelT:
			level = LevelLT
		case a.material == nil:
			level = LevelLTA
		}
	}
	return level
}

// digest is the hash of what the seal covers.
func (d *document) digest(s *scheme) []byte { return d.hole.digest(d.file[:d.end], s) }
