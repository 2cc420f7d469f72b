package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	sportello "github.com/sportello/sportello"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

func contractEnum(t *testing.T, schema, property string) (values []string) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(sportello.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range doc.Components.Schemas[schema].Value.Properties[property].Value.Enum {
		values = append(values, v.(string))
	}
	slices.Sort(values)
	return values
}

// The problem types of the table and of openapi.yaml are the same, both ways.
func TestTableIsTheContract(t *testing.T) {
	t.Parallel()
	kinds := map[string]bool{internal.kind: true}
	for _, row := range table {
		kinds[row.kind] = true
	}
	var got []string
	for k := range kinds {
		got = append(got, k)
	}
	slices.Sort(got)
	if diff := cmp.Diff(contractEnum(t, "Problem", "type"), got); diff != "" {
		t.Errorf("contract and table differ (-contract +table):\n%s", diff)
	}
	var reasons []string
	for r := range mismatches {
		reasons = append(reasons, string(r))
	}
	slices.Sort(reasons)
	if diff := cmp.Diff(contractEnum(t, "Problem", "reason"), reasons); diff != "" {
		t.Errorf("reasons differ (-contract +table):\n%s", diff)
	}
}

// What a refusal may say is in openapi.yaml, and the rules say no more.
func TestRefusalsKeepTheContract(t *testing.T) {
	t.Parallel()
	stages, by := contractEnum(t, "Refusal", "stage"), contractEnum(t, "Refusal", "by")
	for _, r := range certificates.Rulebook() {
		if !slices.Contains(stages, string(r.Stage)) || !slices.Contains(by, string(r.By)) {
			t.Errorf("%s: %s by %s", r.Code, r.Stage, r.By)
		}
		for _, l := range certificates.Languages {
			if utf8.RuneCountInString(r.Sentence[l]) > 1000 || utf8.RuneCountInString(r.Way[l]) > 900 {
				t.Errorf("%s in %s is too long", r.Code, l)
			}
		}
	}
	if len(stages) != len(certificates.Stages()) {
		t.Errorf("stages: %v", stages)
	}
}

// longestSentence is the bound that openapi.yaml has for a verdict in words.
const longestSentence = 500

// Every sentence is there in every language, a sentence, and within the contract.
func TestSentences(t *testing.T) {
	t.Parallel()
	check := func(what string, text certificates.Text, longest int, stop bool) {
		if !text.Whole() {
			t.Errorf("%s: %q", what, text)
		}
		for _, l := range certificates.Languages {
			if s := text[l]; utf8.RuneCountInString(s) > longest || stop != strings.HasSuffix(s, ".") || strings.Contains(s, "%") {
				t.Errorf("%s in %s: %q", what, l, s)
			}
		}
	}
	for _, row := range append(slices.Clone(table), internal) {
		check(row.kind, row.title, 200, false)
		if row.kind != urn+"not-in-register" || row.detail != nil {
			check(row.kind, row.detail, 1000, true)
		}
	}
	for reason, text := range mismatches {
		check(string(reason), text, 1000, true)
	}
	for kind, text := range notices {
		check(string(kind), text, 1000, true)
	}
	for state, text := range verdicts {
		check(string(state), text, longestSentence, true)
		check("demo", Sentence(verification.Verdict{State: state, Demo: true, SupersededOn: registry.Date{Year: 2026}}), longestSentence, true)
	}
}

func TestErrorsFindTheirRow(t *testing.T) {
	t.Parallel()
	wrapped := func(err error) error { return fmt.Errorf("storing: %w", errors.Join(errors.New("x"), err)) }
	rule := certificates.Rulebook()[0]
	refused := certificates.RefusedError{Refusals: []certificates.Refusal{{Kind: certificates.Death, Rule: rule}}}
	for _, x := range []struct {
		err    error
		status int
		kind   string
	}{
		{nil, 500, "internal"},
		{errors.New("something"), 500, "internal"},
		{errPanic, 500, "internal"},
		{registry.ErrOfficeUnknown, 500, "internal"},
		{context.Canceled, 500, "internal"},
		{auth.ErrMissing, 401, "unauthenticated"},
		{auth.ErrInvalid, 401, "unauthenticated"},
		{auth.ErrExpired, 401, "token-expired"},
		{auth.ErrAssurance, 401, "assurance-too-low"},
		{auth.ErrKeysUnavailable, 503, "login-unavailable"},
		{&certificates.NotYoursError{RefusedError: refused}, 403, "subject-not-allowed"},
		{&refused, 422, "refused"},
		{&registry.UnmatchedError{Reason: registry.DeadRecord}, 403, "not-in-register"},
		{registry.ErrUnavailable, 503, "database-unavailable"},
		{context.DeadlineExceeded, 503, "database-unavailable"},
		{certificates.ErrSeal, 503, "seal-unavailable"},
		{fmt.Errorf("%w: %w", certificates.ErrSeal, context.DeadlineExceeded), 503, "seal-unavailable"}, // a slow device
		{&InvalidError{Kind: ErrRequest}, 400, "invalid-request"},
		{&InvalidError{Kind: ErrField}, 422, "invalid-field"},
		{&http.MaxBytesError{}, 413, "too-large"},
	} {
		for _, err := range []error{x.err, wrapped(x.err)} {
			got := find(err)
			if got.status != x.status || got.kind != urn+x.kind {
				t.Errorf("%v: %d %s, want %d %s", err, got.status, got.kind, x.status, x.kind)
			}
		}
	}
}

// Who is in no office's register is sent to the office, if there is only one.
func TestContactOfTheRightOffice(t *testing.T) {
	t.Parallel()
	one := map[registry.OfficeID]registry.Office{"X900": {Contact: "first"}}
	two := map[registry.OfficeID]registry.Office{"X900": {Contact: "first"}, "X901": {Contact: "second"}}
	for _, x := range []struct {
		offices map[registry.OfficeID]registry.Office
		office  registry.OfficeID
		want    string
	}{{one, "", "first"}, {one, "X900", "first"}, {two, "X901", "second"}, {two, "", ""}, {one, "X999", ""}} {
		p := Problems{Offices: func() map[registry.OfficeID]registry.Office { return x.offices }}
		got := p.Of(&registry.UnmatchedError{Reason: registry.UnknownCode, Office: x.office}, registry.Italian)
		if got.Contact != x.want {
			t.Errorf("of %q: contact %q, want %q", x.office, got.Contact, x.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]registry.Language{
		"": "it", "it": "it", "en": "en", "en-US,en;q=0.9": "en", "it;q=0.1, en": "en", "en-x-private": "en",
		"de": "de", "de-AT": "de", "de-IT, it;q=0.5": "de", "sl": "sl", "sl-SI,sl;q=0.9,it;q=0.8": "sl", "fr": "fr", "fr-CH, de;q=0.9": "fr",
		"sl;q=0.2, de;q=0.8, fr;q=0.5": "de", "de;q=0.4, it": "it", "de;q=0, fr;q=0.1": "fr", "de;q=0": "it", "en;q=0": "it",
		"es, sl;q=0.3": "sl", "es": "it", "la": "it", "sw, ta;q=0.9": "it", "tlh, fr;q=0.1": "fr", "und, de;q=0.1": "de", "ru, hu;q=0.8": "it", "zh-Hant-TW": "it", "*": "it", "*;q=0.1, fr;q=0.2": "fr",
		"nonsense!!": "it", "de;q=loud": "it", "de;;q=1": "it", strings.Repeat("en,", 100): "it",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", header)
		if got := Language(r); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

// An answer that is under way is not begun again, and keeps nothing of what it was
// going to be.
func TestWrite(t *testing.T) {
	t.Parallel()
	p := Problems{Log: slog.New(slog.DiscardHandler)}
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Disposition", "attachment")
	rec.Header().Set("ETag", `"x"`)
	rec.Header().Set("Cache-Control", "public")
	p.Write(rec, httptest.NewRequest("GET", "/", nil), registry.ErrUnavailable)
	h := rec.Result().Header
	if h.Get("Content-Disposition") != "" || h.Get("ETag") != "" || h.Get("Cache-Control") != "no-store" || h.Get("Retry-After") != "10" || h.Get("Content-Language") != "it" {
		t.Errorf("%v", h)
	}
	var body Problem
	if err := json.Unmarshal(rec.Body.Bytes(), &body); err != nil || body.Status != 503 {
		t.Errorf("%s %v", rec.Body, err)
	}
}

// Who has gone away is not an alarm.
func TestGoneCallersAreNoErrors(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	p := Problems{Log: slog.New(slog.NewTextHandler(&log, nil))}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p.Write(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/", nil), registry.ErrUnavailable)
	if strings.Contains(log.String(), "ERROR") || !strings.Contains(log.String(), "INFO") {
		t.Errorf("logged %s", log.String())
	}
}

type timeout struct{ error }

func (timeout) Timeout() bool { return true }

func TestUnread(t *testing.T) {
	t.Parallel()
	large := &http.MaxBytesError{Limit: 1}
	for _, x := range []struct{ err, want error }{
		{large, large},
		{fmt.Errorf("reading: %w", large), large},
		{timeout{errors.New("i/o timeout")}, ErrTooSlow},
		{errors.New("unexpected EOF"), ErrRequest},
	} {
		if got := Unread(x.err); !errors.Is(got, x.want) {
			t.Errorf("%v: %v, want %v", x.err, got, x.want)
		}
	}
}
