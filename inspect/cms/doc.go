// Package cms reads Cryptographic Message Syntax (RFC 5652) and time-stamp tokens
// (RFC 3161) of any maker, in DER. It parses and checks one thing at a time and
// decides nothing: what to trust and what to ask for is the caller's.
package cms
