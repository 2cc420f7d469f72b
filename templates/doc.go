// Package templates is the printed document: it turns the content of a certificate
// into a finished page with an empty hole where the seal goes.
//
// The document is A4, tagged for screen readers (PDF/UA-1, ISO 14289-1), fit for an
// archive (PDF/A-3a, ISO 19005-3), and the same bytes for the same input. The data that
// it states travel with it as certificato.json. It is compiled once and filled per
// certificate:
//
//   - New reads the wording (wording.go), cuts the fonts into slices (face.go) and
//     makes the stationery of every office in every one of its languages
//     (stationery.go). Whatever is wrong with an office fails there.
//   - A content becomes blocks in words (compose.go, and state_*.go for each kind), a
//     closed set of them (block.go) that knows nothing of paper.
//   - What is certified in two languages of equal rank is put into words twice and laid
//     together block by block (bilingual.go); what is a mere help to read stands apart
//     (aid.go).
//   - A self-declaration is put into words of its own (declaration.go) and set like a
//     certificate, without letterhead, mark and seal.
//   - The setter sets the blocks on pages, tagging them as it goes (setter.go), and
//     writes the file front to back in one pass (write.go).
//
// Nothing is parsed while a certificate is made, and a character that no font has is
// an error that names it, never a blank.
package templates
