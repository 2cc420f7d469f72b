// Package portal is the pages for people, written by the server and complete
// without JavaScript: for now the checking of a certificate, for whoever was handed
// one, and a start page. It says what internal/api says, in the reader's words.
//
// The pages on which certificates are checked have scripts too (assets/*.js), plain
// modules without a build step. They verify the statement in the QR symbol, which
// stands in the fragment of the address and is never sent (docs/offline-check.md), read
// symbols from camera and pictures, and go on working without network.
package portal
