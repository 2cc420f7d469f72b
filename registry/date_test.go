package registry

import (
	"testing"
	"time"
)

func day(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(s)
	}
	return d
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Date{
		"2000-10-09": {2000, 10, 9}, "2000-10-00": {2000, 10, 0}, "2000-00-00": {2000, 0, 0}, "2024-02-29": {2024, 2, 29}, "0001-01-01": {1, 1, 1},
	} {
		got, err := ParseDate(s)
		if err != nil || got != want || got.String() != s {
			t.Errorf("ParseDate(%q) = %v, %v, want %v", s, got, err, want)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "2000", "2000-10", "2000-10-9", "2000-00-09", "2000-13-01", "2000-04-31", "2023-02-29", "1900-02-29", "0000-01-01", "0000-00-00",
		"09/10/2000", "2000/10/09", "2000-10-09 ", "2000-10-0\u0669", "+200-10-09", "2000-1 -09", "2000-10-32",
	} {
		if d, err := ParseDate(s); err != ErrDate {
			t.Errorf("ParseDate(%q) = %v, %v, want %v", s, d, err, ErrDate)
		}
	}
}

func TestDateText(t *testing.T) {
	t.Parallel()
	var d Date
	for _, s := range []string{"2000-10-00", ""} {
		if err := d.UnmarshalText([]byte(s)); err != nil {
			t.Fatal(err)
		}
		if b, err := d.MarshalText(); err != nil || string(b) != s {
			t.Errorf("MarshalText = %q, %v, want %q", b, err, s)
		}
	}
	if err := d.UnmarshalText([]byte("2000-10-99")); err == nil {
		t.Error("a day that there is not was read")
	}
}

func TestDateBefore(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		d, e string
		want bool
	}{
		{"2000-10-09", "2000-10-10", true},
		{"2000-10-09", "2000-11-01", true},
		{"2000-10-09", "2001-01-01", true},
		{"2000-10-09", "2000-10-09", false},
		{"2000-10-10", "2000-10-09", false},
		{"2000-10-00", "2000-10-31", false},
		{"2000-10-00", "2000-11-00", true},
		{"2000-09-30", "2000-10-00", true},
		{"2000-00-00", "2000-12-31", false},
		{"2000-00-00", "2001-00-00", true},
		{"1999-12-31", "2000-00-00", true},
		{"2000-01-01", "2000-00-00", false},
	} {
		if got := day(test.d).Before(day(test.e)); got != test.want {
			t.Errorf("%s.Before(%s) = %v, want %v", test.d, test.e, got, test.want)
		}
	}
}

// A gap in the record must not make anyone an adult before his time.
func TestOfAge(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		born, on string
		want     bool
	}{
		{"2008-11-21", "2026-11-20", false},
		{"2008-11-21", "2026-11-21", true},
		{"2008-02-29", "2026-02-28", false},
		{"2008-02-29", "2026-03-01", true},
		{"2008-11-00", "2026-11-29", false},
		{"2008-11-00", "2026-11-30", true},
		{"2008-00-00", "2026-12-30", false},
		{"2008-00-00", "2026-12-31", true},
	} {
		if got := day(test.born).OfAge(18, day(test.on)); got != test.want {
			t.Errorf("%s.OfAge(18, %s) = %v, want %v", test.born, test.on, got, test.want)
		}
	}
	if (Date{}).OfAge(18, day("2026-11-21")) {
		t.Error("nobody knows when, and yet of age")
	}
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-11-30", 3, "2027-02-28"}, {"2027-11-30", 3, "2028-02-29"}, {"2026-12-31", 6, "2027-06-30"}, {"2026-01-15", 12, "2027-01-15"}, {"2026-01-15", 0, "2026-01-15"},
	} {
		if got := day(test.from).AddMonths(test.months); got != day(test.want) {
			t.Errorf("%s.AddMonths(%d) = %s, want %s", test.from, test.months, got, test.want)
		}
	}
}

func TestNowTakesTheDayWhereItIs(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC)
	rome := time.FixedZone("CET", 3600)
	if got := Now(at.In(rome)); got.Day != day("2026-11-22") || !got.Known.Equal(at) {
		t.Errorf("Now = %v", got)
	}
}
