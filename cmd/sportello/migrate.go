package main

import (
	"context"
	"fmt"

	"github.com/sportello/sportello/migrations"
)

type migrateCommand struct{ database }

// Run applies what is missing. It may be run by several at once, and again.
func (c *migrateCommand) Run(ctx context.Context, t terminal) error {
	var f faults
	url := c.databaseURL(&f)
	if len(f) > 0 {
		return f
	}
	applied, err := migrations.Up(ctx, url)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "applied %d migrations; the schema is at %d\n", applied, migrations.Version())
	return err
}
