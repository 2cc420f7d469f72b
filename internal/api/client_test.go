package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"

	"github.com/sportello/sportello/client"
)

// A municipal system goes the whole way with the generated client: what the client
// believes of the contract is what the server does.
func TestClient(t *testing.T) {
	t.Parallel()
	w := newWorld()
	s := serve(t, w.config(t))
	ctx := context.Background()
	as := func(who string) *client.ClientWithResponses {
		t.Helper()
		c, err := client.NewClientWithResponses(s.URL, client.WithRequestEditorFn(client.Token(func(context.Context) (string, error) { return who, nil })))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	citizen, officer := as("anna"), as("officer")
	anyone, err := client.NewClientWithResponses(s.URL)
	if err != nil {
		t.Fatal(err)
	}

	subjects, err := citizen.ListSubjectsWithResponse(ctx)
	if err != nil || subjects.JSON200 == nil || len(subjects.JSON200.Items) != 3 {
		t.Fatalf("subjects: %v %s", err, subjects.Body)
	}
	request := client.CertificateRequest{SubjectID: subjects.JSON200.Items[2].ID, Kinds: []client.KindSlug{"residence"}, StampDuty: &client.StampDuty{Exemption: new(int32(107))}}
	available, err := citizen.ReadAvailabilityWithResponse(ctx, request.SubjectID, &client.ReadAvailabilityParams{})
	if err != nil || available.JSON200 == nil {
		t.Fatalf("availability: %v %s", err, available.Body)
	}
	preview, err := citizen.CreatePreviewWithResponse(ctx, &client.CreatePreviewParams{}, request)
	if err != nil || preview.HTTPResponse.StatusCode != http.StatusOK || !bytes.HasPrefix(preview.Body, []byte("%PDF-")) {
		t.Fatalf("preview: %v %s", err, preview.Body)
	}
	issued, err := citizen.CreateCertificateWithResponse(ctx, &client.CreateCertificateParams{IdempotencyKey: uuid.NewString()}, request)
	if err != nil || issued.JSON201 == nil || issued.Headers201.Location != "/v1/certificates/"+issued.JSON201.ID.String() {
		t.Fatalf("issuing: %v %s", err, issued.Body)
	}
	id := issued.JSON201.ID
	file, err := citizen.ReadDocumentWithResponse(ctx, id)
	if err != nil || file.HTTPResponse.StatusCode != http.StatusOK || file.Headers200.ContentDisposition != `attachment; filename="certificato-2026-0000001.pdf"` {
		t.Fatalf("document: %v %+v", err, file.Headers200)
	}
	verified, err := anyone.VerifyFileWithBodyWithResponse(ctx, &client.VerifyFileParams{}, "application/pdf", bytes.NewReader(file.Body))
	if err != nil || verified.JSON200 == nil || verified.JSON200.State != "valid" {
		t.Fatalf("verifying the file: %v %s", err, verified.Body)
	}
	opened, err := anyone.OpenContentWithResponse(ctx, w.rows[0].code.String(), &client.OpenContentParams{},
		client.SecondFactor{Number: issued.JSON201.Number, BirthDate: "2015-06-07"})
	if err != nil || opened.JSON200 == nil || len(opened.JSON200.Lines) == 0 {
		t.Fatalf("opening: %v %s", err, opened.Body)
	}
	withdrawn, err := officer.CreateWithdrawalWithResponse(ctx, id, client.WithdrawalRequest{Reason: "the address was wrong"})
	if err != nil || withdrawn.JSON201 == nil || withdrawn.JSON201.State != "withdrawn" {
		t.Fatalf("withdrawing: %v %s", err, withdrawn.Body)
	}
	after, err := anyone.VerifyCodeWithResponse(ctx, w.rows[0].code.String(), &client.VerifyCodeParams{})
	if err != nil || after.JSON200 == nil || after.JSON200.State != "withdrawn" || after.JSON200.ValidUntil == nil {
		t.Fatalf("verifying the code: %v %s", err, after.Body)
	}
	list, err := citizen.ListCertificatesWithResponse(ctx, &client.ListCertificatesParams{})
	if err != nil || list.JSON200 == nil || len(list.JSON200.Items) != 1 || list.JSON200.Next != nil {
		t.Fatalf("list: %v %s", err, list.Body)
	}
	gone, err := citizen.ReadDocumentWithResponse(ctx, id)
	if err != nil || gone.ApplicationProblemJSONDefault == nil || gone.ApplicationProblemJSONDefault.Type != "urn:problem-type:sportello:wrong-state" {
		t.Fatalf("document of a withdrawn one: %v %s", err, gone.Body)
	}
	refused, err := as("dario").CreateCertificateWithResponse(ctx, &client.CreateCertificateParams{IdempotencyKey: uuid.NewString()}, request)
	if err != nil || refused.ApplicationProblemJSONDefault == nil || (*refused.ApplicationProblemJSONDefault.Refusals)[0].Code != "EN169" {
		t.Fatalf("another's child: %v %s", err, refused.Body)
	}
	for _, call := range []func() (int, error){
		func() (int, error) { a, err := anyone.ReadStatusWithResponse(ctx); return a.StatusCode(), err },
		func() (int, error) {
			a, err := anyone.ListCertificateKindsWithResponse(ctx, &client.ListCertificateKindsParams{})
			return a.StatusCode(), err
		},
		func() (int, error) {
			a, err := officer.ReadCertificateWithResponse(ctx, id)
			return a.StatusCode(), err
		},
	} {
		if status, err := call(); err != nil || status != http.StatusOK {
			t.Error(fmt.Sprint(status, err))
		}
	}
}
