package web

import (
	"errors"
	"net/http"
)

// Unread is the answer to a body that could not be read to its end: it was too
// large, came too slowly, or broke off.
func Unread(err error) error {
	var large *http.MaxBytesError
	var slow interface{ Timeout() bool }
	switch {
	case errors.As(err, &large):
		return err
	case errors.As(err, &slow) && slow.Timeout():
		return ErrTooSlow
	}
	return ErrRequest
}
