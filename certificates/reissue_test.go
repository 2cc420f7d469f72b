package certificates

import (
	"errors"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

func (b *books) supersede(id ID) {
	b.rows[id].Superseded = &Supersession{Reason: ByMove, Since: day, At: today}
}

// setDuty has a stored certificate state a stamp duty.
func (b *books) setDuty(t *testing.T, id ID, d DutyContent) {
	t.Helper()
	c, err := readContent(b.rows[id].content)
	if err != nil {
		t.Fatal(err)
	}
	c.Duty = &d
	if b.rows[id].content, err = c.Canonical(); err != nil {
		t.Fatal(err)
	}
}

func TestReissueRefuses(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	issue := func(key string) ID {
		r := ask(bruno, Residence)
		r.Key = key
		c, err := d.Issue(t.Context(), b.as(anna), r)
		if err != nil {
			t.Fatal(err)
		}
		return c.ID
	}
	current, outdated, withdrawn, stamped := issue("1"), issue("2"), issue("3"), issue("4")
	for _, id := range []ID{outdated, withdrawn, stamped} {
		b.supersede(id)
	}
	b.rows[withdrawn].State = Withdrawn
	b.setDuty(t, stamped, DutyContent{Means: PaperStamp, Stamp: "01234567890123", StampOn: day})
	for name, test := range map[string]struct {
		by   Requester
		id   ID
		key  string
		want error
	}{
		"somebody else's":          {b.as(dario), outdated, "k", ErrNotFound},
		"whom it is about":         {b.as(bruno), outdated, "k", ErrNotFound}, // he has not asked for it
		"nobody's":                 {b.as(anna), "no", "k", ErrNotFound},
		"an officer":               {officer("X900", auth.ReadCertificates), outdated, "k", ErrNotAllowed},
		"an officer elsewhere":     {officer("X901", auth.ReadCertificates), outdated, "k", ErrNotFound},
		"not superseded":           {b.as(anna), current, "k", ErrCurrent},
		"withdrawn":                {b.as(anna), withdrawn, "k", ErrState},
		"a key of another request": {b.as(anna), outdated, "1", ErrKeyReused},
	} {
		if c, err := d.Reissue(t.Context(), test.by, test.id, test.key, "req"); c != nil || !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v, want %v", name, c, err, test.want)
		}
	}
	var refused *RefusedError
	if _, err := d.Reissue(t.Context(), b.as(anna), stamped, "k", "req"); !errors.As(err, &refused) || len(refused.Refusals) != 1 || refused.Refusals[0].Rule.Code != "SP801" {
		t.Errorf("with a paper stamp: %v, want refused by SP801", err)
	}
	// Bruno has left the household: the rules are those of any request.
	x := b.people[bruno]
	x.Household = &registry.Household{Kind: registry.Family, Certifiable: true, Complete: true, Members: []registry.Member{{Person: x.Subject, Relationship: registry.Head}}}
	b.people[bruno] = x
	var notYours *NotYoursError
	if _, err := d.Reissue(t.Context(), b.as(anna), outdated, "k", "req"); !errors.As(err, &notYours) {
		t.Errorf("about somebody who has left: %v, want %T", err, notYours)
	}
	if len(b.rows) != 4 {
		t.Errorf("%d certificates, want 4", len(b.rows))
	}
}

func TestReissue(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	old, err := d.Issue(t.Context(), b.as(anna), ask(bruno, Residence))
	if err != nil {
		t.Fatal(err)
	}
	b.supersede(old.ID)
	b.setDuty(t, old.ID, DutyContent{Exemption: 99, Ground: "a ground"})
	b.failing["seal"] = errDown
	if _, err := d.Reissue(t.Context(), b.as(anna), old.ID, "again", "req"); !errors.Is(err, ErrSeal) {
		t.Fatalf("Reissue() = %v, want %v", err, ErrSeal)
	}
	delete(b.failing, "seal")
	next, err := d.Reissue(t.Context(), b.as(anna), old.ID, "again", "req") // the same key after a failure
	if err != nil {
		t.Fatal(err)
	}
	if next.Replaces != old.ID || next.Subject != bruno || len(next.Kinds) != 1 || next.Kinds[0] != Residence || next.Use != old.Use || next.Language != old.Language || next.Number == old.Number {
		t.Errorf("Reissue() = %+v in place of %+v", next, old)
	}
	again, err := d.Reissue(t.Context(), b.as(anna), old.ID, "again", "req")
	if err != nil || again.ID != next.ID {
		t.Errorf("the same key again: %v, %v, want %s", again, err, next.ID)
	}
	if _, err := d.Reissue(t.Context(), b.as(anna), old.ID, "another", "req"); !errors.Is(err, ErrReplaced) {
		t.Errorf("another key: %v, want %v", err, ErrReplaced)
	}
}
