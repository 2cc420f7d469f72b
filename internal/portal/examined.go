package portal

import (
	"encoding/hex"
	"strings"
	"time"

	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/verification"
)

// examined is an uploaded file as its page shows it to who keeps the result, and to
// specialists. Nobody is named whom the file names: of certificates, only our own seal's.
type examined struct {
	SHA256   string
	Size     int // in bytes
	Findings []finding
	Report   *inspect.Report // nil for a file of ours, which needs no inspection
	Seals    []seal
	Names    string // the code of the certificate that it claims to be, or ""
}

// seal is a signature or a time stamp in the file, in the words of inspect.
type seal struct {
	*inspect.Signature
	Claimed, Proven string               // RFC 3339, "" for none
	Holder          *inspect.Certificate // of our own seal alone
	Issuers         []string             // as Holder: the chain above it
}

// mostSeals is how many signatures a page tells of; a file can have thousands.
const mostSeals = 20

// examine is a checked file for its page.
func examine(c verification.Checked, p *checking) *examined {
	e := &examined{SHA256: hex.EncodeToString(c.SHA256[:]), Size: int(c.Size), Report: c.Report}
	if c.Report == nil {
		e.Findings = []finding{{"bytes", "same", ""}, standing(c.Verdict)}
		return e
	}
	if c.Named != nil {
		e.Names = c.Named.Code.String()
	}
	for _, signature := range c.Report.Signatures[:min(mostSeals, len(c.Report.Signatures))] {
		e.Seals = append(e.Seals, sealOf(signature))
	}
	e.Findings = append(findings(c.Report, p), finding{"bytes", "other", ""})
	return e
}

func sealOf(s *inspect.Signature) seal {
	out := seal{Signature: s, Claimed: instant(s.Claimed), Proven: instant(s.Proven)}
	if s.Ours {
		out.Holder, out.Issuers = s.Certificate, s.Chain
	}
	return out
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Day is a moment of a certificate as specialists read it.
func (seal) Day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// Codes is the reasons as inspect calls them, in one line.
func (e *examined) Codes() string {
	codes := make([]string, len(e.Report.Reasons))
	for i, reason := range e.Report.Reasons {
		codes[i] = string(reason.Code)
	}
	return strings.Join(codes, " ")
}

// stranger is the verdict on a file that is not ours byte for byte, by its words: what the
// seal says, and of a good seal how the certificate stands.
func stranger(c verification.Checked) (key, tone string) {
	switch c.Report.Verdict {
	case inspect.Altered:
		return "checked.altered", "bad"
	case inspect.Broken, inspect.Ambiguous, inspect.Inconsistent:
		return "checked.forged", "bad"
	case inspect.Genuine, inspect.Extended:
		if c.Named != nil && (c.Named.State == verification.Withdrawn || c.Named.State == verification.Expired) {
			return "verdict." + string(c.Named.State), tones[c.Named.State]
		}
		return "checked.sealed", "careful"
	}
	return "file.changed", "unknown"
}
