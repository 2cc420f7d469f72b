package login

import (
	"errors"
	"fmt"
	"strings"
)

// Why somebody was not let in. No error tells who it was.
var (
	// ErrAttempt says that no login has begun in this browser that the answer belongs to:
	// it took too long, was used before, or was begun elsewhere.
	ErrAttempt = errors.New("login: no login under way")
	// ErrDeclined says that he did not want to be somebody, or not to tell us.
	ErrDeclined = errors.New("login: declined at the provider")
	// ErrUnavailable says that the provider does not answer, or not with sense.
	ErrUnavailable = errors.New("login: provider unavailable")
	// ErrAnswer says that the provider's answer is not good for anything.
	ErrAnswer = errors.New("login: answer of the provider not valid")
	// ErrNoRight says that an officer holds no right in any office of the installation.
	ErrNoRight = errors.New("login: officer without a right")
)

// brief is what another package says, cut short: it may quote a page of the provider.
func brief(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text[:min(len(text), 200)]
}

func wrong(check string) error { return fmt.Errorf("%w: %s", ErrAnswer, check) }
