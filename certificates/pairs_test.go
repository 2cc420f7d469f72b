package certificates

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
)

// pair is a case that a rule stops, and the nearest one that nothing stops.
type pair struct {
	code   string
	kind   Kind
	what   string
	stop   func(*Case)
	also   []string    // the rules that the same thing brings in beside
	passes Kind        // where the nearest case is of another kind
	pass   func(*Case) // nil for an ordinary request
}

func record(change func(*registry.Person)) func(*Case) {
	return func(c *Case) { change(&c.Extract.Subject) }
}

func stands(s registry.StandingState) func(*Case) {
	return record(func(p *registry.Person) { p.Standing.State = s })
}

func certifiableAs(v registry.Certifiability) func(*Case) {
	return record(func(p *registry.Person) { p.Certifiability = v })
}

func citizenOf(states ...string) func(*Case) {
	return record(func(p *registry.Person) {
		p.Citizenships = nil
		for _, s := range states {
			p.Citizenships = append(p.Citizenships, registry.Citizenship{State: s})
		}
	})
}

func whoIs(code registry.CivilStatusCode, e *registry.UnionEvent) func(*Case) {
	return record(func(p *registry.Person) { p.CivilStatus = &registry.CivilStatus{Code: code, Event: e} })
}

func home(change func(*registry.Household)) func(*Case) {
	return func(c *Case) { change(c.Extract.Household) }
}

func inHousehold(k registry.HouseholdKind) func(*Case) {
	return home(func(h *registry.Household) { h.Kind = k })
}

func tie(member int, r registry.Relationship) func(*Case) {
	return home(func(h *registry.Household) { h.Members[member].Relationship = r })
}

func history(change func(*registry.History)) func(*Case) {
	return func(c *Case) { change(&c.Extract.History) }
}

func requesting(change func(*Request)) func(*Case) {
	return func(c *Case) { change(&c.Request) }
}

func onDay(d registry.Date) func(*Case) {
	return func(c *Case) { c.Request.On = d }
}

func together(changes ...func(*Case)) func(*Case) {
	return func(c *Case) {
		for _, change := range changes {
			change(c)
		}
	}
}

var (
	noHousehold = func(c *Case) { c.Extract.Household = nil }
	nowhere     = record(func(p *registry.Person) { p.Residence = nil })
	procedure   = record(func(p *registry.Person) { p.Procedures = []registry.Procedure{{Kind: "x"}} })
	foreignBorn = record(func(p *registry.Person) { p.Birth.Place.Kind = registry.BornAbroad })
	homeless    = record(func(p *registry.Person) { p.Withheld.Homeless = true })
	neri        = registry.Name{Surname: "Neri"}
	wed         = registry.UnionEvent{Partner: neri, Date: inMay(2017)}
)

func pairs() []pair {
	return slices.Concat(subjectPairs, kindPairs, statusPairs, householdPairs, pastPairs, requestPairs)
}

var subjectPairs = []pair{
	{code: "EN228", kind: Residence, what: "dead", stop: stands(registry.Dead), passes: ResidenceHistory, pass: isDead},
	{code: "EN228", kind: Removal, what: "dead is no removal", stop: isDead},
	{code: "EN229", kind: Residence, what: "removed", stop: stands(registry.Removed), passes: ResidenceHistory, pass: isRemoved},
	{code: "EN043", kind: Life, what: "a second record", stop: stands(registry.Duplicate)},
	{code: "EN044", kind: Residence, what: "abroad", stop: stands(registry.Abroad), passes: Citizenship, pass: emigrated},
	{code: "EN044", kind: Death, what: "death, abroad", stop: stands(registry.Abroad), also: []string{"EN061"}},
	{code: "EN164", kind: ResidenceAbroad, what: "resident", stop: stands(registry.Resident)},
	{code: "EN164", kind: HouseholdAbroad, what: "resident", stop: stands(registry.Resident)},
	{code: "EN047", kind: Residence, what: "not certifiable", stop: certifiableAs(registry.NotCertifiable), pass: certifiableAs(registry.PartiallyCertifiable)},
	{code: "EN047", kind: Residence, what: "a value outside the table", stop: certifiableAs(7)},
	{code: "SP009", kind: Residence, what: "not registrable", stop: certifiableAs(registry.NotRegistrable)},
	{code: "SP009", kind: Residence, what: "interdicted", stop: certifiableAs(registry.Interdicted), pass: certifiableAs(registry.FullyCertifiable)},
	{code: "EN046", kind: Birth, what: "certifiable in part", stop: certifiableAs(registry.PartiallyCertifiable), passes: CommunityResidence, pass: certifiableAs(registry.PartiallyCertifiable)},
	{code: "EN181", kind: Life, what: "an open procedure", stop: procedure, passes: ResidenceAbroad, pass: procedure},
	{code: "EN181", kind: CommunityResidence, what: "an open procedure", stop: procedure, passes: Household, pass: procedure},
	{code: "EN404", kind: Life, what: "no name at all", stop: record(func(p *registry.Person) { p.Name = registry.Name{} }), pass: record(func(p *registry.Person) { p.Name.Surname = "" })},
	{code: "EN404", kind: Life, what: "no birth date", stop: record(func(p *registry.Person) { p.Birth.Date = registry.Date{} }), pass: record(func(p *registry.Person) { p.Birth.Date = registry.Date{Year: 1950} })},
	{code: "EN404", kind: Life, what: "no birth place", stop: record(func(p *registry.Person) { p.Birth.Place.Name = "" }), pass: record(func(p *registry.Person) { p.Name.Given = "" })},
}

var kindPairs = []pair{
	{code: "SP006", kind: Life, what: "not offered", stop: func(c *Case) { c.Policy.Kinds = []Kind{Residence} }, passes: Residence, pass: func(c *Case) { c.Policy.Kinds = []Kind{Residence} }},
	{code: "SP006", kind: Life, what: "an office that offers nothing", stop: func(c *Case) { c.Policy.Kinds = []Kind{} }, pass: func(c *Case) { c.Policy.Kinds = nil }},
	{code: "SP007", kind: CohabitationContract, what: "before the law", stop: func(c *Case) { c.Today = registry.Date{Year: 2016, Month: 6, Day: 4} }, pass: func(c *Case) { c.Today = firstUnions }},
	{code: "SP007", kind: Life, what: "outside the table", stop: requesting(func(r *Request) { r.Kinds = []Kind{21} })},
	{code: "EN410", kind: Birth, what: "abroad and born abroad", stop: together(emigrated, foreignBorn), pass: emigrated},
	{code: "EN410", kind: Birth, what: "abroad and born on a ship", stop: together(emigrated, record(func(p *registry.Person) { p.Birth.Place.Kind = registry.BornElsewhere })), pass: foreignBorn},
	{code: "EN061", kind: Death, what: "alive", stop: stands(registry.Resident)},
	{code: "SP008", kind: Death, what: "no date of death", stop: record(func(p *registry.Person) { p.Death = &registry.Death{Place: "Valdemo"} }), pass: record(func(p *registry.Person) { p.Death.Date = registry.Date{Year: 2023} })},
	{code: "SP008", kind: Death, what: "no data of the death", stop: record(func(p *registry.Person) { p.Death = nil })},
	{code: "EN163", kind: Removal, what: "registered", stop: stands(registry.Resident)},
	{code: "EN163", kind: Removal, what: "isRemoved, nobody knows when", stop: record(func(p *registry.Person) { p.Standing.Since = registry.Date{} })},
	{code: "EN407", kind: Citizenship, what: "none recorded", stop: citizenOf()},
	{code: "EN407", kind: CitizenshipHistory, what: "no history", stop: history(func(h *registry.History) { h.Citizenships = nil })},
	{code: "SP004", kind: Citizenship, what: "undetermined", stop: citizenOf(registry.CitizenshipUndetermined), also: []string{"EN110"}},
	{code: "SP004", kind: Citizenship, what: "cannot be attributed", stop: citizenOf(registry.CitizenshipUnassignable), also: []string{"EN110"}, pass: citizenOf(registry.ItalianState)},
	{code: "SP005", kind: Citizenship, what: "two", stop: citizenOf(registry.ItalianState, "FRA"), pass: citizenOf(registry.ItalianState)},
	{code: "EN110", kind: Citizenship, what: "foreign", stop: citizenOf("FRA"), passes: Residence, pass: citizenOf("FRA")},
	{code: "EN110", kind: Citizenship, what: "stateless", stop: citizenOf(registry.Stateless)},
	{code: "EN110", kind: CitizenshipHistory, what: "never Italian", stop: history(func(h *registry.History) { h.Citizenships = h.Citizenships[:1] }), pass: history(func(h *registry.History) { h.Citizenships[0], h.Citizenships[1] = h.Citizenships[1], h.Citizenships[0] })},
	{code: "SP012", kind: PoliticalRights, what: "foreign", stop: citizenOf("FRA"), pass: citizenOf("FRA", registry.ItalianState)},
	{code: "SP013", kind: ElectoralRoll, what: "eighteen tomorrow", stop: record(func(p *registry.Person) { p.Birth.Date = registry.Date{Year: 2008, Month: 11, Day: 22} }), pass: record(func(p *registry.Person) { p.Birth.Date = registry.Date{Year: 2008, Month: 11, Day: 21} })},
	{code: "SP014", kind: PoliticalRights, what: "not recorded", stop: record(func(p *registry.Person) { p.Electoral = nil })},
	{code: "SP014", kind: PoliticalRights, what: "without the rights", stop: record(func(p *registry.Person) { p.Electoral = &registry.Electoral{Enrolled: true} })},
	{code: "SP014", kind: ElectoralRoll, what: "not on the roll", stop: record(func(p *registry.Person) { p.Electoral = &registry.Electoral{Rights: true} }), pass: record(func(p *registry.Person) { p.Electoral = &registry.Electoral{Enrolled: true} })},
}

var statusPairs = []pair{
	{code: "EN138", kind: CivilStatus, what: "none recorded", stop: record(func(p *registry.Person) { p.CivilStatus = nil })},
	{code: "EN138", kind: FreeStatus, what: "unclassified", stop: whoIs(registry.StatusUnclassified, nil), pass: whoIs(registry.FreeByDeath, nil)},
	{code: "EN138", kind: Marriage, what: "unclassified", stop: whoIs(registry.StatusUnclassified, nil)},
	{code: "SP011", kind: HouseholdAndStatus, what: "a member without", stop: home(func(h *registry.Household) { h.Members[2].Person.CivilStatus = nil }), passes: Household, pass: home(func(h *registry.Household) { h.Members[2].Person.CivilStatus = nil })},
	{code: "EN060", kind: FreeStatus, what: "married", stop: whoIs(registry.Married, &wed), pass: whoIs(registry.Widowed, nil)},
	{code: "EN060", kind: FreeStatus, what: "in a union", stop: whoIs(registry.InCivilUnion, &wed), pass: whoIs(registry.FreeByDissolution, nil)},
	{code: "EN160", kind: Marriage, what: "unmarried", stop: whoIs(registry.Unmarried, nil)},
	{code: "EN160", kind: Marriage, what: "in a union", stop: whoIs(registry.InCivilUnion, &wed)},
	{code: "EN160", kind: Marriage, what: "divorced", stop: whoIs(registry.Divorced, &wed), pass: whoIs(registry.Married, &wed)},
	{code: "EN161", kind: Marriage, what: "no spouse", stop: whoIs(registry.Married, &registry.UnionEvent{Date: inMay(2017)}), pass: whoIs(registry.Married, &registry.UnionEvent{Date: inMay(2017), PartnerBirth: inMay(1990)})},
	{code: "EN162", kind: Marriage, what: "no data of the marriage", stop: whoIs(registry.Married, &registry.UnionEvent{Partner: neri}), pass: whoIs(registry.Married, &registry.UnionEvent{Partner: neri, Place: "Trieste"})},
	{code: "EN162", kind: Marriage, what: "nothing", stop: whoIs(registry.Married, nil), also: []string{"EN161"}, pass: whoIs(registry.Married, &registry.UnionEvent{Partner: neri, Act: &registry.Act{Year: 2017}})},
	{code: "EN162", kind: CivilStatus, what: "nothing", stop: whoIs(registry.Married, &registry.UnionEvent{}), pass: whoIs(registry.Married, &registry.UnionEvent{Partner: neri})},
	{code: "EN353", kind: CivilUnion, what: "unmarried", stop: whoIs(registry.Unmarried, nil)},
	{code: "EN353", kind: CivilUnion, what: "no partner", stop: whoIs(registry.InCivilUnion, &registry.UnionEvent{Date: inMay(2017)}), pass: whoIs(registry.InCivilUnion, &wed)},
	{code: "EN353", kind: CivilUnion, what: "no data of the union", stop: whoIs(registry.InCivilUnion, &registry.UnionEvent{Partner: neri})},
	{code: "EN353", kind: CivilStatus, what: "nothing", stop: whoIs(registry.InCivilUnion, nil), pass: whoIs(registry.Widowed, nil)},
	{code: "EN354", kind: CohabitationContract, what: "none", stop: record(func(p *registry.Person) { p.Contract = nil })},
	{code: "EN354", kind: CohabitationContract, what: "no partner", stop: record(func(p *registry.Person) { p.Contract.Partner = registry.Name{} }), pass: record(func(p *registry.Person) { p.Contract.Partner = registry.Name{Given: "Lia"} })},
	{code: "EN354", kind: CohabitationContract, what: "no day", stop: record(func(p *registry.Person) { p.Contract.Date = registry.Date{} })},
	{code: "EN417", kind: Marriage, what: "married abroad", stop: together(emigrated, whoIs(registry.Married, &registry.UnionEvent{Partner: neri, Date: inMay(2019)})), pass: together(emigrated, whoIs(registry.Married, &registry.UnionEvent{Partner: neri, Date: registry.Date{Year: 2019, Month: 5, Day: 5}}))},
	{code: "EN417", kind: CivilUnion, what: "joined in the year of leaving, nobody knows when", stop: together(emigrated, whoIs(registry.InCivilUnion, &registry.UnionEvent{Partner: neri, Date: registry.Date{Year: 2019}})), pass: emigrated},
	{code: "EN417", kind: CohabitationContract, what: "contract abroad", stop: together(emigrated, record(func(p *registry.Person) { p.Contract.Date = inMay(2020) })), pass: emigrated},
	{code: "EN417", kind: Marriage, what: "abroad, nobody knows since when", stop: together(emigrated, record(func(p *registry.Person) { p.Standing.Since = registry.Date{} }))},
	{code: "SP010", kind: Marriage, what: "abroad, married nobody knows when", stop: together(emigrated, whoIs(registry.Married, &registry.UnionEvent{Partner: neri, Place: "Trieste"})), pass: whoIs(registry.Married, &registry.UnionEvent{Partner: neri, Place: "Trieste"})},
}

var householdPairs = []pair{
	{code: "EN137", kind: Household, what: "none", stop: noHousehold, passes: Residence, pass: noHousehold},
	{code: "EN137", kind: CommunityResidence, what: "none", stop: noHousehold},
	{code: "EN137", kind: HouseholdAbroad, what: "none", stop: noHousehold},
	{code: "EN055", kind: Household, what: "in a community", stop: inHousehold(registry.Community), passes: Residence, pass: inHousehold(registry.Community)},
	{code: "EN055", kind: HouseholdAndStatus, what: "in a community", stop: inHousehold(registry.Community)},
	{code: "EN058", kind: HouseholdTies, what: "in a community", stop: inHousehold(registry.Community)},
	{code: "EN056", kind: CommunityResidence, what: "in a family", stop: inHousehold(registry.Family)},
	{code: "EN057", kind: HouseholdAbroad, what: "in a family at home", stop: inHousehold(registry.Family)},
	{code: "SP020", kind: Household, what: "back, the family still abroad", stop: inHousehold(registry.FamilyAbroad)},
	{code: "EN221", kind: Household, what: "being registered", stop: home(func(h *registry.Household) { h.Complete = false }), passes: Life, pass: home(func(h *registry.Household) { h.Complete = false })},
	{code: "EN221", kind: CommunityResidence, what: "being registered", stop: home(func(h *registry.Household) { h.Complete = false })},
	{code: "SP003", kind: Household, what: "household not certifiable", stop: home(func(h *registry.Household) { h.Certifiable = false }), passes: Residence, pass: home(func(h *registry.Household) { h.Certifiable = false })},
	{code: "SP003", kind: HouseholdTies, what: "no fixed abode", stop: homeless, passes: Residence, pass: homeless},
	{code: "EN062", kind: Household, what: "no head", stop: tie(0, registry.Sibling), passes: Residence, pass: tie(0, registry.Sibling)},
	{code: "SP019", kind: CommunityResidence, what: "a community without a name", stop: home(func(h *registry.Household) { h.Name = "" })},
	{code: "EN059", kind: HouseholdTies, what: "alone", stop: home(func(h *registry.Household) { h.Members = h.Members[:1] }), pass: home(func(h *registry.Household) { h.Members = h.Members[:2] })},
	{code: "EN059", kind: HouseholdAndStatus, what: "alone", stop: home(func(h *registry.Household) { h.Members = h.Members[:1] }), passes: Household, pass: home(func(h *registry.Household) { h.Members = h.Members[:1] })},
	{code: "SP003", kind: HouseholdAbroad, what: "a tie of the old registers", stop: tie(2, 80), pass: tie(2, registry.Child)},
	{code: "SP003", kind: HouseholdAbroad, what: "another tie of the old registers", stop: tie(2, 14), passes: HouseholdTies, pass: tie(2, 14)},
	{code: "EN222", kind: HouseholdTies, what: "two heads", stop: tie(1, registry.Head)},
	{code: "EN222", kind: HouseholdTies, what: "two spouses", stop: tie(2, registry.Partner), pass: tie(1, registry.Partner)},
	{code: "EN222", kind: HouseholdTies, what: "a tie that says nothing", stop: tie(1, 99), pass: tie(1, registry.Sibling)},
	{code: "EN222", kind: HouseholdTies, what: "a tie of a community", stop: tie(1, registry.CommunityMember)},
	{code: "EN222", kind: HouseholdTies, what: "a child older than the head", stop: tie(1, registry.Child), pass: tie(1, registry.Parent)},
	{code: "EN222", kind: HouseholdTies, what: "an old tie of a child, older than the head", stop: tie(1, 80), pass: tie(1, 15)},
	{code: "EN222", kind: HouseholdTies, what: "a parent younger than the head", stop: tie(2, registry.Parent), pass: tie(2, 80)},
	{code: "EN434", kind: Residence, what: "no address", stop: nowhere, passes: Life, pass: nowhere},
	{code: "EN434", kind: Household, what: "no street", stop: record(func(p *registry.Person) { p.Residence.Address.Street = "" }), pass: record(func(p *registry.Person) { p.Residence.Address.Number = "" })},
	{code: "EN434", kind: Residence, what: "abroad", stop: record(func(p *registry.Person) { p.Residence.Address.State = "Francia" }), pass: record(func(p *registry.Person) { p.Residence.Address.Province = "" })},
	{code: "EN434", kind: ResidenceAbroad, what: "no state", stop: record(func(p *registry.Person) { p.Residence.Address.State = "" }), pass: record(func(p *registry.Person) { p.Residence.Address.Consulate = "" })},
	{code: "EN434", kind: ResidenceHistory, what: "nothing", stop: history(func(h *registry.History) { h.Residences = nil }), pass: nowhere},
	{code: "EN434", kind: ResidenceOnDate, what: "no street then", stop: history(func(h *registry.History) { h.Residences[1].Address.Street = "" }), pass: history(func(h *registry.History) { h.Residences[0].Address.Street = "" })},
}

var pastPairs = []pair{
	{code: "SP015", kind: ResidenceHistory, what: "no reason", stop: requesting(func(r *Request) { r.Grounds = "" }), passes: Residence},
	{code: "EN422", kind: ResidenceHistory, what: "no beginning", stop: history(func(h *registry.History) { h.Residences[0].Since = registry.Date{} })},
	{code: "EN422", kind: ResidenceOnDate, what: "no beginning", stop: history(func(h *registry.History) { h.Residences[1].Since = registry.Date{} }), pass: history(func(h *registry.History) { h.Residences[0].Since = registry.Date{} })},
	{code: "EN423", kind: ResidenceHistory, what: "from before the registration", stop: history(func(h *registry.History) { h.Registered = inMay(2017) }), pass: history(func(h *registry.History) { h.Registered = registry.Date{} })},
	{code: "EN423", kind: ResidenceOnDate, what: "from before the registration", stop: history(func(h *registry.History) { h.Residences[1].Since = registry.Date{Year: 2016, Month: 5, Day: 5} }), pass: history(func(h *registry.History) { h.Residences[1].Since = inMay(2016) })},
	{code: "SP016", kind: ResidenceOnDate, what: "no day", stop: onDay(registry.Date{})},
	{code: "SP016", kind: HouseholdOnDate, what: "a month only", stop: onDay(registry.Date{Year: 2020, Month: 5}), pass: onDay(registry.Date{Year: 2020, Month: 5, Day: 1})},
	{code: "EN449", kind: Residence, what: "a day that is not asked for", stop: onDay(inMay(2020)), pass: onDay(registry.Date{})},
	{code: "SP017", kind: ResidenceOnDate, what: "today", stop: onDay(day), pass: onDay(registry.Date{Year: 2026, Month: 11, Day: 20})},
	{code: "EN412", kind: ResidenceOnDate, what: "before the data", stop: together(history(func(h *registry.History) { h.Registered = registry.Date{} }), onDay(inMay(2014))), pass: together(history(func(h *registry.History) { h.Registered, h.Residences[0].Since = registry.Date{}, inMay(2010) }), onDay(inMay(2015)))},
	{code: "EN412", kind: HouseholdOnDate, what: "before the data", stop: onDay(inMay(2014)), also: []string{"EN419"}, pass: onDay(inMay(2016))},
	{code: "EN419", kind: ResidenceOnDate, what: "before the registration", stop: onDay(registry.Date{Year: 2016, Month: 5, Day: 5}), pass: onDay(inMay(2016))},
	{code: "EN328", kind: ResidenceOnDate, what: "after the death", stop: together(isDead, onDay(inMay(2024))), pass: together(isDead, onDay(inMay(2023)))},
	{code: "EN328", kind: HouseholdOnDate, what: "after the removal", stop: together(isRemoved, onDay(inMay(2024))), pass: together(isRemoved, onDay(inMay(2023)))},
	{
		code: "SP801", kind: Residence, what: "again, with the stamp of before",
		stop: func(c *Case) { c.Request.Replaces, c.Request.Duty = "1", Duty{Means: PaperStamp} },
		pass: func(c *Case) { c.Request.Replaces, c.Request.Duty = "1", Duty{Exemption: 9} },
	},
	{code: "SP031", kind: HouseholdOnDate, what: "no household then", stop: func(c *Case) { c.Extract.Past = &registry.Extract{} }, pass: func(c *Case) { then := c.Extract; c.Extract.Past = &then }},
	{code: "EN435", kind: ResidenceOnDate, what: "away on that day", stop: history(func(h *registry.History) { h.Residences[1].Since = inMay(2021) }), pass: history(func(h *registry.History) { h.Residences[1].Since = inMay(2020) })},
}

var requestPairs = []pair{
	{code: "SP018", kind: Life, what: "a language that the office has not", stop: requesting(func(r *Request) { r.Language = registry.Slovene }), pass: requesting(func(r *Request) { r.Language = registry.German })},
	{code: "SP018", kind: Life, what: "no language", stop: requesting(func(r *Request) { r.Language = "" }), pass: together(requesting(func(r *Request) { r.Language = registry.English }), func(c *Case) { c.Office.Languages = nil })},
	{code: "EN153", kind: Death, what: "with another", stop: requesting(func(r *Request) { r.Kinds = []Kind{Death, Death} })},
}

func TestRules(t *testing.T) {
	t.Parallel()
	for _, p := range pairs() {
		want := append([]string{p.code}, p.also...)
		got := stoppedBy(t, changed(p.kind, p.stop))
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s: refused by (-want +got):\n%s", p.code, p.what, diff)
		}
		if p.passes == 0 {
			p.passes = p.kind
		}
		if got := stoppedBy(t, changed(p.passes, p.pass)); got != nil {
			t.Errorf("%s, the nearest to %s is refused too, by %v", p.code, p.what, got)
		}
	}
}
