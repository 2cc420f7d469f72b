package session

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
)

var at = time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)

// What stands in the audit trail is who, through whom, at what level, with what rights - and
// no device, no name, no fiscal code, no token.
func TestEvents(t *testing.T) {
	t.Parallel()
	citizen := &Session{ID: "s", Login: Login{
		Principal: auth.Principal{Issuer: "https://cie.example", Subject: "pairwise", FiscalCode: "RSSMRA80A01H501U", Assurance: "L2"},
		Name:      "Maria Rossi", Provider: "cie", IDToken: "a.b.c", Device: "Firefox, Android", Begun: at,
		Trace: Trace{audit.Actor{Kind: audit.Citizen, ID: "person"}, "online", []string{"H501"}},
	}}
	want := audit.Event{
		Office: "H501", At: at, Kind: audit.SessionBegun, Actor: citizen.Login.Trace.Actor, Channel: "online", Request: "req",
		Details: map[string]string{"session": "s", "provider": "cie", "issuer": "https://cie.example", "level": "L2"},
	}
	if diff := cmp.Diff([]audit.Event{want}, citizen.Begun(nil, "req")); diff != "" {
		t.Errorf("a citizen (-want +got):\n%s", diff)
	}
	want.Kind, want.At, want.Details = audit.SessionEnded, at.Add(time.Hour), map[string]string{"session": "s", "how": "elsewhere"}
	if diff := cmp.Diff([]audit.Event{want}, citizen.Ended(Elsewhere, want.At, "req")); diff != "" {
		t.Errorf("his end (-want +got):\n%s", diff)
	}

	officer := &Session{ID: "s", Login: Login{Begun: at, Trace: Trace{audit.Actor{Kind: audit.Officer, ID: "n.vidal"}, "counter", []string{"H501", "L378", ""}}}}
	held := []auth.Grant{{Scope: auth.ManageOffice, Office: "H501"}, {Scope: auth.IssueCertificates, Office: "H501"}, {Scope: auth.ReadCertificates, Office: "L378"}}
	got := map[string]string{}
	for _, e := range officer.Begun(held, "req") {
		got[e.Office] = e.Details["rights"]
	}
	if diff := cmp.Diff(map[string]string{"H501": "certificates:issue office:manage", "L378": "certificates:read", "": "certificates:issue@H501 certificates:read@L378 office:manage@H501"}, got); diff != "" {
		t.Errorf("an officer's rights (-want +got):\n%s", diff)
	}
}

// Where somebody's past logins are told from another's.
func TestIssuer(t *testing.T) {
	t.Parallel()
	for kind, want := range map[audit.ActorKind]string{audit.Citizen: "", audit.Officer: "i", audit.Lawyer: "i"} {
		if got := (Login{Principal: auth.Principal{Issuer: "i"}, Trace: Trace{Actor: audit.Actor{Kind: kind}}}).Issuer(); got != want {
			t.Errorf("%s: %q", kind, got)
		}
	}
}
