package office

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
)

// What is missing or wrong in the form is said at its field, and nothing that was typed is
// lost, nor a number drawn.
func TestFormRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := "/office/people/" + string(w.ids["Anna"])
	for name, tt := range map[string]struct {
		edit  []string
		fault string
	}{
		"no key":                          {[]string{"key", ""}, ""},
		"a key that is none of ours":      {[]string{"key", "x"}, ""},
		"no name":                         {[]string{"name", ""}, "name"},
		"a name that is too long":         {[]string{"name", strings.Repeat("a", 401)}, "name"},
		"a name with a control character": {[]string{"name", "Ugo\x00Passante"}, "name"},
		"no birth":                        {[]string{"born-year", ""}, "born"},
		"a birth that is none":            {[]string{"born-month", "13"}, "born"},
		"another document":                {[]string{"document", "library-card"}, "document"},
		"no number of the document":       {[]string{"document-number", ""}, "document-number"},
		"no authority":                    {[]string{"authority", ""}, "authority"},
		"a document that is too long":     {[]string{"document-number", strings.Repeat("9", 200)}, "authority"},
		"a wrong code":                    {[]string{"code", "RSSMRA80A01H501A"}, "code"},
		"no kind":                         {[]string{"kinds", ""}, "kinds"},
		"a kind that there is not":        {[]string{"kinds", "passport"}, "kinds"},
		"a kind twice":                    {[]string{"kinds", "residence|residence"}, "kinds"},
		"no use":                          {[]string{"use", ""}, "use"},
		"another use":                     {[]string{"use", "fun"}, "use"},
		"another language":                {[]string{"language", "tlh"}, "language"},
		"no duty":                         {[]string{"duty", ""}, "duty"},
		"an online payment":               {[]string{"duty", "online"}, "duty"},
		"no exemption":                    {[]string{"exemption", ""}, "exemption"},
		"an exemption that is no number":  {[]string{"exemption", "x"}, "exemption"},
		"a stamp without a whole day":     {[]string{"duty", "stamp", "stamp", "12345678901234", "stamp-on-year", "2026"}, "stamp-on"},
		"a day that is none":              {[]string{"on-day", "31", "on-month", "2", "on-year", "2020"}, "on"},
		"a year for a day":                {[]string{"on-year", "2020"}, "on"},
		"short grounds":                   {[]string{"grounds", "no"}, "grounds"},
		"a long reason":                   {[]string{"reason", strings.Repeat("a", 501)}, "reason"},
	} {
		for _, end := range []string{"", "/preview", "/certificates"} {
			a := w.as(registrar).Post(at+end, filled(tt.edit...))
			if a.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s, %q: %d", name, end, a.StatusCode)
				continue
			}
			if tt.fault != "" && tt.fault != "reason" { // the reason's field is there when a rule can be set aside
				a.One("#" + tt.fault)
			}
			if tt.fault != "" {
				a.One(".summary a[href='#" + tt.fault + "']")
			}
			if v, _ := pagetest.Attr(a.One("#document-number"), "value"); v != filled(tt.edit...).Get("document-number") {
				t.Errorf("%s, %q: what was typed is lost: %q", name, end, v)
			}
			if key, _ := pagetest.Attr(a.One("input[name=key]"), "value"); !keyed.MatchString(key) {
				t.Errorf("%s: the form has the key %q", name, key)
			}
		}
	}
	if n := w.count("SELECT count(*) FROM certificate"); n != 0 {
		t.Errorf("%d numbers were drawn", n)
	}
}

// What the rules stop comes back with code, sentence, citation and remedy, at every step.
func TestRulesRefuse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, tt := range map[string]struct {
		about string
		edit  []string
		codes []string
	}{
		"an exemption for another use":      {"Anna", []string{"exemption", "104", "use", "judicial"}, []string{"EN345"}},
		"exemption 99 without a ground":     {"Anna", []string{"exemption", "99"}, []string{"EN281"}},
		"a stamp without its number":        {"Anna", []string{"duty", "stamp", "stamp", "12", "stamp-on-day", "1", "stamp-on-month", "1", "stamp-on-year", "2026"}, []string{"SP605"}},
		"a language not of the office":      {"Anna", []string{"language", "sl"}, []string{"SP018"}},
		"a kind for Italians abroad":        {"Anna", []string{"kinds", "residence-abroad"}, []string{"EN164"}},
		"a history without grounds":         {"Anna", []string{"kinds", "residence-history"}, []string{"SP015"}},
		"ties, for a stranger":              {"Anna", []string{"kinds", "household-with-relationships"}, []string{"EN169"}},
		"an open procedure":                 {"Ciro", []string{"kinds", "life"}, []string{"EN181"}},
		"force that nobody needs":           {"Anna", []string{"force", "EN169", "reason", "ha una delega scritta"}, []string{"SP212"}},
		"force without a reason":            {"Anna", []string{"kinds", "household-with-relationships", "force", "EN169"}, []string{"SP213"}},
		"force with a short reason":         {"Anna", []string{"kinds", "household-with-relationships", "force", "EN169", "reason", "perché"}, []string{"SP213"}},
		"force of what cannot be set aside": {"Anna", []string{"kinds", "residence-abroad", "force", "EN164", "reason", "lo dico io, basta"}, []string{"EN164", "SP211"}},
		"force of what is no rule":          {"Anna", []string{"force", script, "reason", "ha una delega scritta"}, []string{"SP212"}},
		"a reason for nothing":              {"Anna", []string{"reason", "ha una delega scritta"}, []string{"SP212"}},
	} {
		at := "/office/people/" + string(w.ids[tt.about])
		for _, end := range []string{"", "/preview", "/certificates"} {
			a := w.as(registrar).Post(at+end, filled(tt.edit...))
			if a.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s, %q: %d", name, end, a.StatusCode)
				continue
			}
			var got []string
			for _, n := range a.All("#stopped li code") {
				got = append(got, pagetest.Text(n))
			}
			if diff := cmp.Diff(tt.codes, got); diff != "" {
				t.Errorf("%s, %q (-want +got):\n%s", name, end, diff)
			}
			a.One(".summary a[href='#stopped']")
			if n := len(a.All("#stopped li > p")); n != 3*len(got) {
				t.Errorf("%s: %d sentences, remedies and citations of %d rules", name, n, len(got))
			}
			for _, f := range a.Faults() {
				t.Errorf("%s: %s", name, f)
			}
		}
	}
	if n := w.count("SELECT count(*) FROM certificate"); n != 0 {
		t.Errorf("%d numbers were drawn", n)
	}
}

// forms is what a page's forms hold, by the address to which they are sent.
func hidden(a pagetest.Seen) url.Values {
	out := url.Values{}
	for _, n := range a.All("main form input[type=hidden]") {
		name, _ := pagetest.Attr(n, "name")
		value, _ := pagetest.Attr(n, "value")
		out.Add(name, value)
	}
	return out
}

// From the form over the summary and the preview to the certificate.
func TestIssueAtTheCounter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.as(registrar)
	at := "/office/people/" + string(w.ids["Anna"])
	first := s.Get(at)
	form := filled("duty", "virtual", "exemption", "", "code", string(codes["Ciro"]), "kinds", "residence|life", "language", "de")
	form.Set("key", hidden(first).Get("key"))
	form.Set("whose", hidden(first).Get("whose"))
	review := s.Post(at, form)
	if review.StatusCode != http.StatusOK {
		t.Fatalf("%d\n%s", review.StatusCode, review.Body)
	}
	text := review.Text("main")
	for _, want := range []string{"Rossi Anna", "Passante Ugo", "Carta d'identità CA00000AA, Comune di Roma", string(codes["Ciro"]), "Certificato di residenza", "esistenza in vita", "16,00 euro", "0,52 euro", "21 febbraio 2027"} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary does not say %q", want)
		}
	}
	if n := w.count("SELECT count(*) FROM certificate"); n != 0 {
		t.Fatalf("the summary has drawn %d numbers", n)
	}
	sent := hidden(review)
	if diff := cmp.Diff(form, sent); diff != "" {
		t.Errorf("what the summary sends on (-form +sent):\n%s", diff)
	}
	proof := s.Post(at+"/preview", sent)
	if proof.StatusCode != http.StatusOK || proof.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(string(proof.Body), "%PDF") {
		t.Errorf("the preview: %d %s", proof.StatusCode, proof.Header.Get("Content-Type"))
	}
	edit := s.Post(at, with(sent, "edit", "yes"))
	if v, _ := pagetest.Attr(edit.One("#name"), "value"); edit.StatusCode != http.StatusOK || v != "Passante Ugo" {
		t.Errorf("back to the form: %d, %q", edit.StatusCode, v)
	}
	if n := len(edit.All("input[name=kinds][checked]")); n != 2 || len(edit.All(".summary")) > 0 {
		t.Errorf("back to the form, %d kinds are chosen", n)
	}
	answer := s.Post(at+"/certificates", sent)
	to := answer.Header.Get("Location")
	if answer.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/office/certificates/") {
		t.Fatalf("%d to %q\n%s", answer.StatusCode, to, answer.Body)
	}
	done := s.Get(to)
	for _, want := range []string{"2026/0000001", "Certificato rilasciato", "Passante Ugo", "CA00000AA", "r.verdi"} {
		if !strings.Contains(done.Text("main"), want) {
			t.Errorf("the certificate's page does not say %q", want)
		}
	}
	file := s.Get(strings.TrimSuffix(to, "?issued=yes") + "/file")
	if file.StatusCode != http.StatusOK || file.Header.Get("Content-Disposition") != `attachment; filename="certificato-2026-0000001.pdf"` {
		t.Errorf("the file: %d %s", file.StatusCode, file.Header.Get("Content-Disposition"))
	}
	if again := s.Get(at); !strings.Contains(again.Text("#had ~ ul"), "2026/0000001") {
		t.Error("the person's page does not list it")
	}
}

func with(f url.Values, name, value string) url.Values {
	out := url.Values{name: {value}}
	for k, v := range f {
		if k != name {
			out[k] = v
		}
	}
	return out
}

// The person himself is identified by a document like anybody else; the rest is his record.
func TestApplicantHimself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := "/office/people/" + string(w.ids["Anna"])
	form := filled("self", "yes", "name", "", "born-day", "", "born-month", "", "born-year", "", "kinds", "household-with-relationships")
	answer := w.as(registrar).Post(at+"/certificates", form)
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d\n%s", answer.StatusCode, answer.Body)
	}
	if n := w.count("SELECT count(*) FROM certificate_application WHERE applicant_name = 'Rossi Anna' AND applicant_born = '1985-03-04' AND applicant_code IS NOT NULL AND forced IS NULL"); n != 1 {
		t.Errorf("%d applications of hers", n)
	}
	if a := w.as(registrar).Post(at, filled("self", "yes", "document-number", "")); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without a document: %d", a.StatusCode)
	}
}

// A rule that can be set aside says so, and is, with the reason.
func TestForce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.as(registrar)
	at := "/office/people/" + string(w.ids["Anna"])
	form := filled("kinds", "household-with-relationships")
	stopped := s.Post(at, form)
	if got := stopped.Text("#stopped .badge"); got != "si può superare" {
		t.Errorf("the rule is marked %q", got)
	}
	choice := stopped.One("input[name=force][value=EN169]")
	if _, checked := pagetest.Attr(choice, "checked"); checked {
		t.Error("it is chosen in advance")
	}
	form.Set("force", "EN169")
	form.Set("reason", "ha una delega scritta")
	review := s.Post(at, form)
	if got := review.Text("main"); !strings.Contains(got, "EN169") || !strings.Contains(got, "ha una delega scritta") {
		t.Errorf("the summary does not say what is set aside:\n%s", got)
	}
	answer := s.Post(at+"/certificates", hidden(review))
	done := s.Get(answer.Header.Get("Location"))
	if got := done.Text("main"); !strings.Contains(got, "EN169") || !strings.Contains(got, "ha una delega scritta") {
		t.Errorf("the certificate does not say what was set aside:\n%s", got)
	}
	// Only who issues is shown who asked, and why a rule was set aside.
	if got := w.as(reader).Get(answer.Header.Get("Location")).Text("main"); strings.Contains(got, "delega") || strings.Contains(got, "Passante") {
		t.Errorf("a reader is told:\n%s", got)
	}
}

// However often a form is sent, at once or later, one certificate comes of it.
func TestIssuedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.seal.slow = 300 * time.Millisecond
	at := "/office/people/" + string(w.ids["Anna"]) + "/certificates"
	var places [3]string
	var clicks sync.WaitGroup
	s := w.as(registrar)
	for i := range places {
		clicks.Go(func() { places[i] = s.Post(at, filled()).Header.Get("Location") })
	}
	clicks.Wait()
	again := s.Post(at, filled()).Header.Get("Location")
	for _, place := range places {
		if place == "" || place != again {
			t.Errorf("leads to %q and %q", place, again)
		}
	}
	// The same form with something else in it is another request.
	other := s.Post(at, filled("kinds", "life"))
	if other.StatusCode != http.StatusConflict || !strings.Contains(other.Text(".summary"), "modulo vuoto") {
		t.Errorf("the same key for something else: %d", other.StatusCode)
	}
	// The key is his: with another officer it is a new one, and leads to another certificate.
	if foreign := w.as(second).Post(at, filled()).Header.Get("Location"); foreign == "" || foreign == again {
		t.Errorf("another officer's is %q, mine %q", foreign, again)
	}
	if n := w.count("SELECT count(*) FROM certificate"); n != 2 {
		t.Errorf("%d certificates", n)
	}
}

// Without a seal no number is drawn, the form is kept, and it goes on when the seal is back.
func TestSealIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := "/office/people/" + string(w.ids["Anna"]) + "/certificates"
	w.seal.broken = errors.New("no device")
	a := w.as(registrar).Post(at, filled())
	if a.StatusCode != http.StatusServiceUnavailable || len(a.All(".summary")) != 1 {
		t.Errorf("%d\n%s", a.StatusCode, a.Body)
	}
	if v, _ := pagetest.Attr(a.One("input[name=key]"), "value"); v != filled().Get("key") {
		t.Errorf("the form's key is now %q", v)
	}
	w.seal.broken = nil
	if a := w.as(registrar).Post(at, filled()); a.StatusCode != http.StatusSeeOther {
		t.Errorf("with the seal: %d", a.StatusCode)
	}
}

// Names and reasons are text, whatever they look like.
func TestNamesAreText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.as(registrar)
	at := "/office/people/" + string(w.ids["Dina"])
	form := filled("name", script, "authority", script, "kinds", "household-with-relationships", "force", "EN169", "reason", script+" è il motivo")
	pages := []pagetest.Seen{
		s.Get(at), s.Post(at, form), s.Post(at, with(form, "edit", "yes")), s.Post(at, with(form, "key", "")), s.Post("/office/search", sought("code", string(codes["Dina"]))),
		s.Post("/office/search", sought("purpose", script, "code", script)),
	}
	to := s.Post(at+"/certificates", form).Header.Get("Location")
	id := strings.TrimSuffix(strings.TrimPrefix(to, "/office/certificates/"), "?issued=yes")
	pages = append(pages, s.Get(to), s.Get("/office/certificates/"+id+"/trail"), s.Post("/office/certificates/"+id+"/withdrawal", url.Values{"reason": {script}}))
	s.Post("/office/certificates/"+id+"/withdrawal", url.Values{"reason": {script}, "confirm": {"yes"}})
	pages = append(pages, s.Get("/office/certificates/"+id), s.Get("/office/certificates"), s.Get("/office/certificates?number="+url.QueryEscape(script)))
	said := 0
	for i, a := range pages {
		if n := len(a.All("script")); n > 0 || strings.Contains(string(a.Body), script) {
			t.Errorf("page %d holds a script", i)
		}
		if slices.ContainsFunc(a.All("main"), func(n *html.Node) bool { return strings.Contains(pagetest.Text(n), script) }) {
			said++
		}
	}
	if said < 5 {
		t.Errorf("the text is shown on %d pages", said)
	}
}

// What an officer does at the counter is recorded under his name, in its order.
func TestCounterIsRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := len(w.events(here))
	at := "/office/people/" + string(w.ids["Anna"])
	s := w.as(issuer)
	s.Get(at)
	s.Post(at, filled())
	s.Post(at+"/preview", filled())
	s.Post(at+"/certificates", filled())
	want := []audit.Kind{
		audit.SubjectRead, audit.SubjectRead, audit.SubjectRead, audit.SubjectRead, audit.CertificatePreview, audit.SubjectRead, audit.CertificateIssuing, audit.CertificateIssued,
	}
	if diff := cmp.Diff(want, w.since(before)); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}
	for _, e := range w.events(here)[before:] {
		if e.Actor != (audit.Actor{Kind: audit.Officer, ID: "i.neri"}) || e.Channel != string(certificates.Counter) || e.Person != string(w.ids["Anna"]) {
			t.Errorf("%s by %+v through %s", e.Kind, e.Actor, e.Channel)
		}
	}
}
