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

// readRecord reads a row of records, part for part.
func readRecord(row pgx.CollectableRow) (record, error) {
	var (
		identity    identityColumns
		standing    standingColumns
		residence   residenceColumns
		status      statusColumns
		citizenship citizenshipColumns
		procedures  procedureColumns
		acts        actColumns
		death       deathColumns
		contract    contractColumns
		electoral   electoralColumns
		withheld    withheldColumns
		home        homeColumns
	)
	fields := make([]any, 0, 100)
	for _, c := range []columns{
		&identity, &standing, &residence, &status, &citizenship, &procedures, &acts, &death, &contract, &electoral, &withheld, &home,
	} {
		fields = append(fields, c.fields()...)
	}
	if err := row.Scan(fields...); err != nil {
		return record{}, err
	}
	p := identity.value()
	p.Standing, p.Certifiability = standing.value()
	p.Residence, p.CivilStatus, p.Citizenships, p.Procedures = residence.value(), status.value(), citizenship.value(), procedures.value()
	p.Death, p.Contract, p.Electoral, p.Withheld = death.value(), contract.value(), electoral.value(), withheld.value()
	acts.give(&p)
	p.Membership = some(home.membership)
	history := registry.History{Residences: residence.past(), Citizenships: citizenship.past(), Registered: standing.registered()}
	return record{p, home.household(), history}, nil
}

// some is nil for what the row has not.
func some[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}
