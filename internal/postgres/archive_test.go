package postgres

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
)

func TestByKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	r := f.reserved(t, reserve(ids["1"]))
	k, err := f.ByKey(t.Context(), r.Requester, r.Key)
	if err != nil || k.ID != r.ID || k.KeyDigest != r.KeyDigest || k.Instance != "one" || k.State != certificates.Issuing {
		t.Errorf("ByKey() = %+v, %v", k, err)
	}
	stranger := r.Requester
	stranger.ID = string(ids["2"])
	machine := r.Requester
	machine.Kind = "machine"
	for name, ask := range map[string]struct {
		by  certificates.RequesterRef
		key string
	}{"a stranger": {stranger, r.Key}, "a machine of that name": {machine, r.Key}, "another key": {r.Requester, r.Key + " "}, "no key": {r.Requester, ""}} {
		if k, err := f.ByKey(t.Context(), ask.by, ask.key); !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("ByKey(%s) = %v, %v, want %v", name, k, err, certificates.ErrNotFound)
		}
	}
	other := reserve(ids["2"])
	other.Key = r.Key
	f.reserved(t, other) // a key is its requester's own
}

func TestNotFound(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.reserved(t, reserve(f.load(t, loaded, someone(1))["1"]))
	for _, id := range []certificates.ID{"c0ffee00-0000-7000-8000-000000000000", "", "1", "' OR true --", "\x00"} {
		if _, err := f.ByID(t.Context(), id); !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("ByID(%q) = %v, want %v", id, err, certificates.ErrNotFound)
		}
		if _, err := f.Sealed(t.Context(), id); !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("Sealed(%q) = %v, want %v", id, err, certificates.ErrNotFound)
		}
		if _, _, err := f.Content(t.Context(), id); !errors.Is(err, certificates.ErrNotFound) {
			t.Errorf("Content(%q) = %v, want %v", id, err, certificates.ErrNotFound)
		}
	}
	if _, err := f.Sealed(t.Context(), r.ID); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("Sealed(not yet issued) = %v, want %v", err, certificates.ErrNotFound)
	}
	if _, _, err := f.Content(t.Context(), r.ID); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("Content(not yet issued) = %v, want %v", err, certificates.ErrNotFound)
	}
	if _, err := f.ByCode(t.Context(), certificates.CodeHash{}); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("ByCode(zero) = %v, want %v", err, certificates.ErrNotFound)
	}
	if _, err := f.ByDigest(t.Context(), [32]byte{}); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("ByDigest(zero) = %v, want %v", err, certificates.ErrNotFound)
	}
}

func TestSealedAndContent(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.issued(t, reserve(f.load(t, loaded, someone(1))["1"]))
	want := sealedFor(r.ID)
	if got, err := f.Sealed(t.Context(), r.ID); err != nil || !slices.Equal(got, want) {
		t.Errorf("Sealed() = %q, %v, want %q", got, err, want)
	}
	content, sealed, err := f.Content(t.Context(), r.ID)
	if err != nil || !slices.Equal(sealed, want) {
		t.Fatalf("Content() = %q, %v, want %q", sealed, err, want)
	}
	if diff := cmp.Diff(&certificates.Content{Version: 1, Number: certificates.Number{Year: 2026, Serial: 1}}, content); diff != "" {
		t.Errorf("Content() (-want +got):\n%s", diff)
	}
}

func TestByCodeAndByDigest(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	r := f.issued(t, reserve(person))
	f.issued(t, reserve(person))
	at := loaded.Add(time.Hour)
	if err := f.Withdraw(t.Context(), r.ID, certificates.Withdrawal{Reason: "r", By: "b", At: at}, about(r.ID, audit.CertificateWithdraw)); err != nil {
		t.Fatal(err)
	}
	want := &certificates.Certificate{
		ID: r.ID, Office: office, Number: certificates.Number{Year: 2026, Serial: 1}, State: certificates.Withdrawn, Kinds: r.Kinds, Subject: person,
		IssuedOn: r.IssuedOn, ValidTo: r.ValidTo, WithdrawnAt: at, Status: &r.Status,
	}
	full, err := f.ByID(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	byCode, err1 := f.ByCode(t.Context(), r.Code)
	byDigest, err2 := f.ByDigest(t.Context(), full.SealedDigest)
	if diff := cmp.Diff([]*certificates.Certificate{want, want}, []*certificates.Certificate{byCode, byDigest}); diff != "" || err1 != nil || err2 != nil {
		t.Errorf("ByCode(), ByDigest() = %v, %v (-want +got):\n%s", err1, err2, diff)
	}
	if _, err := f.ByDigest(t.Context(), full.SheetDigest); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("ByDigest(page without its seal) = %v, want %v", err, certificates.ErrNotFound)
	}
}

func TestByRequester(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1), someone(2))
	var mine []certificates.ID
	for range 5 {
		mine = append(mine, f.issued(t, reserve(ids["1"])).ID)
		f.issued(t, reserve(ids["2"]))
		f.reserved(t, reserve(ids["1"]))
	}
	if err := f.Withdraw(t.Context(), mine[3], certificates.Withdrawal{Reason: "r", By: "b", At: loaded}, about(mine[3], audit.CertificateWithdraw)); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(mine)
	me := certificates.RequesterRef{Kind: "citizen", ID: string(ids["1"])}
	var got []certificates.ID
	for before := certificates.ID(""); ; {
		list, err := f.ByRequester(t.Context(), me, certificates.Filter{}, before, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, c := range list {
			got, before = append(got, c.ID), c.ID
		}
	}
	if diff := cmp.Diff(mine, got); diff != "" {
		t.Errorf("ByRequester() (-want +got):\n%s", diff)
	}
	if list, err := f.ByRequester(t.Context(), certificates.RequesterRef{Kind: "machine", ID: me.ID}, certificates.Filter{}, "", 10); err != nil || len(list) > 0 {
		t.Errorf("ByRequester(machine) = %v, %v, want none", list, err)
	}
	if _, err := f.ByRequester(t.Context(), me, certificates.Filter{}, "x", 10); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("ByRequester(before x) = %v, want %v", err, certificates.ErrNotFound)
	}
	if list, err := f.ByRequester(t.Context(), me, certificates.Filter{}, certificates.ID(strings.ToUpper(string(mine[0]))), 10); err != nil || len(list) != 4 {
		t.Errorf("ByRequester(before, in capitals) = %d, %v, want 4", len(list), err)
	}
}

func TestAbandoned(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	make := func(instance string, age time.Duration) certificates.ID {
		r := reserve(person)
		r.Instance, r.ReservedAt = instance, loaded.Add(-age)
		return f.reserved(t, r).ID
	}
	old, mine := make("two", time.Hour), make("one", 0)
	make("two", time.Second)
	f.issued(t, reserve(person))
	list, err := f.Abandoned(t.Context(), "one", loaded.Add(-time.Minute))
	var got []certificates.ID
	for _, c := range list {
		got = append(got, c.ID)
		if c.Office != office || c.Subject != person {
			t.Errorf("Abandoned() = %+v, want office and subject", c)
		}
	}
	if diff := cmp.Diff([]certificates.ID{old, mine}, got); diff != "" || err != nil {
		t.Errorf("Abandoned() = %v (-want +got):\n%s", err, diff)
	}
}
