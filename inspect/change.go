package inspect

import (
	"cmp"
	"slices"

	"github.com/sportello/sportello/inspect/pdf"
)

// maxChanges is how many changed objects of a revision are listed.
const maxChanges = 100

// changes says of every later revision what it does to the one before it. What is
// harmless is written out here; all else has the class of what it touches.
func (c *inspection) changes() error {
	for i, r := range c.file.Revisions {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		out := Revision{Offset: r.Start, Length: r.End - r.Start, Objects: len(r.Objects), Classes: []Class{}, Changes: []Change{}}
		if i > 0 {
			d := &difference{inspection: c, revision: i, old: c.rolesAt(i - 1), new: c.rolesAt(i)}
			d.trailer()
			for _, o := range r.Objects {
				d.object(o)
			}
			slices.SortFunc(d.changes, func(a, b Change) int { return cmp.Compare(a.Object, b.Object) })
			out.Changes = append(out.Changes, d.changes[:min(len(d.changes), maxChanges)]...)
			slices.Sort(d.classes)
			out.Classes = append(out.Classes, slices.Compact(d.classes)...)
		}
		c.report.Revisions = append(c.report.Revisions, out)
	}
	return nil
}

// difference is what one revision does to the one before it.
type difference struct {
	*inspection
	revision int
	old, new map[int]role
	changes  []Change
	classes  []Class
}

// fileKeys is the entries of a trailer that say how the file is written, not what it
// is (ISO 32000-1 tables 15, 17 and 19).
var fileKeys = []pdf.Name{"Size", "Prev", "XRefStm", "Type", "W", "Index", "Length", "Filter", "DecodeParms", "ID"}

func (d *difference) trailer() {
	before, after := d.file.Revisions[d.revision-1].Trailer, d.file.Revisions[d.revision].Trailer
	for _, key := range keysThatDiffer(before, after) {
		switch {
		case slices.Contains(fileKeys, key):
		case key == "Info":
			d.classes = append(d.classes, ClassMetadata)
		default:
			d.classes = append(d.classes, ClassCatalog)
		}
	}
}

// object judges one object that the revision writes.
func (d *difference) object(o *pdf.Indirect) {
	before := d.file.Object(d.revision-1, o.Number)
	how := "changed"
	switch {
	case o.Free && before == nil, o.Number == 0:
		return // stays free
	case o.Free:
		how = "removed"
	case before == nil:
		how = "added"
	case before.Generation == o.Generation && pdf.Equal(before.Value, o.Value):
		return // written again as it was
	}
	if slices.Contains(d.file.Revisions[d.revision].Containers, o.Number) {
		return // judged by what it holds
	}
	roles := d.old[o.Number] | d.new[o.Number]
	var was pdf.Object
	if before != nil {
		was = before.Value
	}
	classes := d.classify(o, was, roles, how)
	d.classes = append(d.classes, classes...)
	worst := ClassUnknown
	if len(classes) > 0 {
		worst = classes[len(classes)-1]
	}
	d.changes = append(d.changes, Change{o.Number, roles.name(), how, worst})
}

// classOf is the class of a change to an object in a role.
var classOf = map[role]Class{
	roleCatalog: ClassCatalog, roleForm: ClassForm, roleFields: ClassForm, roleField: ClassForm, roleSignature: ClassSignature,
	roleDSS: ClassDSS, rolePages: ClassPages, rolePage: ClassContent, roleAnnotations: ClassAnnotation, roleAnnotation: ClassAnnotation,
	roleContent: ClassContent, roleAttachment: ClassAttachment, roleMetadata: ClassMetadata, roleStructure: ClassStructure,
	roleAction: ClassAction, roleOther: ClassCatalog, roleBack: ClassUnknown,
}

// classify is the classes of the change, the worst last.
func (d *difference) classify(o *pdf.Indirect, was pdf.Object, roles role, how string) []Class {
	if how == "removed" || roles == 0 {
		return []Class{ClassUnknown}
	}
	if d.isStampPart(o, how, roles) {
		return []Class{ClassStamp}
	}
	before, after := pdf.DictOf(was), pdf.DictOf(o.Value)
	switch {
	case roles == roleCatalog && how == "changed":
		return d.catalog(before, after)
	case roles == roleForm && how == "changed":
		return d.form(before, after)
	case roles == roleFields && how == "changed":
		return []Class{d.extended(was, o.Value, ClassForm)}
	case roles == roleAnnotations && how == "changed":
		return []Class{d.extended(was, o.Value, ClassAnnotation)}
	case roles&^roleBack == rolePage && how == "changed":
		return d.page(before, after)
	}
	return classesOf(roles)
}

func classesOf(roles role) (out []Class) {
	for r := role(1); r <= roleBack; r <<= 1 {
		if roles&r != 0 {
			out = append(out, classOf[r])
		}
	}
	return out
}

// keysThatDiffer is the keys of two dictionaries whose values are not the same.
func keysThatDiffer(a, b pdf.Dict) (keys []pdf.Name) {
	for k, v := range a {
		if other, known := b[k]; !known || !pdf.Equal(v, other) {
			keys = append(keys, k)
		}
	}
	for k := range b {
		if _, known := a[k]; !known {
			keys = append(keys, k)
		}
	}
	return keys
}
