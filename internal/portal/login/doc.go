// Package login lets people in to the pages: through OpenID providers of digital
// identities (CIE, SPID behind a gateway, eIDAS, a municipal directory), into sessions that
// are kept in the database. docs/login.md is for who sets it up.
//
// What a provider must say before somebody is let in is in check.go; who that is then is
// said by package auth, with the refusals of an access token.
package login
