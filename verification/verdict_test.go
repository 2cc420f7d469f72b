package verification

import (
	"bytes"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// A certificate that has not left the office is not there for anybody, and one of a
// state that this program does not know is not called good.
func TestNothingHasLeftTheOffice(t *testing.T) {
	t.Parallel()
	for _, state := range []certificates.State{certificates.Issuing, "", "lost"} {
		a := newArchive()
		a.certificate.State = state
		if v, err := a.service().ByCode(t.Context(), code.String()); err != nil || cmp.Diff(Verdict{State: Unknown}, v) != "" {
			t.Errorf("%q: %+v, %v, want unknown and nothing else", state, v, err)
		}
	}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	issued, until := registry.Date{Year: 2026, Month: 11, Day: 21}, registry.Date{Year: 2027, Month: 2, Day: 21}
	superseded := &certificates.Supersession{Reason: certificates.ByDeath, Since: issued, At: time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC)}
	for name, x := range map[string]struct {
		change func(*archive)
		want   State
	}{
		"on the day of issue":    {func(a *archive) { a.now = at("2026-11-21 10:00:00") }, Valid},
		"on the last day":        {func(a *archive) { a.now = at("2027-02-21 23:59:59") }, Valid},
		"as the next day begins": {func(a *archive) { a.now = at("2027-02-22 00:00:00") }, Expired}, // it is the 21st in Greenwich
		"years later":            {func(a *archive) { a.now = at("2031-01-01 00:00:00") }, Expired},
		"superseded":             {func(a *archive) { a.certificate.Superseded = superseded }, Valid},
		"superseded and expired": {func(a *archive) { a.certificate.Superseded, a.now = superseded, at("2031-01-01 00:00:00") }, Expired},
		"superseded and withdrawn": {func(a *archive) {
			a.certificate.Superseded, a.certificate.State = superseded, certificates.Withdrawn
		}, Withdrawn},
		"withdrawn":                 {func(a *archive) { a.certificate.State = certificates.Withdrawn }, Withdrawn},
		"withdrawn and expired too": {func(a *archive) { a.certificate.State, a.now = certificates.Withdrawn, at("2031-01-01 00:00:00") }, Withdrawn},
		"failed":                    {func(a *archive) { a.certificate.State = certificates.Failed }, Failed},
		"failed long ago":           {func(a *archive) { a.certificate.State, a.now = certificates.Failed, at("2031-01-01 00:00:00") }, Failed},
	} {
		a := newArchive()
		x.change(a)
		s := a.service()
		v, err := s.ByCode(t.Context(), code.Compact())
		if err != nil {
			t.Fatal(err)
		}
		want := Verdict{
			State: x.want, Kinds: []certificates.Kind{certificates.Residence}, Office: "X900", OfficeName: "Comune di Valdemo",
			IssuedOn: issued, ValidTo: until, WithdrawnOn: v.WithdrawnOn, Status: a.certificate.Status,
		}
		if a.certificate.Superseded != nil && x.want != Withdrawn { // it is the 25th here
			want.SupersededOn = registry.Date{Year: 2026, Month: 11, Day: 25}
		}
		if x.want == Failed { // nothing was issued on any day
			want.IssuedOn, want.ValidTo, want.Status = registry.Date{}, registry.Date{}, nil
		}
		if diff := cmp.Diff(want, v); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if byFile, err := s.File(t.Context(), bytes.NewReader(file)); err != nil || cmp.Diff(Checked{Verdict: v, SHA256: sha256.Sum256(file), Size: int64(len(file))}, byFile) != "" {
			t.Errorf("%s: by file %+v, %v, by code %+v", name, byFile, err, v)
		}
	}
}

func TestUnlimitedValidity(t *testing.T) {
	t.Parallel()
	a := newArchive()
	a.certificate.ValidTo, a.now = registry.Date{}, at("2099-12-31 00:00:00")
	if v, err := a.service().ByCode(t.Context(), code.String()); err != nil || v.State != Valid || !v.ValidTo.IsZero() {
		t.Errorf("%+v, %v, want valid without end", v, err)
	}
}

// The day of a withdrawal is that of the office, not that of the database's clock.
func TestWithdrawnOn(t *testing.T) {
	t.Parallel()
	for moment, want := range map[string]string{
		"2026-11-30T22:59:59Z": "2026-11-30", "2026-11-30T23:00:00Z": "2026-12-01", // winter: an hour ahead of Greenwich
		"2027-06-30T21:59:59Z": "2027-06-30", "2027-06-30T22:00:00Z": "2027-07-01", // summer: two
	} {
		a := newArchive()
		a.certificate.State = certificates.Withdrawn
		a.certificate.WithdrawnAt, _ = time.Parse(time.RFC3339, moment)
		if v, err := a.service().ByCode(t.Context(), code.String()); err != nil || v.WithdrawnOn.String() != want {
			t.Errorf("withdrawn at %s: on %s, %v, want %s", moment, v.WithdrawnOn, err, want)
		}
	}
}

// A certificate of a demo office says so in every state.
func TestDemo(t *testing.T) {
	t.Parallel()
	for _, state := range []certificates.State{certificates.Issued, certificates.Withdrawn, certificates.Failed} {
		a := newArchive()
		a.certificate.State = state
		s := a.service()
		real, err := s.ByCode(t.Context(), code.String())
		s.Offices = map[registry.OfficeID]registry.Office{"X900": {ID: "X900", Basis: registry.BasisDemo}}
		demo, err2 := s.ByCode(t.Context(), code.String())
		if err != nil || err2 != nil || real.Demo || !demo.Demo {
			t.Errorf("%s: %+v, %v; of a demo office %+v, %v", state, real, err, demo, err2)
		}
	}
}

// at is a moment of the wall clock of the offices.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, rome)
	if err != nil {
		panic(err)
	}
	return t
}
