package certificates

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/sportello/sportello/registry"
)

// Edition is the day on which the rules were last written. A test fails when their
// source changes and it does not.
const Edition = "2026-11-26"

// Version names the rule book as it is in effect on a day: the edition, and a digest of
// the kinds and rules that hold. Every certificate keeps the one that it was issued
// under.
func (c *Catalogue) Version(day registry.Date) string {
	h := sha256.New()
	for i := range c.entries {
		if e := &c.entries[i]; e.In(day) {
			h.Write(e.digest[:])
		}
	}
	for _, r := range c.rules {
		if inEffect(r.From, r.Until, day) {
			h.Write(r.digest[:])
		}
	}
	return Edition + "-" + hex.EncodeToString(h.Sum(nil)[:6])
}

// digestOf is the digest of a row of the catalogue or of a rule, with all that it says.
func digestOf(row any) [32]byte {
	data, err := json.Marshal(row)
	if err != nil { // there is nothing in a row that cannot be marshalled
		panic(fmt.Sprintf("certificates: a row of the rule book: %v", err))
	}
	return sha256.Sum256(data)
}
