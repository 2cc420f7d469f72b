// Package client speaks to an installation of Sportello: for municipal systems
// that issue, read, withdraw or check certificates. It is generated from
// openapi.yaml, one method for each operation, and knows no more than that says.
//
// NewClientWithResponses makes a client; WithRequestEditorFn(Token(...)) gives it
// a token. What an operation answers when all goes well is in the field named after
// status and type, such as JSON200, or in Body for a file. Whatever else it answers
// is a problem and in ApplicationProblemJSONDefault: Type tells which, the
// HTTP response's Retry-After when to come back.
package client

import (
	"context"
	"net/http"
)

//go:generate go tool -modfile=../tools/go.mod oapi-codegen -config oapi-codegen.yaml ../openapi.yaml

// Token adds an access token to every request. Tokens expire soon: f is asked
// before each request, and may keep one for as long as it is good.
func Token(f func(context.Context) (string, error)) RequestEditorFn {
	return func(ctx context.Context, r *http.Request) error {
		token, err := f(ctx)
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+token)
		return nil
	}
}
