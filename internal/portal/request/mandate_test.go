package request

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// commissioned is a mandate about Dario, with something else in place of one answer.
func commissioned(change ...string) []string {
	answers := map[string]string{
		"purpose": "judicial", "case": "pratica 2026/17", "on-day": "1", "on-month": "2", "on-year": "2025", "surname": "Verdi", "given": "Dario", "code": string(codes["Dario"]),
		"born-day": "5", "born-month": "5", "born-year": "1970",
	}
	for i := 0; i+1 < len(change); i += 2 {
		answers[change[i]] = change[i+1]
	}
	var out []string
	for name := range maps.Keys(answers) {
		out = append(out, name, answers[name])
	}
	return out
}

// A lawyer who lives elsewhere asks about the one whom his mandate names.
func TestMandate(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.advocate(t)
	base := v.begins()
	if got := to(v.Get(base + "/who")); got != base+"/mandate" {
		t.Errorf("whom he asks for: %s", got)
	}
	v.sends(base+"/mandate", base+"/receiver", commissioned()...)
	if n := len(v.Get(base + "/receiver").All("input[type=radio]")); n != 3 {
		t.Errorf("%d receivers", n)
	}
	if seen := v.Post(base+"/receiver", form("receiver", "immigration")); seen.StatusCode != 422 {
		t.Errorf("a receiver for whom the exemption does not hold: %d", seen.StatusCode)
	}
	v.sends(base+"/receiver", base+"/stop", "receiver", "public")
	if stop := v.Get(base + "/stop"); len(stop.All(`a[href^="/me/declarations"]`)) != 0 {
		t.Error("declares for somebody else")
	}
	v.sends(base+"/receiver", base+"/kinds", "receiver", "judicial")
	v.sends(base+"/kinds", base+"/duty", "kind", "residence")
	if duty := v.Get(base + "/duty"); len(duty.All("input[name=how]")) != 0 || !strings.Contains(duty.Text("main"), "art. 18 d.P.R. 115/2002") {
		t.Error(duty.Text("main"))
	}
	v.sends(base+"/duty", base+"/preview", "language", "it", "how", "stamp", "stamp", "01234567890123")
	if summary := v.Get(base + "/summary"); !strings.Contains(summary.Text("main"), "Mandato: Procedimento giudiziario, 1° febbraio 2025") || len(summary.All(`dd a[href="`+base+`/mandate"]`)) != 1 {
		t.Error(summary.Text("main"))
	}
	v.sends(base+"/summary", base+"/done", "revision", v.revision(base))
	if done := v.Get(base + "/done"); len(done.All(`a[href*="for="]`)) != 0 {
		t.Error("the same person again, without a mandate")
	}
	list, _, err := f.desk.Issued(t.Context(), v.by, certificates.Filter{}, "", 10, "test")
	if err != nil || len(list) != 1 || list[0].Channel != certificates.Lawyers || list[0].Subject != f.ids["Dario"] {
		t.Errorf("issued %v, %v", list, err)
	}
	if got, _ := pagetest.Attr(v.Get("/request").One("main form"), "method"); got != "post" {
		t.Error("no other can be begun")
	}
}

func TestMandateRefuses(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.advocate(t)
	base := v.begins()
	for name, tt := range map[string]struct{ change, field string }{
		"no purpose":                  {"purpose=", "purpose"},
		"a purpose that is not":       {"purpose=curiosity", "purpose"},
		"no case":                     {"case=", "case"},
		"a case as long as a book":    {"case=" + strings.Repeat("x", 201), "case"},
		"no day":                      {"on-day=", "on"},
		"a day that is none":          {"on-day=32", "on"},
		"a day to come":               {"on-year=2999", "on"},
		"a day of another age":        {"on-year=1999", "on"},
		"a month without a day":       {"on-day=", "on"},
		"no surname":                  {"surname=", "surname"},
		"a surname as long as a tale": {"surname=" + strings.Repeat("x", 101), "surname"},
		"no given name":               {"given=", "given"},
		"no code":                     {"code=", "code"},
		"a code that cannot be":       {"code=VRDDRA70E05H501Z", "code"},
		"no birth":                    {"born-year=", "born"},
		"another surname":             {"surname=Bianchi", "code"},
		"another's code":              {"code=" + string(codes["Anna"]), "code"},
		"another birth":               {"born-day=6", "code"},
		"part of a name":              {"given=Da", "code"},
		"everybody":                   {"surname=%", "code"},
	} {
		field, value, _ := strings.Cut(tt.change, "=")
		seen := v.Post(base+"/mandate", form(commissioned(field, value)...))
		if seen.StatusCode != 422 || len(seen.All(`.summary a[href="#`+tt.field+`"]`)) != 1 {
			t.Errorf("%s: %d, %s", name, seen.StatusCode, pagetest.Text(seen.Root))
		}
	}
	if d := v.draft(base); d.Mandate != nil || d.Request.Subject != "" {
		t.Errorf("kept: %+v", d)
	}
}

// Whoever does not log in as a lawyer is told so, with the law and the remedy, whatever he
// sends; and nobody is looked for.
func TestMandateOfACitizen(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.begins()
	for name, seen := range map[string]pagetest.Seen{"asks": v.Get(base + "/mandate"), "sends": v.Post(base+"/mandate", form(commissioned()...))} {
		text := seen.Text("main")
		if seen.StatusCode != 403 || !strings.Contains(text, "Solo un avvocato") || !strings.Contains(text, "identità digitale che attesti") || !strings.Contains(text, "d.m. 6 ottobre 2023") || strings.Contains(text, "Verdi") {
			t.Errorf("%s: %d %s", name, seen.StatusCode, text)
		}
	}
	if d := v.draft(base); d.Mandate != nil || d.Request.Subject != "" {
		t.Errorf("kept: %+v", d)
	}
}

// Nobody can tell, from what a guess is answered, whether the person is there and which of
// the data is wrong.
func TestMandateTellsNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.advocate(t)
	base := v.begins()
	answers := map[string]string{}
	for name, guess := range map[string][]string{
		"nobody's code":    commissioned("code", "BNCGPP60A01F205D"),
		"another's code":   commissioned("code", string(codes["Anna"])),
		"another surname":  commissioned("surname", "Bianchi"),
		"a given name cut": commissioned("given", "Dar"),
		"another birth":    commissioned("born-day", "6"),
		"the year alone":   commissioned("born-day", "", "born-month", ""),
	} {
		seen := v.Post(base+"/mandate", form(guess...))
		if seen.StatusCode != 422 || !strings.Contains(seen.Text(".summary"), "area avvocati") {
			t.Errorf("%s: %d %s", name, seen.StatusCode, seen.Text("main"))
		}
		answers[seen.Text(".summary")+seen.Text(".fault")] = name
	}
	if len(answers) != 1 {
		t.Errorf("the answers tell guesses apart: %v", answers)
	}
}

// A mandate is for the person whom it names, and for nobody else: not by another draft's
// person, not by a household, not in another lawyer's hands.
func TestMandateIsForOne(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.advocate(t)
	base := v.begins()
	v.sends(base+"/mandate", base+"/receiver", commissioned()...)
	for _, field := range []string{"person", "subject", "for"} {
		v.Post(base+"/who", form(field, string(f.ids["Anna"])))
		v.Post(base+"/receiver", form("receiver", "judicial", field, string(f.ids["Anna"])))
		v.Post(base+"/kinds", form("kind", "residence", field, string(f.ids["Anna"])))
	}
	if d := v.draft(base); d.Request.Subject != f.ids["Dario"] || d.Mandate == nil || d.Mandate.Subject.Code != codes["Dario"] {
		t.Fatalf("it is about another: %+v", d)
	}
	moved := v.draft(base).Request // what no page sends
	moved.Subject, moved.Key = f.ids["Anna"], "moved"
	var nobody *certificates.NotYoursError
	if _, err := f.desk.Issue(t.Context(), v.by.With(nil, v.draft(base).Mandate), moved); !errors.As(err, &nobody) {
		t.Errorf("Anna's on Dario's mandate: %v", err)
	}
	elsewhere := f.who(t, &auth.Principal{Issuer: "https://another.example", Subject: "pairwise-9", FiscalCode: "LVRBRC79L52F205D", Assurance: "l2", Lawyer: true})
	for name, other := range map[string]visit{
		"another lawyer": elsewhere, "a citizen": f.as(t, "Anna"), "whom it is about": f.as(t, "Dario"),
		"the same person who is no lawyer here": f.as(t, "Bruno"),
	} {
		for _, page := range []string{"", "/who", "/mandate", "/receiver", "/kinds", "/duty", "/preview", "/preview.pdf", "/summary", "/done", "/file"} {
			if seen := other.Get(base + page); seen.StatusCode != 404 || strings.Contains(string(seen.Body), "Verdi") {
				t.Errorf("%s, %s: %d", name, page, seen.StatusCode)
			}
		}
		for _, page := range []string{"/drop", "/mandate", "/receiver", "/summary"} {
			if seen := other.Post(base+page, form(commissioned()...)); seen.StatusCode != 404 {
				t.Errorf("%s sends %s: %d", name, page, seen.StatusCode)
			}
		}
	}
}

// However many windows confirm at once, no more than thirty come of a day, and a draft
// confirmed twice is one of them.
func TestThirtyAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.advocate(t)
	base := v.begins()
	v.sends(base+"/mandate", base+"/receiver", commissioned()...)
	v.sends(base+"/receiver", base+"/kinds", "receiver", "judicial")
	v.sends(base+"/kinds", base+"/duty", "kind", "residence")
	v.sends(base+"/duty", base+"/preview", "language", "it")
	d := v.draft(base)
	var had, refused atomic.Int32
	var all sync.WaitGroup
	issue := func(n int) {
		r := d.Request
		r.Key, r.ID = fmt.Sprint("window-", n), "req"
		var stopped *certificates.RefusedError
		switch _, err := f.desk.Issue(t.Context(), v.by.With(nil, d.Mandate), r); {
		case err == nil:
			had.Add(1)
		case errors.As(err, &stopped) && slices.Equal(stopped.Codes(), []string{"SP209"}):
			refused.Add(1)
		default:
			t.Error(err)
		}
	}
	const more = 12
	for n := range certificates.LawyerDaily + more {
		all.Go(func() { issue(n) })
	}
	all.Wait()
	if had.Load() != certificates.LawyerDaily || refused.Load() != more {
		t.Errorf("%d had, %d refused", had.Load(), refused.Load())
	}
	if n := v.issued(); n != certificates.LawyerDaily {
		t.Errorf("%d issued", n)
	}
	if seen := v.Post(base+"/summary", form("revision", v.revision(base))); seen.StatusCode != 422 || !strings.Contains(seen.Text("main"), "trenta certificati") {
		t.Errorf("by the page: %d %s", seen.StatusCode, seen.Text("main"))
	}
}

// A mandate that is too old, and the thirty-first certificate of a day, are refused in words.
func TestMandateComesToNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.advocate(t)
	base := v.begins()
	v.sends(base+"/mandate", base+"/receiver", commissioned()...)
	old := *v.draft(base).Mandate // one that has grown old with its draft
	old.On = date(1999, 2, 1)
	if _, err := f.desk.Amend(t.Context(), v.by, v.draft(base).ID, func(a *certificates.Answers) error { a.Mandate = &old; return nil }); err != nil {
		t.Fatal(err)
	}
	v.sends(base+"/receiver", base+"/kinds", "receiver", "judicial")
	seen := v.Post(base+"/kinds", form("kind", "residence"))
	if seen.StatusCode != 422 || !strings.Contains(seen.Text(".summary"), "mandato non è completo") {
		t.Errorf("%d: %s", seen.StatusCode, pagetest.Text(seen.Root))
	}
	v.sends(base+"/mandate", base+"/receiver", commissioned()...)
	v.sends(base+"/kinds", base+"/duty", "kind", "residence")
	v.sends(base+"/duty", base+"/preview", "language", "it")
	mandate := v.draft(base).Mandate
	for i := range certificates.LawyerDaily {
		r := v.draft(base).Request
		r.Key, r.ID = "many-"+strings.Repeat("x", i+1), "req"
		if _, err := f.desk.Issue(t.Context(), v.by.With(nil, mandate), r); err != nil {
			t.Fatal(err)
		}
	}
	many := v.Post(base+"/summary", form("revision", v.revision(base)))
	if many.StatusCode != 422 || !strings.Contains(many.Text("main"), "trenta certificati") {
		t.Errorf("%d: %s", many.StatusCode, many.Text("main"))
	}
}
