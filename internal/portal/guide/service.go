package guide

import (
	"net/http"
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// sheet is what the service sheet shows beside its words.
type sheet struct {
	Parts      []string // of the page, by the keys of their words, in the prescribed order
	Kinds      []kind
	Exemptions []exemption
	Stamp      string
	Fees       []fee // of the offices that ask for one
	Offices    []contact
	Topics     []topic
}

// topic is one of the model's list of topics, and the kind that goes with it.
type topic struct{ Word, Slug string }

var topics = []topic{{"residence", "residence"}, {"birth", "birth"}, {"marriage", "marriage"}, {"death", "death"}}

// parts is the sections of the sheet. Those of the model stand in its order (C.SI.1.3);
// cost and rights are ours.
var parts = []string{"addressed", "how", "needed", "obtained", "times", "cost", "access", "terms", "rights", "contacts"}

// kind is a row of the catalogue in words.
type kind struct {
	Slug, Name, States, Way string
	Online                  bool
	Validity                []lasting
	Only                    []string // the offices that issue it, where not all do
}

// lasting is for how long a kind is valid, in months, 0 for without end; Office is "" where
// all offices say the same.
type lasting struct {
	Office string
	Months int
}

// exemption is a ground on which no stamp duty is owed.
type exemption struct {
	Name, Citation string
	Fee            bool // no fee of the office either
	Counter        bool // can be claimed at the counter alone
}

// fee is what an office asks beside the stamp duty.
type fee struct{ Office, Stamped, Exempt string }

func (r *Room) service(w http.ResponseWriter, req *http.Request) error {
	p, today, now := r.Page(req, "service", nil), registry.DateOf(r.Clock()), r.InForce()
	s := sheet{Parts: parts, Kinds: r.kinds(p, now, today), Exemptions: exemptions(p, today), Stamp: p.Euros(certificates.StampDuty), Fees: fees(p, now), Offices: contacts(p.Language, now)}
	s.Topics = slices.DeleteFunc(slices.Clone(topics), func(t topic) bool {
		return !slices.ContainsFunc(s.Kinds, func(k kind) bool { return k.Slug == t.Slug })
	})
	p.Body = s
	return r.Show(w, http.StatusOK, p)
}

// kinds is the kinds that some office issues on a day.
func (r *Room) kinds(p *page.Page, now *certificates.InForce, today registry.Date) (out []kind) {
	all := sorted(now)
	for _, e := range r.Catalogue.Entries() {
		by := slices.DeleteFunc(slices.Clone(all), func(o registry.Office) bool { return !now.Policies[o.ID].Offers(e.Kind) })
		if !e.In(today) || len(by) == 0 {
			continue
		}
		k := kind{Slug: e.Slug, Name: e.Name.In(p.Language), States: p.Say("service.states." + e.Slug), Online: slices.Contains(e.Channels, certificates.Online)}
		k.Way, k.Validity = p.Say("service.way.counter"), validity(e, now, by)
		if k.Online {
			k.Way = p.Say("service.way.online")
		}
		if len(by) < len(all) {
			for _, o := range by {
				k.Only = append(k.Only, o.Name)
			}
		}
		out = append(out, k)
	}
	return out
}

// validity is for how long a kind is valid that these offices issue.
func validity(e certificates.Entry, now *certificates.InForce, by []registry.Office) (out []lasting) {
	same := true
	for _, o := range by {
		months := e.Validity
		if v, decided := now.Policies[o.ID].Validity[e.Kind]; decided {
			months = v.Months
		}
		out = append(out, lasting{o.Name, months})
		same = same && months == out[0].Months
	}
	if same {
		return []lasting{{"", out[0].Months}}
	}
	return out
}

// exemptions is those that a citizen can claim on a day.
func exemptions(p *page.Page, today registry.Date) (out []exemption) {
	for _, e := range certificates.Exemptions() {
		online := e.Through(certificates.Online)
		if e.InEffect(today) && (online || e.Through(certificates.Counter)) {
			out = append(out, exemption{e.Name.In(p.Language), e.Citation, e.Fee, !online})
		}
	}
	return out
}

// fees is what offices ask, of those that ask anything.
func fees(p *page.Page, now *certificates.InForce) (out []fee) {
	for _, o := range sorted(now) {
		if f := now.Policies[o.ID].Fee; f != (certificates.Fee{}) {
			out = append(out, fee{o.Name, p.Euros(f.Stamped), p.Euros(f.Exempt)})
		}
	}
	return out
}
