// Package auth says who is asking. It turns a bearer token into a Principal and
// refuses everything else: RFC 9068 (JWT profile for access tokens) and RFC 8725
// (JWT best current practice) are followed to the letter.
//
// The package knows nothing of HTTP and nothing of the register: keys are fetched
// through a function that the program supplies, and whether the principal is a
// person of the register is decided above.
//
// A token is self-contained: nobody is asked whether it still stands. A token used
// again after its owner has logged out is therefore accepted until it expires; the
// answer to that is its short life, which Provider.MaxLifetime bounds. A token that
// is bound to a key of its sender (cnf, RFC 7800) is refused, because a bearer
// cannot show that key.
package auth
