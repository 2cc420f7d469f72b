package e2e

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/internal/demo/provider"
)

// issued is a certificate that a citizen has asked for and been given.
type issued struct {
	id, number           string
	person, day, m, year string // whom it is about, and when born
	code, digits         string // of the QR symbol
	file                 []byte
}

// symbolOf finds the address in the QR symbol, which is that of the annotation.
var symbolOf = regexp.MustCompile(`/URI ?\(http[^)]*/v/([0-9A-Z]+)#([0-9]+)\)`)

// applicant is somebody who asks for certificates through the API, as municipal systems and
// apps do.
type applicant struct {
	t       *testing.T
	api     *client.ClientWithResponses
	request client.CertificateRequest // but for the kind
	sample  issued
}

// applying logs somebody in; person and born are as they are printed, "30 5 1964".
func applying(t *testing.T, person, born string) *applicant {
	t.Helper()
	token, err := provider.Login(t.Context(), new(http.Client), demo.base+"/demo/login", code(t, person))
	if err != nil {
		t.Fatal(err)
	}
	api, err := client.NewClientWithResponses(demo.base, client.WithRequestEditorFn(client.Token(func(context.Context) (string, error) { return token, nil })))
	if err != nil {
		t.Fatal(err)
	}
	me, err := api.ListSubjectsWithResponse(t.Context())
	if err != nil || me.JSON200 == nil {
		t.Fatalf("%v %s", err, me.Body)
	}
	d := strings.Fields(born)
	request := client.CertificateRequest{SubjectID: me.JSON200.Items[0].ID, StampDuty: &client.StampDuty{Exemption: new(int32(107))}}
	return &applicant{t, api, request, issued{person: person, day: d[0], m: d[1], year: d[2]}}
}

// issue has one certificate made.
func (a *applicant) issue(kind client.KindSlug) issued {
	a.t.Helper()
	request := a.request
	request.Kinds = []client.KindSlug{kind}
	answer, err := a.api.CreateCertificateWithResponse(a.t.Context(), &client.CreateCertificateParams{IdempotencyKey: rand.Text()}, request)
	if err != nil || answer.JSON201 == nil {
		a.t.Fatalf("%v %s", err, answer.Body)
	}
	document, err := a.api.ReadDocumentWithResponse(a.t.Context(), answer.JSON201.ID)
	if err != nil || document.StatusCode() != http.StatusOK {
		a.t.Fatalf("%v %s", err, document.Status())
	}
	symbol := symbolOf.FindSubmatch(document.Body)
	if symbol == nil {
		a.t.Fatal("the certificate has no address with a statement")
	}
	c := a.sample
	c.id, c.number, c.code, c.digits, c.file = answer.JSON201.ID.String(), answer.JSON201.Number, string(symbol[1]), string(symbol[2]), document.Body
	return c
}

// owner is the database as its owner has it.
func owner(t *testing.T) *pgx.Conn {
	t.Helper()
	db, err := pgx.Connect(t.Context(), demo.database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.WithoutCancel(t.Context())) })
	return db
}

// expire lets a year pass since a certificate was issued. No program of ours can: what a
// certificate was reserved with never changes, and a trigger sees to it. The owner of the
// database is asked to look away for this transaction alone.
func (c issued) expire(t *testing.T) {
	t.Helper()
	err := pgx.BeginFunc(t.Context(), owner(t), func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), "SET LOCAL session_replication_role = replica"); err != nil { // no triggers
			return err
		}
		_, err := tx.Exec(t.Context(), `UPDATE certificate SET issued_on = issued_on - 365, valid_to = valid_to - 365,
			reserved_at = reserved_at - interval '365 days', issued_at = issued_at - interval '365 days' WHERE certificate_id = $1`, c.id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// supersede records what the load of a register records that says otherwise since.
func (c issued) supersede(t *testing.T) {
	t.Helper()
	_, err := owner(t).Exec(t.Context(), `INSERT INTO certificate_superseded (office_id, certificate_id, reason, since, at)
		SELECT office_id, certificate_id, 'move', CURRENT_DATE, now() FROM certificate WHERE certificate_id = $1`, c.id)
	if err != nil {
		t.Fatal(err)
	}
}

// withdraw has the office take it back, on its own pages.
func (c issued) withdraw(t *testing.T) {
	t.Helper()
	o := officer(t, registrar)
	o.get("/office/certificates/" + c.id + "/withdrawal?lang=it")
	o.send("main form", url.Values{"reason": {"numero civico sbagliato"}})
	o.want(http.StatusOK)
	o.send("main form", nil, "confirm=yes")
	o.want(http.StatusOK, "ritirat")
}
