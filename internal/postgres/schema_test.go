package postgres

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
)

// code is the server's answer to a statement that must be refused.
func (db *DB) code(t *testing.T, sql string) string {
	t.Helper()
	_, err := db.pool.Exec(t.Context(), sql)
	if server := (*pgconn.PgError)(nil); errors.As(err, &server) {
		return server.Code
	}
	return "no refusal"
}

// The answers of the server.
const (
	forbidden = "42501" // insufficient_privilege
	restrict  = "23001" // restrict_violation, of our triggers
	check     = "23514"
	unique    = "23505"
	foreign   = "23503"
)

// The schema keeps the rules against a program that does not: whoever writes SQL
// with the rights of the tables' owner meets constraints and triggers.
func TestSchemaAgainstItsOwner(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	person := f.load(t, loaded, someone(1), everything())["1"]
	issuing, issued := f.reserved(t, reserve(person)), f.issued(t, reserve(person))
	failed, withdrawn := f.reserved(t, reserve(person)), f.issued(t, reserve(person))
	if err := f.Fail(t.Context(), failed.ID, certificates.SealFailed, loaded, about(failed.ID, audit.CertificateFailed)); err != nil {
		t.Fatal(err)
	}
	if err := f.Withdraw(t.Context(), withdrawn.ID, certificates.Withdrawal{Reason: "r", By: "b", At: loaded}, about(withdrawn.ID, audit.CertificateWithdraw)); err != nil {
		t.Fatal(err)
	}
	names := strings.NewReplacer("ISSUING", quoted(issuing.ID), "ISSUED", quoted(issued.ID), "FAILED", quoted(failed.ID), "WITHDRAWN", quoted(withdrawn.ID))
	seal := "state = 'issued', sealed = 'x', sealed_digest = sha256('x'), issued_at = now()"
	fail := "state = 'failed', failure = 'seal', failed_at = now()"
	withdraw := "state = 'withdrawn', withdrawal_reason = 'r', withdrawn_by = 'b', withdrawn_at = now()"
	for _, test := range []struct{ sql, code string }{
		// no other way from state to state
		{"UPDATE certificate SET " + withdraw + " WHERE certificate_id = ISSUING", restrict},
		{"UPDATE certificate SET " + fail + ", sealed = NULL, sealed_digest = NULL, issued_at = NULL WHERE certificate_id = ISSUED", restrict},
		{"UPDATE certificate SET state = 'issuing', sealed = NULL, sealed_digest = NULL, issued_at = NULL WHERE certificate_id = ISSUED", restrict},
		{"UPDATE certificate SET " + seal + " WHERE certificate_id = FAILED", restrict},
		{"UPDATE certificate SET " + seal + ", failure = NULL, failed_at = NULL WHERE certificate_id = FAILED", restrict},
		{"UPDATE certificate SET state = 'issuing', failure = NULL, failed_at = NULL WHERE certificate_id = FAILED", restrict},
		{"UPDATE certificate SET state = 'issued', withdrawal_reason = NULL, withdrawn_by = NULL, withdrawn_at = NULL WHERE certificate_id = WITHDRAWN", restrict},
		{"UPDATE certificate SET withdrawal_reason = 'another' WHERE certificate_id = WITHDRAWN", restrict},
		{"UPDATE certificate SET state = state WHERE certificate_id = ISSUED", restrict},
		{"UPDATE certificate SET state = 'lost' WHERE certificate_id = ISSUING", restrict},
		// half a state
		{"UPDATE certificate SET state = 'issued' WHERE certificate_id = ISSUING", check},
		{"UPDATE certificate SET state = 'issued', sealed = 'x', issued_at = now() WHERE certificate_id = ISSUING", check},
		{"UPDATE certificate SET state = 'issued', sealed = 'x', sealed_digest = sha256('x') WHERE certificate_id = ISSUING", check},
		{"UPDATE certificate SET state = 'issued', sealed = 'x', sealed_digest = 'x', issued_at = now() WHERE certificate_id = ISSUING", check},
		{"UPDATE certificate SET " + seal + ", failure = 'seal' WHERE certificate_id = ISSUING", check},
		{"UPDATE certificate SET state = 'failed' WHERE certificate_id = ISSUING", check},
		{"UPDATE certificate SET " + fail + ", sealed = 'x', sealed_digest = sha256('x'), issued_at = now() WHERE certificate_id = ISSUING", check},
		{"UPDATE certificate SET state = 'withdrawn', withdrawn_at = now() WHERE certificate_id = ISSUED", check},
		// what was sealed
		{"UPDATE certificate SET " + withdraw + ", sealed = 'y' WHERE certificate_id = ISSUED", restrict},
		{"UPDATE certificate SET " + withdraw + ", sealed_digest = sha256('y') WHERE certificate_id = ISSUED", restrict},
		{"UPDATE certificate SET " + withdraw + ", issued_at = now() + interval '1 day' WHERE certificate_id = ISSUED", restrict},
		// nothing goes
		{"DELETE FROM certificate WHERE certificate_id = FAILED", restrict},
		{"TRUNCATE certificate CASCADE", restrict},
		{"TRUNCATE office CASCADE", restrict},
		{"DELETE FROM audit_event", restrict},
		{"DELETE FROM audit_event WHERE false", restrict},
		{"UPDATE audit_event SET request = 'r'", restrict},
		{"TRUNCATE audit_event", restrict},
		{"INSERT INTO audit_event SELECT * FROM audit_event", unique},
		// a certificate begins as issuing, with a number of its own
		{"INSERT INTO certificate SELECT * FROM certificate WHERE certificate_id = ISSUED", restrict},
		{"INSERT INTO certificate SELECT * FROM certificate WHERE certificate_id = ISSUING", unique},
		{"DELETE FROM certificate_number", restrict},
		{"UPDATE certificate_number SET last = last", restrict},
		{"UPDATE certificate_number SET last = 1", restrict},
		{"UPDATE certificate_number SET year = 2025, last = last + 1", restrict},
		{"TRUNCATE certificate_number", restrict},
		// the head of a chain is its last event
		{"DELETE FROM ledger WHERE office_id = 'Z999'", restrict},
		{"UPDATE ledger SET audit_seq = audit_seq - 1 WHERE office_id = 'Z999'", restrict},
		{"UPDATE ledger SET audit_seq = audit_seq + 1 WHERE office_id = 'Z999'", restrict},
		{"UPDATE ledger SET audit_hash = sha256('x') WHERE office_id = 'Z999'", restrict},
		{"UPDATE ledger SET office_id = 'Z996' WHERE office_id = 'Z999'", restrict},
		{"TRUNCATE ledger", restrict},
		// facts are retired, not changed
		{"UPDATE person_residence SET street = 'Via Altra'", restrict},
		{"UPDATE person_residence SET valid_to = '2026-01-01'", restrict},
		{"UPDATE person_residence SET recorded_at = now()", restrict},
		{"UPDATE person_identity SET retired_at = '2000-01-01'", check},
		{"DELETE FROM household_member", restrict},
		{"UPDATE person_withheld SET adopted = false", restrict},
		{"UPDATE person_electoral SET enrolled = false", restrict},
		{"DELETE FROM person_death", restrict},
		{"DELETE FROM person_contract", restrict},
		{"TRUNCATE person_withheld", restrict},
		{"TRUNCATE person_death", restrict},
		{"DELETE FROM person_citizenship", restrict},
		{"TRUNCATE person_standing", restrict},
		{"UPDATE person SET number = 'x'", restrict},
		{"DELETE FROM person", restrict},
		{"DELETE FROM household", restrict},
		{"TRUNCATE household CASCADE", restrict},
		{"DELETE FROM office WHERE office_id = 'Z998'", restrict},
		{"UPDATE office SET office_id = 'Z111' WHERE office_id = 'Z998'", restrict},
		// and are somebody's, of the same office
		{"INSERT INTO person (person_id, office_id, number) VALUES (gen_random_uuid(), 'Z111', 'x')", foreign},
		{"INSERT INTO household (household_id, office_id, number, kind) VALUES (gen_random_uuid(), 'Z111', 'x', 'family')", foreign},
		{"INSERT INTO person_procedure (person_id, office_id, kind, valid_from, recorded_at) VALUES (gen_random_uuid(), 'Z999', 'x', now(), now())", foreign},
		{"INSERT INTO person_procedure (person_id, office_id, kind, valid_from, recorded_at) SELECT person_id, 'Z998', 'x', now(), now() FROM person", foreign},
		{"INSERT INTO household_member (person_id, office_id, household_id, relationship, valid_from, recorded_at) SELECT person_id, 'Z999', gen_random_uuid(), 1, '2000-01-01', now() FROM person", unique},
		{"INSERT INTO household_member (person_id, office_id, household_id, relationship, valid_from, valid_to, recorded_at) SELECT person_id, 'Z999', gen_random_uuid(), 1, '2000-01-01', '2001-01-01', now() FROM person", foreign},
		{"INSERT INTO person_death (person_id, office_id, valid_from, recorded_at) VALUES (gen_random_uuid(), 'Z999', now(), now())", foreign},
		{"INSERT INTO person_contract (person_id, office_id, valid_from, recorded_at) SELECT person_id, 'Z998', now(), now() FROM person WHERE number = '1'", foreign},
		{"INSERT INTO person_electoral (person_id, office_id, rights, enrolled, valid_from, recorded_at) SELECT person_id, office_id, false, true, now(), now() FROM person", check},
		{"INSERT INTO person_electoral (person_id, office_id, rights, enrolled, valid_from, recorded_at) SELECT person_id, office_id, true, true, now(), now() FROM person", unique},
		{"INSERT INTO person_withheld (person_id, office_id, parent_surnames, parent_given_names, parent_surnames_latin, parent_given_latin, adopted, anonymous_birth, homeless, valid_from, recorded_at) " +
			"SELECT person_id, office_id, '{x}', '{}', '{}', '{}', false, false, false, now(), now() FROM person", check},
		{"INSERT INTO household_state (household_id, office_id, certifiable, complete, valid_from, recorded_at) VALUES (gen_random_uuid(), 'Z999', true, true, now(), now())", foreign},
	} {
		if got := f.owner.code(t, names.Replace(test.sql)); got != test.code {
			t.Errorf("%s: %s, want %s", test.sql, got, test.code)
		}
	}
	for _, column := range []string{
		"certificate_id = gen_random_uuid()", "office_id = 'Z998'", "year = 2025", "serial = 99", "kinds = '{1}'", "use = 'abroad'", "language = 'it'",
		"channel = 'api'", "person_id = gen_random_uuid()", "requester_kind = 'machine'", "requester_id = 'x'", "requester_acr = 'x'", "key = 'x'",
		"key_digest = sha256('x')", "code_hash = sha256('x')", "issued_on = '2026-11-01'", "valid_to = NULL", "rules_version = 'x'",
		"wording_version = 'x'", "content = '{}'", "sheet_digest = sha256('x')", "instance = 'x'", "reserved_at = now()", "status_list = 7, status_index = 7",
	} {
		sql := names.Replace("UPDATE certificate SET " + seal + ", " + column + " WHERE certificate_id = ISSUING")
		if got := f.owner.code(t, sql); got != restrict {
			t.Errorf("%s: %s, want %s", column, got, restrict)
		}
	}
	if n := count(t, f.DB, "SELECT count(*) FROM information_schema.columns WHERE table_name = 'certificate'"); n != 25+11 {
		t.Errorf("certificate has %d columns; this test knows 25 that a reservation writes and 11 of the states", n)
	}
	f.owner.do(t, "UPDATE person_identity SET retired_at = now()")
	if got := f.owner.code(t, "UPDATE person_identity SET retired_at = NULL"); got != restrict {
		t.Errorf("a retired fact is taken back: %s, want %s", got, restrict)
	}
	f.verify(t)
}

func quoted(id certificates.ID) string { return "'" + string(id) + "'" }

// The service itself, should somebody make it say other SQL than its own, can add
// evidence and move a certificate on, and nothing else.
func TestSchemaAgainstTheService(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.reserved(t, reserve(f.load(t, loaded, someone(1))["1"]))
	id := quoted(r.ID)
	for _, sql := range []string{
		"UPDATE certificate SET content = '{}' WHERE certificate_id = " + id,
		"UPDATE certificate SET serial = 99 WHERE certificate_id = " + id,
		"UPDATE certificate SET person_id = gen_random_uuid() WHERE certificate_id = " + id,
		"DELETE FROM certificate", "TRUNCATE certificate CASCADE",
		"UPDATE audit_event SET request = ''", "DELETE FROM audit_event", "TRUNCATE audit_event",
		"DELETE FROM ledger", "INSERT INTO ledger (office_id) VALUES ('Z111')", "UPDATE ledger SET office_id = 'Z111'",
		"DELETE FROM certificate_number", "UPDATE certificate_number SET year = 2025",
		"UPDATE office SET name = 'x'", "INSERT INTO office (office_id, name, basis) VALUES ('Z111', 'x', 'demo')", "DELETE FROM place",
		"INSERT INTO person (person_id, office_id, number) VALUES (gen_random_uuid(), 'Z999', 'x')", "DELETE FROM person",
		"INSERT INTO household (household_id, office_id, number, kind) VALUES (gen_random_uuid(), 'Z999', 'x', 'family')",
		"ALTER TABLE audit_event DISABLE TRIGGER ALL", "DROP TABLE certificate", "CREATE TABLE mine (x int)",
		"SET session_replication_role = replica", "DROP TRIGGER audit_append_only ON audit_event",
	} {
		if got := f.code(t, sql); got != forbidden {
			t.Errorf("%s: %s, want %s", sql, got, forbidden)
		}
	}
	for _, table := range facts {
		for _, sql := range []string{"UPDATE " + table.table + " SET retired_at = now()", "DELETE FROM " + table.table, "INSERT INTO " + table.table + " DEFAULT VALUES"} {
			if got := f.code(t, sql); got != forbidden {
				t.Errorf("%s: %s, want %s", sql, got, forbidden)
			}
		}
	}
	for _, sql := range []string{
		"UPDATE certificate SET state = 'withdrawn', withdrawal_reason = 'r', withdrawn_by = 'b', withdrawn_at = now()",
		"UPDATE ledger SET audit_seq = 1, audit_hash = sha256('x')", "UPDATE certificate_number SET last = last - 1",
	} {
		if got := f.code(t, sql); got != restrict {
			t.Errorf("%s: %s, want %s", sql, got, restrict)
		}
	}
	f.verify(t)
}
