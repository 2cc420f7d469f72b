// Package api is the JSON interface: the only package that knows the shapes of
// openapi.yaml. What can be generated from the contract is (api.gen.go); requests
// are checked against it as it stands, and handlers take a request apart, call one
// method of the domain and put the result together. Errors are returned: the table
// of internal/web answers them.
package api

//go:generate go tool -modfile=../../tools/go.mod oapi-codegen -config oapi-codegen.yaml ../../openapi.yaml
