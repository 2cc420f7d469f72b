package decisions

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// Bounds of texts, in characters.
const (
	maxName  = 120
	maxID    = 255 // of a subject (OpenID Connect Core 1.0, section 2) and of an issuer
	maxWords = 500
)

// Scopes are the rights that an office gives its officers.
func Scopes() []auth.Scope {
	return []auth.Scope{auth.ReadCertificates, auth.WithdrawCertificates, auth.IssueCertificates, auth.ManageOffice}
}

// valid says what stands against a proposal, whoever makes it.
func (b *Board) valid(ctx context.Context, p Proposal) error {
	today := registry.DateOf(b.Clock())
	switch {
	case p.From.Month == 0 || p.From.Day == 0:
		return &FieldError{"from", ErrMissing}
	case p.From.Before(today):
		return &FieldError{"from", ErrPast}
	case today.AddMonths(12).Before(p.From):
		return &FieldError{"from", ErrFar}
	}
	if err := sentence("reason", p.Reason, maxWords); err != nil {
		return err
	}
	if p.What == Settings {
		return b.Checker.Check(ctx, p.Office, p.Text)
	}
	return b.validRole(ctx, p)
}

// validRole also asks what the office has decided about the officer before.
func (b *Board) validRole(ctx context.Context, p Proposal) error {
	for _, f := range []struct {
		field, text string
		most        int
	}{{"issuer", p.Holder.Issuer, maxID}, {"subject", p.Holder.Subject, maxID}, {"name", p.Holder.Name, maxName}} {
		if strings.TrimSpace(f.text) == "" {
			return &FieldError{f.field, ErrMissing}
		}
		if err := sentence(f.field, f.text, f.most); err != nil {
			return err
		}
	}
	if !slices.Contains(Scopes(), p.Scope) || p.What != Grant && p.What != Revoke {
		return &FieldError{"scope", ErrScope}
	}
	all, err := b.Store.RolesOf(ctx, p.Office)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(d *Decision) bool { return d.Holder.Is(p.Holder) && d.Scope == p.Scope })
	switch held := i >= 0 && all[i].What == Grant; {
	case held && p.What == Grant:
		return &FieldError{"scope", ErrHeld}
	case !held && p.What == Revoke:
		return &FieldError{"scope", ErrNotHeld}
	}
	return nil
}

// sentence says what is wrong with a text of one line.
func sentence(field, s string, most int) error {
	switch {
	case utf8.RuneCountInString(s) > most:
		return &FieldError{field, ErrLong}
	case !utf8.ValidString(s), strings.ContainsFunc(s, unprintable):
		return &FieldError{field, ErrText}
	}
	return nil
}

// unprintable characters would hide in a line or turn it round.
func unprintable(c rune) bool { return unicode.IsControl(c) || unicode.Is(unicode.Cf, c) }
