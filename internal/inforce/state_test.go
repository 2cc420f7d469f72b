package inforce

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/officefile"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/templates"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// counting is a source that says what counts.
type counting struct {
	mu   sync.Mutex
	list []*decisions.Decision
	asks []registry.Date
	err  error
}

func (c *counting) SettingsOn(_ context.Context, day registry.Date) ([]*decisions.Decision, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asks = append(c.asks, day)
	return c.list, c.err
}

// decide has a decision of office X900 count, under a new identity.
func (c *counting) decide(id, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = []*decisions.Decision{{ID: decisions.ID(id), Office: "X900", What: decisions.Settings, Text: text}}
}

var press = sync.OnceValues(func() (*templates.Typesetter, error) { return templates.New(nil, templates.Options{Hole: 64}) })

// valdemo has said its contact in the file, and montedemo nothing.
func newConfig(t testing.TB) (Config, *counting) {
	t.Helper()
	set, err := press()
	if err != nil {
		t.Fatal(err)
	}
	catalogue, source := certificates.NewCatalogue(), new(counting)
	file, faults := officefile.Read(strings.NewReader("offices:\n  X900: {basis: local, letterhead: {contact: of the file}, fees: {stamped: 0.52, exempt: 0.26}}\n"), catalogue)
	if faults != nil {
		t.Fatal(faults)
	}
	return Config{
		Register: map[registry.OfficeID]registry.Office{
			"X900": {ID: "X900", Name: "Comune di Valdemo", Contact: "of the register", Basis: registry.BasisDemo, Languages: []registry.Language{"it", "de"}},
			"X901": {ID: "X901", Name: "Comune di Montedemo", Contact: "of the register", Basis: registry.BasisDemo, Languages: []registry.Language{"it"}},
		},
		File: file, Catalogue: catalogue, Press: set, Source: source, Log: slog.New(slog.DiscardHandler),
		Clock: func() time.Time { return time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC) },
	}, source
}

func newState(t testing.TB) (*State, *counting) {
	t.Helper()
	c, source := newConfig(t)
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return s, source
}

func TestSettingsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	s, _ := newState(t)
	for name, test := range map[string]struct {
		text, field string
		line        int
		rune        rune
	}{
		"a glyph that no font has": {"archive: ☎\nletterhead:\n  contact: ☎ 1\n", "contact", 3, '☎'},
		"in the stamp":             {"virtual-stamp: n. 王", "virtual-stamp", 1, '王'},
		"in the law":               {"archive: a\nvalidity:\n  residence: {months: 6, ground: 王}", "validity", 2, '王'},
		"turned round":             {"letterhead: {address: \"a\u202Eb\"}", "address", 0, '\u202E'},
		"another language":         {"archive: a\nlanguages: [it, sl]", "languages", 2, 0},
		"no language of ours":      {"languages: [it, es]", "", 1, 0},
		"an unknown kind":          {"kinds: [pension]", "", 1, 0},
		"the legal basis":          {"basis: national", "", 1, 0},
		"too long":                 {"letterhead:\n  address: " + strings.Repeat("a", 161), "address", 2, 0},
		"no YAML":                  {"kinds: [", "", 1, 0},
	} {
		err := s.Check(t.Context(), "X900", test.text)
		wrong := (*decisions.FaultsError)(nil)
		if !errors.As(err, &wrong) || !errors.Is(err, decisions.ErrSettings) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f := wrong.Faults[0]; f.Field != test.field || f.Line != test.line || f.Rune != test.rune {
			t.Errorf("%s: %+v", name, f)
		}
		if _, err := s.Proof("X900", test.text, "it"); name != "too long" && name != "in the law" && name != "in the stamp" && !errors.Is(err, decisions.ErrSettings) {
			t.Errorf("%s: Proof = %v", name, err)
		}
	}
	if err := s.Check(t.Context(), "Z000", "archive: a"); !errors.Is(err, registry.ErrOfficeUnknown) {
		t.Errorf("of no office: %v", err)
	}
	if _, err := s.Proof("X900", "languages: [it]", "de"); !errors.Is(err, decisions.ErrSettings) {
		t.Errorf("a page in a language that the office would not have: %v", err)
	}
}

// A service does not start by what it cannot use, and goes on as before while it runs.
func TestDecisionThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	c, source := newConfig(t)
	source.decide("1", "languages: [it, sl]")
	if _, err := New(t.Context(), c); !errors.Is(err, decisions.ErrSettings) || !strings.Contains(err.Error(), "decision 1 of office X900") {
		t.Errorf("New = %v", err)
	}
	source.decide("1", "archive: a")
	s, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	before := s.Now()
	source.decide("2", "letterhead: {contact: ☎}")
	if err := s.Refresh(t.Context()); err == nil || s.Now() != before {
		t.Errorf("Refresh = %v, and what is in force has changed: %t", err, s.Now() != before)
	}
	source.err = registry.ErrUnavailable
	if err := s.Refresh(t.Context()); !errors.Is(err, registry.ErrUnavailable) || s.Now() != before {
		t.Errorf("Refresh = %v", err)
	}
	source.err = nil
	source.decide("3", "archive: b")
	if err := s.Refresh(t.Context()); err != nil || s.Now().Offices["X900"].Archive != "b" {
		t.Errorf("Refresh = %v", err)
	}
	c.File = map[registry.OfficeID]officefile.Office{"X999": {}}
	if _, err := New(t.Context(), c); err == nil || !strings.Contains(err.Error(), "the register has no office X999") {
		t.Errorf("New with a file of other offices = %v", err)
	}
}

// A decision takes the place of the office's section of the file, all but its legal
// basis; other offices stay as they are.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	s, source := newState(t)
	check := func(when, contact string, fee int, languages int) {
		t.Helper()
		o := s.Now().Offices["X900"]
		if o.Contact != contact || s.Now().Policies["X900"].Fee.Stamped != fee || len(o.Languages) != languages || o.Basis != registry.BasisLocal {
			t.Errorf("%s: %+v", when, o)
		}
		if o := s.Now().Offices["X901"]; o.Contact != "of the register" || o.Basis != registry.BasisDemo {
			t.Errorf("%s: the other office: %+v", when, o)
		}
	}
	check("nothing decided", "of the file", 52, 2)
	source.decide("1", "languages: [it]\nletterhead: {contact: decided}\nhours: {it: sempre}")
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("decided", "decided", 0, 1)
	if text, _ := s.Now().Offices["X900"].Hours.In("sl"); text != "sempre" {
		t.Errorf("open %q", text)
	}
	source.decide("2", "archive: a")
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("silent", "of the register", 0, 2)
}

// Who is told is told at once, once for each change, and not for a look that finds none.
func TestTell(t *testing.T) {
	t.Parallel()
	s, source := newState(t)
	var told []*certificates.InForce
	s.Tell(func(now *certificates.InForce) { told = append(told, now) })
	for _, id := range []string{"1", "1", "2", "2"} {
		source.decide(id, "archive: "+id)
		if err := s.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(told) != 2 || told[1] != s.Now() || told[1].Offices["X900"].Archive != "2" {
		t.Errorf("told %d times", len(told))
	}
	if source.asks[0] != (registry.Date{Year: 2026, Month: 11, Day: 26}) {
		t.Errorf("asked about %s", source.asks[0])
	}
}

// Pages that are set while decisions change are each of one state: the letterhead of the
// page is that of the office by which its content was made.
func TestSwapUnderLoad(t *testing.T) {
	t.Parallel()
	s, source := newState(t)
	pages := map[string][]byte{}
	texts := []string{"letterhead: {contact: tel. 1}\nvirtual-stamp: n. 1", "letterhead: {contact: tel. 2}\nvirtual-stamp: n. 2"}
	for i, text := range texts {
		page, err := s.Proof("X900", text, "de")
		if err != nil {
			t.Fatal(err)
		}
		pages["tel. "+string(rune('1'+i))] = page
	}
	source.decide("0", texts[0])
	if err := s.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var deciding, setting sync.WaitGroup
	deciding.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
			}
			source.decide(string(rune('a'+i%26)), texts[i%2])
			if err := s.Refresh(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
	seen := [4]map[string]bool{}
	for i := range seen {
		seen[i] = map[string]bool{}
		setting.Go(func() {
			for range 60 {
				now := s.Now()
				o := now.Offices["X900"]
				page, err := now.Typesetter.Proof(s.Catalogue.Specimen(o, now.Policies["X900"], "de", s.Clock()))
				if err != nil || !bytes.Equal(page, pages[o.Contact]) {
					t.Errorf("a page of %q is another: %v", o.Contact, err)
				}
				seen[i][o.Contact] = true
			}
		})
	}
	setting.Wait()
	close(done)
	deciding.Wait()
	if len(seen[0])+len(seen[1])+len(seen[2])+len(seen[3]) < 5 {
		t.Errorf("what is in force hardly changed: %v", seen)
	}
}

// Texts are drawn as they were written, whatever they look like.
func TestProofIsLiteral(t *testing.T) {
	t.Parallel()
	s, _ := newState(t)
	const line = "<script>alert(1)</script> ) Tj (x"
	text, err := officefile.Office{Letterhead: officefile.Letterhead{Department: line}}.Section(s.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	page, err := s.Proof("X900", text, "it")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "proof.pdf")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("%v; pdftotext is in Debian's poppler-utils", err)
	}
	for _, want := range []string{line, "Esempio", "Comune di Valdemo"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not on the page:\n%s", want, out)
		}
	}
}
