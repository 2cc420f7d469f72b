package api

import (
	"context"
	"errors"

	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// VerifyFile says whether a file was issued here, byte for byte, and how it stands; of
// any other file, what it is.
func (s *server) VerifyFile(ctx context.Context, r VerifyFileRequestObject) (VerifyFileResponseObject, error) {
	c, err := s.Verification.File(ctx, r.Body)
	var unread *verification.UnreadError
	switch {
	case errors.As(err, &unread):
		return nil, web.Unread(unread.Err)
	case err != nil:
		return nil, err
	}
	return VerifyFile200JSONResponse(s.fileVerification(c, wishOf(ctx).language)), nil
}

func (s *server) fileVerification(c verification.Checked, l registry.Language) FileVerification {
	v := s.verification(c.Verdict, l)
	out := FileVerification{
		State: v.State, Sentence: web.FileSentence(c).In(l), Demo: v.Demo, Kinds: v.Kinds, Office: v.Office,
		IssuedOn: v.IssuedOn, ValidUntil: v.ValidUntil, WithdrawnOn: v.WithdrawnOn,
	}
	if c.Report != nil {
		out.File = fileReport(c.Report, l)
		out.File.Named = named(c.Named, l)
	}
	return out
}

// fileReport is what may be told of a file: nothing that it says of people, and nobody
// whom a signature names but ourselves.
func fileReport(r *inspect.Report, l registry.Language) *FileReport {
	out := &FileReport{
		Verdict: FileReportVerdict(r.Verdict), Consistent: FileReportConsistent(r.Content.Consistent), Level: level(r),
		Reasons: make([]FileReason, len(r.Reasons)), Revisions: make([]FileRevision, len(r.Revisions)), Signatures: []FileSignature{},
	}
	for i, reason := range r.Reasons {
		out.Reasons[i] = FileReason{Code: string(reason.Code), Sentence: web.FileReason(reason.Code).In(l), Revision: int32(reason.Revision)}
	}
	for i, revision := range r.Revisions {
		out.Revisions[i] = FileRevision{Size: int32(revision.Length), Changes: make([]FileRevisionChanges, len(revision.Classes))}
		for j, class := range revision.Classes {
			out.Revisions[i].Changes[j] = FileRevisionChanges(class)
		}
	}
	const most = 100
	for _, signature := range r.Signatures[:min(most, len(r.Signatures))] {
		out.Signatures = append(out.Signatures, fileSignature(signature))
	}
	return out
}

// level is that of the first right seal of ours.
func level(r *inspect.Report) FileReportLevel {
	for _, s := range r.Signatures {
		if s.Ours && s.Intact {
			return FileReportLevel(s.Level)
		}
	}
	return "none"
}

func fileSignature(s *inspect.Signature) FileSignature {
	out := FileSignature{
		Kind: "signature", Revision: int32(s.Revision), Covers: FileSignatureCovers(s.Coverage), Intact: s.Intact, Ours: s.Ours, Trusted: s.Trusted,
		ClaimedAt: moment(s.Claimed), ProvenAt: moment(s.Proven), Permission: int32(s.Permission),
		RevokedThen: RevocationState(s.Then()),
		RevokedNow:  RevocationState(s.Now()),
	}
	if s.IsStamp() {
		out.Kind = "time-stamp"
		out.Trusted = len(s.Stamps) > 0 && s.Stamps[0].Trusted
	}
	if s.Ours {
		out.Certificate = sealCertificate(s.Certificate)
	}
	return out
}

func sealCertificate(c *inspect.Certificate) *SealCertificate {
	return &SealCertificate{
		Organization: c.Organization, Sha256: c.Fingerprint, NotBefore: c.NotBefore.UTC(), NotAfter: c.NotAfter.UTC(),
		KeyUsage: c.KeyUsage, Qualified: c.Qualified != nil && c.Qualified.Compliance,
	}
}

func named(n *verification.Named, l registry.Language) *NamedCertificate {
	if n == nil {
		return nil
	}
	return &NamedCertificate{Code: n.Code.String(), State: VerificationState(n.State), Sentence: web.Sentence(n.Verdict).In(l), SupersededOn: day(n.SupersededOn)}
}
