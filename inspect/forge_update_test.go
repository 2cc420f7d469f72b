package inspect

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// patched is the genuine file with one object written anew.
func patched(mark, old, by string) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		n := number(t, genuine(t), mark)
		return updated(t, genuine(t), map[int]string{n: swap(t, text(t, genuine(t), n), old, by)})
	}
}

// with is the genuine file with one object patched and another added, whose number
// is N in the patch.
func with(mark, old, by, added string) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		_, next := previous(t, genuine(t))
		n := number(t, genuine(t), mark)
		by := strings.ReplaceAll(by, "N 0 R", fmt.Sprintf("%d 0 R", next))
		return updated(t, genuine(t), map[int]string{n: swap(t, text(t, genuine(t), n), old, by), next: added})
	}
}

const (
	pageMark = "/Type/Page/"
	drawing  = "BT /F0 12 Tf 100 700 Td [(\x00\x01)]TJ ET"
)

// contents is the page's content object.
func contents(t testing.TB, file []byte) int {
	m := regexp.MustCompile(`/Contents (\d+) 0 R`).FindStringSubmatch(text(t, file, number(t, file, pageMark)))
	return atoi(t, m[1])
}

// Everything that an update can change.
var updateForgeries = []forgery{
	{"page content replaced", func(t testing.TB) []byte {
		return updated(t, genuine(t), map[int]string{contents(t, genuine(t)): stream("", drawing)})
	}, Altered, ChangedContent},
	{"page overlaid by another content stream", func(t testing.TB) []byte {
		c := contents(t, genuine(t))
		return with(pageMark, fmt.Sprintf("/Contents %d 0 R", c), fmt.Sprintf("/Contents[%d 0 R N 0 R]", c), stream("", drawing))(t)
	}, Altered, ChangedContent},
	{"content replaced and an array of contents put before it", func(t testing.TB) []byte {
		c := contents(t, genuine(t))
		_, n := previous(t, genuine(t))
		return updated(t, genuine(t), map[int]string{c: fmt.Sprintf("[%d 0 R]", n), n: stream("", drawing)})
	}, Altered, ChangedContent},
	{"form XObject added", with(pageMark, "/Resources<<", "/Resources<</XObject<</X N 0 R>>", stream("/Type/XObject/Subtype/Form/BBox[0 0 99 99]", drawing)), Altered, ChangedContent},
	{"font swapped", patched("/Subtype/Type0", "/Encoding/Identity-H", "/Encoding/Identity-V"), Altered, ChangedContent},
	{"ToUnicode swapped", func(t testing.TB) []byte {
		n := atoi(t, regexp.MustCompile(`/ToUnicode (\d+) 0 R`).FindStringSubmatch(text(t, genuine(t), number(t, genuine(t), "/Subtype/Type0")))[1])
		return updated(t, genuine(t), map[int]string{n: stream("", "1 beginbfrange<0000><FFFF><0041>endbfrange")})
	}, Altered, ChangedContent},
	{"font file swapped", func(t testing.TB) []byte {
		return updated(t, genuine(t), map[int]string{number(t, genuine(t), "/Length1"): stream("/Length1 1", "x")})
	}, Altered, ChangedContent},
	{"page made smaller", patched(pageMark, "/MediaBox[0 0 595.28", "/MediaBox[0 0 300"), Altered, ChangedContent},
	{"page turned", patched(pageMark, "/Type/Page/", "/Type/Page/Rotate 180/"), Altered, ChangedContent},
	{"pages swapped", with("/Type/Pages", "/Kids[", "/Kids[N 0 R]/Old[", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"), Altered, ChangedPages},
	{"page appended", with("/Type/Pages", "]/Count 1", " N 0 R]/Count 2", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"), Altered, ChangedPages},
	{"page removed", patched("/Type/Pages", "/Count 1", "/Count 0"), Altered, ChangedPages},
	{"page tree replaced in the catalog", with("/Type/Catalog", "/Pages 2 0 R", "/Pages N 0 R", "<</Type/Pages/Kids[]/Count 0>>"), Altered, ChangedPages},
	{"another catalog", func(t testing.TB) []byte {
		_, n := previous(t, genuine(t))
		return updated(t, genuine(t), map[int]string{n: "<</Type/Catalog/Pages 2 0 R>>"}, fmt.Sprintf("/Root %d 0 R", n))
	}, Altered, ChangedCatalog},
	{"action at opening", patched("/Type/Catalog", "/Type/Catalog", "/Type/Catalog/OpenAction<</S/URI/URI(https://evil.example)>>"), Altered, ChangedAction},
	{"JavaScript", with("/Type/Catalog", "/Names<<", "/Names<</JavaScript N 0 R", "<</Names[(a)<</S/JavaScript/JS(this.pageNum=0)>>]>>"), Altered, ChangedAttachment},
	{"additional actions", patched("/Type/Catalog", "/Type/Catalog", "/Type/Catalog/AA<</WC<</S/JavaScript/JS(1)>>>>"), Altered, ChangedAction},
	{"version raised", patched("/Type/Catalog", "/Type/Catalog", "/Type/Catalog/Version/2.0"), Altered, ChangedCatalog},
	{"extensions with something in it", patched("/Type/Catalog", "/BaseVersion/1.7", "/BaseVersion/1.7/URL(https://evil.example)"), Altered, ChangedCatalog},
	{"language changed", patched("/Type/Catalog", "(it-IT)", "(en-GB)"), Altered, ChangedCatalog},
	{"layers", patched("/Type/Catalog", "/Type/Catalog", "/Type/Catalog/OCProperties<</OCGs[]/D<<>>>>"), Altered, ChangedCatalog},
	{"metadata changed", func(t testing.TB) []byte {
		return updated(t, genuine(t), map[int]string{3: stream("/Type/Metadata/Subtype/XML", "<x/>")})
	}, Altered, ChangedMetadata},
	{"document information added", func(t testing.TB) []byte {
		_, n := previous(t, genuine(t))
		return updated(t, genuine(t), map[int]string{n: "<</Title(Another)>>"}, fmt.Sprintf("/Info %d 0 R", n))
	}, Altered, ChangedMetadata},
	{"structure changed", patched("/Type/StructTreeRoot", "/Type/StructTreeRoot", "/Type/StructTreeRoot/RoleMap<</P/Artifact>>"), Altered, ChangedStructure},
	{"attachment swapped", func(t testing.TB) []byte {
		return updated(t, genuine(t), map[int]string{number(t, genuine(t), "/Type/EmbeddedFile"): stream("/Type/EmbeddedFile", "{}")})
	}, Altered, ChangedAttachment},
	{"attachment added", with("/Type/Catalog", "/AF[", "/AF[N 0 R ", "<</Type/Filespec/F(x)>>"), Altered, ChangedAttachment},
	{"link swapped", patched("/Subtype/Link", sampleSite, "https://evil.example/v/"), Altered, ChangedAnnotation},
	{"QR symbol and link swapped", func(t testing.TB) []byte {
		link := number(t, genuine(t), "/Subtype/Link")
		return updated(t, genuine(t), map[int]string{
			contents(t, genuine(t)): stream("", drawing),
			link:                    swap(t, text(t, genuine(t), link), sampleSite, "https://evil.example/v/"),
		})
	}, Altered, ChangedContent},
	{"object deleted", func(t testing.TB) []byte {
		at, size := previous(t, genuine(t))
		w := &writer{}
		w.Write(genuine(t))
		start := w.Len()
		fmt.Fprintf(w, "xref\n%d 1\n0000000000 00001 f \ntrailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", contents(t, genuine(t)), size, at, start)
		return w.Bytes()
	}, Altered, ChangedUnknown},
	{"objects that nothing refers to", func(t testing.TB) []byte {
		_, n := previous(t, genuine(t))
		return updated(t, genuine(t), map[int]string{n: "<</Type/Catalog/Pages 2 0 R>>"})
	}, Altered, ChangedUnknown},
	{"validation store that is also a page's content", func(t testing.TB) []byte {
		_, n := previous(t, genuine(t))
		p := number(t, genuine(t), pageMark)
		return updated(t, genuine(t), map[int]string{
			n: stream("", drawing), 1: swap(t, text(t, genuine(t), 1), "/Type/Catalog", fmt.Sprintf("/Type/Catalog/DSS<</Certs[%d 0 R]>>", n)),
			p: regexp.MustCompile(`/Contents \d+`).ReplaceAllString(text(t, genuine(t), p), fmt.Sprintf("/Contents %d", n)),
		})
	}, Altered, ChangedContent},
	{"encrypted by an update", func(t testing.TB) []byte {
		return updated(t, genuine(t), map[int]string{}, "/Encrypt<</Filter/Standard/V 1/R 2/O()/U()/P -4>>")
	}, Altered, "encrypted"},
	{"change behind the long-term material", func(t testing.TB) []byte {
		file := longTerm(t)
		return updated(t, file, map[int]string{contents(t, file): stream("", drawing)})
	}, Altered, ChangedContent},
	{"change hidden before the long-term material", func(t testing.TB) []byte {
		file := updated(t, genuine(t), map[int]string{contents(t, genuine(t)): stream("", drawing)})
		return stampedBy(t, file, ours(), now)
	}, Altered, ChangedContent},
}
