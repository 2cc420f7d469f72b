// Package portal is the pages for people, written by the server and complete
// without JavaScript: for now the checking of a certificate, for whoever was handed
// one, and a start page. It says what internal/api says, in the reader's words.
package portal
