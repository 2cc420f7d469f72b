package postgres

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func draft(person registry.PersonID) *certificates.Draft {
	return &certificates.Draft{
		ID: certificates.DraftID(uuid.Must(uuid.NewV7()).String()), Requester: certificates.RequesterRef{Kind: "citizen", ID: string(person)}, Revision: 1,
		Answers: certificates.Answers{
			Receiver: certificates.AbroadReceiver, Done: []certificates.Step{certificates.WhoStep},
			Request: certificates.Request{Subject: person, Kinds: []certificates.Kind{certificates.Life}, Duty: certificates.Duty{Means: certificates.PaperStamp, Stamp: certificates.Stamp{ID: "01234567890123", On: date(2026, 11, 1)}}},
			Mandate: &certificates.Mandate{Purpose: certificates.Judicial, On: date(2026, 10, 1), Subject: registry.Sought{Code: "RSSMRA80A01H501U", Name: registry.Name{Surname: "Rossi", Given: "Maria"}, Born: date(1980, 3, 0)}},
		},
		CreatedAt: loaded, UpdatedAt: loaded,
	}
}

func (f fixture) drafted(t testing.TB, d *certificates.Draft) *certificates.Draft {
	t.Helper()
	if err := f.AddDraft(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return d
}

func (f fixture) reread(t testing.TB, d *certificates.Draft) *certificates.Draft {
	t.Helper()
	got, err := f.DraftByID(t.Context(), d.Requester, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// ofDraft is a reservation by the draft's key.
func ofDraft(d *certificates.Draft) certificates.Reservation {
	r := reserve(registry.PersonID(d.Requester.ID))
	r.Requester, r.Key = d.Requester, "draft "+string(d.ID)
	return r
}

func TestDraftIsReadAsWritten(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	d := f.drafted(t, draft(person))
	d.Receiver, d.Payment, d.UpdatedAt = certificates.ForeignBody, f.open(t, payment(person, "k", "o")).ID, loaded.Add(time.Hour)
	if err := f.SaveDraft(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	d.Revision = 2
	if diff := cmp.Diff(d, f.reread(t, d), cmpopts.IgnoreUnexported(certificates.Request{})); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

// Whoever's else a draft is, it is not there, for whatever is to be done with it.
func TestDraftOfSomebodyElse(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	d := f.drafted(t, draft(ids["1"]))
	for name, owner := range map[string]certificates.RequesterRef{
		"a neighbour":                   {Kind: "citizen", ID: string(ids["2"])},
		"the same person, as a lawyer":  {Kind: "lawyer", ID: string(ids["1"])},
		"a machine of that name":        {Kind: "machine", ID: string(ids["1"])},
		"somebody who is not in the db": {Kind: "citizen", ID: ""},
	} {
		if _, err := f.DraftByID(t.Context(), owner, d.ID); !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("%s reads it: %v", name, err)
		}
		if list, err := f.DraftsOf(t.Context(), owner, loaded); err != nil || len(list) != 0 {
			t.Errorf("%s lists it: %v, %v", name, list, err)
		}
		if err := f.DropDraft(t.Context(), owner, d.ID); !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("%s removes it: %v", name, err)
		}
		theirs := *d
		theirs.Requester = owner
		if err := f.SaveDraft(t.Context(), &theirs); !errors.Is(err, certificates.ErrStale) {
			t.Errorf("%s changes it: %v", name, err)
		}
	}
	for _, id := range []certificates.DraftID{"", "mine", certificates.DraftID(uuid.Max.String())} {
		if _, err := f.DraftByID(t.Context(), d.Requester, id); !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("DraftByID(%q) = %v, want ErrNotFound", id, err)
		}
	}
}

// However many somebody begins at once, he has no more than he may; others have theirs.
func TestDraftsBegunAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	other := open(t, f.url, "sportello_service")
	var all sync.WaitGroup
	answers := make(chan error, certificates.MostDrafts+12)
	for i := range cap(answers) {
		db := f.DB
		if i%2 == 0 {
			db = other
		}
		all.Go(func() { answers <- db.AddDraft(t.Context(), draft(ids["1"])) })
	}
	all.Wait()
	close(answers)
	begun := 0
	for err := range answers {
		switch {
		case err == nil:
			begun++
		case !errors.Is(err, certificates.ErrDrafts):
			t.Error(err)
		}
	}
	if list, err := f.DraftsOf(t.Context(), draft(ids["1"]).Requester, loaded); begun != certificates.MostDrafts || len(list) != begun || err != nil {
		t.Errorf("%d begun, %d kept, %v", begun, len(list), err)
	}
	f.drafted(t, draft(ids["2"]))
}

// Of changes at once to one revision, one is made.
func TestDraftChangesAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	d := f.drafted(t, draft(f.load(t, loaded, someone(1))["1"]))
	other := open(t, f.url, "sportello_service")
	var all sync.WaitGroup
	answers := make(chan error, 12)
	for i := range cap(answers) {
		db := f.DB
		if i%2 == 0 {
			db = other
		}
		all.Go(func() { answers <- db.SaveDraft(t.Context(), d) })
	}
	all.Wait()
	close(answers)
	made := 0
	for err := range answers {
		switch {
		case err == nil:
			made++
		case !errors.Is(err, certificates.ErrStale):
			t.Error(err)
		}
	}
	if got := f.reread(t, d).Revision; made != 1 || got != 2 {
		t.Errorf("%d changes were made, and it is of revision %d", made, got)
	}
}

// What has come of a draft is the certificate that bears its key, or that its payment has
// paid for; from then on it does not change.
func TestWhatComesOfADraft(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		then    func(*testing.T, fixture, *certificates.Draft) certificates.ID
		issuing bool
	}{
		"nothing": {func(*testing.T, fixture, *certificates.Draft) certificates.ID { return "" }, false},
		"being issued": {func(t *testing.T, f fixture, d *certificates.Draft) certificates.ID {
			return f.reserved(t, ofDraft(d)).ID
		}, true},
		"issued": {func(t *testing.T, f fixture, d *certificates.Draft) certificates.ID {
			return f.issued(t, ofDraft(d)).ID
		}, false},
		"by another's key": {func(t *testing.T, f fixture, d *certificates.Draft) certificates.ID {
			r := ofDraft(d)
			r.Requester.ID = "another"
			f.issued(t, r)
			return ""
		}, false},
		"by a machine's": {func(t *testing.T, f fixture, d *certificates.Draft) certificates.ID {
			r := ofDraft(d)
			r.Requester.Kind = "machine"
			f.issued(t, r)
			return ""
		}, false},
		"by another draft": {func(t *testing.T, f fixture, d *certificates.Draft) certificates.ID {
			r := ofDraft(d)
			r.Key = "draft other"
			f.issued(t, r)
			return ""
		}, false},
		"failed": {func(t *testing.T, f fixture, d *certificates.Draft) certificates.ID {
			r := f.reserved(t, ofDraft(d))
			if err := f.Fail(t.Context(), r.ID, certificates.SealFailed, loaded.Add(time.Minute), about(r.ID, audit.CertificateFailed)); err != nil {
				t.Fatal(err)
			}
			return ""
		}, false},
		"paid, no more yet": {func(t *testing.T, f fixture, d *certificates.Draft) certificates.ID { f.pays(t, d); return "" }, false},
		"paid and issued": {func(t *testing.T, f fixture, d *certificates.Draft) certificates.ID {
			return f.issued(t, online(f.pays(t, d))).ID
		}, false},
		"paid and being issued": {func(t *testing.T, f fixture, d *certificates.Draft) certificates.ID {
			return f.reserved(t, online(f.pays(t, d))).ID
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			d := f.drafted(t, draft(f.load(t, loaded, someone(1))["1"]))
			want := tt.then(t, f, d)
			got := f.reread(t, d)
			if got.Certificate != want || got.Issuing != tt.issuing {
				t.Errorf("%q (issuing: %v) has come of it, want %q (%v)", got.Certificate, got.Issuing, want, tt.issuing)
			}
			saved, dropped := f.SaveDraft(t.Context(), got), error(nil)
			if want != "" {
				dropped = f.DropDraft(t.Context(), d.Requester, d.ID)
			}
			if ended := errors.Is(saved, certificates.ErrStale); ended != (want != "") || (want != "") != errors.Is(dropped, certificates.ErrState) {
				t.Errorf("changed: %v; removed: %v", saved, dropped)
			}
		})
	}
}

// pays has a draft paid for online.
func (f fixture) pays(t testing.TB, d *certificates.Draft) *certificates.Payment {
	t.Helper()
	p := f.paid(t, payment(registry.PersonID(d.Requester.ID), "k "+string(d.ID), "o"))
	d.Payment = p.ID
	if err := f.SaveDraft(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDraftsAreListedAndSwept(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	var want []certificates.DraftID
	for i := range 4 {
		d := draft(person)
		d.CreatedAt, d.UpdatedAt = loaded.Add(time.Duration(i)*time.Hour), loaded.Add(time.Duration(i)*time.Hour)
		want = append([]certificates.DraftID{f.drafted(t, d).ID}, want...)
	}
	for name, tt := range map[string]struct {
		since time.Duration
		want  []certificates.DraftID
	}{"all": {0, want}, "the last two": {2 * time.Hour, want[:2]}, "none": {4 * time.Hour, nil}} {
		list, err := f.DraftsOf(t.Context(), certificates.RequesterRef{Kind: "citizen", ID: string(person)}, loaded.Add(tt.since))
		if err != nil {
			t.Fatal(err)
		}
		var got []certificates.DraftID
		for _, d := range list {
			got = append(got, d.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	f.reserved(t, ofDraft(&certificates.Draft{ID: want[3], Requester: certificates.RequesterRef{Kind: "citizen", ID: string(person)}}))
	for _, tt := range []struct {
		before time.Duration
		gone   int
	}{{0, 0}, {2 * time.Hour, 1}, {2 * time.Hour, 0}, {time.Minute * 181, 2}} { // the oldest is being issued
		if n, err := f.SweepDrafts(t.Context(), loaded.Add(tt.before)); err != nil || n != tt.gone {
			t.Errorf("swept before %s: %d, %v, want %d", tt.before, n, err, tt.gone)
		}
	}
	if n := count(t, f.DB, "SELECT count(*) FROM draft"); n != 1 {
		t.Errorf("%d drafts are left", n)
	}
}
