package e2e

import "testing"

func TestStart(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.get("/")
	v.want(200)
	if len(v.page.Faults()) > 0 {
		t.Error(v.page.Faults())
	}
}
