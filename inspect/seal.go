package inspect

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"errors"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/sportello/sportello/inspect/cms"
	"github.com/sportello/sportello/inspect/pdf"
)

// judge checks one signature or document time stamp by itself: what it covers and
// whether it is right. Whom to trust comes later, with what the whole file brings.
func (c *inspection) judge(s *Signature) {
	c.cover(s)
	c.permission(s)
	s.Claimed = claimedTime(s.dict["M"])
	if s.dict["Filter"] == nil || s.SubFilter == "" {
		s.fault(SignatureForm)
	}
	if !s.readContents() || len(s.Faults) > 0 {
		return
	}
	if s.IsStamp() {
		c.judgeStamp(s)
	} else {
		c.judgeSeal(s)
	}
	s.Intact = len(s.Faults) == 0
}

// readContents takes the CMS out of the hole: one DER element, then nothing but
// zeros. The certificate is read even where other faults are known, so that it can be
// said whose the seal claims to be.
func (s *Signature) readContents() bool {
	in := cryptobyte.String(s.hole.Value)
	var der cryptobyte.String
	if len(in) == 0 {
		return false
	}
	if !in.ReadASN1Element(&der, tag.SEQUENCE) {
		s.fault(CMSForm)
		return false
	}
	if len(bytes.Trim(in, "\x00")) > 0 {
		s.fault(ContentsPadding)
	}
	s.der = der
	var err error
	if s.cms, err = cms.Parse(der); err != nil {
		s.fault(CMSForm)
		return false
	}
	s.Signers = len(s.cms.Signers)
	if s.Signers != 1 {
		s.fault(CMSSigners)
		return false
	}
	if s.certificate, err = s.cms.Signers[0].Certificate(s.cms.Certificates); err != nil {
		s.fault(CMSSigner)
		return false
	}
	s.Certificate = describe(s.certificate)
	for _, a := range s.cms.Signers[0].Signed {
		s.Attributes = append(s.Attributes, a.Type.String())
	}
	return true
}

// judgeSeal checks a signature over a document (ETSI EN 319 142-1 6.3).
func (c *inspection) judgeSeal(s *Signature) {
	signer := s.cms.Signers[0]
	if s.cms.Content != nil || !s.cms.ContentType.Equal(cms.OIDData) {
		s.fault(CMSForm)
		return
	}
	h, err := signer.Hash()
	if err != nil {
		s.fault(CMSAlgorithm)
		return
	}
	if err := signer.Verify(s.certificate, cms.OIDData, digest(h, c.covered(s))); err != nil {
		s.fault(codeOf(err))
		return
	}
	s.chain = c.material.issuers(s.certificate, s.cms.Certificates)
	// Certificates and unsigned attributes are not covered by the signature: nothing
	// may hide in them.
	if len(s.cms.Certificates) > 1+len(s.chain) || s.cms.CRLs {
		s.fault(CMSForeign)
	}
	for _, a := range signer.Unsigned {
		if !a.Type.Equal(cms.OIDTimeStampToken) || len(a.Values) != 1 {
			s.fault(CMSAttributes)
			continue
		}
		c.stampOver(s, a.Values[0], signer.Signature)
	}
}

// codeOf names what package cms found.
func codeOf(err error) Code {
	for _, known := range []struct {
		err  error
		code Code
	}{
		{cms.ErrDigest, DigestWrong},
		{cms.ErrSignature, SignatureWrong},
		{cms.ErrCertificate, CertificateSwapped},
		{cms.ErrAttributes, CMSAttributes},
		{cms.ErrAlgorithm, CMSAlgorithm},
		{cms.ErrSigner, CMSSigner},
		{cms.ErrImprint, StampImprint},
	} {
		if errors.Is(err, known.err) {
			return known.code
		}
	}
	return StampWrong
}

func fingerprint(c *x509.Certificate) Fingerprint { return sha256.Sum256(c.Raw) }

// permission reads what a certification allows to be changed (ISO 32000-1
// 12.8.2.2). It counts only if the catalog names this signature.
func (c *inspection) permission(s *Signature) {
	root := c.root(s.Revision)
	perms := pdf.DictOf(c.file.Resolve(s.Revision, root["Perms"]))
	if ref, is := perms["DocMDP"].(pdf.Ref); !is || ref.Number != s.Object {
		return
	}
	s.Permission = 2 // the default
	references, _ := c.file.Resolve(s.Revision, s.dict["Reference"]).(pdf.Array)
	for _, r := range references {
		d := pdf.DictOf(c.file.Resolve(s.Revision, r))
		if d["TransformMethod"] != pdf.Name("DocMDP") {
			continue
		}
		if p, is := pdf.DictOf(c.file.Resolve(s.Revision, d["TransformParams"]))["P"].(int); is && 1 <= p && p <= 3 {
			s.Permission = p
		}
	}
}

// root is the catalog as of a revision.
func (c *inspection) root(revision int) pdf.Dict {
	return pdf.DictOf(c.file.Resolve(revision, c.file.Revisions[revision].Trailer["Root"]))
}
