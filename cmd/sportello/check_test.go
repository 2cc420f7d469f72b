package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rsc.io/qr"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/statement"
	"github.com/sportello/sportello/templates"
)

// counter is a clerk's computer, and what he has been handed.
type counter struct {
	t      *testing.T
	dir    string
	copies string // of keys and lists
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	return &counter{t, t.TempDir(), filepath.Join(t.TempDir(), "copies")}
}

func (c *counter) put(name string, data []byte) string {
	c.t.Helper()
	path := filepath.Join(c.dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		c.t.Fatal(err)
	}
	return path
}

// wants runs verify, which must come to a verdict for at least these reasons.
func (c *counter) wants(what string, v verdict, code int, reasons string, args ...string) *finding {
	c.t.Helper()
	args = append([]string{"verify", "--json", "--copies", c.copies}, args...)
	out, errOut, got := sportello(c.t, nil, args...)
	var f finding
	if err := json.Unmarshal([]byte(out), &f); err != nil {
		c.t.Fatalf("%s: ended with %d: %s%s", what, got, out, errOut)
	}
	missing := slices.DeleteFunc(strings.Fields(reasons), func(r string) bool { return slices.Contains(f.Reasons, reason(r)) })
	if f.Verdict != v || got != code || len(missing) > 0 || (reasons == "" && len(f.Reasons) > 0) {
		c.t.Errorf("%s: %s for %v, exit code %d; want %s for %s, %d", what, f.Verdict, f.Reasons, got, v, reasons, code)
	}
	return &f
}

// refuses runs verify, which must find nothing that could be checked.
func (c *counter) refuses(what, says string, args ...string) {
	c.t.Helper()
	out, errOut, code := sportello(c.t, nil, append([]string{"verify", "--copies", c.copies}, args...)...)
	if code != exitUsage || out != "" || !strings.Contains(errOut, says) {
		c.t.Errorf("%s: ended with %d: %s%s; want %d and %q", what, code, out, errOut, exitUsage, says)
	}
}

func readAll(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// scan is the last page on paper, as a scanner of 150 dpi without colour sees it.
func scan(t *testing.T, path string) image.Image {
	t.Helper()
	out := filepath.Join(t.TempDir(), "page")
	msg, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", path, out).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatal("pdftoppm is missing: install the Debian package poppler-utils")
	}
	if err != nil {
		t.Fatalf("pdftoppm: %s", msg)
	}
	m, err := png.Decode(bytes.NewReader(readAll(t, out+".png")))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// turned is a picture that was not held straight, with the light from one side.
func turned(m image.Image, degrees float64) image.Image {
	b := m.Bounds()
	side := max(b.Dx(), b.Dy())
	out := image.NewGray(image.Rect(0, 0, side, side))
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range side {
		for x := range side {
			dx, dy := float64(x-side/2), float64(y-side/2)
			from := image.Pt(b.Dx()/2+int(math.Round(dx*cos-dy*sin)), b.Dy()/2+int(math.Round(dx*sin+dy*cos)))
			light := uint8(255)
			if from.In(b) {
				light = color.GrayModel.Convert(m.At(from.X, from.Y)).(color.Gray).Y
			}
			out.SetGray(x, y, color.Gray{Y: uint8(int(light) * (700 + 300*x/side) / 1000)})
		}
	}
	return out
}

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// symbol is a picture of an address.
func symbol(t *testing.T, address string) []byte {
	t.Helper()
	c, err := qr.Encode(address, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	return c.PNG()
}

// overlaid is a file with an update behind it that empties its first page.
func overlaid(t *testing.T, file []byte) []byte {
	t.Helper()
	var page, before int
	_, contents, _ := bytes.Cut(file, []byte("/Contents "))
	start := bytes.LastIndex(file, []byte("startxref"))
	trailer := bytes.LastIndex(file[:start], []byte("trailer"))
	if _, err := fmt.Sscan(string(contents[:bytes.IndexByte(contents, ' ')]), &page); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscanf(string(file[start:]), "startxref\n%d", &before); err != nil {
		t.Fatal(err)
	}
	out := append(bytes.Clone(file), '\n')
	at := len(out)
	out = fmt.Appendf(out, "%d 0 obj\n<</Length 3>>\nstream\nq Q\nendstream\nendobj\n", page)
	xref := len(out)
	dict := bytes.TrimSuffix(bytes.TrimSpace(file[trailer+len("trailer"):start]), []byte(">>"))
	return fmt.Appendf(out, "xref\n%d 1\n%010d 00000 n \ntrailer\n%s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", page, at, dict, before, xref)
}

// cutOut is somebody else's certificate, under his own seal, with a symbol that was cut
// out of another.
func cutOut(t *testing.T, address string) []byte {
	t.Helper()
	m, err := keys.Ensure(filepath.Join(t.TempDir(), "keys"), keys.Options{Random: rand.Reader, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := signing.NewSealer(m.Identity, signing.Options{Roots: m.Roots, Random: rand.Reader, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	office := people.Office()
	press, err := templates.New([]registry.Office{office}, templates.Options{Hole: sealer.Reserve()})
	if err != nil {
		t.Fatal(err)
	}
	today := registry.DateOf(time.Now())
	text, _, _ := strings.Cut(address[strings.LastIndex(address, "/")+1:], "#")
	code, err := certificates.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := press.Lay(&certificates.Content{
		Version: certificates.ContentVersion, Office: certificates.OfficeContent{Code: string(office.ID), Name: office.Name}, Basis: office.Basis,
		Kinds: []certificates.Kind{certificates.Life}, Use: certificates.PrivateUse, Language: registry.Italian, Number: certificates.Number{Year: today.Year, Serial: 1},
		IssuedOn: today, Validity: 3, ValidTo: today.AddMonths(3), Extracted: time.Now(), Alive: true,
		Subject: certificates.Individual{Surname: "Falsari", Given: "Furio", Sex: registry.Male, Born: registry.Date{Year: 1970, Month: 1, Day: 1}, Place: certificates.PlaceContent{Kind: registry.BornInMunicipality, Name: "Valdemo"}},
	}, certificates.Mark{Code: code, URL: address}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := sealer.Seal(t.Context(), sheet)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// demoFile is a demo that has issued a certificate and goes on.
func demoFile(t *testing.T) (env []string, base, data, path string) {
	t.Helper()
	env, listen, data := place(t)
	start(t, env, "until Ctrl-C", "demo", "--people", "50")
	return env, "http://" + listen, data, filepath.Join(data, "certificate.pdf")
}

func addressOf(t *testing.T, file []byte) string {
	t.Helper()
	_, rest, found := bytes.Cut(file, []byte("/URI("))
	if !found {
		t.Fatal("the certificate has no link")
	}
	return string(rest[:bytes.IndexByte(rest, ')')])
}

// A certificate and its forgeries are handed to a clerk, with network and without.
func TestVerifyCommand(t *testing.T) {
	t.Parallel()
	env, base, data, path := demoFile(t)
	file, root := readAll(t, path), filepath.Join(data, "keys", "root.pem")
	address := addressOf(t, file)
	c := newCounter(t)
	paper := scan(t, path)
	page := c.put("page.png", pngOf(t, paper))
	changed := bytes.Clone(file)
	changed[len(changed)/3] ^= 1
	changedFile, over, cut := c.put("changed.pdf", changed), c.put("over.pdf", overlaid(t, file)), c.put("cut.pdf", cutOut(t, address))

	// Nothing has been fetched yet.
	c.wants("a PDF, with nothing to go by", notChecked, 3, "keys-missing seal-not-checked", "--offline", path)
	c.wants("a QR code, with nothing to go by", notChecked, 3, "keys-missing", "--offline", page)
	c.wants("a forgery, with nothing to go by", notGenuine, 1, "altered changed-content", "--offline", over)
	if entries, err := os.ReadDir(c.copies); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without network there are copies: %v, %v", entries, err)
	}

	// With network.
	c.wants("one byte changed", notGenuine, 1, "seal-broken", changedFile)
	c.wants("a page overlaid", notGenuine, 1, "altered changed-content", over)
	c.wants("a symbol cut out into another file", notGenuine, 1, "foreign-seal seal-foreign", cut)
	if f := c.wants("the QR code on paper", valid, 0, "", page); f.Source != "qr" || f.Statement == nil || f.Statement.Name != "D'Amico Chiara" || !f.Statement.Demo {
		t.Errorf("the QR code on paper: %+v", f.Statement)
	}
	c.wants("offline before the register has confirmed a seal", notChecked, 3, "seal-not-checked", "--offline", path)
	c.wants("the PDF", valid, 0, "", path)
	c.wants("the PDF, by the address that was named", valid, 0, "", "--server", base, path)

	// Without network, after that.
	c.wants("the PDF offline", valid, 0, "", "--offline", path)
	c.wants("the PDF offline, by its root", valid, 0, "", "--offline", "--roots", root, path)
	c.wants("the PDF offline, by another root", notGenuine, 1, "foreign-seal", "--offline", "--roots", c.put("other.pem", rootOf(t)), path)
	c.wants("one byte changed, offline", notGenuine, 1, "seal-broken", "--offline", changedFile)
	c.wants("a page overlaid, offline", notGenuine, 1, "altered", "--offline", over)
	c.wants("a symbol cut out, offline", notGenuine, 1, "data-differ", "--offline", cut)
	c.wants("a symbol cut out, offline, by root", notGenuine, 1, "data-differ foreign-seal", "--offline", "--roots", root, cut)
	for name, picture := range map[string][]byte{
		"page.jpg": jpegOf(t, paper), "turned2.png": pngOf(t, turned(paper, 2)), "turned-4.jpg": jpegOf(t, turned(paper, -4)),
		"upside-down.png": pngOf(t, turned(paper, 180)), "on-its-side.png": pngOf(t, turned(paper, 90)),
	} {
		c.wants(name, valid, 0, "", "--offline", c.put(name, picture))
	}
	c.symbols(address)
	c.copiesOfKeys(data, base, page)

	// Another office's.
	otherEnv, _, otherData := place(t)
	if out, errOut, code := sportello(t, otherEnv, "demo", "--once", "--people", "29"); code != 0 {
		t.Fatalf("another demo ended with %d: %s%s", code, out, errOut)
	}
	other := filepath.Join(otherData, "certificate.pdf")
	c.wants("another office's PDF", notGenuine, 1, "foreign-seal", "--server", base, other)
	c.wants("another office's PDF, whose service is down", notChecked, 3, "server-unreachable keys-missing", other)
	otherPage := c.put("other.png", pngOf(t, scan(t, other)))
	c.wants("another office's QR code", notGenuine, 1, "not-issued server-is-another", "--server", base, otherPage)
	keysFile := c.put("keys.jwt", fetch(t, base+"/statement-keys"))
	c.wants("another office's QR code, offline", notGenuine, 1, "server-is-another", "--offline", "--keys", keysFile, otherPage)

	// The office takes it back.
	withdraw(t, env, base)
	c.wants("withdrawn, by a list from before", valid, 0, "", "--offline", path)
	c.wants("the withdrawn PDF", withdrawn, 1, "register-withdrawn", path)
	c.wants("an overlaid one of it", notGenuine, 1, "altered", over)
	c.wants("the withdrawn QR code", withdrawn, 1, "register-withdrawn", page)
}

// symbols hands over QR codes that were made up.
func (c *counter) symbols(address string) {
	c.t.Helper()
	bare, digits, _ := strings.Cut(address, "#")
	last := digits[:len(digits)-1] + string('0'+('9'-digits[len(digits)-1]))
	for name, x := range map[string]struct {
		address string
		verdict verdict
		code    int
		reasons string
	}{
		"no statement":         {bare, notChecked, 3, "no-statement"},
		"no digits":            {bare + "#hello", notGenuine, 1, "malformed"},
		"half a statement":     {bare + "#" + digits[:170], notGenuine, 1, "malformed"},
		"another last digit":   {bare + "#" + last, notGenuine, 1, ""},
		"another address":      {"http://evil.example/v/0#" + digits, notGenuine, 1, "statement-elsewhere"},
		"a longer address":     {strings.Replace(address, "/v/", ".evil.example/v/", 1), notGenuine, 1, "statement-elsewhere"},
		"text that is no code": {"Dear office", notChecked, 3, "no-statement"},
		"statement and no code": {
			strings.Replace(bare, "/v/", "/x/", 1) + "#" + digits, notGenuine, 1, "statement-elsewhere",
		},
	} {
		if x.reasons == "" { // whichever
			out, _, code := sportello(c.t, nil, "verify", "--offline", "--copies", c.copies, c.put(name+".png", symbol(c.t, x.address)))
			if code != x.code {
				c.t.Errorf("%s: ended with %d: %s", name, code, out)
			}
			continue
		}
		c.wants(name, x.verdict, x.code, x.reasons, "--offline", c.put(name+".png", symbol(c.t, x.address)))
	}
	c.wants("no statement, but a server", notChecked, 3, "no-statement paper-not-compared", "--server", strings.SplitAfter(bare, "/v/")[0][:len(strings.SplitAfter(bare, "/v/")[0])-3], c.put("bare.png", symbol(c.t, bare)))
}

// copiesOfKeys checks a page by copies that are too old, or of somebody else.
func (c *counter) copiesOfKeys(data, issuer, page string) {
	c.t.Helper()
	key, err := statement.LoadKey(readAll(c.t, filepath.Join(data, "statement-key.pem")), rand.Reader)
	if err != nil {
		c.t.Fatal(err)
	}
	now := time.Now()
	keySet := func(name, issuer string, from, until time.Time) string {
		set, err := statement.NewKeySet(issuer, from, until, statement.IssuerKey{Public: key.Public(), From: now.AddDate(0, -6, 0)})
		if err != nil {
			c.t.Fatal(err)
		}
		token, err := set.Sign(key)
		if err != nil {
			c.t.Fatal(err)
		}
		return c.put(name, []byte(token))
	}
	old := keySet("old.jwt", issuer, now.AddDate(0, 0, -40), now.AddDate(0, 0, -10))
	good := keySet("good.jwt", issuer, now.AddDate(0, 0, -1), now.AddDate(0, 0, 10))
	c.wants("keys that have expired", notChecked, 3, "keys-expired", "--offline", "--keys", old, page)
	c.wants("keys of another issuer", notGenuine, 1, "server-is-another", "--offline", "--keys", keySet("another.jwt", "https://another.example", now.AddDate(0, 0, -1), now.AddDate(0, 0, 10)), page)
	c.wants("no keys at all", notChecked, 3, "keys-unusable", "--offline", "--keys", c.put("empty.jwt", []byte("x")), page)
	c.wants("good keys", valid, 0, "", "--offline", "--keys", good, page)

	fresh := newCounter(c.t) // without a list
	fresh.wants("no list", notChecked, 3, "status-not-checked", "--offline", "--keys", good, page)
	number := (now.Year()-2000)*12 + int(now.Month()) - 1
	list := func(name string, number int, from, until time.Time) string {
		l, err := statement.NewStatusList(statement.StatusURI(issuer, number), certificates.StatusListSize)
		if err != nil {
			c.t.Fatal(err)
		}
		l.IssuedAt, l.Expires, l.TTL = from, until, time.Minute
		token, err := l.Sign(key)
		if err != nil {
			c.t.Fatal(err)
		}
		return c.put(name, []byte(token))
	}
	fresh.wants("a list that has expired", notChecked, 3, "status-list-expired", "--offline", "--keys", good, "--status", list("old-list.jwt", number, now.AddDate(0, 0, -3), now.AddDate(0, 0, -2)), page)
	fresh.wants("another month's list", notChecked, 3, "status-other-list", "--offline", "--keys", good, "--status", list("other-list.jwt", number-1, now.Add(-time.Hour), now.Add(time.Hour)), page)
	fresh.wants("no list of anybody", notChecked, 3, "status-unusable status-not-checked", "--offline", "--keys", good, "--status", c.put("empty-list.jwt", []byte("x")), page)
	fresh.wants("a good list", valid, 0, "", "--offline", "--keys", good, "--status", list("good-list.jwt", number, now.Add(-time.Hour), now.Add(time.Hour)), page)
}

func rootOf(t *testing.T) []byte {
	t.Helper()
	m, err := keys.Ensure(filepath.Join(t.TempDir(), "keys"), keys.Options{Random: rand.Reader, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return readAll(t, m.Root)
}

func fetch(t *testing.T, address string) []byte {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", address, res.Status, err)
	}
	return b.Bytes()
}

// withdraw has the office take back the demo's certificate.
func withdraw(t *testing.T, env []string, base string) {
	t.Helper()
	s := &script{t: t, base: base, kept: map[string]string{}, files: map[string][]byte{}, tokens: map[string]string{
		"chiara": token(t, env, "--fiscal-code", string(people.DefaultCitizen)), "officer": token(t, env, "--officer"),
	}}
	for _, step := range []string{"GET /v1/certificates as chiara", `POST /v1/certificates/{id}/withdrawal as officer {"reason": "wrong house number"}`} {
		if err := s.request(step); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(step, "GET") {
			if err := s.keep("id = $.items.0.id"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.expect("status 201"); err != nil {
		t.Fatal(err)
	}
}

// What holds nothing to check is told so, by its name and why.
func TestVerifyUnreadable(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	huge := image.NewGray(image.Rect(0, 0, 1, 1))
	bomb := bytes.Replace(pngOf(t, huge), []byte("IHDR\x00\x00\x00\x01\x00\x00\x00\x01"), []byte("IHDR\x00\x01\x00\x00\x00\x01\x00\x00"), 1)
	for what, x := range map[string]struct {
		says string
		data []byte
	}{
		"a text": {"neither a PDF nor a picture", []byte("Dear office")}, "nothing": {"neither a PDF nor a picture", nil},
		"a picture without a symbol": {"no QR code", pngOf(t, image.NewGray(image.Rect(0, 0, 300, 300)))},
		"half a picture":             {"neither a PDF nor a picture", pngOf(t, image.NewGray(image.Rect(0, 0, 300, 300)))[:60]},
		"a picture of a dot":         {"no QR code", pngOf(t, huge)},
		"four thousand megadots":     {"neither a PDF", bomb}, // its checksum is wrong, too
		"too many bytes":             {"larger than", make([]byte, mostBytes+1)},
	} {
		c.refuses(what, x.says, "--offline", c.put("x", x.data))
	}
	c.refuses("no file", "no such file", "--offline", filepath.Join(c.dir, "missing"))
	c.refuses("a directory", "cannot be checked", "--offline", c.dir)
	picture := c.put("x.png", symbol(t, "https://anagrafe.example/v/X"))
	for flag, value := range map[string]string{
		"--server": "ftp://x.example", "--roots": picture, "--keys": c.dir + "/none", "--status": c.dir + "/none", "--language": "la",
	} {
		c.refuses(flag, flag, picture, flag+"="+value)
	}
	c.refuses("a server in the clear", "https", picture, "--server", "http://anagrafe.example")
	c.refuses("two files", "unexpected argument", picture, picture)
}

func TestParts(t *testing.T) {
	t.Parallel()
	for _, all := range []image.Rectangle{image.Rect(0, 0, 0, 0), image.Rect(0, 0, 1, 1), image.Rect(-5, 7, 1000, 500)} {
		list := parts(all)
		if list[0] != all || len(list) != 14 {
			t.Errorf("%v: %v", all, list)
		}
		for _, p := range list {
			if !p.In(all) {
				t.Errorf("%v sticks out of %v", p, all)
			}
		}
	}
}

func FuzzSymbol(f *testing.F) {
	c, err := qr.Encode("https://anagrafe.example/v/X#123", qr.L)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{c.PNG(), {}, []byte("\x89PNG\r\n\x1a\n"), []byte("\xff\xd8\xff\xe0")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height > 1<<20 {
			return // slow, not otherwise different
		}
		if text, err := readSymbol(data); (text == "") != (err != nil) {
			t.Fatalf("%q, %v", text, err)
		}
	})
}
