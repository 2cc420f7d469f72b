package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sportello/sportello/client"
)

// An employer's system checks the certificate that somebody has brought by the
// code printed on it.
func Example() {
	sportello := installation()
	c, err := client.NewClientWithResponses(sportello.URL)
	if err != nil {
		log.Fatal(err)
	}
	english := "en"
	answer, err := c.VerifyCodeWithResponse(context.Background(), "0123-4567-89AB-CDEF-GHJK-MNPQ-RS2K", &client.VerifyCodeParams{AcceptLanguage: &english})
	if err != nil {
		log.Fatal(err) // nobody answered
	}
	if p := answer.ApplicationProblemJSONDefault; p != nil {
		log.Fatal(p.Type, " ", p.Title) // such as too-many-requests
	}
	v := answer.JSON200
	fmt.Println(v.State)
	fmt.Println(v.Sentence)
	if v.State == "valid" {
		fmt.Println((*v.Kinds)[0].Name, "-", v.Office.Name, "- until", v.ValidUntil)
	}
	sportello.Close()
	// Output:
	// valid
	// The certificate is authentic and valid.
	// Certificate of residence - Comune di Valdemo - until 2027-02-21
}

// installation stands for a Sportello that knows one certificate.
func installation() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"state":"valid","sentence":"The certificate is authentic and valid.","demo":false,
			"kinds":[{"kind":"residence","name":"Certificate of residence"}],"office":{"code":"X900","name":"Comune di Valdemo"},
			"issuedOn":"2026-11-21","validUntil":"2027-02-21","withdrawnOn":null}`)
	}))
}

var errNoToken = errors.New("the provider does not answer")

// Without a token nothing is sent.
func TestTokenThatCannotBeHad(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") }))
	defer s.Close()
	c, err := client.NewClientWithResponses(s.URL, client.WithRequestEditorFn(client.Token(func(context.Context) (string, error) { return "", errNoToken })))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.ListSubjectsWithResponse(context.Background()); !errors.Is(err, errNoToken) {
		t.Errorf("got %v", err)
	}
}
