package inspect

import (
	"encoding/json"
	"testing"
)

func TestGenuine(t *testing.T) {
	t.Parallel()
	r := inspected(t, genuine(t))
	if r.Verdict != Genuine || len(r.Reasons) > 0 {
		b, _ := json.MarshalIndent(r, "", " ")
		t.Fatalf("%s %v\n%s", r.Verdict, r.Reasons, b)
	}
	b, _ := json.MarshalIndent(r, "", " ")
	t.Logf("%s", b)
}
