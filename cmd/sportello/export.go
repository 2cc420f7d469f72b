package main

import (
	"context"
	"fmt"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
)

type exportCommand struct {
	Certificates exportCertificates `cmd:"" help:"Write how many certificates an office has issued in a month, as open data: small numbers are left out (docs/after-issuing.md)."`
}

type exportCertificates struct {
	database
	zoned
	Office string `required:"" placeholder:"CODE" help:"Cadastral code of the office."`
	Month  string `required:"" placeholder:"YYYY-MM" help:"A month that is over: of two states of the same month, the difference would tell what each leaves out."`
	By     string `default:"kind" enum:"kind,use,exemption" help:"What to break the numbers down by: kind, use or exemption."`
}

// Run writes the table to the standard output.
func (c *exportCertificates) Run(ctx context.Context, t terminal) error {
	var f faults
	url := c.databaseURL(&f)
	office := registry.OfficeID(c.Office)
	if !office.Valid() {
		f.add("--office", "is not a cadastral code such as H501")
	}
	clock := c.clock(&f)
	m, err := certificates.ParseMonth(c.Month)
	switch {
	case err != nil:
		f.add("--month", "is not a month of the form YYYY-MM")
	case clock != nil && !over(m, clock()):
		f.add("--month", "is not over yet")
	}
	if len(f) > 0 {
		return f
	}
	db, err := postgres.Open(ctx, url, postgres.Options{Role: migrations.Role, ApplicationName: "sportello export"})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.CheckSchema(ctx); err != nil {
		return err
	}
	offices, err := db.Offices(ctx)
	if err != nil {
		return err
	}
	if _, ok := offices[office]; !ok {
		return fmt.Errorf("%w: %s", registry.ErrOfficeUnknown, office)
	}
	counts, _, err := db.Counts(ctx, office, m)
	if err != nil {
		return err
	}
	table, err := certificates.NewOpenTable(office, m, certificates.Dimension(c.By), counts)
	if err != nil {
		return err
	}
	return table.Write(t.out)
}

// over reports whether a month is over, where it is now that late.
func over(m certificates.Month, now time.Time) bool {
	return !registry.DateOf(now).Before(m.Next().First())
}
