// Package signing is the seal: it closes a finished PDF with a PAdES baseline
// signature (ETSI EN 319 142-1) and checks a closed one.
//
// A Sheet is a PDF that templates has laid out completely, signature dictionary
// included, with a hole of fixed size where the signature goes. Sealing fills the
// hole and changes no other byte; there is no parsing and no incremental update.
// The signature is CMS SignedData (RFC 5652) of our own making, because no library
// that can be linked writes a baseline one: ETSI.CAdES.detached, signing
// certificate v2, no signing-time attribute, one signer, sorted attributes.
package signing
