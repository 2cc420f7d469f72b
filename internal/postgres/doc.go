// Package postgres is the database: every SQL statement of the service, one file
// per store. The domain packages declare what they need (certificates/ports.go,
// verification.Store); DB is all of it.
//
// What leaves the package as an error is a sentinel of the domain or opaque: the
// driver's own errors quote the values of rows, which are personal data.
package postgres

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/verification"
)

var (
	_ certificates.Register  = (*DB)(nil)
	_ certificates.Ledger    = (*DB)(nil)
	_ certificates.Journal   = (*DB)(nil)
	_ certificates.Notices   = (*DB)(nil)
	_ certificates.Books     = (*DB)(nil)
	_ certificates.Trail     = (*DB)(nil)
	_ certificates.Remarks   = (*DB)(nil)
	_ certificates.Names     = (*DB)(nil)
	_ certificates.Archive   = (*DB)(nil)
	_ certificates.Abandoned = (*DB)(nil)
	_ verification.Store     = (*DB)(nil)
)
