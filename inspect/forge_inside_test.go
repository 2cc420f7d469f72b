package inspect

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
)

// drawn is the content of a draft's page, decoded.
func (d *draft) drawn(t testing.TB) (object int, content string) {
	t.Helper()
	object = atoi(t, regexp.MustCompile(`/Contents (\d+) 0 R`).FindStringSubmatch(d.objects[d.find(pageMark)])[1])
	_, data, _ := strings.Cut(d.objects[object], "stream\n")
	r, err := zlib.NewReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return object, string(b)
}

// Documents that are sealed by us, whole, and contradict themselves: what must never
// leave, and is still recognised if it did.
var insideForgeries = []forgery{
	{"sealed with another link than the QR symbol's", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) { d.replace(d.find("/Subtype/Link"), "/URI(https://anagrafe", "/URI(https://anagrafo") })
	}, Inconsistent, SymbolDiffers},
	{"sealed with another code than is printed", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) {
			d.replace(d.find("/Subtype/Link"), sampleCode.Compact()+")>>", "0"+sampleCode.Compact()[1:]+"X)>>")
		})
	}, Inconsistent, AddressDiffers},
	{"sealed with another person's data", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) {
			data, err := contentOf(t).Canonical()
			if err != nil {
				t.Fatal(err)
			}
			d.objects[d.find("/Type/EmbeddedFile")] = stream("/Type/EmbeddedFile/Subtype/application#2Fjson", strings.ReplaceAll(string(data), "Rossi", "Verdi"))
		})
	}, Inconsistent, TextDiffers},
	{"sealed with another font map", func(t testing.TB) []byte {
		return prepared(t, func(d *draft) {
			n := atoi(t, regexp.MustCompile(`/ToUnicode (\d+) 0 R`).FindStringSubmatch(d.objects[d.find("/Subtype/Type0")])[1])
			d.objects[n] = stream("", "1 beginbfrange<0001><00FF><0021>endbfrange")
		})
	}, Inconsistent, TextDiffers},
	{"sealed with a QR symbol of another address", func(t testing.TB) []byte {
		d := laid(t, certificates.Life)
		n, content := d.drawn(t)
		d.objects[n] = stream("", mirrored(t, content))
		return d.sealed(t, ours(), ours().seal)
	}, Inconsistent, SymbolDiffers},
}

// mirrored is the content with the QR symbol of another address in place of its own.
func mirrored(t testing.TB, content string) string {
	t.Helper()
	ts, err := typesetter()
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := ts.Lay(contentOf(t), certificates.Mark{Code: sampleCode, URL: strings.Replace(sampleSite, "anagrafe", "anagraf0", 1) + sampleCode.Compact()}, now)
	if err != nil {
		t.Fatal(err)
	}
	d := &draft{objects: map[int]string{}, root: 1}
	for _, m := range objectPattern.FindAllStringSubmatch(string(sheet.Unsealed()), -1) {
		d.objects[atoi(t, m[1])] = m[2]
	}
	_, other := d.drawn(t)
	symbol := regexp.MustCompile(`(?s)q 0 g [^\n]*cm\n.*?f Q\n`)
	mine, foreign := symbol.FindString(content), symbol.FindString(other)
	if mine == "" || mine == foreign {
		t.Fatal("the symbols are not different")
	}
	return strings.Replace(content, mine, foreign, 1)
}

func contentOf(t testing.TB) *certificates.Content { return content(t, certificates.Life) }

// placeOf is the offset of an object in a file.
func placeOf(t testing.TB, file []byte, n int) int {
	t.Helper()
	at := bytes.LastIndex(file, fmt.Appendf(nil, "\n%d 0 obj\n", n))
	if at < 0 {
		t.Fatalf("no object %d", n)
	}
	return at + 1
}
