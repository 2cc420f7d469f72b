package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// bareSheet is a press and a seal that do no more than the ledger needs of them.
type bareSheet struct{ fails bool }

func (bareSheet) Lay(c *certificates.Content, m certificates.Mark, _ time.Time) (*signing.Sheet, error) {
	body := []byte("%PDF " + c.Number.String() + " " + m.Code.String() + " <00000000>")
	return signing.Head{}.Sheet(body, signing.Hole{Start: len(body) - 10, End: len(body)})
}

func (bareSheet) Proof(*certificates.Content) ([]byte, error)     { return nil, errors.ErrUnsupported }
func (bareSheet) Facts(*certificates.Content) []certificates.Fact { return nil }
func (bareSheet) WordingVersion(registry.Language) string         { return "test" }
func (bareSheet) State() error                                    { return nil }
func (bareSheet) Check(*signing.Sheet, []byte) error              { return nil }
func (bareSheet) Standing([]byte) (signing.Level, time.Time, error) {
	return signing.LevelB, time.Time{}, nil
}

func (b bareSheet) Seal(_ context.Context, s *signing.Sheet) ([]byte, error) {
	if b.fails {
		return nil, errors.New("no seal today")
	}
	return slices.Clone(s.Unsealed()), nil
}

// month is an office of which a desk issues certificates on days of its choice.
type month struct {
	*testing.T
	db     *postgres.DB
	person registry.Person
	stamps int
}

func newMonth(t *testing.T, url string) *month {
	t.Helper()
	owner, err := postgres.Open(t.Context(), url, postgres.Options{ApplicationName: "sportello test"})
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	db, err := postgres.Open(t.Context(), url, postgres.Options{Role: migrations.Role, ApplicationName: "sportello test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	since := registry.Date{Year: 1980, Month: 3, Day: 1}
	e := registry.Entry{Person: registry.Person{
		Office: "X900", Number: "1", Name: registry.Name{Surname: "Rossi", Given: "Ada"}, Sex: registry.Female, FiscalCode: "RSSDAA80C41H501X", CodeValidated: true,
		Birth: registry.Birth{
			Date: since, Place: registry.BirthPlace{Kind: registry.BornInMunicipality, Code: "H501", Name: "Roma", Province: "RM"},
			Act: &registry.Act{Kind: registry.BirthAct, Municipality: "Roma", Year: 1980, Number: "1"},
		},
		Standing: registry.Standing{State: registry.Resident, Since: since}, Certifiability: registry.FullyCertifiable,
		Residence: &registry.Residence{Since: since, Address: registry.Address{Street: "Via Roma", Number: "1", Municipality: "Valdemo", Province: "VD"}},
	}}
	one := func(yield func(registry.Office, error) bool) {
		yield(registry.Office{ID: "X900", Name: "Comune di Valdemo", Basis: registry.BasisDemo, Languages: []registry.Language{registry.Italian}}, nil)
	}
	people := func(yield func(registry.Entry, error) bool) { yield(e, nil) }
	loaded := time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC)
	if _, err := owner.ImportOffices(t.Context(), one, loaded); err != nil {
		t.Fatal(err)
	}
	if _, err := owner.Import(t.Context(), "X900", people, loaded); err != nil {
		t.Fatal(err)
	}
	found, err := db.ByFiscalCode(t.Context(), e.Person.FiscalCode)
	if err != nil || len(found) != 1 {
		t.Fatalf("%d records, %v", len(found), err)
	}
	return &month{T: t, db: db, person: found[0]}
}

func (m *month) desk(day string, seal bareSheet) *certificates.Desk {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		m.Fatal(err)
	}
	offices, err := m.db.Offices(m.Context())
	if err != nil {
		m.Fatal(err)
	}
	return &certificates.Desk{
		Register: m.db, Ledger: m.db, Archive: m.db, Journal: m.db, Typesetter: seal, Sealer: seal, Catalogue: certificates.NewCatalogue(), Offices: offices,
		Instance: "one", Clock: func() time.Time { return at.Add(10 * time.Hour) }, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
}

// issue issues n certificates on a day, on paper stamps where there is no exemption.
func (m *month) issue(n int, day string, exemption int, use certificates.Use, kinds ...certificates.Kind) (last certificates.ID) {
	m.Helper()
	d := m.desk(day, bareSheet{})
	for range n {
		c, err := d.Issue(m.Context(), m.holder(), m.request(exemption, use, kinds...))
		if err != nil {
			m.Fatal(err)
		}
		last = c.ID
	}
	return last
}

func (m *month) holder() certificates.Requester {
	return certificates.Requester{Principal: &auth.Principal{FiscalCode: string(m.person.FiscalCode), Assurance: "l2"}, Person: &m.person, Channel: certificates.Online}
}

func (m *month) request(exemption int, use certificates.Use, kinds ...certificates.Kind) certificates.Request {
	duty := certificates.Duty{Exemption: exemption}
	if exemption == 0 {
		m.stamps++
		duty = certificates.Duty{Means: certificates.PaperStamp, Stamp: certificates.Stamp{ID: fmt.Sprintf("%014d", m.stamps), On: registry.Date{Year: 2025, Month: 9, Day: 1}}}
	}
	return certificates.Request{Subject: m.person.ID, Kinds: kinds, Use: use, Language: registry.Italian, Duty: duty, Key: rand.Text(), ID: "r-1"}
}

// A month of an office as it is published, from what a desk has issued.
func TestExportCertificates(t *testing.T) {
	t.Parallel()
	url := dbtest.New(t)
	m := newMonth(t, url)
	const private, abroad = certificates.PrivateUse, certificates.AbroadUse
	m.issue(8, "2025-10-01", 0, private, certificates.Residence)
	m.issue(6, "2025-10-31", 107, private, certificates.Residence)
	m.issue(7, "2025-10-15", 107, abroad, certificates.Life)
	m.issue(9, "2025-10-15", 0, abroad, certificates.Residence, certificates.Life)
	m.issue(2, "2025-10-20", 107, private, certificates.Birth) // two: about whom, would be known
	taken := m.issue(1, "2025-10-20", 0, private, certificates.Residence)
	if err := m.withdraw(taken); err != nil { // it has been issued all the same
		t.Fatal(err)
	}
	m.issue(1, "2025-09-30", 107, private, certificates.Residence)
	m.issue(1, "2025-11-01", 107, private, certificates.Residence)
	if _, err := m.desk("2025-10-21", bareSheet{fails: true}).Issue(t.Context(), m.holder(), m.request(0, private, certificates.Residence)); !errors.Is(err, certificates.ErrSeal) {
		t.Fatalf("Issue() = %v", err)
	}
	env := []string{"SPORTELLO_DATABASE_URL=" + url}
	for by, want := range map[string]string{
		"kind": `COMUNE,MESE,ANNO,TIPO_SOGGETTO,TIPOLOGIA_CERTIFICATO,BOLLO,ESENTI_DA_BOLLO,TOTALE,SOPPRESSO
X900,10,2025,Residenti,CONTESTUALE,9,0,9,N
X900,10,2025,Residenti,ESISTENZA IN VITA,,,,S
X900,10,2025,Residenti,NASCITA,,,,S
X900,10,2025,Residenti,RESIDENZA,9,6,15,N
`,
		"use": `COMUNE,MESE,ANNO,TIPO_SOGGETTO,USO,BOLLO,ESENTI_DA_BOLLO,TOTALE,SOPPRESSO
X900,10,2025,Residenti,abroad,9,7,16,N
X900,10,2025,Residenti,private,9,8,17,N
`,
		"exemption": `COMUNE,MESE,ANNO,TIPO_SOGGETTO,ESENZIONE,BOLLO,ESENTI_DA_BOLLO,TOTALE,SOPPRESSO
X900,10,2025,Residenti,0,18,0,18,N
X900,10,2025,Residenti,107,0,15,15,N
`,
	} {
		out, errOut, code := sportello(t, env, "export", "certificates", "--office", "X900", "--month", "2025-10", "--by", by)
		if diff := cmp.Diff(want, out); code != 0 || errOut != "" || diff != "" {
			t.Errorf("by %s: ended with %d, %s (-want +got):\n%s", by, code, errOut, diff)
		}
	}
	empty, _, code := sportello(t, env, "export", "certificates", "--office", "X900", "--month", "2025-08")
	if code != 0 || strings.Count(empty, "\n") != 1 {
		t.Errorf("a month without certificates: ended with %d and %q", code, empty)
	}
	month := zoned{demoZone}.clock(nil)()
	month = month.AddDate(0, 0, 1-month.Day()) // its first day: not every month has a 31st
	for name, tt := range map[string]struct {
		args []string
		code int
		want string
	}{
		"the next month":         {[]string{"--office", "X900", "--month", month.AddDate(0, 1, 0).Format("2006-01")}, exitUsage, "is not over yet"}, // TestOver knows this one
		"a month to come":        {[]string{"--office", "X900", "--month", month.AddDate(0, 2, 0).Format("2006-01")}, exitUsage, "is not over yet"},
		"no month":               {[]string{"--office", "X900", "--month", "2025-13"}, exitUsage, "YYYY-MM"},
		"a day":                  {[]string{"--office", "X900", "--month", "2025-10-01"}, exitUsage, "YYYY-MM"},
		"nothing said":           {nil, exitUsage, "--office"},
		"no code":                {[]string{"--office", "Valdemo", "--month", "2025-10"}, exitUsage, "cadastral"},
		"an office that is none": {[]string{"--office", "X901", "--month", "2025-10"}, exitFault, "X901"},
		"by person":              {[]string{"--office", "X900", "--month", "2025-10", "--by", "person"}, exitUsage, "--by"},
	} {
		out, errOut, code := sportello(t, env, append([]string{"export", "certificates"}, tt.args...)...)
		if code != tt.code || out != "" || !strings.Contains(errOut, tt.want) {
			t.Errorf("%s: ended with %d, want %d and %q in\n%s%s", name, code, tt.code, tt.want, out, errOut)
		}
	}
}

func (m *month) withdraw(id certificates.ID) error {
	by := certificates.Requester{
		Principal: &auth.Principal{Client: "console", Scopes: []auth.Scope{auth.WithdrawCertificates}, Offices: []string{"X900"}}, Channel: certificates.Interop,
	}
	_, err := m.desk("2025-11-02", bareSheet{}).Withdraw(m.Context(), by, id, "a mistake", "r-1")
	return err
}
