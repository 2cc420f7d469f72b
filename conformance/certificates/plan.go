package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"github.com/sportello/sportello/client"
)

// wish is one certificate that is asked for at a neighbour's counter.
type wish struct {
	name   string // of its file
	office string
	about  string // surname, given name and day of birth, with bars between
	client.CertificateRequest
}

// languages is what may stand beside Italian, with the office that issues it.
var languages = []struct {
	client.Language
	office string
}{{client.It, "X901"}, {client.De, "X906"}, {client.Sl, "X907"}, {client.Fr, "X908"}, {client.En, "X901"}}

const (
	dead  = "Serra|Corrado|1943-11-27"
	mover = "Palumbo|Lorenzo|1964-01-31"
	widow = "Moretti|Adele|1946-07-05"
	voter = "Roccabruna|Ettore|1947-04-08"
	wife  = "D'Amico|Chiara|1986-05-14"
)

// subjects is whom each kind is asked for about.
var subjects = map[client.KindSlug]string{
	"birth": voter, "death": dead, "marriage": "Hofer|Johannes|1972-08-16", "removal": "Marchetti|Davide|1988-11-02",
	"citizenship": "Bordone|Marina|1961-07-22", "citizenship-history": "Hoxha|Arben|1976-09-26", "life": "Warsame|Yusuf|1957-00-00",
	"residence": wife, "residence-history": mover, "residence-on-date": mover, "residence-abroad": "Bernardi|Carla|1984-02-17",
	"civil-status": "Kovač|Tatjana|1974-02-11", "household": wife, "household-and-civil-status": "Hofer|Johannes|1972-08-16",
	"household-with-relationships": "Vitale|Renzo|1971-06-13", "household-abroad": "Bernardi|Carla|1984-02-17", "household-on-date": widow,
	"community-residence": "Fontana|Teresa|1939-01-15", "free-status": widow, "civil-union": "Silvestri|Ada|1978-03-21",
	"cohabitation-contract": "Bassi|Letizia|1987-10-09", "political-rights": voter, "electoral-roll": voter,
}

// historical is the past day that a kind speaks of, or "" for the whole history.
var historical = map[client.KindSlug]string{"citizenship-history": "", "residence-history": "", "residence-on-date": "2012-06-01", "household-on-date": "2015-06-01"}

// combined is what is asked for in one certificate.
var combined = map[string]struct {
	about string
	kinds []client.KindSlug
}{
	"combined-most":      {wife, []client.KindSlug{"residence", "household", "citizenship"}},
	"combined-long":      {"Kovač|Tatjana|1974-02-11", []client.KindSlug{"birth", "residence", "citizenship", "civil-status", "household-with-relationships"}},
	"combined-electoral": {voter, []client.KindSlug{"life", "political-rights", "electoral-roll"}},
	"combined-abroad":    {"Bernardi|Carla|1984-02-17", []client.KindSlug{"residence-abroad", "household-abroad"}},
}

// uses is what a certificate can be for, with a way to settle the stamp duty on it.
var uses = map[client.Use]client.StampDuty{
	client.UseForeignBody: {Means: means(client.StampDutyMeansStamp)},
	client.UseImmigration: exempt(1, ""),
	client.UseJudicial:    exempt(3, ""),
	client.UseAbroad:      {Means: means(client.StampDutyMeansVirtual)},
	client.UsePrivate:     exempt(99, "tessera associativa, art. 8 Tabella B d.P.R. 642/1972"),
}

func exempt(code int32, ground string) client.StampDuty {
	d := client.StampDuty{Exemption: &code}
	if ground != "" {
		d.Ground = &ground
	}
	return d
}

func means(m client.StampDutyMeans) *client.StampDutyMeans { return &m }

// plan is every kind of the catalogue, the combined ones, a household of twelve, every
// use and every way to settle the duty, in every language. A kind that nobody here can
// have is an error.
func plan(kinds []client.KindSlug) ([]wish, error) {
	var all []wish
	for _, l := range languages {
		add := func(name, about string, request client.CertificateRequest) {
			request.Language = &l.Language
			all = append(all, wish{string(l.Language) + "-" + name, l.office, about, request})
		}
		for _, kind := range kinds {
			if subjects[kind] == "" {
				return nil, fmt.Errorf("nobody to issue %s for", kind)
			}
			request := client.CertificateRequest{Kinds: []client.KindSlug{kind}}
			if day, ok := historical[kind]; ok {
				grounds := "ricostruzione della storia familiare"
				request.Grounds = &grounds
				if day != "" {
					request.On = &openapi_types.Date{Time: date(day)}
				}
			}
			add(string(kind), subjects[kind], request)
		}
		for name, c := range combined {
			add(name, c.about, client.CertificateRequest{Kinds: c.kinds})
		}
		add("twelve", head(), client.CertificateRequest{Kinds: []client.KindSlug{"household-with-relationships"}})
		for use, duty := range uses {
			add("use-"+string(use), wife, client.CertificateRequest{Kinds: []client.KindSlug{"residence"}, Use: &use, StampDuty: &duty})
		}
	}
	slices.SortFunc(all, func(a, b wish) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// head is the head of the household of twelve.
func head() string {
	e := twelve()[0].Person
	return e.Name.Surname + "|" + e.Name.Given + "|" + e.Birth.Date.String()
}

// date reads a day of this package's own making.
func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}
