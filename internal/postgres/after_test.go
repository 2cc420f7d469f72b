package postgres

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// outdated is a fixture with a certificate that has been superseded, and its holder.
func outdatedOne(t *testing.T) (f fixture, holder certificates.RequesterRef, id certificates.ID) {
	t.Helper()
	f = newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	id = issueTo(t, f.desk(t, issuedOn, plain{}), ids["1"], certificates.Residence)
	f.load(t, changed, moved("Via Milano", effect))
	return f, certificates.RequesterRef{Kind: "citizen", ID: string(ids["1"])}, id
}

func TestNotices(t *testing.T) {
	t.Parallel()
	f, me, id := outdatedOne(t)
	other := certificates.RequesterRef{Kind: "citizen", ID: string(f.ids(t)["2"])}
	list, err := f.NoticesOf(t.Context(), me, "", 10)
	if err != nil || len(list) != 1 || list[0].Certificate.ID != id || list[0].Kind != certificates.NoticeSuperseded || !list[0].At.Equal(changed) || !list[0].ReadAt.IsZero() {
		t.Fatalf("NoticesOf() = %+v, %v", list, err)
	}
	if s := list[0].Certificate.Superseded; s == nil || s.Reason != certificates.ByMove {
		t.Errorf("its certificate is superseded by %+v", s)
	}
	n := list[0].ID
	for name, of := range map[string]certificates.RequesterRef{"another": other, "nobody": {Kind: "citizen", ID: "x"}} {
		if _, err := f.ReadNotice(t.Context(), of, n, changed); !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("ReadNotice(%s) = %v, want %v", name, err, certificates.ErrNotFound)
		}
	}
	if _, err := f.ReadNotice(t.Context(), certificates.RequesterRef{Kind: "machine", ID: me.ID}, n, changed); err == nil {
		t.Error("a machine has read a notice")
	}
	if list, err := f.NoticesOf(t.Context(), other, "", 10); err != nil || len(list) > 0 {
		t.Errorf("NoticesOf(another) = %v, %v", list, err)
	}
	if list, err := f.NoticesOf(t.Context(), me, n, 10); err != nil || len(list) > 0 {
		t.Errorf("NoticesOf(after the last) = %v, %v", list, err)
	}
	for _, at := range []time.Time{changed.Add(time.Hour), changed.Add(2 * time.Hour)} {
		if got, err := f.ReadNotice(t.Context(), me, n, at); err != nil || !got.ReadAt.Equal(changed.Add(time.Hour)) {
			t.Errorf("ReadNotice() = %+v, %v", got, err)
		}
	}
}

// What the schema refuses of what comes after issuing.
func TestAfterIssuingIsAppendOnly(t *testing.T) {
	t.Parallel()
	f, me, _ := outdatedOne(t)
	list, err := f.NoticesOf(t.Context(), me, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.ReadNotice(t.Context(), me, list[0].ID, changed); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"UPDATE certificate_superseded SET reason = 'move'", "DELETE FROM certificate_superseded", "TRUNCATE certificate_superseded",
		"INSERT INTO certificate_superseded SELECT * FROM certificate_superseded",
		"DELETE FROM notice", "TRUNCATE notice", "UPDATE notice SET read_at = NULL", "UPDATE notice SET read_at = now()", "UPDATE notice SET kind = 'x'",
		"INSERT INTO notice SELECT gen_random_uuid(), office_id, person_id, kind, certificate_id, at FROM notice",
		"UPDATE register_change SET changed_at = now()", "DELETE FROM register_change",
		"INSERT INTO certificate_successor SELECT certificate_id, office_id, certificate_id FROM certificate",
	} {
		if _, err := f.owner.pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s: done", sql)
		}
	}
	for _, sql := range []string{
		"INSERT INTO register_change (office_id) VALUES ('Z999')", "UPDATE notice SET at = now()", "DELETE FROM notice", "UPDATE certificate_superseded SET reason = 'move'",
	} {
		if _, err := f.pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("as the service, %s: done", sql)
		}
	}
}

func TestReissue(t *testing.T) {
	t.Parallel()
	f, me, old := outdatedOne(t)
	desk := f.desk(t, changed.Add(time.Hour), plain{})
	by := holder(t, desk, registry.PersonID(me.ID))
	next, err := desk.Reissue(t.Context(), by, old, "key-0001", "r-1")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := desk.Reissue(t.Context(), by, old, "key-0001", "r-1"); err != nil || again.ID != next.ID {
		t.Errorf("the same key again: %v, %v", again, err)
	}
	if _, err := desk.Reissue(t.Context(), by, old, "key-0002", "r-1"); !errors.Is(err, certificates.ErrReplaced) {
		t.Errorf("another key: %v, want %v", err, certificates.ErrReplaced)
	}
	if _, err := desk.Reissue(t.Context(), by, next.ID, "key-0003", "r-1"); !errors.Is(err, certificates.ErrCurrent) {
		t.Errorf("the new one: %v, want %v", err, certificates.ErrCurrent)
	}
	was, err := f.ByID(t.Context(), old)
	if err != nil || was.Successor == nil || *was.Successor != (certificates.Successor{ID: next.ID, Number: next.Number}) {
		t.Errorf("the old one: %+v, %v", was, err)
	}
	is, err := f.ByID(t.Context(), next.ID)
	if err != nil || is.Replaces != old || is.Successor != nil || is.Superseded != nil {
		t.Errorf("the new one: %+v, %v", is, err)
	}
	f.verify(t)
}

// Two clicks at once leave one successor, and a failed one stands in nobody's way.
func TestReissueOnce(t *testing.T) {
	t.Parallel()
	f, me, old := outdatedOne(t)
	again := func() certificates.Reservation {
		r := reserve(registry.PersonID(me.ID))
		r.Replaces = old
		return r
	}
	failed := f.reserved(t, again())
	if err := f.Fail(t.Context(), failed.ID, certificates.SealFailed, changed, about(failed.ID, "certificate.failed")); err != nil {
		t.Fatal(err)
	}
	errs := f.together(t,
		func() error { return f.Reserve(t.Context(), again(), layBlank) },
		func() error { return f.Reserve(t.Context(), again(), layBlank) },
	)
	if refused := errors.Join(errs...); !errors.Is(refused, certificates.ErrReplaced) || errs[0] != nil && errs[1] != nil {
		t.Errorf("two at once: %v", errs)
	}
	if err := f.Reserve(t.Context(), again(), layBlank); !errors.Is(err, certificates.ErrReplaced) {
		t.Errorf("one more: %v, want %v", err, certificates.ErrReplaced)
	}
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	f, me, old := outdatedOne(t)
	desk := f.desk(t, changed.Add(time.Hour), plain{})
	person := registry.PersonID(me.ID)
	life := issueTo(t, desk, person, certificates.Life)
	gone := issueTo(t, desk, person, certificates.Birth)
	if err := f.Withdraw(t.Context(), gone, certificates.Withdrawal{Reason: "a mistake", By: "o", At: changed}, about(gone, "certificate.withdrawn")); err != nil {
		t.Fatal(err)
	}
	f.reserved(t, reserve(person)) // never listed
	foreign := issueTo(t, desk, f.ids(t)["2"], certificates.Life)
	for name, test := range map[string]struct {
		f          certificates.Filter
		mine, here []certificates.ID
	}{
		"all":          {certificates.Filter{}, []certificates.ID{gone, life, old}, []certificates.ID{foreign, gone, life, old}},
		"current":      {certificates.Filter{Standing: certificates.StandsCurrent}, []certificates.ID{life}, []certificates.ID{foreign, life}},
		"superseded":   {certificates.Filter{Standing: certificates.StandsSuperseded}, []certificates.ID{old}, []certificates.ID{old}},
		"withdrawn":    {certificates.Filter{Standing: certificates.StandsWithdrawn}, []certificates.ID{gone}, []certificates.ID{gone}},
		"kind":         {certificates.Filter{Kind: certificates.Life}, []certificates.ID{life}, []certificates.ID{foreign, life}},
		"no such kind": {certificates.Filter{Kind: certificates.Death}, nil, nil},
		"from":         {certificates.Filter{From: date(2026, 11, 11)}, []certificates.ID{gone, life}, []certificates.ID{foreign, gone, life}},
		"to":           {certificates.Filter{To: date(2026, 11, 10)}, []certificates.ID{old}, []certificates.ID{old}},
		"subject":      {certificates.Filter{Subject: f.ids(t)["2"]}, nil, []certificates.ID{foreign}},
	} {
		mine, err := f.ByRequester(t.Context(), me, test.f, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		var got []certificates.ID
		for _, c := range mine {
			got = append(got, c.ID)
		}
		if diff := cmp.Diff(test.mine, got); diff != "" {
			t.Errorf("%s, of a citizen (-want +got):\n%s", name, diff)
		}
		here, err := f.ByOffice(t.Context(), office, test.f, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		got = nil
		for _, c := range here {
			got = append(got, c.ID)
		}
		if diff := cmp.Diff(test.here, got); diff != "" {
			t.Errorf("%s, of the office (-want +got):\n%s", name, diff)
		}
	}
	if list, err := f.ByOffice(t.Context(), other, certificates.Filter{}, "", 10); err != nil || len(list) > 0 {
		t.Errorf("ByOffice(another) = %v, %v", list, err)
	}
	page, err := f.ByOffice(t.Context(), office, certificates.Filter{}, gone, 1)
	if err != nil || len(page) != 1 || page[0].ID != life {
		t.Errorf("the next page: %v, %v", page, err)
	}
}

func TestListByNumber(t *testing.T) {
	t.Parallel()
	f, _, id := outdatedOne(t)
	c, err := f.ByID(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[certificates.Number]int{
		c.Number: 1, {Year: c.Number.Year, Serial: c.Number.Serial + 1}: 0, {Year: c.Number.Year - 1, Serial: c.Number.Serial}: 0, {}: 1,
	} {
		if list, err := f.ByOffice(t.Context(), office, certificates.Filter{Number: n}, "", 10); err != nil || len(list) != want {
			t.Errorf("number %v: %d, %v, want %d", n, len(list), err, want)
		}
	}
}
