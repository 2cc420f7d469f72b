package migrations_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/migrations"
)

// stands is how a person's record stands from a day on, as the register knows from a
// moment on.
func stands(person int, state, from, to, recorded, retired string) string {
	quoted := func(s string) string {
		if s == "" {
			return "NULL"
		}
		return "'" + s + "'"
	}
	return fmt.Sprintf(`INSERT INTO person_standing (person_id, office_id, state, certifiability, valid_from, valid_to, recorded_at, retired_at)
		VALUES ('00000000-0000-0000-0000-00000000000%d', 'H501', '%s', 1, %s, %s, %s, %s);`, person, state, quoted(from), quoted(to), quoted(recorded), quoted(retired))
}

// another is a certificate n of the person n, of the first of January, reserved at noon.
func another(n int, change string) string {
	return fmt.Sprintf(`INSERT INTO person (person_id, office_id, number) VALUES ('00000000-0000-0000-0000-00000000000%[1]d', 'H501', '%[1]d') ON CONFLICT DO NOTHING;
		INSERT INTO certificate SELECT (jsonb_populate_record(c, '{"certificate_id": "00000000-0000-0000-0000-0000000000c%[1]d", "serial": 10%[1]d, "key": "%[1]d", "reserved_at": "2026-01-01T12:00:00Z",
			"person_id": "00000000-0000-0000-0000-00000000000%[1]d"}'::jsonb || jsonb_build_object('code_hash', '\x' || encode(sha256('%[1]d'), 'hex')) || '%[2]s')).* FROM certificate c WHERE serial = 1;`, n, change)
}

func settled(n int, columns, values string) string {
	return fmt.Sprintf(`INSERT INTO certificate_duty (certificate_id, office_id, fee, %s) VALUES ('00000000-0000-0000-0000-0000000000c%d', 'H501', 0, %s);`, columns, n, values)
}

func left(n int, to string) string {
	sql := fmt.Sprintf(`UPDATE certificate SET state = 'issued', sealed = 'pdf%[1]d', sealed_digest = sha256('pdf%[1]d'), issued_at = now() WHERE serial = 10%[1]d;`, n)
	if to == "withdrawn" {
		sql += edited(withdraw, ";", fmt.Sprintf(" WHERE serial = 10%d;", n))
	}
	return sql
}

// What was issued before there was such a table is counted as what is issued now.
func TestCounted(t *testing.T) {
	t.Parallel()
	exempt := func(n int) string { return settled(n, "exemption, amount", "6, 0") }
	filled := []string{
		reserve,
		another(1, `{}`), exempt(1), stands(1, "resident", "2000-01-01", "", "2020-01-01", ""), left(1, ""),
		another(2, `{"kinds": [8, 7], "use": "abroad"}`), settled(2, "means, amount, authorisation", "'virtual', 1600, 'n'"),
		stands(2, "resident", "2000-01-01", "2026-01-01", "2020-01-01", ""), stands(2, "abroad", "2026-01-01", "", "2020-01-01", ""), left(2, "withdrawn"),
		another(3, `{"kinds": [1]}`), exempt(3), stands(3, "resident", "2000-01-01", "", "2020-01-01", "2026-01-01 11:59Z"), stands(3, "abroad", "2010-01-01", "", "2026-01-01 11:59Z", ""), left(3, ""),
		another(4, `{"kinds": [1]}`), exempt(4), stands(4, "resident", "2000-01-01", "", "2020-01-01", "2026-01-01 12:01Z"), stands(4, "abroad", "2010-01-01", "", "2026-01-01 12:01Z", ""), left(4, ""),
		another(5, `{}`), exempt(5), stands(5, "abroad", "2026-01-02", "", "2020-01-01", ""), left(5, ""),
		another(6, `{}`), exempt(6), edited(fail, ";", " WHERE serial = 106;"),
		another(7, `{"issued_on": "2025-12-31"}`), exempt(7), left(7, ""),
		another(8, `{}`), // it is being issued
	}
	before, after := dbtest.Empty(t), dbtest.New(t)
	if err := migrations.UpTo(t.Context(), before, 12); err != nil {
		t.Fatal(err)
	}
	exec(t, connect(t, before), filled...)
	exec(t, connect(t, before), `ALTER TABLE certificate DISABLE TRIGGER certificate_settles;`+left(8, "")+`ALTER TABLE certificate ENABLE TRIGGER certificate_settles;`) // before there was duty
	if _, err := migrations.Up(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	exec(t, connect(t, after), filled...)
	want := []string{
		"1 2026-01-01 abroad=f kind=8 stamped exemption=6 f", "2 2026-01-01 abroad=t kind=0 abroad exemption=0 t", "3 2026-01-01 abroad=t kind=1 stamped exemption=6 f",
		"4 2026-01-01 abroad=f kind=1 stamped exemption=6 f", "5 2026-01-01 abroad=f kind=8 stamped exemption=6 f", "7 2025-12-31 abroad=f kind=8 stamped exemption=6 f",
	}
	old := "8 2026-01-01 abroad=f kind=8 stamped exemption=0 f"
	for _, x := range []struct {
		name, url string
		want      []string
	}{{"before", before, append(want, old)}, {"after", after, want}} {
		got := list(t, connect(t, x.url), `SELECT right(certificate_id::text, 1) || ' ' || issued_on || ' abroad=' || left(abroad::text, 1) || ' kind=' || kind || ' ' || use || ' exemption=' || exemption || ' ' || left(stamped::text, 1)
			FROM certificate_counted`)
		if diff := cmp.Diff(x.want, got); diff != "" {
			t.Errorf("issued %s (-want +got):\n%s", x.name, diff)
		}
	}
}

// What is counted is neither the service's to write nor anybody's to change.
func TestCountedRefuses(t *testing.T) {
	t.Parallel()
	conn := reserved(t)
	const (
		restricted = "23001"
		unique     = "23505"
		forbidden  = "42501"
		owner      = "none"
	)
	for _, test := range []struct{ name, role, before, sql, code string }{
		{"change", owner, issue, `UPDATE certificate_counted SET abroad = true`, restricted},
		{"delete", owner, issue, `DELETE FROM certificate_counted`, restricted},
		{"empty", owner, issue, `TRUNCATE certificate_counted`, restricted},
		{"count twice", owner, issue, `INSERT INTO certificate_counted SELECT * FROM certificate_counts`, unique},
		{"the service counts", migrations.Role, issue, `INSERT INTO certificate_counted VALUES ('H501', '2026-01-02', '00000000-0000-0000-0000-00000000000c', false, 8, 'stamped', 0, true)`, forbidden},
		{"the service changes", migrations.Role, issue, `UPDATE certificate_counted SET abroad = true`, forbidden},
		{"the service deletes", migrations.Role, issue, `DELETE FROM certificate_counted`, forbidden},
	} {
		err := try(t, conn, test.before, test.role, test.sql)
		if e := (*pgconn.PgError)(nil); !errors.As(err, &e) || e.Code != test.code {
			t.Errorf("%s: %v, want SQLSTATE %s", test.name, err, test.code)
		}
	}
	if err := try(t, conn, "", migrations.Role, issue); err != nil {
		t.Errorf("the service issues: %v", err)
	}
}
