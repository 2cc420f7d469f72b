package request

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
)

// every is all pages about a draft, and what may be sent to them.
var every = []struct {
	method, path string
	form         url.Values
}{
	{"GET", "", nil},
	{"GET", "/who", nil},
	{"GET", "/mandate", nil},
	{"GET", "/receiver", nil},
	{"GET", "/stop", nil},
	{"GET", "/kinds", nil},
	{"GET", "/duty", nil},
	{"GET", "/preview", nil},
	{"GET", "/preview.pdf", nil},
	{"GET", "/summary", nil},
	{"GET", "/payment", nil},
	{"GET", "/done", nil},
	{"GET", "/file", nil},
	{"POST", "/who", form("person", "x")},
	{"POST", "/mandate", form("purpose", "judicial")},
	{"POST", "/receiver", form("receiver", "public")},
	{"POST", "/kinds", form("kind", "life")},
	{"POST", "/duty", form("how", "online", "language", "it")},
	{"POST", "/summary", form("revision", "5", "email", "a@example.org")},
	{"POST", "/drop", nil},
}

// Another's draft is not there, on any page, by any method, before and after something has
// come of it.
func TestAnothersDraft(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	anna := f.as(t, "Anna")
	open, ended := anna.answers("Anna"), anna.answers("Anna", "how", "exempt", "exemption", "106")
	anna.sends(ended+"/summary", ended+"/done", "revision", anna.revision(ended))
	before := *anna.draft(open)
	for name, v := range map[string]visit{"her household": f.as(t, "Bruno"), "a neighbour": f.as(t, "Dario"), "a lawyer": f.advocate(t)} {
		for _, base := range []string{open, ended, "/request/nobody", "/request/00000000-0000-4000-8000-000000000000"} {
			for _, e := range every {
				seen := v.Get(base + e.path)
				if e.method == "POST" {
					seen = v.Post(base+e.path, e.form)
				}
				if seen.StatusCode != 404 || strings.Contains(string(seen.Body), "loia") {
					t.Errorf("%s, %s %s%s: %d", name, e.method, base, e.path, seen.StatusCode)
				}
			}
		}
		if list := v.Get("/request"); len(list.All(`a[href^="`+open+`"]`)) != 0 {
			t.Errorf("%s is shown the draft", name)
		}
	}
	if after := anna.draft(open); after.Revision != before.Revision || anna.issued() != 1 {
		t.Errorf("changed: %+v", after)
	}
}

// Nobody who is not logged in sees anything but the way to the login.
func TestNobody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	base := f.as(t, "Anna").answers("Anna")
	nobody := pagetest.Site{T: t, Handler: f.handler}
	for _, e := range append(every, every[0]) {
		seen := nobody.Get(base + e.path)
		if e.method == "POST" {
			seen = nobody.Post(base+e.path, e.form)
		}
		if got := to(seen); !strings.HasPrefix(got, "/login?then=") {
			t.Errorf("%s %s leads to %s", e.method, e.path, got)
		}
	}
}

// A draft that is too old is not there any more.
func TestExpiredDraft(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Anna")
	f.desk.Clock = func() time.Time { return f.now().Add(certificates.DraftTime + time.Minute) }
	for _, e := range every {
		seen := v.Get(base + e.path)
		if e.method == "POST" {
			seen = v.Post(base+e.path, e.form)
		}
		if seen.StatusCode != 404 {
			t.Errorf("%s %s: %d", e.method, e.path, seen.StatusCode)
		}
	}
	if n, err := f.desk.SweepDrafts(t.Context()); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
}

// Whatever is forged, left out or too long is told at its field, and changes nothing.
func TestForged(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Anna")
	revision := v.draft(base).Revision
	long := strings.Repeat("ä", 257)
	for name, tt := range map[string]struct {
		step  string
		form  []string
		field string
	}{
		"nobody":                          {"/who", nil, "person"},
		"a neighbour":                     {"/who", []string{"person", string(f.ids["Dario"])}, "person"},
		"one who cannot be certified":     {"/who", []string{"person", string(f.ids["Elda"])}, "person"},
		"no person":                       {"/who", []string{"person", "' OR 1=1 --"}, "person"},
		"no receiver":                     {"/receiver", nil, "receiver"},
		"a receiver that is not":          {"/receiver", []string{"receiver", "king"}, "receiver"},
		"no kind":                         {"/kinds", nil, "kind"},
		"a kind that is not":              {"/kinds", []string{"kind", "crown"}, "kind"},
		"a kind that is, and one that is": {"/kinds", []string{"kind", "residence", "kind", "8"}, "kind"},
		"a kind of the counter":           {"/kinds", []string{"kind", "residence-history"}, "kind"},
		"kinds that exclude each other":   {"/kinds", []string{"kind", "free-status", "kind", "civil-status"}, "kind"},
		"a kind for Italians abroad":      {"/kinds", []string{"kind", "residence-abroad"}, "kind"},
		"no way to pay":                   {"/duty", []string{"language", "it"}, "how"},
		"a way that is not":               {"/duty", []string{"language", "it", "how", "gold"}, "how"},
		"the counter's way":               {"/duty", []string{"language", "it", "how", "virtual"}, "how"},
		"no exemption":                    {"/duty", []string{"language", "it", "how", "exempt"}, "exemption"},
		"an exemption that is not":        {"/duty", []string{"language", "it", "how", "exempt", "exemption", "98"}, "exemption"},
		"an exemption in words":           {"/duty", []string{"language", "it", "how", "exempt", "exemption", "107; DROP"}, "exemption"},
		"the exemption of public bodies":  {"/duty", []string{"language", "it", "how", "exempt", "exemption", "10"}, "exemption"},
		"another ground without words":    {"/duty", []string{"language", "it", "how", "exempt", "exemption", "99"}, "ground"},
		"another ground, too long":        {"/duty", []string{"language", "it", "how", "exempt", "exemption", "99", "ground", long}, "ground"},
		"a stamp without a number":        {"/duty", []string{"language", "it", "how", "stamp", "on-day", "1", "on-month", "2", "on-year", "2024"}, "stamp"},
		"a stamp of thirteen digits":      {"/duty", []string{"language", "it", "how", "stamp", "stamp", "0123456789012", "on-day", "1", "on-month", "2", "on-year", "2024"}, "stamp"},
		"a stamp without a day":           {"/duty", []string{"language", "it", "how", "stamp", "stamp", "01234567890123", "on-month", "2"}, "on"},
		"a stamp of tomorrow":             {"/duty", []string{"language", "it", "how", "stamp", "stamp", "01234567890123", "on-day", "1", "on-month", "2", "on-year", "2999"}, "on"},
		"a stamp of 30 February":          {"/duty", []string{"language", "it", "how", "stamp", "stamp", "01234567890123", "on-day", "30", "on-month", "2", "on-year", "2024"}, "on"},
		"no language":                     {"/duty", []string{"how", "exempt", "exemption", "107"}, "language"},
		"a language that is not":          {"/duty", []string{"language", "la", "how", "exempt", "exemption", "107"}, "language"},
		"a language of another office":    {"/duty", []string{"language", "fr", "how", "exempt", "exemption", "107"}, "language"},
	} {
		seen := v.Post(base+tt.step, form(tt.form...))
		if seen.StatusCode != 422 || len(seen.All(`.summary a[href="#`+tt.field+`"]`)) == 0 || len(seen.All("#"+tt.field)) != 1 || len(seen.All("h1")) != 1 {
			t.Errorf("%s: %d, %s", name, seen.StatusCode, pagetest.Text(seen.Root))
		}
	}
	if v.draft(base).Revision != revision {
		t.Error("changed")
	}
	if seen := v.Post(base+"/kinds", form("kind", strings.Repeat("x", 70_000))); seen.StatusCode != 413 {
		t.Errorf("a form as long as a book: %d", seen.StatusCode)
	}
	if seen := v.Post(base+"/mandate", form("purpose", "judicial")); seen.StatusCode != 403 {
		t.Errorf("a citizen on a mandate: %d", seen.StatusCode)
	}
}

// What cannot be had is shown, with the reason and what to do, and cannot be ticked.
func TestRefusedKindsAreExplained(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.begins()
	v.sends(base+"/who", base+"/receiver", "person", string(f.ids["Anna"]))
	v.sends(base+"/receiver", base+"/kinds", "receiver", "private")
	for _, language := range []string{"it", "de", "sl", "fr", "en"} {
		seen := v.Get(base + "/kinds?lang=" + language)
		if offered, refused := len(seen.All("input[name=kind]")), len(seen.All("main details")); offered+refused != len(f.desk.Catalogue.Entries()) || refused == 0 || offered == 0 {
			t.Errorf("%s: %d kinds can be had, %d not", language, offered, refused)
		}
		for _, d := range seen.All("main details") {
			if words := pagetest.Text(d); len(words) < 60 {
				t.Errorf("%s: no reason: %s", language, words)
			}
		}
		// One sentence that decides, one that says what to do: not what could be said as well.
		if said, details := len(seen.All("main details .refusal")), len(seen.All("main details")); said != details {
			t.Errorf("%s: %d refusals of %d kinds", language, said, details)
		}
		for _, r := range certificates.Rulebook() {
			if text := r.Sentence.In(registry.Language(language)); r.Missing && strings.Contains(pagetest.Text(seen.One("main")), text) {
				t.Errorf("%s: what nobody can give here is asked for: %s", language, text)
			}
		}
	}
}

// For a public body the way ends, with what to do instead, and can be gone on with.
func TestPublicBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Bruno")
	v.sends(base+"/receiver", base+"/stop", "receiver", "public")
	stop := v.Get(base + "/stop")
	if len(stop.All(`a[href="/me/declarations?for=`+string(f.ids["Bruno"])+`"]`)) != 1 || !strings.Contains(stop.Text("main"), "artt. 40 c.01, 43") {
		t.Error(stop.Text("main"))
	}
	for _, step := range []string{"/kinds", "/duty", "/preview", "/preview.pdf", "/summary", ""} {
		if got := to(v.Get(base + step)); got != base+"/receiver" {
			t.Errorf("%s leads to %s", step, got)
		}
	}
	v.sends(base+"/summary", base+"/receiver", "revision", "9")
	receiver, _ := pagetest.Attr(stop.One("input[type=hidden]"), "value")
	v.sends(base+"/receiver", base+"/kinds", "receiver", receiver)
	if got := to(v.Get(base + "/stop")); got != base+"/receiver" {
		t.Errorf("no public body any more: %s", got)
	}
	if v.issued() != 0 {
		t.Error("issued")
	}
}

// A minor is told at once, and what is sent all the same is refused.
func TestMinor(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Chiara")
	list := v.Get("/request")
	if len(list.All("main form")) != 0 || !strings.Contains(list.Text("main .callout"), "Chi è minorenne") {
		t.Error(list.Text("main"))
	}
	if seen := v.Post("/request", nil); seen.StatusCode != 403 {
		t.Errorf("begins: %d", seen.StatusCode)
	}
	d, err := f.desk.BeginDraft(t.Context(), v.by, certificates.Answers{})
	if err != nil {
		t.Fatal(err)
	}
	base := "/request/" + string(d.ID)
	if who := v.Get(base + "/who"); len(who.All("main input")) != 0 || len(who.All("details")) == 0 {
		t.Error(who.Text("main"))
	}
	if seen := v.Post(base+"/who", form("person", string(f.ids["Chiara"]))); seen.StatusCode != 422 {
		t.Errorf("for herself: %d", seen.StatusCode)
	}
}

// Who left the household meanwhile, or cannot be certified any more, is refused when it
// comes to it, with the way to mend it; nothing is lost.
func TestRegisterChangesMeanwhile(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func([]registry.Entry){
		"cannot be certified": func(people []registry.Entry) { people[1].Person.Certifiability = registry.NotCertifiable },
		"has moved out": func(people []registry.Entry) {
			people[1].Household, people[1].Person.Membership = people[4].Household, &registry.Membership{Relationship: 13, Since: date(2026, 1, 1)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changesMeanwhile(t, change)
		})
	}
}

func changesMeanwhile(t *testing.T, change func([]registry.Entry)) {
	t.Helper()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Bruno")
	revision := v.revision(base)
	people := family()
	change(people)
	f.load(t, f.now(), people...)
	refused := v.Post(base+"/summary", form("revision", revision))
	if refused.StatusCode != 422 || len(refused.All(`a[href="`+base+`/who"]`)) == 0 || v.issued() != 0 {
		t.Errorf("confirmed: %d, %s", refused.StatusCode, pagetest.Text(refused.Root))
	}
	for _, step := range []string{"/preview", "/summary"} {
		if seen := v.Get(base + step); len(seen.All("main form")) != 0 || !strings.Contains(seen.Text("h1"), "non si può rilasciare") {
			t.Errorf("%s: %s", step, seen.Text("main"))
		}
	}
	if seen := v.Get(base + "/who"); len(seen.All(`input[value="`+string(f.ids["Bruno"])+`"]`)) != 0 {
		t.Error("Bruno can still be chosen")
	}
	v.sends(base+"/who", base+"/receiver", "person", string(f.ids["Anna"]))
	v.sends(base+"/kinds", base+"/duty", "kind", "life")
	v.sends(base+"/summary", base+"/done", "revision", v.revision(base))
}

// Without seal or database nothing is lost, and the page leads on.
func TestLater(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Anna")
	revision := v.revision(base)
	f.seal.set(errors.New("the card of D'Àloia is out"))
	later := v.Post(base+"/summary", form("revision", revision))
	if later.StatusCode != 503 || len(later.All(`a[href="`+base+`/summary"]`)) != 1 || later.Header.Get("Retry-After") == "" || strings.Contains(string(later.Body), "card") {
		t.Errorf("%d: %s", later.StatusCode, pagetest.Text(later.Root))
	}
	if !strings.Contains(f.log.String(), "request failed") {
		t.Error("nobody is told")
	}
	f.seal.set(nil)
	v.sends(base+"/summary", base+"/done", "revision", revision)
	if v.issued() != 1 {
		t.Errorf("%d certificates", v.issued())
	}
}

// A stamp that was used is told when it comes to it; another can be given.
func TestStampUsedTwice(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	with := func(number string) []string {
		return []string{"how", "stamp", "stamp", number, "on-day", "1", "on-month", "2", "on-year", "2024"}
	}
	first, second := v.answers("Anna", with("01234567890123")...), v.answers("Bruno", with("01234567890123")...)
	v.sends(first+"/summary", first+"/done", "revision", v.revision(first))
	seen := v.Post(second+"/summary", form("revision", v.revision(second)))
	if seen.StatusCode != 422 || len(seen.All(`a[href="`+second+`/duty"]`)) == 0 {
		t.Errorf("%d: %s", seen.StatusCode, pagetest.Text(seen.Root))
	}
	v.sends(second+"/duty", second+"/preview", append(with("99234567890123"), "language", "it")...)
	v.sends(second+"/summary", second+"/done", "revision", v.revision(second))
	if v.issued() != 2 {
		t.Errorf("%d certificates", v.issued())
	}
}

// What is confirmed is what was seen.
func TestStale(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	base := v.answers("Anna")
	seen := v.revision(base)
	v.sends(base+"/kinds", base+"/duty", "kind", "life")
	for _, revision := range []string{seen, "", "x", "-1", "99999999999999999999"} {
		again := v.Post(base+"/summary", form("revision", revision))
		if again.StatusCode != 409 || len(again.All(".summary")) != 1 || len(again.All("main form")) != 1 {
			t.Errorf("%q: %d", revision, again.StatusCode)
		}
	}
	if v.issued() != 0 {
		t.Error("issued unseen")
	}
	v.sends(base+"/summary", base+"/done", "revision", v.revision(base))
}

// As many drafts as one may have.
func TestTooManyDrafts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.as(t, "Anna")
	for range certificates.MostDrafts {
		base := v.begins()
		v.sends(base+"/who", base+"/receiver", "person", string(f.ids["Anna"]))
	}
	if seen := v.Post("/request", nil); seen.StatusCode != 409 || len(seen.All(".summary")) != 1 || len(seen.All("main li.card")) != certificates.MostDrafts {
		t.Errorf("one more: %d", seen.StatusCode)
	}
}
