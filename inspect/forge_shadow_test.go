package inspect

import (
	"fmt"
	"testing"

	"github.com/sportello/sportello/certificates"
)

// prepared is a certificate into which something was smuggled before it was sealed,
// as can happen to a file that somebody else made and we seal.
func prepared(t testing.TB, edit func(*draft)) []byte {
	t.Helper()
	d := laid(t, certificates.Life)
	edit(d)
	return d.sealed(t, ours(), ours().seal)
}

// Shadow attacks: a document is prepared, sealed, and turned into another by an
// update that by itself looks small.
var shadowForgeries = []forgery{
	{"shadow prepared: a second page that nothing refers to", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) { d.objects[d.next()] = "<</Type/Page/Parent 2 0 R>>" })
	}, Ambiguous, UnusedObject},
	{"shadow hide: what lies over the page is taken away", func(t testing.TB) []byte {
		var over int
		file := prepared(t, func(d *draft) {
			over = d.next()
			d.objects[over] = "<</Type/Annot/Subtype/Square/IC[1 1 1]/Rect[0 0 500 500]/F 4>>"
			d.replace(d.find("/Annots["), "/Annots[", fmt.Sprintf("/Annots[%d 0 R ", over))
		})
		return updated(t, file, map[int]string{over: "<</Type/Annot/Subtype/Square/Rect[0 0 0 0]/F 2>>"})
	}, Altered, ChangedAnnotation},
	{"shadow replace: the value of a field", func(t testing.TB) []byte {
		var field int
		file := prepared(t, func(d *draft) {
			field = d.next()
			d.objects[field] = "<</Type/Annot/Subtype/Widget/FT/Tx/T(n)/V(Rossi)/Rect[0 0 90 20]/F 4>>"
			d.replace(1, "/Fields[", fmt.Sprintf("/Fields[%d 0 R ", field))
		})
		return updated(t, file, map[int]string{field: "<</Type/Annot/Subtype/Widget/FT/Tx/T(n)/V(Bianchi)/Rect[0 0 90 20]/F 4>>"})
	}, Altered, ChangedForm},
	{"shadow replace: a font", func(t testing.TB) []byte {
		return updated(t, genuine(t), map[int]string{number(t, genuine(t), "/CIDFontType2"): "<</Type/Font/Subtype/CIDFontType2/BaseFont/Evil>>"})
	}, Altered, ChangedContent},
	{"shadow hide and replace: the table leads to a hidden object", func(t testing.TB) []byte {
		var hidden int
		file := prepared(t, func(d *draft) {
			hidden = d.next()
			d.objects[hidden] = stream("", drawing)
		})
		at, size := previous(t, file)
		w := &writer{}
		w.Write(file)
		place := placeOf(t, file, hidden)
		start := w.Len()
		fmt.Fprintf(w, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", contents(t, file), place, size, at, start)
		return w.Bytes()
	}, Altered, "entry-elsewhere"},
	{"shadow: an object that is missing comes later", func(t testing.TB) []byte {
		var missing int
		file := prepared(t, func(d *draft) {
			missing = d.next() + 1
			d.objects[missing+1] = "<</Type/Metadata>>"
			d.replace(d.find("/Annots["), "/Annots[", fmt.Sprintf("/Annots[%d 0 R ", missing))
			d.replace(1, "/Type/Catalog", fmt.Sprintf("/Type/Catalog/Metadata2 %d 0 R", missing+1))
		})
		return updated(t, file, map[int]string{missing: "<</Type/Annot/Subtype/FreeText/Contents(evil)/Rect[0 0 500 500]>>"})
	}, Altered, ChangedAnnotation},
	{"shadow: resources from a parent that comes as validation material", func(t testing.TB) []byte {
		var missing int
		file := prepared(t, func(d *draft) {
			missing = d.next() + 1
			d.replace(d.find(pageMark), "/Parent 2 0 R", fmt.Sprintf("/Parent %d 0 R", missing))
		})
		return updated(t, file, map[int]string{
			missing: "<</Type/DSS/Certs[]/Resources<</Font<</F0 10 0 R>>>>>>",
			1:       swap(t, text(t, file, 1), "/Type/Catalog", fmt.Sprintf("/Type/Catalog/DSS %d 0 R", missing)),
		})
	}, Altered, ChangedUnknown},
	{"shadow prepared: an action at opening", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) { d.replace(1, "/Type/Catalog", "/Type/Catalog/OpenAction<</S/Named/N/Print>>") })
	}, Ambiguous, ActiveObject},
	{"shadow prepared: a key twice", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) { d.replace(d.find(pageMark), "/Type/Page/", "/Type/Page/Contents 3 0 R/") })
	}, Ambiguous, "key-twice"},
	{"shadow prepared: a second signature dictionary", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) {
			n := d.next()
			d.objects[n] = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached>>"
			d.objects[n+1] = fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T(x)/Rect[0 0 0 0]/F 132/V %d 0 R>>", n)
			d.replace(1, "/Fields[", fmt.Sprintf("/Fields[%d 0 R ", n+1))
		})
	}, Ambiguous, SignatureSurplus},
	{"two fields with one signature", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) {
			n := d.next()
			d.objects[n] = "<</Type/Annot/Subtype/Widget/FT/Sig/T(x)/Rect[0 0 0 0]/F 132/V 9 0 R>>"
			d.replace(1, "/Fields[", fmt.Sprintf("/Fields[%d 0 R ", n))
		})
	}, Broken, SignatureShared},
	{"signature that belongs to no field", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) { d.replace(d.find("/FT/Sig"), "/V 9 0 R", "/W 9 0 R") })
	}, Broken, SignatureLoose},
}
