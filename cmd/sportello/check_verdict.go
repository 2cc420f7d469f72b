package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/statement"
)

// verdict is what the check of a certificate comes to, in one word.
type verdict string

// The verdicts, from the best to the worst: of several the worst counts.
const (
	valid      verdict = "valid"
	notChecked verdict = "not-checked"
	expired    verdict = "expired"
	withdrawn  verdict = "withdrawn"
	notGenuine verdict = "not-genuine"
)

var verdictOrder = []verdict{valid, notChecked, expired, withdrawn, notGenuine}

func (v verdict) exit() int {
	switch v {
	case valid:
		return exitOK
	case notChecked:
		return exitUnchecked
	}
	return exitNot
}

// reason is why, as a code: one of ours, of package statement, or of package inspect.
type reason string

// Our own reasons.
const (
	noStatement        reason = "no-statement"        // in the symbol, or there is no symbol
	statementElsewhere reason = "statement-elsewhere" // its issuer's address is not that of the symbol
	serverInsecure     reason = "server-insecure"     // neither https nor this machine
	serverUnreachable  reason = "server-unreachable"  //
	keysMissing        reason = "keys-missing"        //
	keysUnusable       reason = "keys-unusable"       //
	statusUnusable     reason = "status-unusable"     // the copy of the list
	copyNotKept        reason = "copy-not-kept"       //
	issuerNew          reason = "issuer-new"          // a note: never asked from this machine
	sealNotChecked     reason = "seal-not-checked"    // nobody vouches for whose it is
	dataMissing        reason = "data-missing"        // the PDF has no attachment
	dataDiffer         reason = "data-differ"         // from what the statement was made over
	paperNotCompared   reason = "paper-not-compared"  // only the code could be asked for
	notIssued          reason = "not-issued"          // the register does not know it
	notAsIssued        reason = "not-as-issued"       // a good file, but not byte for byte one that was issued
	registerExpired    reason = "register-expired"    //
	registerWithdrawn  reason = "register-withdrawn"  //
	registerSuperseded reason = "register-superseded" // a note: the register says something else since the issue
	serverContradicts  reason = "server-is-another"   // keys of another issuer than the paper's
)

// finding is what a check has found. It is printed as JSON as it is.
type finding struct {
	Source    string   `json:"source"` // pdf, or qr: then nothing is known of the paper but its symbol
	Verdict   verdict  `json:"verdict"`
	Reasons   []reason `json:"reasons"`
	Offline   bool     `json:"offline"`
	Address   string   `json:"address,omitempty"` // in the symbol, without the statement
	Statement *stated  `json:"statement"`         // null unless it is the issuer's

	File     *inspect.Report          `json:"file,omitempty"` // as this program sees it
	Register *client.Verification     `json:"register,omitempty"`
	Upload   *client.FileVerification `json:"upload,omitempty"`
}

// find notes a reason with the verdict that it stands for.
func (f *finding) find(v verdict, r reason) {
	if slices.Index(verdictOrder, v) > slices.Index(verdictOrder, f.Verdict) {
		f.Verdict = v
	}
	if !slices.Contains(f.Reasons, r) {
		f.Reasons = append(f.Reasons, r)
	}
}

// note notes a reason that changes no verdict, if there is an error.
func (f *finding) note(r reason, err error) {
	if err != nil {
		f.find(valid, r)
	}
}

// judgeUpload takes the register's word: on the very bytes, or else on what they are.
func (f *finding) judgeUpload() {
	f.Verdict, f.Reasons = valid, slices.DeleteFunc(f.Reasons, func(r reason) bool { return r != issuerNew })
	u := f.Upload
	if u.File == nil {
		f.judgeState(u.State, u.SupersededOn != nil)
		return
	}
	for _, r := range u.File.Reasons {
		f.find(valid, reason(r.Code))
	}
	f.judge(inspect.Verdict(u.File.Verdict))
	if f.Verdict != valid {
		return
	}
	f.find(valid, notAsIssued)
	if u.File.Named == nil {
		f.find(notGenuine, notIssued)
		return
	}
	f.judgeState(u.File.Named.State, u.File.Named.SupersededOn != nil)
}

// judgeState is how the certificate stands. That it is superseded takes nothing from it.
func (f *finding) judgeState(s client.VerificationState, superseded bool) {
	if superseded {
		f.find(valid, registerSuperseded)
	}
	switch s {
	case client.VerificationStateValid:
	case client.VerificationStateExpired:
		f.find(expired, registerExpired)
	case client.VerificationStateWithdrawn:
		f.find(withdrawn, registerWithdrawn)
	default:
		f.find(notGenuine, notIssued)
	}
}

// judge is what a file is. Its reasons have been noted.
func (f *finding) judge(v inspect.Verdict) {
	switch v {
	case inspect.Genuine, inspect.Extended:
	case inspect.Unproven, inspect.TooComplex:
		f.find(notChecked, reason(v))
	default:
		f.find(notGenuine, reason(v))
	}
}

// judgeFile looks at a PDF with what there is on this machine.
func (k *checker) judgeFile(f *finding, r *inspect.Report, claimed *claim) {
	for _, x := range r.Reasons {
		if x.Code != inspect.ChainUnknown && x.Code != inspect.StampUntrusted {
			f.find(valid, reason(x.Code))
		}
	}
	f.judge(r.Verdict)
	if len(k.pinned) == 0 && (claimed == nil || !slices.Contains(k.from.copies.seals(claimed.Issuer), sealOf(r))) {
		f.find(notChecked, sealNotChecked)
	}
	if claimed == nil {
		return
	}
	switch sum := sha256.Sum256(r.Content.Data); {
	case r.Content.Data == nil:
		f.find(notGenuine, dataMissing)
	case sum != claimed.Data:
		f.find(notGenuine, dataDiffer)
	}
}

// sealOf is the fingerprint of the seal that the verdict on a file is about, "" for none.
func sealOf(r *inspect.Report) string {
	for _, s := range r.Signatures {
		if s.Ours && s.Intact && s.SubFilter != stampFormat {
			return s.Certificate.Fingerprint
		}
	}
	return ""
}

// judgeStatement verifies the statement with the keys and the list that are to be had.
func (k *checker) judgeStatement(ctx context.Context, f *finding, s *server, claimed *claim) {
	v, fresh := k.verify(ctx, f, s, claimed)
	f.Statement = newStated(&v)
	asked := f.Register != nil
	for _, r := range v.Reasons {
		f.find(judgeReason(r, fresh, asked), reason(r))
	}
}

// judgeReason is what a reason of a statement comes to. Keys of now that do not know
// who signed say that it was not the office; an old copy does not.
func judgeReason(r statement.Reason, fresh, asked bool) verdict {
	switch r {
	case statement.ValidityEnded:
		return expired
	case statement.WasWithdrawn:
		return withdrawn
	case statement.Malformed, statement.WrongSignature, statement.OtherIssuer, statement.StatusIndex:
		return notGenuine
	case statement.KeyUnknown, statement.KeyNotInForce:
		if fresh {
			return notGenuine
		}
	case statement.StatusNotChecked, statement.StatusOtherList, statement.StatusListExpired:
		if asked { // the register has said it
			return valid
		}
	}
	return notChecked
}

// judgeKeys is what it comes to that a key set cannot be used.
func judgeKeys(err error) (verdict, reason) {
	switch {
	case errors.Is(err, statement.ErrIssuer):
		return notGenuine, serverContradicts
	case errors.Is(err, statement.ErrExpired):
		return notChecked, reason(statement.KeysExpired)
	}
	return notChecked, keysUnusable
}

func fingerprintOf(c *inspect.Certificate) (f inspect.Fingerprint) {
	b, err := hex.DecodeString(c.Fingerprint)
	if err == nil {
		copy(f[:], b)
	}
	return f
}

func trimSlash(s string) string { return strings.TrimRight(s, "/") }
