package templates

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
)

// checkStructure holds a file against what PDF/UA-1 and PDF/A-3a ask of its
// structure, as far as it can be seen in our own objects.
func checkStructure(t testing.TB, o *opened) {
	t.Helper()
	tree := o.tree()
	if tree.role != "Document" {
		t.Errorf("the structure begins with %s, want Document", tree.role)
	}
	checkContent(t, o, tree)
	checkOverlaps(t, o)
	checkParents(t, o, tree)
	for _, f := range tree.all("Figure") {
		if !strings.Contains(f.dict, "/Alt(") && !strings.Contains(f.dict, "/Alt<FEFF") || !strings.Contains(f.dict, "/BBox[") {
			t.Errorf("figure without Alt or BBox: %s", f.dict)
		}
	}
	for _, h := range tree.all("TH") {
		if !strings.Contains(h.dict, "/Scope/Column") {
			t.Errorf("table header without scope: %s", h.dict)
		}
	}
	if n := len(tree.all("H1")); n != 1 {
		t.Errorf("%d headings H1, want 1", n)
	}
	for _, item := range tree.all("LI") {
		if len(item.kids) != 2 || item.kids[0].role != "Lbl" || item.kids[1].role != "LBody" {
			t.Errorf("list item %q without label or body", item.text())
		}
	}
	checkTables(t, tree)
	for _, p := range o.pages {
		for _, want := range []string{"/Tabs/S", "/StructParents ", "/MediaBox[0 0 595.28 841.89 ]"} {
			if !strings.Contains(string(o.objects[p]), want) {
				t.Errorf("page %d lacks %s", p, want)
			}
		}
	}
	for _, want := range []string{"/Lang(it-IT)", "/MarkInfo<</Marked true>>", "/DisplayDocTitle true", "/S/GTS_PDFA1"} {
		if !strings.Contains(string(o.objects[o.root]), want) {
			t.Errorf("catalog lacks %s", want)
		}
	}
}

// checkTables wants rows under a header of as many columns, and nothing else in them.
func checkTables(t testing.TB, tree *node) {
	t.Helper()
	for _, table := range tree.all("Table") {
		columns := len(table.all("TH"))
		for _, row := range table.all("TR") {
			if len(row.kids) != columns {
				t.Errorf("row %q has %d cells, want %d", row.text(), len(row.kids), columns)
			}
		}
	}
	for parent, kids := range map[string]string{"Table": "THead TBody", "THead": "TR", "TBody": "TR", "TR": "TH TD", "L": "LI", "LI": "Lbl LBody"} {
		for _, n := range tree.all(parent) {
			for _, k := range n.kids {
				if !slices.Contains(strings.Fields(kids), k.role) {
					t.Errorf("%s within %s: %q", k.role, parent, k.text())
				}
			}
		}
	}
}

// checkContent wants every marked content in exactly one element, and all text
// within the frame.
func checkContent(t testing.TB, o *opened, tree *node) {
	t.Helper()
	held := map[run]int{}
	var walk func(*node)
	walk = func(n *node) {
		for _, r := range n.content {
			held[r]++
		}
		for _, k := range n.kids {
			walk(k)
		}
	}
	walk(tree)
	for _, r := range o.runs {
		if r.mcid < 0 {
			continue
		}
		if held[r] != 1 {
			t.Errorf("page %d: text %d stands in %d elements, want 1", r.page, r.mcid, held[r])
		}
		if r.x < frameLeft-0.01 || r.x+r.width > frameLeft+frameWidth+8 || r.y < frameFoot-0.01 || r.y > sheetHeight-6*mm {
			t.Errorf("page %d: text at %.0f, %.0f is outside the frame", r.page, r.x, r.y)
		}
	}
}

// checkOverlaps wants no line printed over another.
func checkOverlaps(t testing.TB, o *opened) {
	t.Helper()
	const least = 6.5 // points between baselines
	for i, a := range o.runs {
		for _, b := range o.runs[i+1:] {
			apart := a.y - b.y
			if a.page == b.page && a.mcid >= 0 && b.mcid >= 0 && apart*apart > 0.01 && apart*apart < least*least && a.x < b.x+b.width && b.x < a.x+a.width {
				t.Errorf("page %d: %q and %q stand one over the other", a.page, a.text, b.text)
			}
		}
	}
}

// checkParents wants the way back from every page and annotation.
func checkParents(t testing.TB, o *opened, tree *node) {
	t.Helper()
	root := o.objects[o.follow(o.root, "/StructTreeRoot")]
	nums := match(t, root, `/ParentTree<</Nums\[(.*)\]>>/ParentTreeNextKey \d+>>$`)[0]
	for i, p := range o.pages {
		if !strings.Contains(string(o.objects[p]), fmt.Sprintf("/StructParents %d", i)) {
			t.Errorf("page %d has another key than %d", p, i)
		}
		parents := o.refs(match(t, []byte(nums), fmt.Sprintf(`(?:^| )%d\[([^\]]*)\]`, i))[0])
		for _, r := range o.runs {
			if r.page == i && r.mcid >= len(parents) {
				t.Fatalf("page %d: content %d is not in the parent tree", i, r.mcid)
			}
		}
		for mcid, parent := range parents {
			if !strings.Contains(string(o.objects[parent]), fmt.Sprintf(" %d", mcid)) && !strings.Contains(string(o.objects[parent]), fmt.Sprintf("/MCID %d>>", mcid)) {
				t.Errorf("page %d: the parent of content %d does not hold it", i, mcid)
			}
		}
	}
	for _, n := range slices.Concat(tree.all("Link"), tree.all("Form")) {
		for _, a := range n.objects {
			key := match(t, o.objects[a], `/StructParent (\d+)`)[0]
			if got := match(t, []byte(nums), `\] (?:\d+ \d+ 0 R )*?`+key+` (\d+) 0 R`)[0]; got != fmt.Sprint(n.object) {
				t.Errorf("annotation %d leads to element %s, want %d", a, got, n.object)
			}
		}
	}
}

func TestStructure(t *testing.T) {
	t.Parallel()
	for name, c := range samples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := read(t, lay(t, c))
			checkStructure(t, o)
			tree := o.tree()
			if n := len(tree.all("Link")); n != 1 {
				t.Errorf("%d links, want the address", n)
			}
			if f := tree.all("Form"); len(f) != 1 || !cmp.Equal(f[0].objects, []int{fieldObject}) {
				t.Errorf("signature field in the structure: %v", f)
			}
			for _, want := range []string{"/F 132", "/Rect[0 0 0 0]", "/TU(Sigillo elettronico: "} {
				if !strings.Contains(string(o.objects[fieldObject]), want) {
					t.Errorf("field %s lacks %s", o.objects[fieldObject], want)
				}
			}
			proof, err := sampleTypesetter(t).Proof(c)
			if err != nil {
				t.Fatal(err)
			}
			checkStructure(t, read(t, proof))
		})
	}
}

// Households of every size: each member once, in order, under headers on every
// page, and the mark on the last page with a part of the table.
func TestPageBreaks(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 60; n++ {
		c := sample(t, certificates.Household)
		c.Household = household(t, n)
		o := read(t, lay(t, c))
		checkStructure(t, o)
		tree := o.tree()
		rows := tree.all("TBody")[0].all("TR")
		if len(rows) != n {
			t.Fatalf("%d members: %d rows", n, len(rows))
		}
		for i, row := range rows {
			want := orElse(c.Household[i].Surname, "(senza cognome)") + orElse(c.Household[i].Given, "(senza nome)")
			if got := strings.ReplaceAll(row.kids[0].text()+row.kids[1].text(), "- ", "-"); got != want {
				t.Errorf("%d members: row %d begins with %q, want %q", n, i, got, want)
			}
		}
		last := len(o.pages) - 1
		if page := tree.all("Link")[0].content[0].page; page != last {
			t.Errorf("%d members: the mark is on page %d of %d", n, page+1, last+1)
		}
		if n > 2 && rows[n-1].kids[0].content[0].page != last {
			t.Errorf("%d members: no row stands with the mark", n)
		}
		valid, heading := tree.all("P"), tree.all("H2")[0].content[0]
		if note := valid[len(valid)-3].content; note[len(note)-1].page == last && note[len(note)-1].y < heading.y+25 {
			t.Errorf("%d members: the note runs into the mark", n)
		}
		heads := 0
		for _, r := range o.runs {
			if r.mcid < 0 && r.text == "Luogo di nascita" {
				heads++
			}
		}
		if heads != last {
			t.Errorf("%d members: header repeated %d times on %d further pages", n, heads, last)
		}
	}
}

func TestLongestNames(t *testing.T) {
	t.Parallel()
	c := sample(t, certificates.Household)
	surname := strings.Repeat("Wolfeschlegelsteinhausen", 13)[:300]
	c.Subject.Surname, c.Household[1].Surname = surname, surname
	o := read(t, lay(t, c))
	checkStructure(t, o)
	if got := o.tree().all("TD")[4].text(); got != surname {
		t.Errorf("cell holds %q", got)
	}
	c.Household[2].Given = strings.Repeat("x", 20_000)
	if _, err := sampleTypesetter(t).Lay(c, sampleMark(), sampleAt); err != errTooLong {
		t.Errorf("a name longer than a page: %v, want %v", err, errTooLong)
	}
}
