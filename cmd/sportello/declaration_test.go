package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/registry"
)

// A mother declares for her daughter on a real register: the form says what the register
// says, and both find it in their own log. The father is an adult, and nobody may for him.
func TestDeclaration(t *testing.T) {
	t.Parallel()
	c := newCycle(t)
	desk := c.app.desk
	by, err := desk.Identify(t.Context(), &auth.Principal{FiscalCode: string(people.DefaultCitizen)}, "r-1")
	if err != nil {
		t.Fatal(err)
	}
	all, err := desk.Subjects(t.Context(), by, "r-1")
	if err != nil || len(all) != 4 {
		t.Fatalf("Subjects = %d, %v", len(all), err)
	}
	mine, _, err := desk.Declarable(t.Context(), by, "", "r-1")
	if err != nil || len(mine) != 3 {
		t.Fatalf("Declarable about %d, %v", len(mine), err)
	}
	var strange *certificates.NotYoursError
	if _, _, err := desk.Declarable(t.Context(), by, all[1].ID, "r-1"); !errors.As(err, &strange) {
		t.Errorf("for the father: %v", err)
	}
	daughter := mine[1].ID
	form, err := desk.Declare(t.Context(), by, certificates.DeclarationRequest{
		Subject: daughter, States: []string{"birth", "residence", "household", "civil-acts"}, Language: registry.English, Receiver: "Scuola Esempio", ID: "r-declared",
	})
	if err != nil {
		t.Fatal(err)
	}
	text := formText(t, form)
	for _, want := range []string{"D'Amico Chiara", "Dell'Orto Zoë", "21/02/2014", "Via della Libertà 12/A", "Dell'Orto Matteo", "Scuola Esempio", "anno 2014, parte I", "Reading aid"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the form: %s", want, text)
		}
	}
	journal := desk.Journal.(interface {
		ByPerson(context.Context, registry.PersonID, int) ([]audit.Event, error)
	})
	for id, want := range map[registry.PersonID]audit.Kind{daughter: audit.DeclarationMade, by.Person.ID: audit.SubjectRead, all[1].ID: audit.SubjectRead} {
		events, err := journal.ByPerson(t.Context(), id, 50)
		if err != nil {
			t.Fatal(err)
		}
		if !hasEvent(events, want, "r-declared") {
			t.Errorf("%s is not in the log of %s: %v", want, id, events)
		}
	}
}

func hasEvent(events []audit.Event, kind audit.Kind, request string) bool {
	for _, e := range events {
		if e.Kind == kind && e.Request == request {
			return true
		}
	}
	return false
}

// formText is what a PDF says, in its own order, with single blanks.
func formText(t *testing.T, pdf []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "form.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", name, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v (apt-get install poppler-utils)", err)
	}
	return string(bytes.Join(bytes.Fields(out), []byte(" ")))
}

// Without a login there is no form, and a token of the API is none.
func TestDeclarationNeedsALogin(t *testing.T) {
	t.Parallel()
	c := newCycle(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		r, err := http.NewRequestWithContext(t.Context(), method, c.base+"/me/declarations", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+c.tokens["chiara"])
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || to != "/login?then=%2Fme%2Fdeclarations" {
			t.Errorf("%s: %d to %q", method, answer.StatusCode, to)
		}
	}
}
