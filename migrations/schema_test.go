package migrations_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/migrations"
)

const (
	reserve = `
		INSERT INTO office (office_id, name, basis) VALUES ('H501', 'Comune', 'demo');
		INSERT INTO ledger (office_id) VALUES ('H501');
		INSERT INTO certificate_number VALUES ('H501', 2026, 1);
		INSERT INTO person (person_id, office_id, number) VALUES ('00000000-0000-0000-0000-000000000001', 'H501', '1');
		INSERT INTO certificate (certificate_id, office_id, year, serial, state, kinds, use, language, channel, person_id,
			requester_kind, requester_id, key, key_digest, code_hash, issued_on, rules_version, wording_version, content, sheet_digest, instance, reserved_at)
		VALUES ('00000000-0000-0000-0000-00000000000c', 'H501', 2026, 1, 'issuing', '{8}', 'stamped', 'it', 'online', '00000000-0000-0000-0000-000000000001',
			'citizen', '1', 'k', sha256('k'), sha256('c'), '2026-01-01', '1', '1', '{}', sha256('s'), 'a', now());
		INSERT INTO certificate_duty (certificate_id, office_id, exemption, amount, fee) VALUES ('00000000-0000-0000-0000-00000000000c', 'H501', 107, 0, 0);
		INSERT INTO audit_event (office_id, seq, at, kind, actor_kind, prev, hash) VALUES ('H501', 1, now(), 'certificate.issuing', 'system', sha256('0'), sha256('1'));`
	issue  = `UPDATE certificate SET state = 'issued', sealed = 'pdf', sealed_digest = sha256('pdf'), issued_at = now();`
	fail   = `UPDATE certificate SET state = 'failed', failure = 'seal', failed_at = now();`
	fact   = `INSERT INTO person_citizenship (person_id, office_id, state, name, valid_from, recorded_at) SELECT person_id, office_id, 'ITA', 'ITALIA', now(), now() FROM person;`
	update = `INSERT INTO certificate_update (certificate_id, office_id, number, added, digest, level, added_at) SELECT certificate_id, office_id, 1, 'more', sha256('pdfmore'), 3, now() FROM certificate;`
	pay    = `INSERT INTO payment (payment_id, office_id, person_id, requester_kind, requester_id, channel, request, key, key_digest, order_digest, amount, state, created_at, expires_at)
		VALUES ('00000000-0000-0000-0000-0000000000aa', 'H501', '00000000-0000-0000-0000-000000000001', 'citizen', '1', 'online', '{}', 'k', sha256('k'), sha256('o'), 1600, 'created', now(), now() + interval '1 hour');`
	order   = `UPDATE payment SET reference = 'r', checkout = 'https://bank.example/r';`
	paid    = `UPDATE payment SET state = 'paid', paid_at = now();`
	expire  = `UPDATE payment SET state = 'expired', ended_at = now();`
	again   = `INSERT INTO certificate SELECT (jsonb_populate_record(c, '{"certificate_id": "00000000-0000-0000-0000-00000000000d", "serial": 2, "key": "l", "code_hash": "\\x0000000000000000000000000000000000000000000000000000000000000000"}')).* FROM certificate c;`
	stamped = again + `INSERT INTO certificate_duty (certificate_id, office_id, means, amount, fee, stamp, stamp_on) VALUES ('00000000-0000-0000-0000-00000000000d', 'H501', 'stamp', 1600, 0, '01234567890123', '2026-01-01');`
	online  = again + `INSERT INTO certificate_duty (certificate_id, office_id, means, amount, fee, payment_id) VALUES ('00000000-0000-0000-0000-00000000000d', 'H501', 'online', 1600, 0, '00000000-0000-0000-0000-0000000000aa');`
	third   = `INSERT INTO certificate SELECT (jsonb_populate_record(c, '{"certificate_id": "00000000-0000-0000-0000-00000000000e", "serial": 3, "key": "m", "code_hash": "\\x0000000000000000000000000000000000000000000000000000000000000001"}')).* FROM certificate c WHERE serial = 1;
		INSERT INTO certificate_duty SELECT (jsonb_populate_record(d, '{"certificate_id": "00000000-0000-0000-0000-00000000000e", "failed": false}')).* FROM certificate_duty d WHERE certificate_id = '00000000-0000-0000-0000-00000000000d';`
	drafted     = `INSERT INTO draft (draft_id, requester_kind, requester_id, revision, answers, created_at, updated_at) VALUES ('00000000-0000-0000-0000-0000000000d1', 'citizen', '1', 1, '{}', now(), now());`
	ofDraft     = `INSERT INTO certificate SELECT (jsonb_populate_record(c, '{"certificate_id": "00000000-0000-0000-0000-00000000000d", "serial": 2, "key": "draft 00000000-0000-0000-0000-0000000000d1", "code_hash": "\\x0000000000000000000000000000000000000000000000000000000000000000"}')).* FROM certificate c;`
	amend       = `UPDATE draft SET revision = revision + 1, answers = '{"Receiver":"private"}';`
	secondFails = `UPDATE certificate SET state = 'failed', failure = 'seal', failed_at = now() WHERE serial = 2;`
	withdraw    = `UPDATE certificate SET state = 'withdrawn', withdrawal_reason = 'error', withdrawn_by = 'o', withdrawn_at = now();`
)

// reserved is a connection to a database with one reserved certificate.
func reserved(t *testing.T) *pgx.Conn {
	t.Helper()
	conn := connect(t, dbtest.New(t))
	exec(t, conn, reserve)
	return conn
}

// try runs the statement as the role, after what is before it as the superuser, and
// takes all of it back.
func try(t *testing.T, conn *pgx.Conn, before, role, sql string) error {
	t.Helper()
	exec(t, conn, "BEGIN", before, "SET LOCAL ROLE "+role)
	_, err := conn.Exec(t.Context(), sql)
	exec(t, conn, "ROLLBACK")
	return err
}

// The service's role can do what the issuing cycle does.
func TestRoleMay(t *testing.T) {
	t.Parallel()
	conn := reserved(t)
	for name, sql := range map[string]string{
		"issue":              issue,
		"fail":               fail,
		"issue and withdraw": issue + withdraw,
		"settle with a stamp, fail, and use it again": stamped + secondFails + third,
		"pay and use the payment":                     pay + order + paid + online,
		"pay and use it again after a failure":        pay + order + paid + online + secondFails + third,
		"pay late and refund":                         pay + order + expire + `UPDATE payment SET state = 'paid', paid_at = now(), refund = 'late'; UPDATE payment SET state = 'refunded', ended_at = now()`,
		"draft, amend, drop":                          drafted + amend + amend + `DELETE FROM draft`,
		"amend what has failed":                       drafted + ofDraft + secondFails + amend,
		"look at payments":                            pay + `UPDATE payment SET asked_at = now()`,
		"audit":                                       `INSERT INTO audit_event (office_id, seq, at, kind, actor_kind, prev, hash) VALUES ('H501', 2, now(), 'x', 'system', sha256('1'), sha256('2'))`,
		"move the head":                               `UPDATE ledger SET audit_seq = 1, audit_hash = sha256('1') WHERE office_id = 'H501'`,
		"number":                                      `INSERT INTO certificate_number VALUES ('H501', 2027, 1); UPDATE certificate_number SET last = 2`,
		"read":                                        `SELECT FROM person; SELECT FROM person_identity; SELECT FROM household_member; SELECT FROM audit_event`,
	} {
		t.Run(name, func(t *testing.T) {
			if err := try(t, conn, "", migrations.Role, sql); err != nil {
				t.Error(err)
			}
		})
	}
}

// What the database refuses to everybody, and what it refuses to the service's
// role on top of it.
func TestRefused(t *testing.T) {
	t.Parallel()
	conn := reserved(t)
	const (
		restricted = "23001" // restrict_violation, of our triggers
		check      = "23514"
		unique     = "23505"
		forbidden  = "42501" // insufficient_privilege
		superuser  = "none"
	)
	for _, test := range []struct {
		name, role, before, sql, code string
	}{
		{"delete a certificate", superuser, "", `DELETE FROM certificate`, restricted},
		{"empty the certificates", superuser, "", `TRUNCATE certificate CASCADE`, restricted},
		{"withdraw before it is issued", superuser, "", withdraw, restricted},
		{"issue again", superuser, issue, issue, restricted},
		{"issue a failed one", superuser, fail, issue, restricted},
		{"fail an issued one", superuser, issue, `UPDATE certificate SET state = 'failed', sealed = NULL, sealed_digest = NULL, issued_at = NULL, failure = 'seal', failed_at = now()`, restricted},
		{"withdraw again", superuser, issue + withdraw, withdraw, restricted},
		{"issue what was withdrawn", superuser, issue + withdraw, `UPDATE certificate SET state = 'issued', withdrawal_reason = NULL, withdrawn_by = NULL, withdrawn_at = NULL`, restricted},
		{"issue without a seal", superuser, "", `UPDATE certificate SET state = 'issued', issued_at = now()`, check},
		{"fail with a sealed file", superuser, "", `UPDATE certificate SET state = 'failed', failure = 'seal', failed_at = now(), sealed = 'pdf', sealed_digest = sha256('pdf'), issued_at = now()`, check},
		{"fail without a reason", superuser, "", `UPDATE certificate SET state = 'failed', failed_at = now()`, check},
		{"withdraw without a reason", superuser, issue, `UPDATE certificate SET state = 'withdrawn', withdrawn_by = 'o', withdrawn_at = now()`, check},
		{"change the content while issuing", superuser, "", `UPDATE certificate SET state = 'issued', sealed = 'pdf', sealed_digest = sha256('pdf'), issued_at = now(), content = '{"changed":true}'`, restricted},
		{"change the number while issuing", superuser, "", `UPDATE certificate SET state = 'failed', failure = 'seal', failed_at = now(), serial = 2`, restricted},
		{"change the sealed file while withdrawing", superuser, issue, `UPDATE certificate SET state = 'withdrawn', withdrawal_reason = 'error', withdrawn_by = 'o', withdrawn_at = now(), sealed = 'other'`, restricted},
		{"change the date of issue while withdrawing", superuser, issue, `UPDATE certificate SET state = 'withdrawn', withdrawal_reason = 'error', withdrawn_by = 'o', withdrawn_at = now(), issued_at = now() + interval '1 day'`, restricted},
		{"the same key twice", superuser, "", `INSERT INTO certificate SELECT (jsonb_populate_record(c, '{"certificate_id": "00000000-0000-0000-0000-00000000000d", "serial": 2, "code_hash": "\\x0000000000000000000000000000000000000000000000000000000000000000"}')).* FROM certificate c`, unique},
		{"begin as issued", superuser, "", `INSERT INTO certificate SELECT (jsonb_populate_record(c, '{"certificate_id": "00000000-0000-0000-0000-00000000000d", "serial": 2, "key": "l", "code_hash": "\\x0000000000000000000000000000000000000000000000000000000000000000", "state": "failed", "failure": "seal", "failed_at": "now"}')).* FROM certificate c`, restricted},
		{"number again", superuser, "", `UPDATE certificate_number SET last = 1`, restricted},
		{"forget a number", superuser, "", `DELETE FROM certificate_number`, restricted},
		{"head without an event", superuser, "", `UPDATE ledger SET audit_seq = 2, audit_hash = sha256('2') WHERE office_id = 'H501'`, restricted},
		{"head backwards", superuser, `UPDATE ledger SET audit_seq = 1, audit_hash = sha256('1') WHERE office_id = 'H501';`, `UPDATE ledger SET audit_seq = 0, audit_hash = '' WHERE office_id = 'H501'`, restricted},
		{"change a fact", superuser, fact, `UPDATE person_citizenship SET state = 'FRA'`, restricted},
		{"delete a fact", superuser, fact, `DELETE FROM person_citizenship`, restricted},
		{"change the audit trail", superuser, "", `UPDATE audit_event SET kind = 'x'`, restricted},
		{"shorten the audit trail", superuser, "", `DELETE FROM audit_event WHERE seq = 1`, restricted},
		{"empty the audit trail", superuser, "", `TRUNCATE audit_event`, restricted},

		{"change an update", superuser, issue + update, `UPDATE certificate_update SET level = 3`, restricted},
		{"take an update away", superuser, issue + update, `DELETE FROM certificate_update`, restricted},
		{"update with nothing", superuser, issue, strings.Replace(update, `'more'`, `''`, 1), check},
		{"a stamp twice", superuser, stamped, third, unique},
		{"a stamp of thirteen digits", superuser, again, `INSERT INTO certificate_duty (certificate_id, office_id, means, amount, fee, stamp, stamp_on) VALUES ('00000000-0000-0000-0000-00000000000d', 'H501', 'stamp', 1600, 0, '0123456789012', '2026-01-01')`, check},
		{"exempt and paid", superuser, again, `INSERT INTO certificate_duty (certificate_id, office_id, exemption, means, amount, fee, authorisation) VALUES ('00000000-0000-0000-0000-00000000000d', 'H501', 1, 'virtual', 1600, 0, 'n')`, check},
		{"neither exempt nor paid", superuser, again, `INSERT INTO certificate_duty (certificate_id, office_id, amount, fee) VALUES ('00000000-0000-0000-0000-00000000000d', 'H501', 0, 0)`, check},
		{"a stamp by its means alone", superuser, again, `INSERT INTO certificate_duty (certificate_id, office_id, means, amount, fee) VALUES ('00000000-0000-0000-0000-00000000000d', 'H501', 'stamp', 1600, 0)`, check},
		{"issue what is not settled", superuser, again, `UPDATE certificate SET state = 'issued', sealed = 'pdf2', sealed_digest = sha256('pdf2'), issued_at = now() WHERE serial = 2`, restricted},
		{"free a stamp", superuser, stamped, `UPDATE certificate_duty SET failed = true WHERE stamp IS NOT NULL`, restricted},
		{"change a stamp", superuser, stamped, `UPDATE certificate_duty SET stamp = '11111111111111' WHERE stamp IS NOT NULL`, restricted},
		{"use a stamp again that was freed", superuser, stamped + secondFails, `UPDATE certificate_duty SET failed = false`, restricted},
		{"delete a duty", superuser, "", `DELETE FROM certificate_duty`, restricted},
		{"use what is not paid", superuser, pay + order, online, restricted},
		{"use what is paid and goes back", superuser, pay + order + paid + `UPDATE payment SET refund = 'changed';`, online, restricted},
		{"use what has been refunded", superuser, pay + order + paid + `UPDATE payment SET refund = 'changed'; UPDATE payment SET state = 'refunded', ended_at = now();`, online, restricted},
		{"use a payment of another amount", superuser, pay + order + paid, strings.Replace(online, "1600", "100", 1), restricted},
		{"use a payment twice", superuser, pay + order + paid + online, third, unique},
		{"give back what a certificate has taken", superuser, pay + order + paid + online, `UPDATE payment SET refund = 'changed'`, restricted},
		{"refund what a certificate has taken", superuser, pay + order + paid + online, `UPDATE payment SET state = 'refunded', refund = 'changed', ended_at = now()`, restricted},
		{"begin as paid", superuser, "", strings.NewReplacer("'created'", "'paid'").Replace(pay), restricted},
		{"paid without a reference", superuser, pay, paid, check},
		{"paid after it expired, and kept", superuser, pay + order + expire, paid, restricted},
		{"from expired to created", superuser, pay + order + expire, `UPDATE payment SET state = 'created'`, restricted},
		{"from paid to failed", superuser, pay + order + paid, `UPDATE payment SET state = 'failed', paid_at = NULL, ended_at = now()`, restricted},
		{"refunded without a reason", superuser, pay + order + paid, `UPDATE payment SET state = 'refunded', ended_at = now()`, check},
		{"another amount", superuser, pay, `UPDATE payment SET amount = 1`, restricted},
		{"another checkout", superuser, pay + order, `UPDATE payment SET checkout = 'https://elsewhere.example'`, restricted},
		{"two open payments for one order", superuser, pay, strings.NewReplacer("00aa", "00ab", "'k', sha256('k')", "'other', sha256('k')").Replace(pay), unique},
		{"two payments under one key", superuser, pay, strings.NewReplacer("00aa", "00ab", "sha256('k')", "sha256('other')").Replace(pay), unique},
		{"delete a payment", superuser, pay, `DELETE FROM payment`, restricted},
		{"change a payment's history", superuser, pay, `UPDATE payment_event SET state = 'paid'`, restricted},
		{"amend a draft that is being issued", superuser, drafted + ofDraft, amend, restricted},
		{"drop a draft that is being issued", superuser, drafted + ofDraft, `DELETE FROM draft`, restricted},
		{"amend a draft that has been paid for", superuser, pay + order + paid + online + drafted + `ALTER TABLE draft DISABLE TRIGGER USER; UPDATE draft SET payment_id = '00000000-0000-0000-0000-0000000000aa'; ALTER TABLE draft ENABLE TRIGGER USER;`, amend, restricted},
		{"amend a draft unseen", superuser, drafted, `UPDATE draft SET answers = '{"Receiver":"x"}'`, restricted},
		{"skip a revision", superuser, drafted, `UPDATE draft SET revision = 3`, restricted},
		{"give a draft away", superuser, drafted, `UPDATE draft SET revision = 2, requester_id = '2'`, restricted},
		{"a machine's draft", superuser, "", strings.Replace(drafted, "'citizen'", "'machine'", 1), check},
		{"a draft as long as a book", superuser, "", strings.Replace(drafted, "'{}'", "repeat('x', 20001)", 1), check},
		{"empty the drafts", superuser, drafted, `TRUNCATE draft`, restricted},
		{"role gives a draft away", migrations.Role, drafted, `UPDATE draft SET requester_id = '2'`, forbidden},
		{"role changes an amount", migrations.Role, pay, `UPDATE payment SET amount = 1`, forbidden},
		{"role deletes a payment", migrations.Role, pay, `DELETE FROM payment`, forbidden},
		{"role changes a duty", migrations.Role, "", `UPDATE certificate_duty SET exemption = 1`, forbidden},
		{"an index without a list", superuser, "", `INSERT INTO certificate SELECT (jsonb_populate_record(c, '{"certificate_id": "00000000-0000-0000-0000-00000000000d", "serial": 2, "key": "l", "code_hash": "\\x0000000000000000000000000000000000000000000000000000000000000000", "status_index": 5}')).* FROM certificate c`, check},
		{"role changes an update", migrations.Role, issue + update, `UPDATE certificate_update SET level = 3`, forbidden},
		{"role deletes a certificate", migrations.Role, "", `DELETE FROM certificate`, forbidden},
		{"role changes the content", migrations.Role, "", `UPDATE certificate SET content = ''`, forbidden},
		{"role changes the audit trail", migrations.Role, "", `UPDATE audit_event SET kind = 'x'`, forbidden},
		{"role shortens the audit trail", migrations.Role, "", `DELETE FROM audit_event`, forbidden},
		{"role empties the audit trail", migrations.Role, "", `TRUNCATE audit_event`, forbidden},
		{"role turns the triggers off", migrations.Role, "", `ALTER TABLE audit_event DISABLE TRIGGER ALL`, forbidden},
		{"role turns replication on", migrations.Role, "", `SET session_replication_role = replica`, forbidden},
		{"role changes the register", migrations.Role, "", `UPDATE person SET number = '2'`, forbidden},
		{"role writes the register", migrations.Role, "", fact, forbidden},
		{"role claims another version", migrations.Role, "", `UPDATE goose_db_version SET version_id = 9`, forbidden},
		{"role makes tables", migrations.Role, "", `CREATE TABLE t ()`, forbidden},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := try(t, conn, test.before, test.role, test.sql)
			if e := (*pgconn.PgError)(nil); !errors.As(err, &e) || e.Code != test.code {
				t.Errorf("got %v, want SQLSTATE %s", err, test.code)
			}
		})
	}
}
