package auth

import (
	"errors"
	"fmt"
)

// What Bearer and Check answer when they refuse. An error names the check that
// failed, for the log, and never what the token contains.
var (
	// ErrMissing says that the request carries no bearer token at all.
	ErrMissing = errors.New("auth: no bearer token")
	// ErrInvalid says that the token is not one that Sportello accepts.
	ErrInvalid = errors.New("auth: token not valid")
	// ErrExpired says that the token was valid and its time is over.
	ErrExpired = errors.New("auth: token expired")
	// ErrAssurance says that the citizen's login was not strong enough; with a
	// stronger one he may come back (RFC 9470).
	ErrAssurance = errors.New("auth: level of assurance not sufficient")
	// ErrKeysUnavailable says that the token cannot be checked now, because the
	// identity provider's keys cannot be had. It may be valid.
	ErrKeysUnavailable = errors.New("auth: keys of the identity provider unavailable")
)

func invalid(check string) error { return fmt.Errorf("%w: %s", ErrInvalid, check) }
