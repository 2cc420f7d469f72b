// Package sportello holds the contract of the service, openapi.yaml, for the
// packages that serve it and check themselves against it. go:embed cannot reach
// upwards, which is why it stands at the root.
//
// docs/architecture.md leads through the rest of the house.
package sportello

import _ "embed"

// OpenAPI is openapi.yaml, the contract of the HTTP API (OpenAPI 3.1).
//
//go:embed openapi.yaml
var OpenAPI []byte
