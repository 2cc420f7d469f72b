package registry

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const historyHeader = "number,kind,since,until,standing,standing_reason,certifiability,citizenship,household_number,household_kind,relationship,street,municipality\n"

func TestReadHistory(t *testing.T) {
	t.Parallel()
	const file = historyHeader + `1,standing,1980-01-02,1999-05-01,resident,1,2,,,,,,
1,residence,1980-00-00,1990-01-01,,,,,,,,Via Roma,Valdemo
1,citizenship,,2001-01-01,,,,ALB=albanese,,,,,
1,household,1980-01-02,1999-05-01,,,,,F1,,3,,
1,household,1970-01-02,1980-01-02,,,,,C1,community,2,,
`
	want := []Past{
		{Number: "1", Until: day("1999-05-01"), Standing: &Standing{State: Resident, Since: day("1980-01-02"), Reason: "1"}, Certifiability: FullyCertifiable},
		{Number: "1", Until: day("1990-01-01"), Residence: &Residence{Since: Date{Year: 1980}, Address: Address{Street: "Via Roma", Municipality: "Valdemo"}}},
		{Number: "1", Until: day("2001-01-01"), Citizenship: &Citizenship{State: "ALB", Name: "albanese"}},
		{Number: "1", Until: day("1999-05-01"), Household: "F1", Membership: &Membership{Relationship: Child, Since: day("1980-01-02")}},
		{Number: "1", Until: day("1980-01-02"), Household: "C1", Membership: &Membership{Relationship: CommunityMember, Since: day("1970-01-02")}},
	}
	var got []Past
	for p, err := range ReadHistory(strings.NewReader(file)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadHistory (-want +got):\n%s", diff)
	}
	for i, since := range []Date{day("1980-01-02"), {Year: 1980}, {}, day("1980-01-02"), day("1970-01-02")} {
		if got[i].Since() != since {
			t.Errorf("row %d is since %v, want %v", i, got[i].Since(), since)
		}
	}
}

func TestReadHistoryRefuses(t *testing.T) {
	t.Parallel()
	const empty, alien = "empty, and must not be", "does not belong to a row of this kind"
	for _, test := range []struct {
		what, row string
		want      []string
	}{
		{"a kind that is none", "1,birth,1980-01-02,1999-05-01,,,,,,,,,", []string{"column kind: not one of the words that the column takes"}},
		{"no kind", "1,,1980-01-02,1999-05-01,,,,,,,,,", []string{"column kind: " + empty}},
		{"nobody", ",citizenship,1980-01-02,1999-05-01,,,,ITA,,,,,", []string{"column number: " + empty}},
		{"no end", "1,citizenship,1980-01-02,,,,,ITA,,,,,", []string{"column until: " + empty}},
		{"an end in some month", "1,citizenship,1980-01-02,1999-05-00,,,,ITA,,,,,", []string{"column until: an incomplete day"}},
		{"an end before the beginning", "1,citizenship,1999-05-02,1999-05-01,,,,ITA,,,,,", []string{"column until: not later than since"}},
		{"a day that ends as it begins", "1,citizenship,1999-05-01,1999-05-01,,,,ITA,,,,,", []string{"column until: not later than since"}},
		{"no standing", "1,standing,1980-01-02,1999-05-01,,,,,,,,,", []string{"column standing: " + empty, "column certifiability: " + empty}},
		{"a residence in no place", "1,residence,1980-01-02,1999-05-01,,,,,,,,Via Roma,", []string{"column municipality: " + empty}},
		{"no citizenship", "1,citizenship,1980-01-02,1999-05-01,,,,,,,,,", []string{"column citizenship: " + empty}},
		{"two citizenships", "1,citizenship,1980-01-02,1999-05-01,,,,FRA|ITA,,,,,", []string{"column citizenship: a state is not three capital letters"}},
		{"a nameless citizenship", "1,citizenship,1980-01-02,1999-05-01,,,,FRA,,,,,", []string{"column citizenship: a state is without a name"}},
		{"no household", "1,household,1980-01-02,1999-05-01,,,,,,,,,", []string{"column household_number: " + empty, "column relationship: " + empty}},
		{"a tie of another table", "1,household,1980-01-02,1999-05-01,,,,,C1,community,28,,", []string{"column relationship: not a relationship of the official table"}},
		{"an address in a row of a citizenship", "1,citizenship,1980-01-02,1999-05-01,,,,ITA,,,,Via Roma,", []string{"column street: " + alien}},
		{"a tie in a row of a residence", "1,residence,1980-01-02,1999-05-01,,,,,,,3,Via Roma,Valdemo", []string{"column relationship: " + alien}},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			var got []string
			for p, err := range ReadHistory(strings.NewReader(historyHeader + test.row + "\n")) {
				if err == nil {
					t.Fatalf("read %+v", p)
				}
				got = append(got, strings.TrimPrefix(err.Error(), "line 2, "))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzReadHistory(f *testing.F) {
	f.Add([]byte(historyHeader + "1,citizenship,1980-01-02,1999-05-01,,,,ITA,,,,,\n"))
	f.Add([]byte("number;kind;since;until\n1;household;;2000-01-01\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		for p, err := range ReadHistory(strings.NewReader(string(file))) {
			if err != nil {
				continue
			}
			set := 0
			for _, is := range []bool{p.Standing != nil, p.Residence != nil, p.Citizenship != nil, p.Membership != nil} {
				if is {
					set++
				}
			}
			if set != 1 || p.Number == "" || p.Until.Day == 0 || !p.Since().IsZero() && !p.Since().Earliest().Before(p.Until) {
				t.Fatalf("a span that must not be: %+v", p)
			}
		}
	})
}
