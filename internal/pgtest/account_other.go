//go:build !unix

package pgtest

import (
	"os"
	"os/exec"
)

var quit = os.Kill

type account struct{}

func unprivileged() (*account, error) { return nil, ErrMissing }

func (*account) own(string) error { return nil }

func (*account) apply(*exec.Cmd) {}
