package main

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/registry"
)

// neighbour is an office beside the demo's: one of the language that its province
// has, with a second name, or of Italian alone.
type neighbour struct {
	office               registry.OfficeID
	language             registry.Language
	municipality, second string
	name, alternative    string // of the office
	province             string
}

// neighbours are served beside the demo's office. Nothing that they issue is marked as
// a demo: the wording that the law prescribes stands alone on the page.
var neighbours = []neighbour{
	{"X901", registry.Italian, "Castelprova", "", "Comune di Castelprova", "", "VD"},
	{"X906", registry.German, "Collesempio", "Musterbichl", "Comune di Collesempio", "Gemeinde Musterbichl", "BZ"},
	{"X907", registry.Slovene, "Dolina di Prova", "Poskušna Dolina", "Comune di Dolina di Prova", "Občina Poskušna Dolina", "TS"},
	{"X908", registry.French, "Valmodello", "Val-Modèle", "Comune di Valmodello", "Commune de Val-Modèle", "AO"},
}

// load brings the neighbours into a database, with the demo's hand-made people and a
// household of twelve.
func load(ctx context.Context, url string) error {
	db, err := postgres.Open(ctx, url, postgres.Options{ApplicationName: "sportello conformance"})
	if err != nil {
		return err
	}
	defer db.Close()
	now := time.Now()
	for _, n := range neighbours {
		if _, err := db.ImportOffices(ctx, good([]registry.Office{n.entry()}), now); err != nil {
			return fmt.Errorf("%s: %w", n.name, err)
		}
		if _, err := db.Import(ctx, n.office, good(n.people()), now); err != nil {
			return fmt.Errorf("people of %s: %w", n.name, err)
		}
		if _, err := db.ImportHistory(ctx, n.office, good(n.history()), now); err != nil {
			return fmt.Errorf("history of %s: %w", n.name, err)
		}
	}
	return nil
}

func good[T any](rows []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (n neighbour) entry() registry.Office {
	o := people.Office()
	o.ID, o.Name, o.Alternative, o.Basis = n.office, n.name, n.alternative, registry.BasisLocal
	o.Province, o.Languages = "", []registry.Language{registry.Italian}
	o.Address = "Piazza del Municipio 1, 99900 " + n.municipality + " (" + n.province + ")"
	o.Contact = "anagrafe@comune.example - www.comune.example"
	if n.language != registry.Italian {
		o.Languages = append(o.Languages, n.language)
	}
	return o
}

// people are the demo's, moved here without their fiscal codes: nobody may be in two
// registers. At the counter they are found by name and birth.
func (n neighbour) people() []registry.Entry {
	var all []registry.Entry
	for e := range people.Entries(0) {
		all = append(all, e)
	}
	all = append(all, twelve()...)
	for i := range all {
		p := &all[i].Person
		p.Office, p.FiscalCode, p.CodeValidated = n.office, "", false
		n.place(&p.Birth.Place)
		if p.Residence != nil {
			n.address(&p.Residence.Address)
		}
	}
	return all
}

func (n neighbour) history() (all []registry.Past) {
	for p := range people.History(0) {
		if p.Residence != nil {
			n.address(&p.Residence.Address)
		}
		all = append(all, p)
	}
	return all
}

func (n neighbour) place(p *registry.BirthPlace) {
	if p.Name == home {
		p.Code, p.Name, p.Alternative, p.Province = string(n.office), n.municipality, n.second, n.province
	}
}

func (n neighbour) address(a *registry.Address) {
	if a.Municipality == home {
		a.Municipality, a.Alternative, a.Province = n.municipality, n.second, n.province
	}
}

// home is where the demo's people live.
const home = "Valdemo"
