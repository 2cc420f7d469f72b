package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

type sealCopyCommand struct {
	config
	Office string `required:"" placeholder:"CODE" help:"Office that has made the copy."`
	In     string `arg:"" type:"existingfile" help:"The copy, a PDF such as a scan of the original."`
	Out    string `arg:"" type:"path" help:"Where the sealed copy goes; must not exist yet."`
}

// copyReason says in the seal what the file is.
const copyReason = "Copia conforme all'originale ai sensi dell'art. 18 d.P.R. 28 dicembre 2000, n. 445"

// Run seals a PDF that is not of our making as a conforming copy, has the result judged
// as the file of a stranger, and records it before it is there to be handed out.
func (c *sealCopyCommand) Run(ctx context.Context, t terminal, unread *faults) (err error) {
	m, err := c.load(time.Now(), *unread)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.closeKey()) }()
	log := c.logger(t)
	s, err := newSeal(&c.config, m, log, time.Now)
	if err != nil {
		return err
	}
	s.refresh(ctx, log)
	db, err := postgres.Open(ctx, m.databaseURL, postgres.Options{Role: migrations.Role, ApplicationName: "sportello seal-copy"})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.CheckSchema(ctx); err != nil {
		return err
	}
	offices, err := db.Offices(ctx)
	if err != nil {
		return err
	}
	office, known := offices[registry.OfficeID(c.Office)]
	if !known {
		return fmt.Errorf("there is no office %q", c.Office)
	}
	copied := copying{seal: s, material: m, office: office, journal: db}
	return copied.run(ctx, t, c.In, c.Out)
}

// copying is one copy on its way.
type copying struct {
	seal     *seal
	material *material
	office   registry.Office
	journal  interface {
		Record(context.Context, ...audit.Event) error
	}
}

func (c *copying) run(ctx context.Context, t terminal, in, out string) (err error) {
	if _, err := os.Lstat(out); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s is there already", out), err)
	}
	file, err := readCopy(in)
	if err != nil {
		return err
	}
	if err := c.readable(ctx, file); err != nil {
		return err
	}
	sealed, err := c.seal.SealCopy(ctx, file, signing.CopyNote{Name: c.office.Name, Reason: copyReason})
	if errors.Is(err, signing.ErrCopy) {
		return fmt.Errorf("%w; %s", err, anew)
	}
	if err != nil {
		return err
	}
	if err := c.judge(ctx, file, sealed); err != nil {
		return err
	}
	aside, err := putAside(out, sealed)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(aside)) }()
	if err := c.record(ctx, file, sealed); err != nil {
		return err
	}
	if err := os.Link(aside, out); err != nil { // unlike a renaming it replaces nothing
		return err
	}
	say(t, "sealed as a conforming copy; SHA-256 %s", digestOf(sealed))
	return nil
}

// readCopy reads a file, one byte more than is sealed at the most.
func readCopy(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, signing.MaxCopy+1))
}

// record notes that a copy was sealed, before there is one.
func (c *copying) record(ctx context.Context, file, sealed []byte) error {
	return c.journal.Record(ctx, audit.Event{
		Office: string(c.office.ID), At: time.Now(), Kind: audit.CopySealed, Channel: "command", Actor: audit.Actor{Kind: audit.Operator},
		Details: map[string]string{"copy": digestOf(file), "digest": digestOf(sealed)},
	})
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// putAside writes the file beside its place, safe from a power failure.
func putAside(place string, content []byte) (path string, err error) {
	f, err := os.CreateTemp(filepath.Dir(place), ".seal-copy-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}
