package templates

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// The hole is where the sheet wants it, and the signature covers all but it.
func TestHole(t *testing.T) {
	t.Parallel()
	file := lay(t, sample(t, certificates.Life))
	seal := read(t, file).objects[sealObject]
	var zero, first, second, rest int
	if _, err := fmt.Sscanf(match(t, seal, `/ByteRange\[([\d ]+)\]/Contents<0+>>>$`)[0], "%d %d %d %d", &zero, &first, &second, &rest); err != nil {
		t.Fatal(err)
	}
	hole := signing.Hole{Start: first, End: second}
	if zero != 0 || second+rest != len(file) || second-first != 2*sampleHole+2 {
		t.Errorf("/ByteRange is %d %d %d %d in a file of %d bytes", zero, first, second, rest, len(file))
	}
	if _, err := (signing.Head{}).Sheet(bytes.Clone(file), hole); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"/SubFilter/ETSI.CAdES.detached", "/Name(Comune di Valdemo)", "/M(D:20261121100433+01'00')"} {
		if !bytes.Contains(seal, []byte(want)) {
			t.Errorf("signature dictionary lacks %s: %.200s", want, seal)
		}
	}
	if !bytes.Contains(file, []byte("/AcroForm<</Fields[")) || !bytes.Contains(file, []byte("/Extensions<</ESIC")) {
		t.Error("the catalog names no signature field")
	}
}

func TestTimesOfSeals(t *testing.T) {
	t.Parallel()
	for want, zone := range map[string]*time.Location{"+00'00'": time.UTC, "+05'45'": time.FixedZone("", 20700), "-03'30'": time.FixedZone("", -12600)} {
		if got := string(appendDate(nil, sampleAt.In(zone))); !strings.HasSuffix(got, want+")") {
			t.Errorf("appendDate in %v = %s, want %s", zone, got, want)
		}
	}
}

func TestProof(t *testing.T) {
	t.Parallel()
	for _, n := range []int{4, 40} {
		c := sample(t, certificates.Household)
		c.Household = household(t, n)
		file, err := sampleTypesetter(t).Proof(c)
		if err != nil {
			t.Fatal(err)
		}
		o := read(t, file)
		checkStructure(t, o)
		tree := o.tree()
		for _, never := range []string{"2026/0000123", "Codice di verifica", sampleMark().URL} {
			if strings.Contains(tree.text(), never) || bytes.Contains(file, []byte(never)) {
				t.Errorf("the preview holds %q", never)
			}
		}
		for _, never := range []string{"/Sig", "/AcroForm", "/Annot", "/ByteRange"} {
			if bytes.Contains(file, []byte(never)) {
				t.Errorf("the preview holds %s", never)
			}
		}
		if n := len(tree.all("Figure")); n != 1 {
			t.Errorf("%d pictures, want the coat of arms only", n)
		}
		marked := 0
		for _, r := range o.runs {
			if r.mcid < 0 && r.text == "ANTEPRIMA - non valido" {
				marked++
			}
		}
		if marked != len(o.pages) {
			t.Errorf("%d of %d pages say that they are a preview", marked, len(o.pages))
		}
		again, err := sampleTypesetter(t).Proof(c)
		if err != nil || !bytes.Equal(file, again) {
			t.Errorf("a second preview differs (%v)", err)
		}
	}
}

const demoBand = "DEMO - documento di prova, senza alcun valore legale"

func TestDemo(t *testing.T) {
	t.Parallel()
	c := sample(t, certificates.Household)
	c.Office, c.Basis, c.Household = certificates.OfficeContent{Code: "A952", Name: "Comune di Valdemo sulla Strada del Vino"}, registry.BasisDemo, household(t, 40)
	file := lay(t, c)
	o := read(t, file)
	bands := map[int]int{}
	for _, r := range o.runs {
		if r.text == demoBand {
			bands[r.page]++
		}
	}
	for i := range o.pages {
		if bands[i] != 1 {
			t.Errorf("page %d says %d times that it is a demo", i+1, bands[i])
		}
	}
	tree := o.tree()
	if got := tree.kids[0].text(); got != demoBand {
		t.Errorf("a screen reader begins with %q, want the band", got)
	}
	if got := title(t, o); !strings.HasPrefix(got, "DEMO - Certificato di stato di famiglia n. 2026/0000123") {
		t.Errorf("title is %q", got)
	}
	if text := tree.text(); !strings.Contains(text, "sigillo elettronico di prova") || strings.Contains(text, "910/2014") {
		t.Error("the seal of a demo is taken for one")
	}
	if bytes.Contains(lay(t, sample(t, certificates.Life)), []byte("DEMO")) {
		t.Error("a certificate that is none says DEMO")
	}
}

// metadata parses the XMP packet, which must be XML.
func metadata(t testing.TB, o *opened) string {
	t.Helper()
	packet := o.stream(metadataObject)
	d := xml.NewDecoder(bytes.NewReader(packet))
	for {
		if _, err := d.Token(); err == io.EOF {
			return string(packet)
		} else if err != nil {
			t.Fatalf("metadata: %v", err)
		}
	}
}

func title(t testing.TB, o *opened) string {
	t.Helper()
	return match(t, []byte(metadata(t, o)), `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">(.*?)</rdf:li>`)[0]
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	o := read(t, lay(t, sample(t, certificates.Life)))
	xmp := metadata(t, o)
	for _, want := range []string{"<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>", "<xmp:CreateDate>2026-11-21T10:04:33+01:00</xmp:CreateDate>", "<rdf:li>it-IT</rdf:li>"} {
		if !strings.Contains(xmp, want) {
			t.Errorf("metadata lack %s", want)
		}
	}
	if got, want := title(t, o), "Certificato di esistenza in vita n. 2026/0000123 - Comune di Valdemo"; got != want {
		t.Errorf("title is %q, want %q", got, want)
	}
	if strings.Contains(xmp, "Rossi") {
		t.Error("the metadata name the person")
	}
	if bytes.Contains(o.body, []byte("/Info ")) {
		t.Error("the file has an information dictionary")
	}
}

// An office may have any name; it must not get out of the strings that it is in.
func TestNameOfOfficeIsEscaped(t *testing.T) {
	t.Parallel()
	office := sampleOffice(t)
	office.Name = `Comune <di> "Forlì" & (Cesena) \) >> endobj`
	ts, err := typesetterOf(t, office)
	if err != nil {
		t.Fatal(err)
	}
	c := sample(t, certificates.Life)
	c.Office.Name = office.Name
	sheet, err := ts.Lay(c, sampleMark(), sampleAt)
	if err != nil {
		t.Fatal(err)
	}
	o := read(t, sheet.Unsealed())
	checkStructure(t, o)
	metadata(t, o)
	if !strings.Contains(o.tree().text(), office.Name) {
		t.Error("the name is not on the page")
	}
	tool(t, "qpdf", "qpdf", "--check", write(t, "x.pdf", sheet.Unsealed()))
}

// The profile says its own length, holds the tags of a display profile and stays
// small.
func TestProfile(t *testing.T) {
	t.Parallel()
	p := iccProfile()
	if len(p) > 700 || int(be32(p, 0)) != len(p) || string(p[36:40]) != "acsp" {
		t.Fatalf("profile of %d bytes, says %d", len(p), be32(p, 0))
	}
	tags := map[string]bool{}
	for i := range int(be32(p, 128)) {
		entry := p[132+12*i:]
		if at, size := be32(entry, 4), be32(entry, 8); at%4 != 0 || int(at+size) > len(p) {
			t.Errorf("tag %s at %d with %d bytes", entry[:4], at, size)
		}
		tags[string(entry[:4])] = true
	}
	for _, want := range []string{"desc", "cprt", "wtpt", "chad", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"} {
		if !tags[want] {
			t.Errorf("profile lacks %s", want)
		}
	}
	var white [3]float64 // the primaries together are the white of D50
	for i := range int(be32(p, 128)) {
		if entry := p[132+12*i:]; string(entry[1:4]) == "XYZ" {
			for j := range white {
				white[j] += float64(int32(be32(p, int(be32(entry, 4))+8+4*j))) / 65536
			}
		}
	}
	for j, want := range [3]float64{0.9642, 1, 0.8249} {
		if d := white[j] - want; d > 0.001 || d < -0.001 {
			t.Errorf("the primaries add up to %v", white)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for name, c := range samples(t) {
		if size := len(lay(t, c)) - 2*sampleHole; size > 80_000 || name != "household-12" && size > 52_000 {
			t.Errorf("%s has %d bytes without its seal", name, size)
		}
	}
}
