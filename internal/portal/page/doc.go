// Package page is the kit of the rooms that answer with pages: the frame around them,
// their templates and words, what browsers load, forms and errors, and who is logged in.
// It knows nothing of what the pages are about. A room brings its own pages and words as
// a file system, and is given a Kit.
//
// A page is whole without scripts; a POST answers with a redirect or with its form again.
package page
