// Package pdf reads a PDF that somebody else wrote, and that may be written to
// deceive (ISO 32000-1). It is strict where other readers are kind: what two of them
// could understand differently is a finding, never a guess, and nothing that the
// file names is fetched. Time and memory are bounded by Limits.
//
// A file is a row of revisions: the first writing and the updates that were appended
// to it. Each can be looked at as it stood (File.Object takes the revision), which is
// what it takes to say what somebody changed.
package pdf
