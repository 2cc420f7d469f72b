package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/registry"
)

// fault makes of an error of the driver one that may leave the package. Where the
// database cannot be reached or cannot write now it is registry.ErrUnavailable.
// Of anything else only the code and the constraint are told: the server's
// messages, details above all, quote the values of rows.
func fault(doing string, err error) error {
	var server *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("postgres: %s: %w", doing, context.Canceled)
	case lost(err):
		return fmt.Errorf("postgres: %s: %w: %w", doing, registry.ErrUnavailable, err)
	case !errors.As(err, &server):
		return fmt.Errorf("postgres: %s: the driver refused: %T", doing, err)
	case passing(server.Code):
		return fmt.Errorf("postgres: %s: %w: %s (SQLSTATE %s)", doing, registry.ErrUnavailable, server.Message, server.Code)
	case taken[server.ConstraintName] != nil:
		return taken[server.ConstraintName]
	case server.Code == "42501": // insufficient_privilege
		return fmt.Errorf("postgres: %s: %w: SQLSTATE %s %s", doing, ErrRole, server.Code, server.ConstraintName)
	}
	return fmt.Errorf("postgres: %s: SQLSTATE %s %s", doing, server.Code, server.ConstraintName)
}

// taken is what it means that a row violates a constraint.
var taken = map[string]error{
	"certificate_key":    certificates.ErrInProgress,
	"certificate_status": certificates.ErrPlaceTaken,
	"stamp_used":         certificates.ErrStampUsed,
	"payment_used":       certificates.ErrInProgress,
	"payment_counts":     certificates.ErrUnpaid,
	"payment_taken":      certificates.ErrState,
	"lawyer_daily":       certificates.ErrTooMany,
	"replaced_once":      certificates.ErrReplaced,
	"draft_ended":        certificates.ErrStale,
	"remarks_open":       certificates.ErrRemarks,
	"last_administrator": decisions.ErrLast,
}

// lost reports whether there is no connection, or no answer in time.
func lost(err error) bool {
	var network net.Error
	var connecting *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connecting) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, pgconn.ErrConnClosed) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// passing reports whether an error of the server is about its own state, so that
// the same statement may succeed later. The codes are those of appendix A of the
// PostgreSQL manual; their messages quote no row.
func passing(code string) bool {
	switch code {
	case "25006", // read only: a standby, or an operator's setting
		"25P03",          // idle in a transaction for too long
		"40001", "40P01", // serialization, deadlock
		"55P03", // lock not available
		"57014": // cancelled, by statement_timeout or by an operator
		return true
	}
	for _, class := range []string{"08", "53", "57P", "58"} { // connection, resources (disk full), intervention, system
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}
