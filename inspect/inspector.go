package inspect

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"runtime"
	"time"

	"github.com/sportello/sportello/inspect/pdf"
)

// Fingerprint is the SHA-256 of a certificate in DER.
type Fingerprint [sha256.Size]byte

// Options of an Inspector. Clock is required.
type Options struct {
	Seals  map[Fingerprint]bool // our seal certificates, past and present
	Roots  *x509.CertPool       // to which certificates of seals lead; nil: to none
	Stamps *x509.CertPool       // to which those of time-stamp authorities lead; nil: to none
	Clock  func() time.Time

	// Facts is what a page must show that carries an attachment: names, number, dates
	// as they are printed. Blanks and line breaks do not count. nil: attachments are
	// not compared.
	Facts func(attachment []byte) ([]string, error)

	Limits   pdf.Limits    // zero: pdf.DefaultLimits
	Timeout  time.Duration // for one file; zero: two seconds
	Parallel int           // files at once; zero: as many as there are processors
	Memory   int           // bytes of files that are held at once; zero: 128 MB
}

// Inspector inspects files. It is safe for concurrent use; how much of it works at
// once, and with how much memory, is bounded.
type Inspector struct {
	options Options
	slots   chan struct{}
	memory  *memory
}

// What Read refuses.
var (
	ErrTooLarge = errors.New("inspect: the file is larger than is read")
	ErrBusy     = errors.New("inspect: too many files at once")
)

var errClock = errors.New("inspect: an inspector needs a clock")

// New makes an inspector.
func New(o Options) (*Inspector, error) {
	if o.Clock == nil {
		return nil, errClock
	}
	if o.Limits == (pdf.Limits{}) {
		o.Limits = pdf.DefaultLimits
	}
	if o.Timeout == 0 {
		o.Timeout = 2 * time.Second
	}
	if o.Parallel == 0 {
		o.Parallel = runtime.GOMAXPROCS(0)
	}
	if o.Memory == 0 {
		o.Memory = 128 << 20
	}
	return &Inspector{o, make(chan struct{}, o.Parallel), &memory{left: o.Memory}}, nil
}

// Read inspects what r brings. Errors are those of Hold and of ctx: what is wrong with
// the file is in the report.
func (i *Inspector) Read(ctx context.Context, r io.Reader) (*Report, error) {
	file, release, err := i.Hold(r)
	defer release()
	if err != nil {
		return nil, err
	}
	return i.File(ctx, file)
}

// Hold reads what r brings, for File, into memory of which there is a bounded amount;
// release, to be called in any case, gives it back. ErrTooLarge and ErrBusy come before
// more is read than there is room for; ErrBusy is worth another try. Other errors are
// those of r.
func (i *Inspector) Hold(r io.Reader) (file []byte, release func(), err error) {
	return i.memory.read(r, i.options.Limits.Size)
}

// File inspects a file that is in memory. The only errors are those of ctx.
func (i *Inspector) File(ctx context.Context, file []byte) (*Report, error) {
	select {
	case i.slots <- struct{}{}:
		defer func() { <-i.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	bounded, cancel := context.WithTimeout(ctx, i.options.Timeout)
	defer cancel()
	digest := sha256.Sum256(file)
	c := &inspection{options: &i.options, now: i.options.Clock(), ctx: bounded}
	c.report = &Report{SHA256: hex.EncodeToString(digest[:]), Size: len(file)}
	c.run(file)
	return c.report, ctx.Err()
}
