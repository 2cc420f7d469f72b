package inspect

import (
	"slices"

	"github.com/sportello/sportello/inspect/pdf"
)

// catalog judges a changed catalog, key by key. A document security store may come,
// and with it the note that the file uses one; the form may gain a field.
func (d *difference) catalog(before, after pdf.Dict) (out []Class) {
	for _, key := range keysThatDiffer(before, after) {
		switch to := ways[roleCatalog][key]; {
		case key == "DSS" && after[key] != nil:
			out = append(out, ClassDSS)
		case key == "Extensions" && harmlessExtensions(after[key]):
			out = append(out, ClassDSS)
		case key == "AcroForm":
			out = append(out, d.form(pdf.DictOf(d.before(before[key])), pdf.DictOf(d.after(after[key])))...)
		case to != 0:
			out = append(out, classOf[to])
		default:
			out = append(out, ClassCatalog)
		}
	}
	return sorted(out)
}

// before and after follow references as of the two revisions.
func (d *difference) before(o pdf.Object) pdf.Object { return d.file.Resolve(d.revision-1, o) }
func (d *difference) after(o pdf.Object) pdf.Object  { return d.file.Resolve(d.revision, o) }

// harmlessExtensions reports whether o only names versions (ISO 32000-1 7.12).
func harmlessExtensions(o pdf.Object) bool {
	extensions, is := o.(pdf.Dict)
	for _, e := range extensions {
		d, direct := e.(pdf.Dict)
		if !direct {
			return false
		}
		for key, v := range d {
			_, name := v.(pdf.Name)
			_, number := v.(int)
			if !name && !number || !slices.Contains([]pdf.Name{"Type", "BaseVersion", "ExtensionLevel"}, key) {
				return false
			}
		}
	}
	return is
}

// form judges a changed interactive form: it may gain fields for time stamps.
func (d *difference) form(before, after pdf.Dict) (out []Class) {
	for _, key := range keysThatDiffer(before, after) {
		switch {
		case key == "Fields":
			out = append(out, d.extended(d.before(before[key]), d.after(after[key]), ClassForm))
		case key == "SigFlags" && after[key] == 3:
			out = append(out, ClassStamp)
		default:
			out = append(out, ClassForm)
		}
	}
	return sorted(out)
}

// page judges a changed page: it may gain widgets that show nothing, of fields for
// time stamps.
func (d *difference) page(before, after pdf.Dict) (out []Class) {
	for _, key := range keysThatDiffer(before, after) {
		switch key {
		case "Annots":
			out = append(out, d.extended(d.before(before[key]), d.after(after[key]), ClassAnnotation))
		case "AA":
			out = append(out, ClassAction)
		default:
			out = append(out, ClassContent)
		}
	}
	return sorted(out)
}

// extended is the class of a changed array: that of time stamps if it kept what it
// had and gained only fields for time stamps, otherwise the given one.
func (d *difference) extended(before, after pdf.Object, otherwise Class) Class {
	was, _ := before.(pdf.Array)
	is, ok := after.(pdf.Array)
	if !ok || len(is) < len(was) || !pdf.Equal(was, is[:len(was)]) {
		return otherwise
	}
	for _, o := range is[len(was):] {
		ref, indirect := o.(pdf.Ref)
		if !indirect || d.file.Object(d.revision-1, ref.Number) != nil || !d.isStampField(d.file.Object(d.revision, ref.Number)) {
			return otherwise
		}
	}
	return ClassStamp
}

// isStampPart reports whether an added object is the field or the dictionary of a
// document time stamp, and nothing else.
func (d *difference) isStampPart(o *pdf.Indirect, how string, roles role) bool {
	if how != "added" {
		return false
	}
	switch roles {
	case roleField:
		return d.isStampField(o)
	case roleSignature:
		return d.isStamp(o)
	}
	return false
}

// stampFieldKeys is what the field of a time stamp may have. There is no appearance
// among it, and no action.
var stampFieldKeys = []pdf.Name{"Type", "Subtype", "FT", "T", "TU", "Rect", "F", "P", "V", "Ff"}

// isStampField reports whether o is a field that shows nothing and holds a time stamp
// of its own revision.
func (d *difference) isStampField(o *pdf.Indirect) bool {
	if o == nil || o.Revision != d.revision {
		return false
	}
	field, is := o.Value.(pdf.Dict)
	for key := range field {
		is = is && slices.Contains(stampFieldKeys, key)
	}
	value, indirect := field["V"].(pdf.Ref)
	return is && indirect && field["FT"] == pdf.Name("Sig") && empty(field["Rect"]) && d.isStamp(d.file.Object(d.revision, value.Number))
}

// empty reports whether a rectangle has no size, or there is none.
func empty(o pdf.Object) bool {
	r, _ := o.(pdf.Array)
	return o == nil || len(r) == 4 && (pdf.Equal(r[0], r[2]) || pdf.Equal(r[1], r[3]))
}

// isStamp reports whether o is the dictionary of a right document time stamp that
// was added by this revision.
func (d *difference) isStamp(o *pdf.Indirect) bool {
	if o == nil {
		return false
	}
	for _, s := range d.report.Signatures {
		if s.Object == o.Number && s.Revision == d.revision && s.IsStamp() {
			return s.Intact
		}
	}
	return false
}

// severity orders the classes.
var severity = []Class{
	ClassDSS, ClassStamp, ClassSignature, ClassForm, ClassAnnotation, ClassMetadata, ClassStructure, ClassAttachment,
	ClassContent, ClassPages, ClassAction, ClassCatalog, ClassUnknown,
}

// sorted is the classes with the worst last.
func sorted(classes []Class) []Class {
	slices.SortFunc(classes, func(a, b Class) int { return slices.Index(severity, a) - slices.Index(severity, b) })
	return slices.Compact(classes)
}
