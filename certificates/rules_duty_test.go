package certificates

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// Every rule of the stamp duty with cases that it stops and the nearest that it lets
// through.
func TestDutyRules(t *testing.T) {
	t.Parallel()
	exempt := func(code int, ground string) Duty { return Duty{Exemption: code, Ground: ground} }
	stamp := func(id string, on registry.Date) Duty {
		return Duty{Means: PaperStamp, Stamp: Stamp{id, on}}
	}
	const id = "01234567890123"
	long := strings.Repeat("è", 256)
	virtual := Policy{Virtual: "Agenzia delle Entrate, n. 1 del 2 gennaio 2020"}
	tests := []struct {
		name    string
		duty    Duty
		use     Use
		channel Channel
		policy  Policy
		due     due
		want    string
	}{
		{name: "EN208 nothing said", want: "EN208"},
		{name: "EN208 nothing said, abroad", use: AbroadUse, want: "EN208"},
		{name: "EN208 nothing said at the counter", channel: Counter, policy: virtual, want: "EN208"},
		{name: "EN208 nothing said, to preview", due: choosing, want: "EN208"},
		{name: "EN208 not asked yet", due: notAsked},
		{name: "EN208 exempt", duty: exempt(1, "")},
		{name: "SP601 immigration, nothing said", use: ImmigrationUse, want: "SP601"},
		{name: "SP601 judicial, paid", duty: stamp(id, day), use: JudicialUse, want: "SP601"},
		{name: "SP601 immigration, paid online", duty: Duty{Means: OnlinePayment}, use: ImmigrationUse, due: choosing, want: "SP601"},
		{name: "SP601 judicial, exempt", duty: exempt(3, ""), use: JudicialUse},
		{name: "SP601 immigration, exempt", duty: exempt(103, ""), use: ImmigrationUse},
		{name: "SP602 exempt and paid", duty: Duty{Exemption: 1, Means: PaperStamp, Stamp: Stamp{id, day}}, want: "SP602"},
		{name: "SP602 the ground of another exemption", duty: exempt(1, "school"), want: "SP602"},
		{name: "SP602 a ground without an exemption", duty: Duty{Ground: "school"}, want: "SP602"},
		{name: "SP602 a stamp and nothing else", duty: Duty{Stamp: Stamp{id, day}}, want: "SP602"},
		{name: "SP602 a stamp with an online payment", duty: Duty{Means: OnlinePayment, Payment: "p", Stamp: Stamp{id, day}}, want: "SP602"},
		{name: "SP602 a payment with a stamp", duty: Duty{Means: PaperStamp, Payment: "p", Stamp: Stamp{id, day}}, want: "SP602"},

		{name: "EN120 no such exemption", duty: exempt(11, ""), want: "EN120"},
		{name: "EN120 a negative one", duty: exempt(-1, ""), want: "EN120"},
		{name: "EN120 the last of ours", duty: exempt(109, "")},
		{name: "EN120 beyond the last of ours", duty: exempt(110, ""), want: "EN120"},
		{name: "EN281 another ground, not said", duty: exempt(99, ""), want: "EN281"},
		{name: "EN281 another ground, blank", duty: exempt(99, " \t"), want: "EN281"},
		{name: "EN281 another ground", duty: exempt(99, "art. 7 L. 405/1990")},
		{name: "EN282 too long by one", duty: exempt(99, long+"x"), want: "EN282"},
		{name: "EN282 as long as may be", duty: exempt(99, long)},
		{name: "EN345 judicial exemption for abroad", duty: exempt(3, ""), use: AbroadUse, want: "EN345"},
		{name: "EN345 school at court", duty: exempt(107, ""), use: JudicialUse, want: "EN345"},
		{name: "EN345 tax abroad", duty: exempt(104, ""), use: AbroadUse, want: "EN345"},
		{name: "EN345 foreign pension abroad", duty: exempt(9, ""), use: AbroadUse},
		{name: "SP603 between public bodies, by a citizen", duty: exempt(10, ""), want: "SP603"},
		{name: "SP603 between public bodies, by one", duty: exempt(10, ""), channel: Interop},

		{name: "SP605 a digit too few", duty: stamp(id[1:], day), want: "SP605"},
		{name: "SP605 a digit too many", duty: stamp(id+"4", day), want: "SP605"},
		{name: "SP605 a letter", duty: stamp("0123456789012O", day), want: "SP605"},
		{name: "SP605 a digit of another script", duty: stamp("0123456789012٣", day), want: "SP605"},
		{name: "SP605 a line break", duty: stamp(id+"\n", day), want: "SP605"},
		{name: "SP605 none at all", duty: Duty{Means: PaperStamp}, want: "SP605"},
		{name: "SP605 no date", duty: stamp(id, registry.Date{}), want: "SP605"},
		{name: "SP605 half a date", duty: stamp(id, registry.Date{Year: 2026, Month: 3}), want: "SP605"},
		{name: "SP606 of tomorrow", duty: stamp(id, registry.Date{Year: day.Year, Month: day.Month, Day: day.Day + 1}), want: "SP606"},
		{name: "SP606 of today", duty: stamp(id, day)},
		{name: "SP606 the day before sixteen euro", duty: stamp(id, registry.Date{Year: 2013, Month: 6, Day: 25}), want: "SP606"},
		{name: "SP606 the first day of sixteen euro", duty: stamp(id, registry.Date{Year: 2013, Month: 6, Day: 26})},
		{name: "EN116 virtual without authorisation", duty: Duty{Means: VirtualStamp}, channel: Counter, want: "EN116"},
		{name: "EN116 virtual with authorisation", duty: Duty{Means: VirtualStamp}, channel: Counter, policy: virtual},
		{name: "SP607 virtual online", duty: Duty{Means: VirtualStamp}, policy: virtual, want: "SP607"},
		{name: "SP608 online, not ordered", duty: Duty{Means: OnlinePayment}, want: "SP608"},
		{name: "SP608 online, to order", duty: Duty{Means: OnlinePayment}, due: choosing},
		{name: "SP608 online, ordered", duty: Duty{Means: OnlinePayment, Payment: "p"}},
		{name: "SP609 another means", duty: Duty{Means: "cash"}, want: "SP609"},

		{name: "several together", duty: Duty{Exemption: 12, Ground: long + "x", Means: "cash"}, use: JudicialUse, want: "SP602 EN120 EN282 SP609"},
	}
	met := map[string]bool{}
	catalogue := &Catalogue{entries: table, rules: dutyRules}
	for _, tt := range tests {
		r := Request{Kinds: []Kind{Residence}, Use: PrivateUse, Duty: tt.duty, due: tt.due}
		if tt.use != "" {
			r.Use = tt.use
		}
		by := Requester{Channel: Online}
		if tt.channel != "" {
			by.Channel = tt.channel
		}
		var got []string
		for _, c := range (&RefusedError{catalogue.refuse(Case{By: by, Policy: tt.policy, Request: r, Extract: extract(nil), Today: day})}).Codes() {
			met[c], got = true, append(got, c)
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	for _, r := range dutyRules {
		if !met[r.Code] {
			t.Errorf("no case meets rule %s", r.Code)
		}
	}
}

// A combined certificate has one stamp duty, and one refusal for it.
func TestDutyIsAskedOnce(t *testing.T) {
	t.Parallel()
	catalogue := &Catalogue{entries: table, rules: dutyRules}
	n := 0
	for _, f := range catalogue.refuse(Case{Request: Request{Kinds: []Kind{Residence, Life}, Use: PrivateUse}, Extract: extract(nil), Today: day}) {
		if f.Rule.Code == "EN208" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("EN208 stands %d times, want once", n)
	}
}

func TestRulesOfTheBooksAreWhole(t *testing.T) {
	t.Parallel()
	for _, r := range slices.Concat(dutyRules, bookRules) {
		for _, l := range []registry.Language{registry.Italian, registry.German, registry.Slovene, registry.French, registry.English} {
			if r.Sentence[l] == "" || r.Way[l] == "" || r.Citation == "" {
				t.Errorf("rule %s says nothing in %s", r.Code, l)
			}
		}
	}
}

func TestExemptions(t *testing.T) {
	t.Parallel()
	seen := map[int]bool{}
	for _, e := range Exemptions() {
		if seen[e.Code] || e.Citation == "" || len(e.Name) != 5 {
			t.Errorf("exemption %d stands twice, without citation or not in five languages", e.Code)
		}
		seen[e.Code] = true
		if found, ok := ExemptionOf(e.Code); !ok || found.Code != e.Code || !e.InEffect(day) {
			t.Errorf("exemption %d cannot be found or claimed", e.Code)
		}
	}
	// Table 39 of the national register, whole.
	for _, code := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99} {
		e, ok := ExemptionOf(code)
		if !ok || e.Fee != slices.Contains([]int{4, 6, 7, 10}, code) {
			t.Errorf("exemption %d of table 39 is missing, or its fee is not as there", code)
		}
	}
}

func TestExemptionInEffect(t *testing.T) {
	t.Parallel()
	e := Exemption{From: registry.Date{Year: 2026, Month: 1, Day: 1}, Until: registry.Date{Year: 2027, Month: 1, Day: 1}}
	for on, want := range map[registry.Date]bool{
		{Year: 2025, Month: 12, Day: 31}: false, e.From: true, {Year: 2026, Month: 12, Day: 31}: true, e.Until: false,
	} {
		if got := e.InEffect(on); got != want {
			t.Errorf("in effect on %s: %v", on, got)
		}
	}
}

func TestSettledBy(t *testing.T) {
	t.Parallel()
	p := Policy{Fee: Fee{Stamped: 52, Exempt: 26}, Virtual: "n. 1"}
	for name, tt := range map[string]struct {
		duty Duty
		want DutyContent
	}{
		"exempt":               {Duty{Exemption: 1}, DutyContent{Exemption: 1, Citation: "art. 27-bis, " + tableB, Fee: 26}},
		"exempt from the fee":  {Duty{Exemption: 7}, DutyContent{Exemption: 7, Citation: "art. 19 L. 74/1987"}},
		"exempt, another":      {Duty{Exemption: 99, Ground: "g"}, DutyContent{Exemption: 99, Ground: "g", Citation: tableB, Fee: 26}},
		"a paper stamp":        {Duty{Means: PaperStamp, Stamp: Stamp{"1", day}}, DutyContent{Means: PaperStamp, Amount: 1600, Stamp: "1", StampOn: day, Fee: 52}},
		"the virtual stamp":    {Duty{Means: VirtualStamp}, DutyContent{Means: VirtualStamp, Amount: 1600, Authority: "n. 1", Fee: 52}},
		"an online payment":    {Duty{Means: OnlinePayment, Payment: "p"}, DutyContent{Means: OnlinePayment, Amount: 1600, Payment: "p", Fee: 52}},
		"not yet paid, online": {Duty{Means: OnlinePayment}, DutyContent{Means: OnlinePayment, Amount: 1600, Fee: 52}},
	} {
		if diff := cmp.Diff(tt.want, *settledBy(tt.duty, p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
