package inspect

import (
	"cmp"
	"slices"
	"unicode/utf16"

	"github.com/sportello/sportello/inspect/pdf"
)

// maxSignatures is more than a certificate gathers in thirty years.
const maxSignatures = 48

// signatures finds every signature dictionary of every revision, in a field or not.
func (c *inspection) signatures() error {
	for i, r := range c.file.Revisions {
		var fields map[int][]string
		for _, o := range r.Objects {
			d := signatureIn(o)
			if d == nil {
				continue
			}
			if fields == nil {
				fields = c.fields(i)
			}
			if len(c.report.Signatures) == maxSignatures {
				return pdf.ErrLimit
			}
			c.report.Signatures = append(c.report.Signatures, c.newSignature(i, o, d, fields[o.Number]))
		}
	}
	slices.SortStableFunc(c.report.Signatures, func(a, b *Signature) int {
		return cmp.Or(a.Revision-b.Revision, a.Object-b.Object)
	})
	return nil
}

// signatureIn is the signature dictionary that an object is, or, as a field, has in
// it; nil if there is none. It is recognised by any of its marks, so that one which
// was mutilated is still seen.
func signatureIn(o *pdf.Indirect) pdf.Dict {
	d, _ := o.Value.(pdf.Dict)
	if v, direct := d["V"].(pdf.Dict); direct && d["FT"] == pdf.Name("Sig") {
		return v
	}
	kind := d["Type"]
	if kind == pdf.Name("Sig") || kind == pdf.Name("DocTimeStamp") || d["ByteRange"] != nil ||
		d["SubFilter"] != nil && d["Contents"] != nil {
		return d
	}
	return nil
}

func (c *inspection) newSignature(revision int, o *pdf.Indirect, d pdf.Dict, fields []string) *Signature {
	s := &Signature{Object: o.Number, Revision: revision, Coverage: WrongCoverage, ByteRange: []int{}}
	s.dict, s.packed = d, o.Container != 0
	sub, _ := d["SubFilter"].(pdf.Name)
	s.SubFilter = string(sub)
	switch len(fields) {
	case 0:
		s.fault(SignatureLoose)
	case 1:
		s.Field = fields[0]
	default:
		s.Field = fields[0]
		s.fault(SignatureShared)
	}
	return s
}

// fields is the names of the signature fields by the number of the object that
// their value is in, as of a revision.
func (c *inspection) fields(revision int) map[int][]string {
	out := map[int][]string{}
	w := &fieldWalk{c, revision, out, map[int]bool{}}
	root := pdf.DictOf(c.file.Resolve(revision, c.file.Revisions[revision].Trailer["Root"]))
	form := pdf.DictOf(c.file.Resolve(revision, root["AcroForm"]))
	w.all(form["Fields"], "", 0)
	return out
}

type fieldWalk struct {
	*inspection
	revision int
	out      map[int][]string
	seen     map[int]bool
}

func (w *fieldWalk) all(fields pdf.Object, name string, depth int) {
	const deepest = 16
	row, _ := w.file.Resolve(w.revision, fields).(pdf.Array)
	for _, f := range row {
		ref, is := f.(pdf.Ref)
		if !is || w.seen[ref.Number] || depth == deepest {
			continue
		}
		w.seen[ref.Number] = true
		d := pdf.DictOf(w.file.Resolve(w.revision, ref))
		own := name
		if t, is := d["T"].(pdf.String); is {
			own = joined(name, textOf(t.Value))
		}
		switch v := d["V"].(type) {
		case pdf.Ref:
			w.out[v.Number] = append(w.out[v.Number], own)
		case pdf.Dict:
			w.out[ref.Number] = append(w.out[ref.Number], own)
		}
		w.all(d["Kids"], own, depth+1)
	}
}

func joined(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}

// textOf decodes a text string (ISO 32000-1 7.9.2.2); what is not UTF-16 is taken
// for Latin-1.
func textOf(b []byte) string {
	var out []rune
	if len(b) >= 2 && b[0] == 0xFE && b[1] == 0xFF {
		var units []uint16
		for b = b[2:]; len(b) >= 2; b = b[2:] {
			units = append(units, uint16(b[0])<<8|uint16(b[1]))
		}
		return string(utf16.Decode(units))
	}
	for _, c := range b {
		out = append(out, rune(c))
	}
	return string(out)
}
