package portal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

func TestReport(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change        func(*archive)
		path          string
		tone, verdict string
		facts         int
	}{
		"valid":         {func(*archive) {}, here, "good", "Certificato autentico e valido", 1},
		"expired":       {func(a *archive) { a.now = a.now.AddDate(1, 0, 0) }, here, "careful", "Certificato autentico, ma scaduto", 1},
		"withdrawn":     {func(a *archive) { a.certificate.State, a.certificate.WithdrawnAt = certificates.Withdrawn, a.now }, here, "bad", "Certificato ritirato: non vale più", 1},
		"superseded":    {func(a *archive) { a.certificate.Superseded = &certificates.Supersession{At: a.now} }, here, "careful", "Certificato autentico e valido, ma superato", 1},
		"of a demo":     {func(a *archive) { a.basis = registry.BasisDemo }, here, "careful", "Certificato di prova: nessun valore legale", 1},
		"failed":        {func(a *archive) { a.certificate.State = certificates.Failed }, here, "bad", "Nessun certificato con questo codice", 0},
		"never issued":  {func(*archive) {}, "/v/" + never.Compact(), "unknown", "Codice non riconosciuto", 0},
		"never left us": {func(a *archive) { a.certificate.State = certificates.Issuing }, here, "unknown", "Codice non riconosciuto", 0},
	} {
		a := newArchive()
		x.change(a)
		page := a.site(t).Get(x.path + "/report")
		class, _ := pagetest.Attr(page.One("section.verdict"), "class")
		if page.StatusCode != 200 || class != "verdict "+x.tone || page.Text("#verdict") != x.verdict || len(page.All("section.verdict svg")) != 1 {
			t.Errorf("%s: %d %s %q", name, page.StatusCode, class, page.Text("#verdict"))
		}
		if got := page.Text("title"); got != "Rapporto di verifica: "+x.verdict+" - Sportello" {
			t.Errorf("%s: the title is %q", name, got)
		}
		if len(page.All("section[aria-labelledby=facts] dl")) != x.facts || len(page.All("form")) != 0 || len(page.All("script")) != 0 {
			t.Errorf("%s: %s", name, page.Body)
		}
		moment := page.Text("#moment")
		for _, want := range []string{page.Header.Get("X-Request-Id"), "https://sportello.example/", "09:00 (UTC+01:00)", "22 novembre 202"} {
			if want == "" || !strings.Contains(moment, want) {
				t.Errorf("%s: %q is not in %q", name, want, moment)
			}
		}
		if faults := page.Faults(); len(faults) > 0 || page.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v %v", name, faults, page.Header)
		}
	}
}

// Nobody learns from a report whose certificate it is, and asking leaves no trace that
// names him.
func TestReportNamesNobody(t *testing.T) {
	t.Parallel()
	a := newArchive()
	page := a.site(t).Get(here + "/report")
	for _, secret := range []string{surname, "Anna", "1985", "0000123", string(a.certificate.Subject), string(a.certificate.ID)} {
		if bytes.Contains(page.Body, []byte(secret)) {
			t.Errorf("the report holds %q", secret)
		}
	}
	if log := a.log.String(); strings.Contains(log, code.Compact()) || strings.Contains(log, surname) {
		t.Errorf("the log holds the code: %s", log)
	}
	if len(a.events) != 0 {
		t.Errorf("recorded %+v", a.events)
	}
}

// A code that was never issued and one whose certificate never left the office get the
// same report.
func TestReportUnknown(t *testing.T) {
	t.Parallel()
	a := newArchive()
	a.certificate.State = certificates.Issuing
	s := a.site(t)
	same := func(path, code string) string {
		page := s.Get(path+"/report", "X-Request-Id", "same")
		return strings.ReplaceAll(strings.ReplaceAll(string(page.Body), code, "CODE"), path, "PATH")
	}
	if diff := cmp.Diff(same("/v/"+never.Compact(), never.String()), same(here, code.String())); diff != "" {
		t.Error(diff)
	}
}

func TestReportRefused(t *testing.T) {
	t.Parallel()
	a := newArchive()
	s := a.site(t)
	for _, typed := range []string{"x", code.Compact()[1:], "<b>valido</b>", "%00", "..", strings.Repeat("A", 300), `chiama il 555`} {
		page := s.Get("/v/" + url.PathEscape(typed) + "/report")
		if to := page.Header.Get("Location"); page.StatusCode != 303 && page.StatusCode != 404 || page.StatusCode == 303 && to != "/verify" || bytes.Contains(page.Body, []byte("555")) {
			t.Errorf("%q: %d to %s", typed, page.StatusCode, to)
		}
	}
	a.failing = registry.ErrUnavailable
	if page := s.Get(here + "/report"); page.StatusCode != 503 {
		t.Errorf("without a database: %d", page.StatusCode)
	}
}

// From the verdict to the report and back, in the language that was asked for; where there
// is no code, there is no report.
func TestReportLink(t *testing.T) {
	t.Parallel()
	s := newArchive().site(t)
	to, _ := pagetest.Attr(s.Get(here+"?lang=de").One("a#report"), "href")
	if to != here+"/report?lang=de" {
		t.Errorf("the report is at %s", to)
	}
	if page := s.Get(to); len(page.All(`main a[href="`+here+`?lang=de"]`)) != 1 {
		t.Errorf("no way back: %s", page.Body)
	}
	if page := s.Get("/v/x"); len(page.All("a#report")) != 0 {
		t.Error("a report about what is no code")
	}
}

func unchecked(p seen) (keys []string) {
	for _, n := range p.All("#not-checked li") {
		key, _ := pagetest.Attr(n, "data-unchecked")
		keys = append(keys, strings.TrimPrefix(key, "unchecked."))
	}
	return keys
}

// Every verdict says what it does not rest on.
func TestUnchecked(t *testing.T) {
	t.Parallel()
	a := newArchive()
	s := a.site(t)
	for name, x := range map[string]struct {
		page seen
		want []string
	}{
		"a code":            {s.Get(here), []string{"name", "paper", "person", "seal", "symbol"}},
		"its report":        {s.Get(here + "/report"), []string{"name", "paper", "person", "seal", "symbol"}},
		"an unknown code":   {s.Get("/v/" + never.Compact()), []string{"elsewhere", "paper", "symbol"}},
		"no code":           {s.Get("/v/x"), []string{"elsewhere", "paper", "symbol"}},
		"opened":            {s.Post(here, right), []string{"compare", "person", "seal", "revocation"}},
		"its file":          {s.upload(sealed), []string{"person", "seal-again", "revocation", "print"}},
		"a file of another": {s.upload([]byte("%PDF-1.7 other")), []string{"contents", "person", "revocation", "elsewhere"}},
	} {
		if diff := cmp.Diff(x.want, unchecked(x.page)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// told is an inspector that has been told what to say.
type told struct{ report inspect.Report }

func (told) Hold(r io.Reader) ([]byte, func(), error) {
	file, err := io.ReadAll(r)
	return file, func() {}, err
}
func (i told) File(context.Context, []byte) (*inspect.Report, error) { return &i.report, nil }

// inspected is the page about a file of which an inspector says this.
func inspected(t *testing.T, a *archive, r inspect.Report) seen {
	t.Helper()
	c := a.config(t)
	c.Verification.Inspector, c.Verification.VerifyURL = told{r}, "https://sportello.example/v/"
	return over(t, c).upload([]byte("%PDF-1.7 other"))
}

// found is what the page says was checked, "what result".
func found(p seen) (out []string) {
	for _, n := range p.All("#findings [data-finding]") {
		what, _ := pagetest.Attr(n, "data-finding")
		result, _ := pagetest.Attr(n, "data-result")
		out = append(out, what+" "+result)
	}
	return out
}

var then = time.Date(2026, 11, 21, 8, 30, 0, 0, time.UTC)

// ourSeal is one of ours, and a person's signature beside which it stands.
func ourSeal() *inspect.Signature {
	return &inspect.Signature{
		SubFilter: "ETSI.CAdES.detached", Coverage: inspect.WholeFile, Intact: true, Ours: true, Trusted: true, Level: inspect.LevelBT, Claimed: then, Proven: then,
		Certificate: &inspect.Certificate{Subject: "CN=Sigillo", Fingerprint: "abcd", NotBefore: then, NotAfter: then.AddDate(3, 0, 0)}, Chain: []string{"CN=Radice"},
		Revocation: []inspect.Revocation{{Then: inspect.StatusGood, Now: inspect.StatusGood}},
	}
}

func personal() *inspect.Signature {
	return &inspect.Signature{
		SubFilter: "ETSI.CAdES.detached", Coverage: inspect.WholeRevision, Intact: true, Claimed: then, Field: surname,
		Certificate: &inspect.Certificate{Subject: "CN=" + surname}, Chain: []string{"CN=" + surname + " CA"},
		Stamps:     []inspect.Stamp{{Authority: surname}},
		Revocation: []inspect.Revocation{{Subject: surname, Then: inspect.StatusGood}, {Then: inspect.StatusUnknown}},
	}
}

func TestFindings(t *testing.T) {
	t.Parallel()
	first := inspect.Revision{Length: 1000}
	broken := ourSeal()
	broken.Intact, broken.Ours, broken.Coverage, broken.Proven, broken.Faults = false, false, "", time.Time{}, []inspect.Code{inspect.DigestWrong}
	later := ourSeal()
	later.Coverage = inspect.WholeRevision
	for name, x := range map[string]struct {
		report        inspect.Report
		tone, verdict string
		want          []string
	}{
		"unreadable": {
			inspect.Report{Verdict: inspect.Unreadable, Signatures: []*inspect.Signature{ourSeal()}},
			"unknown", "Il file non è un originale rilasciato qui",
			[]string{"structure unread", "bytes other"},
		},
		"too much of it": {
			inspect.Report{Verdict: inspect.TooComplex, Revisions: []inspect.Revision{first}},
			"unknown", "Il file non è un originale rilasciato qui",
			[]string{"structure unread", "bytes other"},
		},
		"no seal": {
			inspect.Report{Verdict: inspect.Unsealed, Revisions: []inspect.Revision{first}, Content: inspect.Content{Consistent: inspect.NotSaid}},
			"unknown", "Il file non è un originale rilasciato qui",
			[]string{"seal none", "contents not-said", "bytes other"},
		},
		"forged": {
			inspect.Report{Verdict: inspect.Broken, Revisions: []inspect.Revision{first}, Signatures: []*inspect.Signature{broken}, Content: inspect.Content{Consistent: inspect.No}},
			"bad", "Sigillo non valido: file alterato o falso",
			[]string{"seal broken", "coverage wrong", "time claimed", "revocation good", "changes none", "contents no", "bytes other"},
		},
		"a person's": {
			inspect.Report{Verdict: inspect.Foreign, Revisions: []inspect.Revision{first}, Signatures: []*inspect.Signature{personal()}, Content: inspect.Content{Consistent: inspect.Yes}},
			"unknown", "Il file non è un originale rilasciato qui",
			[]string{"seal other", "coverage revision", "time claimed", "revocation unknown", "changes none", "contents yes", "bytes other"},
		},
		"changed since": {
			inspect.Report{Verdict: inspect.Altered, Revisions: []inspect.Revision{first, {Length: 5, Classes: []inspect.Class{inspect.ClassContent}}}, Signatures: []*inspect.Signature{later}, Content: inspect.Content{Consistent: inspect.Yes}},
			"bad", "File modificato dopo il sigillo",
			[]string{"seal ours", "coverage revision", "time proven", "revocation good", "changes changed", "contents yes", "bytes other"},
		},
		"something behind it": {
			inspect.Report{Verdict: inspect.Altered, Revisions: []inspect.Revision{first}, Signatures: []*inspect.Signature{ourSeal()}, Content: inspect.Content{Consistent: inspect.Yes}},
			"bad", "File modificato dopo il sigillo",
			[]string{"seal ours", "coverage file", "time proven", "revocation good", "changes changed", "contents yes", "bytes other"},
		},
		"proof added": {
			inspect.Report{Verdict: inspect.Extended, Revisions: []inspect.Revision{first, {Length: 5, Classes: []inspect.Class{inspect.ClassDSS, inspect.ClassStamp}}}, Signatures: []*inspect.Signature{personal(), later}, Content: inspect.Content{Consistent: inspect.Yes}},
			"careful", "Sigillo autentico, ma il file non è quello rilasciato",
			[]string{"seal ours", "coverage revision", "time proven", "revocation good", "changes proof", "contents yes", "bytes other"},
		},
	} {
		page := inspected(t, newArchive(), x.report)
		class, _ := pagetest.Attr(page.One("section.verdict"), "class")
		if page.StatusCode != 200 || class != "verdict "+x.tone || page.Text("h1") != x.verdict || len(page.All("section.verdict svg")) != 1 {
			t.Errorf("%s: %d %s %q", name, page.StatusCode, class, page.Text("h1"))
		}
		if diff := cmp.Diff(x.want, found(page)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if bytes.Contains(page.Body, []byte(surname)) {
			t.Errorf("%s: the page names who signed", name)
		}
		if faults := page.Faults(); len(faults) > 0 {
			t.Errorf("%s: %v", name, faults)
		}
	}
}

// A good seal does not make a withdrawn certificate good.
func TestSealOfWithdrawn(t *testing.T) {
	t.Parallel()
	a := newArchive()
	a.certificate.State, a.certificate.WithdrawnAt = certificates.Withdrawn, a.now
	page := inspected(t, a, inspect.Report{
		Verdict: inspect.Extended, Revisions: []inspect.Revision{{Length: 1000}}, Signatures: []*inspect.Signature{ourSeal()},
		Content: inspect.Content{Consistent: inspect.Yes, Address: "https://sportello.example/v/" + code.Compact()},
	})
	if class, _ := pagetest.Attr(page.One("section.verdict"), "class"); class != "verdict bad" || page.Text("h1") != "Certificato ritirato: non vale più" {
		t.Errorf("%s %q", class, page.Text("h1"))
	}
	if got := page.Text("#specialists"); !strings.Contains(got, code.String()) {
		t.Errorf("which certificate it names is not told: %s", got)
	}
}

// What may be kept says of which file it speaks, and specialists find what they ask for.
func TestFileForSpecialists(t *testing.T) {
	t.Parallel()
	file := []byte("%PDF-1.7 other")
	sum := sha256.Sum256(file)
	page := inspected(t, newArchive(), inspect.Report{
		Verdict: inspect.Extended, Reasons: []inspect.Reason{{Code: inspect.ChangedNote}}, Revisions: []inspect.Revision{{Length: 9}, {Length: 5, Classes: []inspect.Class{inspect.ClassDSS}}},
		Signatures: slices.Repeat([]*inspect.Signature{ourSeal()}, mostSeals+5), Content: inspect.Content{Consistent: inspect.Yes},
	})
	for _, want := range []string{hex.EncodeToString(sum[:]), "14 byte", "22 novembre 2026, ore 09:00 (UTC+01:00)", page.Header.Get("X-Request-Id")} {
		if got := page.Text("#moment"); !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	details := page.Text("details#specialists")
	for _, want := range []string{"extended", "changed-additions", "dss", "B-T", "2026-11-21T08:30:00Z", "then good", "now good", "CN=Sigillo", "2026-11-21/2029-11-21", "SHA-256 abcd", "CN=Radice", "ETSI.CAdES.detached", "covers file"} {
		if !strings.Contains(details, want) {
			t.Errorf("no %q in %q", want, details)
		}
	}
	if n := len(page.All("#specialists h3")); n != mostSeals {
		t.Errorf("%d seals are told of", n)
	}
	ours := newArchive().site(t).upload(sealed)
	sum = sha256.Sum256(sealed)
	if got := ours.Text("#moment"); !strings.Contains(got, hex.EncodeToString(sum[:])) || !strings.Contains(got, "15 byte") || len(ours.All("#specialists")) != 0 {
		t.Errorf("our own file: %s", got)
	}
	if diff := cmp.Diff([]string{"bytes same", "register valid"}, found(ours)); diff != "" {
		t.Error(diff)
	}
}

// Every result that a page can show has words, also those that no test above shows.
func TestEveryFindingHasWords(t *testing.T) {
	t.Parallel()
	words := newArchive().config(t).Words(registry.English)
	var keys []string
	for _, s := range []verification.State{verification.Valid, verification.Expired, verification.Withdrawn, verification.Failed, "superseded"} {
		keys = append(keys, "register."+string(s))
	}
	for _, s := range []inspect.Status{inspect.StatusGood, inspect.StatusRevoked, inspect.StatusUnknown} {
		keys = append(keys, "revocation."+string(s))
	}
	for _, a := range []inspect.Answer{inspect.Yes, inspect.No, inspect.NotSaid} {
		keys = append(keys, "contents."+string(a))
	}
	for _, key := range append(keys, "time.none", "seal.other", "coverage.wrong", "changes.proof", "structure.unread") {
		what, _, _ := strings.Cut(key, ".")
		if words["made."+key] == "" || words["made."+what] == "" {
			t.Errorf("no words for %s", key)
		}
	}
}

// Reports and results are in the language that was asked for, whole.
func TestReportLanguages(t *testing.T) {
	t.Parallel()
	a := newArchive()
	s, k := a.site(t), a.config(t).Kit
	for _, l := range certificates.Languages {
		in := "?lang=" + string(l)
		for name, page := range map[string]seen{"known": s.Get(here + "/report" + in), "unknown": s.Get("/v/" + never.Compact() + "/report" + in), "file": s.uploadIn(in, []byte("%PDF-1.7 other"))} {
			for _, other := range certificates.Languages {
				for _, text := range foreign(page.Root, k.Words(l), k.Words(other)) {
					t.Errorf("%s in %s: in %s it says %q", name, l, other, text)
				}
			}
			if page.StatusCode != 200 || !strings.Contains(page.Text("#not-checked"), k.Words(l)["unchecked.title"]) {
				t.Errorf("%s in %s: %d", name, l, page.StatusCode)
			}
		}
	}
}
