// Package e2e proves the portal from outside: it builds the program, runs its demo over a
// database of its own, and uses it as people do, with a browser and without. It holds
// tests alone.
package e2e
