package inspect

import (
	"math/bits"

	"github.com/sportello/sportello/inspect/pdf"
)

// role is what an object is in a document: the set of the ways in which one comes to
// it from the trailer. An object that plays two roles is both things.
type role uint32

const (
	roleCatalog role = 1 << iota
	roleForm
	roleFields // the array of fields
	roleField
	roleSignature
	roleDSS
	rolePages
	rolePage
	roleAnnotations // the array of a page's annotations
	roleAnnotation
	roleContent // what is drawn, and what it is drawn with
	roleAttachment
	roleMetadata
	roleStructure
	roleAction
	roleOther
	roleBack // something leads back to it, as from a page to its parent
)

var roleNames = [...]string{"catalog", "form", "fields", "field", "signature", "dss", "pages", "page", "annotations", "annotation", "content", "attachment", "metadata", "structure", "action", "other", "other"}

// name is what the object mainly is.
func (r role) name() string {
	if r == 0 {
		return "unused"
	}
	return roleNames[bits.TrailingZeros32(uint32(r))]
}

// ways is, for each kind of dictionary, what its entries lead to. An entry that is
// not here leads to something of the same role as the dictionary itself.
var ways = map[role]map[pdf.Name]role{
	roleCatalog: {
		"Pages": rolePages, "AcroForm": roleForm, "DSS": roleDSS, "Metadata": roleMetadata, "StructTreeRoot": roleStructure,
		"Names": roleAttachment, "AF": roleAttachment, "OpenAction": roleAction, "AA": roleAction, "Perms": roleSignature,
	},
	roleForm:       {"Fields": roleFields},
	rolePages:      {"Kids": rolePages, "Resources": roleContent, "Parent": roleBack},
	rolePage:       {"Contents": roleContent, "Resources": roleContent, "Annots": roleAnnotations, "AA": roleAction, "Parent": roleBack, "Metadata": roleMetadata},
	roleField:      {"V": roleSignature, "AP": roleAnnotation, "AA": roleAction, "A": roleAction, "P": roleBack, "Parent": roleBack, "Kids": roleField},
	roleAnnotation: {"P": roleBack, "Parent": roleBack, "Popup": roleAnnotation, "AA": roleAction},
	roleStructure:  {"P": roleBack, "Pg": roleBack, "Obj": roleBack},
}

// visit is one step of the walk: an object comes to be seen in a role.
type visit struct {
	number int
	role   role
}

// walk finds the roles of the objects of a document.
type walk struct {
	file     *pdf.File
	revision int
	roles    map[int]role
	todo     []visit
}

// rolesAt is the roles of all objects that a document uses, as of a revision.
func (c *inspection) rolesAt(revision int) map[int]role {
	w := &walk{c.file, revision, map[int]role{}, nil}
	trailer := c.file.Revisions[revision].Trailer
	w.enter(trailer["Root"], roleCatalog)
	w.enter(trailer["Info"], roleMetadata)
	for len(w.todo) > 0 {
		v := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		if o := c.file.Object(revision, v.number); o != nil && v.role != roleBack {
			w.into(o.Value, v.role)
		}
	}
	return w.roles
}

// enter comes to an object, direct or not, in a role.
func (w *walk) enter(o pdf.Object, r role) {
	ref, is := o.(pdf.Ref)
	if !is {
		w.into(o, r)
		return
	}
	r = w.refine(ref, r)
	if w.roles[ref.Number]&r == 0 {
		w.roles[ref.Number] |= r
		w.todo = append(w.todo, visit{ref.Number, r})
	}
}

// refine tells pages from page tree nodes and fields from other annotations.
func (w *walk) refine(ref pdf.Ref, r role) role {
	d := pdf.DictOf(w.file.Resolve(w.revision, ref))
	switch {
	case r == rolePages && d["Kids"] == nil && d != nil:
		return rolePage
	case (r == roleFields || r == roleAnnotations) && d != nil:
		if r == roleFields || d["FT"] == pdf.Name("Sig") {
			return roleField
		}
		return roleAnnotation
	}
	return r
}

// into goes through what an object holds. Arrays that are not objects of their own
// have the role of what they stand in.
func (w *walk) into(o pdf.Object, r role) {
	switch o := o.(type) {
	case pdf.Array:
		for _, e := range o {
			w.enter(e, r)
		}
	case pdf.Dict:
		w.entries(o, r)
	case *pdf.Stream:
		w.entries(o.Dict, r)
	}
}

func (w *walk) entries(d pdf.Dict, r role) {
	switch r { // direct dictionaries in arrays of references
	case roleFields:
		r = roleField
	case roleAnnotations:
		r = roleAnnotation
	case rolePages:
		if d["Kids"] == nil {
			r = rolePage
		}
	}
	for key, value := range d {
		to, known := ways[r][key]
		if !known {
			to = r
			if r == roleCatalog {
				to = roleOther
			}
		}
		w.enter(value, to)
	}
}
