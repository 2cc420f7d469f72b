package request

import (
	"maps"
	"strings"
	"testing"

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
	v.sends(base+"/summary", base+"/done", "revision", v.revision(base))
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

// A mandate that is too old, and the thirty-first certificate of a day, are refused in words.
func TestMandateComesToNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.advocate(t)
	base := v.begins()
	v.sends(base+"/mandate", base+"/receiver", commissioned("on-year", "1999")...)
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
