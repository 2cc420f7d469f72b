package inspect

import (
	"context"
	"crypto/x509"
	"errors"
	"time"

	"github.com/sportello/sportello/inspect/pdf"
)

// inspection is the work on one file.
type inspection struct {
	options  *Options
	now      time.Time
	ctx      context.Context
	report   *Report
	file     *pdf.File
	material *material
	notes    []Reason
}

// run fills the report in.
func (c *inspection) run(file []byte) {
	r := c.report
	r.Reasons, r.Revisions, r.Signatures, r.Content.Consistent = []Reason{}, []Revision{}, []*Signature{}, NotSaid
	err := c.open(file)
	for _, step := range []func() error{c.signatures, c.readMaterial, c.trust, c.compare, c.changes} {
		if err == nil {
			err = step()
		}
	}
	if err != nil {
		c.giveUp(err)
		return
	}
	c.decide()
}

func (c *inspection) open(file []byte) (err error) {
	c.file, err = pdf.Open(c.ctx, file, c.options.Limits)
	return err
}

// trust judges the signatures, each by itself and then all together.
func (c *inspection) trust() error {
	all := c.report.Signatures
	for _, s := range all {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		c.judge(s)
	}
	for _, s := range all {
		if s.Intact {
			c.recognise(s)
		}
	}
	for _, s := range all {
		c.trustStamps(s)
	}
	for _, s := range all {
		if s.certificate != nil {
			c.trustSeal(s)
		}
	}
	for _, s := range all {
		if s.Intact && !s.IsStamp() {
			s.Level = c.level(s)
		}
	}
	return c.ctx.Err()
}

// recognise notes the certificates that belong to a signature, up to the root if it
// leads to one.
func (c *inspection) recognise(s *Signature) {
	among := c.helpers(s)
	if !s.IsStamp() {
		own := append([]*x509.Certificate{s.certificate}, c.material.chainTo(c.options.Roots, s.certificate, among, clamped(s.certificate, c.now), x509.ExtKeyUsageAny)...)
		c.material.recognise(own, among)
	}
	for _, x := range s.stamped {
		own := append([]*x509.Certificate{x.certificate}, c.material.chainTo(c.options.Stamps, x.certificate, among, x.token.Time, x509.ExtKeyUsageTimeStamping)...)
		c.material.recognise(own, among)
	}
}

// giveUp is the verdict on a file that was not read to its end.
func (c *inspection) giveUp(err error) {
	r := c.report
	switch {
	case errors.Is(err, pdf.ErrNotPDF):
		r.Verdict = NotPDF
	case errors.Is(err, pdf.ErrUnreadable):
		r.Verdict = Unreadable
		c.findings(0)
	case errors.Is(err, pdf.ErrLimit):
		r.Verdict = TooComplex
		c.reason(Reason{Code: LimitReached})
	default:
		r.Verdict = TooComplex
		c.reason(Reason{Code: TimeReached})
	}
}

// decode is the decoded stream, nil if its encoding is not read. The only errors are
// those that end the inspection.
func (c *inspection) decode(s *pdf.Stream) ([]byte, error) {
	data, err := c.file.Decode(s)
	if errors.Is(err, pdf.ErrFilter) {
		return nil, nil
	}
	return data, err
}
