package inspect

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// annotated is the genuine file with an annotation more on its page.
func annotated(entries string) func(testing.TB) []byte {
	return with("/Annots[", "/Annots[", "/Annots[N 0 R ", "<</Type/Annot/Rect[50 400 500 700]/F 4"+entries+">>")
}

const appearance = "/AP<</N N 0 R>>"

// sneaky is a file with a time stamp whose field shows something: the sneaky
// signature attack.
func sneaky(edit func(field string) string) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		return stampedBy(t, genuine(t), ours(), now, func(objects map[int]string, field int) { objects[field] = edit(objects[field]) })
	}
}

// What can be laid over a page: annotations (evil annotation attack) and fields of
// forms (sneaky signature attack).
var overlayForgeries = []forgery{
	{"free text", annotated("/Subtype/FreeText/Contents(Valid for ever)/DA(/F0 12 Tf)"), Altered, ChangedAnnotation},
	{"stamp annotation", annotated("/Subtype/Stamp/Name/Approved"), Altered, ChangedAnnotation},
	{"white square", annotated("/Subtype/Square/IC[1 1 1]/C[1 1 1]"), Altered, ChangedAnnotation},
	{"redaction", annotated("/Subtype/Redact/IC[0 0 0]"), Altered, ChangedAnnotation},
	{"highlight", annotated("/Subtype/Highlight/QuadPoints[0 0 9 0 0 9 9 9]"), Altered, ChangedAnnotation},
	{"link over the page", annotated("/Subtype/Link/A<</S/URI/URI(https://evil.example)>>"), Altered, ChangedAnnotation},
	{"text field with an appearance", annotated("/Subtype/Widget/FT/Tx/T(x)/V(Mario Rossi)"), Altered, ChangedAnnotation},
	{"field without a signature", annotated("/Subtype/Widget/FT/Sig/T(x)/AP<</N 6 0 R>>"), Altered, ChangedForm},
	{"annotation array replaced", func(t testing.TB) []byte {
		n := number(t, genuine(t), "/Annots[")
		return updated(t, genuine(t), map[int]string{n: regexp.MustCompile(`/Annots\[[^\]]*\]`).ReplaceAllString(text(t, genuine(t), n), "/Annots[]")})
	}, Altered, ChangedAnnotation},
	{"appearance given to the field of the seal", with("/FT/Sig", "/FT/Sig", "/FT/Sig"+appearance, stream("/Subtype/Form/BBox[0 0 9 9]", drawing)), Altered, ChangedForm},
	{"field of the seal made large", patched("/FT/Sig", "/Rect[0 0 0 0]", "/Rect[0 0 500 500]"), Altered, ChangedForm},
	{"value of the seal's field emptied", patched("/FT/Sig", "/V 9 0 R", "/V null"), Altered, ChangedForm},
	{"form that draws its fields anew", patched("/Type/Catalog", "/SigFlags 3", "/SigFlags 3/NeedAppearances true"), Altered, ChangedForm},
	{"form of another kind", patched("/Type/Catalog", "/SigFlags 3", "/SigFlags 3/XFA(x)"), Altered, ChangedForm},
	{"fields of the form removed", func(t testing.TB) []byte {
		return updated(t, genuine(t), map[int]string{1: regexp.MustCompile(`/Fields\[[^\]]*\]`).ReplaceAllString(text(t, genuine(t), 1), "/Fields[]")})
	}, Altered, ChangedForm},
	{"time stamp whose field is large", sneaky(func(f string) string { return strings.Replace(f, "/Rect[0 0 0 0]", "/Rect[0 0 500 500]", 1) }), Altered, ChangedForm},
	{"time stamp whose field has an appearance", sneaky(func(f string) string { return strings.Replace(f, "/FT/Sig", "/FT/Sig/AP<</N 6 0 R>>", 1) }), Altered, ChangedForm},
	{"time stamp whose field acts", sneaky(func(f string) string {
		return strings.Replace(f, "/FT/Sig", "/FT/Sig/AA<</E<</S/JavaScript/JS(1)>>>>", 1)
	}), Altered, ChangedForm},
	{"time stamp with another field beside it", func(t testing.TB) []byte {
		return stampedBy(t, genuine(t), ours(), now, func(objects map[int]string, field int) {
			objects[field+1] = "<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/V(evil)/Rect[0 0 500 500]>>"
			objects[1] = strings.Replace(objects[1], "/Fields[", fmt.Sprintf("/Fields[%d 0 R ", field+1), 1)
		})
	}, Altered, ChangedForm},
	{"time stamp with a page content beside it", func(t testing.TB) []byte {
		c := contents(t, genuine(t))
		return stampedBy(t, genuine(t), ours(), now, func(objects map[int]string, _ int) { objects[c] = stream("", drawing) })
	}, Altered, ChangedContent},
}
