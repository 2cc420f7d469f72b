package privatepg

import "testing"

// On Linux the kernel ends the server with its keeper, whether or not anybody wants
// the directory again.
func TestKeeperKilledForGood(t *testing.T) {
	t.Parallel()
	k := startKeeper(t, copied(t))
	if err := k.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	k.end(t)
}
