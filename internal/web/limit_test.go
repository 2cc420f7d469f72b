package web

import (
	"net/http/httptest"
	"testing"
	"time"
)

// A try that was none is given back where it was counted: who sends slowly, from one hour
// into the next, has no more tries in the next.
func TestGivenBackWhereCounted(t *testing.T) {
	t.Parallel()
	const most = 3
	c := newCounter(Rate{Requests: most, Per: time.Hour}, everything, untold)
	r := httptest.NewRequest("POST", "/v/x", nil)
	full := func() bool { return c.full(httptest.NewRecorder(), r) }
	for range most {
		if full() {
			t.Fatal("full too early")
		}
	}
	for range most {
		c.giveBack(r, time.Now().Add(-2*time.Hour))
	}
	if !full() {
		t.Error("what was counted in another hour is given back in this one")
	}
	c.giveBack(r, time.Now())
	if full() {
		t.Error("nothing is given back")
	}
}
