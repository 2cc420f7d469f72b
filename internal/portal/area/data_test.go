package area

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/pagetest"
	"github.com/sportello/sportello/registry"
)

// Everything that is known of somebody is there, in every language, and nothing of the
// others but their row.
func TestData(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	known := population()[:3]
	p := &known[0].Person
	p.CivilStatus = &registry.CivilStatus{Code: registry.Married, Since: registry.Date{Year: 2011, Month: 6, Day: 7}, Event: &registry.UnionEvent{
		Partner: registry.Name{Surname: "Altamura", Given: "Zeno"}, PartnerBirth: registry.Date{Year: 1979, Month: 8}, Date: registry.Date{Year: 2011, Month: 6, Day: 7}, Place: "Trieste",
		Act: &registry.Act{Kind: registry.MarriageAct, Municipality: "Trieste", Year: 2011, Part: "II", Series: "A", Number: "77"},
	}}
	p.Electoral = &registry.Electoral{Rights: true, Enrolled: true, Since: registry.Date{Year: 1998, Month: 3, Day: 4}}
	p.Contract = &registry.Contract{Partner: registry.Name{Surname: "Contraente"}, PartnerCode: "CNTXXX80A01H501X", Date: registry.Date{Year: 2019, Month: 1, Day: 2}, By: "notaio Rossi"}
	p.Birth.Act = &registry.Act{Kind: registry.BirthAct, Municipality: "Zibellino", Year: 1980, Number: "12"}
	known[1].Person.CivilStatus.Code = registry.Divorced
	known[1].Person.Electoral = &registry.Electoral{}
	w.load(t, now.Add(-time.Hour), known...)
	s := w.of(t, "Anna")
	for _, l := range certificates.Languages {
		page := s.Get("/me/data?lang=" + string(l))
		sound(t, "data in "+string(l), page)
		if page.StatusCode != 200 {
			t.Fatal(page.StatusCode)
		}
		text := page.Text("main")
		for _, want := range []string{
			surname, "Anna", "QRTXXX80C440001X", "Via <Ombrosa> 7, Valdemo (VD)", "Altamura Zeno", "Trieste", "77", "Zibellino (VD)", "notaio Rossi", "Contraente", "Bruno", "Chiara", "1998", "2010", "2019",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: it does not say %q: %s", l, want, text)
			}
		}
		for _, no := range []string{"QRTXXX80C440002X", "CNTXXX80A01H501X", "DRVX", string(w.people["Anna"]), string(w.people["Bruno"])} {
			if strings.Contains(string(page.Body), no) {
				t.Errorf("%s: it says %q", l, no)
			}
		}
		if n := len(page.All("section a[href*='/me/remarks/new?about=']")); n != len(certificates.Topics) {
			t.Errorf("%s: %d ways to say what is wrong", l, n)
		}
		if rows := page.All("tbody tr"); len(rows) != 3 {
			t.Errorf("%s: %d in the household", l, len(rows))
		}
	}
	page := s.Get("/me/data")
	if text := pagetest.Text(page.All("tbody tr")[2]); text != "Quartermain Chiara 4 marzo 2015, Zibellino (VD) figlia" { // recorded with tie 80
		t.Errorf("the child's row is %q", text)
	}
	if text := pagetest.Text(page.All("tbody tr")[1]); strings.Contains(text, "divorzia") || strings.Contains(text, "Ombrosa") {
		t.Errorf("the husband's row is %q", text)
	}
}

// Of whom the register says little, the page says that it does not say.
func TestDataOfWhomLittleIsKnown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	e := person(5, "Elena", 1990, registry.Head)
	e.Person.Residence, e.Person.CivilStatus, e.Person.Citizenships, e.Person.Membership, e.Household, e.Person.CodeValidated = nil, nil, nil, nil, nil, false
	e.Person.Citizenships = []registry.Citizenship{{State: registry.Stateless, Name: "apolide"}, {State: "SRB", Name: "di Serbia"}}
	w.load(t, loaded.Add(time.Hour), e)
	page := w.of(t, "Elena").Get("/me/data")
	sound(t, "little", page)
	text := page.Text("main")
	for _, want := range []string{"Il registro non lo dice", "Non risulti in nessuna famiglia", "nessun contratto", "non ancora confermato", "apolide", "di Serbia", "il registro non dice da quando"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q: %s", want, text)
		}
	}
	if len(page.All("table")) > 0 {
		t.Error("a table of nobody")
	}
}

// Who looked: roles and offices, nobody's name.
func TestReaders(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	seen := func(days int, kind audit.Kind, actor audit.ActorKind, id, request string, c certificates.ID) audit.Event {
		return audit.Event{
			Office: string(valdemo), At: now.AddDate(0, 0, -days).UTC(), Kind: kind, Actor: audit.Actor{Kind: actor, ID: id}, Channel: "counter",
			Person: string(w.people["Anna"]), Certificate: string(c), Request: request,
		}
	}
	officer := clerk(auth.IssueCertificates)
	if _, err := w.desk.Search(t.Context(), officer, certificates.Search{Sought: registry.Sought{Code: "QRTXXX80C440001X"}, Purpose: "richiesta <allo> sportello", Request: "s-1"}); err != nil {
		t.Fatal(err)
	}
	c := w.issue(t, "Bruno", "Anna", exempt, certificates.Residence)
	if err := w.DB.Record(t.Context(),
		seen(1, audit.VerificationOpened, audit.Verifier, "", "v", c.ID), seen(2, audit.SubjectRead, audit.Machine, "protocollo", "m", ""),
		seen(3, audit.CertificatePreview, audit.Lawyer, "lawyer "+secret, "l", ""), seen(4, audit.SubjectRefused, audit.Operator, "", "o", ""),
		seen(40, audit.SubjectRead, audit.System, "", "old", ""), seen(100, audit.RemarkRead, audit.Officer, "officer-"+secret, "older", ""),
	); err != nil {
		t.Fatal(err)
	}
	s := w.of(t, "Anna")
	s.Get("/me/data")
	page := s.Get("/me/readers?month=2099-01") // to come: the current one
	sound(t, "readers", page)
	text := page.Text("main")
	var who []string
	for _, n := range page.All("tbody td:nth-child(2)") {
		who = append(who, pagetest.Text(n))
	}
	slices.Sort(who)
	want := []string{"Chi aveva in mano il certificato", "L'ufficio: Comune di Valdemo", "Un sistema collegato: protocollo (Comune di Valdemo)", "Un tecnico del servizio", "Un'avvocata o un avvocato", "Una persona che è, o era, della tua famiglia"}
	if !slices.Equal(who, want) {
		t.Errorf("who looked: %q", who)
	}
	for _, want := range []string{"novembre 2026", "2 pagine", "richiesta <allo> sportello", "Certificato di residenza", "i dati del registro", "non gli è stato mostrato niente"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q: %s", want, text)
		}
	}
	months := 0
	for href := "/me/readers"; months < 10; months++ {
		earlier := s.Get(href).All("p.pager a")
		if href, _ = pagetest.Attr(earlier[0], "href"); href == "/me/readers?month=2026-09" { // the first of all is of August
			break
		}
	}
	august := s.Get("/me/readers?month=2026-08")
	if rows := august.All("tbody tr"); len(rows) != 1 || len(august.All("p.pager a")) != 1 || months != 1 {
		t.Errorf("August: %s, after %d months", august.Text("main"), months)
	}
	if text := s.Get("/me/readers?month=2026-09").Text("main"); !strings.Contains(text, "Nessun altro ha visto") {
		t.Error(text)
	}
	for _, l := range certificates.Languages {
		sound(t, string(l), s.Get("/me/readers?lang="+string(l)))
	}
	if text := w.of(t, "Dario").Get("/me/readers").Text("main"); !strings.Contains(text, "Nessun altro") {
		t.Errorf("of whom nobody has looked at: %s", text)
	}
	if text := w.of(t, "Chiara").Get("/me/readers").Text("tbody td:nth-child(2)"); text != "Una persona che è, o era, della tua famiglia" { // her mother's record names her
		t.Errorf("of the child: %s", text)
	}
}

// Every word that a page may need is there: kinds of events and of readers, changes,
// topics, states of a record.
func TestWords(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	var keys []string
	for _, k := range []audit.ActorKind{audit.Citizen, audit.Lawyer, audit.Officer, audit.Machine, audit.Verifier, audit.Operator, audit.System} {
		keys = append(keys, "area.by."+string(k))
	}
	for _, c := range []certificates.Change{
		certificates.ByDeath, certificates.ByRemoval, certificates.ByMove, certificates.ByHousehold, certificates.ByStatus, certificates.ByCitizenship, certificates.ByContract, certificates.ByElectoral, certificates.ByCorrection,
	} {
		keys = append(keys, "area.change."+string(c))
	}
	for _, topic := range certificates.Topics {
		keys = append(keys, "area.topic."+string(topic), "area.silent."+string(topic), "area.change.way."+string(topic), "area.source.way."+sources[topic])
	}
	for _, s := range []registry.StandingState{registry.Resident, registry.Abroad, registry.Dead, registry.Removed, registry.Duplicate} {
		keys = append(keys, "area.standing."+string(s))
	}
	for _, k := range []registry.HouseholdKind{registry.Family, registry.Community, registry.FamilyAbroad} {
		keys = append(keys, "area.household."+string(k))
	}
	for _, m := range []certificates.Purpose{certificates.Service, certificates.Extrajudicial, certificates.Judicial} {
		keys = append(keys, "area.mandate."+string(m))
	}
	for _, n := range []string{registry.ItalianState, registry.Stateless, registry.CitizenshipUndetermined, registry.CitizenshipUnassignable} {
		keys = append(keys, "area.nation."+n)
	}
	for _, k := range []audit.Kind{ // the looks of certificates.Readers
		audit.SubjectRefused, audit.SubjectRead, audit.CertificateRefused, audit.SubjectSearched, audit.RemarkRead, audit.CertificateRead, audit.ApplicationRead,
		audit.CertificatePreview, audit.VerificationOpened, audit.CertificateDownload, audit.CertificateIssued,
	} {
		keys = append(keys, "area.look."+string(k))
	}
	for _, l := range certificates.Languages {
		for _, key := range keys {
			if w.words[l][key] == "" {
				t.Errorf("%s: no words for %s", l, key)
			}
		}
	}
}
