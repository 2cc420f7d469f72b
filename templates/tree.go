package templates

import (
	"slices"
	"strconv"
)

// tree is the logical structure of a document (ISO 32000-1 14.7): what is a
// heading, a list, a picture, and in which order they are read. It only ever grows
// at its end, so that cutting it back undoes what was set last.
type tree struct {
	elements []element
	kids     []kid
	open     []int // the elements that are open, the innermost last
}

// element is one structure element. Its attributes are entries of its dictionary.
type element struct {
	role       string
	attributes string
	parent     int
}

// kid is what an element holds: another element, the marked content with a number
// on a page, or the annotation with an object number on a page.
type kid struct {
	of    int
	kind  kidKind
	page  int
	value int
}

type kidKind uint8

const (
	elementKid kidKind = iota
	contentKid
	annotationKid
)

func (t *tree) reset() { t.elements, t.kids, t.open = t.elements[:0], t.kids[:0], t.open[:0] }

// begin opens an element within the one that is open.
func (t *tree) begin(role, attributes string) {
	n, parent := len(t.elements), -1
	if len(t.open) > 0 {
		parent = t.current()
		t.add(elementKid, 0, n)
	}
	t.elements = append(t.elements, element{role, attributes, parent})
	t.open = append(t.open, n)
}

func (t *tree) end() { t.open = t.open[:len(t.open)-1] }

func (t *tree) current() int { return t.open[len(t.open)-1] }

// add gives something to the element that is open.
func (t *tree) add(kind kidKind, page, value int) {
	t.kids = append(t.kids, kid{t.current(), kind, page, value})
}

// write writes the elements as objects, from number first on.
func (t *tree) write(f *file, first int) {
	slices.SortStableFunc(t.kids, func(a, b kid) int { return a.of - b.of })
	kids := t.kids
	for i, e := range t.elements {
		f.begin(first + i)
		f.b = append(append(f.b, "<</S/"...), e.role...)
		parent := tagsObject
		if e.parent >= 0 {
			parent = first + e.parent
		}
		f.b = append(appendRef(append(f.b, "/P"...), parent), e.attributes...)
		own := 0
		for own < len(kids) && kids[own].of == i {
			own++
		}
		writeKids(f, kids[:own], first)
		kids = kids[own:]
		f.b = append(f.b, ">>"...)
		f.end()
	}
}

// writeKids writes /Pg, the page of the first content, and /K.
func writeKids(f *file, kids []kid, first int) {
	page := -1
	if i := slices.IndexFunc(kids, func(k kid) bool { return k.kind == contentKid }); i >= 0 {
		page = kids[i].page
		f.b = appendRef(append(f.b, "/Pg"...), pageObject(page))
	}
	f.b = append(f.b, "/K["...)
	for _, k := range kids {
		switch {
		case k.kind == elementKid:
			f.b = appendRef(f.b, first+k.value)
		case k.kind == annotationKid:
			f.b = appendRef(append(f.b, "<</Type/OBJR/Obj"...), k.value)
			f.b = append(appendRef(append(f.b, "/Pg"...), pageObject(k.page)), ">>"...)
		case k.page == page:
			f.b = strconv.AppendInt(append(f.b, ' '), int64(k.value), 10)
		default: // goes on behind a page break
			f.b = appendRef(append(f.b, "<</Type/MCR/Pg"...), pageObject(k.page))
			f.b = append(strconv.AppendInt(append(f.b, "/MCID "...), int64(k.value), 10), ">>"...)
		}
	}
	f.b = append(f.b, ']')
}

// holder is the element that an annotation belongs to.
func (t *tree) holder(annotation int) int {
	return t.kids[slices.IndexFunc(t.kids, func(k kid) bool { return k.kind == annotationKid && k.value == annotation })].of
}
