package certificates

import (
	"errors"
	"testing"

	"github.com/sportello/sportello/auth"
)

// Each certificate by each role: who sees its record, has its file, reads how it was
// asked for, and takes it back.
func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	issue := func(by Requester, key string) ID {
		r := ask(dario, Residence)
		r.Key, r.Duty.Exemption = key, JudicialExemption
		c, err := d.Issue(t.Context(), by, r)
		if err != nil {
			t.Fatal(err)
		}
		return c.ID
	}
	lawyer := b.as(anna) // lives here, and is a lawyer besides
	lawyer.Principal.Lawyer = true
	certificates := map[string]ID{
		"citizen's": issue(b.as(dario), "key-0001"),
		"officer's": issue(clerk("X900", visitor), "key-0002"),
		"lawyer's":  issue(lawyer.With(nil, b.advocate(dario).Mandate), "key-0003"),
	}
	notLawyer := b.as(anna)
	elsewhere := b.advocate(dario)
	elsewhere.Mandate, elsewhere.Channel = nil, Online
	for _, tt := range []struct {
		name string
		by   Requester
		sees map[string]string // of each certificate: r record, f file, a application, w withdrawal
	}{
		{"the citizen", b.as(dario), map[string]string{"citizen's": "rf"}},
		{"another citizen", b.as(bruno), nil},
		{"the lawyer", lawyer, map[string]string{"lawyer's": "rf"}},
		{"the same person without the role", notLawyer, nil},
		{"another lawyer", elsewhere, nil},
		{"an officer", clerk("X900", nil), map[string]string{"citizen's": "rf", "officer's": "rfa", "lawyer's": "rfa"}},
		{"an officer of another office", clerk("X901", nil), nil},
		{"a console at which nobody sits", officer("X900", auth.IssueCertificates), nil},
		{"a machine that reads", officer("X900", auth.ReadCertificates), map[string]string{"citizen's": "r", "officer's": "r", "lawyer's": "r"}},
		{"an officer who only reads", clerical("X900", auth.ReadCertificates), map[string]string{"citizen's": "r", "officer's": "r", "lawyer's": "r"}},
		{"an officer who only reads elsewhere", clerical("X901", auth.ReadCertificates), nil},
		{"an officer who only decides", clerical("X900", auth.ManageOffice), nil},
		{"a machine that reads elsewhere", officer("X901", auth.ReadCertificates), nil},
	} {
		for name, id := range certificates {
			got := ""
			may := func(what string, err error, refusals ...error) {
				switch {
				case err == nil:
					got += what
				case !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrNotAllowed):
					t.Errorf("%s, %s: %v", tt.name, name, err)
				}
			}
			_, err := d.Certificate(t.Context(), tt.by, id, "")
			may("r", err)
			_, _, err = d.Document(t.Context(), tt.by, id, "")
			may("f", err)
			_, err = d.Application(t.Context(), tt.by, id, "")
			may("a", err)
			_, err = d.Withdraw(t.Context(), tt.by, id, "a reason", "")
			may("w", err)
			if got != tt.sees[name] {
				t.Errorf("%s, the %s certificate: %q, want %q", tt.name, name, got, tt.sees[name])
			}
		}
	}
	for name, by := range map[string]Requester{
		"a citizen": b.as(anna), "a lawyer": lawyer, "a machine": officer("X900", auth.ReadCertificates),
		"an officer who only reads": clerical("X900", auth.ReadCertificates),
	} {
		if list, err := d.Conspicuous(t.Context(), by); !errors.Is(err, ErrNotAllowed) || list != nil {
			t.Errorf("%s is shown which lawyers are looked at: %v", name, err)
		}
	}
}

// An officer's list is what he has issued; a lawyer's holds what he had as a citizen
// too, the newest first, page by page.
func TestIssuedByRole(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	lawyer := b.as(anna)
	lawyer.Principal.Lawyer = true
	mandated := lawyer.With(nil, b.advocate(dario).Mandate)
	var want []ID
	for i, by := range []Requester{lawyer, mandated, clerk("X900", visitor), lawyer, mandated} {
		r := ask(dario, Residence)
		if by.Mandate == nil && by.Channel == Online {
			r.Subject = anna
		}
		r.Key, r.Duty.Exemption = string(rune('a'+i)), JudicialExemption
		c, err := d.Issue(t.Context(), by, r)
		if err != nil {
			t.Fatal(err)
		}
		if by.Channel != Counter {
			want = append([]ID{c.ID}, want...)
		}
	}
	var got []ID
	for before, more := ID(""), true; more; {
		list, next, err := d.Issued(t.Context(), lawyer, Filter{}, before, 3, "")
		if err != nil || len(list) == 0 {
			t.Fatal(len(list), err)
		}
		for _, c := range list {
			got, before = append(got, c.ID), c.ID
		}
		more = next
	}
	for i := range want {
		if len(got) != len(want) || got[i] != want[i] {
			t.Fatalf("the lawyer's list is %v, want %v", got, want)
		}
	}
	list, _, err := d.Issued(t.Context(), clerk("X900", nil), Filter{}, "", 10, "")
	if err != nil || len(list) != 1 || list[0].Channel != Counter {
		t.Errorf("the officer's list has %d, %v, want the one that he issued", len(list), err)
	}
	for name, by := range map[string]Requester{"a machine": officer("X900", auth.ReadCertificates), "an officer who issues nothing": clerical("X900", auth.ReadCertificates)} {
		if _, _, err := d.Issued(t.Context(), by, Filter{}, "", 10, ""); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("the list of %s: %v", name, err)
		}
	}
}
