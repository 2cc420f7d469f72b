package postgres

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

var november = certificates.Month{Year: 2026, Month: 11}

// Duty that was paid.
var (
	byStamp   = certificates.DutyContent{Means: certificates.PaperStamp, Amount: certificates.StampDuty, Stamp: "01234567890123", StampOn: date(2026, 11, 20)}
	virtually = certificates.DutyContent{Means: certificates.VirtualStamp, Amount: certificates.StampDuty, Authority: "1/2026"}
)

func TestCounts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	away := someone(2)
	away.Person.Standing = registry.Standing{State: registry.Abroad, Since: date(2000, 1, 1)}
	ids := f.load(t, loaded, someone(1), away)
	add := func(person registry.PersonID, on registry.Date, duty certificates.DutyContent, kinds ...certificates.Kind) {
		r := reserve(person)
		r.Kinds, r.IssuedOn, r.ReservedAt, r.Duty = kinds, on, issuedOn, duty
		f.reserved(t, r)
		if err := f.Complete(t.Context(), r.ID, sealedFile(sealedFor(r.ID)), issuedOn, about(r.ID, "certificate.issued")); err != nil {
			t.Fatal(err)
		}
	}
	day := date(2026, 11, 22)
	add(ids["1"], day, byStamp, certificates.Residence)
	add(ids["1"], day, virtually, certificates.Residence)
	add(ids["1"], day, certificates.DutyContent{Exemption: 6}, certificates.Residence)
	add(ids["1"], day, certificates.DutyContent{Exemption: 6}, certificates.Residence, certificates.Life)
	add(ids["2"], day, certificates.DutyContent{Exemption: 1}, certificates.Birth)
	add(ids["1"], date(2026, 10, 31), certificates.DutyContent{Exemption: 6}, certificates.Residence)
	add(ids["1"], date(2026, 12, 1), certificates.DutyContent{Exemption: 6}, certificates.Residence)
	f.reserved(t, reserve(ids["1"]))
	got, days, err := f.Counts(t.Context(), office, november)
	if err != nil {
		t.Fatal(err)
	}
	private := certificates.PrivateUse
	want := []certificates.Count{
		{Kind: certificates.Residence, Use: private, Stamped: 2},
		{Kind: certificates.Residence, Use: private, Exemption: 6, Exempt: 1},
		{Combined: true, Use: private, Exemption: 6, Exempt: 1},
		{Abroad: true, Kind: certificates.Birth, Use: private, Exemption: 1, Exempt: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Counts() (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]certificates.DayCount{{On: day, Stamped: 2, Exempt: 3}}, days); diff != "" {
		t.Errorf("by day (-want +got):\n%s", diff)
	}
	for name, of := range map[string]struct {
		office registry.OfficeID
		month  certificates.Month
	}{"another office": {other, november}, "a month without any": {office, certificates.Month{Year: 2027, Month: 11}}} {
		if got, days, err := f.Counts(t.Context(), of.office, of.month); err != nil || got != nil || days != nil {
			t.Errorf("%s: %v, %v, %v", name, got, days, err)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, someone(1))
	issue := func(on registry.Date, duty certificates.DutyContent) {
		r := reserve(ids["1"])
		r.IssuedOn, r.ReservedAt, r.Duty = on, issuedOn, duty
		f.reserved(t, r)
		if err := f.Complete(t.Context(), r.ID, sealedFile(sealedFor(r.ID)), issuedOn, about(r.ID, "certificate.issued")); err != nil {
			t.Fatal(err)
		}
	}
	from, to := date(2026, 11, 1), date(2026, 11, 30)
	for _, on := range []registry.Date{to, from, from, date(2026, 10, 31), date(2026, 12, 1)} {
		issue(on, certificates.DutyContent{Exemption: 6})
	}
	issue(from, virtually)
	f.reserved(t, reserve(ids["1"])) // never counted
	got, err := f.Days(t.Context(), office, from, to)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]certificates.DayCount{{On: from, Stamped: 1, Exempt: 2}, {On: to, Exempt: 1}}, got); diff != "" {
		t.Errorf("Days() (-want +got):\n%s", diff)
	}
	if got, err := f.Days(t.Context(), other, from, to); err != nil || len(got) > 0 {
		t.Errorf("Days(another) = %v, %v", got, err)
	}
}

// byRegister counts a month as it was counted before the figures were kept: the register is
// asked for each certificate.
const byRegister = `
	SELECT abroad, combined, kind, use, exemption, count(*) FILTER (WHERE stamped), count(*) FILTER (WHERE NOT stamped)
	FROM (
	    SELECT coalesce(s.state = 'abroad', false) AS abroad, cardinality(kinds) > 1 AS combined,
	        CASE WHEN cardinality(kinds) = 1 THEN kinds[1] ELSE 0 END AS kind, use, coalesce(duty.exemption, 0) AS exemption, duty.means IS NOT NULL AS stamped
	    FROM certificate LEFT JOIN certificate_duty duty USING (certificate_id) LEFT JOIN LATERAL (
	        SELECT f.state FROM person_standing f
	        WHERE f.person_id = certificate.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, certificate.issued_on, certificate.reserved_at)
	        ORDER BY f.valid_from DESC LIMIT 1) s ON true
	    WHERE certificate.office_id = $1 AND certificate.state IN ('issued', 'withdrawn') AND issued_on BETWEEN $2 AND $3
	) AS one
	GROUP BY abroad, combined, kind, use, exemption ORDER BY abroad, combined, kind, use, exemption`

// mover is how somebody's record stood when he asked for a certificate, and what the
// register learned afterwards.
type mover struct {
	name   string
	stands registry.Standing
	past   *registry.Past // his number is left out
	later  registry.Standing
	abroad bool
}

var movers = []mover{
	{name: "a resident", stands: residentSince(date(1990, 1, 1))},
	{name: "moved abroad before the day", stands: abroadSince(date(2026, 11, 21)), abroad: true},
	{name: "moved abroad on the day", stands: abroadSince(date(2026, 11, 22)), abroad: true},
	{name: "moves abroad after the day", stands: abroadSince(date(2026, 11, 23))},
	{name: "abroad since nobody knows when", stands: abroadSince(registry.Date{}), abroad: true},
	{name: "came back before the day", stands: residentSince(date(2026, 11, 21)), past: wasAbroad(date(2026, 11, 21))},
	{name: "came back on the day", stands: residentSince(date(2026, 11, 22)), past: wasAbroad(date(2026, 11, 22))},
	{name: "comes back after the day", stands: residentSince(date(2026, 11, 23)), past: wasAbroad(date(2026, 11, 23)), abroad: true},
	{name: "moved before the day, which was not known", stands: residentSince(date(1990, 1, 1)), later: abroadSince(date(2026, 11, 1))},
	{name: "came back before the day, which was not known", stands: abroadSince(date(2000, 1, 1)), later: residentSince(date(2026, 11, 1)), abroad: true},
	{name: "never was abroad, which was not known", stands: abroadSince(date(2000, 1, 1)), later: residentSince(date(1990, 1, 1)), abroad: true},
	{name: "dead", stands: registry.Standing{State: registry.Dead, Since: date(2026, 11, 1)}},
}

func residentSince(d registry.Date) registry.Standing {
	return registry.Standing{State: registry.Resident, Since: d}
}

func abroadSince(d registry.Date) registry.Standing {
	return registry.Standing{State: registry.Abroad, Since: d}
}

func wasAbroad(until registry.Date) *registry.Past {
	p := stood("", registry.Abroad, date(2000, 1, 1), until)
	return &p
}

// entries is the people, as they stand now or as is known later.
func entries(later bool) (list []registry.Entry) {
	for i, m := range movers {
		e := someone(i)
		if e.Person.Standing = m.stands; later && m.later != (registry.Standing{}) {
			e.Person.Standing = m.later
		}
		list = append(list, e)
	}
	return list
}

// What is kept of each certificate is what the register says of its day, as it was known
// then: whoever moves, and whatever the register learns afterwards.
func TestCountsAreThoseOfTheRegister(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.load(t, loaded, entries(false)...)
	for i, m := range movers {
		if m.past == nil {
			continue
		}
		past := *m.past
		past.Number = strconv.Itoa(i)
		if _, err := f.owner.ImportHistory(t.Context(), office, values(past), loaded.Add(time.Second)); err != nil {
			t.Fatalf("%s: %v", m.name, err)
		}
	}
	for i := range movers {
		r := reserve(ids[strconv.Itoa(i)])
		r.Kinds = []certificates.Kind{certificates.Kind(i + 1)} // by which he is found below
		f.issued(t, r)
		if r = reserve(r.Subject); i%2 == 0 {
			r.Duty = virtually
		}
		f.issued(t, r)
		f.reserved(t, reserve(r.Subject)) // never counted
		if err := f.Withdraw(t.Context(), r.ID, certificates.Withdrawal{Reason: "a mistake", By: "o", At: issuedOn}, about(r.ID, "certificate.withdrawn")); err != nil {
			t.Fatal(err)
		}
	}
	f.countsAsRegister(t)
	f.load(t, changed, entries(true)...)
	f.countsAsRegister(t)
	for i := range movers { // reserved before the load and issued after it
		r := reserve(ids[strconv.Itoa(i)])
		r.Kinds = []certificates.Kind{certificates.Kind(i + 1)}
		f.issued(t, r)
	}
	f.countsAsRegister(t)
}

// countsAsRegister checks the counts of the movers' certificates.
func (f fixture) countsAsRegister(t *testing.T) {
	t.Helper()
	got, _, err := f.Counts(t.Context(), office, november)
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := f.pool.Query(t.Context(), byRegister, string(office), day(november.First()), day(november.Last()))
	want, err := pgx.CollectRows(rows, pgx.RowToStructByPos[certificates.Count])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Counts() (-as the register says +got):\n%s", diff)
	}
	abroad := map[certificates.Kind]bool{}
	for _, c := range got {
		if !c.Combined {
			abroad[c.Kind] = c.Abroad
		}
	}
	for i, m := range movers {
		if got, ok := abroad[certificates.Kind(i+1)]; !ok || got != m.abroad {
			t.Errorf("%s: counted %v, abroad %v, want %v", m.name, ok, got, m.abroad)
		}
	}
}
