package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/inspect/pdf"
	"github.com/sportello/sportello/signing"
)

// anew is how a file becomes one that can be sealed: its pages as they are, written
// plainly.
const anew = "written anew it may be taken: qpdf --object-streams=disable IN NEW"

var (
	errUnsealable = errors.New("the file is not one that can be sealed and checked")
	errJudged     = errors.New("the sealed copy did not stand up to its check and was not kept")
)

// inspector reads files as those of strangers.
func (c *copying) inspector() (*inspect.Inspector, error) {
	limits := pdf.DefaultLimits
	limits.Size = signing.MaxCopy + 1<<20
	return inspect.New(inspect.Options{
		Seals: map[inspect.Fingerprint]bool{sha256.Sum256(c.material.identity.Certificate.Raw): true},
		Roots: c.material.roots, Clock: time.Now, Limits: limits, Timeout: 30 * time.Second,
	})
}

// readable says whether a file can be followed to the last byte and has no signature yet.
func (c *copying) readable(ctx context.Context, file []byte) error {
	inspector, err := c.inspector()
	if err != nil {
		return err
	}
	r, err := inspector.File(ctx, file)
	if err != nil {
		return err
	}
	if r.Verdict != inspect.Unsealed || len(r.Reasons) > 0 {
		return fmt.Errorf("%w: %s %v; %s", errUnsealable, r.Verdict, why(r.Reasons), anew)
	}
	return nil
}

// judge checks what came back: one signature, by us, right, over the whole file; behind
// the file as it was, in which nothing is changed and nothing is hidden.
func (c *copying) judge(ctx context.Context, file, sealed []byte) error {
	inspector, err := c.inspector()
	if err != nil {
		return err
	}
	r, err := inspector.File(ctx, sealed)
	if err != nil {
		return err
	}
	if len(r.Signatures) != 1 || len(r.Revisions) < 2 {
		return fmt.Errorf("%w: %s %v", errJudged, r.Verdict, why(r.Reasons))
	}
	s, last := r.Signatures[0], r.Revisions[len(r.Revisions)-1]
	switch {
	case !s.Intact || !s.Ours || !s.Trusted || s.Coverage != inspect.WholeFile:
		return fmt.Errorf("%w: the seal is not right: %v", errJudged, s.Faults)
	case last.Offset < len(file) || len(last.Changes) != 3 || slices.ContainsFunc(last.Changes, func(c inspect.Change) bool { return c.How != "added" }):
		return fmt.Errorf("%w: more was changed than the signature, its field and the catalog that names them", errJudged)
	case len(r.Reasons) != 1 || r.Reasons[0].Code != inspect.UnusedObject: // the catalog as it was
		return fmt.Errorf("%w: %s %v; %s", errJudged, r.Verdict, why(r.Reasons), anew)
	}
	return nil
}

func why(reasons []inspect.Reason) (out []inspect.Code) {
	for _, r := range reasons {
		out = append(out, r.Code)
	}
	return out
}
