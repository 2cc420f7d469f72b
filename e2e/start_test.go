package e2e

import "testing"

// People log in, with a browser and without, with scripts and without.
func TestLogin(t *testing.T) {
	t.Parallel()
	v := citizen(t, "Chiara")
	if v.path() != "/me" {
		t.Errorf("a citizen comes to %s", v.path())
	}
	o := officer(t, registrar)
	if o.path() != "/office" {
		t.Errorf("an officer comes to %s", o.path())
	}
	for _, scripts := range []bool{true, false} {
		b := browse(t)
		b.Scripts(scripts)
		enter(b, "demo", code(t, "Chiara"))
		if got := b.Text("h1"); got == "" {
			t.Errorf("nothing is on the page")
		}
		b.Look("me")
		b.Accessible("me")
	}
}
