package postgres

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/signing"
)

// far is a time at which the evidence of every file in these tests has ended.
var far = loaded.AddDate(50, 0, 0)

func (f fixture) due(t *testing.T, level signing.Level, at time.Time, after certificates.ID) (ids []certificates.ID) {
	t.Helper()
	list, err := f.Due(t.Context(), level, at, after, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	return ids
}

// What has left the office is due while it is below the level, and when its evidence
// ends; what has not is never.
func TestDue(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	f.reserved(t, reserve(person))
	first, second := f.issued(t, reserve(person)), f.issued(t, reserve(person))
	if err := f.Withdraw(t.Context(), second.ID, certificates.Withdrawal{Reason: "r", By: "b", At: loaded}, about(second.ID, audit.CertificateWithdraw)); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		level signing.Level
		at    time.Time
		after certificates.ID
		want  int
	}{
		"nothing":          {signing.LevelB, loaded, "", 0},
		"below the level":  {signing.LevelT, loaded, "", 2},
		"evidence ends":    {signing.LevelB, far, "", 2},
		"after the first":  {signing.LevelT, loaded, first.ID, 1},
		"after the second": {signing.LevelT, loaded, second.ID, 0},
	} {
		if got := f.due(t, test.level, test.at, test.after); len(got) != test.want {
			t.Errorf("%s: %d due, want %d", name, len(got), test.want)
		}
	}
}

// An update is appended once, to the file that it was made for; the file handed out
// and its digest are those of the whole, and every stage of it is still ours.
func TestExtend(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.issued(t, reserve(f.load(t, loaded, someone(1))["1"]))
	before := sealedFor(r.ID)
	raised := certificates.Sealed{File: append(bytes.Clone(before), " and evidence"...), Level: signing.LevelLTA, Until: far}
	event := about(r.ID, audit.CertificateRenewed)
	for name, try := range map[string]struct {
		of   [32]byte
		file []byte
	}{
		"for another file":    {sha256.Sum256([]byte("x")), raised.File},
		"not an extension":    {sha256.Sum256(before), []byte("%PDF x")},
		"a changed beginning": {sha256.Sum256(before), append([]byte("x"), raised.File[1:]...)},
	} {
		if err := f.Extend(t.Context(), r.ID, try.of, certificates.Sealed{File: try.file, Level: 3}, loaded, event); !errors.Is(err, certificates.ErrState) {
			t.Errorf("%s: %v, want %v", name, err, certificates.ErrState)
		}
	}
	if err := f.Extend(t.Context(), r.ID, sha256.Sum256(before), raised, loaded, event); err != nil {
		t.Fatal(err)
	}
	if err := f.Extend(t.Context(), r.ID, sha256.Sum256(before), raised, loaded, event); !errors.Is(err, certificates.ErrState) {
		t.Errorf("a second time: %v, want %v", err, certificates.ErrState)
	}
	file, err := f.Sealed(t.Context(), r.ID)
	if err != nil || !bytes.Equal(file, raised.File) {
		t.Errorf("Sealed() = %q, %v, want %q", file, err, raised.File)
	}
	c, err := f.ByID(t.Context(), r.ID)
	if err != nil || c.SealedDigest != sha256.Sum256(raised.File) || c.Size != len(raised.File) || c.Level != signing.LevelLTA {
		t.Errorf("ByID() = %+v, %v", c, err)
	}
	for _, file := range [][]byte{before, raised.File} {
		if c, err := f.ByDigest(t.Context(), sha256.Sum256(file)); err != nil || c.ID != r.ID {
			t.Errorf("ByDigest(%q) = %v, %v", file, c, err)
		}
	}
	if _, err := f.ByDigest(t.Context(), sha256.Sum256([]byte(" and evidence"))); !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("ByDigest(what was appended) = %v, want %v", err, certificates.ErrNotFound)
	}
	if got := f.due(t, signing.LevelLTA, loaded, ""); len(got) != 0 {
		t.Errorf("%d are due after it", len(got))
	}
	if got := f.due(t, signing.LevelLTA, far, ""); len(got) != 1 {
		t.Errorf("%d are due when its evidence ends, want 1", len(got))
	}
	f.verify(t)
}

// Nothing is appended to what has not left the office.
func TestExtendUnissued(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.reserved(t, reserve(f.load(t, loaded, someone(1))["1"]))
	err := f.Extend(t.Context(), r.ID, sha256.Sum256(nil), certificates.Sealed{File: []byte("x"), Level: 3}, loaded, about(r.ID, audit.CertificateRenewed))
	if !errors.Is(err, certificates.ErrNotFound) {
		t.Errorf("Extend() = %v, want %v", err, certificates.ErrNotFound)
	}
}

// Two certificates never have the same place in a list, and a list shows what has been
// withdrawn and nothing else.
func TestStatusPlaces(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1))["1"]
	first, second := f.issued(t, reserve(person)), f.issued(t, reserve(person))
	again := reserve(person)
	again.Status = first.Status
	if err := f.Reserve(t.Context(), again, layBlank); !errors.Is(err, certificates.ErrPlaceTaken) {
		t.Errorf("a place that is taken: %v, want %v", err, certificates.ErrPlaceTaken)
	}
	if got, err := f.WithdrawnIn(t.Context(), first.Status.List); err != nil || len(got) != 0 {
		t.Errorf("WithdrawnIn() = %v, %v, want none", got, err)
	}
	if err := f.Withdraw(t.Context(), second.ID, certificates.Withdrawal{Reason: "r", By: "b", At: loaded}, about(second.ID, audit.CertificateWithdraw)); err != nil {
		t.Fatal(err)
	}
	for list, want := range map[int]int{second.Status.List: 1, second.Status.List + 1: 0} {
		if got, err := f.WithdrawnIn(t.Context(), list); err != nil || len(got) != want || want == 1 && got[0] != second.Status.Index {
			t.Errorf("WithdrawnIn(%d) = %v, %v, want %d places", list, got, err, want)
		}
	}
	f.verify(t)
}
