package certificates

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each way of asking repeats what was asked for by it, and nothing of another.
func TestReissueByItsWay(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	issue := func(by Requester, key string) ID {
		r := ask(dario, Residence)
		r.Key, r.Duty.Exemption = key, JudicialExemption
		c, err := d.Issue(t.Context(), by, r)
		if err != nil {
			t.Fatal(err)
		}
		b.supersede(c.ID)
		return c.ID
	}
	lawyer := b.as(anna) // lives here, and is a lawyer besides
	lawyer.Principal.Lawyer = true
	onMandate := lawyer.With(nil, b.advocate(dario).Mandate)
	citizens, counters, mandates := issue(b.as(dario), "key-0001"), issue(clerk("X900", visitor), "key-0002"), issue(onMandate, "key-0003")
	stranger := b.advocate(dario)
	stranger.Principal.Subject = "somebody else"

	for name, tt := range map[string]struct {
		by   Requester
		id   ID
		want error
		code string // of the rule
	}{
		"an officer for nobody":                     {clerk("X900", nil), counters, nil, "SP206"},
		"an officer of another office":              {clerk("X901", visitor), counters, ErrNotFound, ""},
		"an officer, a citizen's own":               {clerk("X900", visitor), citizens, ErrNotAllowed, ""},
		"an officer, a lawyer's":                    {clerk("X900", visitor), mandates, ErrNotAllowed, ""},
		"whom an officer's is about":                {b.as(dario), counters, ErrNotFound, ""},
		"a lawyer without a mandate":                {lawyer, mandates, ErrNotAllowed, "SP207"},
		"a lawyer on a mandate about another":       {lawyer.With(nil, b.advocate(bruno).Mandate), mandates, nil, "EN169"},
		"another lawyer":                            {stranger, mandates, ErrNotFound, ""},
		"a lawyer, a citizen's own":                 {onMandate, citizens, ErrNotFound, ""},
		"a citizen with a mandate":                  {b.as(dario).With(nil, b.advocate(dario).Mandate), citizens, ErrNotAllowed, "SP202"},
		"a citizen for somebody before him":         {b.as(dario).With(visitor, nil), citizens, ErrNotAllowed, "SP203"},
		"the same person without the lawyer's role": {b.as(anna), mandates, ErrNotFound, ""},
	} {
		_, err := d.Reissue(t.Context(), tt.by, tt.id, "again", "req")
		var refused *RefusedError
		if tt.want != nil && !errors.Is(err, tt.want) || tt.code != "" && (!errors.As(err, &refused) || len(refused.Refusals) != 1 || refused.Refusals[0].Rule.Code != tt.code) {
			t.Errorf("%s: %v, want %v %s", name, err, tt.want, tt.code)
		}
	}
	for name, tt := range map[string]struct {
		by Requester
		id ID
	}{"a citizen": {b.as(dario), citizens}, "an officer": {clerk("X900", visitor), counters}, "a lawyer": {onMandate, mandates}} {
		next, err := d.Reissue(t.Context(), tt.by, tt.id, "again", "req")
		if err != nil || next.Replaces != tt.id || next.Channel != tt.by.Channel {
			t.Errorf("%s: %+v, %v", name, next, err)
			continue
		}
		b.rows[tt.id].Successor = &Successor{ID: next.ID, Number: next.Number}
		if seen, err := d.Certificate(t.Context(), tt.by, tt.id, "req"); err != nil || seen.Successor == nil {
			t.Errorf("%s does not see what has taken its place: %v", name, err)
		}
	}
	if seen, err := d.Certificate(t.Context(), clerk("X900", nil), citizens, "req"); err != nil || seen.Successor != nil {
		t.Errorf("an officer sees what a citizen has done since: %v, %v", seen, err)
	}
}

// What was asked of the past is asked again: the day, and why.
func TestReissueOfThePast(t *testing.T) {
	t.Parallel()
	b := newAlmanac()
	d := newDesk(t, b.books)
	d.Register = b
	for i := range b.past.Household.Members { // nobody who has left since was adopted
		b.past.Household.Members[i].Person.Withheld.Adopted = false
	}
	for i, k := range ofThePast {
		x := witness(k)
		x.Past = nil
		b.people[x.Subject.ID] = x
		r := ask(x.Subject.ID, k)
		r.Key, r.Grounds = string(rune('a'+i)), "a succession"
		if k.ofOneDay() {
			r.On = then
		}
		by := clerk("X900", b.stands(x.Subject.ID))
		old, err := d.Issue(t.Context(), by, r)
		if err != nil {
			t.Fatalf("kind %d: %v", k, err)
		}
		b.supersede(old.ID)
		next, err := d.Reissue(t.Context(), clerk("X900", visitor), old.ID, "again "+r.Key, "req")
		if err != nil {
			t.Errorf("kind %d: %v", k, err)
			continue
		}
		was, is := b.rows[old.ID], b.rows[next.ID]
		if diff := cmp.Diff(&Application{Applicant: visitor, Grounds: "a succession"}, is.Application); diff != "" {
			t.Errorf("kind %d, application (-want +got):\n%s", k, diff)
		}
		before, err1 := readContent(was.content)
		after, err2 := readContent(is.content)
		if err := errors.Join(err1, err2); err != nil || after.On != before.On || after.On != r.On {
			t.Errorf("kind %d: of %v, then of %v, %v", k, before.On, after.On, err)
		}
	}
}
