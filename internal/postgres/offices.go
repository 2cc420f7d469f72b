package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/registry"
)

// Offices is every office that the installation serves.
func (db *DB) Offices(ctx context.Context) (map[registry.OfficeID]registry.Office, error) {
	rows, _ := db.pool.Query(ctx, `
		SELECT office_id, name, alternative, province, department, address, contact, coat_of_arms, basis, languages, data_from, archive FROM office`)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o registry.Office, err error) {
		err = row.Scan(&o.ID, &o.Name, &o.Alternative, &o.Province, &o.Department, &o.Address, &o.Contact, &o.CoatOfArms, &o.Basis, &o.Languages, (*day)(&o.DataFrom), &o.Archive)
		return o, err
	})
	if err != nil {
		return nil, fault("reading the offices", err)
	}
	offices := make(map[registry.OfficeID]registry.Office, len(list))
	for _, o := range list {
		offices[o.ID] = o
	}
	return offices, nil
}
