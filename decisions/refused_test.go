package decisions

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func TestWhoMayNotPropose(t *testing.T) {
	t.Parallel()
	registrar := admin("carla", office)
	registrar.Principal.Scopes = []auth.Scope{auth.IssueCertificates}
	nameless := admin("", office)
	for name, by := range map[string]Administrator{
		"nobody": {}, "a registrar": registrar, "an administrator of another office": admin("dario", other), "somebody without a name": nameless,
	} {
		f := newFixture()
		for _, p := range []Proposal{settings(), role(Grant, "eva", auth.IssueCertificates), role(Grant, "eva", auth.ManageOffice)} {
			if _, err := f.Propose(t.Context(), by, p, ""); !errors.Is(err, ErrNotAllowed) || !errors.Is(err, certificates.ErrNotAllowed) {
				t.Errorf("%s proposes %s: %v", name, p.What, err)
			}
		}
		if _, err := f.List(t.Context(), by, office); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s lists: %v", name, err)
		}
		if _, err := f.Roles(t.Context(), by, office); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s lists roles: %v", name, err)
		}
		if len(f.shelf.all)+len(f.shelf.events) > 0 {
			t.Errorf("%s left something behind", name)
		}
	}
}

func TestProposalsThatAreRefused(t *testing.T) {
	t.Parallel()
	grant := func(edit func(*Proposal)) Proposal {
		p := role(Grant, "eva", auth.IssueCertificates)
		edit(&p)
		return p
	}
	for name, test := range map[string]struct {
		p     Proposal
		field string
		want  error
	}{
		"yesterday":            {grant(func(p *Proposal) { p.From.Day-- }), "from", ErrPast},
		"no day":               {grant(func(p *Proposal) { p.From = registry.Date{} }), "from", ErrMissing},
		"some day in December": {grant(func(p *Proposal) { p.From = registry.Date{Year: 2026, Month: 12} }), "from", ErrMissing},
		"in two years":         {grant(func(p *Proposal) { p.From.Year += 2 }), "from", ErrFar},
		"no provider":          {grant(func(p *Proposal) { p.Holder.Issuer = "" }), "issuer", ErrMissing},
		"nobody":               {grant(func(p *Proposal) { p.Holder.Subject = " " }), "subject", ErrMissing},
		"no name":              {grant(func(p *Proposal) { p.Holder.Name = "" }), "name", ErrMissing},
		"a name of two lines":  {grant(func(p *Proposal) { p.Holder.Name = "Eva\nRossi" }), "name", ErrText},
		"a name turned round":  {grant(func(p *Proposal) { p.Holder.Name = "Eva \u202Eissor" }), "name", ErrText},
		"a long name":          {grant(func(p *Proposal) { p.Holder.Name = strings.Repeat("e", 121) }), "name", ErrLong},
		"a long subject":       {grant(func(p *Proposal) { p.Holder.Subject = strings.Repeat("e", 256) }), "subject", ErrLong},
		"a long reason":        {grant(func(p *Proposal) { p.Reason = strings.Repeat("e", 501) }), "reason", ErrLong},
		"no such right":        {grant(func(p *Proposal) { p.Scope = "root" }), "scope", ErrScope},
		"neither nor":          {grant(func(p *Proposal) { p.What = "lend" }), "scope", ErrScope},
		"not held":             {role(Revoke, "eva", auth.IssueCertificates), "scope", ErrNotHeld},
	} {
		f := newFixture()
		_, err := f.Propose(t.Context(), anna, test.p, "")
		if wrong := (*FieldError)(nil); !errors.As(err, &wrong) || wrong.Field != test.field || !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %s: %v", name, err, test.field, test.want)
		}
		if len(f.shelf.all)+len(f.shelf.events) > 0 {
			t.Errorf("%s left something behind", name)
		}
	}
	f := newFixture()
	f.propose(t, anna, role(Grant, "eva", auth.IssueCertificates))
	if _, err := f.Propose(t.Context(), bruno, role(Grant, "eva", auth.IssueCertificates), ""); !errors.Is(err, ErrHeld) {
		t.Errorf("granting again: %v", err)
	}
}

func TestSettingsThatAreRefused(t *testing.T) {
	t.Parallel()
	f := newFixture()
	p := settings()
	p.Text = "bad"
	_, err := f.Propose(t.Context(), anna, p, "")
	if wrong := (*FaultsError)(nil); !errors.As(err, &wrong) || !errors.Is(err, ErrSettings) || wrong.Faults[0].String() != "line 3: contact: no font has it" {
		t.Errorf("Propose = %v", err)
	}
	// What was good when it was proposed need not be when it is approved.
	d := f.propose(t, anna, settings())
	f.shelf.all[0].Text = "bad"
	if _, err := f.approve(t.Context(), bruno, d.ID, "", ""); !errors.Is(err, ErrSettings) || f.shelf.all[0].State != Proposed {
		t.Errorf("Approve = %v, it is %s", err, f.shelf.all[0].State)
	}
}

func TestAnswersThatAreRefused(t *testing.T) {
	t.Parallel()
	f := newFixture()
	open := f.propose(t, anna, settings())
	aboutBruno := f.propose(t, anna, role(Grant, "bruno", auth.ManageOffice))
	approved, rejected, withdrawn := f.propose(t, anna, settings()), f.propose(t, anna, settings()), f.propose(t, anna, settings())
	if _, err := f.approve(t.Context(), bruno, approved.ID, "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Reject(t.Context(), bruno, rejected.ID, "no", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Withdraw(t.Context(), anna, withdrawn.ID, ""); err != nil {
		t.Fatal(err)
	}
	renamed := anna
	renamed.Name = "Somebody else"
	written := len(f.shelf.events)
	for name, test := range map[string]struct {
		by   Administrator
		id   ID
		want error
	}{
		"his own":                            {anna, open.ID, ErrOwn},
		"his own under another name":         {renamed, open.ID, ErrOwn},
		"about himself":                      {bruno, aboutBruno.ID, ErrAboutOneself},
		"what is approved":                   {bruno, approved.ID, ErrState},
		"what is rejected":                   {bruno, rejected.ID, ErrState},
		"what is withdrawn":                  {bruno, withdrawn.ID, ErrState},
		"what is nowhere":                    {bruno, "0", ErrNotFound},
		"as administrator of another office": {admin("dario", other), open.ID, ErrNotFound},
		"as nobody":                          {Administrator{Principal: &auth.Principal{}}, open.ID, ErrNotFound},
	} {
		for verb, answer := range map[string]func(context.Context, Administrator, ID, string, string) (*Decision, error){"approves": f.approve, "rejects": f.Reject} {
			if _, err := answer(t.Context(), test.by, test.id, "words", ""); !errors.Is(err, test.want) {
				t.Errorf("%s %s: %v, want %v", verb, name, err, test.want)
			}
		}
	}
	for name, test := range map[string]struct {
		by   Administrator
		id   ID
		want error
	}{
		"somebody else's": {bruno, open.ID, ErrNotOwn}, "approved": {anna, approved.ID, ErrState}, "again": {anna, withdrawn.ID, ErrState},
		"of another office": {admin("dario", other), open.ID, ErrNotFound},
	} {
		if _, err := f.Withdraw(t.Context(), test.by, test.id, ""); !errors.Is(err, test.want) {
			t.Errorf("withdraws %s: %v, want %v", name, err, test.want)
		}
	}
	if _, err := f.Reject(t.Context(), bruno, open.ID, "", ""); !errors.Is(err, ErrMissing) {
		t.Errorf("rejects without a word: %v", err)
	}
	if _, err := f.approve(t.Context(), bruno, open.ID, strings.Repeat("e", 501), ""); !errors.Is(err, ErrLong) {
		t.Errorf("approves with too many words: %v", err)
	}
	if len(f.shelf.events) != written {
		t.Error("a refused answer is in the audit trail as given")
	}
}

// A store that fails is told as it is.
func TestStoreFails(t *testing.T) {
	t.Parallel()
	f := newFixture()
	d := f.propose(t, anna, settings())
	f.shelf.err = registry.ErrUnavailable
	_, propose := f.Propose(t.Context(), anna, settings(), "")
	_, approve := f.approve(t.Context(), bruno, d.ID, "", "")
	_, withdraw := f.Withdraw(t.Context(), anna, d.ID, "")
	_, grant := f.Propose(t.Context(), anna, role(Grant, "eva", auth.IssueCertificates), "")
	for name, err := range map[string]error{"propose": propose, "approve": approve, "withdraw": withdraw, "grant": grant} {
		if !errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
