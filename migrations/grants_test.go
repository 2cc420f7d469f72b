package migrations_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/migrations"
)

// granted is everything that the service may do beside reading.
var granted = []string{
	"DELETE draft", "DELETE login_attempt", "DELETE session", "INSERT audit_event", "INSERT certificate", "INSERT certificate_application",
	"INSERT certificate_duty", "INSERT certificate_number", "INSERT certificate_successor", "INSERT certificate_superseded", "INSERT certificate_update",
	"INSERT conspicuous_lawyer", "INSERT decision", "INSERT draft", "INSERT login_attempt", "INSERT notice", "INSERT payment", "INSERT remark",
	"INSERT remark_answer", "INSERT session", "INSERT subject_search",
	"UPDATE certificate (failed_at failure good_until issued_at level sealed sealed_digest state withdrawal_reason withdrawn_at withdrawn_by)",
	"UPDATE certificate_duty (failed)", "UPDATE certificate_number (last)",
	"UPDATE decision (answer decided_at decided_issuer decided_name decided_subject in_force_on state)",
	"UPDATE draft (answers payment_id revision updated_at)", "UPDATE ledger (audit_hash audit_seq)", "UPDATE notice (read_at sent_at)",
	"UPDATE payment (asked_at checkout ended_at expires_at paid_at receipt reference refund state)", "UPDATE session (ended_at login seen_at)",
}

func list(t *testing.T, conn *pgx.Conn, sql string, args ...any) []string {
	t.Helper()
	rows, _ := conn.Query(t.Context(), sql, args...)
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}

// The service may read everything, add evidence, move states on, and nothing else but
// delete logins that are over.
func TestGrants(t *testing.T) {
	t.Parallel()
	conn := connect(t, dbtest.New(t))
	got := list(t, conn, `
		SELECT format('%s %s', privilege_type, table_name) FROM information_schema.role_table_grants WHERE grantee = $1 AND privilege_type <> 'SELECT'
		UNION ALL
		SELECT format('UPDATE %s (%s)', table_name, string_agg(column_name, ' ' ORDER BY column_name)) FROM information_schema.column_privileges g
		WHERE grantee = $1 AND privilege_type = 'UPDATE' AND NOT EXISTS (
			SELECT FROM information_schema.role_table_grants t WHERE t.grantee = $1 AND t.table_name = g.table_name AND t.privilege_type = 'UPDATE') GROUP BY table_name`, migrations.Role)
	if diff := cmp.Diff(granted, got); diff != "" {
		t.Errorf("granted (-want +got):\n%s", diff)
	}
	unread := list(t, conn, `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND NOT has_table_privilege($1, oid, 'SELECT')`, migrations.Role)
	if len(unread) > 0 {
		t.Errorf("the service cannot read %s", strings.Join(unread, ", "))
	}
}

// Every table says whose office a row is of, but for those that are nobody's; and a trigger
// stands against changing, deleting and emptying each, but for the list of places and for
// logins, which are no evidence.
func TestEveryTable(t *testing.T) {
	t.Parallel()
	conn := connect(t, dbtest.New(t))
	homeless := list(t, conn, `
		SELECT relname FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
		AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'office_id' AND a.attnotnull)`)
	if diff := cmp.Diff([]string{"draft", "goose_db_version", "login_attempt", "place", "session"}, homeless); diff != "" {
		t.Errorf("tables without an office (-want +got):\n%s", diff)
	}
	const onDelete, onUpdate, onTruncate = 8, 16, 32 // pg_trigger.tgtype
	unguarded := list(t, conn, `
		SELECT relname FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
		AND $1 & coalesce((SELECT bit_or(tgtype) FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT tgisinternal AND tgenabled = 'O'), 0) <> $1`, onDelete|onUpdate|onTruncate)
	if diff := cmp.Diff([]string{"goose_db_version", "login_attempt", "place", "session"}, unguarded); diff != "" {
		t.Errorf("tables that may be changed, deleted or emptied (-want +got):\n%s", diff)
	}
}
