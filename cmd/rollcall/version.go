package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set when a release is built; else it is what the Go toolchain
// stamped into the binary.
var version string

type versionCmd struct{}

func (c *versionCmd) Run(a *app) error {
	_, err := fmt.Fprintf(a.stdout, "rollcall %s %s %s/%s\n", currentVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

func currentVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
