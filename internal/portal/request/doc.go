// Package request is the way of a citizen to a certificate: for whom, for what receiver,
// which kinds, how the stamp duty is settled, a look at the page, one summary, and the
// sealed file. What is answered is kept in a draft (certificates.Draft), so that every
// step has an address of its own, the way back is always open, and who comes back goes on
// where he was. What stops a request, and that it is issued once, is for the desk to say.
package request
