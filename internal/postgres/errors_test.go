package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func TestFaultUnavailable(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"08006", "08P01", "25006", "25P03", "40001", "40P01", "53100", "53200", "53300", "53400",
		"55P03", "57014", "57P01", "57P02", "57P03", "57P04", "57P05", "58030",
	} {
		err := fault("testing", fmt.Errorf("wrapped: %w", &pgconn.PgError{Code: code, Message: "the reason"}))
		if !errors.Is(err, registry.ErrUnavailable) || !strings.Contains(err.Error(), code) || !strings.Contains(err.Error(), "the reason") {
			t.Errorf("fault(%s) = %v, want it unavailable, with code and reason", code, err)
		}
	}
	for _, cause := range []error{
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, pgconn.ErrConnClosed, context.DeadlineExceeded,
		&net.OpError{Op: "read", Err: syscall.ECONNRESET}, &net.DNSError{Name: "db"},
	} {
		if err := fault("testing", fmt.Errorf("wrapped: %w", cause)); !errors.Is(err, registry.ErrUnavailable) || !errors.Is(err, cause) {
			t.Errorf("fault(%v) = %v, want it unavailable", cause, err)
		}
	}
}

// An error of the server quotes what somebody had entered. None of it may come out.
func TestFaultTellsNoValues(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"22001", "22P02", "23502", "23503", "23505", "23514", "42501", "42601", "XX000", "", "5"} {
		err := fault("testing", &pgconn.PgError{
			Code: code, Message: "value ROSSI", Detail: "Key (surname)=(ROSSI)", Hint: "ROSSI", Where: "ROSSI", InternalQuery: "ROSSI", ConstraintName: "some_key",
		})
		if errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("fault(%s) is unavailable", code)
		}
		if strings.Contains(err.Error(), "ROSSI") || !strings.Contains(err.Error(), code) || !strings.Contains(err.Error(), "some_key") {
			t.Errorf("fault(%s) = %v, want code and constraint only", code, err)
		}
		if server := (*pgconn.PgError)(nil); errors.As(err, &server) {
			t.Errorf("fault(%s) hands on the server's error", code)
		}
	}
	if err := fault("testing", errors.New("cannot encode ROSSI")); strings.Contains(err.Error(), "ROSSI") {
		t.Errorf("fault(driver) = %v", err)
	}
}

func TestFaultOthers(t *testing.T) {
	t.Parallel()
	if err := fault("testing", nil); err != nil {
		t.Errorf("fault(nil) = %v", err)
	}
	if err := fault("testing", fmt.Errorf("wrapped: %w", context.Canceled)); !errors.Is(err, context.Canceled) || errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("fault(cancelled) = %v, want cancelled and not unavailable", err)
	}
	if err := fault("testing", &pgconn.PgError{Code: "23505", ConstraintName: "certificate_key"}); !errors.Is(err, certificates.ErrInProgress) {
		t.Errorf("fault(certificate_key) = %v, want %v", err, certificates.ErrInProgress)
	}
}

// The server itself, where it runs out of something.
func TestServerLimitsAreUnavailable(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for name, sql := range map[string]string{
		"statement timeout": "SET LOCAL statement_timeout = 10; SELECT pg_sleep(5)",
		"read only":         "SET TRANSACTION READ ONLY; INSERT INTO ledger (office_id) VALUES ('x')",
		"no such table":     "SELECT * FROM nowhere",
	} {
		_, err := f.owner.pool.Exec(t.Context(), sql)
		if err = fault("testing", err); errors.Is(err, registry.ErrUnavailable) == (name == "no such table") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
