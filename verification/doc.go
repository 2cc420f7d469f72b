// Package verification answers third parties: the landlord with the paper, the
// employer with the file. It discloses as little as the question needs: the code
// alone says how a certificate stands; the number and the date of birth, which
// only a holder of the paper knows, open what it states (art. 23 c.2-bis CAD asks
// that the correspondence of a copy can be checked freely).
package verification
