// Package inforce keeps what is in force today in every office: the row of the register,
// what the offices file says over it, and what the office's administrators have decided,
// which takes the place of the file. It compiles that away from the certificates that are
// being issued and hands it over as one.
package inforce
