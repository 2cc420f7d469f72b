package migrations_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/migrations"
)

// A proposal of settings by anna, one of an administrator's right for eva, and eva's right
// as the operator gives it.
const (
	proposes = `INSERT INTO decision (decision_id, office_id, what, settings, proposed_issuer, proposed_subject, proposed_at, effective_on, state)
		VALUES ('00000000-0000-0000-0000-0000000000d1', 'H501', 'settings', 'archive: a', 'i', 'anna', '2026-11-26 10:00+01', '2026-11-26', 'proposed');`
	proposesEva = `INSERT INTO decision (decision_id, office_id, what, holder_issuer, holder_subject, holder_name, scope, proposed_issuer, proposed_subject, proposed_at, effective_on, state)
		VALUES ('00000000-0000-0000-0000-0000000000d2', 'H501', 'grant', 'i', 'eva', 'Eva', 'office:manage', 'i', 'anna', '2026-11-26 10:00+01', '2026-11-26', 'proposed');`
	approves = `UPDATE decision SET state = 'approved', decided_issuer = 'i', decided_subject = 'bruno', decided_at = '2026-11-26 11:00+01', in_force_on = '2026-11-26';`
	rejects  = `UPDATE decision SET state = 'rejected', decided_issuer = 'i', decided_subject = 'bruno', decided_at = '2026-11-26 11:00+01', answer = 'no';`
	takes    = `UPDATE decision SET state = 'withdrawn', decided_issuer = 'i', decided_subject = 'anna', decided_at = '2026-11-26 11:00+01';`
	operator = `INSERT INTO decision (decision_id, office_id, what, holder_issuer, holder_subject, holder_name, scope, proposed_at, effective_on, state, decided_at, in_force_on)
		VALUES ('00000000-0000-0000-0000-0000000000d3', 'H501', 'grant', 'i', 'eva', 'Eva', 'office:manage', '2026-11-26 10:00+01', '2026-11-26', 'approved', '2026-11-26 10:00+01', '2026-11-26');`
	removesEva = `INSERT INTO decision (decision_id, office_id, what, holder_issuer, holder_subject, holder_name, scope, proposed_issuer, proposed_subject, proposed_at, effective_on, state)
		VALUES ('00000000-0000-0000-0000-0000000000d4', 'H501', 'revoke', 'i', 'eva', 'Eva', 'office:manage', 'i', 'anna', '2026-11-26 10:00+01', '2026-11-26', 'proposed');`
)

var (
	registrar = edited(operator, "holder_name, scope,", "holder_name, scope, proposed_issuer, proposed_subject,", "'office:manage',", "'certificates:issue', 'i', 'anna',")
	carla     = edited(operator, "'eva', 'Eva'", "'carla', 'Carla'", "d3", "d5")
	removal   = edited(approves, ";", " WHERE what = 'revoke';")
)

// The service's own role cannot decide alone what needs two people, nor for itself, nor
// backwards, nor twice.
func TestDecisionsAgainstTheService(t *testing.T) {
	t.Parallel()
	conn := reserved(t)
	const (
		restricted = "23001"
		check      = "23514"
		unique     = "23505"
		foreign    = "23503"
		forbidden  = "42501"
		done       = ""
	)
	for _, test := range []struct{ name, before, sql, code string }{
		{"propose and approve", "", proposes + approves, done},
		{"propose and reject", "", proposes + rejects, done},
		{"propose and withdraw", "", proposes + takes, done},
		{"a registrar by one person", "", registrar, done},
		{"an administrator by two", "", proposesEva + approves, done},

		{"approve his own", proposes, edited(approves, "bruno", "anna"), check},
		{"reject his own", proposes, edited(rejects, "bruno", "anna"), check},
		{"approve about oneself", proposesEva, edited(approves, "bruno", "eva"), check},
		{"reject about oneself", proposesEva, edited(rejects, "bruno", "eva"), check},
		{"withdraw another's", proposes, edited(takes, "anna", "bruno"), check},
		{"approve as nobody", proposes, edited(approves, "decided_issuer = 'i', decided_subject = 'bruno', ", ""), check},
		{"reject as nobody", proposesEva, edited(rejects, "decided_issuer = 'i', decided_subject = 'bruno', ", ""), check},
		{"reject without a word", proposes, edited(rejects, ", answer = 'no'", ""), check},
		{"approve twice", proposes + approves, approves, restricted},
		{"approve what is rejected", proposes + rejects, approves, restricted},
		{"approve what is withdrawn", proposes + takes, approves, restricted},
		{"withdraw what is approved", proposes + approves, takes, restricted},
		{"open again", proposes + approves, `UPDATE decision SET state = 'proposed', decided_issuer = NULL, decided_subject = NULL, decided_at = NULL, in_force_on = NULL`, restricted},
		{"approved from the beginning", "", edited(proposes, "proposed_at, effective_on, state)", "proposed_at, effective_on, state, decided_issuer, decided_subject, decided_at, in_force_on)",
			"'proposed');", "'approved', 'i', 'bruno', '2026-11-26 11:00+01', '2026-11-26');"), restricted},
		{"settings by one person", "", edited(proposes, "proposed_at, effective_on, state)", "proposed_at, effective_on, state, decided_at, in_force_on)",
			"'proposed');", "'approved', '2026-11-26 11:00+01', '2026-11-26');"), check},
		{"an administrator by one person", "", edited(registrar, "certificates:issue", "office:manage"), check},
		{"a registrar's right for oneself", "", edited(registrar, "'eva'", "'anna'"), check},
		{"as the operator", "", operator, restricted},

		{"effective yesterday", "", edited(proposes, "'2026-11-26', 'proposed'", "'2026-11-25', 'proposed'"), check},
		{"in force before its day", edited(proposes, "'2026-11-26', 'proposed'", "'2026-12-01', 'proposed'"), approves, check},
		{"in force before it is approved", proposes, edited(approves, "'2026-11-26 11:00+01'", "'2026-11-28 11:00+01'"), check},
		{"answered before it is proposed", proposes, edited(rejects, "11:00+01", "09:00+01"), check},

		{"settings with a right", "", edited(proposes, "settings, ", "settings, scope, ", "'archive: a', ", "'archive: a', 'certificates:read', "), check},
		{"a right for nobody", "", edited(proposesEva, "'eva'", "NULL"), check},
		{"another right", "", edited(proposesEva, "office:manage", "root"), check},
		{"for no office", "", edited(proposes, "H501", "Z000"), foreign},
		{"the same again", proposes, proposes, unique},

		{"change what is proposed", proposes, `UPDATE decision SET settings = 'archive: b'`, forbidden},
		{"change who has proposed it", proposes, `UPDATE decision SET proposed_subject = 'x'`, forbidden},
		{"delete", proposes, `DELETE FROM decision`, forbidden},

		{"remove the last administrator", operator + removesEva, approves, restricted},
		{"remove one of two", operator + carla + removesEva, removal, done},
		{"remove one beside one who comes later", operator + edited(carla, "'2026-11-26', 'approved'", "'2026-12-01', 'approved'", "'2026-11-26 10:00+01', '2026-11-26')", "'2026-11-26 10:00+01', '2026-12-01')") + removesEva, removal, restricted},
		{"remove one beside one of another office", elsewhere + operator + edited(carla, "H501", "A944") + removesEva, removal, restricted},
		{"remove one beside a registrar", operator + edited(registrar, "'eva', 'Eva'", "'carla', 'Carla'", "d3", "d5") + removesEva, removal, restricted},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := try(t, conn, test.before, migrations.Role, test.sql)
			var server *pgconn.PgError
			errors.As(err, &server)
			switch {
			case test.code == done && err != nil:
				t.Error(err)
			case test.code != done && (server == nil || server.Code != test.code):
				t.Errorf("%v, want SQLSTATE %s", err, test.code)
			}
		})
	}
}

// What stands against the owner of the tables too.
func TestDecisionsAgainstTheOwner(t *testing.T) {
	t.Parallel()
	conn := reserved(t)
	for name, sql := range map[string]string{
		"delete": `DELETE FROM decision`, "empty": `TRUNCATE decision`, "change": `UPDATE decision SET settings = 'archive: b'`,
		"change while it is approved": edited(approves, "state = 'approved'", "state = 'approved', settings = 'archive: b'"),
		"take away as the operator":   edited(operator, "'grant'", "'revoke'"),
	} {
		err := try(t, conn, proposes, "none", sql)
		if server := (*pgconn.PgError)(nil); !errors.As(err, &server) || server.Code != "23001" {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
}
