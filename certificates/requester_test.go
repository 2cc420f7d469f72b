package certificates

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// The people of the table beside those of newBooks.
const (
	guest   = registry.PersonID("a0000000-0000-4000-8000-000000000009") // lives in a community with bruno's name
	partner = registry.PersonID("a0000000-0000-4000-8000-00000000000a") // has a contract with dario, lives elsewhere
	gone    = registry.PersonID("a0000000-0000-4000-8000-00000000000b") // dead, of anna's household
	parent  = registry.PersonID("a0000000-0000-4000-8000-00000000000c") // of chiara, lives elsewhere
)

// town is the office of the table: a family, a neighbour with a contract, a community, a
// parent who lives elsewhere.
func town() *books {
	b := newBooks()
	add := func(p registry.Person, h *registry.Household) {
		b.people[p.ID] = registry.Extract{Subject: p, Household: h}
	}
	alone := func(p registry.Person) *registry.Household {
		return &registry.Household{Kind: registry.Family, Certifiable: true, Complete: true, Members: []registry.Member{{Person: p, Relationship: registry.Head}}}
	}
	g, q, e := person(guest, "Guest", registry.Date{Year: 1960}), person(partner, "Piera", registry.Date{Year: 1972, Month: 2, Day: 2}), person(parent, "Efrem", registry.Date{Year: 1981, Month: 9, Day: 9})
	x := b.people[dario]
	x.Subject.Contract = &registry.Contract{Partner: q.Name, PartnerCode: q.FiscalCode, Date: registry.Date{Year: 2020, Month: 1, Day: 1}}
	b.people[dario] = x
	add(q, alone(q))
	add(e, alone(e))
	d := person(gone, "Gino", registry.Date{Year: 1940, Month: 1, Day: 1})
	d.Standing.State = registry.Dead
	family := b.people[anna].Household
	add(d, family)
	family.Members = append(family.Members, registry.Member{Person: d, Relationship: registry.Parent})
	community := *alone(g)
	community.Kind = registry.Community
	community.Members = append(community.Members, registry.Member{Person: b.people[dario].Subject, Relationship: registry.CommunityMember})
	add(g, &community)
	return b
}

// stands is the applicant that somebody of the table is at the counter.
func (b *books) stands(id registry.PersonID) *Identified {
	p := b.people[id].Subject
	return &Identified{Name: p.Name.String(), Born: p.Birth.Date, Document: "CI CA00000AA"}
}

func coded(i *Identified, code registry.FiscalCode) *Identified {
	c := *i
	c.Code = code
	return &c
}

// only makes a kind one that is had by these ways alone.
func only(k Kind, ways ...Channel) func(*Desk) {
	return func(d *Desk) {
		for i := range d.Catalogue.entries {
			if d.Catalogue.entries[i].Kind == k {
				d.Catalogue.entries[i].Channels = ways
			}
		}
	}
}

func mandated(by Requester, edit func(*Mandate)) Requester {
	m := *by.Mandate
	edit(&m)
	by.Mandate = &m
	return by
}

// Who may ask, for whom, by which way, for which kind. Only the codes of the stage
// "requester" are looked at: an empty list is who may.
func TestWhoMayAsk(t *testing.T) {
	t.Parallel()
	b := town()
	stranger := &Identified{Name: "Ugo Passante", Born: registry.Date{Year: 1960}, Document: "CI CA00000AA"}
	machine := officer("X900", auth.ReadCertificates, auth.WithdrawCertificates)
	nameless := officer("X900", auth.IssueCertificates)
	noRole := b.as(anna).With(nil, b.advocate(dario).Mandate)
	lawyer := func(edit func(*Mandate)) Requester { return mandated(b.advocate(dario), edit) }
	exempt := func(r *Request) { r.Duty.Exemption = JudicialExemption }
	for _, tt := range []struct {
		name  string
		by    Requester
		about registry.PersonID
		kind  Kind
		want  string
		edit  func(*Request)
		desk  func(*Desk)
	}{
		{"a citizen for himself", b.as(anna), anna, Residence, "", nil, nil},
		{"an adult for his wife", b.as(bruno), anna, Household, "", nil, nil},
		{"an adult for a child of the household", b.as(anna), chiara, Residence, "", nil, nil},
		{"an adult for a neighbour", b.as(anna), dario, Residence, "EN169", nil, nil},
		{"an adult for nobody", b.as(anna), nobody, Residence, "EN169", nil, nil},
		{"a minor for himself", b.as(chiara), chiara, Residence, "SP204", nil, nil},
		{"a minor for a parent", b.as(chiara), anna, Residence, "EN169", nil, nil},
		{"a parent for a child who lives elsewhere", b.as(parent), chiara, Residence, "EN169", nil, nil},
		{"the child's household the other way", b.as(anna), parent, Residence, "EN169", nil, nil},
		{"one of a community for another", b.as(dario), guest, Residence, "EN169", nil, nil},
		{"one of a community for himself", b.as(guest), guest, Residence, "", nil, nil},
		{"a citizen who names an applicant", b.as(anna).With(stranger, nil), anna, Residence, "SP203", nil, nil},
		{"a citizen who forces", b.as(anna), anna, Residence, "SP203", func(r *Request) { r.Force = Force{[]string{"EN181"}, "a good reason"} }, nil},
		{"a citizen with a reason alone", b.as(anna), anna, Residence, "SP203", func(r *Request) { r.Force.Reason = "a good reason" }, nil},
		{"a kind that is for the counter, online", b.as(anna), anna, Residence, "SP205", nil, only(Residence, Counter)},
		{"a kind that is for the counter, there", clerk("X900", stranger), anna, Residence, "", nil, only(Residence, Counter)},
		{"a kind that is for online, at the counter", clerk("X900", stranger), anna, Residence, "SP205", nil, only(Residence, Online, Lawyers)},
		{"a kind that is not for lawyers", b.advocate(dario), dario, Residence, "SP205", exempt, only(Residence, Online, Counter)},

		{"a party to the contract", b.as(dario), dario, CohabitationContract, "", nil, nil},
		{"the other party, at the counter", clerk("X900", coded(stranger, b.people[partner].Subject.FiscalCode)), dario, CohabitationContract, "", nil, nil},
		{"the other party, online and elsewhere", b.as(partner), dario, CohabitationContract, "EN169", nil, nil},
		{"a party who stands there without a code", clerk("X900", b.stands(dario)), dario, CohabitationContract, "", nil, nil},
		{"somebody without a code, for a contract", clerk("X900", stranger), dario, CohabitationContract, "EN355", nil, nil},
		{"somebody else, for a contract", clerk("X900", coded(stranger, "ELSE")), dario, CohabitationContract, "EN356", nil, nil},
		{"one of the household, for a contract", b.as(bruno), anna, CohabitationContract, "EN356", nil, nil},
		{"a lawyer, for a contract", b.advocate(dario), dario, CohabitationContract, "SP205 EN356", exempt, nil},

		{"an officer for somebody", clerk("X900", stranger), dario, Residence, "", nil, nil},
		{"an officer for a child, asked by the parent", clerk("X900", b.stands(parent)), chiara, Residence, "", nil, nil},
		{"an officer of another office", clerk("X901", stranger), dario, Residence, "EN169", nil, nil},
		{"an officer for nobody", clerk("X900", stranger), nobody, Residence, "EN169", nil, nil},
		{"an officer without an applicant", clerk("X900", nil), dario, Residence, "SP206", nil, nil},
		{"an applicant without a name", clerk("X900", &Identified{Born: day, Document: "CI"}), dario, Residence, "SP206", nil, nil},
		{"an applicant without a document", clerk("X900", &Identified{Name: "Ugo", Born: day, Document: " "}), dario, Residence, "SP206", nil, nil},
		{"an applicant who is not born yet", clerk("X900", &Identified{Name: "Ugo", Born: day.AddMonths(1), Document: "CI"}), dario, Residence, "SP206", nil, nil},
		{"an applicant without a birth", clerk("X900", &Identified{Name: "Ugo", Document: "CI"}), dario, Residence, "SP206", nil, nil},
		{"an applicant who is dead", clerk("X900", b.stands(gone)), anna, Residence, "EN170", nil, nil},
		{"an officer with a mandate", clerk("X900", stranger).With(stranger, b.advocate(dario).Mandate), dario, Residence, "SP202", nil, nil},
		{"ties, asked by an adult of the household", clerk("X900", b.stands(bruno)), anna, HouseholdTies, "", nil, nil},
		{"ties, asked by the subject", clerk("X900", b.stands(anna)), anna, HouseholdTies, "", nil, nil},
		{"ties, asked by a child of the household", clerk("X900", b.stands(chiara)), anna, HouseholdTies, "EN169", nil, nil},
		{"ties, asked by a stranger", clerk("X900", stranger), anna, HouseholdTies, "EN169", nil, nil},
		{"household and status, by a stranger", clerk("X900", stranger), anna, HouseholdAndStatus, "EN169", nil, nil},
		{"the household alone, by a stranger", clerk("X900", stranger), anna, Household, "", nil, nil},

		{"a lawyer", b.advocate(dario), dario, Residence, "", exempt, nil},
		{"a lawyer without the exemption", b.advocate(dario), dario, Residence, "SP208", nil, nil},
		{"a lawyer with another exemption", b.advocate(dario), dario, Residence, "SP208", func(r *Request) { r.Duty.Exemption = 7 }, nil},
		{"a lawyer about another than he names", b.advocate(dario), anna, Residence, "EN169", exempt, nil},
		{"a lawyer about nobody", b.advocate(dario), nobody, Residence, "EN169", exempt, nil},
		{"a wrong code", lawyer(func(m *Mandate) { m.Subject.Code = "ELSE" }), dario, Residence, "EN169", exempt, nil},
		{"a wrong name", lawyer(func(m *Mandate) { m.Subject.Name.Given = "Daria" }), dario, Residence, "EN169", exempt, nil},
		{"part of a name", lawyer(func(m *Mandate) { m.Subject.Name.Surname = "D'Àl" }), dario, Residence, "EN169", exempt, nil},
		{"no birth", lawyer(func(m *Mandate) { m.Subject.Born = registry.Date{} }), dario, Residence, "EN169", exempt, nil},
		{"no purpose", lawyer(func(m *Mandate) { m.Purpose = "" }), dario, Residence, "SP207", exempt, nil},
		{"another purpose", lawyer(func(m *Mandate) { m.Purpose = "curiosity" }), dario, Residence, "SP207", exempt, nil},
		{"a mandate without a day", lawyer(func(m *Mandate) { m.On = registry.Date{} }), dario, Residence, "SP207", exempt, nil},
		{"a mandate of a month", lawyer(func(m *Mandate) { m.On = registry.Date{Year: 2026, Month: 3} }), dario, Residence, "SP207", exempt, nil},
		{"a mandate of tomorrow", lawyer(func(m *Mandate) { m.On = registry.Date{Year: 2026, Month: 11, Day: 22} }), dario, Residence, "SP207", exempt, nil},
		{"a mandate of today", lawyer(func(m *Mandate) { m.On = day }), dario, Residence, "", exempt, nil},
		{"a mandate of ten years ago", lawyer(func(m *Mandate) { m.On = registry.Date{Year: 2016, Month: 11, Day: 21} }), dario, Residence, "", exempt, nil},
		{"a mandate older than that", lawyer(func(m *Mandate) { m.On = registry.Date{Year: 2016, Month: 11, Day: 20} }), dario, Residence, "SP207", exempt, nil},
		{"a mandate without the role", noRole, dario, Residence, "SP202", exempt, nil},
		{"a mandate without the role, for himself", noRole, anna, Residence, "SP202", exempt, nil},

		{"a public body", machine, anna, Residence, "SP201", nil, nil},
		{"a console at which nobody sits", nameless, anna, Residence, "SP201", nil, nil},
		{"a public body about nobody", machine, nobody, Residence, "SP201", nil, nil},
		{"an officer who may not issue", clerical("X900", auth.ReadCertificates), anna, Residence, "SP201", nil, nil},
		{"an officer who may not issue, for a visitor", clerical("X900", auth.WithdrawCertificates).With(visitor, nil), anna, Residence, "SP201", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := town()
			d := newDesk(t, b)
			if tt.desk != nil {
				tt.desk(d)
			}
			r := ask(tt.about, tt.kind)
			if tt.edit != nil {
				tt.edit(&r)
			}
			_, err := d.Issue(t.Context(), tt.by, r)
			if got := asked(t, err); got != tt.want {
				t.Errorf("Issue: %q (%v), want %q", got, err, tt.want)
			}
			_, preview := d.Preview(t.Context(), tt.by, r)
			if fmt.Sprint(preview) != fmt.Sprint(err) {
				t.Errorf("Preview says %v, Issue %v", preview, err)
			}
			if tt.want != "" && len(b.rows) != 0 {
				t.Error("a number was drawn")
			}
		})
	}
}

// asked is the codes of the rules about the requester that an error holds.
func asked(t *testing.T, err error) string {
	t.Helper()
	var refused *RefusedError
	if err == nil || !errors.As(err, &refused) {
		if err != nil {
			t.Error(err)
		}
		return ""
	}
	var codes []string
	for _, r := range refused.Refusals {
		if r.Rule.Stage == WhoAsks && !slices.Contains(codes, r.Rule.Code) {
			codes = append(codes, r.Rule.Code)
		}
	}
	return strings.Join(codes, " ")
}

// Nobody who may not ask makes the register be read for him, but to see whose it is;
// and whoever it was about is told.
func TestRefusedIsRecorded(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		by     func(*books) Requester
		events []audit.Kind
		reads  bool
	}{
		"a stranger":                    {func(b *books) Requester { return b.as(anna) }, []audit.Kind{audit.SubjectRefused}, true},
		"an officer of another office":  {func(*books) Requester { return clerk("X901", visitor) }, []audit.Kind{audit.SubjectRefused}, true},
		"a lawyer who does not know":    {func(b *books) Requester { return b.advocate(bruno) }, []audit.Kind{audit.SubjectRefused}, true},
		"a public body":                 {func(*books) Requester { return officer("X900") }, nil, false},
		"a mandate without the role":    {func(b *books) Requester { return b.as(anna).With(nil, b.advocate(dario).Mandate) }, nil, false},
		"a citizen who names a visitor": {func(b *books) Requester { return b.as(anna).With(visitor, nil) }, nil, false},
	} {
		b := newBooks()
		d := newDesk(t, b)
		read := false
		b.broken = func(step string) { read = read || step == "extract" }
		_, err := d.Preview(t.Context(), tt.by(b), ask(dario, Residence))
		if err == nil || read != tt.reads {
			t.Errorf("%s: %v, read %t, want %t", name, err, read, tt.reads)
		}
		if diff := cmp.Diff(tt.events, b.kinds()); diff != "" {
			t.Errorf("%s: events (-want +got):\n%s", name, diff)
		}
	}
}

// A lawyer who lives elsewhere is let in for a mandate and for nothing else.
func TestIdentifyByRole(t *testing.T) {
	t.Parallel()
	const code = "RSSMRA90A01H501W"
	b := newBooks()
	x := b.people[dario]
	x.Subject.FiscalCode = code
	b.people[dario] = x
	d := newDesk(t, b)
	for _, tt := range []struct {
		name    string
		p       auth.Principal
		change  func(*registry.Person)
		channel Channel
		refused registry.Mismatch
	}{
		{"a citizen", auth.Principal{FiscalCode: code}, nil, Online, ""},
		{"a lawyer of the register", auth.Principal{FiscalCode: code, Lawyer: true}, nil, Online, ""},
		{"a lawyer who has moved away", auth.Principal{FiscalCode: code, Lawyer: true}, func(p *registry.Person) { p.Standing.State = registry.Removed }, Online, ""},
		{"a citizen who has moved away", auth.Principal{FiscalCode: code}, func(p *registry.Person) { p.Standing.State = registry.Removed }, "", registry.RemovedRecord},
		{"a dead lawyer", auth.Principal{FiscalCode: code, Lawyer: true}, func(p *registry.Person) { p.Standing.State = registry.Dead }, "", registry.DeadRecord},
		{"a lawyer whose code is not confirmed", auth.Principal{FiscalCode: code, Lawyer: true}, func(p *registry.Person) { p.CodeValidated = false }, "", registry.UnvalidatedCode},
		{"an officer", auth.Principal{Officer: "m.rossi", Scopes: []auth.Scope{auth.IssueCertificates}, Offices: []string{"X900"}}, nil, Counter, ""},
		{"a console at which nobody sits", auth.Principal{Scopes: []auth.Scope{auth.IssueCertificates}, Offices: []string{"X900"}}, nil, Interop, ""},
		{"an officer who may only read", auth.Principal{Officer: "m.rossi", Scopes: []auth.Scope{auth.ReadCertificates}, Offices: []string{"X900"}}, nil, BackOffice, ""},
		{"an officer who may only withdraw", auth.Principal{Officer: "m.rossi", Scopes: []auth.Scope{auth.WithdrawCertificates}, Offices: []string{"X900"}}, nil, BackOffice, ""},
		{"an officer who issues in no office", auth.Principal{Officer: "m.rossi", Scopes: []auth.Scope{auth.IssueCertificates}}, nil, BackOffice, ""},
	} {
		y := x
		if tt.change != nil {
			tt.change(&y.Subject)
		}
		b.people[dario] = y
		by, err := d.Identify(t.Context(), &tt.p, "")
		var why *registry.UnmatchedError
		if errors.As(err, &why); (err != nil) != (tt.refused != "") || by.Channel != tt.channel || why != nil && why.Reason != tt.refused {
			t.Errorf("%s: %s, %v", tt.name, by.Channel, err)
		}
	}
}

func TestLawyerFromElsewhere(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	by := b.advocate(dario)
	by.Mandate, by.Channel = nil, Online
	var why *registry.UnmatchedError
	if _, err := d.Issue(t.Context(), by, ask(dario, Residence)); !errors.As(err, &why) {
		t.Errorf("without a mandate: %v", err)
	}
	if _, err := d.Subjects(t.Context(), by, ""); !errors.As(err, &why) {
		t.Errorf("Subjects: %v", err)
	}
	if _, err := d.Availability(t.Context(), by, ask(dario)); !errors.As(err, &why) {
		t.Errorf("Availability: %v", err)
	}
	r := ask(dario, Residence)
	r.Duty.Exemption = JudicialExemption
	c, err := d.Issue(t.Context(), b.advocate(dario), r)
	if err != nil {
		t.Fatal(err)
	}
	want := RequesterRef{Kind: "lawyer", ID: "pairwise-9 https://cie.example", Assurance: "l2"}
	if c.Requester != want || c.Channel != Lawyers || b.rows[c.ID].Application.Lawyer != "AVVOCATO" {
		t.Errorf("issued to %+v by %s, application %+v", c.Requester, c.Channel, b.rows[c.ID].Application)
	}
	// He has it again by his login alone; nobody else has.
	if _, _, err := d.Document(t.Context(), by, c.ID, ""); err != nil {
		t.Error(err)
	}
	list, _, err := d.Issued(t.Context(), by, Filter{}, "", 10, "")
	if err != nil || len(list) != 1 {
		t.Errorf("Issued = %d, %v", len(list), err)
	}
	another := by
	another.Principal = &auth.Principal{Issuer: "https://spid.example", Subject: "pairwise-9", FiscalCode: "COLLEGA", Assurance: "l2", Lawyer: true}
	if _, _, err := d.Document(t.Context(), another, c.ID, ""); !errors.Is(err, ErrNotFound) {
		t.Errorf("whom another provider calls the same has the file: %v", err)
	}
	if list, _, err := d.Held(t.Context(), another, Filter{}, "", 10, ""); err != nil || len(list) > 0 {
		t.Errorf("whom another provider calls the same has %v, %v", list, err)
	}
}

// What a lawyer does with a certificate that he has on a mandate he does as a lawyer,
// wherever he lives: else the person would read that a machine had it, or somebody of the
// family. What he does with his own he does as a citizen.
func TestLawyerIsRecordedAsOne(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	elsewhere := b.advocate(dario)
	elsewhere.Mandate, elsewhere.Channel = nil, Online
	here := b.as(anna)
	here.Principal.Lawyer = true
	for name, by := range map[string]Requester{"elsewhere": elsewhere, "here": here} {
		r := ask(dario, Residence)
		r.Duty.Exemption, r.Key = JudicialExemption, "key-"+name
		c, err := d.Issue(t.Context(), by.With(nil, b.advocate(dario).Mandate), r)
		if err != nil {
			t.Fatal(err)
		}
		b.events = nil
		_, _, document := d.Document(t.Context(), by, c.ID, "")
		_, held := d.HeldOne(t.Context(), by, c.ID, "")
		_, _, listed := d.Held(t.Context(), by, Filter{}, "", 10, "")
		if err := errors.Join(document, held, listed); err != nil {
			t.Fatal(err)
		}
		for _, e := range b.events {
			if e.Actor.Kind != audit.Lawyer || e.Channel != string(Lawyers) || e.Person != string(dario) {
				t.Errorf("%s: %+v", name, e)
			}
		}
		if len(b.events) != 3 {
			t.Errorf("%s: %d events", name, len(b.events))
		}
	}
	own, err := d.Issue(t.Context(), here, ask(anna, Residence))
	if err != nil {
		t.Fatal(err)
	}
	b.events = nil
	if _, _, err := d.Document(t.Context(), here, own.ID, ""); err != nil || b.events[0].Actor.Kind != audit.Citizen {
		t.Errorf("her own: %v, %+v", err, b.events)
	}
}

// Every event on a mandate says what it is for, and none says what the case is called.
func TestMandateInTheTrail(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	by := b.advocate(dario)
	s := Search{Sought: by.Mandate.Subject, Purpose: "fascicolo segreto", Request: "s"}
	r := ask(dario, Residence)
	r.Duty.Exemption = JudicialExemption
	_, found := d.Search(t.Context(), by, s)
	_, listed := d.Availability(t.Context(), by, r)
	_, seen := d.Preview(t.Context(), by, r)
	_, had := d.Issue(t.Context(), by, r)
	if err := errors.Join(found, listed, seen, had); err != nil {
		t.Fatal(err)
	}
	r.Duty.Exemption, r.Key = 107, "another"
	if _, err := d.Issue(t.Context(), by, r); err == nil {
		t.Fatal("a lawyer has another exemption")
	}
	kinds := map[audit.Kind]bool{}
	for _, e := range b.events {
		kinds[e.Kind] = true
		if e.Details["mandate"] != string(Judicial) || strings.Contains(fmt.Sprint(e), "segreto") {
			t.Errorf("%+v", e)
		}
	}
	for _, k := range []audit.Kind{audit.SubjectSearched, audit.SubjectRead, audit.CertificatePreview, audit.CertificateIssued, audit.CertificateRefused} {
		if !kinds[k] {
			t.Errorf("no %s", k)
		}
	}
	var why *NotAllowedError
	if err := d.OnMandate(t.Context(), b.as(anna)); !errors.As(err, &why) || why.Refusals[0].Rule.Code != "SP202" {
		t.Errorf("a citizen on a mandate: %v", err)
	}
	if err := d.OnMandate(t.Context(), by); err != nil {
		t.Error(err)
	}
}

// The thirty-first certificate of a day is refused, recorded, and the next lawyer's is
// not.
func TestThirtyFirst(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	issue := func(by Requester, n int) error {
		r := ask(dario, Residence)
		r.Duty.Exemption, r.Key = JudicialExemption, fmt.Sprintf("key-%d", n)
		_, err := d.Issue(t.Context(), by, r)
		return err
	}
	for n := range LawyerDaily {
		if err := issue(b.advocate(dario), n); err != nil {
			t.Fatal(err)
		}
	}
	err := issue(b.advocate(dario), LawyerDaily)
	if got := asked(t, err); got != "SP209" {
		t.Errorf("the thirty-first: %v", err)
	}
	if last := b.events[len(b.events)-1]; last.Kind != audit.CertificateRefused || last.Details["rules"] != "SP209" {
		t.Errorf("recorded %+v", last)
	}
	other := b.advocate(dario)
	p := *other.Principal
	p.FiscalCode, p.Subject = "ALTRO", "pairwise-10"
	other.Principal = &p
	if err := issue(other, 0); err != nil {
		t.Errorf("another lawyer: %v", err)
	}
	if err := issue(b.advocate(dario), 0); err != nil {
		t.Errorf("a key of before: %v", err)
	}
}
