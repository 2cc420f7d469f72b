package area

import (
	"net/http"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// record is what the page of one's own data shows.
type record struct {
	Office string
	ReadAt time.Time
	Groups []group
}

// group is the data of one topic.
type group struct {
	Topic   certificates.Topic
	Facts   []fact
	Members []member // of the household
}

// fact is one thing that the register says. Foreign says that the value is Italian,
// whatever language the page is in.
type fact struct {
	Label, Value string
	Italian      bool
}

// member is a row of the household.
type member struct {
	Name, Birth, Tie string
	Self             bool
}

func (a *Room) data(w http.ResponseWriter, r *http.Request) error {
	own, err := a.Desk.OwnRecord(r.Context(), by(r), requestID(r))
	if err != nil {
		return err
	}
	p := a.Page(r, "area-data", nil)
	p.Body = record{a.office(own.Office), own.ReadAt, a.groups(p, own)}
	return a.Show(w, http.StatusOK, p)
}

// groups is the record in words, a group for each topic in their order.
func (a *Room) groups(p *page.Page, own *certificates.OwnRecord) (list []group) {
	s := sheet{p, a.Terms, own}
	for _, t := range certificates.Topics {
		g := group{Topic: t}
		switch t {
		case "identity":
			g.Facts = s.identity()
		case "birth":
			g.Facts = s.birth()
		case "residence":
			g.Facts = s.residence()
		case "citizenship":
			g.Facts = s.citizenship()
		case "status":
			g.Facts = s.status()
		case "household":
			g.Facts, g.Members = s.household()
		case "contract":
			g.Facts = s.contract()
		case "electoral":
			g.Facts = s.electoral()
		}
		list = append(list, g)
	}
	return list
}

// sheet puts a record into the words of a page.
type sheet struct {
	*page.Page
	terms Terms
	own   *certificates.OwnRecord
}

// facts are those that say something.
func facts(all ...fact) (list []fact) {
	for _, f := range all {
		if f.Value != "" {
			list = append(list, f)
		}
	}
	return list
}

// say is a fact in the words of the page, it one in Italian.
func (s sheet) say(label, value string) fact { return fact{Label: "area.fact." + label, Value: value} }

func (s sheet) it(label, value string) fact {
	return fact{Label: "area.fact." + label, Value: value, Italian: true}
}

// since is from when something holds: the day, or that the register does not know it.
func (s sheet) since(label string, d registry.Date) fact {
	if d.IsZero() {
		return s.say(label, s.Say("area.since.unknown"))
	}
	return s.say(label, s.Date(d))
}

func (s sheet) identity() []fact {
	own := s.own
	code := s.it("code", string(own.FiscalCode))
	if code.Value != "" && !own.CodeValidated {
		code = s.it("code.unconfirmed", code.Value)
	}
	return facts(s.it("surname", own.Person.Surname), s.it("given", own.Person.Given), s.it("recorded", own.Recorded), s.sex(), code)
}

func (s sheet) sex() fact {
	if x := s.own.Person.Sex; x == registry.Female || x == registry.Male {
		return s.say("sex", s.Say("area.sex."+string(x)))
	}
	return fact{}
}

func (s sheet) birth() []fact {
	b := s.own.Person
	return facts(append([]fact{s.say("born", s.Date(b.Born)), s.it("place", place(b.Place))}, s.act("act.birth", s.own.BirthAct)...)...)
}

// place is a birth place as the register writes it.
func place(c certificates.PlaceContent) string {
	text := c.Name
	if c.Alternative != "" {
		text += " / " + c.Alternative
	}
	return text + bracketed(c.Province) + bracketed(c.State)
}

func bracketed(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// act is one line that identifies an act of civil status.
func (s sheet) act(label string, a *certificates.ActContent) []fact {
	if a == nil {
		return nil
	}
	texts := []string{s.Say("area.act", "Place", a.Municipality, "Year", a.Year, "Number", a.Number)}
	for _, more := range [][2]string{{"area.act.part", a.Part}, {"area.act.series", a.Series}, {"area.act.office", a.Office}} {
		if more[1] != "" {
			texts = append(texts, s.Say(more[0], "Value", more[1]))
		}
	}
	return []fact{s.say(label, joined(texts...))}
}

func (s sheet) residence() []fact {
	own := s.own
	list := facts(s.say("standing", s.Say("area.standing."+or(string(own.Standing), "unknown"))), s.since("standing.since", own.Since))
	if own.Registered != (registry.Date{}) && own.Registered != own.Since {
		list = append(list, s.say("registered", s.Date(own.Registered)))
	}
	switch {
	case own.Abroad != nil:
		list = append(list, facts(s.it("address", joined(own.Abroad.Address, own.Abroad.Locality, own.Abroad.State)), s.it("consulate", own.Abroad.Consulate))...)
	case own.Residence != nil:
		list = append(list, s.it("address", address(own.Residence.AddressContent)), s.since("address.since", own.Residence.Since))
	default:
		list = append(list, s.say("address", s.Say("area.silent")))
	}
	for _, past := range own.Earlier {
		list = append(list, fact{Label: "area.fact.earlier", Value: s.Say("area.span", "What", address(past.AddressContent), "From", or(s.Date(past.Since), s.Say("area.since.unknown")), "To", s.Date(past.Until))})
	}
	return list
}

func (s sheet) citizenship() (list []fact) {
	for _, c := range s.own.Citizenships {
		list = append(list, s.state("citizenship", c), s.since("citizenship.since", c.Since))
	}
	for _, c := range s.own.Former {
		f := s.state("former", c)
		f.Value = s.Say("area.span", "What", f.Value, "From", or(s.Date(c.Since), s.Say("area.since.unknown")), "To", s.Date(c.Until))
		list = append(list, f)
	}
	return list
}

// state is a citizenship: that of Italy and of no state in words, any other as the
// register calls it.
func (s sheet) state(label string, c certificates.PastCitizenship) fact {
	switch c.State {
	case registry.ItalianState, registry.Stateless, registry.CitizenshipUndetermined, registry.CitizenshipUnassignable:
		return s.say(label, s.Say("area.nation."+c.State))
	}
	return s.it(label, or(c.Name, c.State))
}

func (s sheet) status() []fact {
	own := s.own
	if own.CivilStatus == nil {
		return nil
	}
	list := facts(s.say("status", s.terms.Status(own.CivilStatus.Code, own.Person.Sex, s.Language)), s.since("status.since", own.CivilStatus.Since))
	if u := own.Union; u != nil {
		list = append(list, facts(s.it("partner", u.Partner), s.say("partner.born", s.Date(u.PartnerBorn)), s.say("union.on", s.Date(u.On)), s.it("union.place", u.Place))...)
		list = append(list, s.act("act.union", u.Act)...)
	}
	return list
}

func (s sheet) household() (list []fact, members []member) {
	h := s.own.Household
	if h == nil {
		return nil, nil
	}
	list = facts(s.say("household", s.Say("area.household."+string(h.Kind))), s.it("community", h.Name), s.since("household.since", h.Since))
	for _, m := range h.Members {
		members = append(members, member{name(m.Individual), joined(s.Date(m.Born), place(m.Place)), s.terms.Tie(m.Tie, m.Sex, s.Language), m.Self})
	}
	return list, members
}

func (s sheet) contract() []fact {
	c := s.own.Contract
	if c == nil {
		return nil
	}
	return facts(s.it("contract", c.Partner), s.say("contract.born", s.Date(c.PartnerBorn)), s.since("contract.on", c.On), s.it("contract.by", c.By))
}

func (s sheet) electoral() []fact {
	e := s.own.Electoral
	if e == nil {
		return nil
	}
	yes := map[bool]string{true: "area.yes", false: "area.no"}
	list := []fact{s.say("rights", s.Say(yes[e.Rights])), s.say("roll", s.Say(yes[e.Enrolled]))}
	if e.Enrolled {
		list = append(list, s.since("roll.since", e.Since))
	}
	return list
}
