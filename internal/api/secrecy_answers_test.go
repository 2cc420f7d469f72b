package api

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
)

// searchAnswers calls the API in every way that leads to a person, as that person and as
// an officer, and searches what it answers. It returns what can be had, and why not.
func searchAnswers(t *testing.T, p *printing, c counter) (available []string) {
	t.Helper()
	var told strings.Builder
	hear := func(r call) answer {
		a := c.do(r)
		header := a.Header.Clone()
		header.Del("X-Request-Id") // drawn at random, and so a word like any other now and then
		body := string(requestID.ReplaceAll(a.body, nil))
		if header.Get("Content-Type") == "application/pdf" {
			body = read(t, a.body)
		}
		fmt.Fprintf(&told, "%s %v\n", body, header)
		return a
	}
	for _, language := range []string{"it", "de", "sl", "fr", "en"} {
		for _, as := range []string{"anna", "counter"} {
			a := hear(call{method: "GET", path: "/v1/subjects/" + string(anna) + "/availability?on=2015-03-04", as: as, header: http.Header{"Accept-Language": {language}}})
			available = append(available, requestID.ReplaceAllString(string(a.body), ""))
		}
	}
	for _, e := range certificates.NewCatalogue().Entries() {
		more := object{}
		if speaksOfADay(e.Kind) {
			more["on"] = "2015-03-04"
		}
		online := asking(anna, e.Slug, more)
		counter := asking(anna, e.Slug, applicant(), object{"grounds": "successione"}, more)
		hear(call{"POST", "/v1/previews", "anna", online, nil})
		follow(t, p, hear, "anna", hear(call{"POST", "/v1/certificates", "anna", online, key("key-" + e.Slug)}))
		follow(t, p, hear, "counter", hear(call{"POST", "/v1/certificates", "counter", counter, key("key-" + e.Slug)}))
	}
	for _, path := range []string{"/v1/subjects", "/v1/certificates", "/v1/notices"} {
		hear(call{method: "GET", path: path, as: "anna"})
	}
	for _, path := range []string{"/v1/certificates", "/v1/offices/X900/certificates", "/v1/offices/X900/certificate-counts"} {
		hear(call{method: "GET", path: path, as: "counter"})
	}
	hear(call{"POST", "/v1/subject-searches", "counter", fmt.Sprintf(`{"purpose":"domanda allo sportello","surname":%q,"givenName":"anna","birthDate":"1985-03-04"}`, surname), nil})
	search(t, "the answers", told.String())
	return available
}

var requestID = regexp.MustCompile(`"requestId":"[A-Z0-9]+",?`)

// follow reads all that there is about a certificate that has been issued just now, if it has.
func follow(t *testing.T, p *printing, hear func(call) answer, as string, a answer) {
	t.Helper()
	if a.StatusCode != http.StatusCreated {
		return
	}
	var issued Certificate
	a.into(t, &issued)
	code := "/v1/verifications/" + p.mark.Code.Compact()
	hear(call{method: "GET", path: a.Header.Get("Location"), as: as})
	hear(call{method: "GET", path: a.Header.Get("Location") + "/application", as: as})
	hear(call{method: "GET", path: code})
	hear(call{"POST", code + "/content", "", fmt.Sprintf(`{"number":%q,"birthDate":"1985-03-04"}`, issued.Number), nil})
}
