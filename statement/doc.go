// Package statement is the part of a certificate that convinces without network: a
// short signed statement that stands in the QR symbol, the keys that it is checked
// with, and the list that says which certificates were withdrawn.
//
// A Statement is a CBOR Web Token (RFC 8392) in COSE_Sign1 (RFC 9052), signed with
// ES256, in deterministic CBOR (RFC 8949 section 4.2). Every statement has exactly
// one encoding and every encoding one reading: what is parsed is encoded again and
// must give the same bytes. docs/offline-check.md describes the form for who writes
// a verifier in another language.
//
// As text it is decimal digits, seven bytes in seventeen (Digits). A QR symbol packs
// three digits in ten bits, so nothing is lost but one bit in sixty, digits pass
// through every address bar and messenger, and they are legal in the fragment of an
// address, which a browser never sends. TestSymbolSizes prints what the others need.
//
// # Why a key set that signs itself
//
// Who checks offline fetches the KeySet once from the issuer's own address over TLS;
// that address is printed on the paper, and TLS is what vouches for it. The set is
// signed by one of the keys in it. So a copy may lie on a mirror, in a cache or on
// a memory stick: KeySet.Renew accepts any later set that is signed by a key which
// the copy at hand trusts. A rotation announces the next key in the set before it is
// used, and past keys stay for as long as what they signed may be shown.
//
// The seal's key does not sign the set. It may be RSA, or rented by the signature,
// or asked for a PIN, and the set is signed every day; and who trusts the seal's
// authority still needs the list of keys, which only the office can give. Nor is
// there a root key in a safe: a small municipality would have to keep it for thirty
// years. The price is that a stolen key can vouch for a forged set until the copies
// expire and are fetched over TLS again; Expires is therefore weeks, not years.
//
// A compromised key is not trusted for anything it ever signed: the date in a
// statement is only what the thief wrote there. Such certificates must be asked for
// online.
//
// # One key, three uses
//
// The same key signs statements, key sets and status lists. None can pass for
// another: COSE signs a CBOR array that begins with "Signature1", JWS signs text that
// begins with its header, and the header names the type.
package statement
