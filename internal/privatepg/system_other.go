//go:build !linux

package privatepg

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// locale is the one that every system has.
const locale = "C"

// diesWithParent does nothing: the next Start stops what a killed process left.
func diesWithParent(*syscall.SysProcAttr, syscall.Signal) {}

// runs reports whether the process is a server of that data directory, by its
// command line.
func runs(pid int, data string) bool {
	line, err := exec.Command("ps", "-p", strconv.Itoa(pid), "-o", "command=").Output()
	return err == nil && strings.Contains(string(line), " -D "+data+" ")
}

// boot is unknown here.
func boot() string { return "unknown" }
