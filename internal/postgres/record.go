package postgres

import (
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"github.com/sportello/sportello/registry"
)

// record is one row of the register: a person, and the household that he is read
// with.
type record struct {
	person    registry.Person
	household registry.Household // without members
	history   registry.History   // of who is asked about
}

// text reads NULL as "".
type text = zeronull.Text

// columns is a part of a row of records: where its columns go.
type columns interface{ fields() []any }

// row is a row of records, part for part; what was not read is empty.
type row struct {
	identity     identityColumns
	standing     standingColumns
	procedures   procedureColumns
	home         homeColumns
	residence    residenceColumns
	status       statusColumns
	acts         actColumns
	citizenship  citizenshipColumns
	death        deathColumns
	contract     contractColumns
	electoral    electoralColumns
	withheld     withheldColumns
	ofMember     withheldColumns
	standings    standingsColumns
	residences   residencesColumns
	citizenships citizenshipsColumns
}

// readRecord reads rows of records(f).
func readRecord(f registry.Facts) pgx.RowToFunc[record] {
	return func(from pgx.CollectableRow) (record, error) {
		var r row
		fields := make([]any, 0, 100)
		for _, p := range parts {
			if f.Has(p.of) {
				fields = append(fields, p.into(&r).fields()...)
			}
		}
		if err := from.Scan(fields...); err != nil {
			return record{}, err
		}
		return r.value(), nil
	}
}

func (r *row) value() record {
	p := r.identity.value()
	p.Standing, p.Certifiability = r.standing.standing, r.standing.certifiability
	p.Residence, p.CivilStatus, p.Citizenships, p.Procedures = r.residence.value(), r.status.value(), r.citizenship.value(), r.procedures.value()
	p.Death, p.Contract, p.Electoral, p.Withheld = r.death.value(), r.contract.value(), r.electoral.value(), r.withheld.value()
	r.acts.give(&p)
	p.Membership = some(r.home.membership)
	if !r.home.asked {
		p.Withheld = r.ofMember.value()
	}
	history := registry.History{Residences: r.residences.past(), Citizenships: r.citizenships.past(), Registered: r.standings.registered()}
	return record{p, r.home.household(), history}
}

// readStanding reads a row of standing.
func readStanding(from pgx.CollectableRow) (registry.Person, error) {
	var r row
	err := from.Scan(append(r.identity.fields(), r.standing.fields()...)...)
	return r.value().person, err
}

// some is nil for what the row has not.
func some[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}
