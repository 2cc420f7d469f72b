package main

import (
	"fmt"
	"runtime/debug"

	"github.com/sportello/sportello/migrations"
)

type versionCommand struct{}

// Run prints the version, the schema and the Go release that it was built with.
func (versionCommand) Run(t terminal) error {
	_, err := fmt.Fprintf(t.out, "sportello %s, schema %d, %s\n", version(), migrations.Version(), goVersion())
	return err
}

// version is that of the module, or "devel" for a build from a work tree.
func version() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" && b.Main.Version != "(devel)" {
		return b.Main.Version
	}
	return "devel"
}

func goVersion() string {
	if b, ok := debug.ReadBuildInfo(); ok {
		return b.GoVersion
	}
	return "unknown Go"
}
