package migrations_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/migrations"
)

// What somebody prepares who makes the service say SQL of his own.
const (
	remark = `INSERT INTO remark (remark_id, office_id, year, serial, person_id, key, about, wrong, correct, made_at)
		VALUES ('00000000-0000-0000-0000-0000000000b1', 'H501', 2026, 1, '00000000-0000-0000-0000-000000000001', 'k', 'birth', 'a', 'b', now());`
	reply = `INSERT INTO remark_answer (remark_id, office_id, answer, answered_by, answered_at)
		VALUES ('00000000-0000-0000-0000-0000000000b1', 'H501', 'yes', 'o', now());`
	elsewhere = `INSERT INTO office (office_id, name, basis) VALUES ('A944', 'Altrove', 'demo');
		INSERT INTO person (person_id, office_id, number) VALUES ('00000000-0000-0000-0000-000000000002', 'H501', '2');`
	// byOfficer and byLawyer are certificates with their duty but without an application.
	byOfficer = `INSERT INTO certificate SELECT (jsonb_populate_record(c, '{"certificate_id": "00000000-0000-0000-0000-0000000000c1", "serial": 2, "key": "o", "requester_kind": "officer",
			"code_hash": "\\x0000000000000000000000000000000000000000000000000000000000000002"}')).* FROM certificate c WHERE serial = 1;
		INSERT INTO certificate_duty (certificate_id, office_id, exemption, amount, fee) VALUES ('00000000-0000-0000-0000-0000000000c1', 'H501', 107, 0, 0);`
	seal      = `UPDATE certificate SET state = 'issued', sealed = 'pdf2', sealed_digest = sha256('pdf2'), issued_at = now() WHERE serial = 2;`
	applicant = `INSERT INTO certificate_application (certificate_id, office_id, applied_on, applicant_name, applicant_born, applicant_document)
		VALUES ('00000000-0000-0000-0000-0000000000c1', 'H501', '2026-01-01', 'Ugo', '1960-01-01', 'CI');`
	mandate = `INSERT INTO certificate_application (certificate_id, office_id, applied_on, lawyer, mandate_purpose, mandate_on)
		VALUES ('00000000-0000-0000-0000-0000000000c1', 'H501', '2026-01-01', 'RSSMRA80A01H501U', 'judicial', '2025-12-01');`
	supersede = `INSERT INTO certificate_superseded (certificate_id, office_id, reason, at) VALUES ('00000000-0000-0000-0000-00000000000c', 'H501', 'move', now());`
	replace   = `INSERT INTO certificate_successor (certificate_id, office_id, replaces) VALUES ('00000000-0000-0000-0000-00000000000d', 'H501', '00000000-0000-0000-0000-00000000000c');`
	answered  = `INSERT INTO notice (notice_id, office_id, person_id, kind, remark_id, at)
		VALUES ('00000000-0000-0000-0000-0000000000f2', 'H501', '00000000-0000-0000-0000-000000000001', 'remark.answered', '00000000-0000-0000-0000-0000000000b1', now());`
	tell = `INSERT INTO notice (notice_id, office_id, person_id, kind, certificate_id, at)
		VALUES ('00000000-0000-0000-0000-0000000000f1', 'H501', '00000000-0000-0000-0000-000000000001', 'certificate.superseded', '00000000-0000-0000-0000-00000000000c', now());`
)

var first = edited(issue, ";", " WHERE serial = 1;")

var byLawyer = edited(byOfficer, `"officer"`, `"lawyer"`)

// thirty is the certificates that a lawyer may have in a day, in two offices.
func thirty() string {
	var b strings.Builder
	for i := range certificates.LawyerDaily {
		office := []string{"H501", "A944"}[i%2]
		fmt.Fprintf(&b, `INSERT INTO certificate SELECT (jsonb_populate_record(c, jsonb_build_object('certificate_id', '00000000-0000-0000-0001-%012[1]d', 'office_id', '%[2]s', 'serial', %[1]d + 100, 'key', 'k%[1]d',
				'requester_kind', 'lawyer', 'code_hash', '\x' || encode(sha256('%[1]d'), 'hex')))).* FROM certificate c WHERE serial = 1;
			INSERT INTO certificate_application (certificate_id, office_id, applied_on, lawyer, mandate_purpose, mandate_on)
			VALUES ('00000000-0000-0000-0001-%012[1]d', '%[2]s', '2026-01-01', 'RSSMRA80A01H501U', 'judicial', '2025-12-01');`, i, office)
	}
	return b.String()
}

// remarks is the first n remarks of a person.
func remarks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(edited(remark, "0000000000b1", fmt.Sprintf("%012x", 0xb1+i), "2026, 1", fmt.Sprintf("2026, %d", i+1), "'k'", fmt.Sprintf("'k%d'", i)))
	}
	return b.String()
}

// edited is a statement with some of its words changed.
func edited(sql string, oldnew ...string) string { return strings.NewReplacer(oldnew...).Replace(sql) }

// The service's own role cannot have a certificate issued that nobody has asked or paid for,
// use a stamp or payment of another, or tell afterwards how it was.
func TestAttack(t *testing.T) {
	t.Parallel()
	conn := reserved(t)
	const (
		restricted = "23001"
		check      = "23514"
		unique     = "23505"
		forbidden  = "42501"
		done       = ""
	)
	for _, test := range []struct{ name, before, sql, code string }{
		// how it was asked for
		{"an officer with nobody before him", byOfficer, seal, restricted},
		{"an officer with somebody before him", byOfficer, applicant + seal, done},
		{"a lawyer without a mandate", byLawyer, seal, restricted},
		{"a lawyer on a mandate", byLawyer, mandate + seal, done},
		{"a lawyer as an applicant", byLawyer, applicant, restricted},
		{"an officer on a mandate", byOfficer, mandate, restricted},
		{"an application of another office", elsewhere + byOfficer, edited(applicant, "'H501'", "'A944'"), restricted},
		{"an application of another day", byLawyer, edited(mandate, "'2026-01-01'", "'2025-12-31'"), restricted},
		{"an application afterwards", edited(byOfficer, `"officer"`, `"citizen"`) + seal, applicant, restricted},
		{"grounds afterwards", issue, `INSERT INTO certificate_application (certificate_id, office_id, applied_on, grounds) VALUES ('00000000-0000-0000-0000-00000000000c', 'H501', '2026-01-01', 'x')`, restricted},
		{"a second application", byOfficer + applicant, applicant, unique},
		{"a lawyer by another spelling", byLawyer, edited(mandate, "RSSMRA80A01H501U", "rssmra80a01h501u"), check},
		{"the thirty-first of a lawyer", elsewhere + thirty() + byLawyer, mandate, restricted},
		{"the first of another lawyer", elsewhere + thirty() + byLawyer, edited(mandate, "RSSMRA80A01H501U", "RSSMRA80A01H501V"), done},
		// how it is paid
		{"a duty afterwards", issue, edited(stamped, again, "", "00d'", "00c'"), restricted},
		{"a duty of another office", elsewhere + again, edited(stamped, again, "", "'H501'", "'A944'"), restricted},
		{"a cent of duty", again, edited(stamped, again, "", "1600", "1"), check},
		{"a stamp in another office", elsewhere + stamped, edited(third, `"serial": 3`, `"serial": 3, "office_id": "A944"`, `"failed": false`, `"failed": false, "office_id": "A944"`), unique},
		{"a stamp of an issued certificate", stamped + seal, third, unique},
		{"a stamp of a withdrawn certificate", stamped + seal + `UPDATE certificate SET state = 'withdrawn', withdrawal_reason = 'error', withdrawn_by = 'o', withdrawn_at = now() WHERE serial = 2;`, third, unique},
		{"a payment for somebody else", elsewhere + edited(pay, "000000000001'", "000000000002'") + order + paid, online, restricted},
		{"a payment by somebody else", edited(pay, "'citizen', '1'", "'citizen', '2'") + order + paid, online, restricted},
		{"a payment in another office", elsewhere + edited(pay, "'H501'", "'A944'") + order + paid, online, restricted},
		{"a step of a payment that never was", pay, `INSERT INTO payment_event (payment_id, office_id, number, state) VALUES ('00000000-0000-0000-0000-0000000000aa', 'H501', 2, 'paid')`, forbidden},
		{"a payment of nothing", "", edited(pay, "1600", "0"), check},
		// what comes after
		{"superseded before it is issued", "", supersede, restricted},
		{"superseded by another office", elsewhere + issue, edited(supersede, "'H501'", "'A944'"), restricted},
		{"superseded", issue, supersede, done},
		{"superseded twice", issue + supersede, supersede, unique},
		{"in place of what is not superseded", again + first, replace, restricted},
		{"in place of what was withdrawn", again + first + supersede + edited(withdraw, ";", " WHERE serial = 1;"), replace, restricted},
		{"in place of somebody else's", elsewhere + edited(again, `"serial": 2`, `"serial": 2, "person_id": "00000000-0000-0000-0000-000000000002"`) + first + supersede, replace, restricted},
		{"in place of itself", issue + supersede, edited(replace, "00d'", "00c'"), restricted},
		{"in place of what is superseded", again + first + supersede, replace, done},
		{"a second one in its place", again + first + supersede + replace + edited(strings.Split(third, ";")[0]+";", "WHERE serial = 1", "WHERE serial = 2"), edited(replace, "00d'", "00e'"), restricted},
		{"a notice to somebody else", issue, edited(tell, "000000000001'", "000000000002'"), restricted},
		{"a notice of a certificate that is on its way", "", tell, restricted},
		{"a notice of an answer", remark + reply, answered, done},
		{"a notice of an answer that there is not", remark, answered, restricted},
		{"a notice of an answer to somebody else", elsewhere + remark + reply, edited(answered, "000000000001'", "000000000002'"), restricted},
		{"a notice of an answer by another office", elsewhere + remark + reply, edited(answered, "'H501'", "'A944'"), restricted},
		{"a notice of an answer at another time", remark + reply, edited(answered, "now()", "now() + interval '1 second'"), restricted},
		{"a second notice of an answer", remark + reply + answered, edited(answered, "0000f2", "0000f3"), unique},
		{"a notice of an answer by another name", remark + reply, edited(answered, "remark.answered", "certificate.superseded"), check},
		{"a notice of a remark and a certificate", issue + remark + reply, edited(answered, "remark_id, at", "remark_id, certificate_id, at", "now()", "'00000000-0000-0000-0000-00000000000c', now()"), check},
		{"a notice of nothing", "", edited(tell, "'00000000-0000-0000-0000-00000000000c'", "NULL"), restricted},
		{"a notice told to be of another remark", remarks(2) + reply + answered, "UPDATE notice SET remark_id = '00000000-0000-0000-0000-0000000000b2'", forbidden},
		{"a change of the register that never was", "", `INSERT INTO register_change (office_id) VALUES ('H501')`, forbidden},
		// what citizens tell their office
		{"a remark", "", remark, done},
		{"a remark to another office", elsewhere, edited(remark, "'H501'", "'A944'"), restricted},
		{"a remark with a number left out", "", edited(remark, "2026, 1", "2026, 2"), restricted},
		{"a remark with a number again", remark, edited(remark, "0000b1", "0000b2", "'k'", "'l'"), restricted},
		{"a remark that was sent before", remark, edited(remark, "0000b1", "0000b2", "2026, 1", "2026, 2"), unique},
		{"an eleventh open remark", remarks(10), remarks(11)[len(remarks(10)):], restricted},
		{"an eleventh remark, one answered", remarks(10) + reply, remarks(11)[len(remarks(10)):], done},
		{"a remark changed", remark, "UPDATE remark SET wrong = 'x'", forbidden},
		{"a remark removed", remark, "DELETE FROM remark", forbidden},
		{"an answer by another office", elsewhere + remark, edited(reply, "'H501'", "'A944'"), restricted},
		{"an answer before the remark", remark, edited(reply, "now()", "now() - interval '1 second'"), restricted},
		{"an answer by nobody", remark, edited(reply, "'o'", "''"), check},
		{"a second answer", remark + reply, reply, unique},
		{"an answer changed", remark + reply, "UPDATE remark_answer SET answer = 'x'", forbidden},
		{"an office that is none", issue, edited(supersede, "'H501'", "'Z999'"), restricted},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := try(t, conn, test.before, migrations.Role, test.sql)
			var e *pgconn.PgError
			if test.code == done && err != nil || test.code != done && (!errors.As(err, &e) || e.Code != test.code) {
				t.Errorf("got %v, want SQLSTATE %q", err, test.code)
			}
		})
	}
}
