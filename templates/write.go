package templates

import (
	"crypto/sha256"
	"strconv"
	"time"

	"github.com/sportello/sportello/signing"
)

// Objects with the same number in every document. Pages, their contents and the
// structure elements follow.
const (
	catalogObject = 1 + iota
	pagesObject
	metadataObject
	tagsObject
	profileObject
	armsObject
	linkObject
	fieldObject
	sealObject
	dataObject     // the file of the data
	dataSpecObject // what is said of it
	firstFontObject
	firstPageObject = firstFontObject + fontObjects*fontCount
)

// pageObject is the number of a page; the number after it is its content's.
func pageObject(page int) int { return firstPageObject + 2*page }

// annotations is those of the last page, in the order of their keys in the parent
// tree. A preview has none.
var annotations = [...]int{linkObject, fieldObject}

// write makes the file of the document that has been set, from where what all documents
// of the office share ends: the fonts that not every one is set in, then what is its own.
// empty is the hole for the seal, nil for a preview, which has no check.
func (s *setter) write(st *stationery, at time.Time, empty []byte, k *check) (hole signing.Hole, err error) {
	f, sealed := &s.out, empty != nil
	if sealed {
		f.follow(st.sealed)
	} else {
		f.follow(st.preview)
	}
	for font, used := range s.used {
		if used && font%scriptCount != common {
			f.paste(s.fonts[font/scriptCount].slices[font%scriptCount])
		}
	}
	own := len(f.b)
	s.xmp = appendXMP(s.xmp[:0], st.locales, s.doc.name, s.doc.issuer, at)
	f.stream(metadataObject, "/Type/Metadata/Subtype/XML", s.xmp)
	if sealed {
		s.writeLink(&st.wording.Check.Link, k)
		s.writeField(&st.wording.Check.Field)
		if err := s.writeData(k.data, at); err != nil {
			return hole, err
		}
	}
	id := sha256.Sum256(f.b[own:]) // number, code, data and time: what follows is only their page
	if err := s.writePages(st, sealed); err != nil {
		return hole, err
	}
	s.writeTags(sealed)
	if sealed {
		hole = f.seal(s.doc.issuer, at, empty)
	}
	f.finish(catalogObject, [16]byte(id[:]))
	if sealed {
		f.coverAllBut(hole)
	}
	return hole, nil
}

func (s *setter) writePages(st *stationery, annotated bool) error {
	f, n := &s.out, len(s.pages)
	f.begin(pagesObject)
	f.b = append(f.b, "<</Type/Pages/Kids["...)
	for i := range n {
		f.b = appendRef(f.b, pageObject(i))
	}
	f.b = append(strconv.AppendInt(append(f.b, "]/Count "...), int64(n), 10), ">>"...)
	f.end()
	for i := range n {
		s.writePage(st, i, annotated && i == n-1)
		content, err := s.pack(s.pages[i].content)
		if err != nil {
			return err
		}
		f.stream(pageObject(i)+1, "/Filter/FlateDecode", content)
	}
	return nil
}

func (s *setter) writePage(st *stationery, page int, annotated bool) {
	f := &s.out
	f.begin(pageObject(page))
	f.b = appendRef(append(f.b, "<</Type/Page/Parent"...), pagesObject)
	f.b = append(appendNumbers(append(f.b, "/MediaBox["...), 0, 0, sheetWidth, sheetHeight), "]/Resources<</Font<<"...)
	for font, used := range s.used {
		if used {
			f.b = strconv.AppendInt(append(f.b, "/F"...), int64(font), 10)
			f.b = appendRef(f.b, objectOf(font, fontDict))
		}
	}
	f.b = append(f.b, ">>"...)
	if st.arms != nil {
		f.b = append(appendRef(append(f.b, "/XObject<</Arms"...), armsObject), ">>"...)
	}
	f.b = appendRef(append(f.b, ">>/Contents"...), pageObject(page)+1)
	f.b = strconv.AppendInt(append(f.b, "/Tabs/S/StructParents "...), int64(page), 10)
	if annotated {
		f.b = append(f.b, "/Annots["...)
		for _, object := range annotations {
			f.b = appendRef(f.b, object)
		}
		f.b = append(f.b, ']')
	}
	f.b = append(f.b, ">>"...)
	f.end()
}

// pack compresses the content of a page. What it returns holds until the next call.
func (s *setter) pack(content []byte) ([]byte, error) {
	zip := s.quick
	if len(s.pages) > 1 {
		zip = s.zip
	}
	s.packed.Reset()
	zip.Reset(&s.packed)
	if _, err := zip.Write(content); err != nil {
		return nil, err
	}
	err := zip.Close()
	return s.packed.Bytes(), err
}

// writeTags writes the structure tree and the way back into it: from the marked
// content of every page, and from every annotation, to its element (ISO 32000-1
// 14.7.4.4).
func (s *setter) writeTags(annotated bool) {
	f, first := &s.out, pageObject(len(s.pages))
	f.begin(tagsObject)
	f.b = append(appendRef(append(f.b, "<</Type/StructTreeRoot/K"...), first), "/ParentTree<</Nums["...)
	key := 0
	for _, p := range s.pages {
		f.b = append(strconv.AppendInt(append(f.b, ' '), int64(key), 10), '[')
		for _, of := range p.marked {
			f.b = appendRef(f.b, first+of)
		}
		f.b = append(f.b, ']')
		key++
	}
	if annotated {
		for _, object := range annotations {
			f.b = strconv.AppendInt(append(f.b, ' '), int64(key), 10)
			f.b = appendRef(f.b, first+s.tree.holder(object))
			key++
		}
	}
	f.b = strconv.AppendInt(append(f.b, "]>>/ParentTreeNextKey "...), int64(key), 10)
	f.b = append(f.b, ">>"...)
	f.end()
	s.tree.write(f, first)
}

// writeLink writes the link to the check. It opens the whole address: who follows it
// asks what who scans the symbol asks, and the statement behind the # stays in his
// browser (RFC 3986 3.5). What is said of it is the address as printed.
func (s *setter) writeLink(contents *phrase, k *check) {
	f := &s.out
	f.begin(linkObject)
	f.b = appendNumbers(append(f.b, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect["...), s.link[:]...)
	f.b = strconv.AppendInt(append(f.b, "]/StructParent "...), int64(len(s.pages)), 10)
	f.b = appendText(append(f.b, "/Contents"...), contents.fill("", k.printed()))
	f.b = append(appendText(append(f.b, "/A<</S/URI/URI"...), k.address), ">>>>"...)
	f.end()
}

// writeField writes the signature field: printed and locked, and without size, so
// that it needs no appearance (ISO 19005-3 6.3.3).
func (s *setter) writeField(name *phrase) {
	f := &s.out
	f.begin(fieldObject)
	f.b = appendText(append(f.b, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Sigillo)/F 132/Rect[0 0 0 0]/TU"...), name.fill("", s.doc.issuer))
	f.b = strconv.AppendInt(append(f.b, "/StructParent "...), int64(len(s.pages)+1), 10)
	f.b = appendRef(append(f.b, "/P"...), pageObject(len(s.pages)-1))
	f.b = append(appendRef(append(f.b, "/V"...), sealObject), ">>"...)
	f.end()
}

// writeData writes the data that travel with the page, as a file of the document (ISO
// 32000-1 7.11.4). They are compressed not for their size but so that no name or street
// stands in the file as it was written, where it might be taken for a part of the file.
func (s *setter) writeData(data []byte, at time.Time) error {
	packed, err := s.pack(data)
	if err != nil {
		return err
	}
	entries := append([]byte(nil), "/Type/EmbeddedFile/Subtype/application#2Fjson/Filter/FlateDecode/Params<</Size "...)
	entries = strconv.AppendInt(entries, int64(len(data)), 10)
	entries = appendDate(append(entries, "/CreationDate"...), at)
	entries = appendDate(append(entries, "/ModDate"...), at)
	s.out.stream(dataObject, string(append(entries, ">>"...)), packed)
	return nil
}
