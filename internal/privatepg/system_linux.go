package privatepg

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// locale is the cluster's: byte order, UTF-8, on every Debian.
const locale = "C.UTF-8"

// diesWithParent has the kernel send the signal when the thread that started the
// program ends, which it does with its process at the latest.
func diesWithParent(a *syscall.SysProcAttr, s syscall.Signal) { a.Pdeathsig = s }

// runs reports whether the process is a server of that data directory, by its
// command line. A process that was given a dead server's number is not, nor is a
// dead one that nobody has waited for.
func runs(pid int, data string) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && strings.Contains(string(line), "\x00-D\x00"+data+"\x00")
}

// boot names the time since the machine was switched on.
func boot() string {
	id, _ := os.ReadFile("/proc/sys/kernel/random/boot_id") // "" where it is hidden
	return string(id)
}
