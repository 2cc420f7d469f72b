package certificates

import (
	_ "embed" // the schema
	"encoding/json"
	"fmt"
)

// ContentSchema is the JSON Schema (2020-12) of what Content.Canonical writes, for
// whoever receives a certificate and reads its data. It describes ContentVersion.
//
//go:embed content.schema.json
var ContentSchema string

// Canonical is the content as JSON in its canonical form (JCS, RFC 8785): the same
// bytes for the same content, whoever writes them. It is what is stored, what is
// attached to the certificate and what a signed statement holds the digest of. It
// wraps ErrGlyph for text that is not Unicode.
func (c *Content) Canonical() ([]byte, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("certificates: %w", err)
	}
	return canonical(data)
}
