// Package web is what the rooms that speak HTTP share: the one table that makes
// an error an answer, the middlewares in their one order, limits, metrics and
// health. It knows the domain's errors and nothing of JSON shapes or pages.
package web
