package main

import (
	"errors"
	"os"

	"github.com/rollcall-project/rollcall/provision"
)

type userExportCmd struct {
	File     string `arg:"" optional:"" help:"File to write; it must not exist. Standard output unless given." default:"-"`
	Services bool   `help:"The services of users, instead of the users."`
}

// Run writes CSV. A file that could not be written to its end is removed.
func (c *userExportCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		if c.File == "-" {
			return e.Export(a.ctx, who, sheetOf(c.Services), a.stdout)
		}
		file, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // it holds personal data
		if err != nil {
			return fileError(c.File, "written", err)
		}
		err = e.Export(a.ctx, who, sheetOf(c.Services), file)
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			return errors.Join(fileError(c.File, "written", err), os.Remove(c.File))
		}
		return nil
	})
}
