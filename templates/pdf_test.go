package templates

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// opened is a file of ours that has been read again: by its cross-reference table,
// and with the text of its pages in the order of its structure.
type opened struct {
	t       testing.TB
	body    []byte
	objects map[int][]byte
	root    int
	pages   []int
	runs    []run
	held    map[[2]int][]run     // by page object and number of the marked content
	maps    map[int]map[int]rune // toUnicode by font
}

// run is a piece of text on a page, with the marked content that it stands in: -1
// for an artifact.
type run struct {
	number     int
	page, mcid int
	text       string
	x, y       float64
	width      float64
}

var patterns sync.Map // compiled, by their text

func match(t testing.TB, in []byte, pattern string) []string {
	t.Helper()
	compiled, known := patterns.Load(pattern)
	if !known {
		compiled, _ = patterns.LoadOrStore(pattern, regexp.MustCompile(pattern))
	}
	m := compiled.(*regexp.Regexp).FindSubmatch(in)
	if m == nil {
		t.Fatalf("no %q in %.300q", pattern, in)
	}
	var out []string
	for _, g := range m[1:] {
		out = append(out, string(g))
	}
	return out
}

func atoi(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// read reads a file strictly: every offset must be that of its object.
func read(t testing.TB, body []byte) *opened {
	t.Helper()
	o := &opened{t: t, body: body, objects: map[int][]byte{}, held: map[[2]int][]run{}, maps: map[int]map[int]rune{}}
	start := atoi(t, match(t, body, `startxref\n(\d+)\n%%EOF\n$`)[0])
	table := body[start:]
	size := atoi(t, match(t, table, `^xref\n0 (\d+)\n0000000000 65535 f \n`)[0])
	entries := table[bytes.IndexByte(table[5:], '\n')+6:]
	for n := size - 1; n > 0; n-- {
		entry := entries[20*n : 20*n+20]
		if entry[17] == 'f' {
			continue
		}
		at := atoi(t, string(entry[:10]))
		head := fmt.Sprintf("%d 0 obj\n", n)
		if string(entry[10:]) != " 00000 n \n" || !bytes.HasPrefix(body[at:], []byte(head)) {
			t.Fatalf("entry %q of object %d leads to %.20q", entry, n, body[at:])
		}
		o.objects[n] = body[at+len(head):]
	}
	for n, from := range o.objects { // each ends where it says
		length := bytes.Index(from, []byte("\nendobj\n"))
		if i := bytes.Index(from, []byte(">>\nstream\n")); i >= 0 && i < length {
			data := i + len(">>\nstream\n") + atoi(t, match(t, from[:i], `/Length (\d+)$`)[0])
			if !bytes.HasPrefix(from[data:], []byte("\nendstream\nendobj\n")) {
				t.Fatalf("stream %d is not as long as it says", n)
			}
			length = data
		}
		o.objects[n] = from[:length]
	}
	trailer := match(t, table, `trailer\n<</Size (\d+)/Root (\d+) 0 R/ID\[<([0-9a-f]{32})><([0-9a-f]{32})>\]>>`)
	if atoi(t, trailer[0]) != size {
		t.Fatalf("/Size is %s, the table has %d", trailer[0], size)
	}
	o.root = atoi(t, trailer[1])
	o.readPages()
	return o
}

// object is the dictionary of the object that a key of another refers to.
func (o *opened) follow(object int, key string) int {
	o.t.Helper()
	return atoi(o.t, match(o.t, o.objects[object], key+` (\d+) 0 R`)[0])
}

var (
	reference = regexp.MustCompile(`(\d+) 0 R`)
	bfRange   = regexp.MustCompile(`<(\w{4})><(\w{4})><(\w{4})>endbfrange`)
)

func (o *opened) refs(list string) (refs []int) {
	for _, m := range reference.FindAllStringSubmatch(list, -1) {
		refs = append(refs, atoi(o.t, m[1]))
	}
	return refs
}

func (o *opened) stream(object int) []byte {
	o.t.Helper()
	dict, data, _ := bytes.Cut(o.objects[object], []byte(">>\nstream\n"))
	if !bytes.Contains(dict, []byte("/FlateDecode")) {
		return data
	}
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		o.t.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		o.t.Fatal(err)
	}
	return out
}

func (o *opened) readPages() {
	o.pages = o.refs(match(o.t, o.objects[o.follow(o.root, "/Pages")], `/Kids\[(.*?)\]`)[0])
	for i, p := range o.pages {
		o.readContent(i, o.stream(o.follow(p, "/Contents")))
	}
}

// readContent goes through the operators of a page. It knows ours and no others.
func (o *opened) readContent(page int, content []byte) {
	o.t.Helper()
	const outside = -2
	now := run{page: page, mcid: outside}
	font, size := -1, 0.0
	for len(content) > 0 {
		if content[0] == '[' {
			var codes []byte
			codes, content = o.shown(content)
			if now.mcid == outside {
				o.t.Errorf("page %d: text that is neither content nor artifact", page)
			}
			now.number, now.text = len(o.runs), o.text(font, codes)
			now.width = o.width(font, size, now.text)
			o.runs = append(o.runs, now)
			mark := [2]int{o.pages[page], now.mcid}
			o.held[mark] = append(o.held[mark], now)
			now.x += now.width
			continue
		}
		end := bytes.IndexAny(content, "[\n")
		line := string(content[:end])
		content = bytes.TrimPrefix(content[end:], []byte("\n"))
		switch before, mcid, marked := strings.Cut(line, "<</MCID "); {
		case marked && strings.HasPrefix(before, "/"):
			now.mcid = atoi(o.t, strings.TrimSuffix(mcid, ">>BDC"))
		case line == "/Artifact BMC":
			now.mcid = -1
		case line == "EMC":
			now.mcid = outside
		case strings.HasSuffix(line, " Tf"):
			if _, err := fmt.Sscanf(line, "/F%d %g Tf", &font, &size); err != nil {
				o.t.Fatalf("page %d: %q", page, line)
			}
		case strings.HasSuffix(line, " Td"):
			if _, err := fmt.Sscanf(line, "%g %g Td", &now.x, &now.y); err != nil {
				o.t.Fatalf("page %d: %q", page, line)
			}
		}
	}
}

// shown takes the strings out of "[(...)12(...)]TJ" and returns what follows.
func (o *opened) shown(content []byte) (codes, rest []byte) {
	o.t.Helper()
	inside := false
	for i := 1; i < len(content); i++ {
		switch c := content[i]; {
		case inside && c == '\\':
			if i++; content[i] == 'r' {
				codes = append(codes, '\r')
			} else {
				codes = append(codes, content[i])
			}
		case c == '(' && !inside, c == ')' && inside:
			inside = !inside
		case inside:
			codes = append(codes, c)
		case c == ']':
			if !bytes.HasPrefix(content[i:], []byte("]TJ\n")) {
				o.t.Fatalf("what is %.20q?", content[i:])
			}
			return codes, content[i+len("]TJ\n"):]
		case c != '-' && (c < '0' || c > '9'):
			o.t.Fatalf("what is %.20q between strings?", content[i:])
		}
	}
	o.t.Fatal("an array of strings has no end")
	return nil, nil
}

// text decodes what a font shows, by the font's own map to characters.
func (o *opened) text(font int, codes []byte) string {
	o.t.Helper()
	characters := o.toUnicode(font)
	var b strings.Builder
	for ; len(codes) > 1; codes = codes[2:] {
		c, known := characters[int(codes[0])<<8|int(codes[1])]
		if !known {
			o.t.Errorf("font %d: code %x has no character", font, codes[:2])
		}
		b.WriteRune(c)
	}
	return b.String()
}

func (o *opened) width(font int, size float64, text string) (width float64) {
	for _, c := range text {
		g := sampleTypesetter(o.t).fonts[font/scriptCount].glyph(c)
		if g.id == 0 {
			o.t.Errorf("no glyph of U+%04X", c)
		}
		width += float64(g.width) * size / 1000
	}
	return width
}

func (o *opened) toUnicode(font int) map[int]rune {
	o.t.Helper()
	if known := o.maps[font]; known != nil {
		return known
	}
	characters := map[int]rune{}
	o.maps[font] = characters
	for _, m := range bfRange.FindAllSubmatch(o.stream(o.follow(objectOf(font, fontDict), "/ToUnicode")), -1) {
		var from, to, c int
		if _, err := fmt.Sscanf(string(bytes.Join(m[1:], []byte(" "))), "%x %x %x", &from, &to, &c); err != nil {
			o.t.Fatal(err)
		}
		for code := from; code <= to; code++ {
			characters[code] = rune(c + code - from)
		}
	}
	return characters
}

// node is a structure element with what it holds.
type node struct {
	role, dict string
	object     int
	kids       []*node
	content    []run
	objects    []int
	spoken     strings.Builder // what a screen reader reads
}

// tree reads the structure from its root.
func (o *opened) tree() *node {
	o.t.Helper()
	root := o.follow(o.root, "/StructTreeRoot")
	return o.node(o.follow(root, "/K"), root)
}

var kidPattern = regexp.MustCompile(`<</Type/MCR/Pg (\d+) 0 R/MCID (\d+)>>|<</Type/OBJR/Obj (\d+) 0 R/Pg \d+ 0 R>>|(\d+) 0 R|(\d+)`)

func (o *opened) node(object, parent int) *node {
	o.t.Helper()
	dict := o.objects[object]
	if p := o.follow(object, "/P"); p != parent {
		o.t.Errorf("element %d names %d as its parent, not %d", object, p, parent)
	}
	n := &node{role: match(o.t, dict, `^<</S/(\w+)/`)[0], dict: string(dict), object: object}
	for _, m := range kidPattern.FindAllStringSubmatch(match(o.t, dict, `(?s)/K\[(.*)\]>>$`)[0], -1) {
		switch {
		case m[1] != "":
			n.hold(o.held[[2]int{atoi(o.t, m[1]), atoi(o.t, m[2])}])
		case m[3] != "":
			n.objects = append(n.objects, atoi(o.t, m[3]))
		case m[4] != "":
			kid := o.node(atoi(o.t, m[4]), object)
			n.kids = append(n.kids, kid)
			n.spoken.WriteString(kid.text())
		default:
			n.hold(o.held[[2]int{o.follow(object, "/Pg"), atoi(o.t, m[5])}])
		}
	}
	return n
}

// all is the nodes of a role, in the order of reading.
func (n *node) all(role string) (out []*node) {
	if n.role == role {
		out = append(out, n)
	}
	for _, k := range n.kids {
		out = append(out, k.all(role)...)
	}
	return out
}

func (n *node) hold(runs []run) {
	n.content = append(n.content, runs...)
	for _, r := range runs {
		n.spoken.WriteString(r.text)
	}
}

// text is what a screen reader reads.
func (n *node) text() string { return n.spoken.String() }
