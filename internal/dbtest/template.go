package dbtest

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/migrations"
)

// templateName is the template for this program's migrations.
func templateName() string {
	return prefix + "template_" + migrations.Digest()[:16]
}

// makeTemplate returns the name of the database that tests are cloned from. It is
// made by the first test program that needs it and stays; the mark as a template
// comes last and says that it is complete.
func (c *cluster) makeTemplate() (name string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }() // unlocks

	name = templateName()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext($1))", name); err != nil {
		return "", err
	}
	var complete bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)", name).Scan(&complete)
	if err != nil {
		return "", err
	}
	if complete {
		return name, nil
	}
	if err := c.do(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)", "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		return "", err
	}
	if _, err := migrations.Up(ctx, c.url(name)); err != nil {
		return "", err
	}
	return name, c.do(ctx, "ALTER DATABASE "+name+" WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")
}

// sweep drops what other test programs left in a cluster that is now ours alone:
// databases of killed ones and templates of other migrations.
func (c *cluster) sweep(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, err := conn.Query(ctx, "SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND datname <> $2", prefix, templateName())
	if err != nil {
		return err
	}
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range left {
		if err := c.do(ctx, "ALTER DATABASE "+name+" IS_TEMPLATE false", "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			return err
		}
	}
	return nil
}
