package page

import (
	"net/http"
	"strconv"
)

// Fail answers with an error as a page that leads on.
func (k *Kit) Fail(w http.ResponseWriter, r *http.Request, err error) {
	p := k.Page(r, "problem", nil)
	problem := k.problems.Of(err, p.Language)
	if !k.problems.Begin(w, r, err, &problem) {
		return
	}
	w.Header().Del("WWW-Authenticate") // nobody has a bearer token in a browser
	p.Problem, p.Wait = &problem, p.wait(w.Header().Get("Retry-After"))
	if err := k.Show(w, problem.Status, p); err != nil {
		http.Error(w, problem.Title, problem.Status) // the page itself is broken
	}
}

// wait is so many seconds in words, from two minutes on in minutes.
func (p *Page) wait(seconds string) string {
	n, err := strconv.Atoi(seconds)
	if err != nil {
		return ""
	}
	key := "problem.wait.seconds"
	if n >= 120 {
		key, n = "problem.wait.minutes", (n+59)/60
	}
	text, err := p.N(key, n)
	if err != nil {
		return "" // the rest of the page helps as well
	}
	return text
}
