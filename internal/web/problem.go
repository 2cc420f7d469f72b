package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Problem is a problem detail (RFC 9457): what went wrong, for a program and for a
// person.
type Problem struct {
	Type      string            `json:"type"`
	Title     string            `json:"title"`
	Status    int               `json:"status"`
	Detail    string            `json:"detail,omitempty"`
	Reason    registry.Mismatch `json:"reason,omitempty"`
	Contact   string            `json:"contact,omitempty"`
	RequestID string            `json:"requestId,omitempty"`
	Errors    []Fault           `json:"errors,omitempty"`
	Refusals  []Refusal         `json:"refusals,omitempty"`

	retryAfter int // seconds; 0 for no advice
	challenge  string
}

// Fault is one field that is wrong.
type Fault struct {
	Field  string `json:"field"` // JSON pointer into the body (RFC 6901), or the name of a parameter or header
	Detail string `json:"detail"`
}

// Refusal is one rule that stops a request, in the caller's language.
type Refusal struct {
	Kind      string              `json:"kind,omitempty"`
	Code      string              `json:"code"`
	Stage     certificates.Stage  `json:"stage"`
	Sentence  string              `json:"sentence"`
	Citation  string              `json:"citation"`
	Remedy    string              `json:"remedy"`
	By        certificates.Remedy `json:"by"`
	Forceable bool                `json:"forceable"` // by the officer who asks, with a written reason
	Missing   bool                `json:"missing"`   // the request can still say it
}

// Refusals puts refusals into words.
func Refusals(c *certificates.Catalogue, refusals []certificates.Refusal, l registry.Language) []Refusal {
	out := make([]Refusal, 0, len(refusals))
	for _, r := range refusals {
		kind, _ := c.Entry(r.Kind)
		out = append(out, Refusal{
			Kind: kind.Slug, Code: r.Rule.Code, Stage: r.Rule.Stage, Sentence: r.Rule.Sentence.In(l), Citation: r.Rule.Citation,
			Remedy: r.Way(l), By: r.Rule.By, Forceable: r.Forceable, Missing: r.Rule.Missing,
		})
	}
	return out
}

// Problems makes errors answers. It is safe for concurrent use.
type Problems struct {
	Catalogue *certificates.Catalogue
	Offices   func() map[registry.OfficeID]registry.Office // as they stand now; nil if nobody is sent to an office
	Log       *slog.Logger
}

// Of is the problem that an error stands for, in a language. An error that the
// table does not know is an internal one, of which nothing is told.
func (p *Problems) Of(err error, l registry.Language) Problem {
	row := find(err)
	problem := Problem{
		Type: row.kind, Title: row.title.In(l), Status: row.status, Detail: row.detail.In(l),
		retryAfter: row.retryAfter, challenge: row.challenge,
	}
	var unmatched *registry.UnmatchedError
	var refused *certificates.RefusedError
	var invalid *InvalidError
	switch {
	case errors.As(err, &unmatched):
		problem.Reason, problem.Detail = unmatched.Reason, mismatches[unmatched.Reason].In(l)
		problem.Contact = p.contact(unmatched.Office)
	case errors.As(err, &refused):
		problem.Refusals = Refusals(p.Catalogue, refused.Refusals, l)
	case errors.As(err, &invalid):
		problem.Errors = invalid.in(l)
	case errors.Is(err, certificates.ErrGlyph):
		problem.Contact = p.contact("")
	}
	return problem
}

// contact is where the office is to be reached. Who is in no office's register is
// sent to the only one that there is.
func (p *Problems) contact(id registry.OfficeID) string {
	if p.Offices == nil {
		return ""
	}
	now := p.Offices()
	if id == "" && len(now) == 1 {
		for only := range now {
			id = only
		}
	}
	return now[id].Contact
}

// Write answers with the problem that err stands for, as JSON.
func (p *Problems) Write(w http.ResponseWriter, r *http.Request, err error) {
	l := Language(r)
	problem := p.Of(err, l)
	if !p.Begin(w, r, err, &problem) {
		return
	}
	body, err := json.Marshal(problem)
	if err != nil { // it holds nothing that cannot be marshalled
		p.Log.LogAttrs(r.Context(), slog.LevelError, "problem not marshalled", slog.Any("error", err))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Content-Language", string(l))
	w.WriteHeader(problem.Status)
	_, _ = w.Write(body) // who asked may have gone
}

// Begin does what every answer to an error has in common, whatever it looks like:
// it logs what is not the caller's fault, completes the problem and sets its
// headers. It reports false if an answer is under way already.
func (p *Problems) Begin(w http.ResponseWriter, r *http.Request, err error, problem *Problem) bool {
	if problem.Status >= http.StatusInternalServerError {
		level := slog.LevelError
		if errors.Is(r.Context().Err(), context.Canceled) {
			level = slog.LevelInfo // nobody waits for the answer, and that may be why
		}
		p.Log.LogAttrs(r.Context(), level, "request failed",
			slog.String("request", RequestID(r.Context())), slog.String("route", Route(r)), slog.Any("error", err))
	}
	if begun, ok := w.(interface{ Status() int }); ok && begun.Status() != 0 {
		return false
	}
	problem.RequestID = RequestID(r.Context())
	h := w.Header()
	for _, stale := range []string{"Content-Length", "Content-Encoding", "Content-Disposition", "ETag", "Location"} {
		h.Del(stale)
	}
	h.Set("Cache-Control", "no-store")
	if problem.retryAfter > 0 && h.Get("Retry-After") == "" {
		h.Set("Retry-After", strconv.Itoa(problem.retryAfter))
	}
	if problem.challenge != "" {
		h.Set("WWW-Authenticate", problem.challenge)
	}
	return true
}
