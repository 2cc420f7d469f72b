package api

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	hour := func(n int) web.Rate { return web.Rate{Requests: n, Per: time.Hour} }
	w := newWorld()
	_, row := at(t, w).issue(w, anna, "residence")
	good, never := row.code.String(), certificates.Code{1}.Compact()
	check := func(code string) call { return call{method: "GET", path: "/v1/verifications/" + code} }
	open := func(code string) call {
		return call{method: "POST", path: "/v1/verifications/" + code + "/content", body: `{"number":"2026/1","birthDate":"1985-03-05"}`}
	}
	upload := call{"POST", "/v1/verifications", "", "%PDF-1.7", pdfType}
	for name, x := range map[string]struct {
		limits  web.Limits
		let     []call
		stopped call
		after   *call // is let through all the same
	}{
		"by address":            {web.Limits{CheckAddress: hour(3)}, []call{check(good), check(never), upload}, check("x"), nil},
		"by code":               {web.Limits{CheckCode: hour(2)}, []call{check(good), check(good)}, check(good), ptr(check(never))},
		"by code, respelled":    {web.Limits{CheckCode: hour(2)}, []call{check(good), check(row.code.Compact())}, check(strings.ToLower(good)), nil},
		"by code, escaped":      {web.Limits{CheckCode: hour(1)}, []call{check(good)}, check(fmt.Sprintf("%%%02x%s", good[0], good[1:])), nil},
		"by unknown code":       {web.Limits{CheckCode: hour(1)}, []call{check(never)}, check(never), nil},
		"by what is no code":    {web.Limits{CheckCode: hour(1)}, []call{check("x")}, check("%78"), ptr(check("y"))},
		"in all":                {web.Limits{CheckAll: hour(2)}, []call{check(good), check(never)}, upload, nil},
		"openings":              {web.Limits{OpenCode: hour(1)}, []call{open(good)}, open(good), ptr(check(good))},
		"openings of no code":   {web.Limits{OpenCode: hour(1)}, []call{open("x")}, open("x"), nil},
		"openings count checks": {web.Limits{CheckCode: hour(1)}, []call{check(good)}, open(good), nil},
		"with a token":          {web.Limits{Calls: hour(1)}, []call{{method: "GET", path: "/v1/status"}}, call{method: "GET", path: "/v1/subjects", as: "foreign"}, ptr(check(good))},
	} {
		config := w.config(t)
		config.Limits = web.NewLimiter(x.limits)
		c := over(t, config)
		for _, r := range x.let {
			if a := c.do(r); a.StatusCode == http.StatusTooManyRequests {
				t.Errorf("%s: %s is stopped", name, r.path)
			}
		}
		a := c.do(x.stopped)
		a.wants(t, 429, "too-many-requests")
		if a.Header.Get("Retry-After") != "3600" {
			t.Errorf("%s: Retry-After is %s", name, a.Header.Get("Retry-After"))
		}
		if x.after != nil {
			if a := c.do(*x.after); a.StatusCode == http.StatusTooManyRequests {
				t.Errorf("%s: %s is stopped too", name, x.after.path)
			}
		}
	}
}

// Only guesses count: who holds the paper may look as often as he likes, and what is
// mistyped in form is no guess. Many guesses at once are as many as one after the other.
func TestOnlyGuessesAreLimited(t *testing.T) {
	t.Parallel()
	w := newWorld()
	issued, row := at(t, w).issue(w, anna, "residence")
	config := w.config(t)
	config.Limits = web.NewLimiter(web.Limits{OpenCode: web.Rate{Requests: 3, Per: time.Hour}})
	c := over(t, config)
	open := func(number, birth string) int {
		return c.do(call{method: "POST", path: "/v1/verifications/" + row.code.String() + "/content", body: fmt.Sprintf(`{"number":%q,"birthDate":%q}`, number, birth)}).StatusCode
	}
	for range 5 {
		if status := open(issued.Number, "1985-03-04"); status != http.StatusOK {
			t.Fatalf("the holder: %d", status)
		}
		if status := open("1", "1985-03-04"); status != http.StatusUnprocessableEntity {
			t.Fatalf("mistyped: %d", status)
		}
	}
	var guesses sync.WaitGroup
	var looked atomic.Int32
	for i := range 20 {
		guesses.Go(func() {
			if open(issued.Number, fmt.Sprintf("1985-04-%02d", i+1)) == http.StatusForbidden {
				looked.Add(1)
			}
		})
	}
	guesses.Wait()
	if looked.Load() != 3 {
		t.Errorf("%d guesses were looked at, want 3", looked.Load())
	}
	if status := open(issued.Number, "1985-03-04"); status != http.StatusTooManyRequests {
		t.Errorf("after the guesses: %d, want 429", status)
	}
}

func ptr[T any](v T) *T { return &v }
