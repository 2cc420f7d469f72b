package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// serveBare is the peer of verification by code: a router, one query for one row by
// the same index, JSON. No limits, headers, words, log or metrics.
func serveBare(ctx context.Context, url, address string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	mux := chi.NewRouter()
	mux.Get("/ready", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.Get("/{hash}", func(w http.ResponseWriter, r *http.Request) {
		hash, err := hex.DecodeString(chi.URLParam(r, "hash"))
		if err != nil {
			http.Error(w, "hash", http.StatusBadRequest)
			return
		}
		var c struct {
			State     string     `json:"state"`
			Kinds     []int      `json:"kinds"`
			Office    string     `json:"office"`
			IssuedOn  time.Time  `json:"issuedOn"`
			ValidTo   *time.Time `json:"validUntil"`
			Withdrawn *time.Time `json:"withdrawnOn"`
		}
		err = pool.QueryRow(r.Context(), "SELECT state, kinds, office_id, issued_on, valid_to, withdrawn_at FROM certificate WHERE code_hash = $1", hash).
			Scan(&c.State, &c.Kinds, &c.Office, &c.IssuedOn, &c.ValidTo, &c.Withdrawn)
		if err != nil {
			http.Error(w, "not found", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(c) // the client may have gone
	})
	s := &http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: time.Second}
	return s.ListenAndServe()
}
