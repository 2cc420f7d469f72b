// Package signing is the seal: it closes a finished PDF with a PAdES baseline
// signature (ETSI EN 319 142-1) and checks a closed one.
//
// A Sheet is a PDF that templates has laid out completely, signature dictionary
// included, with a hole of fixed size where the signature goes. Sealing fills the
// hole and changes no other byte; there is no parsing and no incremental update.
// The signature is CMS SignedData (RFC 5652) of our own making, because no library
// that can be linked writes a baseline one: ETSI.CAdES.detached, signing
// certificate v2, no signing-time attribute, one signer, sorted attributes.
//
// That is level B-B. At B-T the hole also takes a time stamp over the signature. From
// B-LT on updates follow, in turn, each to be read in its own file: validation material
// (dss.go) of all that was stamped, and a time stamp over the whole file
// (doctimestamp.go). Raise appends the same to a stored file. A Stamper (timestamp.go)
// gets the time stamps and a Revocation (revocation.go) what is known of certificates;
// both reach the outside through a Transport only.
//
// What was appended is verified by writing it again (document.go): the material and the
// time stamps are taken out, the update is made of them anew, and must be the same to the
// last byte. So there is nothing in a file of ours that nobody has judged.
package signing
