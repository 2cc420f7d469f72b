package postgres

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

var remarkedAt = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

func newRemark(t testing.TB, person registry.PersonID, year int) certificates.Remark {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return certificates.Remark{
		ID: certificates.RemarkID(id.String()), Office: office, Number: certificates.Number{Year: year}, Person: person, At: remarkedAt,
		Note: certificates.Note{About: "residence", Wrong: "Via Roma 1 è sbagliato", Right: "Via Roma 11"},
	}
}

func remarkEvent(r certificates.Remark, kind audit.Kind) audit.Event {
	return audit.Event{Office: string(r.Office), At: r.At, Kind: kind, Actor: audit.Actor{Kind: audit.Citizen, ID: string(r.Person)}, Person: string(r.Person), Request: "r"}
}

func (f fixture) remark(t testing.TB, r certificates.Remark, key string) *certificates.Remark {
	t.Helper()
	made, err := f.MakeRemark(t.Context(), r, key, remarkEvent(r, audit.RemarkMade))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestRemarksRefuse(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	r := newRemark(t, ids["1"], 2026)
	if _, err := f.MakeRemark(t.Context(), r, "k"); !errors.Is(err, errNoEvent) {
		t.Errorf("without an event: %v", err)
	}
	elsewhere := r
	elsewhere.Office = other
	if _, err := f.MakeRemark(t.Context(), elsewhere, "k", remarkEvent(elsewhere, audit.RemarkMade)); err == nil {
		t.Error("a remark went to another office")
	}
	made := f.remark(t, r, "k")
	for _, id := range []certificates.RemarkID{"no", "c0ffee00-0000-4000-8000-00000000000f"} {
		if _, err := f.RemarkByID(t.Context(), id); !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("RemarkByID(%s) = %v", id, err)
		}
	}
	a := certificates.Answer{Text: "Corretto", By: "o-1", At: remarkedAt.Add(time.Hour)}
	if err := f.AnswerRemark(t.Context(), made.ID, a); !errors.Is(err, errNoEvent) {
		t.Errorf("an answer without an event: %v", err)
	}
	if err := f.AnswerRemark(t.Context(), made.ID, a, remarkEvent(elsewhere, audit.RemarkAnswered)); !errors.Is(err, certificates.ErrState) {
		t.Errorf("an answer by another office: %v", err)
	}
	if err := f.AnswerRemark(t.Context(), "no", a, remarkEvent(r, audit.RemarkAnswered)); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("an answer to nothing: %v", err)
	}
	if _, err := f.RemarksBy(t.Context(), certificates.RemarkFilter{Office: office}, "no", 10); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("RemarksBy(after nothing) = %v", err)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM audit_event WHERE kind LIKE 'remark.%'"); n != 1 {
		t.Errorf("%d events of what was refused or done, want 1", n)
	}
	if n := count(t, f.DB, "SELECT count(*) FROM notice"); n != 0 {
		t.Errorf("%d notices of answers that there are not", n)
	}
}

func TestRemarks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	first, second, next := newRemark(t, ids["1"], 2026), newRemark(t, ids["2"], 2026), newRemark(t, ids["1"], 2027)
	second.Reach = "maria@example.org"
	for i, r := range []*certificates.Remark{&first, &second, &next} {
		made := f.remark(t, *r, "k"+r.Number.String())
		r.Number.Serial = []int64{1, 2, 1}[i] // by year
		if diff := cmp.Diff(r, made); diff != "" {
			t.Errorf("remark %d (-want +got):\n%s", i, diff)
		}
	}
	again := newRemark(t, ids["1"], 2027)
	if made := f.remark(t, again, "k2027/0000000"); made.ID != next.ID {
		t.Errorf("sent twice: %v, want %v", made.ID, next.ID)
	}
	a := certificates.Answer{Text: "Corretto", By: "o-1", At: remarkedAt.Add(time.Hour)}
	for _, want := range []error{nil, certificates.ErrState} {
		if err := f.AnswerRemark(t.Context(), first.ID, a, remarkEvent(first, audit.RemarkAnswered)); !errors.Is(err, want) {
			t.Errorf("AnswerRemark() = %v, want %v", err, want)
		}
	}
	first.Answer = &a
	for name, test := range map[string]struct {
		f      certificates.RemarkFilter
		before certificates.RemarkID
		limit  int
		want   []*certificates.Remark
	}{
		"a person's":      {certificates.RemarkFilter{Person: ids["1"]}, "", 10, []*certificates.Remark{&next, &first}},
		"the office's":    {certificates.RemarkFilter{Office: office}, "", 10, []*certificates.Remark{&next, &second, &first}},
		"another's":       {certificates.RemarkFilter{Office: other}, "", 10, nil},
		"open":            {certificates.RemarkFilter{Office: office, State: certificates.RemarkOpen}, "", 10, []*certificates.Remark{&next, &second}},
		"answered":        {certificates.RemarkFilter{Office: office, State: certificates.RemarkAnswered}, "", 10, []*certificates.Remark{&first}},
		"the first page":  {certificates.RemarkFilter{Office: office}, "", 1, []*certificates.Remark{&next}},
		"the second page": {certificates.RemarkFilter{Office: office}, next.ID, 1, []*certificates.Remark{&second}},
		"a person's open": {certificates.RemarkFilter{Person: ids["1"], State: certificates.RemarkOpen}, "", 10, []*certificates.Remark{&next}},
	} {
		got, err := f.RemarksBy(t.Context(), test.f, test.before, test.limit)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" && len(got)+len(test.want) > 0 {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if n := count(t, f.DB, "SELECT count(*) FROM audit_event WHERE kind LIKE 'remark.%'"); n != 4 {
		t.Errorf("%d events, want 4", n)
	}
	f.verify(t)
}

// However many are made at once, the numbers have no gap, and a person has ten open.
func TestRemarksAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	var all sync.WaitGroup
	refused := make(chan error, 40)
	for i := range 24 {
		r := newRemark(t, ids[fmt.Sprint(i%2+1)], 2026)
		all.Go(func() {
			if _, err := f.MakeRemark(t.Context(), r, fmt.Sprint(i), remarkEvent(r, audit.RemarkMade)); err != nil {
				refused <- err
			}
		})
	}
	all.Wait()
	close(refused)
	n := 0
	for err := range refused {
		if n++; !errors.Is(err, certificates.ErrRemarks) {
			t.Error(err)
		}
	}
	if made := count(t, f.DB, "SELECT count(*) FROM remark"); n != 4 || made != 20 {
		t.Errorf("%d refused, %d made, want 4 and 20", n, made)
	}
	if last := count(t, f.DB, "SELECT max(serial) FROM remark"); last != 20 {
		t.Errorf("the last number is %d, want 20", last)
	}
	f.verify(t)
}

// Whom his office has answered finds a notice of it, once, that names the remark and nothing
// of what it says; nobody else does.
func TestAnswerNotice(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	me, neighbour := certificates.RequesterRef{Kind: "citizen", ID: string(ids["1"])}, certificates.RequesterRef{Kind: "citizen", ID: string(ids["2"])}
	made := f.remark(t, newRemark(t, ids["1"], 2026), "k")
	answered := remarkedAt.Add(time.Hour)
	for _, want := range []error{nil, certificates.ErrState} {
		if err := f.AnswerRemark(t.Context(), made.ID, certificates.Answer{Text: "Corretto", By: "o-1", At: answered}, remarkEvent(*made, audit.RemarkAnswered)); !errors.Is(err, want) {
			t.Errorf("AnswerRemark() = %v, want %v", err, want)
		}
	}
	list, err := f.NoticesOf(t.Context(), me, "", 10)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	want := &certificates.Notice{ID: list[0].ID, Kind: certificates.NoticeAnswered, Remark: &certificates.Reference{ID: made.ID, Number: made.Number}, At: answered}
	if diff := cmp.Diff(want, list[0]); diff != "" {
		t.Errorf("the notice (-want +got):\n%s", diff)
	}
	if others, err := f.NoticesOf(t.Context(), neighbour, "", 10); err != nil || len(others) != 0 {
		t.Errorf("a neighbour is told: %v, %v", others, err)
	}
	if _, err := f.ReadNotice(t.Context(), neighbour, list[0].ID, answered); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("a neighbour reads it: %v", err)
	}
	want.ReadAt = answered.Add(time.Hour)
	for _, at := range []time.Time{want.ReadAt, want.ReadAt.Add(time.Hour)} {
		got, err := f.ReadNotice(t.Context(), me, list[0].ID, at)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("read, %v (-want +got):\n%s", err, diff)
		}
	}
}
