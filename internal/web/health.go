package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// Check is one thing that the service cannot work without. Run wraps the sentinel
// of the table that says what is missing, and keeps to its context.
type Check struct {
	Name string
	Run  func(context.Context) error
}

// Health says whether the process lives and whether it can work.
type Health struct {
	Checks  []Check
	Timeout time.Duration // of all checks together, which run at once
	Log     *slog.Logger
}

// Ready runs the checks and joins what they find; nil if all is well.
func (h *Health) Ready(ctx context.Context) error {
	var faults []error
	for i, err := range h.run(ctx) {
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", h.Checks[i].Name, err))
		}
	}
	return errors.Join(faults...)
}

// run returns one result for each check. A check that outlives the timeout counts
// as failed by it.
func (h *Health) run(ctx context.Context) []error {
	ctx, cancel := context.WithTimeout(ctx, h.Timeout)
	defer cancel()
	results := make([]chan error, len(h.Checks))
	for i, c := range h.Checks {
		results[i] = make(chan error, 1)
		go func() { results[i] <- c.Run(ctx) }()
	}
	out := make([]error, len(h.Checks))
	for i := range results {
		select {
		case out[i] = <-results[i]:
		case <-ctx.Done():
			out[i] = ctx.Err()
			select { // it may have ended while another was waited for
			case out[i] = <-results[i]:
			default:
			}
		}
	}
	return out
}

// Handler answers GET /healthz, which says that the process lives, and GET
// /readyz, which names each check and whether it passed. They are for the
// machines that run the service: they are not logged, and do not say why.
func (h *Health) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		report(w, http.StatusOK, map[string]string{"process": "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		status, states := http.StatusOK, make(map[string]string, len(h.Checks))
		for i, err := range h.run(r.Context()) {
			states[h.Checks[i].Name] = "ok"
			if err != nil {
				status, states[h.Checks[i].Name] = http.StatusServiceUnavailable, "failing"
				h.Log.LogAttrs(r.Context(), slog.LevelWarn, "not ready", slog.String("check", h.Checks[i].Name), slog.Any("error", err))
			}
		}
		report(w, status, states)
	})
	return mux
}

func report(w http.ResponseWriter, status int, states map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(states) // the prober may have gone
}
