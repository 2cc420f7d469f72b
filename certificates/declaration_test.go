package certificates

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

func declare(subject registry.PersonID, states ...string) DeclarationRequest {
	return DeclarationRequest{Subject: subject, States: states, Language: registry.Italian, ID: "req"}
}

// alter changes the records of the test's people, in whatever household they stand.
func (b *books) alter(id registry.PersonID, how func(*registry.Person)) {
	x := b.people[id]
	how(&x.Subject)
	b.people[id] = x
	for other, y := range b.people {
		if y.Household == nil {
			continue
		}
		h := *y.Household
		h.Members = slices.Clone(h.Members)
		for i := range h.Members {
			if h.Members[i].Person.ID == id {
				how(&h.Members[i].Person)
			}
		}
		y.Household = &h
		b.people[other] = y
	}
}

// tie makes a member of the family of a subject's record another's relative.
func (b *books) tie(subject, member registry.PersonID, r registry.Relationship) {
	x := b.people[subject]
	h := *x.Household
	h.Members = slices.Clone(h.Members)
	for i := range h.Members {
		if h.Members[i].Person.ID == member {
			h.Members[i].Relationship = r
		}
	}
	x.Household = &h
	b.people[subject] = x
}

// Whom somebody may not sign for is refused alike, whoever it is, and recorded.
func TestNobodyDeclaresForAnother(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		by, subject registry.PersonID
		alter       func(*books)
	}{
		{"a neighbour", anna, dario, nil},
		{"nobody", anna, nobody, nil},
		{"an adult of the household", anna, bruno, nil},
		{"the head, an adult, by the spouse", bruno, anna, nil},
		{"a parent by a minor", chiara, anna, nil},
		{"a child of full age", anna, chiara, func(b *books) {
			b.alter(chiara, func(p *registry.Person) { p.Birth.Date = registry.Date{Year: 2008, Month: 11, Day: 21} })
		}},
		{"a child whose year of birth leaves open that it is of age", anna, chiara, func(b *books) {
			b.alter(chiara, func(p *registry.Person) { p.Birth.Date = registry.Date{Year: 2008} })
		}},
		{"a child without a birth", anna, chiara, func(b *books) {
			b.alter(chiara, func(p *registry.Person) { p.Birth.Date = registry.Date{} })
		}},
		{"a minor who is no child of the head", anna, chiara, func(b *books) { b.tie(chiara, chiara, 4) }},
		{"a minor by somebody else of the household", bruno, chiara, func(b *books) { b.tie(chiara, bruno, 23) }},
		{"a minor by a sister or brother of the head", bruno, chiara, func(b *books) { b.tie(chiara, bruno, registry.Sibling) }},
		{"a child in a community", anna, chiara, func(b *books) {
			x := b.people[chiara]
			h := *x.Household
			h.Kind, x.Household = registry.Community, &h
			b.people[chiara] = x
		}},
		{"a child without a household", anna, chiara, func(b *books) {
			x := b.people[chiara]
			x.Household = nil
			b.people[chiara] = x
		}},
		{"a parent who is a minor too", anna, chiara, func(b *books) {
			b.alter(anna, func(p *registry.Person) { p.Birth.Date = registry.Date{Year: 2010, Month: 1, Day: 1} })
		}},
		{"a parent whose record no longer stands", anna, chiara, func(b *books) {
			b.alter(anna, func(p *registry.Person) { p.Standing.State = registry.Removed })
		}},
	} {
		b := newBooks()
		d := newDesk(t, b)
		by := b.as(tt.by)
		if tt.alter != nil {
			tt.alter(b)
		}
		var strange *NotYoursError
		form, err := d.Declare(t.Context(), by, declare(tt.subject, "birth"))
		if form != nil || !errors.As(err, &strange) || strange.Refusals[0].Rule != declaresHimself {
			t.Errorf("%s: Declare = %v", tt.name, err)
		}
		if people, all, err := d.Declarable(t.Context(), by, tt.subject, "req"); people != nil || all != nil || !errors.As(err, &strange) {
			t.Errorf("%s: Declarable = %v", tt.name, err)
		}
		if diff := cmp.Diff([]audit.Kind{audit.SubjectRefused, audit.SubjectRefused}, b.kinds()); diff != "" || len(b.forms) > 0 {
			t.Errorf("%s: recorded (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Who may not sign himself, or of whose record nothing can be filled in, is told so.
func TestRecordsThatFillInNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		by, subject registry.PersonID
		alter       func(*registry.Person)
		want        *Rule
	}{
		{"a minor for herself", chiara, chiara, func(*registry.Person) {}, declaresByParent},
		{"somebody without a birth", anna, anna, func(p *registry.Person) { p.Birth.Date = registry.Date{} }, declaresByParent},
		{"dead since", anna, anna, func(p *registry.Person) { p.Standing.State = registry.Dead }, cannotFillIn},
		{"removed since", anna, anna, func(p *registry.Person) { p.Standing.State = registry.Removed }, cannotFillIn},
		{"recorded twice", anna, anna, func(p *registry.Person) { p.Standing.State = registry.Duplicate }, cannotFillIn},
		{"interdicted", anna, anna, func(p *registry.Person) { p.Certifiability = registry.Interdicted }, cannotFillIn},
		{"not certifiable", anna, anna, func(p *registry.Person) { p.Certifiability = registry.NotCertifiable }, cannotFillIn},
		{"a child who died", anna, chiara, func(p *registry.Person) { p.Standing.State = registry.Dead }, cannotFillIn},
		{"a child who is not certifiable", anna, chiara, func(p *registry.Person) { p.Certifiability = registry.NotCertifiable }, cannotFillIn},
	} {
		b := newBooks()
		d := newDesk(t, b)
		by := b.as(tt.by)
		b.alter(tt.subject, tt.alter)
		var refused *RefusedError
		form, err := d.Declare(t.Context(), by, declare(tt.subject, "birth"))
		if form != nil || !errors.As(err, &refused) || refused.Refusals[0].Rule != tt.want {
			t.Errorf("%s: Declare = %v", tt.name, err)
		}
		if e := b.events; len(e) != 1 || e[0].Kind != audit.DeclarationRefused || e[0].Person != string(tt.subject) || e[0].Details["rules"] != tt.want.Code {
			t.Errorf("%s: recorded %+v", tt.name, e)
		}
	}
}

func TestWhoDeclaresNothing(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	by := b.as(anna)
	lawyer := by
	lawyer.Channel = Lawyers
	for name, by := range map[string]Requester{
		"an officer": clerk("X900", visitor), "an officer for the one before him": clerk("X900", &Identified{Name: "Anna D'Àloia"}),
		"a machine": officer("X900"), "a lawyer who lives elsewhere": b.advocate(anna), "a lawyer on a mandate": lawyer,
	} {
		if form, err := d.Declare(t.Context(), by, declare(anna, "birth")); form != nil || !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s: Declare = %v", name, err)
		}
		if people, all, err := d.Declarable(t.Context(), by, "", "req"); people != nil || all != nil || !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s: Declarable = %v", name, err)
		}
	}
}

func TestDeclarationRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	of := func(alter func(*DeclarationRequest)) DeclarationRequest {
		r := declare(anna, "birth")
		alter(&r)
		return r
	}
	for name, tt := range map[string]struct {
		r    DeclarationRequest
		want error
	}{
		"no state":                   {of(func(r *DeclarationRequest) { r.States = nil }), ErrNoState},
		"an unknown state":           {of(func(r *DeclarationRequest) { r.States = []string{"birth", "marriage"} }), ErrStateUnknown},
		"an empty state":             {of(func(r *DeclarationRequest) { r.States = []string{""} }), ErrStateUnknown},
		"a letter for a state":       {of(func(r *DeclarationRequest) { r.States = []string{"a"} }), ErrStateUnknown},
		"a state that is not held":   {of(func(r *DeclarationRequest) { r.States = []string{"birth", "income"} }), ErrStateNotHeld},
		"convictions":                {of(func(r *DeclarationRequest) { r.States = []string{"convictions"} }), ErrStateNotHeld},
		"a receiver as long as this": {of(func(r *DeclarationRequest) { r.Receiver = strings.Repeat("Scuola ", 18) }), ErrReceiver},
		"a receiver that is no text": {of(func(r *DeclarationRequest) { r.Receiver = "Scuola\x00" }), ErrReceiver},
		"another office's language":  {of(func(r *DeclarationRequest) { r.Language = registry.German }), ErrLanguage},
		"no language":                {of(func(r *DeclarationRequest) { r.Language = "" }), ErrLanguage},
	} {
		b := newBooks()
		if form, err := newDesk(t, b).Declare(t.Context(), b.as(anna), tt.r); form != nil || !errors.Is(err, tt.want) {
			t.Errorf("%s: Declare = %v, want %v", name, err, tt.want)
		}
		if len(b.events) > 0 || len(b.forms) > 0 {
			t.Errorf("%s: %d events, %d forms", name, len(b.events), len(b.forms))
		}
	}
}

// What cannot be recorded is not handed out, and what cannot be set is not recorded as made.
func TestDeclarationsThatFail(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"extract", "form", "record"} {
		b := newBooks()
		b.failing[step] = errDown
		d := newDesk(t, b)
		if form, err := d.Declare(t.Context(), b.as(anna), declare(anna, "birth")); form != nil || !errors.Is(err, errDown) {
			t.Errorf("%s fails: Declare = %q, %v", step, form, err)
		}
		if _, all, err := d.Declarable(t.Context(), b.as(anna), anna, ""); step != "form" && (all != nil || err == nil) {
			t.Errorf("%s fails: Declarable = %v", step, err)
		}
		if slices.Contains(b.kinds(), audit.DeclarationMade) {
			t.Errorf("%s fails: recorded as made", step)
		}
	}
}

// A parent declares for a child as the one who signs; both are on the form, and both and
// whoever else it shows have it in their log.
func TestParentDeclares(t *testing.T) {
	t.Parallel()
	for _, parent := range []registry.PersonID{anna, bruno} {
		b := newBooks()
		d := newDesk(t, b)
		r := declare(chiara, "household", "birth", "birth")
		r.Receiver = "  Scuola\n  Dante "
		if form, err := d.Declare(t.Context(), b.as(parent), r); err != nil || string(form) != "%PDF form" {
			t.Fatalf("Declare = %q, %v", form, err)
		}
		got := b.forms[0]
		if got.By.Given != b.people[parent].Subject.Name.Given || got.About.Given != "Chiara" || got.Capacity != AsParent || got.Receiver != "Scuola Dante" {
			t.Errorf("declared %+v", got)
		}
		if len(got.States) != 2 || got.States[0].State.Letter != "a" || got.States[1].State.Letter != "f" || len(got.States[1].Members) != 3 {
			t.Errorf("states %+v", got.States)
		}
		var read []string
		for _, e := range b.events {
			if e.Actor.ID != string(parent) || e.Actor.Kind != audit.Citizen || e.Request != "req" {
				t.Errorf("recorded %+v", e)
			}
			if e.Kind == audit.SubjectRead {
				read = append(read, e.Person)
			}
		}
		if made := b.events[0]; made.Kind != audit.DeclarationMade || made.Person != string(chiara) || made.Details["states"] != "birth household" || !made.Kind.End() {
			t.Errorf("recorded %+v", made)
		}
		slices.Sort(read)
		if diff := cmp.Diff([]string{string(anna), string(bruno), string(chiara)}, read); diff != "" {
			t.Errorf("reads (-want +got):\n%s", diff)
		}
	}
}

// An adopted child and a stepchild are children like any other: the answer tells nothing.
func TestParentOfAnyChild(t *testing.T) {
	t.Parallel()
	for _, tie := range []registry.Relationship{registry.Child, stepchild, adopted} {
		b := newBooks()
		b.tie(chiara, chiara, tie)
		for _, parent := range []registry.PersonID{anna, bruno} {
			if _, err := newDesk(t, b).Declare(t.Context(), b.as(parent), declare(chiara, "household")); err != nil {
				t.Errorf("tie %d: Declare = %v", tie, err)
			}
		}
	}
	for by, want := range map[registry.Relationship]Capacity{registry.Parent: AsParent, stepparent: AsParent, guardian: AsGuardian} {
		b := newBooks()
		b.tie(chiara, chiara, registry.Head)
		b.tie(chiara, anna, by)
		if _, err := newDesk(t, b).Declare(t.Context(), b.as(anna), declare(chiara, "birth")); err != nil || b.forms[0].Capacity != want {
			t.Errorf("tie %d: Declare = %v", by, err)
		}
	}
}

// Whom somebody may declare about he sees beside what he can declare; whoever is shown, be it
// as subject, in the list or as one of the household, has it in his log once.
func TestDeclarableShowsEachOnce(t *testing.T) {
	t.Parallel()
	family := []registry.PersonID{anna, bruno, chiara}
	for _, tt := range []struct {
		by, subject  registry.PersonID
		people, read []registry.PersonID
	}{
		{anna, anna, []registry.PersonID{anna, chiara}, family},
		{anna, "", []registry.PersonID{anna, chiara}, family},
		{anna, chiara, []registry.PersonID{anna, chiara}, family},
		{bruno, chiara, []registry.PersonID{bruno, chiara}, family},
		{dario, dario, []registry.PersonID{dario}, []registry.PersonID{dario}},
	} {
		b := newBooks()
		people, all, err := newDesk(t, b).Declarable(t.Context(), b.as(tt.by), tt.subject, "req")
		if err != nil || len(all) != len(declarable) {
			t.Fatalf("%s about %s: %d states, %v", tt.by, tt.subject, len(all), err)
		}
		var shown, read []registry.PersonID
		for _, p := range people {
			shown = append(shown, p.ID)
		}
		for _, e := range b.events {
			read = append(read, registry.PersonID(e.Person))
		}
		slices.Sort(read)
		if diff := cmp.Diff(tt.people, shown) + cmp.Diff(tt.read, read); diff != "" {
			t.Errorf("%s about %s (-want +got):\n%s", tt.by, tt.subject, diff)
		}
	}
	b := newBooks()
	var refused *RefusedError
	if people, all, err := newDesk(t, b).Declarable(t.Context(), b.as(chiara), "", "req"); people != nil || all != nil || !errors.As(err, &refused) {
		t.Errorf("for a minor: %v", err)
	}
}

func ExampleDesk_Declarable() {
	b := newBooks()
	_, all, err := newRandomDesk(b).Declarable(context.Background(), b.as(anna), anna, "req")
	if err != nil {
		fmt.Println(err)
	}
	for _, d := range all[:3] {
		for _, f := range d.Facts {
			fmt.Printf("%s. %s: %s\n", d.State.Letter, f.Label.In(registry.Italian), f.Value.In(registry.Italian))
		}
	}
	// Output:
	// a. Data di nascita: 04/03/1985
	// a. Luogo di nascita: Valdemo (VD)
	// b. Indirizzo: Via Roma 1
	// b. Comune: Valdemo (VD)
	// c. Cittadinanza: italiana
}
