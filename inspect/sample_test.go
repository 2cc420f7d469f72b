package inspect

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/templates"
)

var typesetter = sync.OnceValues(func() (*templates.Typesetter, error) {
	return templates.New([]registry.Office{{
		ID: "H501", Name: "Comune di Valdemo", Province: "Provincia di Esempio", Department: "Servizi demografici",
		Address: "Piazza del Municipio 1, 39100 Valdemo (VD)", Basis: registry.BasisLocal, Languages: []registry.Language{registry.Italian},
	}}, templates.Options{Hole: 8192})
})

func day(t testing.TB, s string) registry.Date {
	t.Helper()
	d, err := registry.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// content is what a certificate about Maria Rossi states.
func content(t testing.TB, kind certificates.Kind) *certificates.Content {
	t.Helper()
	valdemo := certificates.PlaceContent{Kind: registry.BornInMunicipality, Name: "Valdemo", Province: "VD"}
	maria := certificates.Individual{Surname: "Rossi", Given: "Maria Antonia", Sex: registry.Female, Born: day(t, "1980-03-12"), Place: valdemo}
	c := &certificates.Content{
		Version: certificates.ContentVersion, Office: certificates.OfficeContent{Code: "H501", Name: "Comune di Valdemo"},
		Basis: registry.BasisLocal, Kinds: []certificates.Kind{kind}, Use: certificates.PrivateUse, Language: registry.Italian,
		Number: certificates.Number{Year: 2026, Serial: 123}, IssuedOn: day(t, "2026-11-21"), Validity: 3, ValidTo: day(t, "2027-02-21"),
		Extracted: now, Subject: maria, Alive: true,
		Residence: &certificates.AddressContent{Street: "Via Roma", Number: "12/B", PostalCode: "39100", Municipality: "Valdemo", Province: "VD"},
	}
	for range 3 {
		other := certificates.Individual{Surname: "Đorđević", Given: "Živko", Sex: registry.Male, Born: day(t, "1950-01-01"), Place: valdemo}
		c.Household = append(c.Household, certificates.MemberContent{Individual: maria}, certificates.MemberContent{Individual: other})
	}
	return c
}

var sampleCode = certificates.Code{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}

const sampleSite = "https://anagrafe.comune.valdemo.example/v/"

// draft is a certificate as it is laid out, taken apart so that it can be changed
// before it is sealed.
type draft struct {
	objects map[int]string
	root    int
}

var objectPattern = regexp.MustCompile(`(?s)(\d+) 0 obj\n(.*?)\nendobj\n`)

// laid is the draft of a certificate with an attachment.
func laid(t testing.TB, kind certificates.Kind) *draft {
	t.Helper()
	ts, err := typesetter()
	if err != nil {
		t.Fatal(err)
	}
	c := content(t, kind)
	sheet, err := ts.Lay(c, certificates.Mark{Code: sampleCode, URL: sampleSite + sampleCode.Compact()}, now)
	if err != nil {
		t.Fatal(err)
	}
	d := &draft{objects: map[int]string{}, root: 1}
	for _, m := range objectPattern.FindAllStringSubmatch(string(sheet.Unsealed()), -1) {
		d.objects[atoi(t, m[1])] = m[2]
	}
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(d.objects[d.root], "/AF") {
		d.attach(string(data))
	}
	return d
}

// attach gives the draft data to travel with it.
func (d *draft) attach(data string) {
	n := d.next()
	d.objects[n] = stream("/Type/EmbeddedFile/Subtype/application#2Fjson", data)
	d.objects[n+1] = fmt.Sprintf("<</Type/Filespec/F(certificato.json)/UF(certificato.json)/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>", n, n)
	d.replace(d.root, "/Type/Catalog", fmt.Sprintf("/Type/Catalog/AF[%d 0 R]/Names<</EmbeddedFiles<</Names[(certificato.json) %d 0 R]>>>>", n+1, n+1))
}

func stream(entries, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

func (d *draft) next() int {
	n := 0
	for k := range d.objects {
		n = max(n, k)
	}
	return n + 1
}

// replace changes the text of an object, which must hold what is replaced.
func (d *draft) replace(object int, old, by string) {
	if !strings.Contains(d.objects[object], old) {
		panic(fmt.Sprintf("object %d has no %s: %.200s", object, old, d.objects[object]))
	}
	d.objects[object] = strings.Replace(d.objects[object], old, by, 1)
}

// find is the number of the object whose text holds a mark.
func (d *draft) find(mark string) int {
	found := 0
	for n, text := range d.objects {
		if strings.Contains(text, mark) && (found == 0 || n < found) {
			found = n
		}
	}
	if found == 0 {
		panic("no object has " + mark)
	}
	return found
}

// sheet writes the draft as a sheet that waits for its seal.
func (d *draft) sheet(t testing.TB) *signing.Sheet {
	t.Helper()
	w := &writer{}
	w.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	w.objects(d.objects)
	w.table(fmt.Sprintf("/Root %d 0 R/ID[<00><00>]", d.root), 0)
	body := w.Bytes()
	hole := holeOf(t, body, 0)
	setRange(t, body, hole, 0, hole.Start, hole.End, len(body)-hole.End)
	s, err := signing.Head{}.Sheet(body, hole)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sealed is the draft with a seal of the holder's.
func (d *draft) sealed(t testing.TB, a *authority, h *holder) []byte {
	t.Helper()
	file, err := a.sealer(t, h).Seal(context.Background(), d.sheet(t))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// genuine is a certificate as it leaves the office. It is made once.
var genuine = func() func(testing.TB) []byte {
	var once sync.Once
	var file []byte
	return func(t testing.TB) []byte {
		once.Do(func() { file = laid(t, certificates.Household).sealed(t, ours(), ours().seal) })
		return file
	}
}()

// facts is what a page must show of the attachment.
func facts(data []byte) ([]string, error) {
	var c certificates.Content
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, err
	}
	out := []string{c.Number.String(), c.Subject.Surname, c.Subject.Given}
	for _, d := range []registry.Date{c.IssuedOn, c.ValidTo, c.Subject.Born} {
		out = append(out, fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year))
	}
	return out, nil
}

func options() Options {
	return Options{
		Seals: map[Fingerprint]bool{fingerprint(ours().seal.certificate): true}, Roots: ours().roots(), Stamps: ours().roots(),
		Clock: func() time.Time { return now }, Facts: facts, Timeout: time.Minute,
	}
}

func inspector(t testing.TB, edits ...func(*Options)) *Inspector {
	t.Helper()
	o := options()
	for _, edit := range edits {
		edit(&o)
	}
	i, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// inspected is the report on a file.
func inspected(t testing.TB, file []byte, edits ...func(*Options)) *Report {
	t.Helper()
	r, err := inspector(t, edits...).File(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *Report) has(code Code) bool {
	for _, reason := range r.Reasons {
		if reason.Code == code {
			return true
		}
	}
	return false
}
