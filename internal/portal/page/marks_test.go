package page

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// The official marks are as they were published: nobody may change them. Where they come from
// and whose they are stands beside them.
func TestMarks(t *testing.T) {
	t.Parallel()
	origin, err := files.ReadFile("assets/marks/ORIGIN.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"spid.svg": "fb338e131d024f3393d09bc720d01746e52dbc3671e58f08d20b761e3f9a452b",
		"cie.svg":  "7263ed17d302618743d8e4a2a144007da44accf552eba8dd3d8240b7422a038a",
	}
	found, err := files.ReadDir("assets/marks")
	if err != nil || len(found) != len(want)+1 {
		t.Errorf("%d files, %v", len(found), err)
	}
	for name, digest := range want {
		data, err := files.ReadFile("assets/marks/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != digest {
			t.Errorf("%s is %x", name, sum)
		}
		if !strings.Contains(string(origin), name) {
			t.Errorf("the origin of %s is not told", name)
		}
	}
	for _, word := range []string{"931c95394b53c9f8b31a03525759ef99ba29753d", "Apache", "AgID", "Ministero dell'Interno"} {
		if !strings.Contains(string(origin), word) {
			t.Errorf("it is not told: %s", word)
		}
	}
}
