// Package inspect says what a PDF is that somebody uploads: which of its bytes a
// seal of ours covers, what was changed afterwards, and whether what it shows, what
// it carries and what its QR symbol says are the same.
//
// It works by what is allowed, not by what is known to be bad. A file is genuine only
// if a seal of ours covers it whole, or covers its first part while every later byte
// belongs to a long-term validation dictionary or a document time stamp in exactly
// the form in which those are written. Whatever else, and whatever readers of PDF may
// see differently, is not genuine, with the reason.
//
// It does not say whether a certificate is still good; that is in the register.
// Nothing that a file names is fetched.
package inspect
