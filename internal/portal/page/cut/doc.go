// Package cut cuts Bootstrap Italia down to what the pages use. Its style sheet has 90 KB
// on the wire, its icons 32; the pages need a tenth, and a phone on the edge of the
// network pays for the rest with seconds.
//
// Names says what templates and scripts are made of. Sheet keeps the rules that can match
// such a thing, Sprite the icons that are named. A rule is kept in doubt: what is left out
// must be what no page can show.
package cut
