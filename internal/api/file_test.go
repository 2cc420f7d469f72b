package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/inspect/pdf"
)

// reporter has one report for every file.
type reporter struct {
	report *inspect.Report
	err    error
}

func (r *reporter) Hold(from io.Reader) ([]byte, func(), error) {
	file, err := io.ReadAll(from)
	return file, func() {}, err
}

func (r *reporter) File(context.Context, []byte) (*inspect.Report, error) { return r.report, r.err }

// fullest is a report in which everything is said, with somebody's name wherever a file
// may name one.
func fullest(address string) *inspect.Report {
	then := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	certificate := &inspect.Certificate{
		Subject: "CN=" + surname, Issuer: "CN=" + surname, Fingerprint: strings.Repeat("0a", 32), Organization: "Comune di Valdemo",
		NotBefore: then, NotAfter: then.AddDate(3, 0, 0), KeyUsage: []string{"digitalSignature", "nonRepudiation"},
		Qualified: &inspect.Statements{Compliance: true, Types: []string{"eseal"}},
	}
	stranger := *certificate
	stranger.Organization = surname
	r := &inspect.Report{
		Verdict: inspect.Altered, Reasons: []inspect.Reason{{Code: inspect.ChangedPages, Revision: 1}, {Code: pdf.TrailingData, Revision: 1}},
		Revisions: []inspect.Revision{{Length: 1000}, {Length: 20, Classes: []inspect.Class{inspect.ClassPages, inspect.ClassUnknown}, Changes: []inspect.Change{{Kind: surname}}}},
		Signatures: []*inspect.Signature{
			{
				Field: surname, Ours: true, Intact: true, Trusted: true, Level: inspect.LevelBLT, Coverage: inspect.WholeRevision, Certificate: certificate,
				Claimed: then, Proven: then, Permission: 2, Chain: []string{surname},
				Revocation: []inspect.Revocation{{Then: inspect.StatusGood, Now: inspect.StatusGood}, {Then: inspect.StatusGood, Now: inspect.StatusUnknown}},
			},
			{
				Field: surname, Revision: 1, SubFilter: "ETSI.CAdES.detached", Coverage: inspect.WrongCoverage, Certificate: &stranger,
				Revocation: []inspect.Revocation{{Then: inspect.StatusUnknown, Now: inspect.StatusUnknown}, {Then: inspect.StatusRevoked, Now: inspect.StatusRevoked}, {Then: inspect.StatusGood, Now: inspect.StatusGood}},
			},
			{Revision: 1, SubFilter: "ETSI.RFC3161", Intact: true, Coverage: inspect.WholeFile, Certificate: &stranger, Stamps: []inspect.Stamp{{Time: then, Authority: surname, Trusted: true}}},
		},
		Content: inspect.Content{Consistent: inspect.No, Address: address, Attachment: surname, Text: []string{surname}},
	}
	for range 200 {
		r.Signatures = append(r.Signatures, r.Signatures[1])
	}
	return r
}

func TestFileReport(t *testing.T) {
	t.Parallel()
	w := newWorld()
	config := w.config(t)
	inspector := &reporter{}
	config.Verification.Inspector = inspector
	c := over(t, config)
	_, row := c.issue(w, anna, "residence")
	inspector.report = fullest(config.Verification.VerifyURL + row.code.Compact() + "#123")
	a := c.do(call{"POST", "/v1/verifications", "", "%PDF-1.7", http.Header{"Content-Type": {"application/pdf"}, "Accept-Language": {"en"}}})
	if bytes.Contains(a.body, []byte(surname)) {
		t.Errorf("the answer names somebody: %s", a.body)
	}
	var got FileVerification
	a.into(t, &got)
	if got.State != "unknown" || got.Sentence != "The document was changed after it was sealed." || got.File == nil || len(got.File.Signatures) != 100 {
		t.Fatalf("%+v", got)
	}
	got.File.Signatures = got.File.Signatures[:3]
	then := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	want := &FileReport{
		Verdict: "altered", Level: "B-LT", Consistent: "no",
		Reasons: []FileReason{
			{"changed-pages", 1, "Pages were added, removed or replaced after the seal."}, {"trailing-data", 1, "There is something behind the end of the document."},
		},
		Revisions: []FileRevision{{Changes: []FileRevisionChanges{}, Size: 1000}, {Changes: []FileRevisionChanges{"pages", "unknown"}, Size: 20}},
		Signatures: []FileSignature{
			{
				Kind: "signature", Covers: "revision", Intact: true, Ours: true, Trusted: true, ClaimedAt: &then, ProvenAt: &then, Permission: 2, RevokedThen: "good", RevokedNow: "unknown",
				Certificate: &SealCertificate{
					Organization: "Comune di Valdemo", Sha256: strings.Repeat("0a", 32), NotBefore: then, NotAfter: then.AddDate(3, 0, 0),
					KeyUsage: []string{"digitalSignature", "nonRepudiation"}, Qualified: true,
				},
			},
			{Kind: "signature", Revision: 1, Covers: "wrong", RevokedThen: "revoked", RevokedNow: "revoked"},
			{Kind: "time-stamp", Revision: 1, Covers: "file", Intact: true, Trusted: true, RevokedThen: "unknown", RevokedNow: "unknown"},
		},
		Named: &NamedCertificate{Code: row.code.String(), State: "valid", Sentence: "The certificate is authentic and valid. It is a demo certificate without any legal value: do not accept it as a real one."},
	}
	if diff := cmp.Diff(want, got.File); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Every verdict, class, coverage, level, status and answer of package inspect is in the
// contract: the judge looks at each answer.
func TestFileReportsKeepTheContract(t *testing.T) {
	t.Parallel()
	config := newWorld().config(t)
	inspector := &reporter{}
	config.Verification.Inspector = inspector
	c := over(t, config)
	send := func(change func(*inspect.Report)) {
		inspector.report = fullest("")
		change(inspector.report)
		if a := c.do(call{"POST", "/v1/verifications", "", "%PDF-1.7", pdfType}); a.StatusCode != http.StatusOK {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	}
	for _, v := range []inspect.Verdict{
		inspect.Genuine, inspect.Extended, inspect.Unproven, inspect.Altered, inspect.Broken, inspect.Foreign, inspect.Unsealed,
		inspect.Ambiguous, inspect.Inconsistent, inspect.NotPDF, inspect.TooComplex, inspect.Unreadable,
	} {
		send(func(r *inspect.Report) { r.Verdict = v })
	}
	send(func(r *inspect.Report) {
		r.Revisions[1].Classes = []inspect.Class{
			inspect.ClassDSS, inspect.ClassStamp, inspect.ClassSignature, inspect.ClassForm, inspect.ClassAnnotation, inspect.ClassContent, inspect.ClassPages,
			inspect.ClassAttachment, inspect.ClassMetadata, inspect.ClassStructure, inspect.ClassAction, inspect.ClassCatalog, inspect.ClassUnknown,
		}
	})
	for _, l := range []inspect.Level{inspect.LevelOther, inspect.LevelBB, inspect.LevelBT, inspect.LevelBLT, inspect.LevelBLTA} {
		send(func(r *inspect.Report) { r.Signatures[0].Level = l })
	}
	for _, y := range []inspect.Answer{inspect.Yes, inspect.No, inspect.NotSaid} {
		send(func(r *inspect.Report) { r.Content.Consistent = y })
	}
	send(func(r *inspect.Report) { *r = inspect.Report{Verdict: inspect.Unreadable, Content: r.Content} })
	send(func(r *inspect.Report) {
		for len(r.Reasons) < 50 {
			r.Reasons = append(r.Reasons, r.Reasons[0])
		}
		for len(r.Revisions) < pdf.DefaultLimits.Revisions {
			r.Revisions = append(r.Revisions, r.Revisions[1])
		}
	})
}

// A service that has its hands full says so, and when to come again.
func TestBusy(t *testing.T) {
	t.Parallel()
	config := newWorld().config(t)
	config.Verification.Inspector = &reporter{err: fmt.Errorf("wrapped: %w", inspect.ErrBusy)}
	c := over(t, config)
	a := c.do(call{"POST", "/v1/verifications", "", "%PDF-1.7", pdfType})
	a.wants(t, http.StatusServiceUnavailable, "busy")
	if a.Header.Get("Retry-After") != "5" {
		t.Errorf("%v", a.Header)
	}
	config.Verification.Inspector = &reporter{err: inspect.ErrTooLarge}
	over(t, config).do(call{"POST", "/v1/verifications", "", "%PDF-1.7", pdfType}).wants(t, http.StatusRequestEntityTooLarge, "too-large")
}
