package web

import "net/http"

// Fail answers with an error, in the dress of a room: Problems.Write as JSON, the
// portal as a page.
type Fail func(http.ResponseWriter, *http.Request, error)

// Handle is the adapter between a handler that returns its error and net/http. An
// error is returned before anything is written.
func Handle(fail Fail, h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			fail(w, r, err)
		}
	}
}
