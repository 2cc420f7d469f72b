package inspect

import (
	"crypto"
	"crypto/x509"
	"slices"
	"time"

	"github.com/sportello/sportello/inspect/cms"
	"github.com/sportello/sportello/inspect/pdf"
)

// signed is what is known of a signature beside what is reported.
type signed struct {
	dict        pdf.Dict
	packed      bool // in an object stream
	hole        pdf.String
	der         []byte
	cms         *cms.SignedData
	token       *cms.Token // of a document time stamp
	certificate *x509.Certificate
	chain       []*x509.Certificate // from the certificate's issuer up, as far as it is known
	stamped     []stamped
}

// fault notes what is wrong; one is enough for the signature to be worth nothing.
func (s *Signature) fault(code Code) {
	if !slices.Contains(s.Faults, code) {
		s.Faults = append(s.Faults, code)
	}
}

// IsStamp reports whether the signature is a document time stamp (ETSI EN 319 142-1
// 5.4.3).
func (s *Signature) IsStamp() bool { return s.SubFilter == "ETSI.RFC3161" }

// cover checks that the signature covers every byte of the file as it was when it was
// signed, but for its own hole (ISO 32000-1 12.8.1). Nothing less counts: every other
// range leaves room for bytes that nobody signed.
func (c *inspection) cover(s *Signature) {
	hole, direct := s.dict["Contents"].(pdf.String)
	switch {
	case s.dict["Contents"] == nil:
		s.fault(ContentsMissing)
	case !direct || !hole.Hex || s.packed || len(hole.Value)*2+2 != hole.End-hole.Start:
		s.fault(ContentsForm)
	}
	s.hole = hole
	if s.dict["ByteRange"] == nil {
		s.fault(ByteRangeMissing)
		return
	}
	row, _ := s.dict["ByteRange"].(pdf.Array)
	for _, v := range row {
		n, whole := v.(int)
		if !whole || len(s.ByteRange) == 8 {
			s.fault(ByteRangeForm)
			return
		}
		s.ByteRange = append(s.ByteRange, n)
	}
	if len(s.ByteRange) != 4 {
		s.fault(ByteRangeForm)
		return
	}
	c.coverRange(s)
}

func (c *inspection) coverRange(s *Signature) {
	r, b := c.file.Revisions[s.Revision], s.ByteRange
	if b[0] != 0 {
		s.fault(ByteRangeStart)
	}
	if b[1] != s.hole.Start || b[2] != s.hole.End || s.hole.End == 0 {
		s.fault(ByteRangeHole)
	}
	if end := b[2] + b[3]; end != r.End && end != r.EOF {
		s.fault(ByteRangeEnd)
	}
	if len(s.Faults) > 0 {
		return
	}
	s.Coverage = WholeRevision
	if b[2]+b[3] == len(c.file.Bytes()) {
		s.Coverage = WholeFile
	}
}

// covered is the two parts of the file that the signature covers, once cover has
// found them right.
func (c *inspection) covered(s *Signature) [][]byte {
	file, b := c.file.Bytes(), s.ByteRange
	return [][]byte{file[:b[1]], file[b[2] : b[2]+b[3]]}
}

func digest(h crypto.Hash, parts [][]byte) []byte {
	sum := h.New()
	for _, p := range parts {
		sum.Write(p)
	}
	return sum.Sum(nil)
}

// claimedTime is /M, which is what the signer says; zero if it does not.
func claimedTime(o pdf.Object) time.Time {
	text, _ := o.(pdf.String)
	v := string(text.Value)
	for _, layout := range []string{"D:20060102150405-07'00'", "D:20060102150405-07'00", "D:20060102150405Z"} {
		if t, err := time.Parse(layout, v); err == nil {
			return t
		}
	}
	return time.Time{}
}
